//! `lambdesk.toml`: what a folder says of the requests in it, and what all such files above a request come to.

use std::path::Path;

use toml_edit::{Item, Table, Value};

use super::inside;
use super::names::SETTINGS;
use super::sending_table;
use super::toml_file::{FORMAT, Keys, TomlFile, change, set};
use super::trouble::CollectionError;
use super::variable_table;
use crate::variables::scope::Layer;
use crate::wire::{FolderContent, FolderSaving, RequestSource, SavedFolder, Sending, VariableLevel};

const DEFAULTS: &str = "defaults";

/// What the files above a request say together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inherited {
    /// How it is sent.
    pub sending: Sending,
    /// The variables of each, the nearest first.
    pub layers: Vec<Layer>,
    /// What could not be understood, each in a sentence that names the file.
    pub problems: Vec<String>,
}

/// What a file says, and what of it cannot be understood.
fn content(file: &TomlFile) -> (FolderContent, Vec<String>) {
    let mut keys = Keys::of(file.document.as_table());
    let name = keys.text("name");
    let variables = variable_table::read(&mut keys);
    let defaults = keys.read(DEFAULTS, "a table", Item::as_table_like);
    let mut problems = keys.problems;
    let defaults = defaults.map(|table| {
        let mut keys = Keys::of(table);
        let defaults = sending_table::read(&mut keys);
        problems.extend(keys.problems);
        defaults
    });
    (FolderContent { name, defaults: defaults.unwrap_or_default(), variables }, problems)
}

/// What the folders say that a path is in, the nearest first; `folder` is the nearest one's path.
///
/// # Errors
/// When one of the files cannot be read, or was written by a later Lambdesk: what would be sent cannot be told then.
pub fn inherited(root: &Path, folder: &str) -> Result<Inherited, CollectionError> {
    let mut inherited = Inherited::default();
    let mut at = Some(folder);
    while let Some(folder) = at {
        let path = inside::join(folder, SETTINGS);
        let file = TomlFile::read(&inside::resolve(root, &path)?)?;
        if file.exists() {
            let (content, problems) = content(&file);
            inherited.sending = sending_table::over(inherited.sending, content.defaults);
            inherited.problems.extend(problems.iter().map(|problem| format!("{path}: {problem}")));
            let level = if folder.is_empty() { VariableLevel::Collection } else { VariableLevel::Folder };
            inherited.layers.push(Layer { level, file: path, variables: content.variables });
        }
        at = (!folder.is_empty()).then(|| inside::split(folder).0);
    }
    Ok(inherited)
}

/// A folder's own settings; `path` is the folder's.
///
/// # Errors
/// When the folder is gone, or its file cannot be read.
pub fn open(root: &Path, source: &RequestSource) -> Result<SavedFolder, CollectionError> {
    let folder = inside::resolve(root, &source.path)?;
    if !folder.is_dir() {
        return Err(CollectionError::Gone(inside::split(&source.path).1.to_owned()));
    }
    let file = TomlFile::read(&inside::resolve(root, &inside::join(&source.path, SETTINGS))?)?;
    let (content, problems) = content(&file);
    let above = match source.path.as_str() {
        "" => Sending::default(),
        path => inherited(root, inside::split(path).0)?.sending,
    };
    Ok(SavedFolder { source: source.clone(), content, inherited: above, stamp: file.stamp(), problems })
}

/// Saves a folder's settings.
///
/// # Errors
/// When they cannot be saved: a variable's name, or the file.
pub fn save(
    root: &Path,
    source: &RequestSource,
    after: &FolderContent,
    stamp: &str,
) -> Result<FolderSaving, CollectionError> {
    variable_table::check(&after.variables)?;
    let on_disk = open(root, source)?;
    if on_disk.stamp != stamp {
        return Ok(FolderSaving::Conflict { on_disk: Box::new(on_disk) });
    }
    write(root, &source.path, &on_disk.content, after)?;
    Ok(FolderSaving::Saved { folder: Box::new(open(root, source)?) })
}

/// Gives a folder a name, or takes it away.
///
/// # Errors
/// When its file cannot be read or written.
pub fn rename(root: &Path, folder: &str, name: Option<String>) -> Result<(), CollectionError> {
    let file = TomlFile::read(&inside::resolve(root, &inside::join(folder, SETTINGS))?)?;
    let (before, _) = content(&file);
    write(root, folder, &before, &FolderContent { name, ..before.clone() })
}

