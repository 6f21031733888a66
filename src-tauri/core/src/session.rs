//! The session: which tabs are open, and what is unsaved in them. It survives a crash, so that it is kept while one types:
//! the tabs in one small file, and the unsaved text of each tab in a file of its own, so that no key press writes 6 MB of
//! another tab. Each is written whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::atomic_file;
use crate::failure::Failure;
use crate::set_aside::set_aside;
use crate::wire::{RestoredDraft, RestoredSession, Session, TabDraft};

/// Where the session is kept. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SessionFiles {
    folder: PathBuf,
    /// One write at a time: a later one must not be overtaken by an earlier one.
    writing: Arc<Mutex<()>>,
}

impl SessionFiles {
    /// The session in a folder, which need not exist yet.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder, writing: Arc::default() }
    }

    /// What was open when the program ended. Files that are damaged are set aside; the rest is restored.
    pub fn restore(&self) -> RestoredSession {
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut failure = None;
        let session: Session = read(&self.tabs(), "The list of open tabs", &mut failure).unwrap_or_default();
        let mut drafts = Vec::new();
        let mut files: Vec<PathBuf> =
            fs::read_dir(self.drafts()).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        files.sort();
        for path in files {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Some(tab) = name.strip_suffix(".json").filter(|tab| is_id(tab)) else { continue };
            if let Some(draft) = read::<TabDraft>(&path, "What was unsaved in a tab", &mut failure) {
                drafts.push(RestoredDraft { tab: tab.to_owned(), draft });
            }
        }
        RestoredSession { session, drafts, failure }
    }

    /// Keeps which tabs are open.
    ///
    /// # Errors
    /// When it cannot be written, or a tab has an id that is none.
    pub fn save(&self, session: &Session) -> Result<(), Failure> {
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        session.tabs.iter().try_for_each(|tab| check_id(&tab.id))?;
        write(&self.tabs(), session)
    }

    /// Keeps what is unsaved in a tab, or that nothing is any more.
    ///
    /// # Errors
    /// When it cannot be written, or the tab's id is none.
    pub fn save_draft(&self, tab: &str, draft: Option<&TabDraft>) -> Result<(), Failure> {
        check_id(tab)?;
        let path = self.drafts().join(format!("{tab}.json"));
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        match draft {
            Some(draft) => write(&path, draft),
            None => match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&path, &error.to_string())),
                _ => Ok(()),
            },
        }
    }

    fn tabs(&self) -> PathBuf {
        self.folder.join("tabs.json")
    }

    fn drafts(&self) -> PathBuf {
        self.folder.join("drafts")
    }
}

/// An id becomes a file's name.
fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

fn check_id(id: &str) -> Result<(), Failure> {
    if is_id(id) { Ok(()) } else { Err(Failure::other(format!("“{id}” is no id of a tab."), "")) }
}

fn read<T: DeserializeOwned>(path: &Path, what: &str, failure: &mut Option<Failure>) -> Option<T> {
    let why = match fs::read_to_string(path) {
        Ok(text) => match serde_json::from_str(&text) {
            Ok(value) => return Some(value),
            // Without a word of what is in it.
            Err(error) => format!("line {}, column {}", error.line(), error.column()),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => error.to_string(),
    };
    let told = set_aside(path, what, &why);
    failure.get_or_insert(told);
    None
}

fn write(path: &Path, value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(value).map_err(|error| failed(path, &error.to_string()))?;
    atomic_file::write(path, &text).map_err(|error| failed(path, &error.to_string()))
}

fn failed(path: &Path, why: &str) -> Failure {
    let message = format!("What is unsaved could not be kept for a restart: {}: {why}.", path.display());
    Failure::other(message, "Check the permissions of the folder and the free space.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::FailureCode;
    use crate::wire::{RequestContent, SessionTab};

    fn draft(payload: &str) -> TabDraft {
        let content = RequestContent { payload: payload.into(), ..RequestContent::default() };
        TabDraft { content, stamp: None }
    }

    fn session(tabs: &[&str]) -> Session {
        let tab = |id: &&str| SessionTab { id: (*id).into(), ..SessionTab::default() };
        Session { tabs: tabs.iter().map(tab).collect(), front: Some("a".into()), ..Session::default() }
    }

    #[test]
    fn what_is_kept_is_restored() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = SessionFiles::at(folder.path().join("deep/session"));
        assert_eq!(files.restore(), RestoredSession::default());
        files.save(&session(&["a", "b"])).expect("kept");
        files.save_draft("a", Some(&draft("{\"n\": 12345678901234567890}\u{2028}"))).expect("kept");
        files.save_draft("b", Some(&draft("gone"))).expect("kept");
        files.save_draft("b", None).expect("forgotten");
        files.save_draft("b", None).expect("forgotten already");
        let restored = SessionFiles::at(folder.path().join("deep/session")).restore();
        assert_eq!(restored.session, session(&["a", "b"]));
        let kept = RestoredDraft { tab: "a".into(), draft: draft("{\"n\": 12345678901234567890}\u{2028}") };
        assert_eq!((restored.drafts, restored.failure), (vec![kept], None));
    }

    #[test]
    fn what_is_damaged_is_set_aside_and_the_rest_restored() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = SessionFiles::at(folder.path().to_owned());
        files.save(&session(&["a"])).expect("kept");
        files.save_draft("a", Some(&draft("1"))).expect("kept");
        fs::write(folder.path().join("tabs.json"), "{\"tabs\": [planted").expect("written");
        fs::write(folder.path().join("drafts/b.json"), "planted").expect("written");
        let restored = files.restore();
        assert_eq!((restored.session, restored.drafts.len()), (Session::default(), 1));
        let failure = restored.failure.expect("told");
        assert!(failure.message.contains("tabs.damaged-1.json") && !failure.message.contains("planted"));
        assert_eq!(fs::read_to_string(folder.path().join("drafts/b.damaged-1.json")).expect("read"), "planted");
        assert_eq!(files.restore().failure, None, "it is told once");
    }

    #[test]
    fn an_id_leads_nowhere() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = SessionFiles::at(folder.path().join("session"));
        for id in ["", "../x", "a/b", "a.b", &"a".repeat(65)] {
            let refused = files.save_draft(id, Some(&draft("1"))).expect_err("refused");
            assert_eq!(refused.code, FailureCode::Other);
            assert!(files.save(&session(&[id])).is_err());
        }
        assert!(!folder.path().join("x.json").exists());
    }
}
