//! Which requests a run has: those of a folder, in the order of the tree. Pure.

use crate::wire::{Collection, EntryKind, RunCase};

/// The path of a collection's own folder.
pub const ALL: &str = "";

/// The requests in a folder and the folders within it, or the one request that the path names. What cannot be read is one
/// of them, with its problem.
pub fn cases(collection: &Collection, path: &str) -> Vec<RunCase> {
    let inside = |entry: &str| {
        path == ALL || entry == path || entry.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
    };
    let entries = collection.entries.iter().filter(|entry| inside(&entry.path));
    entries
        .filter(|entry| entry.kind == EntryKind::Request || entry.problem.is_some())
        .map(|entry| RunCase { path: entry.path.clone(), name: entry.name.clone(), problem: entry.problem.clone() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Entry;

    #[test]
    fn a_folder_has_what_is_below_it_and_what_cannot_be_read() {
        let entry = |path: &str, kind, problem: Option<&str>| Entry {
            path: path.into(),
            depth: 0,
            name: path.to_uppercase(),
            kind,
            function: None,
            problem: problem.map(str::to_owned),
        };
        let collection = Collection {
            id: "/c".into(),
            name: "c".into(),
            path: "/c".into(),
            entries: vec![
                entry("a", EntryKind::Folder, None),
                entry("a/b", EntryKind::Folder, Some("It cannot be read.")),
                entry("a/1.json", EntryKind::Request, None),
                entry("a.json", EntryKind::Request, None),
                entry("ab/2.json", EntryKind::Request, Some("It is not UTF-8 text.")),
            ],
            environments: Vec::new(),
            allowed_env: Vec::new(),
            problems: Vec::new(),
        };
        let paths = |folder: &str| cases(&collection, folder).into_iter().map(|case| case.path).collect::<Vec<_>>();
        assert_eq!(paths("a"), ["a/b", "a/1.json"]);
        assert_eq!(paths(ALL), ["a/b", "a/1.json", "a.json", "ab/2.json"]);
        assert_eq!(paths("a.json"), ["a.json"]);
        assert_eq!(cases(&collection, "ab")[0].problem.as_deref(), Some("It is not UTF-8 text."));
    }
}
