//! Imported requests written as a collection: a folder of payloads with what says how to send them beside each.
//!
//! It makes a new folder and new files, and never touches what is there. The keys are those of the collection's format.

use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use toml_edit::{Array, DocumentMut, Item, Table, value};
use ts_rs::TS;

use super::imported::{Imported, ImportedRequest};
use super::postman;
use crate::failure::{Failure, Field, FieldProblem};
use crate::typed_path::typed_path;
use crate::wire::InvocationType;

/// The version of the collection's format.
const FORMAT: i64 = 1;
/// The environment that names secret variables.
const ENVIRONMENT: &str = "imported";
/// The longest name of a file, in bytes, with room for an ending and a number. Systems take 255.
const LONGEST_NAME: usize = 120;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WrittenCollection {
    /// The new folder.
    pub path: String,
    /// How many requests are in it.
    pub requests: u32,
}

/// Reads a collection that Postman exported.
///
/// # Errors
/// At the field `path` when there is no such file; or why it is no collection.
pub fn read_postman(path: &str) -> Result<Imported, Failure> {
    let wrong = |message: String| Failure::invalid(vec![FieldProblem::new(Field::Path, message)]);
    let file = typed_path(path);
    match fs::metadata(&file) {
        Ok(metadata) if metadata.is_dir() => return Err(wrong(format!("{path} is a folder. Choose a file."))),
        Ok(metadata) if metadata.len() > postman::LARGEST as u64 => {
            return Err(wrong(format!("{path} is too large for a collection.")));
        }
        _ => {}
    }
    let bytes = fs::read(&file).map_err(|error| wrong(format!("{path} could not be read: {error}.")))?;
    let text = String::from_utf8(bytes).map_err(|_| wrong(format!("{path} is not text in UTF-8.")))?;
    postman::read(&text)
}

/// Writes a collection into a new folder in `parent`, named after it.
///
/// # Errors
/// At the field `path` when the folder cannot be written in. What was written until then stays, and nothing that was
/// there before is changed.
pub fn write(imported: &Imported, parent: &str) -> Result<WrittenCollection, Failure> {
    let wrong = |message: String| Failure::invalid(vec![FieldProblem::new(Field::Path, message)]);
    if parent.trim().is_empty() {
        return Err(wrong("Choose the folder that the collection is written into.".into()));
    }
    let parent = typed_path(parent);
    let cannot = |path: &Path, error: &io::Error| wrong(format!("{} could not be written: {error}.", path.display()));
    if !parent.is_dir() {
        return Err(wrong(format!("{} is no folder that is there.", parent.display())));
    }
    let root = new_folder(&parent, &safe_name(&imported.name, "Imported")).map_err(|error| cannot(&parent, &error))?;
    write_into(&root, imported).map_err(|(path, error)| cannot(&path, &error))?;
    let requests = u32::try_from(imported.requests.len()).unwrap_or(u32::MAX);
    Ok(WrittenCollection { path: root.display().to_string(), requests })
}

/// A folder that was not there.
fn new_folder(parent: &Path, name: &str) -> io::Result<PathBuf> {
    for number in 1.. {
        let path = parent.join(if number == 1 { name.to_owned() } else { format!("{name} {number}") });
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("there is no free name"))
}

type Written = Result<(), (PathBuf, io::Error)>;

