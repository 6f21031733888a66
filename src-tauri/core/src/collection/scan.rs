//! A collection as a whole: what is in its folder, what each file is called, and what is wrong with it. Files that did not
//! change since the last time are not opened again, and the others side by side, so that 10,000 requests take no time that
//! a person notices.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::SystemTime;

use toml_edit::{Document, Item};

use super::environment_file;
use super::folder_file;
use super::inside;
use super::names::{PAYLOAD, SETTINGS, SIDECAR};
use super::sending_table;
use super::text_file::{LONGEST, size};
use super::toml_file::check_format;
use super::tree;
use super::trouble::CollectionError;
use super::walk::{Found, Walk};
use crate::toml_place::place_and_reason;
use crate::wire::{Entry, EnvironmentSummary};

/// How much of a payload is looked at to tell whether it is text. Opening it looks at all.
const LOOKED_AT: usize = 64 << 10;

/// A collection's folder as it was found.
#[derive(Debug, Default)]
pub struct Scan {
    /// What `lambdesk.toml` calls the collection.
    pub name: Option<String>,
    /// Its tree.
    pub entries: Vec<Entry>,
    /// Its environments.
    pub environments: Vec<EnvironmentSummary>,
    /// What is wrong with it as a whole.
    pub problems: Vec<String>,
    /// All folders that were looked at.
    pub folders: Vec<PathBuf>,
    /// Temporary files of processes that were killed.
    pub left_over: Vec<PathBuf>,
    /// What is known of each request, by its path.
    pub(super) requests: HashMap<String, RequestFacts>,
    /// Settings and environments, by their paths.
    pub(super) others: HashMap<String, Print>,
}

/// What tells a file from what it was: its time, length and number. Equal prints can be of different contents when a file is
/// written twice within a moment; what is known to have been written is opened in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Print {
    modified: Option<SystemTime>,
    length: u64,
    number: u64,
}

/// What is known of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RequestFacts {
    payload: Option<Print>,
    sidecar: Option<Print>,
    /// What its sidecar calls it.
    pub name: Option<String>,
    /// The function that its sidecar names.
    pub function: Option<String>,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// Whether it is a request at all: a TOML file alone may be anything.
    pub is_request: bool,
}

impl Print {
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|metadata| Self::from(&metadata))
    }
}

impl From<&Metadata> for Print {
    fn from(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(metadata);
        #[cfg(not(unix))]
        let number = 0;
        Self { modified: metadata.modified().ok(), length: metadata.len(), number }
    }
}

/// A request to be looked at.
struct Job {
    path: String,
    payload: bool,
    sidecar: bool,
}

/// Looks through a collection's folder, which is canonical. `before` is what was found the last time; files whose paths are
/// `touched` are opened although they look the same.
///
/// # Errors
/// When the folder cannot be read, or a later Lambdesk wrote its settings.
pub fn scan(root: &Path, before: Option<&Scan>, touched: &BTreeSet<String>) -> Result<Scan, CollectionError> {
    let mut walk = Walk::default();
    let found = walk.through(root).map_err(|cause| CollectionError::io(root, "read", cause))?;
    let mut scan = Scan { folders: walk.folders, left_over: walk.left_over, ..Scan::default() };
    if walk.too_many {
        scan.problems.push("There are more than 100,000 files and folders here. Not all of them are shown.".to_owned());
    }
    if found.settings {
        let (name, problem) = folder_file::name_and_problem(&root.join(SETTINGS));
        match problem {
            Some(error @ CollectionError::Format { .. }) => return Err(error),
            Some(error) => scan.problems.push(error.to_string()),
            None => scan.name = name,
        }
    }
    let mut jobs = Vec::new();
    gather(root, &found, &mut jobs, &mut scan.others);
    let known = before.map(|before| &before.requests);
    scan.requests = look_at_all(root, jobs, known, touched);
    scan.environments = environments(root, &found, &mut scan.others);
    scan.entries = tree::entries(root, &found, &scan.requests);
    Ok(scan)
}

/// Collects what is to be opened, and the prints of settings.
fn gather(root: &Path, found: &Found, jobs: &mut Vec<Job>, others: &mut HashMap<String, Print>) {
    let sidecars: HashSet<&str> = found.sidecars.iter().map(String::as_str).collect();
    let payloads: HashSet<&str> = found.payloads.iter().map(String::as_str).collect();
    let job = |stem: &str, payload, sidecar| Job {
        path: inside::join(&found.path, &format!("{stem}{PAYLOAD}")),
        payload,
        sidecar,
    };
    jobs.extend(found.payloads.iter().map(|stem| job(stem, true, sidecars.contains(stem.as_str()))));
    jobs.extend(
        found.sidecars.iter().filter(|stem| !payloads.contains(stem.as_str())).map(|stem| job(stem, false, true)),
    );
    if found.settings {
        let path = inside::join(&found.path, SETTINGS);
        if let Ok(print) = Print::of(&root.join(&path)) {
            others.insert(path, print);
        }
    }
    for folder in &found.folders {
        gather(root, folder, jobs, others);
    }
}

