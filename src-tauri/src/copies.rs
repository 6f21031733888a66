//! Copies of responses that were opened in another program. They are readable by the user alone, and go when Lambdesk
//! ends, or at the next start when it was killed.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The folder of the copies. Cheap to clone.
#[derive(Clone)]
pub struct Copies {
    folder: Arc<Path>,
    next: Arc<AtomicU64>,
}

impl Copies {
    /// In a folder of their own, which need not exist.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder: folder.into(), next: Arc::new(AtomicU64::new(1)) }
    }

    /// A new file with this ending.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn file(&self, ending: &str) -> io::Result<(PathBuf, File)> {
        fs::create_dir_all(&self.folder)?;
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.join(format!("response-{number}.{ending}"));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(&path)?;
        Ok((path, file))
    }

    /// Deletes all of them. One that cannot be deleted is tried again at the next start.
    pub fn clear(&self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_the_users_alone_and_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let copies = Copies::at(folder.path().join("opened"));
        let (one, _) = copies.file("json").expect("a file");
        let (other, _) = copies.clone().file("txt").expect("a file");
        assert!(one.ends_with("response-1.json") && other.ends_with("response-2.txt"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&one).expect("there").permissions().mode() & 0o777, 0o600);
        }
        copies.clear();
        assert!(!one.exists() && !other.exists());
        copies.clear();
    }
}
