//! The file that the response goes to. As in the AWS CLI it is made only when there is a response; unlike there, a path
//! that cannot work is refused before the function runs.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use lambdesk_core::invoke::spool::Spool;

use crate::trouble::Trouble;

/// Where the response goes; `/dev/stdout` is such a path too.
#[derive(Debug)]
pub struct Outfile(PathBuf);

impl Outfile {
    /// Checks what can be checked without making the file.
    pub fn new(path: PathBuf) -> Result<Self, Trouble> {
        let refused = |error: io::Error| Trouble::Unwritten { message: errno(&error, &path), after_running: false };
        if path.is_dir() {
            // Opening it for writing gives the system's own words.
            return Err(refused(std::fs::write(&path, []).err().unwrap_or_else(|| io::ErrorKind::IsADirectory.into())));
        }
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            let kind = std::fs::metadata(parent).map_err(refused)?;
            if !kind.is_dir() {
                return Err(refused(
                    std::fs::metadata(&path).err().unwrap_or_else(|| io::ErrorKind::NotADirectory.into()),
                ));
            }
        }
        Ok(Self(path))
    }

    /// The file for a response that is written as it comes in.
    pub fn spool(&self) -> Spool {
        Spool::at(self.0.clone())
    }

    /// Writes the response, byte for byte.
    pub fn write(&self, response: &[u8]) -> Result<(), Trouble> {
        let result = std::fs::File::create(&self.0).and_then(|mut file| {
            file.write_all(response)?;
            file.flush()
        });
        match result {
            // Standard output by its path, and the reader has gone.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => {
                result.map_err(|error| Trouble::Unwritten { message: errno(&error, &self.0), after_running: true })
            }
        }
    }
}

/// An error of the system on a path, as the AWS CLI puts it: `[Errno 2] No such file or directory: 'a/b'`.
pub fn errno(error: &io::Error, path: &Path) -> String {
    let text = error.to_string();
    let path = path.display();
    match error.raw_os_error() {
        Some(number) => {
            let text = text.strip_suffix(&format!(" (os error {number})")).unwrap_or(&text);
            format!("[Errno {number}] {text}: '{path}'")
        }
        None => format!("{text}: '{path}'"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_cannot_work_is_refused_before_anything_is_sent() {
        let refused = Outfile::new("no-such-folder/out.json".into()).expect_err("refused");
        assert_eq!(refused.hint(), Some("The function was not invoked."));
        assert!(Outfile::new(std::env::temp_dir()).is_err());
        assert!(Outfile::new("out.json".into()).is_ok());
    }
}
