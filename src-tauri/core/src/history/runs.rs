//! Which runs of the program are still there. What was under way in one that is not was interrupted.
//!
//! Each run holds the lock of a file of its own. The system lets go of it when the process ends, however it ends; so no
//! process number is asked for, which another may have by now.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// This run; it is over when this is dropped, or the process ends.
#[derive(Debug)]
pub(super) struct Run {
    /// Names it in the rows of what is under way.
    pub id: String,
    path: PathBuf,
    _lock: File,
}

impl Run {
    /// Begins a run.
    ///
    /// # Errors
    /// When its file cannot be made.
    pub fn begin(folder: &Path, id: String) -> io::Result<Self> {
        let folder = folder.join("running");
        fs::create_dir_all(&folder)?;
        let path = folder.join(&id);
        let lock = File::create(&path)?;
        // Where there are no locks, on some network folders, what another window has under way counts as interrupted
        // until it ends there.
        let _ = lock.try_lock();
        Ok(Self { id, path, _lock: lock })
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // It only saves the next start a look.
        let _ = fs::remove_file(&self.path);
    }
}

/// Whether a run is over.
pub(super) fn is_over(folder: &Path, id: &str) -> bool {
    let path = folder.join("running").join(id);
    let Ok(file) = File::open(&path) else { return true };
    if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
        return false;
    }
    // It only saves the next start a look.
    let _ = fs::remove_file(&path);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_there_until_it_is_dropped() {
        let folder = tempfile::tempdir().expect("a folder");
        let run = Run::begin(folder.path(), "one".into()).expect("begun");
        assert!(!is_over(folder.path(), "one"));
        assert!(is_over(folder.path(), "two"));
        drop(run);
        assert!(is_over(folder.path(), "one"));
        // Left by a process that was killed: nobody holds it.
        fs::write(folder.path().join("running/three"), "").expect("written");
        assert!(is_over(folder.path(), "three"));
    }
}
