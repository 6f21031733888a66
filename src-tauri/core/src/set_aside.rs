//! What to do with a file of ours that is damaged: it is kept beside its place, so that nothing is lost, and begun anew.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Renames a damaged file to a free name beside it, and says so. `what` is what the file holds, as a sentence begins.
pub fn set_aside(path: &Path, what: &str, why: &str) -> Failure {
    let hint = "Lambdesk begins anew. Nothing else is affected.";
    match aside(path) {
        Ok(to) => Failure::other(
            format!("{what} could not be read ({why}). The file was set aside as {}.", to.display()),
            hint,
        ),
        Err(error) => Failure::other(
            format!("{what} could not be read ({why}), and {} could not be set aside: {error}.", path.display()),
            "Check the permissions of the file and its folder.",
        ),
    }
}

fn aside(path: &Path) -> io::Result<PathBuf> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    let named = |number: u32| path.with_file_name(format!("{stem}.damaged-{number}{ending}"));
    let to = (1..u32::MAX).map(named).find(|to| to.symlink_metadata().is_err()).unwrap_or_default();
    fs::rename(path, &to)?;
    Ok(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.json");
        for content in ["one", "two"] {
            fs::write(&path, content).expect("written");
            assert!(set_aside(&path, "It", "no reason").message.contains("damaged"));
        }
        assert_eq!(fs::read_to_string(folder.path().join("a.damaged-2.json")).expect("read"), "two");
        assert!(set_aside(&path, "It", "no reason").message.contains("could not be set aside"));
    }
}