/// What a folder's file calls it, and what is wrong with the file: for the tree.
pub fn name_and_problem(path: &Path) -> (Option<String>, Option<CollectionError>) {
    match TomlFile::read(path) {
        Ok(file) => (Keys::of(file.document.as_table()).text("name").filter(|name| !name.trim().is_empty()), None),
        Err(error) => (None, Some(error)),
    }
}

fn write(root: &Path, folder: &str, before: &FolderContent, after: &FolderContent) -> Result<(), CollectionError> {
    if before == after {
        return Ok(());
    }
    let mut file = TomlFile::read(&inside::resolve(root, &inside::join(folder, SETTINGS))?)?;
    let fresh = !file.exists();
    let table = file.document.as_table_mut();
    if fresh {
        set(table, "format", Value::from(FORMAT));
    }
    change(table, "name", before.name.as_ref(), after.name.as_ref(), |name| Value::from(name.as_str()));
    if before.defaults != after.defaults {
        if table.get(DEFAULTS).and_then(Item::as_table_like).is_none() {
            table.insert(DEFAULTS, Item::Table(Table::new()));
        }
        if let Some(defaults) = table.get_mut(DEFAULTS).and_then(Item::as_table_like_mut) {
            sending_table::write(defaults, &before.defaults, &after.defaults);
        }
    }
    variable_table::write(table, &before.variables, &after.variables);
    file.write()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Variable, VariableKind};

    fn collection() -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("there");
        std::fs::create_dir_all(root.join("a/b")).expect("made");
        (folder, root)
    }

    fn source(path: &str) -> RequestSource {
        RequestSource { collection: "c".into(), path: path.into() }
    }

    #[test]
    fn the_nearest_says_and_the_rest_fills_up() {
        let (_folder, root) = collection();
        let write = |path: &str, text: &str| std::fs::write(root.join(path), text).expect("written");
        write("lambdesk.toml", "format = 1\n[defaults]\nfunction = \"far\"\nwait = \"1 min\"\n[variables]\nx = 1");
        write("a/lambdesk.toml", "[defaults]\nfunction = \"middle\"\nlog = \"yes\"");
        write("a/b/lambdesk.toml", "[defaults]\nqualifier = \"live\"\n[variables]\nx = 2");
        let found = inherited(&root, "a/b").expect("read");
        let sending = found.sending;
        assert_eq!(sending.function.as_deref(), Some("middle"));
        assert_eq!(sending.wait.as_deref(), Some("1 min"));
        assert_eq!(sending.qualifier.as_deref(), Some("live"));
        let files: Vec<&str> = found.layers.iter().map(|layer| layer.file.as_str()).collect();
        assert_eq!(files, ["a/b/lambdesk.toml", "a/lambdesk.toml", "lambdesk.toml"]);
        assert_eq!(found.problems, ["a/lambdesk.toml: “log” should be true or false."]);
        assert_eq!(inherited(&root, "").expect("read").sending.function.as_deref(), Some("far"));
        write("a/lambdesk.toml", "format = 2");
        assert!(matches!(inherited(&root, "a/b"), Err(CollectionError::Format { .. })));
    }

    #[test]
    fn settings_are_saved_where_nobody_else_changed_them() {
        let (_folder, root) = collection();
        let opened = open(&root, &source("a")).expect("opened");
        let variables = vec![Variable { name: "x".into(), value: "1".into(), kind: VariableKind::Json }];
        let after = FolderContent { name: Some("Orders".into()), variables, ..opened.content.clone() };
        let saved = save(&root, &source("a"), &after, &opened.stamp).expect("saved");
        let FolderSaving::Saved { folder } = saved else { panic!("{saved:?}") };
        assert_eq!(folder.content, after);
        let text = std::fs::read_to_string(root.join("a/lambdesk.toml")).expect("read");
        assert_eq!(text, "format = 1\nname = \"Orders\"\n\n[variables]\nx = 1\n");
        let late = save(&root, &source("a"), &opened.content, &opened.stamp).expect("answered");
        assert_eq!(late, FolderSaving::Conflict { on_disk: folder });
        assert!(matches!(open(&root, &source("gone")), Err(CollectionError::Gone(_))));
    }
}