fn look_at_all(
    root: &Path,
    jobs: Vec<Job>,
    known: Option<&HashMap<String, RequestFacts>>,
    touched: &BTreeSet<String>,
) -> HashMap<String, RequestFacts> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(8);
    let share = jobs.len().div_ceil(threads).max(64);
    let look = |jobs: &[Job]| -> Vec<RequestFacts> {
        let one = |job: &Job| {
            let known = known.and_then(|known| known.get(&job.path)).filter(|_| !touched.contains(&job.path));
            look_at(root, job, known)
        };
        jobs.iter().map(one).collect()
    };
    let facts: Vec<RequestFacts> = thread::scope(|scope| {
        let shares: Vec<_> = jobs.chunks(share).map(|jobs| scope.spawn(move || look(jobs))).collect();
        shares.into_iter().flat_map(|share| share.join().unwrap_or_default()).collect()
    });
    jobs.into_iter().map(|job| job.path).zip(facts).collect()
}

fn look_at(root: &Path, job: &Job, known: Option<&RequestFacts>) -> RequestFacts {
    let payload = root.join(&job.path);
    let sidecar = job.sidecar.then(|| payload.with_extension(&SIDECAR[1..]));
    let mut facts = RequestFacts {
        payload: job.payload.then(|| Print::of(&payload).ok()).flatten(),
        sidecar: sidecar.as_deref().and_then(|path| Print::of(path).ok()),
        is_request: job.payload,
        ..RequestFacts::default()
    };
    if let Some(known) = known
        && (known.payload, known.sidecar) == (facts.payload, facts.sidecar)
    {
        return known.clone();
    }
    if let Some(path) = &sidecar {
        match fs::read_to_string(path) {
            Ok(text) => read_sidecar(path, &text, &mut facts),
            Err(error) => facts.problem = Some(unread(&error, "Its sidecar")),
        }
    }
    if job.payload {
        facts.problem = payload_problem(&payload).or(facts.problem);
    } else {
        facts.problem = Some("Its payload is not there, only its sidecar is.".to_owned());
    }
    facts
}

fn unread(error: &io::Error, what: &str) -> String {
    match error.kind() {
        io::ErrorKind::InvalidData => format!("{what} is not UTF-8 text."),
        _ => format!("{what} cannot be read: {error}."),
    }
}

fn read_sidecar(path: &Path, text: &str, facts: &mut RequestFacts) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            facts.problem = Some(format!("Its sidecar is not valid TOML: {}.", place_and_reason(&error)));
            return;
        }
    };
    let table = document.as_table();
    if let Err(error) = check_format(path, table) {
        facts.problem = Some(error.to_string());
    }
    let text = |key: &str| table.get(key).and_then(Item::as_str).filter(|text| !text.trim().is_empty());
    facts.name = text("name").map(str::to_owned);
    facts.function = text("function").map(str::to_owned);
    // Other programs have TOML files of their own.
    let own = ["notes", "checks"];
    facts.is_request |= sending_table::KEYS.iter().chain(&own).any(|key| *key != "type" && table.contains_key(key));
}

/// What keeps a payload from being opened.
fn payload_problem(path: &Path) -> Option<String> {
    let looked = || -> io::Result<Option<String>> {
        let metadata = fs::metadata(path)?;
        // Opening a pipe would wait for whoever writes to it.
        if !metadata.is_file() {
            return Ok(Some("It is no file.".to_owned()));
        }
        if metadata.len() > LONGEST {
            let size = size(metadata.len());
            return Ok(Some(format!("It is {size} long. Lambda takes 6 MB; files up to 16 MB can be opened.")));
        }
        let mut beginning = Vec::new();
        File::open(path)?.take(LOOKED_AT as u64).read_to_end(&mut beginning)?;
        let cut = beginning.len() == LOOKED_AT;
        // A character may be cut in two.
        let is_text = str::from_utf8(&beginning).map_or_else(|error| cut && error.error_len().is_none(), |_| true);
        Ok((!is_text).then(|| "It is not UTF-8 text.".to_owned()))
    };
    looked().unwrap_or_else(|error| Some(unread(&error, "It")))
}

fn environments(root: &Path, found: &Found, others: &mut HashMap<String, Print>) -> Vec<EnvironmentSummary> {
    let summary = |name: &String| {
        let opened = environment_file::open(root, name);
        let problem = match &opened {
            Ok(environment) => environment.problems.first().cloned(),
            Err(error) => Some(error.to_string()),
        };
        let variables = opened.map_or(0, |environment| environment.variables.len());
        EnvironmentSummary { name: name.clone(), variables: u32::try_from(variables).unwrap_or(u32::MAX), problem }
    };
    let mut environments: Vec<EnvironmentSummary> = found.environments.iter().map(summary).collect();
    environments.sort_by(|one, other| super::natural_order::compare(&one.name, &other.name));
    for name in &found.environments {
        let path = environment_file::path_of(name);
        if let Ok(print) = Print::of(&root.join(&path)) {
            others.insert(path, print);
        }
    }
    environments
}
