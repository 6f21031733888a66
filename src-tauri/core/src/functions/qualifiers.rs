//! What can stand after a function's name: its aliases and versions (`ListAliases`, `ListVersionsByFunction`).

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::facts::VersionShare;
use super::pages::{self, Page};
use super::shares::{RoutingConfig, shares};
use crate::invoke::function_name::FunctionName;
use crate::invoke::request::percent_encoded;
use crate::rest_call::{CallError, Purpose, RestApi};

const ALIASES: Purpose = Purpose { what: "The list of aliases", action: "lambda:ListAliases", without: "" };
const VERSIONS: Purpose =
    Purpose { what: "The list of versions", action: "lambda:ListVersionsByFunction", without: "" };
/// The version that is not published.
const LATEST: &str = "$LATEST";

/// A function's aliases and versions, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
pub struct Qualifiers {
    /// Aliases by name.
    pub aliases: Vec<ListedAlias>,
    /// Published versions, the newest first.
    pub versions: Vec<ListedVersion>,
    /// What could not be found out and why, each in a sentence.
    pub unknown: Vec<String>,
}

/// An alias.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ListedAlias {
    /// Name.
    pub name: String,
    /// What its author says of it.
    pub description: Option<String>,
    /// The versions it leads to, with their shares; one of share 1 unless it splits traffic.
    pub versions: Vec<VersionShare>,
}

/// A published version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ListedVersion {
    /// Its number.
    pub version: String,
    /// What its author says of it.
    pub description: Option<String>,
    /// When it was published, as AWS writes it: `2026-11-01T09:30:00.000+0000`.
    pub last_modified: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AliasPage {
    #[serde(default)]
    aliases: Vec<Alias>,
    next_marker: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Alias {
    name: String,
    function_version: String,
    description: Option<String>,
    routing_config: Option<RoutingConfig>,
}

impl Page for AliasPage {
    type Item = ListedAlias;

    fn open(self) -> (Vec<ListedAlias>, Option<String>) {
        let listed = |alias: Alias| ListedAlias {
            name: alias.name,
            description: alias.description.filter(|text| !text.is_empty()),
            versions: shares(alias.function_version, alias.routing_config),
        };
        (self.aliases.into_iter().map(listed).collect(), self.next_marker)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VersionPage {
    #[serde(default)]
    versions: Vec<Published>,
    next_marker: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Published {
    #[serde(rename = "Version")]
    number: String,
    description: Option<String>,
    last_modified: Option<String>,
}

impl Page for VersionPage {
    type Item = ListedVersion;

    fn open(self) -> (Vec<ListedVersion>, Option<String>) {
        let listed = |version: Published| ListedVersion {
            version: version.number,
            description: version.description.filter(|text| !text.is_empty()),
            last_modified: version.last_modified.filter(|text| !text.is_empty()),
        };
        (self.versions.into_iter().map(listed).collect(), self.next_marker)
    }
}

/// Asks for both lists at once. One that is not allowed leaves the other as it is. A function that is not there is told
/// once.
pub async fn qualifiers(api: RestApi<'_>, function: &FunctionName) -> Qualifiers {
    let path = format!("/2015-03-31/functions/{}", percent_encoded(&function.without_qualifier()));
    let (aliases_path, versions_path) = (format!("{path}/aliases"), format!("{path}/versions"));
    let (aliases, versions) = tokio::join!(
        pages::all::<AliasPage>(api, &aliases_path, |_| ()),
        pages::all::<VersionPage>(api, &versions_path, |_| ()),
    );
    let mut found = Qualifiers::default();
    match aliases {
        Ok(aliases) => found.aliases = aliases,
        Err(why) => found.unknown.push(why.sentence(ALIASES)),
    }
    match versions {
        Ok(versions) => found.versions = versions,
        // The same that the aliases met with is one thing to be told.
        Err(CallError::NotFound { .. } | CallError::NoAnswer { .. } | CallError::Credentials { .. })
            if !found.unknown.is_empty() => {}
        Err(why) => found.unknown.push(why.sentence(VERSIONS)),
    }
    found.aliases.sort_by_cached_key(|alias| alias.name.to_lowercase());
    found.versions.retain(|version| version.version != LATEST);
    found.versions.sort_by_cached_key(|version| Reverse(version.version.parse::<u64>().unwrap_or_default()));
    found
}
