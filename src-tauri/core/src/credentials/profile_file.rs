//! `profiles.toml`: the profiles without their secrets, as a person can read, edit and share them.
//!
//! Comments, order and unknown keys survive a change (`toml_edit`), and a write is a temporary file and a rename.

use std::io;
use std::path::{Path, PathBuf};

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use crate::atomic_file;
use crate::failure::Failure;
use crate::wire::{Keep, Profile, ProfileCredentials};

/// The file's own version, so that a later Lambdesk can tell.
const FORMAT: i64 = 1;

/// The profiles' file. Reads and writes are small and synchronous.
#[derive(Clone, Debug)]
pub struct ProfileFile {
    path: PathBuf,
}

/// Why the file could not be read or written. It is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum ProfileFileError {
    /// The operating system said no.
    #[error("{} could not be {doing}: {cause}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// `read` or `written`.
        doing: &'static str,
        /// Why.
        cause: io::Error,
    },
    /// It is not TOML.
    #[error("{} is not valid TOML: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where and why.
        message: String,
    },
    /// It is TOML, but not profiles.
    #[error("{}: profile {number} {problem}", path.display())]
    Profile {
        /// The file.
        path: PathBuf,
        /// 1 for the first.
        number: usize,
        /// What is wrong.
        problem: String,
    },
    /// A later Lambdesk wrote it.
    #[error("{} has format {format}, which this version of Lambdesk does not know", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What it says.
        format: i64,
    },
}

impl From<ProfileFileError> for Failure {
    fn from(error: ProfileFileError) -> Self {
        let hint = match &error {
            ProfileFileError::Io { .. } => "Check the file's and the folder's permissions and the free space.",
            ProfileFileError::Syntax { .. } | ProfileFileError::Profile { .. } => {
                "Mend the file in an editor and open Lambdesk again. It is left as it is until then."
            }
            ProfileFileError::Format { .. } => "Open it with a newer Lambdesk. It is left as it is.",
        };
        Self::other(format!("{error}."), hint)
    }
}

impl ProfileFile {
    /// The file at `path`, which need not exist yet.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The profiles in the order of the file; none when there is no file.
    ///
    /// # Errors
    /// When it is there and cannot be understood.
    pub fn read(&self) -> Result<Vec<Profile>, ProfileFileError> {
        self.profiles(&self.document()?)
    }

    /// Adds a profile, or changes the one with the same id.
    ///
    /// # Errors
    /// When the file cannot be read or written; it is then as it was.
    pub fn put(&self, profile: &Profile) -> Result<(), ProfileFileError> {
        let mut document = self.document()?;
        self.profiles(&document)?;
        let tables = document.entry("profile").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
        let Some(tables) = tables.as_array_of_tables_mut() else {
            return Err(self.problem(1, "is not a [[profile]] table"));
        };
        let place = tables.iter().position(|table| text(table, "id") == Some(&profile.id));
        if let Some(table) = place.and_then(|place| tables.get_mut(place)) {
            fill(table, profile);
        } else {
            let mut table = Table::new();
            fill(&mut table, profile);
            tables.push(table);
        }
        self.write(&document)
    }

    /// Removes a profile. No error when it is not there.
    ///
    /// # Errors
    /// When the file cannot be read or written; it is then as it was.
    pub fn remove(&self, id: &str) -> Result<(), ProfileFileError> {
        let mut document = self.document()?;
        if let Some(tables) = document.get_mut("profile").and_then(Item::as_array_of_tables_mut) {
            tables.retain(|table| text(table, "id") != Some(id));
        }
        self.write(&document)
    }

    fn document(&self) -> Result<DocumentMut, ProfileFileError> {
        let text = match std::fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut fresh = DocumentMut::new();
                fresh["format"] = value(FORMAT);
                fresh.decor_mut().set_prefix("# Lambdesk's profiles. Their secrets are in the keychain, never here.\n");
                return Ok(fresh);
            }
            Err(cause) => return Err(self.io("read", cause)),
        };
        let document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| ProfileFileError::Syntax {
            path: self.path.clone(),
            message: error.to_string().trim().to_owned(),
        })?;
        match document.get("format").and_then(Item::as_integer) {
            None | Some(FORMAT) => Ok(document),
            Some(format) => Err(ProfileFileError::Format { path: self.path.clone(), format }),
        }
    }

    fn profiles(&self, document: &DocumentMut) -> Result<Vec<Profile>, ProfileFileError> {
        let Some(item) = document.get("profile") else { return Ok(Vec::new()) };
        let tables = item.as_array_of_tables().ok_or_else(|| self.problem(1, "is not a [[profile]] table"))?;
        tables.iter().enumerate().map(|(index, table)| self.profile(index + 1, table)).collect()
    }

    fn profile(&self, number: usize, table: &Table) -> Result<Profile, ProfileFileError> {
        let needed = |key: &str| {
            text(table, key).map(str::to_owned).ok_or_else(|| self.problem(number, &format!("has no text “{key}”")))
        };
        match text(table, "kind") {
            None | Some("access_keys") => {}
            Some(other) => return Err(self.problem(number, &format!("has the unknown kind “{other}”"))),
        }
        let keep = match text(table, "secret") {
            None | Some("keychain") => Keep::Keychain,
            Some("this_run") => Keep::ThisRun,
            Some(_) => return Err(self.problem(number, "has a “secret” that is neither keychain nor this_run")),
        };
        Ok(Profile {
            id: needed("id")?,
            name: needed("name")?,
            region: needed("region")?,
            endpoint: text(table, "endpoint").map(str::to_owned),
            allow_plain_http: flag(table, ALLOW_PLAIN_HTTP),
            fips: flag(table, FIPS),
            dual_stack: flag(table, DUAL_STACK),
            credentials: ProfileCredentials::AccessKeys {
                access_key_id: needed("access_key_id")?,
                has_session_token: flag(table, "session_token"),
                keep,
            },
        })
    }

    fn write(&self, document: &DocumentMut) -> Result<(), ProfileFileError> {
        atomic_file::write(&self.path, &document.to_string()).map_err(|cause| self.io("written", cause))
    }

    fn io(&self, doing: &'static str, cause: io::Error) -> ProfileFileError {
        ProfileFileError::Io { path: self.path.clone(), doing, cause }
    }

    fn problem(&self, number: usize, problem: &str) -> ProfileFileError {
        ProfileFileError::Profile { path: self.path.clone(), number, problem: problem.to_owned() }
    }
}

