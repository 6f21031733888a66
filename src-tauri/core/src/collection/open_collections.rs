//! The collections that are open, what is known of each, and who is told when one changes.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::change::Change;
use super::known::{KnownCollections, shown};
use super::scan::{Scan, scan};
use super::trouble::CollectionError;
use super::watch::Watch;
use super::{folder_file, names};
use crate::failure::Failure;
use crate::typed_path::typed_path;
use crate::wire::{Collection, CollectionChange, Collections, FolderContent, RequestSource};

/// A temporary file that is older belongs to no process that still writes.
const LEFT_OVER: Duration = Duration::from_hours(1);

/// Who is told of changes.
pub type Listener = Arc<dyn Fn(CollectionChange) + Send + Sync>;

/// The collections that are open. Cheap to clone.
#[derive(Clone)]
pub struct OpenCollections {
    known: KnownCollections,
    open: Arc<Mutex<HashMap<String, Open>>>,
    listener: Arc<Mutex<Option<Listener>>>,
    /// One change of files at a time, so that a stamp that was looked at still holds when the file is written.
    changing: Arc<Mutex<()>>,
}

struct Open {
    root: PathBuf,
    scan: Arc<Scan>,
    /// Why the folder cannot be watched.
    unwatched: Option<String>,
    /// Ends when it is dropped.
    _watch: Watch,
}

impl OpenCollections {
    /// None is open yet; `list` is the file in which they are noted.
    pub fn new(list: PathBuf) -> Self {
        Self {
            known: KnownCollections::at(list),
            open: Arc::default(),
            listener: Arc::default(),
            changing: Arc::default(),
        }
    }

    /// Which collections there are.
    pub fn list(&self) -> Collections {
        self.known.list()
    }

    /// What is noted of all of them.
    pub fn known(&self) -> &KnownCollections {
        &self.known
    }

    /// From now on changes are told to this one.
    pub fn listen(&self, listener: Listener) {
        *lock(&self.listener) = Some(listener);
    }

    /// Opens a folder, or reads an open one anew.
    ///
    /// # Errors
    /// When there is no such folder, or a later Lambdesk wrote its settings.
    pub fn open(&self, path: &str, now: SystemTime) -> Result<Collection, Failure> {
        let typed = typed_path(path);
        if typed.as_os_str().is_empty() || !typed.is_absolute() {
            return Err(CollectionError::BadPath("Type the whole path of a folder.".to_owned()).into());
        }
        let root = typed.canonicalize().map_err(|cause| CollectionError::io(&typed, "read", cause))?;
        if !root.is_dir() {
            return Err(CollectionError::BadPath(format!("{} is no folder.", typed.display())).into());
        }
        let Some(id) = root.to_str().map(str::to_owned) else {
            return Err(CollectionError::BadPath("The folder's name is not UTF-8.".to_owned()).into());
        };
        let before = lock(&self.open).get(&id).map(|open| open.scan.clone());
        let found = scan(&root, before.as_deref(), &BTreeSet::new())?;
        remove_left_over(&found.left_over, now);
        let found = Arc::new(found);
        let mut open = lock(&self.open);
        if let Some(open) = open.get_mut(&id) {
            open.scan = found;
        } else {
            let watch = Watch::begin(self.clone(), id.clone(), root.clone());
            open.insert(id.clone(), Open { root, scan: found, unwatched: None, _watch: watch });
        }
        drop(open);
        let collection = self.collection(&id)?;
        self.known.opened(&id, &collection.name)?;
        Ok(collection)
    }

    /// Makes a collection of a folder that is new or empty, and opens it.
    ///
    /// # Errors
    /// When something is in the folder, or it cannot be made.
    pub fn create(&self, path: &str, name: &str, now: SystemTime) -> Result<Collection, Failure> {
        let folder = typed_path(path);
        if folder.as_os_str().is_empty() || !folder.is_absolute() {
            return Err(CollectionError::BadPath("Type the whole path of a folder.".to_owned()).into());
        }
        let name = name.trim();
        if name.is_empty() {
            return Err(CollectionError::BadName("A collection needs a name.".to_owned()).into());
        }
        let failed = |cause| Failure::from(CollectionError::io(&folder, "made", cause));
        fs::create_dir_all(&folder).map_err(failed)?;
        // Hidden files are no part of a collection: a new repository is empty.
        let visible = |entry: &fs::DirEntry| !entry.file_name().to_string_lossy().starts_with('.');
        if fs::read_dir(&folder).map_err(failed)?.flatten().any(|entry| visible(&entry)) {
            let sentence =
                format!("{} is not empty. Open it instead: any folder can be a collection.", folder.display());
            return Err(CollectionError::BadPath(sentence).into());
        }
        let root = folder.canonicalize().map_err(failed)?;
        let source = RequestSource { collection: String::new(), path: String::new() };
        let content = FolderContent { name: Some(name.to_owned()), ..FolderContent::default() };
        let stamp = folder_file::open(&root, &source)?.stamp;
        folder_file::save(&root, &source, &content, &stamp)?;
        self.open(&root.to_string_lossy(), now)
    }

