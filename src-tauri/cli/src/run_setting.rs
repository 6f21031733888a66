//! What a run is made of: the collection around a folder, its environment, and the variables that the command line and
//! the program's environment give.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use lambdesk_core::collection::open_collections::OpenCollections;
use lambdesk_core::collection::{environment_file, inside};
use lambdesk_core::failure::Failure;
use lambdesk_core::variables::secret_variables::{SecretName, SecretVariables};
use lambdesk_core::wire::{Collection, Keep, Variable, VariableKind};
use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::arguments::Run;
use crate::trouble::Trouble;

/// Before the name of a secret variable: its value is in the program's environment.
pub const SECRET: &str = "LAMBDESK_SECRET_";
/// What makes a folder a collection's, or one of its folders.
const SETTINGS: &str = "lambdesk.toml";

/// The collection that is run.
pub struct Opened {
    /// All that is open: this one.
    pub collections: OpenCollections,
    /// It.
    pub collection: Collection,
    /// The folder in it that is run; empty for the whole.
    pub path: String,
    /// Where it is noted that it is open. The window's own notes are left alone.
    _notes: TempDir,
}

impl Opened {
    /// Opens the collection around the folder that is to be run.
    ///
    /// # Errors
    /// When it is not there or cannot be read.
    pub fn of(run: &Run, now: SystemTime) -> Result<Self, Trouble> {
        let folder = run.folder.canonicalize().map_err(|error| unreadable(&run.folder, &error))?;
        let root = match &run.collection {
            Some(root) => root.canonicalize().map_err(|error| unreadable(root, &error))?,
            None => root_of(&folder),
        };
        if !folder.starts_with(&root) {
            let message = format!("{} is not in the collection {}.", folder.display(), root.display());
            return Err(Trouble::Usage(message));
        }
        let notes = tempfile::tempdir().map_err(|error| Trouble::Other(format!("No temporary folder: {error}.")))?;
        let collections = OpenCollections::new(notes.path().join("collections.toml"));
        let opened = collections.open(&root.to_string_lossy(), now).map_err(|failure| of_files(&failure))?;
        for name in &run.allow_env {
            collections.known().allow_env(&opened.id, name, true).map_err(|failure| of_files(&failure))?;
        }
        let collection = collections.collection(&opened.id).map_err(|error| Trouble::Other(error.to_string()))?;
        Ok(Self { path: inside::relative(&root, &folder), collections, collection, _notes: notes })
    }

    /// Checks that there is such an environment, and takes the values of its secret variables out of the program's
    /// environment. Those that are not there are asked of the keychain when they are needed.
    ///
    /// # Errors
    /// When there is no such environment, or it cannot be read.
    pub async fn take_secrets(&self, environment: Option<&str>, secrets: &SecretVariables) -> Result<(), Trouble> {
        let Some(environment) = environment else { return Ok(()) };
        let all = &self.collection.environments;
        if !all.iter().any(|known| known.name == environment) {
            let names: Vec<&str> = all.iter().map(|known| known.name.as_str()).collect();
            let there =
                if names.is_empty() { "There is none.".into() } else { format!("There is {}.", names.join(", ")) };
            return Err(Trouble::Usage(format!("The collection has no environment “{environment}”. {there}")));
        }
        let root = Path::new(&self.collection.id);
        let file = environment_file::open(root, environment).map_err(|error| Trouble::Other(error.to_string()))?;
        for variable in file.variables.iter().filter(|variable| variable.kind == VariableKind::Secret) {
            let name = SecretName { collection: &self.collection.id, environment, name: &variable.name };
            let Ok(value) = std::env::var(format!("{SECRET}{}", variable.name)) else { continue };
            let value = Zeroizing::new(value);
            secrets.store(name, &value, Keep::ThisRun).await.map_err(|error| Trouble::from(Failure::from(error)))?;
        }
        Ok(())
    }
}

/// The topmost folder around this one that has a `lambdesk.toml`, no further up than the repository goes and below the
/// user's own folder; the folder itself when there is none.
fn root_of(folder: &Path) -> PathBuf {
    let start = if folder.is_dir() { folder } else { folder.parent().unwrap_or(folder) };
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).map(PathBuf::from);
    let home = home.and_then(|home| home.canonicalize().ok());
    let mut root = start;
    for above in start.ancestors() {
        if Some(above) == home.as_deref() && above != start {
            break;
        }
        if above.join(SETTINGS).is_file() {
            root = above;
        }
        if above.join(".git").exists() {
            break;
        }
    }
    root.to_owned()
}

/// The values that the command line gives.
///
/// # Errors
/// When one is not `name=value`.
pub fn overrides(set: &[String]) -> Result<Vec<Variable>, Trouble> {
    let one = |text: &String| {
        let (name, value) = text.split_once('=').filter(|(name, _)| is_name(name)).ok_or_else(|| {
            Trouble::Usage(format!(
                "Bad value for --set “{text}”: write name=value, the name of letters, digits and _."
            ))
        })?;
        Ok(Variable { name: name.to_owned(), value: value.to_owned(), kind: VariableKind::Text })
    };
    set.iter().map(one).collect()
}

fn is_name(name: &str) -> bool {
    let letter = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
    name.starts_with(letter) && name.chars().all(|it| letter(it) || it.is_ascii_digit())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Trouble {
    Trouble::Usage(format!("{} cannot be read: {error}.", path.display()))
}

fn of_files(failure: &Failure) -> Trouble {
    Trouble::Other(format!("{} {}", failure.message, failure.hint).trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collection_goes_up_to_its_topmost_settings_and_no_further_than_its_repository() {
        let folder = tempfile::tempdir().expect("a folder");
        let top = folder.path().canonicalize().expect("there");
        let deep = top.join("repo/team/orders/late");
        std::fs::create_dir_all(&deep).expect("made");
        assert_eq!(root_of(&deep), deep);
        for settings in ["repo/team/orders", "repo/team", "."] {
            std::fs::write(top.join(settings).join(SETTINGS), "").expect("written");
        }
        assert_eq!(root_of(&deep), top);
        std::fs::create_dir(top.join("repo/.git")).expect("made");
        assert_eq!(root_of(&deep), top.join("repo/team"));
        std::fs::write(deep.join("a.json"), "{}").expect("written");
        assert_eq!(root_of(&deep.join("a.json")), top.join("repo/team"));
    }

    #[test]
    fn values_of_the_command_line() {
        let set = overrides(&["a=b=c".into(), "_1=".into()]).expect("values");
        assert_eq!((set[0].name.as_str(), set[0].value.as_str(), set[1].value.as_str()), ("a", "b=c", ""));
        for bad in ["a", "=b", "1a=b", "é=b"] {
            assert!(overrides(&[bad.into()]).is_err(), "{bad}");
        }
    }
}
