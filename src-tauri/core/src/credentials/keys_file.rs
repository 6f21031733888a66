//! Taking access keys out of the AWS credentials file and into the keychain, and putting them back.
//!
//! What is removed is noted in a copy of the file in which each secret is replaced by a reference to the keychain.

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use time::OffsetDateTime;
use time::macros::format_description;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::aws_files::{AwsFilesError, AwsProfiles};
use super::aws_key::{ACCESS_KEY_ID, SECRET_ACCESS_KEY, SECURITY_TOKEN, SESSION_TOKEN, is_secret, session_token};
use super::aws_line::{AwsLine, mentioned};
use super::key_secret::KeySecret;
use super::profiles::Profiles;
use crate::atomic_file;
use crate::failure::Failure;
use crate::invoke::region::Region;
use crate::invoke_input::account_of_key;
use crate::wire::{Keep, KeyInFile, KeysImported, KeysInFile, Profile, ProfileCredentials};

/// Stands in a backup for a secret; the saved profile's id follows.
const REFERENCE: &str = "in-the-keychain:";
/// Between the credentials file's name and the moment, in a backup's name.
const BACKUP: &str = ".lambdesk-";
/// The region of a key whose profile names none.
const ANY_REGION: &str = "us-east-1";

/// The keys that the credentials file holds.
///
/// # Errors
/// When there is no home folder to look in.
pub async fn keys(profiles: &Profiles) -> Result<KeysInFile, Failure> {
    let path = path(profiles)?;
    let (aws, saved) = (readable(profiles, &path).await?, profiles.saved()?);
    let saved_as = |id: &str| {
        let holds = |profile: &&Profile| matches!(&profile.credentials, ProfileCredentials::AccessKeys { access_key_id, .. } if access_key_id == id);
        saved.iter().find(holds).map(|profile| profile.name.clone())
    };
    let keys = aws.names().iter().filter_map(|name| {
        let (access_key_id, secret) = key(&aws, name)?;
        let (has_session_token, saved_as) = (secret.session_token.is_some(), saved_as(&access_key_id));
        Some(KeyInFile { profile: name.clone(), access_key_id, has_session_token, saved_as })
    });
    Ok(KeysInFile { keys: keys.collect(), backups: backups(&path), path: path.display().to_string() })
}

/// Saves keys of the credentials file as profiles, their secrets in the keychain, and removes them from the file if
/// asked to.
///
/// # Errors
/// When a key is not there, or the keychain does not take it. Profiles that were saved until then stay.
pub async fn import(
    profiles: &Profiles,
    names: &[String],
    remove: bool,
    now: SystemTime,
) -> Result<KeysImported, Failure> {
    let path = path(profiles)?;
    let aws = readable(profiles, &path).await?;
    let mut taken: Vec<String> = profiles.list().await.profiles.into_iter().map(|profile| profile.name).collect();
    let mut imported: Vec<(String, Profile)> = Vec::new();
    for name in names {
        let gone = || {
            let message = format!("The credentials file holds no key of “{name}” any more.");
            Failure::other(message, "Open the import again.")
        };
        let (access_key_id, secret) = key(&aws, name).ok_or_else(gone)?;
        if remove {
            // The profile of the file leaves the list with its key.
            taken.retain(|other| other != name);
        }
        let free = |wanted: &String| !taken.iter().any(|other| other.eq_ignore_ascii_case(wanted));
        let mut candidates = std::iter::once(name.clone()).chain((1..).map(|number| match number {
            1 => format!("{name} (keychain)"),
            _ => format!("{name} (keychain {number})"),
        }));
        let shown = candidates.find(free).unwrap_or_else(|| name.clone());
        let settings = aws.settings(Some(name));
        let region = settings.region.filter(|region| Region::parse(region).is_ok() || settings.endpoint_url.is_some());
        let profile = Profile {
            id: Uuid::new_v4().to_string(),
            name: shown.clone(),
            region: region.unwrap_or_else(|| ANY_REGION.into()),
            endpoint: settings.endpoint_url,
            allow_plain_http: false,
            fips: settings.variant.fips,
            dual_stack: settings.variant.dual_stack,
            production: false,
            account: account_of_key(&access_key_id),
            credentials: ProfileCredentials::AccessKeys {
                access_key_id,
                has_session_token: secret.session_token.is_some(),
                keep: Keep::Keychain,
            },
            problem: None,
        };
        profiles.add(&profile, Some((&secret, Keep::Keychain))).await?;
        taken.push(shown);
        imported.push((name.clone(), profile));
    }
    let removed = if remove { self::remove(&path, &imported, now).map(Some) } else { Ok(None) };
    let (backup, not_removed) = match removed {
        Ok(backup) => (backup.map(|path| path.display().to_string()), None),
        Err(error) => {
            let message =
                format!("The keys are in the keychain, but {} could not be changed: {error}.", path.display());
            (None, Some(Failure::other(message, "Remove them from the file yourself, or try again.")))
        }
    };
    Ok(KeysImported { profiles: imported.into_iter().map(|(_, profile)| profile).collect(), backup, not_removed })
}

