//! Collections on a real disk: what people and programs do to such folders, and what must never be lost.

mod entries;
mod files;
mod filling;
mod format;
mod kill;
mod watching;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lambdesk_core::collection::open_collections::OpenCollections;
use lambdesk_core::wire::{Collection, RequestContent, RequestSource};

/// A moment for what asks for the time: long before any file was written.
fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_000_000_000)
}

/// A folder that is opened as a collection.
struct Shelf {
    _home: tempfile::TempDir,
    root: PathBuf,
    open: OpenCollections,
}

impl Shelf {
    /// A folder with these files.
    fn with(files: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let root = home.path().canonicalize().expect("there").join("payments");
        fs::create_dir(&root).expect("made");
        let open = OpenCollections::new(home.path().join("data/collections.toml"));
        let shelf = Self { _home: home, root, open };
        for (path, text) in files {
            shelf.write(path, text);
        }
        shelf
    }

    fn id(&self) -> String {
        self.root.to_str().expect("UTF-8").to_owned()
    }

    fn opened(&self) -> Collection {
        self.open.open(&self.id(), now()).expect("opened")
    }

    fn source(&self, path: &str) -> RequestSource {
        RequestSource { collection: self.id(), path: path.into() }
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The tree, one line an entry.
    fn tree(&self) -> Vec<String> {
        tree(&self.opened())
    }
}

fn tree(collection: &Collection) -> Vec<String> {
    let line = |entry: &lambdesk_core::wire::Entry| {
        let problem = entry.problem.as_ref().map(|problem| format!(" ! {problem}")).unwrap_or_default();
        let function = entry.function.as_ref().map(|function| format!(" ({function})")).unwrap_or_default();
        format!("{}{}{function}{problem}", "  ".repeat(entry.depth as usize), entry.name)
    };
    collection.entries.iter().map(line).collect()
}

fn payload(text: &str) -> RequestContent {
    RequestContent { payload: text.into(), ..RequestContent::default() }
}

fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
