//! Lists of functions and test events on their way to the page.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::InvocationType;
use crate::functions::listed::ListedFunction;
use crate::functions::lists::FunctionList;

/// Whose functions are asked for.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct FunctionListQuery {
    /// A profile's id, or `sandbox`.
    pub profile: String,
    /// Region; `None` for the profile's own.
    pub region: Option<String>,
}

/// What is known of a profile's functions without asking AWS.
#[derive(Clone, Debug, Serialize, TS)]
pub struct KnownFunctions {
    /// The list as it was read last; `None` when it never was.
    pub list: Option<FunctionList>,
    /// Names that were invoked with the profile in the region, the latest first.
    pub used: Vec<String>,
}

/// A page of the list of functions, as it comes.
#[derive(Clone, Debug, Serialize, TS)]
pub struct FunctionPage {
    /// 1 for the first; it begins the list, also when another list had begun before.
    pub number: u32,
    /// Its functions, in the service's order.
    pub functions: Vec<ListedFunction>,
}

/// A test event that is to be published.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct TestEventDraft {
    /// Name.
    pub name: String,
    /// Payload, which has to be JSON.
    pub payload: String,
    /// How the function is to be invoked with it.
    pub invocation_type: InvocationType,
    /// Whether one of the same name is replaced.
    pub replace: bool,
}
