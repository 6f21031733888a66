//! What is different between a collection and what it was. Pure.

use std::collections::{BTreeSet, HashSet};

use super::names::{PAYLOAD, SETTINGS};
use super::scan::Scan;

/// What is different.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Whether the tree, the list of environments or what is wrong with the collection looks different.
    pub tree: bool,
    /// Paths of requests whose files are others.
    pub requests: Vec<String>,
    /// Whether a folder's settings are others.
    pub inherited: bool,
    /// Whether environments are others.
    pub environments: bool,
}

impl Change {
    /// What is different. Files at `touched` were written, even if they look the same.
    pub fn between(before: &Scan, after: &Scan, touched: &BTreeSet<String>) -> Self {
        let mut change = Self {
            tree: before.entries != after.entries
                || before.environments != after.environments
                || before.problems != after.problems
                || before.name != after.name,
            ..Self::default()
        };
        let paths: HashSet<&String> = before.requests.keys().chain(after.requests.keys()).collect();
        let differs =
            |path: &&&String| before.requests.get(**path) != after.requests.get(**path) || touched.contains(**path);
        change.requests = paths.iter().filter(differs).map(|path| (*path).clone()).collect();
        change.requests.sort();
        let others: HashSet<&String> = before.others.keys().chain(after.others.keys()).collect();
        for path in others {
            if before.others.get(path) != after.others.get(path) || touched.contains(path) {
                if path.ends_with(SETTINGS) {
                    change.inherited = true;
                } else {
                    change.environments = true;
                }
            }
        }
        change
    }

    /// Whether nothing is.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// The path under which a file is known: a sidecar's is its payload's.
pub fn known_as(path: &str) -> String {
    match path.strip_suffix(".toml") {
        Some(stem) if !path.ends_with(SETTINGS) && !path.starts_with("environments/") => format!("{stem}{PAYLOAD}"),
        _ => path.to_owned(),
    }
}