/// Puts the keys of a backup back into the credentials file, beside what is there now. Keys that are there stay.
///
/// # Errors
/// When the backup is none of ours, or a secret is not in the keychain any more. The file is then as it was.
pub async fn restore(profiles: &Profiles, backup: &str) -> Result<(), Failure> {
    let path = path(profiles)?;
    let backup = backups(&path).into_iter().find(|known| known == backup);
    let backup =
        backup.ok_or_else(|| Failure::other("This backup is not there any more.", "Open the import again."))?;
    let unreadable = |path: &dyn std::fmt::Display, error: io::Error| {
        Failure::other(format!("{path} could not be read: {error}."), "Check its permissions.")
    };
    let noted = std::fs::read_to_string(&backup).map_err(|error| unreadable(&backup, error))?;
    let now = match std::fs::read_to_string(&path) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Zeroizing::new(String::new()),
        Err(error) => return Err(unreadable(&path.display(), error)),
    };
    let mut text = Zeroizing::new(now.to_string());
    for (section, id) in references(&noted) {
        let (access_key_id, secret) = profiles.key(&id).await?;
        let mut lines = Zeroizing::new(format!(
            "{ACCESS_KEY_ID} = {access_key_id}\n{SECRET_ACCESS_KEY} = {}\n",
            secret.secret_access_key
        ));
        if let Some(token) = &secret.session_token {
            lines.push_str(&format!("{SESSION_TOKEN} = {token}\n"));
        }
        text = Zeroizing::new(with_lines(&text, &section, &lines));
    }
    write(&path, &text).map_err(|error| {
        Failure::other(format!("{} could not be written: {error}.", path.display()), "Check its permissions.")
    })
}

fn path(profiles: &Profiles) -> Result<PathBuf, Failure> {
    let path = profiles.aws().credentials_path();
    path.ok_or_else(|| Failure::other("There is no home folder to look for AWS files in.", "Set HOME."))
}

/// The AWS files, unless the credentials file is the one that cannot be read.
async fn readable(profiles: &Profiles, path: &Path) -> Result<AwsProfiles, Failure> {
    let aws = profiles.aws().read().await;
    let at_fault =
        |problem: &&AwsFilesError| matches!(problem, AwsFilesError::Unreadable { path: it, .. } if it == path);
    match aws.problems.iter().find(at_fault) {
        Some(problem) => Err(problem.clone().into()),
        None => Ok(aws),
    }
}

/// A profile's key. One with lines indented below it is none: nobody can tell what of it is meant.
fn key(aws: &AwsProfiles, profile: &str) -> Option<(String, KeySecret)> {
    let get = |key: &str| aws.in_credentials(profile, key).map(str::to_owned);
    let all = [ACCESS_KEY_ID, SECRET_ACCESS_KEY, SESSION_TOKEN, SECURITY_TOKEN];
    if all.iter().any(|key| aws.in_credentials(profile, key).is_some_and(|value| value.contains('\n'))) {
        return None;
    }
    let secret = KeySecret { secret_access_key: get(SECRET_ACCESS_KEY)?, session_token: session_token(get) };
    Some((get(ACCESS_KEY_ID)?, secret))
}

/// Backups beside the file, newest first.
fn backups(path: &Path) -> Vec<String> {
    let Some(folder) = path.parent() else { return Vec::new() };
    let name = format!("{}{BACKUP}", path.file_name().unwrap_or_default().to_string_lossy());
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<String> = entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&name))
        .map(|entry| entry.path().display().to_string())
        .collect();
    found.sort_unstable_by(|one, other| other.cmp(one));
    found
}