fn write_into(root: &Path, imported: &Imported) -> Written {
    let mut settings = DocumentMut::new();
    settings["format"] = value(FORMAT);
    settings["name"] = value(&imported.name);
    let mut variables = Table::new();
    for variable in imported.variables.iter().filter(|variable| !variable.secret) {
        variables[&variable.name] = value(&variable.value);
    }
    if !variables.is_empty() {
        settings["variables"] = Item::Table(variables);
    }
    new_file(&root.join("lambdesk.toml"), &settings.to_string())?;
    let secrets: Array = imported.variables.iter().filter(|it| it.secret).map(|it| it.name.as_str()).collect();
    if !secrets.is_empty() {
        let mut environment = DocumentMut::new();
        environment["secrets"] = value(secrets);
        let folder = root.join("environments");
        fs::create_dir_all(&folder).map_err(|error| (folder.clone(), error))?;
        new_file(&folder.join(format!("{ENVIRONMENT}.toml")), &environment.to_string())?;
    }
    // What is taken, by folder, in small letters: some systems do not tell them apart.
    let mut taken: HashSet<(PathBuf, String)> = HashSet::new();
    for name in ["lambdesk", "environments"] {
        taken.insert((root.to_owned(), name.to_owned()));
    }
    let mut folders: Vec<(Vec<String>, PathBuf)> = vec![(Vec::new(), root.to_owned())];
    let of_requests = imported.requests.iter().map(|request| &request.folder);
    for titles in imported.folders.iter().chain(of_requests) {
        for depth in 1..=titles.len() {
            let titles = &titles[..depth];
            if folders.iter().any(|(known, _)| known == titles) {
                continue;
            }
            let parent = place(&folders, &titles[..depth - 1], root);
            let title = titles.last().map(String::as_str).unwrap_or_default();
            let name = free_name(&parent, &safe_name(title, "Folder"), &mut taken);
            let path = parent.join(&name);
            fs::create_dir(&path).map_err(|error| (path.clone(), error))?;
            if name != title {
                let mut settings = DocumentMut::new();
                settings["format"] = value(FORMAT);
                settings["name"] = value(title);
                new_file(&path.join("lambdesk.toml"), &settings.to_string())?;
            }
            folders.push((titles.to_vec(), path));
        }
    }
    for request in &imported.requests {
        let folder = place(&folders, &request.folder, root);
        let name = free_name(&folder, &safe_name(&request.name, "Request"), &mut taken);
        new_file(&folder.join(format!("{name}.json")), &request.payload)?;
        new_file(&folder.join(format!("{name}.toml")), &sidecar(request, &name))?;
    }
    Ok(())
}

fn place(folders: &[(Vec<String>, PathBuf)], titles: &[String], root: &Path) -> PathBuf {
    folders.iter().find(|(known, _)| known == titles).map_or_else(|| root.to_owned(), |(_, path)| path.clone())
}

/// How a request is sent: what differs from what stands anyway.
fn sidecar(request: &ImportedRequest, file: &str) -> String {
    let mut document = DocumentMut::new();
    let texts = [
        ("name", if request.name == file { "" } else { request.name.as_str() }),
        ("function", request.function.as_str()),
        ("qualifier", request.qualifier.as_str()),
        ("region", request.region.as_deref().unwrap_or_default()),
        ("wait", request.wait.as_deref().unwrap_or_default()),
        (
            "type",
            match request.invocation_type {
                InvocationType::RequestResponse => "",
                InvocationType::Event => "Event",
                InvocationType::DryRun => "DryRun",
            },
        ),
        ("client_context", request.client_context.as_str()),
        ("tenant_id", request.tenant_id.as_str()),
        ("durable_execution_name", request.durable_execution_name.as_str()),
        ("notes", request.notes.as_str()),
    ];
    for (key, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
        document[key] = value(text);
    }
    if request.stream {
        document["stream"] = value(true);
    }
    document.to_string()
}

fn new_file(path: &Path, text: &str) -> Written {
    let written = OpenOptions::new().write(true).create_new(true).open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| (path.to_owned(), error))
}

/// A name that nothing in its folder has yet.
fn free_name(folder: &Path, name: &str, taken: &mut HashSet<(PathBuf, String)>) -> String {
    let mut free = name.to_owned();
    for number in 2.. {
        if taken.insert((folder.to_owned(), free.to_lowercase())) {
            break;
        }
        free = format!("{name} {number}");
    }
    free
}

