//! What survives a crash and a restart: which tabs are open, and what is in them that was not saved. Responses are no
//! part of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{RequestContent, RequestSource};
use crate::failure::Failure;

/// The tabs of the window. Small, and saved whole; what is unsaved in a tab is saved apart, as a [`TabDraft`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Session {
    /// The tabs from left to right.
    pub tabs: Vec<SessionTab>,
    /// The id of the tab in front.
    pub front: Option<String>,
    /// The id of the collection that is in front.
    pub collection: Option<String>,
    /// The environments that are chosen, by the ids of their collections.
    pub environments: Vec<ChosenEnvironment>,
    /// Folders of the tree that are open.
    pub unfolded: Vec<RequestSource>,
}

/// A tab.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SessionTab {
    /// Chosen by the page and unique: letters, digits, `-` and `_`, at most 64.
    pub id: String,
    /// Where its request is kept; `None` for one that was never saved.
    pub source: Option<RequestSource>,
    /// What it is called, as long as it cannot be read.
    pub title: String,
    /// The id of the profile that is its own; `None` to follow the window's.
    pub profile: Option<String>,
    /// The sandbox's function that it is an example of.
    pub example: Option<String>,
    /// Whether it came from somebody else: it belongs to no collection, and reaches no variable, until it is saved in one.
    pub apart: bool,
}

/// Which environment is chosen for a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChosenEnvironment {
    /// The collection's id.
    pub collection: String,
    /// The environment's name.
    pub environment: String,
}

/// What is unsaved in a tab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TabDraft {
    /// The request as it is in the window.
    pub content: RequestContent,
    /// The stamp of what it was made from; `None` for a request that was never saved. Where it is not that of the files
    /// any more, somebody changed them meanwhile.
    pub stamp: Option<String>,
}

/// What was open when the program ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
pub struct RestoredSession {
    /// The tabs; none when there is nothing to restore.
    pub session: Session,
    /// What is unsaved, by the ids of tabs.
    pub drafts: Vec<RestoredDraft>,
    /// What could not be read and was set aside, with the place where it is now.
    pub failure: Option<Failure>,
}

/// What was unsaved in a tab.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RestoredDraft {
    /// The tab's id.
    pub tab: String,
    /// What was unsaved.
    pub draft: TabDraft,
}
