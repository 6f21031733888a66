//! `environments/NAME.toml`: the variables of an environment, and the names of its secret ones. Their values are not here.

use std::fs;
use std::path::{Path, PathBuf};

use super::inside;
use super::names::{ENVIRONMENTS, SIDECAR, environment_name, is_taken};
use super::toml_file::{Keys, TomlFile, set};
use super::trouble::CollectionError;
use super::variable_table;
use crate::variables::scope::Layer;
use crate::wire::{Variable, VariableKind, VariableLevel};

/// An environment as its file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentFile {
    /// Its name.
    pub name: String,
    /// Its variables in the order of the file, secret ones last and without values.
    pub variables: Vec<Variable>,
    /// What the file was when it was read.
    pub stamp: String,
    /// What could not be understood, each in a sentence.
    pub problems: Vec<String>,
}

/// How saving went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is saved.
    Saved(EnvironmentFile),
    /// Somebody else changed it meanwhile; what is on disk, if it is there.
    Conflict(Option<EnvironmentFile>),
}

/// The path of an environment's file in its collection.
pub fn path_of(name: &str) -> String {
    format!("{ENVIRONMENTS}/{name}{SIDECAR}")
}

fn place(root: &Path, name: &str) -> Result<PathBuf, CollectionError> {
    inside::resolve(root, &path_of(&environment_name(name)?))
}

fn content(file: &TomlFile) -> (Vec<Variable>, Vec<String>) {
    let mut keys = Keys::of(file.document.as_table());
    let mut variables = variable_table::read(&mut keys);
    let secret = variable_table::read_secrets(&mut keys);
    let mut problems = keys.problems;
    for both in variables.iter().filter(|it| secret.iter().any(|other| other.name == it.name)) {
        problems.push(format!("“{}” is secret, and its value does not belong into the file.", both.name));
    }
    // The value in the file is not used: it would not be what the keychain holds.
    variables.retain(|it| secret.iter().all(|other| other.name != it.name));
    variables.extend(secret);
    (variables, problems)
}

/// Opens an environment.
///
/// # Errors
/// When it is gone or cannot be read.
pub fn open(root: &Path, name: &str) -> Result<EnvironmentFile, CollectionError> {
    let file = TomlFile::read(&place(root, name)?)?;
    if !file.exists() {
        return Err(CollectionError::Gone(name.to_owned()));
    }
    let (variables, problems) = content(&file);
    Ok(EnvironmentFile { name: name.to_owned(), variables, stamp: file.stamp(), problems })
}

/// Its variables, for those who use them.
///
/// # Errors
/// When it is gone or cannot be read.
pub fn layer(root: &Path, name: &str) -> Result<Layer, CollectionError> {
    let variables = open(root, name)?.variables;
    Ok(Layer { level: VariableLevel::Environment, file: path_of(name), variables })
}

/// Saves an environment; under another name than before, it is renamed.
///
/// # Errors
/// When the name is taken or no file's, a variable cannot be saved, or the file cannot be written.
pub fn save(
    root: &Path,
    name: &str,
    before: Option<&str>,
    after: &[Variable],
    stamp: Option<&str>,
) -> Result<Saved, CollectionError> {
    variable_table::check(after)?;
    let to = place(root, name)?;
    let from = before.map_or_else(|| Ok(to.clone()), |before| place(root, before))?;
    let renamed = before.is_some_and(|before| before != name);
    // On some systems another spelling of a name is the same file.
    let only_spelling = before.is_some_and(|before| before.to_lowercase() == name.to_lowercase());
    if (renamed && !only_spelling || before.is_none())
        && is_taken(&root.join(ENVIRONMENTS), &format!("{name}{SIDECAR}"))
    {
        return Err(CollectionError::NameTaken(name.to_owned()));
    }
    let mut file = TomlFile::read(&from)?;
    if before.is_some() && file.exists().then(|| file.stamp()).as_deref() != stamp {
        let on_disk = before.filter(|_| file.exists()).map(|before| open(root, before)).transpose()?;
        return Ok(Saved::Conflict(on_disk));
    }
    let (old, _) = content(&file);
    let fresh = !file.exists();
    let table = file.document.as_table_mut();
    if fresh {
        set(table, "format", super::toml_file::FORMAT.into());
    }
    variable_table::write_secrets(table, &old, after);
    if let Some(variables) = table.get_mut("variables").and_then(toml_edit::Item::as_table_like_mut) {
        // A value that somebody wrote down is not left there when the variable becomes secret.
        for secret in after.iter().filter(|it| it.kind == VariableKind::Secret) {
            variables.remove(&secret.name);
        }
    }
    variable_table::write(table, &old, after);
    file.write()?;
    if renamed {
        fs::rename(&from, &to).map_err(|cause| CollectionError::io(&from, "renamed", cause))?;
    }
    Ok(Saved::Saved(open(root, name)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(name: &str, kind: VariableKind, value: &str) -> Variable {
        Variable { name: name.into(), value: value.into(), kind }
    }

    #[test]
    fn it_is_made_changed_renamed_and_never_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("there");
        let first = [variable("host", VariableKind::Text, "eu"), variable("key", VariableKind::Secret, "")];
        let Saved::Saved(made) = save(&root, "staging", None, &first, None).expect("made") else {
            panic!("a conflict")
        };
        assert_eq!(made.variables, first);
        let path = root.join("environments/staging.toml");
        let text = fs::read_to_string(&path).expect("read");
        assert_eq!(text, "format = 1\nsecrets = [\"key\"]\n\n[variables]\nhost = \"eu\"\n");
        assert!(matches!(save(&root, "staging", None, &first, None), Err(CollectionError::NameTaken(_))));

        fs::write(&path, text.replace("[variables]", "# ours\n[variables]\nother = 1 # theirs")).expect("written");
        let late = save(&root, "staging", Some("staging"), &first, Some(&made.stamp)).expect("answered");
        let Saved::Conflict(Some(on_disk)) = late else { panic!("{late:?}") };
        let after = [variable("host", VariableKind::Secret, ""), variable("other", VariableKind::Json, "1")];
        let saved = save(&root, "production", Some("staging"), &after, Some(&on_disk.stamp)).expect("saved");
        let Saved::Saved(saved) = saved else { panic!("{saved:?}") };
        assert_eq!(saved.variables, [after[1].clone(), after[0].clone()]);
        assert!(!path.exists());
        let text = fs::read_to_string(root.join("environments/production.toml")).expect("read");
        assert_eq!(text, "format = 1\nsecrets = [\"host\"]\n\n# ours\n[variables]\nother = 1 # theirs\n");
        assert!(matches!(open(&root, "staging"), Err(CollectionError::Gone(_))));
        assert!(matches!(open(&root, "../x"), Err(CollectionError::BadName(_))));
    }

    #[test]
    fn a_secret_with_a_value_in_the_file_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("there");
        fs::create_dir(root.join("environments")).expect("made");
        fs::write(root.join("environments/e.toml"), "secrets = [\"a\", 1]\n[variables]\na = \"x\"").expect("written");
        let found = open(&root, "e").expect("read");
        assert_eq!(found.variables, [variable("a", VariableKind::Text, "x")], "a list that is wrong is no list");
        fs::write(root.join("environments/e.toml"), "secrets = [\"a\"]\n[variables]\na = \"x\"").expect("written");
        let found = open(&root, "e").expect("read");
        assert_eq!(found.variables, [variable("a", VariableKind::Secret, "")]);
        assert_eq!(found.problems.len(), 1);
    }
}
