//! `collections.toml`, which is the user's own: which collections are open and which were, and what each may read of the
//! program's environment. What a collection is allowed never stands in its own folder, where somebody else can write it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::atomic_file;
use crate::failure::Failure;
use crate::set_aside::set_aside;
use crate::wire::{Collections, RecentCollection};

/// How many collections are remembered that are not open.
const RECENT: usize = 30;

/// The list. Cheap to clone.
#[derive(Clone, Debug)]
pub struct KnownCollections {
    path: PathBuf,
    /// One change at a time: a change reads the file and writes it.
    changing: Arc<Mutex<()>>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Known {
    /// Ids of those that are open, in the order in which they were opened.
    #[serde(default)]
    open: Vec<String>,
    /// All that are known, the latest first.
    #[serde(default)]
    collection: Vec<Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    id: String,
    name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    allow_env: Vec<String>,
}

impl KnownCollections {
    /// The list in the file at `path`, which need not exist yet.
    pub fn at(path: PathBuf) -> Self {
        Self { path, changing: Arc::default() }
    }

    /// Which collections there are.
    pub fn list(&self) -> Collections {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, failure) = match self.read() {
            Ok(known) => (known, None),
            Err(why) => (Known::default(), Some(set_aside(&self.path, "The list of collections", &why))),
        };
        let recent = |entry: &Entry| RecentCollection {
            id: entry.id.clone(),
            name: entry.name.clone(),
            path: shown(Path::new(&entry.id)),
            exists: Path::new(&entry.id).is_dir(),
        };
        let closed = known.collection.iter().filter(|entry| !known.open.contains(&entry.id));
        Collections { recent: closed.map(recent).collect(), open: known.open, failure }
    }

    /// Notes that a collection was opened.
    ///
    /// # Errors
    /// When it cannot be noted.
    pub fn opened(&self, id: &str, name: &str) -> Result<(), Failure> {
        self.change(|known| {
            if !known.open.iter().any(|it| it == id) {
                known.open.push(id.to_owned());
            }
            let at = known.collection.iter().position(|entry| entry.id == id);
            let mut entry = match at {
                Some(at) => known.collection.remove(at),
                None => Entry { id: id.to_owned(), name: String::new(), allow_env: Vec::new() },
            };
            name.clone_into(&mut entry.name);
            known.collection.insert(0, entry);
        })
    }

    /// Notes that a collection was closed.
    ///
    /// # Errors
    /// When it cannot be noted.
    pub fn closed(&self, id: &str) -> Result<(), Failure> {
        self.change(|known| known.open.retain(|it| it != id))
    }

    /// Forgets a collection, with what it was allowed.
    ///
    /// # Errors
    /// When it cannot be noted.
    pub fn forget(&self, id: &str) -> Result<(), Failure> {
        self.change(|known| {
            known.open.retain(|it| it != id);
            known.collection.retain(|entry| entry.id != id);
        })
    }

    /// The names of environment variables that a collection may read.
    pub fn allowed_env(&self, id: &str) -> Vec<String> {
        let known = self.read().unwrap_or_default();
        known.collection.into_iter().find(|entry| entry.id == id).map(|entry| entry.allow_env).unwrap_or_default()
    }

    /// Lets a collection read an environment variable, or no longer.
    ///
    /// # Errors
    /// When it cannot be noted.
    pub fn allow_env(&self, id: &str, name: &str, allowed: bool) -> Result<(), Failure> {
        self.change(|known| {
            let Some(entry) = known.collection.iter_mut().find(|entry| entry.id == id) else { return };
            entry.allow_env.retain(|it| it != name);
            if allowed {
                entry.allow_env.push(name.to_owned());
            }
        })
    }

    fn change(&self, change: impl FnOnce(&mut Known)) -> Result<(), Failure> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut known = self.read().unwrap_or_else(|why| {
            // Nothing is lost, even where nobody listed it before.
            if self.path.is_file() {
                set_aside(&self.path, "The list of collections", &why);
            }
            Known::default()
        });
        change(&mut known);
        let Known { open, collection } = &mut known;
        let mut closed = 0;
        collection.retain(|entry| {
            let is_open = open.contains(&entry.id);
            closed += usize::from(!is_open);
            is_open || closed <= RECENT || !entry.allow_env.is_empty()
        });
        let failed = |cause: String| {
            let message = format!("{} could not be written: {cause}.", self.path.display());
            Failure::other(message, "Check the permissions of the folder and the free space.")
        };
        let text = toml_edit::ser::to_string_pretty(&known).map_err(|error| failed(error.to_string()))?;
        atomic_file::write(&self.path, &text).map_err(|error| failed(error.to_string()))
    }

    fn read(&self) -> Result<Known, String> {
        match fs::read_to_string(&self.path) {
            Ok(text) => toml_edit::de::from_str(&text).map_err(|error| error.message().to_owned()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Known::default()),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// A folder as it is shown: with `~` for the home folder.
pub fn shown(path: &Path) -> String {
    let home = std::env::home_dir().and_then(|home| home.canonicalize().ok());
    match home.as_deref().and_then(|home| path.strip_prefix(home).ok()) {
        Some(below) if below.as_os_str().is_empty() => "~".to_owned(),
        Some(below) => Path::new("~").join(below).display().to_string(),
        None => path.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_remembers_what_is_open_and_what_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let known = KnownCollections::at(folder.path().join("deep/collections.toml"));
        assert_eq!(known.list(), Collections::default());
        for id in ["/a", "/b", "/c"] {
            known.opened(id, &id[1..]).expect("noted");
        }
        known.allow_env("/b", "HOME", true).expect("noted");
        known.closed("/a").expect("noted");
        known.closed("/b").expect("noted");
        let list = known.list();
        assert_eq!(list.open, ["/c"]);
        assert_eq!(list.recent.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["/b", "/a"]);
        known.opened("/b", "B").expect("noted");
        assert_eq!(known.allowed_env("/b"), ["HOME"]);
        known.allow_env("/b", "HOME", false).expect("noted");
        assert_eq!(known.allowed_env("/b"), Vec::<String>::new());
        known.forget("/a").expect("noted");
        assert_eq!(known.list().recent, []);
    }

    #[test]
    fn a_damaged_list_is_set_aside() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("collections.toml");
        fs::write(&path, "open = planted").expect("written");
        let known = KnownCollections::at(path);
        let failure = known.list().failure.expect("told");
        assert!(failure.message.contains("collections.damaged-1.toml"), "{}", failure.message);
        known.opened("/a", "a").expect("noted");
        assert_eq!(known.list().failure, None);
    }

    #[test]
    fn the_recent_ones_are_not_without_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let known = KnownCollections::at(folder.path().join("collections.toml"));
        for number in 0..RECENT + 5 {
            known.opened(&format!("/{number}"), "x").expect("noted");
            known.closed(&format!("/{number}")).expect("noted");
        }
        assert_eq!(known.list().recent.len(), RECENT);
    }
}
