//! Requests as other tools have them, in a form of our own that belongs to none of them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::InvocationType;

/// A request that another tool wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportedRequest {
    /// What it is called; empty when it has no name.
    pub name: String,
    /// The titles of the folders it lies in, from the top.
    pub folder: Vec<String>,
    /// What somebody wrote about it; empty for nothing.
    pub notes: String,
    /// Function name, partial ARN or ARN.
    pub function: String,
    /// Version or alias; empty for none.
    pub qualifier: String,
    /// Region; `None` when nothing says so.
    pub region: Option<String>,
    /// Endpoint, when it is not AWS's own of the region.
    pub endpoint: Option<String>,
    /// Name of a profile of the AWS files.
    pub profile: Option<String>,
    /// Payload; empty for none.
    pub payload: String,
    /// The file that holds the payload, when it was not in the text. It is not read.
    pub payload_file: Option<String>,
    /// How it is invoked.
    pub invocation_type: InvocationType,
    /// Whether the end of the log is asked for.
    pub tail: bool,
    /// Whether the response is streamed.
    pub stream: bool,
    /// Client context as JSON; empty for none.
    pub client_context: String,
    /// Tenant id; empty for none.
    pub tenant_id: String,
    /// Durable execution name; empty for none.
    pub durable_execution_name: String,
    /// How long the response is waited for, as people write it; `None` when nothing says so.
    pub wait: Option<String>,
}

/// A variable that came with requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportedVariable {
    /// Its name.
    pub name: String,
    /// Its value; empty for a secret one, whose value is not taken over.
    pub value: String,
    /// Whether its value is a secret.
    pub secret: bool,
}

/// Something that was not taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeftOut {
    /// What: a request by its folders and name, or a part of one.
    pub what: String,
    /// Why, in a sentence.
    pub why: String,
}

/// A collection that another tool wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Imported {
    /// What it is called.
    pub name: String,
    /// Every folder, by the titles that lead to it, empty ones too.
    pub folders: Vec<Vec<String>>,
    /// The requests, in their order.
    pub requests: Vec<ImportedRequest>,
    /// Variables of the whole collection.
    pub variables: Vec<ImportedVariable>,
    /// What was not taken over, and why.
    pub left_out: Vec<LeftOut>,
}
