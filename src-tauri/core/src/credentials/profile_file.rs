//! `profiles.toml`: the profiles without their secrets, as a person can read, edit and share them.
//!
//! Comments, order and unknown keys survive a change (`toml_edit`), and a write is a temporary file and a rename.

use std::io;
use std::path::{Path, PathBuf};

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::arn;
use super::draft::is_read_only;
use crate::atomic_file;
use crate::failure::Failure;
use crate::invoke_input::account_of_key;
use crate::toml_place::place_and_reason;
use crate::wire::{ENVIRONMENT_PROFILE, Keep, Profile, ProfileCredentials};

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
        let place = tables.iter().position(|table| id(table).as_deref() == Some(&profile.id));
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
            tables.retain(|table| self::id(table).as_deref() != Some(id));
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
            message: place_and_reason(&error),
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
        let given = |key: &str| text(table, key).map(str::to_owned);
        let name = needed("name")?;
        let credentials = match text(table, "kind") {
            None | Some("access_keys") => ProfileCredentials::AccessKeys {
                access_key_id: needed("access_key_id")?,
                has_session_token: flag(table, "session_token"),
                keep: match text(table, "secret") {
                    None | Some("keychain") => Keep::Keychain,
                    Some("this_run") => Keep::ThisRun,
                    Some(_) => {
                        return Err(self.problem(number, "has a “secret” that is neither keychain nor this_run"));
                    }
                },
            },
            Some("identity_center") => ProfileCredentials::IdentityCenter {
                start_url: needed("sso_start_url")?,
                sso_region: needed("sso_region")?,
                account_id: needed("sso_account_id")?,
                account_name: given("sso_account_name").unwrap_or_default(),
                role_name: needed("sso_role_name")?,
            },
            Some("assume_role") => ProfileCredentials::AssumeRole {
                source: needed("source")?,
                role_arn: needed("role_arn")?,
                external_id: given("external_id"),
                session_name: given("role_session_name"),
                duration: given("duration"),
                mfa_serial: given("mfa_serial"),
            },
            Some("aws_files") => {
                ProfileCredentials::AwsFiles { profile: needed("aws_profile")?, summary: String::new() }
            }
            Some("environment") => ProfileCredentials::Environment { summary: String::new() },
            Some(other) => return Err(self.problem(number, &format!("has the unknown kind “{other}”"))),
        };
        let (id, region, account) = match &credentials {
            // These have their own region, and their ids follow from what they are.
            ProfileCredentials::AwsFiles { profile, .. } => (aws_id(profile), String::new(), None),
            ProfileCredentials::Environment { .. } => (ENVIRONMENT_PROFILE.to_owned(), String::new(), None),
            ProfileCredentials::AccessKeys { access_key_id, .. } => {
                // A local endpoint's keys are made up, and what they would say is too.
                let account = account_of_key(access_key_id).filter(|_| text(table, "endpoint").is_none());
                (needed("id")?, needed("region")?, account)
            }
            ProfileCredentials::IdentityCenter { account_id, .. } => {
                (needed("id")?, needed("region")?, Some(account_id.clone()))
            }
            ProfileCredentials::AssumeRole { role_arn, .. } => {
                (needed("id")?, needed("region")?, arn::account(role_arn).map(str::to_owned))
            }
        };
        Ok(Profile {
            id,
            name,
            region,
            endpoint: given("endpoint"),
            allow_plain_http: flag(table, ALLOW_PLAIN_HTTP),
            fips: flag(table, FIPS),
            dual_stack: flag(table, DUAL_STACK),
            production: flag(table, PRODUCTION),
            credentials,
            account,
            problem: None,
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

const PRODUCTION: &str = "production";
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

/// The id of a profile of the AWS files.
pub fn aws_id(profile: &str) -> String {
    format!("aws:{profile}")
}

/// The id that a table's profile has.
fn id(table: &Table) -> Option<String> {
    match text(table, "kind") {
        Some("aws_files") => text(table, "aws_profile").map(aws_id),
        Some("environment") => Some(ENVIRONMENT_PROFILE.to_owned()),
        _ => text(table, "id").map(str::to_owned),
    }
}

/// All keys that are ours, so that what is set no more is removed.
const KEYS: [&str; 22] = [
    "id",
    "name",
    "kind",
    "aws_profile",
    "access_key_id",
    "session_token",
    "secret",
    "sso_start_url",
    "sso_region",
    "sso_account_id",
    "sso_account_name",
    "sso_role_name",
    "source",
    "role_arn",
    "external_id",
    "role_session_name",
    "duration",
    "mfa_serial",
    "region",
    "endpoint",
    PRODUCTION,
    ALLOW_PLAIN_HTTP,
];

/// What a profile's table is to hold, in the order to write it. What is off or unset is not written.
fn entries(profile: &Profile) -> Vec<(&'static str, toml_edit::Value)> {
    let mut entries: Vec<(&'static str, toml_edit::Value)> = Vec::new();
    let read_only = is_read_only(&profile.credentials);
    if !read_only {
        entries.push(("id", profile.id.as_str().into()));
    }
    entries.push(("name", profile.name.as_str().into()));
    match &profile.credentials {
        ProfileCredentials::AccessKeys { access_key_id, has_session_token, keep } => entries.extend([
            ("kind", "access_keys".into()),
            ("access_key_id", access_key_id.as_str().into()),
            ("session_token", (*has_session_token).into()),
            (
                "secret",
                match keep {
                    Keep::Keychain => "keychain".into(),
                    Keep::ThisRun => "this_run".into(),
                },
            ),
        ]),
        ProfileCredentials::IdentityCenter { start_url, sso_region, account_id, account_name, role_name } => entries
            .extend([
                ("kind", "identity_center".into()),
                ("sso_start_url", start_url.as_str().into()),
                ("sso_region", sso_region.as_str().into()),
                ("sso_account_id", account_id.as_str().into()),
                ("sso_account_name", account_name.as_str().into()),
                ("sso_role_name", role_name.as_str().into()),
            ]),
        ProfileCredentials::AssumeRole { source, role_arn, external_id, session_name, duration, mfa_serial } => {
            entries.extend([
                ("kind", "assume_role".into()),
                ("source", source.as_str().into()),
                ("role_arn", role_arn.as_str().into()),
            ]);
            let optional = [
                ("external_id", external_id),
                ("role_session_name", session_name),
                ("duration", duration),
                ("mfa_serial", mfa_serial),
            ];
            entries.extend(optional.into_iter().filter_map(|(key, it)| it.as_deref().map(|it| (key, it.into()))));
        }
        ProfileCredentials::AwsFiles { profile, .. } => {
            entries.extend([("kind", "aws_files".into()), ("aws_profile", profile.as_str().into())]);
        }
        ProfileCredentials::Environment { .. } => entries.push(("kind", "environment".into())),
    }
    if !read_only {
        entries.push(("region", profile.region.as_str().into()));
        entries.extend(profile.endpoint.as_deref().map(|endpoint| ("endpoint", endpoint.into())));
    }
    let flags = [
        (PRODUCTION, profile.production),
        (ALLOW_PLAIN_HTTP, !read_only && profile.allow_plain_http),
        (FIPS, !read_only && profile.fips),
        (DUAL_STACK, !read_only && profile.dual_stack),
    ];
    entries.extend(flags.into_iter().filter(|(_, on)| *on).map(|(key, _)| (key, true.into())));
    entries
}

/// Writes a profile into its table, touching only the keys that are ours.
fn fill(table: &mut Table, profile: &Profile) {
    let entries = entries(profile);
    for key in KEYS.into_iter().chain([FIPS, DUAL_STACK]) {
        if !entries.iter().any(|(set, _)| *set == key) {
            table.remove(key);
        }
    }
    for (key, mut new) in entries {
        if let Some(Item::Value(old)) = table.get_mut(key) {
            // Keeping the old decoration keeps a comment behind the value.
            *new.decor_mut() = old.decor().clone();
            *old = new;
        } else {
            table[key] = value(new);
        }
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
            production: false,
            account: None,
            problem: None,
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
    fn each_kind_survives() {
        let kinds = [
            ProfileCredentials::IdentityCenter {
                start_url: "https://acme.awsapps.com/start".into(),
                sso_region: "eu-central-1".into(),
                account_id: "123456789012".into(),
                account_name: "Acme Production".into(),
                role_name: "Developer".into(),
            },
            ProfileCredentials::AssumeRole {
                source: "a".into(),
                role_arn: "arn:aws:iam::123456789012:role/x".into(),
                external_id: Some("ext".into()),
                session_name: Some("me".into()),
                duration: Some("2 h".into()),
                mfa_serial: Some("arn:aws:iam::123456789012:mfa/me".into()),
            },
        ];
        for credentials in kinds {
            let (_folder, file) = file("");
            let account = Some("123456789012".into());
            let saved = Profile { credentials, account, production: true, ..profile("a") };
            file.put(&saved).expect("written");
            assert_eq!(file.read().expect("read"), [saved]);
            // Another kind leaves nothing of the old one behind.
            file.put(&profile("a")).expect("written");
            let text = std::fs::read_to_string(file.path()).expect("read");
            assert!(!text.contains("sso_") && !text.contains("role_arn") && !text.contains("production"), "{text}");
        }
    }

    #[test]
    fn of_others_only_a_name_and_a_mark_are_kept() {
        let (_folder, file) = file("");
        let credentials = ProfileCredentials::AwsFiles { profile: "prod".into(), summary: "a role".into() };
        let marked = Profile { credentials, production: true, ..profile("aws:prod") };
        file.put(&marked).expect("written");
        file.put(&marked).expect("written");
        let text = std::fs::read_to_string(file.path()).expect("read");
        assert!(!text.contains("region") && !text.contains("a role"), "{text}");
        let read = file.read().expect("read");
        assert_eq!((read.len(), read[0].id.as_str(), read[0].production), (1, "aws:prod", true));
        file.remove("aws:prod").expect("written");
        assert_eq!(file.read().expect("read"), []);
    }

    #[test]
    fn a_broken_file_is_named_and_left_alone() {
        for (text, said) in [
            ("format = ", "is not valid TOML: line 1, column "),
            ("[[profile]]\nsecret = planted", "line 2, column "),
            ("planted", "is not valid TOML: "),
            ("format = 2", "format 2"),
            ("profile = 3", "not a [[profile]] table"),
            ("[[profile]]\nid = \"a\"", "has no text “name”"),
            ("[[profile]]\nname = \"a\"\nkind = \"sso\"", "unknown kind “sso”"),
        ] {
            let (_folder, file) = file(text);
            let error = file.put(&profile("a")).expect_err(text).to_string();
            assert!(error.contains(said) && !error.contains("planted"), "{error}");
            assert_eq!(std::fs::read_to_string(file.path()).expect("read"), text);
        }
    }
}
