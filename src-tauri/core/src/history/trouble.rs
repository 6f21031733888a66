//! What can go wrong with the history, in sentences. None of it keeps anybody from invoking.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::failure::Failure;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// `SQLite` said no.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// The operating system said no.
    #[error("{}: {cause}", path.display())]
    Io { path: PathBuf, cause: io::Error },
    /// The file is of a later version of Lambdesk.
    #[error("version {0}")]
    Newer(u32),
    /// What is kept of an invocation cannot be understood.
    #[error("{0}")]
    Unreadable(String),
    /// It is not there any more.
    #[error("it is not kept any more")]
    Gone,
}

/// What is told once, whatever it is that it happens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Damaged,
    Newer,
    Full,
    Locked,
    Denied,
    Gone,
    Other,
}

impl Trouble {
    pub(super) fn io(path: &Path, cause: io::Error) -> Self {
        Self::Io { path: path.to_owned(), cause }
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Newer(_) => Kind::Newer,
            Self::Gone => Kind::Gone,
            Self::Unreadable(_) => Kind::Other,
            Self::Io { cause, .. } => match cause.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Kind::Full,
                _ => Kind::Denied,
            },
            Self::Sqlite(error) => match error.sqlite_error_code() {
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Kind::Damaged,
                Some(ErrorCode::DiskFull) => Kind::Full,
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Kind::Locked,
                Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Kind::Denied,
                _ => Kind::Other,
            },
        }
    }

    /// That nothing can be kept in this run, and why.
    pub(super) fn unusable(&self, file: &Path) -> Failure {
        let file = file.display();
        match self.kind() {
            Kind::Newer => Failure::other(
                format!("The history in {file} was made by a newer Lambdesk, so none is kept in this run."),
                "The file is left as it is. Update Lambdesk to see it.",
            ),
            Kind::Locked => Failure::other(
                format!("Another program holds the history in {file}, so none is kept in this run."),
                "Close what has the file open, then start Lambdesk again. Invoking works as ever.",
            ),
            Kind::Full => Failure::other(
                "The disk is full, so no history is kept in this run.",
                "Free some space, then start Lambdesk again. Invoking works as ever.",
            ),
            _ => Failure::other(
                format!("The history cannot be kept in this run: {file} cannot be opened ({self})."),
                "Check the folder’s permissions, then start Lambdesk again. Invoking works as ever.",
            ),
        }
    }

    /// That something could not be recorded.
    pub(super) fn unrecorded(&self) -> Failure {
        match self.kind() {
            Kind::Full => Failure::other(
                "The disk is full: invocations are missing in the history.",
                "Free some space, or lower the history’s size in the settings. Invoking works as ever.",
            ),
            Kind::Locked => Failure::other(
                "Another program holds the history: invocations are missing in it.",
                "Close what has the file open. Invoking works as ever.",
            ),
            _ => Failure::other(
                format!("An invocation could not be recorded in the history: {self}."),
                "Check the permissions of Lambdesk’s data folder. Invoking works as ever.",
            ),
        }
    }

    /// That what was asked for cannot be done.
    pub(super) fn failure(&self) -> Failure {
        match self.kind() {
            Kind::Gone => Failure::other(
                "This invocation is not in the history any more.",
                "It was deleted, or went because of its age or the history’s size.",
            ),
            Kind::Damaged => Failure::other(
                "The history’s file is damaged.",
                "It is set aside and a new history begun. Nothing of it is deleted.",
            ),
            Kind::Locked => Failure::other("Another program holds the history.", "Try again in a moment."),
            Kind::Full => Failure::other("The disk is full.", "Free some space and try again."),
            _ => Failure::other(format!("The history cannot be read or changed: {self}."), "Try again."),
        }
    }
}

/// That a damaged file was set aside.
pub(super) fn set_aside(to: &Path) -> Failure {
    Failure::other(
        "The history’s file was damaged, so a new history was begun.",
        format!("The damaged one is kept as {}.", to.display()),
    )
}
