//! Writing a small file so that it is either as it was or as it should be: a temporary file beside it, and a rename.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::path::Path;

/// What temporary files are called, around letters of chance. They are hidden, and removed when they are found later: a
/// process that was killed leaves one.
pub const TEMPORARY: (&str, &str) = (".lambdesk-", ".tmp");

/// Replaces the file at `path`, making its folder if need be. Only the user can read it then.
///
/// # Errors
/// When a folder or file cannot be written. The file is then as it was.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    put(path, text.as_bytes(), Readers::User)
}

/// Replaces the file at `path` or the one that it is a link to, making its folder if need be. Its permissions stay; a new
/// one gets the usual ones.
///
/// # Errors
/// When a folder or file cannot be written. The file is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let before = fs::metadata(&target).map(|metadata| metadata.permissions()).ok();
    // A rename would not ask.
    if before.as_ref().is_some_and(Permissions::readonly) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
    }
    put(&target, bytes, before.map_or(Readers::Usual, Readers::AsBefore))
}

/// Who may read a file that is written.
enum Readers {
    /// The user alone.
    User,
    /// Whoever may read the user's new files.
    Usual,
    /// Whoever could until now.
    AsBefore(Permissions),
}

fn put(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::other("the path has no folder"))?;
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
    #[cfg(unix)]
    if !matches!(readers, Readers::User) {
        use std::os::unix::fs::PermissionsExt;
        // What the user's own mask leaves of it, as with any new file.
        builder.permissions(Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Readers::AsBefore(permissions) = readers {
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    // So that the rename outlives a loss of power, where folders can be synced.
    #[cfg(unix)]
    drop(fs::File::open(folder).and_then(|folder| folder.sync_all()));
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("there").permissions().mode() & 0o777
    }

    #[test]
    fn permissions_and_links_stay() {
        let folder = tempfile::tempdir().expect("a folder");
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, "old").expect("written");
        fs::set_permissions(&real, Permissions::from_mode(0o640)).expect("set");
        symlink(&real, &link).expect("linked");
        replace(&link, b"new").expect("written");
        assert!(link.is_symlink());
        assert_eq!((fs::read_to_string(&real).expect("read"), mode(&real)), ("new".into(), 0o640));
        let fresh = folder.path().join("deep/fresh");
        replace(&fresh, b"x").expect("written");
        assert_eq!(mode(&fresh) & 0o600, 0o600);
        write(&fresh, "x").expect("written");
        assert_eq!(mode(&fresh), 0o600);
    }

    #[test]
    fn a_file_that_is_read_only_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("kept");
        fs::write(&path, "old").expect("written");
        fs::set_permissions(&path, Permissions::from_mode(0o440)).expect("set");
        assert!(replace(&path, b"new").is_err());
        assert_eq!(fs::read_to_string(&path).expect("read"), "old");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left over");
    }
}
