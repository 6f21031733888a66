//! Why something of a collection could not be read, written or changed, in sentences.

use std::io;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, FailureCode, Field, FieldProblem};

/// Why it did not work. Nothing was changed then, unless the sentence says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum CollectionError {
    /// The operating system said no.
    #[error("{} could not be {doing}: {cause}.", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// `read`, `written`, …
        doing: &'static str,
        /// Why.
        cause: io::Error,
    },
    /// It is not there.
    #[error("“{0}” is not there any more.")]
    Gone(String),
    /// The folder of a collection that is not open, or never was.
    #[error("The collection {0} is not open.")]
    NotOpen(String),
    /// Something with this name is there.
    #[error("There is a “{0}” here already.")]
    NameTaken(String),
    /// A name that cannot be a file's.
    #[error("{0}")]
    BadName(String),
    /// A path of which nothing can be made.
    #[error("{0}")]
    BadPath(String),
    /// A path that leads out of the collection.
    #[error("“{0}” leads out of the collection.")]
    Outside(String),
    /// The file is longer than any payload.
    #[error("{} is {size} long. Lambda takes 6 MB; files up to 16 MB can be opened.", path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
        /// How long, as shown.
        size: String,
    },
    /// It is not text.
    #[error("{} is not UTF-8 text.", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// It is not TOML.
    #[error("{} is not valid TOML: {message}.", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where and why.
        message: String,
    },
    /// A later Lambdesk wrote it.
    #[error("{} has format {format}, which this version of Lambdesk does not know: update Lambdesk to open it.", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What it says.
        format: String,
    },
    /// The system's trash did not take it.
    #[error("The trash did not take “{name}”: {cause}.")]
    NoTrash {
        /// What was to be deleted.
        name: String,
        /// Why not.
        cause: String,
    },
    /// A folder cannot be put into itself.
    #[error("“{0}” cannot be moved into itself.")]
    IntoItself(String),
    /// A variable's name or value that cannot be saved.
    #[error("{0}")]
    BadVariable(String),
}

impl CollectionError {
    /// The operating system's word on a file.
    pub fn io(path: &Path, doing: &'static str, cause: io::Error) -> Self {
        if cause.kind() == io::ErrorKind::NotFound && doing == "read" {
            let name = path.file_name().unwrap_or(path.as_os_str());
            return Self::Gone(name.to_string_lossy().into_owned());
        }
        Self::Io { path: path.to_owned(), doing, cause }
    }
}

impl From<CollectionError> for Failure {
    fn from(error: CollectionError) -> Self {
        let message = error.to_string();
        let of = |code, hint: &str| Self::of(code, message.clone(), hint);
        let at = |field, code, hint: &str| Self {
            problems: vec![FieldProblem::new(field, message.clone())],
            ..Self::of(code, message.clone(), hint)
        };
        match &error {
            CollectionError::Io { .. } => {
                of(FailureCode::Other, "Check the permissions of the file and its folder, and the free space.")
            }
            CollectionError::Gone(_) => of(FailureCode::Gone, "Somebody moved or deleted it."),
            CollectionError::NotOpen(_) => of(FailureCode::Gone, "Open its folder again."),
            CollectionError::NameTaken(_) => at(Field::Name, FailureCode::NameTaken, "Choose another name."),
            CollectionError::BadName(_) | CollectionError::BadVariable(_) => {
                at(Field::Name, FailureCode::InvalidInput, "")
            }
            CollectionError::BadPath(_) => at(Field::Path, FailureCode::InvalidInput, ""),
            CollectionError::Outside(_) => {
                of(FailureCode::Other, "Only files in the collection's own folder are read and written.")
            }
            CollectionError::TooLong { .. } => {
                of(FailureCode::Other, "Keep it outside of the collection, or make it shorter.")
            }
            CollectionError::NotText { .. } => of(FailureCode::Other, "Save it as UTF-8 in an editor."),
            CollectionError::Syntax { .. } => {
                of(FailureCode::Other, "Mend the file in an editor. It is left as it is until then.")
            }
            CollectionError::Format { .. } => of(FailureCode::Other, "It is left as it is."),
            CollectionError::NoTrash { .. } => of(FailureCode::NoTrash, "It can be deleted for good instead."),
            CollectionError::IntoItself(_) => of(FailureCode::Other, "Choose a folder outside of it."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_sentence() {
        let path = PathBuf::from("/c/a.json");
        let text = |text: &str| text.to_owned();
        let all = [
            CollectionError::io(&path, "written", io::ErrorKind::PermissionDenied.into()),
            CollectionError::io(&path, "read", io::ErrorKind::NotFound.into()),
            CollectionError::NotOpen(text("/c")),
            CollectionError::NameTaken(text("a")),
            CollectionError::BadName(text("A name cannot be empty.")),
            CollectionError::BadPath(text("Type a folder's path.")),
            CollectionError::Outside(text("../a.json")),
            CollectionError::TooLong { path: path.clone(), size: text("50 MB") },
            CollectionError::NotText { path: path.clone() },
            CollectionError::Syntax { path: path.clone(), message: text("line 1, column 2: oops") },
            CollectionError::Format { path: path.clone(), format: text("2") },
            CollectionError::NoTrash { name: text("a"), cause: text("there is none") },
            CollectionError::IntoItself(text("a")),
            CollectionError::BadVariable(text("A variable needs a name.")),
        ];
        let said: Vec<String> = all
            .into_iter()
            .map(Failure::from)
            .map(|failure| format!("{:?}: {} {}", failure.code, failure.message, failure.hint).trim_end().to_owned())
            .collect();
        insta::assert_snapshot!(said.join("\n"));
    }
}
