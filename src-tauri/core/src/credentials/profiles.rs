//! Saved profiles: the file without secrets and the places for secrets, kept in step.

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use tokio::sync::Mutex;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::keychain::{KeySecret, KeychainError};
use super::profile_file::ProfileFile;
use super::secrets::Secrets;
use crate::failure::{Failure, FailureCode, Field, FieldProblem};
use crate::invoke::endpoint::Endpoint;
use crate::invoke::region::Region;
use crate::wire::{Keep, Profile, ProfileCredentials, ProfileDraft, SANDBOX_PROFILE};

/// The longest profile name, in characters. The chip cuts longer ones anyway.
const LONGEST_NAME: usize = 80;

/// All saved profiles.
pub struct Profiles {
    file: ProfileFile,
    secrets: Secrets,
    /// One change at a time: a change reads the file and writes it.
    changing: Mutex<()>,
}

/// A profile whose secret is at hand.
#[derive(Clone, Debug)]
pub struct ResolvedProfile {
    /// The profile.
    pub profile: Profile,
    /// Its credentials.
    pub credentials: SharedCredentialsProvider,
}

impl Profiles {
    /// Profiles in a file, with their secrets.
    pub fn new(file: ProfileFile, secrets: Secrets) -> Self {
        Self { file, secrets, changing: Mutex::new(()) }
    }

    /// All profiles in the order of the file.
    ///
    /// # Errors
    /// When the file cannot be understood.
    pub fn list(&self) -> Result<Vec<Profile>, Failure> {
        Ok(self.file.read()?)
    }

    /// Whether the keychain can be reached.
    ///
    /// # Errors
    /// Why not.
    pub async fn check_keychain(&self) -> Result<(), KeychainError> {
        self.secrets.check().await
    }

    /// Adds or changes a profile. The secret is kept first, so that no profile is ever saved without it.
    ///
    /// # Errors
    /// The fields at fault, the keychain's refusal, or the file's. Nothing is changed then, but for a secret that
    /// replaced an earlier one just before the file could not be written.
    pub async fn save(&self, draft: &ProfileDraft) -> Result<Profile, Failure> {
        let _one_at_a_time = self.changing.lock().await;
        let profiles = self.file.read()?;
        let old = match &draft.id {
            None => None,
            Some(id) => Some(profiles.iter().find(|profile| profile.id == *id).ok_or_else(|| not_found(id))?),
        };
        let checked = Checked::from(draft, old, &profiles)?;
        let id = old.map_or_else(|| Uuid::new_v4().to_string(), |old| old.id.clone());
        let kept = old.map(|old| {
            let ProfileCredentials::AccessKeys { keep, .. } = old.credentials;
            keep
        });
        let has_session_token = self.keep_secret(&id, draft, &checked, kept).await?;
        let profile = Profile {
            id,
            name: checked.name,
            region: checked.region,
            allow_plain_http: checked.endpoint.is_some() && draft.allow_plain_http,
            fips: checked.endpoint.is_none() && draft.fips,
            dual_stack: checked.endpoint.is_none() && draft.dual_stack,
            endpoint: checked.endpoint,
            credentials: ProfileCredentials::AccessKeys {
                access_key_id: checked.access_key_id,
                has_session_token,
                keep: draft.keep,
            },
        };
        if let Err(error) = self.file.put(&profile) {
            if old.is_none() {
                // The file's error is the one to tell; an orphan in the keychain harms nobody.
                let _ = self.secrets.delete(&profile.id, draft.keep).await;
            }
            return Err(error.into());
        }
        if let Some(before) = kept
            && before != draft.keep
        {
            self.forget(&profile.id, before).await?;
        }
        Ok(profile)
    }

