//! The tree as it is shown: in which order, and which folders have nothing to show. Pure but for folders' names, which stand
//! in their settings.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::folder_file;
use super::inside;
use super::names::{PAYLOAD, SETTINGS};
use super::natural_order;
use super::scan::RequestFacts;
use super::walk::Found;
use crate::wire::{Entry, EntryKind};

/// The entries of a collection, depth first.
pub fn entries(root: &Path, found: &Found, requests: &HashMap<String, RequestFacts>) -> Vec<Entry> {
    let mut entries = Vec::with_capacity(requests.len());
    content(root, found, requests, 0, &mut entries);
    entries
}

fn content(root: &Path, found: &Found, requests: &HashMap<String, RequestFacts>, depth: u32, into: &mut Vec<Entry>) {
    let refused = |folder: bool| {
        let entry = move |refused: &super::walk::Refused| Entry {
            path: inside::join(&found.path, &refused.name),
            depth,
            name: refused.name.clone(),
            kind: if folder { EntryKind::Folder } else { EntryKind::Request },
            function: None,
            problem: Some(refused.problem.clone()),
        };
        found.refused.iter().filter(move |refused| refused.folder == folder).map(entry)
    };
    let mut folders: Vec<(Entry, Option<&Found>)> =
        found.folders.iter().map(|it| (folder(root, it, depth), Some(it))).collect();
    folders.extend(refused(true).map(|entry| (entry, None)));
    folders.sort_by(|one, other| natural_order::compare(&one.0.name, &other.0.name));
    for (entry, below) in folders {
        let at = into.len();
        into.push(entry);
        if let Some(below) = below {
            content(root, below, requests, depth + 1, into);
            // A folder full of other things is no part of a collection; an empty one waits for requests.
            if into.len() == at + 1 && below.other && !below.settings && below.problem.is_none() {
                into.truncate(at);
            }
        }
    }
    let payloads: HashSet<&String> = found.payloads.iter().collect();
    let stems = found.payloads.iter().chain(found.sidecars.iter().filter(|stem| !payloads.contains(stem)));
    let mut own: Vec<Entry> = stems
        .filter_map(|stem| {
            let path = inside::join(&found.path, &format!("{stem}{PAYLOAD}"));
            let facts = requests.get(&path).filter(|facts| facts.is_request)?;
            Some(Entry {
                path,
                depth,
                name: facts.name.clone().unwrap_or_else(|| stem.clone()),
                kind: EntryKind::Request,
                function: facts.function.clone(),
                problem: facts.problem.clone(),
            })
        })
        .chain(refused(false))
        .collect();
    own.sort_by(|one, other| {
        natural_order::compare(&one.name, &other.name).then_with(|| natural_order::compare(&one.path, &other.path))
    });
    into.append(&mut own);
}

fn folder(root: &Path, found: &Found, depth: u32) -> Entry {
    let (mut name, mut problem) = (None, found.problem.clone());
    if found.settings {
        let (said, error) = folder_file::name_and_problem(&root.join(inside::join(&found.path, SETTINGS)));
        name = said;
        problem = problem.or(error.map(|error| error.to_string()));
    }
    let name = name.unwrap_or_else(|| inside::split(&found.path).1.to_owned());
    Entry { path: found.path.clone(), depth, name, kind: EntryKind::Folder, function: None, problem }
}