    /// Closes a collection.
    ///
    /// # Errors
    /// When that cannot be noted.
    pub fn close(&self, id: &str) -> Result<(), Failure> {
        // Its watch ends outside of the lock, which it may wait for.
        let closed = lock(&self.open).remove(id);
        drop(closed);
        self.known.closed(id)
    }

    /// An open collection as it is shown.
    ///
    /// # Errors
    /// When it is not open.
    pub fn collection(&self, id: &str) -> Result<Collection, CollectionError> {
        let allowed_env = self.known.allowed_env(id);
        let open = lock(&self.open);
        let open = open.get(id).ok_or_else(|| CollectionError::NotOpen(id.to_owned()))?;
        let folder = || open.root.file_name().unwrap_or(open.root.as_os_str()).to_string_lossy().into_owned();
        Ok(Collection {
            id: id.to_owned(),
            name: open.scan.name.clone().unwrap_or_else(folder),
            path: shown(&open.root),
            entries: open.scan.entries.clone(),
            environments: open.scan.environments.clone(),
            allowed_env,
            problems: open.scan.problems.iter().chain(&open.unwatched).cloned().collect(),
        })
    }

    /// The folder of an open collection, canonical.
    ///
    /// # Errors
    /// When it is not open.
    pub fn root(&self, id: &str) -> Result<PathBuf, CollectionError> {
        lock(&self.open).get(id).map(|open| open.root.clone()).ok_or_else(|| CollectionError::NotOpen(id.to_owned()))
    }

    /// Changes files of an open collection, one change at a time.
    ///
    /// # Errors
    /// When it is not open, or what the change says.
    pub fn change<T>(
        &self,
        id: &str,
        change: impl FnOnce(&Path) -> Result<T, CollectionError>,
    ) -> Result<T, CollectionError> {
        let root = self.root(id)?;
        let _one_at_a_time = lock(&self.changing);
        change(&root)
    }

    /// The names of an open collection's environments.
    ///
    /// # Errors
    /// When it is not open.
    pub fn is_environment(&self, id: &str, name: &str) -> Result<bool, CollectionError> {
        let root = self.root(id)?;
        Ok(names::is_taken(&root.join(names::ENVIRONMENTS), &format!("{name}{}", names::SIDECAR)))
    }

    /// What is known of an open collection's files.
    pub(super) fn scanned(&self, id: &str) -> Option<Arc<Scan>> {
        lock(&self.open).get(id).map(|open| open.scan.clone())
    }

    /// Takes what was found anew, and tells what is different. `touched` are the paths of files that were written.
    pub(super) fn found(&self, id: &str, found: Scan, unwatched: Option<String>, touched: &BTreeSet<String>) {
        let change = {
            let mut open = lock(&self.open);
            let Some(open) = open.get_mut(id) else { return };
            let mut change = Change::between(&open.scan, &found, touched);
            change.tree |= open.unwatched != unwatched;
            open.scan = Arc::new(found);
            open.unwatched = unwatched;
            change
        };
        let collection = || id.to_owned();
        if change.tree
            && let Ok(collection) = self.collection(id)
        {
            self.tell(CollectionChange::Tree { collection });
        }
        if change.inherited || !change.requests.is_empty() {
            let Change { requests: paths, inherited, .. } = change;
            self.tell(CollectionChange::Requests { collection: collection(), paths, inherited });
        }
        if change.environments {
            self.tell(CollectionChange::Environments { collection: collection() });
        }
    }

    /// Tells the listener, when there is one.
    pub(super) fn tell(&self, change: CollectionChange) {
        let listener = lock(&self.listener).clone();
        if let Some(listener) = listener {
            listener(change);
        }
    }
}

fn remove_left_over(files: &[PathBuf], now: SystemTime) {
    for file in files {
        let age = file
            .symlink_metadata()
            .and_then(|metadata| metadata.modified())
            .ok()
            .and_then(|at| now.duration_since(at).ok());
        if age.is_some_and(|age| age > LEFT_OVER) {
            // One that cannot be removed is hidden, and harms nobody.
            let _ = fs::remove_file(file);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
