//! What is known of a function, and what is not and why.

use serde::Serialize;
use ts_rs::TS;

/// What is known of a function.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
pub struct FunctionFacts {
    /// Its configuration, as `GetFunctionConfiguration` gives it for the qualifier; `None` when it is not known.
    pub configuration: Option<FunctionConfiguration>,
    /// Where the qualifier leads, when it is an alias.
    pub alias: Option<AliasFacts>,
    /// What could not be found out and why, each in a sentence.
    pub unknown: Vec<String>,
    /// True when these facts are old and newer ones are being asked for: ask again in a moment.
    pub refreshing: bool,
}

/// The members of a function's configuration that matter to whoever invokes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct FunctionConfiguration {
    /// How long it may run, in seconds; `None` when the endpoint does not say.
    pub timeout_seconds: Option<u32>,
    /// Memory in MB; `None` when the endpoint does not say.
    pub memory_mb: Option<u32>,
    /// Such as `python3.13`; `None` for a container image.
    pub runtime: Option<String>,
    /// `x86_64` or `arm64`; `None` when the endpoint does not say.
    pub architecture: Option<String>,
    /// `Active`, `Pending`, `Inactive`, `Failed`; `None` when the endpoint does not say.
    pub state: Option<String>,
    /// Why it is in that state.
    pub state_reason: Option<String>,
    /// The log group it writes to.
    pub log_group: Option<String>,
    /// The version these are of: `$LATEST` or a number.
    pub version: Option<String>,
    /// What its author says it does.
    pub description: Option<String>,
}

/// Where an alias leads.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AliasFacts {
    /// Its name.
    pub name: String,
    /// The versions it leads to, with their shares; one of share 1 unless the alias splits traffic.
    pub versions: Vec<VersionShare>,
}

/// A version's share of an alias's invocations.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct VersionShare {
    /// Version number.
    pub version: String,
    /// From 0 to 1.
    pub share: f64,
}