const ALLOW_PLAIN_HTTP: &str = "allow_plain_http";
/// As the AWS files call them.
const FIPS: &str = "use_fips_endpoint";
const DUAL_STACK: &str = "use_dualstack_endpoint";

fn flag(table: &Table, key: &str) -> bool {
    table.get(key).and_then(Item::as_bool).unwrap_or(false)
}

fn text<'a>(table: &'a Table, key: &str) -> Option<&'a str> {
    table.get(key)?.as_str()
}

/// Writes a profile into its table, touching only the keys that are ours.
fn fill(table: &mut Table, profile: &Profile) {
    let ProfileCredentials::AccessKeys { access_key_id, has_session_token, keep } = &profile.credentials;
    let mut set = |key: &str, to: Item| match table.get_mut(key) {
        // Keeping the old decoration keeps a comment behind the value.
        Some(Item::Value(old)) => {
            if let Item::Value(mut new) = to {
                *new.decor_mut() = old.decor().clone();
                *old = new;
            }
        }
        _ => table[key] = to,
    };
    set("id", value(&profile.id));
    set("name", value(&profile.name));
    set("kind", value("access_keys"));
    set("access_key_id", value(access_key_id));
    set("session_token", value(*has_session_token));
    set(
        "secret",
        value(match keep {
            Keep::Keychain => "keychain",
            Keep::ThisRun => "this_run",
        }),
    );
    set("region", value(&profile.region));
    if let Some(endpoint) = &profile.endpoint {
        set("endpoint", value(endpoint));
    }
    // What is off is not written.
    let flags = [(ALLOW_PLAIN_HTTP, profile.allow_plain_http), (FIPS, profile.fips), (DUAL_STACK, profile.dual_stack)];
    for (key, _) in flags.iter().filter(|(_, on)| *on) {
        set(key, value(true));
    }
    for (key, _) in flags.iter().filter(|(_, on)| !on) {
        table.remove(key);
    }
    if profile.endpoint.is_none() {
        table.remove("endpoint");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(id: &str) -> Profile {
        Profile {
            id: id.into(),
            name: format!("Profile “{id}” é"),
            region: "eu-west-1".into(),
            endpoint: None,
            allow_plain_http: false,
            fips: false,
            dual_stack: false,
            credentials: ProfileCredentials::AccessKeys {
                access_key_id: "AKIDEXAMPLE".into(),
                has_session_token: false,
                keep: Keep::Keychain,
            },
        }
    }

    fn file(text: &str) -> (tempfile::TempDir, ProfileFile) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = ProfileFile::new(folder.path().join("deep/profiles.toml"));
        if !text.is_empty() {
            std::fs::create_dir_all(folder.path().join("deep")).expect("a folder");
            std::fs::write(file.path(), text).expect("written");
        }
        (folder, file)
    }

    #[test]
    fn what_is_put_is_read() {
        let (_folder, file) = file("");
        assert_eq!(file.read().expect("no file is no profiles"), []);
        let with_endpoint = Profile { endpoint: Some("http://127.0.0.1:1".into()), ..profile("b") };
        file.put(&profile("a")).expect("written");
        file.put(&with_endpoint).expect("written");
        assert_eq!(file.read().expect("read"), [profile("a"), with_endpoint]);
        file.put(&profile("b")).expect("written");
        file.remove("a").expect("written");
        assert_eq!(file.read().expect("read"), [profile("b")]);
    }

    #[test]
    fn a_change_keeps_what_is_not_ours() {
        let (_folder, file) = file(
            "# ours\nformat = 1\ncolour = \"red\"\n\n[[profile]]\nid = \"a\" # do not touch\nname = \"Old\" # the name\nregion = \"eu-west-1\"\naccess_key_id = \"AKIDEXAMPLE\"\nteam = \"payments\"\n",
        );
        file.put(&profile("a")).expect("written");
        let text = std::fs::read_to_string(file.path()).expect("read");
        for kept in
            ["# ours", "colour = \"red\"", "# do not touch", "# the name", "team = \"payments\"", "Profile “a” é"]
        {
            assert!(text.contains(kept), "{kept} is missing in\n{text}");
        }
    }

    #[test]
    fn a_broken_file_is_named_and_left_alone() {
        for (text, said) in [
            ("format = ", "is not valid TOML"),
            ("format = 2", "format 2"),
            ("profile = 3", "not a [[profile]] table"),
            ("[[profile]]\nid = \"a\"", "has no text “name”"),
            ("[[profile]]\nkind = \"sso\"", "unknown kind “sso”"),
        ] {
            let (_folder, file) = file(text);
            let error = file.put(&profile("a")).expect_err(text).to_string();
            assert!(error.contains(said), "{error}");
            assert_eq!(std::fs::read_to_string(file.path()).expect("read"), text);
        }
    }
}
