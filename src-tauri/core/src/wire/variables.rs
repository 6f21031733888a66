//! Variables, environments, and what a request becomes when they are filled in. The value of a secret variable never
//! crosses outward: a mask stands in its place.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::RequestSource;
use crate::failure::Field;

/// A variable as it is edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Variable {
    /// Its name: letters, digits and `_`, not beginning with a digit.
    pub name: String,
    /// Its value. It may use other variables. Empty for a secret, whose value is in the keychain.
    pub value: String,
    /// How the value is meant.
    pub kind: VariableKind,
}

/// How a variable's value is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VariableKind {
    /// Text: in quotes where it stands as a JSON value.
    Text,
    /// JSON, with exact numbers: put in as it is where it stands as a JSON value.
    Json,
    /// Text that the keychain holds. Only environments have such.
    Secret,
}

/// A saved environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Environment {
    /// The collection's id.
    pub collection: String,
    /// Its name.
    pub name: String,
    /// Its variables in the order of the file, secret ones last.
    pub variables: Vec<EnvironmentVariable>,
    /// What its file was when it was read.
    pub stamp: String,
    /// What could not be understood, each in a sentence. It stays in the file as it is.
    pub problems: Vec<String>,
}

/// A variable of an environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct EnvironmentVariable {
    /// The variable.
    pub variable: Variable,
    /// Whether the value of a secret one is on this computer; `None` for one that is not secret.
    pub secret: Option<SecretState>,
}

/// Whether the value of a secret variable is on this computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SecretState {
    /// The keychain holds it.
    InKeychain,
    /// This program holds it until it ends.
    ThisRun,
    /// It has not been entered on this computer.
    Missing,
    /// The keychain is locked or missing, so that nobody can say.
    Unknown,
}

/// How saving an environment went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EnvironmentSaving {
    /// It is saved.
    Saved {
        /// As it is on disk now.
        environment: Environment,
    },
    /// Somebody else changed it meanwhile; nothing was written. To overwrite, save once more with the stamp of what is on
    /// disk, or with none when it is gone.
    Conflict {
        /// As it is on disk now; `None` when it is gone.
        on_disk: Option<Environment>,
    },
}

/// A variable that a request can use, for completion and for hovering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ScopedVariable {
    /// Its name.
    pub name: String,
    /// Its value as it is written, other variables not filled in; `None` for a secret.
    pub value: Option<String>,
    /// How the value is meant.
    pub kind: VariableKind,
    /// Where it comes from.
    pub level: VariableLevel,
    /// The file, as a path in the collection's folder.
    pub file: String,
    /// Files that give the same name another value and are further away, nearest first.
    pub hides: Vec<String>,
}

/// Where a variable comes from. The first in this list that has the name wins; of several folders the nearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VariableLevel {
    /// The request's own sidecar.
    Request,
    /// A folder within the collection.
    Folder,
    /// The chosen environment.
    Environment,
    /// The collection's own folder.
    Collection,
}

/// What of a request counts for variables before it is saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Unsaved {
    /// The folder where a request belongs that was never saved: its collection and path, empty for the collection's own
    /// folder. Only looked at when the request has no source.
    pub folder: Option<RequestSource>,
    /// Its own variables; `None` for those that are saved.
    pub variables: Option<Vec<Variable>>,
    /// Whether `{{ … }}` is filled in; `None` for what is saved.
    pub template: Option<bool>,
}

/// A request as it would be sent, with a mask for each secret value. Made afresh each time: another `uuid()` comes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct Filled {
    /// The payload.
    pub payload: String,
    /// Function name.
    pub function: String,
    /// Version or alias.
    pub qualifier: String,
    /// Region; `None` for the profile's own.
    pub region: Option<String>,
    /// Client context, as JSON.
    pub client_context: String,
    /// Tenant id.
    pub tenant_id: String,
    /// Durable execution name.
    pub durable_execution_name: String,
    /// Whether there was anything to fill in.
    pub changed: bool,
    /// What cannot be filled in; it stands in the text as it was written.
    pub problems: Vec<FillProblem>,
}

/// A `{{ … }}` that cannot be filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FillProblem {
    /// In which text.
    pub field: Field,
    /// One sentence.
    pub message: String,
    /// What the window can offer to do about it.
    pub cause: FillCause,
    /// 1-based.
    pub line: u32,
    /// 1-based, in UTF-16 units as editors count.
    pub column: u32,
    /// 0-based offset in UTF-16 units.
    pub offset: u32,
    /// How far it goes, in UTF-16 units.
    pub length: u32,
}

/// Why something cannot be filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FillCause {
    /// No variable has this name.
    Unknown {
        /// The name.
        name: String,
    },
    /// Variables need each other.
    Circular {
        /// The names, the first once more at the end.
        names: Vec<String>,
    },
    /// The secret variable has no value on this computer.
    SecretMissing {
        /// The collection's id.
        collection: String,
        /// The environment's name.
        environment: String,
        /// The variable's name.
        name: String,
    },
    /// The collection may not read this variable of the program's environment: `allow_env` lets it.
    EnvNotAllowed {
        /// The collection's id.
        collection: String,
        /// The variable's name.
        name: String,
    },
    /// Anything else: it cannot be understood, or a function says no.
    Other,
}