    /// Keeps what the draft brings, together with what is kept already. Says whether there is a session token.
    async fn keep_secret(
        &self,
        id: &str,
        draft: &ProfileDraft,
        checked: &Checked,
        kept: Option<Keep>,
    ) -> Result<bool, Failure> {
        let before = match kept {
            Some(keep) if checked.secret_access_key.is_none() || draft.session_token.is_none() => {
                self.secrets.load(id, keep).await?
            }
            _ => None,
        };
        let secret_access_key = match (&checked.secret_access_key, &before) {
            (Some(new), _) => String::clone(new),
            (None, Some(before)) => before.secret_access_key.clone(),
            (None, None) => {
                let message = "The secret is not there any more. Enter it again.";
                return Err(Failure::invalid(vec![FieldProblem::new(Field::SecretAccessKey, message)]));
            }
        };
        let session_token = match draft.session_token.as_deref().map(str::trim) {
            Some("") => None,
            Some(token) => Some(token.to_owned()),
            // A new secret is another key: the old token does not belong to it.
            None if checked.secret_access_key.is_some() => None,
            None => before.as_ref().and_then(|before| before.session_token.clone()),
        };
        let has_session_token = session_token.is_some();
        let secret = KeySecret { secret_access_key, session_token };
        if before.as_ref() != Some(&secret) || kept != Some(draft.keep) {
            self.secrets.store(id, secret, draft.keep).await?;
        }
        Ok(has_session_token)
    }

    /// Deletes a profile's secret and then the profile.
    ///
    /// # Errors
    /// When either stays. A keychain that cannot be reached does not keep the profile alive.
    pub async fn delete(&self, id: &str) -> Result<(), Failure> {
        let _one_at_a_time = self.changing.lock().await;
        let profiles = self.file.read()?;
        let Some(profile) = profiles.iter().find(|profile| profile.id == id) else { return Ok(()) };
        let ProfileCredentials::AccessKeys { keep, .. } = profile.credentials;
        self.forget(id, keep).await?;
        self.file.remove(id)?;
        Ok(())
    }

