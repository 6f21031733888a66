//! A response that is too long for memory, on disk while it comes in: it grows at its end, and any range of it can be
//! read meanwhile.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes in a file. Cheap to clone; clones are the same bytes. Reads and writes are short and go to the system's cache.
#[derive(Clone, Debug)]
pub struct Spool {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug)]
struct Inner {
    file: Place,
    /// Where the file's own position is, so that a pipe, which has none, is never moved.
    position: u64,
    length: u64,
}

#[derive(Debug)]
enum Place {
    Open(File),
    /// Made when the first bytes come, so that nothing is overwritten by an invocation that brings none.
    AtFirstBytes(PathBuf),
}

impl Spool {
    /// Bytes in a file without a name, which is gone with the last clone.
    ///
    /// # Errors
    /// When the system gives no file.
    pub fn temporary() -> io::Result<Self> {
        Ok(Self::over(Place::Open(tempfile::tempfile()?)))
    }

    /// Bytes in the file at `path`, which is made, or emptied, when the first ones come. It may be a pipe as long as
    /// nothing is read.
    pub fn at(path: PathBuf) -> Self {
        Self::over(Place::AtFirstBytes(path))
    }

    fn over(file: Place) -> Self {
        Self { inner: Arc::new(Mutex::new(Inner { file, position: 0, length: 0 })) }
    }

    /// Adds bytes at the end.
    ///
    /// # Errors
    /// When the file cannot be made, or the disk is full, say.
    pub fn append(&self, bytes: &[u8]) -> io::Result<()> {
        let mut inner = self.inner();
        let end = inner.length;
        inner.file_at(end)?.write_all(bytes)?;
        inner.length = end + bytes.len() as u64;
        inner.position = inner.length;
        Ok(())
    }

    /// Drops all bytes.
    ///
    /// # Errors
    /// When the file cannot be cut.
    pub fn clear(&self) -> io::Result<()> {
        let mut inner = self.inner();
        if inner.length > 0 {
            inner.file_at(0)?.set_len(0)?;
            inner.length = 0;
        }
        Ok(())
    }

    /// How many bytes there are.
    pub fn len(&self) -> u64 {
        self.inner().length
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes from `offset` on, at most `most` of them; fewer at the end.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(&self, offset: u64, most: usize) -> io::Result<Vec<u8>> {
        let mut inner = self.inner();
        let there = inner.length.saturating_sub(offset);
        let mut bytes = vec![0; usize::try_from(there).unwrap_or(usize::MAX).min(most)];
        if bytes.is_empty() {
            return Ok(bytes);
        }
        inner.file_at(offset)?.read_exact(&mut bytes)?;
        inner.position = offset + bytes.len() as u64;
        Ok(bytes)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// The file, standing at `position`.
    fn file_at(&mut self, position: u64) -> io::Result<&mut File> {
        if let Place::AtFirstBytes(path) = &self.file {
            let file = File::options().read(true).write(true).create(true).truncate(true).open(path);
            // What can be written only, a pipe or a terminal, is enough.
            self.file = Place::Open(file.or_else(|_| File::create(path))?);
        }
        let Place::Open(file) = &mut self.file else { return Err(io::ErrorKind::NotFound.into()) };
        if self.position != position {
            file.seek(SeekFrom::Start(position))?;
            self.position = position;
        }
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_and_can_be_read_anywhere() {
        let spool = Spool::temporary().expect("a file");
        spool.append(b"one ").expect("written");
        assert_eq!(spool.read(0, 100).expect("read"), b"one ");
        spool.append(b"two").expect("written");
        assert_eq!((spool.len(), spool.read(4, 2).expect("read").as_slice()), (7, b"tw".as_slice()));
        assert!(spool.read(7, 1).expect("read").is_empty() && spool.read(99, 1).expect("read").is_empty());
        spool.clear().expect("cut");
        spool.append(b"three").expect("written");
        assert_eq!(spool.read(0, 100).expect("read"), b"three");
    }

    #[test]
    fn a_file_is_made_with_the_first_bytes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("out");
        let spool = Spool::at(path.clone());
        spool.clear().expect("nothing to cut");
        assert!(!path.exists());
        spool.append(b"one").expect("written");
        assert_eq!(std::fs::read(&path).expect("read"), b"one");
    }
}
