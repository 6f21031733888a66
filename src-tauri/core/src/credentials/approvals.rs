//! Which commands of the AWS files (`credential_process`) the user has seen and allowed. Only hashes are kept: a command
//! may hold something that is nobody's business.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::atomic_file;
use crate::failure::Failure;

/// The commands that may run. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Approvals {
    /// `None` allows all: whoever types `--profile` into a terminal has the AWS CLI's own behaviour.
    path: Option<PathBuf>,
    changing: Arc<Mutex<()>>,
}

const HEAD: &str =
    "# Commands of the AWS config files that were allowed to run, one SHA-256 of profile and command a line.\n";

impl Approvals {
    /// Approvals in a file, which need not exist yet.
    pub fn at(path: PathBuf) -> Self {
        Self { path: Some(path), changing: Arc::default() }
    }

    /// Every command may run.
    pub fn all() -> Self {
        Self { path: None, changing: Arc::default() }
    }

    /// Whether a command may run for a profile of the AWS files. A file that cannot be read allows nothing.
    pub fn allow(&self, profile: &str, command: &str) -> bool {
        let Some(path) = &self.path else { return true };
        let text = std::fs::read_to_string(path).unwrap_or_default();
        text.lines().any(|line| line == digest(profile, command))
    }

    /// Allows a command from now on.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn add(&self, profile: &str, command: &str) -> Result<(), Failure> {
        let Some(path) = &self.path else { return Ok(()) };
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let mut lines: BTreeSet<String> =
            text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(str::to_owned).collect();
        lines.insert(digest(profile, command));
        let text =
            std::iter::once(HEAD.to_owned()).chain(lines.into_iter().map(|line| line + "\n")).collect::<String>();
        atomic_file::write(path, &text).map_err(|error| {
            let message = format!("{} could not be written: {error}.", path.display());
            Failure::other(message, "Check the folder’s permissions and the free space. The command did not run.")
        })
    }
}

fn digest(profile: &str, command: &str) -> String {
    Sha256::digest(format!("{profile}\0{command}")).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_allowed_as_it_was_shown_and_for_its_profile() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/approved-commands");
        let approvals = Approvals::at(path.clone());
        assert!(!approvals.allow("a", "get --token hidden"));
        approvals.add("a", "get --token hidden").expect("written");
        approvals.add("b", "other").expect("written");
        let next_run = Approvals::at(path.clone());
        assert!(next_run.allow("a", "get --token hidden") && next_run.allow("b", "other"));
        assert!(!next_run.allow("a", "get --token hidden; rm -rf /"));
        assert!(!next_run.allow("b", "get --token hidden"));
        assert!(!std::fs::read_to_string(path).expect("read").contains("hidden"));
        assert!(Approvals::all().allow("a", "anything"));
    }
}
