//! A Lambdesk file as it comes to the window: by its path, or dropped into it.

use std::fs::File;
use std::io::{self, Read};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::lambdesk_file::{self, LARGEST, Opened};
use crate::failure::{Failure, Field, FieldProblem};
use crate::typed_path::typed_path;

/// Reads the file at a path.
///
/// # Errors
/// At the field `path` when there is no such file; or why it is refused.
pub fn read(path: &str) -> Result<Opened, Failure> {
    let wrong = |message: String| Failure::invalid(vec![FieldProblem::new(Field::Path, message)]);
    let typed = typed_path(path);
    if !typed.is_absolute() {
        return Err(wrong("Type the whole path of a file.".into()));
    }
    let cannot = |error: &io::Error| wrong(format!("{} could not be read: {error}.", typed.display()));
    // Opening what is no file may wait for ever.
    if !typed.metadata().map_err(|error| cannot(&error))?.is_file() {
        return Err(wrong(format!("{} is no file.", typed.display())));
    }
    let mut bytes = Vec::new();
    // What its length says may be a lie.
    let most = u64::try_from(LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    File::open(&typed).and_then(|file| file.take(most).read_to_end(&mut bytes)).map_err(|error| cannot(&error))?;
    Ok(lambdesk_file::read(&bytes)?)
}

/// Reads a file that was dropped: its bytes in base64.
///
/// # Errors
/// Why it is refused.
pub fn read_dropped(base64: &str) -> Result<Opened, Failure> {
    let bytes = STANDARD
        .decode(base64)
        .map_err(|_| Failure::other("The file that was dropped could not be read.", "Open it by its path."))?;
    Ok(lambdesk_file::read(&bytes)?)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_read_by_its_path_and_by_its_bytes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.lambdesk");
        let text = r#"{"format": 1, "request": {"function": "echo"}}"#;
        fs::write(&path, text).expect("written");
        let read = read(&path.display().to_string()).expect("a file").share;
        let dropped = read_dropped(&STANDARD.encode(text)).expect("a file").share;
        for share in [read, dropped] {
            assert_eq!(share.requests[0].content.sending.function.as_deref(), Some("echo"));
        }
    }

    #[test]
    fn what_is_no_file_is_refused_with_a_word() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().display().to_string();
        for (wrong, word) in [
            (path.clone(), "is no file"),
            (format!("{path}/none.lambdesk"), "could not be read"),
            ("a.lambdesk".into(), "whole path"),
        ] {
            let failure = read(&wrong).expect_err("refused");
            assert!(failure.problems[0].message.contains(word), "{failure:?}");
        }
        assert!(read_dropped("%").is_err() && read_dropped("").is_err());
    }
}
