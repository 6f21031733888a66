//! Names of functions that were invoked of late, by profile and region: what can be offered where listing is not allowed.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::atomic_file;

/// How many names are kept over all profiles: a small file, and more than a list to choose from should have.
const MOST: usize = 300;

/// A name, and whose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Used {
    profile: String,
    region: String,
    function: String,
}

/// Names that were used, the latest first. Cheap to clone; clones know the same.
#[derive(Clone)]
pub struct UsedNames {
    path: Arc<PathBuf>,
    /// `None` until the file was read.
    names: Arc<Mutex<Option<Vec<Used>>>>,
}

impl UsedNames {
    /// Names that are kept in a file, which is read at the first use.
    pub fn at(path: PathBuf) -> Self {
        Self { path: Arc::new(path), names: Arc::default() }
    }

    /// The names that a profile invoked in a region, the latest first.
    pub fn of(&self, profile: &str, region: &str) -> Vec<String> {
        let mut names = self.names();
        let ours = self.read(&mut names).iter().filter(|used| used.profile == profile && used.region == region);
        ours.map(|used| used.function.clone()).collect()
    }

    /// Notes that a profile invoked a function in a region.
    pub fn note(&self, profile: &str, region: &str, function: &str) {
        let used = Used { profile: profile.into(), region: region.into(), function: function.into() };
        let mut names = self.names();
        let all = self.read(&mut names);
        if all.first() == Some(&used) {
            return;
        }
        all.retain(|one| *one != used);
        all.insert(0, used);
        all.truncate(MOST);
        if let Ok(text) = serde_json::to_string_pretty(&all) {
            // Where there is no room for it, the names last until the end.
            let _ = atomic_file::write(&self.path, &text);
        }
    }

    /// The names, read from the file when that was not done yet. One that cannot be read is as good as none.
    fn read<'a>(&self, names: &'a mut Option<Vec<Used>>) -> &'a mut Vec<Used> {
        names.get_or_insert_with(|| {
            let text = fs::read_to_string(&*self.path).unwrap_or_default();
            serde_json::from_str(&text).unwrap_or_default()
        })
    }

    fn names(&self) -> MutexGuard<'_, Option<Vec<Used>>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_name_comes_first_and_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("used-functions.json");
        let names = UsedNames::at(path.clone());
        for function in ["orders", "invoices", "orders"] {
            names.note("staging", "eu-west-1", function);
        }
        names.note("staging", "us-east-1", "elsewhere");
        names.note("production", "eu-west-1", "payments");
        let later = UsedNames::at(path.clone());
        assert_eq!(later.of("staging", "eu-west-1"), ["orders", "invoices"]);
        assert_eq!(later.of("staging", "eu-west-2"), Vec::<String>::new());

        fs::write(&path, "broken").expect("written");
        let after = UsedNames::at(path);
        assert_eq!(after.of("staging", "eu-west-1"), Vec::<String>::new());
        after.note("staging", "eu-west-1", "orders");
        assert_eq!(after.of("staging", "eu-west-1"), ["orders"]);
    }

    #[test]
    fn the_file_does_not_grow_without_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = UsedNames::at(folder.path().join("used.json"));
        *names.names() = Some(
            (0..MOST).map(|n| Used { profile: "p".into(), region: "r".into(), function: n.to_string() }).collect(),
        );
        names.note("p", "r", "the newest");
        let known = names.of("p", "r");
        assert_eq!((known.len(), known[0].as_str()), (MOST, "the newest"));
    }
}
