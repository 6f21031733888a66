//! Watching a collection's folder. Editors save by renaming, git writes a hundred files at once, folders go and come back: so
//! whatever happens, the folder is looked at anew once it is quiet, and what is different is told.
//!
//! Where the system cannot watch (Linux has a limit for it, and some network disks tell nothing), it is said, and the
//! folder is looked at every few seconds instead.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::EventKind;
use notify::{ErrorKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::change::known_as;
use super::inside;
use super::open_collections::OpenCollections;
use super::scan::scan;
use crate::wire::CollectionChange;

/// How long it must be quiet before the folder is looked at, and how long that is put off at most.
const QUIET: Duration = Duration::from_millis(60);
const PUT_OFF: Duration = Duration::from_millis(600);
/// How often a folder is looked at that cannot be watched, and how often one is looked for that is gone.
const POLL: Duration = Duration::from_secs(3);
const LOOK_FOR: Duration = Duration::from_millis(500);
/// A watched folder is looked at now and then all the same: an event can be lost.
const NOW_AND_THEN: Duration = Duration::from_mins(5);

/// A folder that is watched until this is dropped.
pub struct Watch {
    over: Arc<AtomicBool>,
    wake: Sender<Told>,
}

/// What the watching thread hears.
enum Told {
    /// Files changed, as far as it is known which.
    Files(Vec<PathBuf>),
    /// Events were lost, or nobody knows: look at everything.
    Anything,
}

impl Watch {
    /// Watches an open collection's folder, on a thread of its own.
    pub fn begin(collections: OpenCollections, id: String, root: PathBuf) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let (wake, told) = mpsc::channel();
        let watching =
            Watching { collections, id, root, over: over.clone(), told, watcher: None, watched: HashSet::new() };
        let sender = wake.clone();
        // Without a thread nothing is watched; the collection can be read anew by hand.
        let _ = thread::Builder::new().name("collection".into()).spawn(move || watching.run(&sender));
        Self { over, wake }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        let _ = self.wake.send(Told::Anything);
    }
}

struct Watching {
    collections: OpenCollections,
    id: String,
    root: PathBuf,
    over: Arc<AtomicBool>,
    told: Receiver<Told>,
    watcher: Option<RecommendedWatcher>,
    /// Folders that are watched.
    watched: HashSet<PathBuf>,
}

impl Watching {
    fn run(mut self, sender: &Sender<Told>) {
        let mut trouble = self.start(sender);
        // Something may have changed between opening and watching.
        let mut touched = BTreeSet::new();
        let mut exists = true;
        loop {
            if self.over.load(Ordering::Relaxed) {
                return;
            }
            match scan(&self.root, self.collections.scanned(&self.id).as_deref(), &touched) {
                Ok(found) => {
                    if !exists {
                        exists = true;
                        trouble = self.start(sender);
                        self.tell_folder(true);
                    }
                    let watched = self.follow(&found.folders);
                    let told = trouble.clone().or(watched.err());
                    self.collections.found(&self.id, found, told.clone(), &touched);
                    touched.clear();
                    self.wait(if told.is_some() { POLL } else { NOW_AND_THEN }, &mut touched);
                }
                Err(_) if self.root.is_dir() => {
                    // It cannot be read at the moment; what is known stays.
                    self.wait(POLL, &mut touched);
                }
                Err(_) => {
                    if exists {
                        exists = false;
                        self.watcher = None;
                        self.watched.clear();
                        self.tell_folder(false);
                    }
                    self.wait(LOOK_FOR, &mut touched);
                }
            }
        }
    }

    fn tell_folder(&self, exists: bool) {
        self.collections.tell(CollectionChange::Folder { collection: self.id.clone(), exists });
    }

    /// Starts watching; why not, where it cannot.
    fn start(&mut self, sender: &Sender<Told>) -> Option<String> {
        self.watched.clear();
        let sender = sender.clone();
        let hear = move |event: notify::Result<notify::Event>| {
            let told = match event {
                Ok(event) if matches!(event.kind, EventKind::Access(_)) => return,
                Ok(event) if event.need_rescan() => Told::Anything,
                Ok(event) => Told::Files(event.paths),
                Err(_) => Told::Anything,
            };
            let _ = sender.send(told);
        };
        match notify::recommended_watcher(hear) {
            Ok(watcher) => {
                self.watcher = Some(watcher);
                None
            }
            Err(error) => {
                self.watcher = None;
                Some(sentence(&error))
            }
        }
    }

    /// Watches the folders that are there. One by one on Linux, where each counts against a limit and folders that are not
    /// looked at shall not; elsewhere the whole at once.
    fn follow(&mut self, folders: &[PathBuf]) -> Result<(), String> {
        let Some(watcher) = &mut self.watcher else { return Ok(()) };
        let (folders, mode) = if cfg!(target_os = "linux") {
            (folders, RecursiveMode::NonRecursive)
        } else {
            (std::slice::from_ref(&self.root), RecursiveMode::Recursive)
        };
        let now: HashSet<&Path> = folders.iter().map(PathBuf::as_path).collect();
        self.watched.retain(|folder| {
            let stays = now.contains(folder.as_path());
            if !stays {
                // It is gone, and its watch mostly with it.
                let _ = watcher.unwatch(folder);
            }
            stays
        });
        for folder in folders {
            if self.watched.contains(folder) {
                continue;
            }
            match watcher.watch(folder, mode) {
                Ok(()) => drop(self.watched.insert(folder.clone())),
                // It went away meanwhile; the folder that it was in says so.
                Err(error) if is_gone(&error) => {}
                Err(error) => return Err(sentence(&error)),
            }
        }
        Ok(())
    }

    /// Waits until something happened and it is quiet again, or for so long.
    fn wait(&mut self, longest: Duration, touched: &mut BTreeSet<String>) {
        match self.told.recv_timeout(longest) {
            Ok(told) => self.note(told, touched),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
        }
        let begun = Instant::now();
        while begun.elapsed() < PUT_OFF && !self.over.load(Ordering::Relaxed) {
            match self.told.recv_timeout(QUIET) {
                Ok(told) => self.note(told, touched),
                Err(_) => return,
            }
        }
    }

    fn note(&mut self, told: Told, touched: &mut BTreeSet<String>) {
        let Told::Files(paths) = told else { return };
        for path in paths {
            // A folder that came anew under an old name is not the one that is watched.
            if self.watched.contains(&path) {
                if let Some(watcher) = &mut self.watcher {
                    let _ = watcher.unwatch(&path);
                }
                self.watched.remove(&path);
            }
            if path.starts_with(&self.root) {
                touched.insert(known_as(&inside::relative(&self.root, &path)));
            }
        }
    }
}

fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

fn sentence(error: &notify::Error) -> String {
    let why = match &error.kind {
        ErrorKind::MaxFilesWatch => "the system's limit for watched folders is reached".to_owned(),
        ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    };
    format!("This folder cannot be watched: {why}. It is looked at every {} seconds instead.", POLL.as_secs())
}
