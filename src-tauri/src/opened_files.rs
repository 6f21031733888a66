//! Lambdesk files that the system hands to the program: by a double click, on its command line, or through a second start.
//! They wait until the page asks for them.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tauri::Url;
use tauri::ipc::Channel;

/// What more than this many files at once are, is no wish of a person's.
const MOST: usize = 20;

/// Paths of files to be opened. Cheap to clone.
#[derive(Clone, Default)]
pub struct OpenedFiles {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    waiting: Vec<String>,
    listener: Option<Channel<String>>,
}

impl OpenedFiles {
    /// Takes files as a command line names them, without the program's own name: paths from `folder` on, or `file:` URLs.
    pub fn offer(&self, arguments: impl IntoIterator<Item = String>, folder: &Path) {
        let mut inner = self.inner();
        for path in arguments.into_iter().filter_map(|argument| path_of(&argument, folder)).take(MOST) {
            let told = inner.listener.as_ref().is_some_and(|listener| listener.send(path.clone()).is_ok());
            if !told {
                inner.waiting.push(path);
            }
        }
    }

    /// Tells those that wait, and each that comes from now on.
    pub fn listen(&self, listener: Channel<String>) {
        let mut inner = self.inner();
        for path in std::mem::take(&mut inner.waiting) {
            // A page that is gone hears nothing.
            drop(listener.send(path));
        }
        inner.listener = Some(listener);
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The file that an argument names; `None` for an option.
fn path_of(argument: &str, folder: &Path) -> Option<String> {
    if argument.is_empty() || argument.starts_with('-') {
        return None;
    }
    if argument.starts_with("file:") {
        let path = Url::parse(argument).ok()?.to_file_path().ok()?;
        return Some(path.display().to_string());
    }
    Some(folder.join(argument).display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn files_are_taken_from_a_command_line() {
        let files = OpenedFiles::default();
        let line = ["--flag", "a.lambdesk", "/b/c.lambdesk", "file:///d/e%20f.lambdesk", "file://host/x", ""];
        files.offer(line.map(str::to_owned), Path::new("/a/b"));
        assert_eq!(files.inner().waiting, ["/a/b/a.lambdesk", "/b/c.lambdesk", "/d/e f.lambdesk"]);
    }
}
