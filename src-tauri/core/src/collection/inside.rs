//! Paths in a collection's folder. What comes from the page or out of a file is never joined to the folder unlooked: it may
//! begin at the root, climb out, or be a link that leads elsewhere.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use super::trouble::CollectionError;

/// The longest text that `file()` puts into a request: what Lambda takes.
const LONGEST: u64 = 6 << 20;

/// Where a path with `/` between its parts is, below a folder that is canonical. Empty for the folder itself. The file need
/// not be there; what of the path is there does not lead out of the folder.
///
/// # Errors
/// When it leads out, or is none.
pub fn resolve(root: &Path, path: &str) -> Result<PathBuf, CollectionError> {
    let outside = || CollectionError::Outside(path.to_owned());
    let mut whole = root.to_owned();
    for part in path.split('/').filter(|_| !path.is_empty()) {
        // One plain name: not `..`, not a drive, nothing with another separator in it.
        let mut components = Path::new(part).components();
        match (components.next(), components.next()) {
            (Some(Component::Normal(name)), None) if name == part && !part.contains('\0') => whole.push(name),
            _ => return Err(outside()),
        }
    }
    let mut there = whole.as_path();
    loop {
        match there.canonicalize() {
            Ok(real) if real.starts_with(root) => return Ok(whole),
            Ok(_) => return Err(outside()),
            // A link to nothing is no place to write to.
            Err(_) if there.is_symlink() => return Err(outside()),
            Err(_) => match there.parent() {
                Some(parent) if there != root => there = parent,
                // The collection itself is gone: whoever reads or writes there will be told.
                _ => return Ok(whole),
            },
        }
    }
}

/// The path of something in a folder, with `/` between its parts.
pub fn relative(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components();
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// A path below another, as `/` joins them.
pub fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// A path's folder, and its last part.
pub fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The text of a file of the collection, for `file()`. Hidden files are no part of a collection: `.env` and `.git` are not
/// read because a request that came from somebody else asks for it.
///
/// # Errors
/// A sentence.
pub fn read_text(root: &Path, path: &str) -> Result<String, String> {
    let path = path.trim();
    let shown = format!("“{path}”");
    if path.split('/').any(|part| part.starts_with('.')) {
        return Err(format!("{shown} is not read: only files of the collection that are not hidden are."));
    }
    let whole = resolve(root, path).map_err(|_| format!("{shown} is not read: it leads out of the collection."))?;
    let real = whole.canonicalize().map_err(|error| format!("{shown} cannot be read: {error}."))?;
    let hidden = |part: Component<'_>| part.as_os_str().to_string_lossy().starts_with('.');
    if real.strip_prefix(root).map_or(true, |below| below.components().any(hidden)) {
        return Err(format!("{shown} is not read: only files of the collection that are not hidden are."));
    }
    let failed = |error: std::io::Error| format!("{shown} cannot be read: {error}.");
    // Opening a pipe would wait for whoever writes to it.
    if !real.metadata().map_err(failed)?.is_file() {
        return Err(format!("{shown} is no file."));
    }
    let mut bytes = Vec::new();
    File::open(&real).map_err(failed)?.take(LONGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LONGEST {
        return Err(format!("{shown} is longer than the 6 MB that Lambda takes."));
    }
    let text = String::from_utf8(bytes).map_err(|_| format!("{shown} is not UTF-8 text."))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_climbs_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("there");
        std::fs::create_dir(root.join("a")).expect("made");
        for path in ["", "a", "a/b.json", "new/deep/c.json", "a/..b.json"] {
            assert_eq!(resolve(&root, path).expect(path), root.join(path));
        }
        for path in ["..", "a/../../x", "/etc/passwd", "a//b", "a/", "./a", "a/./b", "a\0b"] {
            assert!(resolve(&root, path).is_err(), "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_within_only() {
        use std::os::unix::fs::symlink;
        let (folder, elsewhere) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let root = folder.path().canonicalize().expect("there");
        std::fs::write(root.join("real.txt"), "\u{feff}inside").expect("written");
        std::fs::write(root.join(".env"), "SECRET=1").expect("written");
        std::fs::write(elsewhere.path().join("other.txt"), "outside").expect("written");
        for (to, name) in [
            (root.join("real.txt"), "within.txt"),
            (elsewhere.path().join("other.txt"), "out.txt"),
            (elsewhere.path().to_owned(), "out"),
            (root.join("nothing"), "dangling"),
            (root.join(".env"), "plain.txt"),
        ] {
            symlink(to, root.join(name)).expect("linked");
        }
        assert_eq!(read_text(&root, "within.txt").as_deref(), Ok("inside"));
        for path in ["out.txt", "out/other.txt", "dangling", "plain.txt", ".env", "../x", "real.txt/x", "", "a"] {
            assert!(read_text(&root, path).is_err(), "{path}");
        }
        for path in ["out.txt", "out/new.json", "dangling"] {
            assert!(resolve(&root, path).is_err(), "{path}");
        }
    }

    #[test]
    fn what_is_too_long_or_no_text_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("there");
        std::fs::write(root.join("long.txt"), vec![b'a'; 6 * 1024 * 1024 + 1]).expect("written");
        std::fs::write(root.join("latin.txt"), [0xe9]).expect("written");
        assert!(read_text(&root, "long.txt").expect_err("told").contains("6 MB"));
        assert!(read_text(&root, "latin.txt").expect_err("told").contains("UTF-8"));
    }
}