/// Removes keys from the file. Gives the backup.
fn remove(path: &Path, imported: &[(String, Profile)], now: SystemTime) -> io::Result<PathBuf> {
    let text = Zeroizing::new(std::fs::read_to_string(path)?);
    let (noted, rest) = without_keys(&text, imported);
    let stamp = OffsetDateTime::from(now)
        .format(format_description!("[year]-[month]-[day]T[hour]-[minute]-[second]"))
        .map_err(io::Error::other)?;
    let mut backup = path.as_os_str().to_owned();
    backup.push(format!("{BACKUP}{stamp}"));
    let backup = PathBuf::from(backup);
    atomic_file::write(&backup, &noted)?;
    write(path, &rest)?;
    Ok(backup)
}

/// What becomes of a setting, and with it of what is indented below.
#[derive(Clone, Copy)]
enum Fate {
    /// It stays, and is noted.
    Stays,
    /// It stays: a secret of another profile, and nobody's business in the copy.
    Hidden,
    /// It is removed.
    Removed,
}

/// The file as it is noted, with references for secrets, and as it is without the keys.
fn without_keys(text: &str, imported: &[(String, Profile)]) -> (String, String) {
    let (mut noted, mut rest) = (String::new(), String::new());
    let mut section = None;
    let mut fate = Fate::Stays;
    for line in text.split_inclusive('\n') {
        match AwsLine::of(line) {
            AwsLine::Header(name) => {
                section = imported.iter().find(|(profile, _)| profile == name);
                fate = Fate::Stays;
                noted.push_str(line);
            }
            AwsLine::Setting(name) => {
                fate = match section {
                    Some(_) if name == ACCESS_KEY_ID || is_secret(&name) => Fate::Removed,
                    _ if is_secret(&name) => Fate::Hidden,
                    _ => Fate::Stays,
                };
                match (fate, section) {
                    (Fate::Removed, Some((_, profile))) if is_secret(&name) => {
                        noted.push_str(&format!("{name} = {REFERENCE}{}\n", profile.id));
                    }
                    (Fate::Hidden, _) => noted.push_str(&in_the_file(&name)),
                    _ => noted.push_str(line),
                }
            }
            kind @ (AwsLine::Rest | AwsLine::Nothing) => {
                let name = mentioned(line);
                if is_secret(&name) {
                    // What is no setting now may have been one, or be meant as one.
                    noted.push_str(&in_the_file(&name));
                } else if kind == AwsLine::Nothing || matches!(fate, Fate::Stays) {
                    noted.push_str(line);
                }
            }
        }
        if !matches!(fate, Fate::Removed) || AwsLine::of(line) == AwsLine::Nothing {
            rest.push_str(line);
        }
    }
    (noted, rest)
}

fn in_the_file(name: &str) -> String {
    format!("# {name} is in the file still\n")
}

/// The sections of a backup that hold references, with the ids of the profiles they refer to.
fn references(noted: &str) -> Vec<(String, String)> {
    let (mut found, mut section) = (Vec::new(), String::new());
    for line in noted.lines() {
        match AwsLine::of(line) {
            AwsLine::Header(name) => name.clone_into(&mut section),
            AwsLine::Setting(name) if name == SECRET_ACCESS_KEY => {
                let value = line.split_once('=').map(|(_, value)| value.trim());
                if let Some(id) = value.and_then(|value| value.strip_prefix(REFERENCE)) {
                    found.push((section.clone(), id.to_owned()));
                }
            }
            _ => {}
        }
    }
    found
}

/// The file with lines below a section's header; with the section at the end, when it is not there. A section that has a
/// key stays as it is.
fn with_lines(text: &str, section: &str, lines: &str) -> String {
    let mut out = String::new();
    let (mut within, mut there, mut at) = (false, false, None);
    for line in text.split_inclusive('\n') {
        match AwsLine::of(line) {
            AwsLine::Header(name) => {
                within = name == section;
                if within {
                    at = Some(out.len() + line.len());
                }
            }
            AwsLine::Setting(name) => there |= within && name == ACCESS_KEY_ID,
            AwsLine::Rest | AwsLine::Nothing => {}
        }
        out.push_str(line);
    }
    match at {
        _ if there => {}
        Some(at) if out[..at].ends_with('\n') => out.insert_str(at, lines),
        Some(at) => out.insert_str(at, &format!("\n{lines}")),
        None => {
            if !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
            out.push_str(&format!("{}[{section}]\n{lines}", if out.is_empty() { "" } else { "\n" }));
        }
    }
    out
}

