//! Lists of functions that were read once: kept in memory, and on disk so that they are there at the next start. They
//! hold nothing secret (see `listed`), and losing them loses nothing: what cannot be read is as good as absent.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use ts_rs::TS;

use super::listed::ListedFunction;
use crate::atomic_file;
use crate::invoke::sign::sha256_hex;
use crate::invoke_input::Target;

/// Files of another form are left aside.
const FORMAT: u32 = 1;

/// How many lists are kept on disk: more places than anybody works with.
const MOST: usize = 64;

/// Whose list, of where.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shelf {
    /// The account, or the profile where the account is not known.
    owner: String,
    region: String,
    endpoint: String,
}

/// All functions of an account in a region, as they were when they were listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FunctionList {
    /// The functions, by name.
    pub functions: Vec<ListedFunction>,
    /// When they were listed, RFC 3339 in UTC.
    pub listed_at: String,
}

/// How a list lies on disk.
#[derive(Serialize, Deserialize)]
struct Kept {
    format: u32,
    shelf: Shelf,
    list: FunctionList,
}

/// Lists that are kept. Cheap to clone; clones keep the same.
#[derive(Clone, Default)]
pub struct FunctionLists {
    folder: Option<Arc<PathBuf>>,
    known: Arc<Mutex<HashMap<Shelf, FunctionList>>>,
}

impl Shelf {
    /// The shelf of an account's functions at a target; of a `profile` whose account is not known, that profile's own.
    pub fn new(account: Option<&str>, profile: &str, target: &Target) -> Self {
        Self {
            owner: account.map_or_else(|| format!("profile {profile}"), str::to_owned),
            region: target.region.to_string(),
            endpoint: target.endpoint.as_str().to_owned(),
        }
    }

    fn file(&self) -> String {
        let name = sha256_hex(format!("{}\n{}\n{}", self.owner, self.region, self.endpoint).as_bytes());
        format!("{}.json", &name[..32])
    }
}

impl FunctionList {
    /// A list that was read just now.
    pub fn new(functions: Vec<ListedFunction>, now: SystemTime) -> Self {
        let now = OffsetDateTime::from(now).truncate_to_second();
        Self { functions, listed_at: now.format(&Rfc3339).unwrap_or_default() }
    }
}

impl FunctionLists {
    /// Lists that are kept in a folder, which is made when there is something to keep.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder: Some(Arc::new(folder)), known: Arc::default() }
    }

    /// The list that is kept on a shelf.
    pub fn known(&self, place: &Shelf) -> Option<FunctionList> {
        if let Some(list) = self.in_memory().get(place) {
            return Some(list.clone());
        }
        let list = self.on_disk(place)?;
        // What was listed meanwhile is newer.
        Some(self.in_memory().entry(place.clone()).or_insert(list).clone())
    }

    /// Keeps a list. With `lasting` also on disk; where there is no room for it, it lasts until the end.
    pub fn keep(&self, place: &Shelf, list: FunctionList, lasting: bool) {
        if lasting && let Some(folder) = &self.folder {
            let kept = Kept { format: FORMAT, shelf: place.clone(), list: list.clone() };
            if let Ok(text) = serde_json::to_string(&kept) {
                // The list is at hand all the same.
                let _ = atomic_file::write(&folder.join(place.file()), &text);
            }
            prune(folder);
        }
        self.in_memory().insert(place.clone(), list);
    }

    fn on_disk(&self, place: &Shelf) -> Option<FunctionList> {
        let text = fs::read_to_string(self.folder.as_ref()?.join(place.file())).ok()?;
        let kept: Kept = serde_json::from_str(&text).ok()?;
        (kept.format == FORMAT && kept.shelf == *place).then_some(kept.list)
    }

    fn in_memory(&self) -> MutexGuard<'_, HashMap<Shelf, FunctionList>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Removes the oldest files where there are too many.
fn prune(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut files: Vec<(SystemTime, PathBuf)> = entries
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "json"))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    files.sort_unstable();
    for (_, path) in files.iter().take(files.len().saturating_sub(MOST)) {
        // One that stays is removed the next time.
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::invoke::endpoint::{Endpoint, Variant};
    use crate::invoke::region::Region;

    fn shelf(account: Option<&str>, region: &str) -> Shelf {
        let region = Region::parse(region).expect("a region");
        let endpoint = Endpoint::of_service("lambda", &region, Variant::default());
        Shelf::new(account, "staging", &Target { endpoint, region })
    }

    fn list(names: &[&str]) -> FunctionList {
        let listed = |name: &&str| ListedFunction { name: (*name).into(), ..ListedFunction::default() };
        FunctionList::new(names.iter().map(listed).collect(), SystemTime::UNIX_EPOCH + Duration::from_hours(1))
    }

    #[test]
    fn a_list_is_there_at_the_next_start_with_its_age() {
        let folder = tempfile::tempdir().expect("a folder");
        let lists = FunctionLists::at(folder.path().join("functions"));
        let ours = shelf(Some("123456789012"), "eu-west-1");
        assert_eq!(lists.known(&ours), None);
        lists.keep(&ours, list(&["orders"]), true);
        let later = FunctionLists::at(folder.path().join("functions"));
        assert_eq!(later.known(&ours), Some(list(&["orders"])));
        assert_eq!(later.known(&ours).expect("known").listed_at, "1970-01-01T01:00:00Z");
    }

    #[test]
    fn accounts_regions_and_profiles_are_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let lists = FunctionLists::at(folder.path().to_owned());
        lists.keep(&shelf(Some("123456789012"), "eu-west-1"), list(&["orders"]), true);
        for other in [
            shelf(Some("210987654321"), "eu-west-1"),
            shelf(Some("123456789012"), "us-east-1"),
            shelf(None, "eu-west-1"),
        ] {
            assert_eq!(lists.known(&other), None, "{other:?}");
        }
    }

    #[test]
    fn what_does_not_last_or_cannot_be_read_is_no_list() {
        let folder = tempfile::tempdir().expect("a folder");
        let lists = FunctionLists::at(folder.path().to_owned());
        let ours = shelf(None, "eu-west-1");
        lists.keep(&ours, list(&["echo"]), false);
        assert_eq!(lists.known(&ours), Some(list(&["echo"])));
        let later = FunctionLists::at(folder.path().to_owned());
        assert_eq!(later.known(&ours), None);
        for text in ["", "{", r#"{"format":2}"#, "\u{0}"] {
            fs::write(folder.path().join(ours.file()), text).expect("written");
            assert_eq!(later.known(&ours), None, "{text:?}");
        }
    }

    #[test]
    fn the_oldest_lists_go_when_there_are_too_many() {
        let folder = tempfile::tempdir().expect("a folder");
        let lists = FunctionLists::at(folder.path().to_owned());
        for number in 0..=MOST {
            lists.keep(&shelf(Some(&format!("{number:012}")), "eu-west-1"), list(&["orders"]), true);
        }
        assert_eq!(fs::read_dir(folder.path()).expect("a listing").count(), MOST);
    }
}
