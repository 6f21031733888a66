//! A collection as the window shows it: its tree, its environments, and what changed in it.

use serde::Serialize;
use ts_rs::TS;

use crate::failure::Failure;

/// A folder of saved requests that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Collection {
    /// The folder's canonical path. The same folder always has the same id.
    pub id: String,
    /// What `lambdesk.toml` calls it, or else the folder's name.
    pub name: String,
    /// The folder as it is shown, with `~` for the home folder.
    pub path: String,
    /// Folders and requests in the order to show them: depth first, folders before requests, by natural order (`2` before
    /// `10`) of their names. A folder's content follows it with a greater depth.
    pub entries: Vec<Entry>,
    /// Environments by natural order.
    pub environments: Vec<EnvironmentSummary>,
    /// Names of this program's environment variables that the user lets the collection read with `env(…)`.
    pub allowed_env: Vec<String>,
    /// What is wrong with the collection as a whole, each in a sentence: a `lambdesk.toml` that cannot be understood, or
    /// that the folder cannot be watched.
    pub problems: Vec<String>,
}

/// A folder or a request of a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Entry {
    /// Its path in the collection's folder, with `/` between its parts; of a request, its payload's.
    pub path: String,
    /// How many folders are around it.
    pub depth: u32,
    /// What it is called: as its TOML file says, or else its file's name without `.json`.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
    /// The function that a request's own sidecar names, to search for; variables are not filled in.
    pub function: Option<String>,
    /// Why it cannot be read whole, in a sentence.
    pub problem: Option<String>,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A folder, with requests in it or empty.
    Folder,
    /// A payload, with or without a sidecar. Or a sidecar without a payload, which is a problem.
    Request,
}

/// An environment in the list to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct EnvironmentSummary {
    /// Its name: its file's, without `.toml`.
    pub name: String,
    /// How many variables it has, secret ones included.
    pub variables: u32,
    /// Why it cannot be used, in a sentence.
    pub problem: Option<String>,
}

/// Which collections there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct Collections {
    /// Those that were open when the program ended, or are, by their ids, in the order in which they were opened. Each is
    /// then opened with `open_collection`, which says what is wrong when it is not there any more.
    pub open: Vec<String>,
    /// Those that were open once, the latest first, without those that are.
    pub recent: Vec<RecentCollection>,
    /// Set when the list could not be read: it was set aside then, and begins anew.
    pub failure: Option<Failure>,
}

/// A collection that was open once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RecentCollection {
    /// Its id, to open it with.
    pub id: String,
    /// Its name when it was open.
    pub name: String,
    /// Its folder as it is shown, with `~` for the home folder.
    pub path: String,
    /// Whether the folder is there now.
    pub exists: bool,
}

/// What happened to an open collection's files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CollectionChange {
    /// It looks different: the whole of it as it is now.
    Tree {
        /// As it is now.
        collection: Collection,
    },
    /// The content of requests may be different, or what they inherit: open them again where they are shown. One that
    /// is gone is in no tree any more.
    Requests {
        /// The collection's id.
        collection: String,
        /// Paths of the requests whose own files changed.
        paths: Vec<String>,
        /// Whether a `lambdesk.toml` changed, and with it what any request inherits.
        inherited: bool,
    },
    /// Variables of environments changed.
    Environments {
        /// The collection's id.
        collection: String,
    },
    /// The folder itself is gone, or is back.
    Folder {
        /// The collection's id.
        collection: String,
        /// Whether it is there.
        exists: bool,
    },
}