    async fn forget(&self, id: &str, keep: Keep) -> Result<(), Failure> {
        match self.secrets.delete(id, keep).await {
            Ok(()) | Err(KeychainError::NoService(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// A profile with its credentials.
    ///
    /// # Errors
    /// [`FailureCode::SecretMissing`] when its secret has to be entered again; otherwise why it cannot be used.
    pub async fn resolve(&self, id: &str) -> Result<ResolvedProfile, Failure> {
        let profile = self.file.read()?.into_iter().find(|profile| profile.id == id).ok_or_else(|| not_found(id))?;
        let ProfileCredentials::AccessKeys { access_key_id, keep, .. } = &profile.credentials;
        let Some(secret) = self.secrets.load(id, *keep).await? else {
            let why = match keep {
                Keep::Keychain => "is not in the keychain",
                Keep::ThisRun => "was kept for an earlier run only",
            };
            return Err(Failure {
                code: FailureCode::SecretMissing,
                message: format!("The secret of “{}” {why}.", profile.name),
                hint: "Enter it again in the profile.".into(),
                problems: Vec::new(),
            });
        };
        let credentials = Credentials::new(
            access_key_id,
            &secret.secret_access_key,
            secret.session_token.clone(),
            None,
            "lambdesk profile",
        );
        Ok(ResolvedProfile { credentials: SharedCredentialsProvider::new(credentials), profile })
    }
}

fn not_found(id: &str) -> Failure {
    Failure::other(format!("There is no profile with the id {id}."), "It may have been deleted. Choose another one.")
}

/// The fields of a draft, each in order.
struct Checked {
    name: String,
    access_key_id: String,
    secret_access_key: Option<Zeroizing<String>>,
    region: String,
    endpoint: Option<String>,
}

impl Checked {
    fn from(draft: &ProfileDraft, old: Option<&Profile>, all: &[Profile]) -> Result<Self, Failure> {
        let mut problems = Vec::new();
        let mut refuse = |field, message: String| problems.push(FieldProblem::new(field, message));

        let name = draft.name.trim();
        let taken = |profile: &&Profile| {
            profile.name.eq_ignore_ascii_case(name) && Some(profile.id.as_str()) != draft.id.as_deref()
        };
        if name.is_empty() {
            refuse(Field::Name, "Give the profile a name.".into());
        } else if name.chars().count() > LONGEST_NAME {
            refuse(Field::Name, format!("A name has at most {LONGEST_NAME} characters."));
        } else if name.chars().any(char::is_control) {
            refuse(Field::Name, "A name is one line of text.".into());
        } else if name.eq_ignore_ascii_case(SANDBOX_PROFILE) || all.iter().find(taken).is_some() {
            refuse(Field::Name, format!("There is a profile “{name}” already."));
        }

        let access_key_id = draft.access_key_id.trim();
        let key_form = (4..=128).contains(&access_key_id.len())
            && access_key_id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        if !key_form {
            refuse(Field::AccessKeyId, "An access key ID is letters and digits, such as AKIAIOSFODNN7EXAMPLE.".into());
        }

        let secret = draft.secret_access_key.as_deref().map(str::trim).filter(|secret| !secret.is_empty());
        match secret {
            None if old.is_none() => refuse(Field::SecretAccessKey, "Enter the secret access key.".into()),
            Some(secret) if !is_printable(secret) => {
                refuse(Field::SecretAccessKey, "A secret access key is one line without spaces.".into());
            }
            _ => {}
        }
        let new_key = old.is_some_and(|old| {
            let ProfileCredentials::AccessKeys { access_key_id: before, .. } = &old.credentials;
            before != access_key_id
        });
        if new_key && secret.is_none() {
            refuse(Field::SecretAccessKey, "Another access key ID has another secret. Enter it.".into());
        }
        if draft.session_token.as_deref().map(str::trim).is_some_and(|token| !token.is_empty() && !is_printable(token))
        {
            refuse(Field::SessionToken, "A session token is one line without spaces.".into());
        }

        let endpoint = Some(draft.endpoint.trim()).filter(|endpoint| !endpoint.is_empty());
        let parsed =
            endpoint.map(|endpoint| Endpoint::custom(endpoint)?.or_plain_http(draft.allow_plain_http)).transpose();
        let region = if endpoint.is_some() {
            Region::parse_for_custom_endpoint(&draft.region)
        } else {
            Region::parse(&draft.region)
        };
        if let Err(message) = &region {
            refuse(Field::Region, message.clone());
        }
        if let Err(message) = &parsed {
            refuse(Field::Endpoint, message.clone());
        }
        match (region, parsed) {
            (Ok(region), Ok(endpoint)) if problems.is_empty() => Ok(Self {
                name: name.to_owned(),
                access_key_id: access_key_id.to_owned(),
                secret_access_key: secret.map(str::to_owned).map(Zeroizing::new),
                region: region.to_string(),
                endpoint: endpoint.map(|endpoint| endpoint.as_str().to_owned()),
            }),
            _ => Err(Failure::invalid(problems)),
        }
    }
}

/// One line of visible ASCII: what AWS's secrets and tokens are made of, and what a header can carry.
fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use aws_credential_types::provider::ProvideCredentials;

    use super::super::keychain::Keychain;
    use super::super::memory_keychain::MemoryKeychain;
    use super::*;

    struct Bench {
        folder: tempfile::TempDir,
        keychain: Arc<MemoryKeychain>,
        profiles: Profiles,
    }

    fn bench() -> Bench {
        let folder = tempfile::tempdir().expect("a folder");
        let keychain = Arc::new(MemoryKeychain::default());
        let file = ProfileFile::new(folder.path().join("profiles.toml"));
        let profiles = Profiles::new(file, Secrets::new(keychain.clone()));
        Bench { folder, keychain, profiles }
    }

    fn draft() -> ProfileDraft {
        ProfileDraft {
            id: None,
            name: "Staging".into(),
            access_key_id: "AKIDEXAMPLE".into(),
            secret_access_key: Some("planted-SECRET".into()),
            session_token: None,
            region: "eu-west-1".into(),
            endpoint: String::new(),
            allow_plain_http: false,
            fips: false,
            dual_stack: false,
            keep: Keep::Keychain,
        }
    }

    fn fields(result: Result<Profile, Failure>) -> Vec<Field> {
        result.expect_err("refused").problems.iter().map(|problem| problem.field).collect()
    }

    #[tokio::test]
    async fn a_secret_goes_to_the_keychain_and_into_no_file() {
        let bench = bench();
        let saved = bench.profiles.save(&draft()).await.expect("saved");
        let kept = bench.keychain.load(&saved.id).expect("reachable").expect("kept");
        assert_eq!(kept.secret_access_key, "planted-SECRET");
        let text = std::fs::read_to_string(bench.folder.path().join("profiles.toml")).expect("read");
        assert!(text.contains("AKIDEXAMPLE") && !text.contains("planted-SECRET"), "{text}");
        let resolved = bench.profiles.resolve(&saved.id).await.expect("resolved");
        let credentials = resolved.credentials.provide_credentials().await.expect("credentials");
        assert_eq!(credentials.secret_access_key(), "planted-SECRET");
    }

    #[tokio::test]
    async fn a_change_without_a_secret_keeps_it_with_its_token() {
        let bench = bench();
        let first = with(|draft| draft.session_token = Some("TOKEN".into()));
        let saved = bench.profiles.save(&first).await.expect("saved");
        let mut change = with(|draft| {
            draft.id = Some(saved.id.clone());
            draft.name = "Renamed".into();
            draft.secret_access_key = None;
        });
        let renamed = bench.profiles.save(&change).await.expect("saved");
        assert_eq!((renamed.id.as_str(), renamed.name.as_str()), (saved.id.as_str(), "Renamed"));
        let kept = bench.keychain.load(&saved.id).expect("reachable").expect("kept");
        assert_eq!((kept.secret_access_key.as_str(), kept.session_token.as_deref()), ("planted-SECRET", Some("TOKEN")));
        assert_eq!(bench.profiles.list().expect("read").len(), 1);
        change.session_token = Some(String::new());
        bench.profiles.save(&change).await.expect("saved");
        assert_eq!(bench.keychain.load(&saved.id).expect("reachable").expect("kept").session_token, None);
    }

    #[tokio::test]
    async fn another_key_needs_another_secret() {
        let bench = bench();
        let saved = bench.profiles.save(&draft()).await.expect("saved");
        let change = with(|draft| {
            draft.id = Some(saved.id);
            draft.access_key_id = "AKIDOTHER".into();
            draft.secret_access_key = None;
        });
        assert_eq!(fields(bench.profiles.save(&change).await), [Field::SecretAccessKey]);
    }

    #[tokio::test]
    async fn deleting_takes_the_secret_with_it() {
        let bench = bench();
        let saved = bench.profiles.save(&draft()).await.expect("saved");
        bench.profiles.delete(&saved.id).await.expect("deleted");
        assert_eq!(bench.keychain.load(&saved.id), Ok(None));
        assert_eq!(bench.profiles.list().expect("read"), []);
        bench.profiles.delete(&saved.id).await.expect("deleting twice is no error");
    }

    #[tokio::test]
    async fn a_secret_for_this_run_never_sees_the_keychain() {
        let bench = bench();
        let saved = bench.profiles.save(&with(|draft| draft.keep = Keep::ThisRun)).await.expect("saved");
        assert_eq!(bench.keychain.load(&saved.id), Ok(None));
        assert!(bench.profiles.resolve(&saved.id).await.is_ok());
        let next_run = Profiles::new(bench.profiles.file.clone(), Secrets::new(bench.keychain.clone()));
        let failure = next_run.resolve(&saved.id).await.expect_err("forgotten");
        assert_eq!(failure.code, FailureCode::SecretMissing);
    }

    #[tokio::test]
    async fn each_impossible_field_is_named() {
        let bench = bench();
        let wrong = with(|draft| {
            draft.name = " ".into();
            draft.access_key_id = "a b".into();
            draft.secret_access_key = Some(" ".into());
            draft.session_token = Some("a b".into());
            draft.region = "Europe".into();
            draft.endpoint = "nowhere".into();
        });
        assert_eq!(
            fields(bench.profiles.save(&wrong).await),
            [
                Field::Name,
                Field::AccessKeyId,
                Field::SecretAccessKey,
                Field::SessionToken,
                Field::Region,
                Field::Endpoint
            ]
        );
        bench.profiles.save(&draft()).await.expect("saved");
        for name in ["STAGING", "sandbox"] {
            let taken = with(|draft| draft.name = name.into());
            assert_eq!(fields(bench.profiles.save(&taken).await), [Field::Name], "{name}");
        }
    }

    fn with(change: impl FnOnce(&mut ProfileDraft)) -> ProfileDraft {
        let mut draft = draft();
        change(&mut draft);
        draft
    }
}