/// Replaces the file, following a link to it and keeping its permissions.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let permissions = std::fs::metadata(&real).ok().map(|metadata| metadata.permissions());
    atomic_file::write(&real, text)?;
    permissions.map_or(Ok(()), |permissions| std::fs::set_permissions(&real, permissions))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::aws_files::AwsFiles;
    use super::super::keychain::Keychain;
    use super::super::memory_keychain::MemoryKeychain;
    use super::super::profile_file::ProfileFile;
    use super::super::secrets::Secrets;
    use super::*;

    const FILE: &str = "# mine\n[default]\naws_access_key_id = AKIDDEFAULT\naws_secret_access_key=planted-ONE\nregion = eu-west-1\n\n[temporary]\naws_access_key_id=AKIDTEMP\naws_secret_access_key = planted-TWO\naws_session_token = planted-THREE\n\n[other]\naws_access_key_id = AKIDOTHER\naws_secret_access_key = planted-FOUR\n";

    struct Bench {
        folder: tempfile::TempDir,
        keychain: Arc<MemoryKeychain>,
        profiles: Profiles,
    }

    fn bench() -> Bench {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("credentials");
        std::fs::write(&path, FILE).expect("written");
        let keychain = Arc::new(MemoryKeychain::default());
        let aws = AwsFiles::of(&[("AWS_SHARED_CREDENTIALS_FILE", &path.to_string_lossy())]);
        let file = ProfileFile::new(folder.path().join("profiles.toml"));
        let profiles = Profiles::new(file, Secrets::new(keychain.clone()), aws);
        Bench { folder, keychain, profiles }
    }

    impl Bench {
        fn text(&self, name: &str) -> String {
            std::fs::read_to_string(self.folder.path().join(name)).expect("read")
        }

        async fn import(&self, names: &[&str], remove: bool) -> KeysImported {
            let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            import(&self.profiles, &names, remove, SystemTime::UNIX_EPOCH).await.expect("imported")
        }
    }

    #[tokio::test]
    async fn keys_are_listed_without_their_secrets() {
        let bench = bench();
        let found = keys(&bench.profiles).await.expect("listed");
        let names: Vec<&str> = found.keys.iter().map(|key| key.profile.as_str()).collect();
        assert_eq!(names, ["default", "temporary", "other"]);
        assert!(found.keys[1].has_session_token && !found.keys[0].has_session_token);
        assert!(!format!("{found:?}").contains("planted"));
        bench.import(&["default"], false).await;
        let again = keys(&bench.profiles).await.expect("listed");
        assert_eq!(again.keys[0].saved_as.as_deref(), Some("default (keychain)"));
        assert_eq!(bench.text("credentials"), FILE, "nothing was asked to be removed");
    }

    #[tokio::test]
    async fn removed_keys_are_in_the_keychain_and_in_no_file() {
        let bench = bench();
        let done = bench.import(&["default", "temporary"], true).await;
        assert_eq!(done.profiles.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["default", "temporary"]);
        assert_eq!(done.profiles[0].region, "eu-west-1");
        let kept = bench.keychain.load(&done.profiles[1].id).expect("reachable").expect("kept");
        let kept = KeySecret::from_entry(&kept).expect("whole");
        assert_eq!(kept.session_token.as_deref(), Some("planted-THREE"));
        let rest = bench.text("credentials");
        assert_eq!(
            rest,
            "# mine\n[default]\nregion = eu-west-1\n\n[temporary]\n\n[other]\naws_access_key_id = AKIDOTHER\naws_secret_access_key = planted-FOUR\n"
        );
        let backup = std::fs::read_to_string(done.backup.expect("a backup")).expect("read");
        assert!(!backup.contains("planted"), "{backup}");
        assert!(backup.contains("AKIDDEFAULT") && backup.contains("AKIDTEMP"), "{backup}");
    }

    #[tokio::test]
    async fn they_can_be_put_back_beside_what_is_there_by_then() {
        let bench = bench();
        let done = bench.import(&["default", "temporary"], true).await;
        let path = bench.folder.path().join("credentials");
        std::fs::write(
            &path,
            "[default]\nregion = eu-west-1\n[new]\naws_access_key_id = AKIDNEW\naws_secret_access_key = x",
        )
        .expect("written");
        let backup = done.backup.expect("a backup");
        restore(&bench.profiles, &backup).await.expect("put back");
        assert_eq!(
            bench.text("credentials"),
            "[default]\naws_access_key_id = AKIDDEFAULT\naws_secret_access_key = planted-ONE\nregion = eu-west-1\n[new]\naws_access_key_id = AKIDNEW\naws_secret_access_key = x\n\n[temporary]\naws_access_key_id = AKIDTEMP\naws_secret_access_key = planted-TWO\naws_session_token = planted-THREE\n"
        );
        let once = bench.text("credentials");
        restore(&bench.profiles, &backup).await.expect("nothing to do");
        assert_eq!(bench.text("credentials"), once);
        assert!(restore(&bench.profiles, "/etc/passwd").await.is_err(), "only a backup of ours");
    }

    #[tokio::test]
    async fn a_session_token_by_its_name_of_old_comes_and_goes_with_its_key() {
        let bench = bench();
        let old =
            "aws_access_key_id = AKIDOLD\naws_secret_access_key = planted-ONE\naws_security_token = planted-TWO\n";
        let both = format!("{}aws_session_token = planted-THREE\n", old.replace("AKIDOLD", "AKIDBOTH"));
        std::fs::write(bench.folder.path().join("credentials"), format!("[old]\n{old}[both]\n{both}"))
            .expect("written");
        let found = keys(&bench.profiles).await.expect("listed");
        assert!(found.keys.len() == 2 && found.keys.iter().all(|key| key.has_session_token));
        let done = bench.import(&["old", "both"], true).await;
        for profile in &done.profiles {
            let (_, secret) = bench.profiles.key(&profile.id).await.expect("kept");
            assert_eq!(secret.session_token.as_deref(), Some("planted-TWO"), "{}", profile.name);
        }
        assert_eq!(bench.text("credentials"), "[old]\n[both]\n");
        let backup = done.backup.expect("a backup");
        assert!(!std::fs::read_to_string(&backup).expect("read").contains("planted"));
        restore(&bench.profiles, &backup).await.expect("put back");
        let there = keys(&bench.profiles).await.expect("listed").keys;
        assert_eq!(there.iter().filter(|key| key.has_session_token).count(), 2);
    }

    #[tokio::test]
    async fn what_is_indented_belongs_to_the_setting_above() {
        let bench = bench();
        let file = "[default]\noutput = json\n  [other]\n  aws_secret_access_key = planted-LOST\n# aws_session_token = planted-PAST\naws_access_key_id = AKIDDEFAULT\naws_secret_access_key = planted-ONE\n[odd]\naws_access_key_id = AKIDODD\naws_secret_access_key = planted-ODD\n  [default]\n[nested]\naws_secret_access_key = planted-A\n  planted-B\nregion = eu-west-1\n";
        std::fs::write(bench.folder.path().join("credentials"), file).expect("written");
        let found = keys(&bench.profiles).await.expect("listed");
        let names: Vec<&str> = found.keys.iter().map(|key| key.profile.as_str()).collect();
        assert_eq!(names, ["default"], "a key with lines below it is none");
        let done = bench.import(&["default"], true).await;
        let removed = "aws_access_key_id = AKIDDEFAULT\naws_secret_access_key = planted-ONE\n";
        assert_eq!(bench.text("credentials"), file.replacen(removed, "", 1));
        let noted = std::fs::read_to_string(done.backup.expect("a backup")).expect("read");
        assert!(!noted.contains("planted") && noted.contains("  [other]\n"), "{noted}");
        let (_, secret) = bench.profiles.key(&done.profiles[0].id).await.expect("kept");
        assert_eq!(secret.secret_access_key, "planted-ONE");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_linked_file_stays_a_link_and_private() {
        use std::os::unix::fs::PermissionsExt;
        let bench = bench();
        let (path, real) = (bench.folder.path().join("credentials"), bench.folder.path().join("dotfiles"));
        std::fs::rename(&path, &real).expect("moved");
        std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).expect("set");
        std::os::unix::fs::symlink(&real, &path).expect("linked");
        bench.import(&["default"], true).await;
        assert!(path.is_symlink());
        assert!(!bench.text("dotfiles").contains("planted-ONE"));
        assert_eq!(std::fs::metadata(&real).expect("there").permissions().mode() & 0o777, 0o640);
    }
}