/// A name that a file can have on every system.
fn safe_name(name: &str, otherwise: &str) -> String {
    let letter = |letter: char| {
        if letter.is_control() || matches!(letter, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*') {
            '-'
        } else {
            letter
        }
    };
    let mut safe: String = name.trim().chars().map(letter).collect();
    while safe.len() > LONGEST_NAME {
        safe.pop();
    }
    // Windows drops dots and spaces at the end; elsewhere a dot at the beginning hides.
    let safe = safe.trim_end_matches(['.', ' ']).trim_start();
    let first = safe.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let numbered = ["COM", "LPT"].iter().any(|device| {
        first.strip_prefix(device).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    });
    let device = numbered || matches!(first.as_str(), "CON" | "PRN" | "AUX" | "NUL");
    match safe {
        "" => otherwise.to_owned(),
        safe if safe.starts_with('.') || device => format!("_{safe}"),
        safe => safe.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::imported::ImportedVariable;

    fn imported() -> Imported {
        let request = |name: &str, folder: &[&str]| ImportedRequest {
            name: name.into(),
            folder: folder.iter().map(|it| (*it).to_owned()).collect(),
            function: "{{ fn }}".into(),
            payload: "{\"n\": 12345678901234567890}".into(),
            ..ImportedRequest::default()
        };
        let event = ImportedRequest {
            qualifier: "live".into(),
            region: Some("eu-west-1".into()),
            invocation_type: InvocationType::Event,
            wait: Some("30 s".into()),
            notes: "Two\nlines \"quoted\"".into(),
            stream: true,
            ..request("Create: order?", &["Orders/EU", "Deep"])
        };
        Imported {
            name: "../Shop".into(),
            folders: vec![vec!["Orders/EU".into()], vec!["Empty".into()]],
            requests: vec![
                event,
                request("same", &[]),
                request("Same", &[]),
                request("..", &[]),
                request("lambdesk", &[]),
                request("nul", &[]),
            ],
            variables: vec![
                ImportedVariable { name: "fn".into(), value: "orders".into(), secret: false },
                ImportedVariable { name: "key".into(), value: String::new(), secret: true },
            ],
            left_out: Vec::new(),
        }
    }

    fn tree(root: &Path) -> Vec<String> {
        let mut found = Vec::new();
        let mut open = vec![root.to_owned()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(&folder).expect("a listing") {
                let path = entry.expect("an entry").path();
                found.push(path.strip_prefix(root).expect("inside").display().to_string());
                if path.is_dir() {
                    open.push(path);
                }
            }
        }
        found.sort();
        found
    }

    #[test]
    fn every_request_becomes_two_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let written = write(&imported(), &folder.path().display().to_string()).expect("written");
        assert_eq!(written.requests, 6);
        let root = PathBuf::from(&written.path);
        assert_eq!(root.parent(), Some(folder.path()), "it stays in the folder that was chosen");
        assert_eq!(
            tree(&root),
            [
                "Empty",
                "Orders-EU",
                "Orders-EU/Deep",
                "Orders-EU/Deep/Create- order-.json",
                "Orders-EU/Deep/Create- order-.toml",
                "Orders-EU/lambdesk.toml",
                "Request.json",
                "Request.toml",
                "Same 2.json",
                "Same 2.toml",
                "_nul.json",
                "_nul.toml",
                "environments",
                "environments/imported.toml",
                "lambdesk 2.json",
                "lambdesk 2.toml",
                "lambdesk.toml",
                "same.json",
                "same.toml",
            ]
        );
        let text = |path: &str| fs::read_to_string(root.join(path)).expect("text");
        assert_eq!(text("same.json"), "{\"n\": 12345678901234567890}");
        assert_eq!(text("same.toml"), "function = \"{{ fn }}\"\n");
        assert_eq!(text("lambdesk.toml"), "format = 1\nname = \"../Shop\"\n\n[variables]\nfn = \"orders\"\n");
        assert_eq!(text("environments/imported.toml"), "secrets = [\"key\"]\n");
        assert_eq!(text("Orders-EU/lambdesk.toml"), "format = 1\nname = \"Orders/EU\"\n");
        let sidecar: DocumentMut = text("Orders-EU/Deep/Create- order-.toml").parse().expect("TOML");
        assert_eq!(sidecar["name"].as_str(), Some("Create: order?"));
        assert_eq!(sidecar["type"].as_str(), Some("Event"));
        assert_eq!(sidecar["notes"].as_str(), Some("Two\nlines \"quoted\""));
        assert_eq!(sidecar["stream"].as_bool(), Some(true));
    }

    #[test]
    fn what_is_there_is_never_touched() {
        let folder = tempfile::tempdir().expect("a folder");
        let parent = folder.path().display().to_string();
        let first = write(&imported(), &parent).expect("written");
        fs::write(Path::new(&first.path).join("same.json"), "mine").expect("written");
        let second = write(&imported(), &parent).expect("written");
        assert_ne!(first.path, second.path);
        assert_eq!(fs::read_to_string(Path::new(&first.path).join("same.json")).expect("text"), "mine");
        for nowhere in ["", "/nonexistent/folder"] {
            let failure = write(&imported(), nowhere).expect_err("no folder");
            assert_eq!(failure.problems[0].field, Field::Path);
        }
    }

    #[test]
    fn names_are_safe_everywhere() {
        for (name, safe) in [
            ("a/b\\c", "a-b-c"),
            ("..", "X"),
            (".env", "_.env"),
            ("CON", "_CON"),
            ("com1.x", "_com1.x"),
            ("trailing. ", "trailing"),
            ("\u{0}\n", "-"),
            ("", "X"),
        ] {
            assert_eq!(safe_name(name, "X"), safe, "{name:?}");
        }
        assert!(safe_name(&"ü".repeat(500), "X").len() <= LONGEST_NAME);
    }
}
