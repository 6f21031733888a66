//! Which files and folders of a folder are a collection's. Looks at names and kinds, and opens no file.
//!
//! A link is followed where it stays in the collection, and never in a circle. What a program made for itself is not
//! looked at, so that a whole project's folder can be opened.

use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

use super::names::{ENVIRONMENTS, PAYLOAD, SETTINGS, SIDECAR};
use crate::atomic_file;

/// Folders that hold what programs made.
const SKIPPED: [&str; 5] = ["node_modules", "bower_components", "__pycache__", "cdk.out", "target"];

/// Files by which programs mark other such folders: caches (bford.info/cachedir) and Python's environments.
const MARKS: [&str; 2] = ["CACHEDIR.TAG", "pyvenv.cfg"];

/// How many files and folders a collection may have, and how deep it may be: more than any has that people made.
const MOST: usize = 100_000;
const DEEPEST: usize = 32;

/// A folder with what is in it.
#[derive(Debug, Default)]
pub struct Found {
    /// Its path in the collection, with `/` between its parts; empty for the collection's own.
    pub path: String,
    /// Names of payloads without their endings.
    pub payloads: Vec<String>,
    /// Names of TOML files that may be sidecars, without their endings.
    pub sidecars: Vec<String>,
    /// Whether it has settings.
    pub settings: bool,
    /// Names of environments; of the collection's own folder only.
    pub environments: Vec<String>,
    /// The folders in it.
    pub folders: Vec<Found>,
    /// Whether there is anything else in it.
    pub other: bool,
    /// Files and folders that are no part of it, and why.
    pub refused: Vec<Refused>,
    /// Why it cannot be read.
    pub problem: Option<String>,
}

/// A file or folder that is no part of the collection, though it looks as if it were.
#[derive(Debug)]
pub struct Refused {
    /// Its name; what is not UTF-8 is replaced.
    pub name: String,
    /// Whether it is a folder.
    pub folder: bool,
    /// Why, in a sentence.
    pub problem: String,
}

/// What is found on the way.
#[derive(Default)]
pub struct Walk {
    /// All folders that were looked at, for watching them.
    pub folders: Vec<PathBuf>,
    /// Temporary files that a process left behind which was killed.
    pub left_over: Vec<PathBuf>,
    count: usize,
    /// Whether there was too much to look at.
    pub too_many: bool,
}

impl Walk {
    /// Looks through a folder, which is canonical.
    ///
    /// # Errors
    /// When the folder itself cannot be read.
    pub fn through(&mut self, root: &Path) -> io::Result<Found> {
        fs::read_dir(root)?;
        Ok(self.folder(root, root, String::new(), &mut vec![root.to_owned()]))
    }

    /// `around` are the folders that this one is in, as they really are, itself included.
    fn folder(&mut self, root: &Path, folder: &Path, path: String, around: &mut Vec<PathBuf>) -> Found {
        let mut found = Found { path, ..Found::default() };
        self.folders.push(folder.to_owned());
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                found.problem = Some(format!("This folder cannot be read: {error}."));
                return found;
            }
        };
        for entry in entries {
            let Ok(entry) = entry else {
                found.problem = Some("This folder cannot be read to its end.".to_owned());
                break;
            };
            if self.count >= MOST {
                self.too_many = true;
                break;
            }
            self.count += 1;
            let Ok(kind) = entry.file_type() else { continue };
            match entry.file_name().into_string() {
                Ok(name) => self.entry(root, &entry.path(), name, kind, &mut found, around),
                Err(name) => {
                    let name = name.to_string_lossy().into_owned();
                    if name.ends_with(PAYLOAD) && !name.starts_with('.') {
                        let problem = "Its name is not UTF-8. Rename it to open it.".to_owned();
                        found.refused.push(Refused { name, folder: false, problem });
                    }
                }
            }
        }
        found
    }

    fn entry(
        &mut self,
        root: &Path,
        path: &Path,
        name: String,
        kind: FileType,
        found: &mut Found,
        around: &mut Vec<PathBuf>,
    ) {
        if name.starts_with('.') {
            if name.starts_with(atomic_file::TEMPORARY.0) && name.ends_with(atomic_file::TEMPORARY.1) {
                self.left_over.push(path.to_owned());
            }
            return;
        }
        // What a link leads to, where it may be followed.
        let real = if kind.is_symlink() {
            match path.canonicalize() {
                Ok(real) if real.starts_with(root) => Some(real),
                other => {
                    let folder = path.is_dir();
                    if folder || name.ends_with(PAYLOAD) {
                        let problem = match other {
                            Ok(real) => format!(
                                "This link leads out of the collection, to {}. It is not followed.",
                                real.display()
                            ),
                            Err(error) => format!("This link leads to nothing that can be read: {error}."),
                        };
                        found.refused.push(Refused { name, folder, problem });
                    }
                    return;
                }
            }
        } else {
            None
        };
        let folder = if real.is_some() { path.is_dir() } else { kind.is_dir() };
        if !folder {
            Self::file(name, found);
            return;
        }
        if SKIPPED.contains(&name.as_str()) || MARKS.iter().any(|mark| path.join(mark).exists()) {
            found.other = true;
            return;
        }
        let real = real.unwrap_or_else(|| around.last().map_or_else(|| path.to_owned(), |last| last.join(&name)));
        if around.contains(&real) {
            let problem = "This link leads back to a folder that it is in. It is not followed.".to_owned();
            found.refused.push(Refused { name, folder: true, problem });
            return;
        }
        if around.len() > DEEPEST {
            let problem = format!("Folders that are more than {DEEPEST} deep are not looked at.");
            found.refused.push(Refused { name, folder: true, problem });
            return;
        }
        let below = super::inside::join(&found.path, &name);
        around.push(real);
        let mut inner = self.folder(root, path, below, around);
        around.pop();
        if found.path.is_empty() && name == ENVIRONMENTS {
            found.environments = std::mem::take(&mut inner.sidecars);
            if let Some(problem) = &inner.problem {
                let problem = problem.clone();
                found.refused.push(Refused { name, folder: true, problem });
                return;
            }
            // It is in the tree only when somebody keeps requests in it, too.
            inner.other = true;
        }
        found.folders.push(inner);
    }

    fn file(name: String, found: &mut Found) {
        if name == SETTINGS {
            found.settings = true;
        } else if let Some(stem) = name.strip_suffix(PAYLOAD) {
            found.payloads.push(stem.to_owned());
        } else if let Some(stem) = name.strip_suffix(SIDECAR) {
            found.sidecars.push(stem.to_owned());
        } else {
            found.other = true;
        }
    }
}
