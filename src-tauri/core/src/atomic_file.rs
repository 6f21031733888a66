//! Writing a small file so that it is either as it was or as it should be: a temporary file beside it, and a rename.

use std::io::{self, Write};
use std::path::Path;

/// Replaces the file at `path`, making its folder if need be.
///
/// # Errors
/// When a folder or file cannot be written. The file is then as it was.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::other("the path has no folder"))?;
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error).map(drop)
}
