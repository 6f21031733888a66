//! `ListFunctions`: all functions of an account in a region. What a function's configuration holds beside the members
//! here, its environment variables above all, is not read: it could be secret, and lists are kept on disk.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::pages::{self, Page};
use crate::rest_call::{CallError, Purpose, RestApi};

/// What listing is for.
pub const LIST: Purpose = Purpose {
    what: "The list of functions",
    action: "lambda:ListFunctions",
    without: "A function's name can be typed all the same.",
};

/// A function, as the list tells of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ListedFunction {
    /// Name.
    pub name: String,
    /// What its author says it does.
    pub description: Option<String>,
    /// Such as `python3.13`; `None` for a container image.
    pub runtime: Option<String>,
    /// Memory in MB.
    pub memory_mb: Option<u32>,
    /// How long it may run, in seconds.
    pub timeout_seconds: Option<u32>,
    /// `Active`, `Pending`, `Inactive`, `Failed`; AWS's own list leaves it out.
    pub state: Option<String>,
    /// Handler; `None` for a container image.
    pub handler: Option<String>,
    /// Such as `arm64`.
    pub architectures: Vec<String>,
    /// Size of its code in bytes.
    #[ts(type = "number | null")]
    pub code_bytes: Option<u64>,
    /// When it was last changed, as AWS writes it: `2026-11-01T09:30:00.000+0000`.
    pub last_modified: Option<String>,
    /// ARN.
    pub arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FunctionPage {
    #[serde(default)]
    functions: Vec<Entry>,
    next_marker: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    function_name: String,
    description: Option<String>,
    runtime: Option<String>,
    memory_size: Option<u32>,
    timeout: Option<u32>,
    state: Option<String>,
    handler: Option<String>,
    #[serde(default)]
    architectures: Vec<String>,
    code_size: Option<u64>,
    last_modified: Option<String>,
    function_arn: Option<String>,
}

impl Page for FunctionPage {
    type Item = ListedFunction;

    fn open(self) -> (Vec<ListedFunction>, Option<String>) {
        (self.functions.into_iter().map(ListedFunction::from).collect(), self.next_marker)
    }
}

impl From<Entry> for ListedFunction {
    fn from(entry: Entry) -> Self {
        // What is empty is as good as absent; moto and others write it so.
        let said = |text: Option<String>| text.filter(|text| !text.is_empty());
        Self {
            name: entry.function_name,
            description: said(entry.description),
            runtime: said(entry.runtime),
            memory_mb: entry.memory_size,
            timeout_seconds: entry.timeout,
            state: said(entry.state),
            handler: said(entry.handler),
            architectures: entry.architectures,
            code_bytes: entry.code_size,
            last_modified: said(entry.last_modified),
            arn: said(entry.function_arn),
        }
    }
}

/// All functions by their names, whatever case they are in. `on_page` sees each page as it comes, in the service's order.
///
/// # Errors
/// Why there is no list.
pub async fn functions(
    api: RestApi<'_>,
    on_page: impl FnMut(&[ListedFunction]),
) -> Result<Vec<ListedFunction>, CallError> {
    let mut all = pages::all::<FunctionPage>(api, "/2015-03-31/functions/", on_page).await?;
    all.sort_by_cached_key(|function| (function.name.to_lowercase(), function.name.clone()));
    // One that is made or deleted while the pages come can stand on two of them.
    all.dedup_by(|one, other| one.name == other.name);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_of_a_function_is_not_read() {
        let page: FunctionPage = serde_json::from_str(
            r#"{"Functions":[{"FunctionName":"orders","Description":"","Timeout":900,"MemorySize":128,
                "PackageType":"Image","Environment":{"Variables":{"TOKEN":"planted"}}}],"NextMarker":"m"}"#,
        )
        .expect("a page");
        let (functions, marker) = page.open();
        assert_eq!(marker.as_deref(), Some("m"));
        let kept = serde_json::to_string(&functions).expect("JSON");
        assert!(!kept.contains("planted") && !kept.contains("TOKEN"), "{kept}");
        assert_eq!((functions[0].description.as_deref(), functions[0].runtime.as_deref()), (None, None));
        assert_eq!(functions[0].timeout_seconds, Some(900));
    }

    #[test]
    fn a_list_that_an_older_version_kept_is_read() {
        let kept: ListedFunction = serde_json::from_str(r#"{"name":"orders","unknown":1}"#).expect("read");
        assert_eq!(kept.name, "orders");
    }
}
