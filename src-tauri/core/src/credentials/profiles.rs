//! Saved profiles: the file without secrets and the places for secrets, kept in step.

use tokio::sync::Mutex;
use uuid::Uuid;

use super::aws_chain::{self, ChainError};
use super::aws_files::{AwsFiles, AwsProfiles};
use super::chain::{Base, Chain, Given, Role, Sso};
use super::draft::{Checked, is_read_only, role_duration};
use super::key_secret::KeySecret;
use super::keychain::{KeychainError, SecretText};
use super::profile_file::{ProfileFile, aws_id};
use super::secrets::Secrets;
use crate::failure::{Failure, FailureCode, Field, FieldProblem};
use crate::wire::{
    CredentialsDraft, ENVIRONMENT_PROFILE, Keep, Profile, ProfileCredentials, ProfileDraft, ProfileList,
    SANDBOX_PROFILE,
};

/// All profiles.
pub struct Profiles {
    file: ProfileFile,
    secrets: Secrets,
    aws: AwsFiles,
    /// One change at a time: a change reads the file and writes it.
    changing: Mutex<()>,
}

/// Everything that is to be known of one profile before its credentials are asked for.
#[derive(Debug)]
pub struct Found {
    /// The profile.
    pub profile: Profile,
    /// What the AWS files and the environment say.
    pub aws: AwsProfiles,
    /// How it comes to credentials.
    pub chain: Chain,
}

impl Profiles {
    /// Profiles in a file, with their secrets, beside those of the AWS files.
    pub fn new(file: ProfileFile, secrets: Secrets, aws: AwsFiles) -> Self {
        Self { file, secrets, aws, changing: Mutex::new(()) }
    }

    /// The places for secrets.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// The AWS files.
    pub fn aws(&self) -> &AwsFiles {
        &self.aws
    }

    /// All profiles. What cannot be read is told, and the rest is listed.
    pub async fn list(&self) -> ProfileList {
        let aws = self.aws.read().await;
        let mut failures: Vec<Failure> = aws.problems.iter().cloned().map(Failure::from).collect();
        let saved = self.file.read().unwrap_or_else(|error| {
            failures.insert(0, error.into());
            Vec::new()
        });
        ProfileList { profiles: merged(saved, &aws), failures }
    }

    /// One profile, and how it comes to credentials.
    ///
    /// # Errors
    /// When it is not there, or has no way to any.
    pub async fn find(&self, id: &str) -> Result<Found, Failure> {
        let aws = self.aws.read().await;
        // A file that cannot be read is no reason to refuse a profile that is not in it.
        let saved = self.file.read();
        let (saved, unread) = saved.map_or_else(|error| (Vec::new(), Some(error)), |saved| (saved, None));
        let all = merged(saved, &aws);
        let chain = chain(id, &all, &aws);
        let Some(profile) = all.into_iter().find(|profile| profile.id == id) else {
            let reason = unread.map(Failure::from).or_else(|| aws.problems.first().cloned().map(Failure::from));
            return Err(reason.unwrap_or_else(not_found));
        };
        Ok(Found { profile, chain: chain?, aws })
    }

    /// Adds or changes a profile. The secret is kept first, so that no profile is ever saved without it.
    ///
    /// # Errors
    /// The fields at fault, the keychain's refusal, or the file's. Nothing is changed then, but for a secret that
    /// replaced an earlier one just before the file could not be written.
    pub async fn save(&self, draft: &ProfileDraft) -> Result<Profile, Failure> {
        let _one_at_a_time = self.changing.lock().await;
        let all = merged(self.file.read()?, &self.aws.read().await);
        let old = match &draft.id {
            None => None,
            Some(id) => Some(all.iter().find(|profile| profile.id == *id).ok_or_else(not_found)?),
        };
        let Checked { mut profile, secret_access_key } = Checked::from(draft, old, &all)?;
        if old.is_none() {
            profile.id = Uuid::new_v4().to_string();
        }
        let kept = old.and_then(kept);
        if let (
            ProfileCredentials::AccessKeys { has_session_token, keep, .. },
            CredentialsDraft::AccessKeys { session_token, .. },
        ) = (&mut profile.credentials, &draft.credentials)
        {
            let new = NewSecret {
                secret_access_key: secret_access_key.as_ref().map(SecretText::expose),
                session_token: session_token.as_deref().map(str::trim),
                keep: *keep,
            };
            *has_session_token = self.keep_secret(&profile.id, &new, kept).await?;
        }
        if let Err(error) = self.file.put(&profile) {
            if old.is_none()
                && let Some(keep) = self::kept(&profile)
            {
                // The file's error is the one to tell; an orphan in the keychain harms nobody.
                let _ = self.secrets.delete(&profile.id, keep).await;
            }
            return Err(error.into());
        }
        if let Some(before) = kept
            && self::kept(&profile) != Some(before)
        {
            // A keychain that does not let go of it now is no reason to tell that nothing was saved: it is asked again
            // when the profile is deleted.
            let _ = self.secrets.delete(&profile.id, before).await;
        }
        Ok(profile)
    }

    /// Adds a profile with its secret as it is, for an import. Its id must be new.
    ///
    /// # Errors
    /// The keychain's refusal, or the file's. Nothing is changed then.
    pub async fn add(&self, profile: &Profile, secret: Option<(&KeySecret, Keep)>) -> Result<(), Failure> {
        let _one_at_a_time = self.changing.lock().await;
        if let Some((secret, keep)) = secret {
            self.secrets.store(&profile.id, secret.to_entry()?, keep).await?;
        }
        if let Err(error) = self.file.put(profile) {
            if let Some((_, keep)) = secret {
                // As above.
                let _ = self.secrets.delete(&profile.id, keep).await;
            }
            return Err(error.into());
        }
        Ok(())
    }

    /// Keeps what a draft brings, together with what is kept already. Says whether there is a session token.
    async fn keep_secret(&self, id: &str, new: &NewSecret<'_>, kept: Option<Keep>) -> Result<bool, Failure> {
        let before = match kept {
            Some(keep) if new.secret_access_key.is_none() || new.session_token.is_none() => {
                self.secrets.load(id, keep).await?.map(|text| KeySecret::from_entry(&text)).transpose()?
            }
            _ => None,
        };
        let secret_access_key = match (new.secret_access_key, &before) {
            (Some(new), _) => new.to_owned(),
            (None, Some(before)) => before.secret_access_key.clone(),
            (None, None) => {
                let message = "The secret is not there any more. Enter it again.";
                return Err(Failure::invalid(vec![FieldProblem::new(Field::SecretAccessKey, message)]));
            }
        };
        let session_token = match new.session_token {
            Some("") => None,
            Some(token) => Some(token.to_owned()),
            // A new secret is another key: the old token does not belong to it.
            None if new.secret_access_key.is_some() => None,
            None => before.as_ref().and_then(|before| before.session_token.clone()),
        };
        let has_session_token = session_token.is_some();
        let secret = KeySecret { secret_access_key, session_token };
        if before.as_ref() != Some(&secret) || kept != Some(new.keep) {
            self.secrets.store(id, secret.to_entry()?, new.keep).await?;
        }
        Ok(has_session_token)
    }

    /// Deletes a profile's secret and then the profile. Of one that is not ours, what was noted of it.
    ///
    /// # Errors
    /// When either stays. A keychain that cannot be reached does not keep the profile alive.
    pub async fn delete(&self, id: &str) -> Result<(), Failure> {
        let _one_at_a_time = self.changing.lock().await;
        let profiles = self.file.read()?;
        let Some(profile) = profiles.iter().find(|profile| profile.id == id) else { return Ok(()) };
        match (kept(profile), self.secrets.forget(id).await) {
            (Some(Keep::Keychain), Err(error)) if !matches!(error, KeychainError::NoService(_)) => {
                return Err(error.into());
            }
            // Where its secret is kept for this run, or is none, only an older one could be in the keychain.
            _ => {}
        }
        self.file.remove(id)?;
        Ok(())
    }

    /// A saved profile's access key.
    ///
    /// # Errors
    /// [`FailureCode::SecretMissing`] when its secret has to be entered again; otherwise why it cannot be read.
    pub async fn key(&self, id: &str) -> Result<(String, KeySecret), Failure> {
        let profile = self.file.read()?.into_iter().find(|profile| profile.id == id).ok_or_else(not_found)?;
        let ProfileCredentials::AccessKeys { access_key_id, keep, .. } = profile.credentials else {
            return Err(not_found());
        };
        let Some(secret) = self.secrets.load(id, keep).await? else {
            let why = match keep {
                Keep::Keychain => "is not in the keychain",
                Keep::ThisRun => "was kept for an earlier run only",
            };
            let message = format!("The secret of “{}” {why}.", profile.name);
            return Err(Failure::of(FailureCode::SecretMissing, message, "Enter it again in the profile."));
        };
        Ok((access_key_id, KeySecret::from_entry(&secret)?))
    }

    /// The saved profiles alone, as `profiles.toml` has them.
    ///
    /// # Errors
    /// When the file cannot be understood.
    pub fn saved(&self) -> Result<Vec<Profile>, Failure> {
        Ok(self.file.read()?)
    }
}

/// What a draft brings of a secret.
struct NewSecret<'a> {
    secret_access_key: Option<&'a str>,
    session_token: Option<&'a str>,
    keep: Keep,
}

fn not_found() -> Failure {
    Failure::other("The chosen profile is not there any more.", "Choose another one at the top.")
}

/// Where a profile's secret is; `None` when it has none of its own.
fn kept(profile: &Profile) -> Option<Keep> {
    match profile.credentials {
        ProfileCredentials::AccessKeys { keep, .. } => Some(keep),
        _ => None,
    }
}

/// The saved profiles, those of the AWS files, and the environment. A saved entry for one of the latter gives it its
/// name and mark, and is left out when what it speaks of is gone.
fn merged(saved: Vec<Profile>, aws: &AwsProfiles) -> Vec<Profile> {
    let (marks, mut all): (Vec<_>, Vec<_>) = saved.into_iter().partition(|profile| is_read_only(&profile.credentials));
    let marked = |mut profile: Profile| {
        if let Some(mark) = marks.iter().find(|mark| mark.id == profile.id) {
            profile.name.clone_from(&mark.name);
            profile.production = mark.production;
        }
        profile
    };
    for name in aws.names() {
        let resolved = aws_chain::resolve(aws, name);
        // A section that says nothing of credentials sets defaults for others, or is a remnant.
        if resolved == Err(ChainError::Nothing(name.clone())) {
            continue;
        }
        let summary = resolved.as_ref().map_or_else(|_| "cannot be used".into(), Chain::summary);
        let credentials = ProfileCredentials::AwsFiles { profile: name.clone(), summary };
        let account = resolved.as_ref().ok().and_then(aws_chain::account);
        let problem = resolved.err().map(|error| error.to_string());
        all.push(marked(foreign(aws_id(name), name.clone(), Some(name), aws, credentials, account, problem)));
    }
    if let Some(summary) = aws.given() {
        let credentials = ProfileCredentials::Environment { summary };
        let problem = aws.check_settings(Some(&aws.selected())).err().map(|error| error.to_string());
        all.push(marked(foreign(
            ENVIRONMENT_PROFILE.into(),
            "Environment".into(),
            None,
            aws,
            credentials,
            None,
            problem,
        )));
    }
    all
}

fn foreign(
    id: String,
    name: String,
    profile: Option<&str>,
    aws: &AwsProfiles,
    credentials: ProfileCredentials,
    account: Option<String>,
    problem: Option<String>,
) -> Profile {
    // As for the AWS CLI, the region of the selected profile stands over the environment's keys too.
    let settings = aws.settings(Some(profile.unwrap_or(&aws.selected())));
    let own = settings.endpoint_url.is_none();
    Profile {
        id,
        name,
        region: settings.region.unwrap_or_default(),
        endpoint: settings.endpoint_url,
        // What the user's own files say is confirmed by that.
        allow_plain_http: !own,
        fips: own && settings.variant.fips,
        dual_stack: own && settings.variant.dual_stack,
        production: false,
        credentials,
        account,
        problem,
    }
}

/// How a profile comes to credentials.
fn chain(id: &str, all: &[Profile], aws: &AwsProfiles) -> Result<Chain, Failure> {
    let mut roles = Vec::new();
    let mut at = id;
    // As many steps as there are profiles: more of them lead in a circle.
    for _ in 0..=all.len() {
        if at == SANDBOX_PROFILE {
            roles.reverse();
            return Ok(Chain { base: Base::Sandbox, roles });
        }
        let Some(profile) = all.iter().find(|profile| profile.id == at) else {
            if at == id {
                return Err(not_found());
            }
            let message = "The profile that assumes this role is not there any more.";
            return Err(Failure::other(message, "Choose another one in the profile."));
        };
        let (base, more) = match &profile.credentials {
            ProfileCredentials::AccessKeys { .. } => (Base::Saved { profile: profile.id.clone() }, Vec::new()),
            ProfileCredentials::IdentityCenter { start_url, sso_region, account_id, role_name, .. } => {
                let sso = Sso {
                    session: None,
                    start_url: start_url.clone(),
                    region: sso_region.clone(),
                    account_id: account_id.clone(),
                    role_name: role_name.clone(),
                };
                (Base::Sso(sso), Vec::new())
            }
            ProfileCredentials::AwsFiles { profile, .. } => {
                let chain = aws_chain::resolve(aws, profile).map_err(|error| {
                    Failure::other(error.to_string(), "Mend it in the AWS config file, or choose another profile.")
                })?;
                (chain.base, chain.roles)
            }
            ProfileCredentials::Environment { .. } => {
                aws.check_settings(Some(&aws.selected()))
                    .map_err(|error| Failure::other(error.to_string(), "Correct it, or remove it."))?;
                (Base::Given(Given::Any), Vec::new())
            }
            ProfileCredentials::AssumeRole { source, role_arn, external_id, session_name, duration, mfa_serial } => {
                roles.push(Role {
                    arn: role_arn.clone(),
                    external_id: external_id.clone(),
                    session_name: session_name.clone(),
                    duration_seconds: duration.as_deref().and_then(|text| role_duration(text).ok()),
                    mfa_serial: mfa_serial.clone(),
                });
                at = source;
                continue;
            }
        };
        roles.reverse();
        return Ok(Chain { base, roles: more.into_iter().chain(roles).collect() });
    }
    Err(Failure::other(
        "The profiles that assume each other’s roles lead in a circle.",
        "Choose another source in one.",
    ))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

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
        let profiles = Profiles::new(file, Secrets::new(keychain.clone()), AwsFiles::of(&[]));
        Bench { folder, keychain, profiles }
    }

    fn draft() -> ProfileDraft {
        ProfileDraft {
            id: None,
            name: "Staging".into(),
            region: "eu-west-1".into(),
            endpoint: String::new(),
            allow_plain_http: false,
            fips: false,
            dual_stack: false,
            production: false,
            credentials: keys("AKIDEXAMPLE", Some("planted-SECRET"), None, Keep::Keychain),
        }
    }

    fn keys(id: &str, secret: Option<&str>, token: Option<&str>, keep: Keep) -> CredentialsDraft {
        CredentialsDraft::AccessKeys {
            access_key_id: id.into(),
            secret_access_key: secret.map(str::to_owned),
            session_token: token.map(str::to_owned),
            keep,
        }
    }

    impl Bench {
        fn kept(&self, profile: &Profile) -> Option<KeySecret> {
            let text = self.keychain.load(&profile.id).expect("reachable")?;
            Some(KeySecret::from_entry(&text).expect("whole"))
        }
    }

    fn fields(result: Result<Profile, Failure>) -> Vec<Field> {
        result.expect_err("refused").problems.iter().map(|problem| problem.field).collect()
    }

    #[tokio::test]
    async fn a_secret_goes_to_the_keychain_and_into_no_file() {
        let bench = bench();
        let saved = bench.profiles.save(&draft()).await.expect("saved");
        assert_eq!(bench.kept(&saved).expect("kept").secret_access_key, "planted-SECRET");
        let text = std::fs::read_to_string(bench.folder.path().join("profiles.toml")).expect("read");
        assert!(text.contains("AKIDEXAMPLE") && !text.contains("planted-SECRET"), "{text}");
        let (id, secret) = bench.profiles.key(&saved.id).await.expect("there");
        assert_eq!((id.as_str(), secret.secret_access_key.as_str()), ("AKIDEXAMPLE", "planted-SECRET"));
    }

    #[tokio::test]
    async fn a_change_without_a_secret_keeps_it_with_its_token() {
        let bench = bench();
        let first = with(|draft| draft.credentials = keys("AKIDEXAMPLE", Some("S"), Some("TOKEN"), Keep::Keychain));
        let saved = bench.profiles.save(&first).await.expect("saved");
        let mut change = with(|draft| {
            draft.id = Some(saved.id.clone());
            draft.name = "Renamed".into();
            draft.credentials = keys("AKIDEXAMPLE", None, None, Keep::Keychain);
        });
        let renamed = bench.profiles.save(&change).await.expect("saved");
        assert_eq!((renamed.id.as_str(), renamed.name.as_str()), (saved.id.as_str(), "Renamed"));
        let kept = bench.kept(&saved).expect("kept");
        assert_eq!((kept.secret_access_key.as_str(), kept.session_token.as_deref()), ("S", Some("TOKEN")));
        assert_eq!(bench.profiles.list().await.profiles.len(), 1);
        change.credentials = keys("AKIDEXAMPLE", None, Some(""), Keep::Keychain);
        bench.profiles.save(&change).await.expect("saved");
        assert_eq!(bench.kept(&saved).expect("kept").session_token, None);
    }

    #[tokio::test]
    async fn another_key_needs_another_secret() {
        let bench = bench();
        let saved = bench.profiles.save(&draft()).await.expect("saved");
        let change = with(|draft| {
            draft.id = Some(saved.id);
            draft.credentials = keys("AKIDOTHER", None, None, Keep::Keychain);
        });
        assert_eq!(fields(bench.profiles.save(&change).await), [Field::SecretAccessKey]);
    }

    #[tokio::test]
    async fn another_kind_leaves_no_secret_behind() {
        let bench = bench();
        let saved = bench.profiles.save(&draft()).await.expect("saved");
        let change = with(|draft| {
            draft.id = Some(saved.id.clone());
            draft.credentials = role(SANDBOX_PROFILE);
        });
        bench.profiles.save(&change).await.expect("saved");
        assert_eq!(bench.kept(&saved), None);
    }

    #[tokio::test]
    async fn a_secret_moves_from_the_keychain_into_this_run() {
        let bench = bench();
        let saved = bench.profiles.save(&draft()).await.expect("saved");
        let change = with(|draft| {
            draft.id = Some(saved.id.clone());
            draft.credentials = keys("AKIDEXAMPLE", None, None, Keep::ThisRun);
        });
        bench.profiles.save(&change).await.expect("saved");
        assert_eq!(bench.kept(&saved), None);
        assert_eq!(bench.profiles.key(&saved.id).await.expect("there").1.secret_access_key, "planted-SECRET");
    }

    #[tokio::test]
    async fn deleting_takes_the_secret_with_it() {
        let bench = bench();
        let saved = bench.profiles.save(&draft()).await.expect("saved");
        bench.profiles.delete(&saved.id).await.expect("deleted");
        assert_eq!(bench.kept(&saved), None);
        assert_eq!(bench.profiles.list().await.profiles, []);
        bench.profiles.delete(&saved.id).await.expect("deleting twice is no error");
    }

    #[tokio::test]
    async fn a_secret_for_this_run_never_sees_the_keychain() {
        let bench = bench();
        let this_run = with(|draft| draft.credentials = keys("AKIDEXAMPLE", Some("S"), None, Keep::ThisRun));
        let saved = bench.profiles.save(&this_run).await.expect("saved");
        assert_eq!(bench.kept(&saved), None);
        assert!(bench.profiles.key(&saved.id).await.is_ok());
        let secrets = Secrets::new(bench.keychain.clone());
        let next_run = Profiles::new(bench.profiles.file.clone(), secrets, AwsFiles::of(&[]));
        let failure = next_run.key(&saved.id).await.expect_err("forgotten");
        assert_eq!(failure.code, FailureCode::SecretMissing);
    }

    #[tokio::test]
    async fn each_impossible_field_is_named() {
        let bench = bench();
        let wrong = with(|draft| {
            draft.name = " ".into();
            draft.credentials = keys("a b", Some(" "), Some("a b"), Keep::Keychain);
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
        let wrong = with(|draft| {
            draft.credentials = CredentialsDraft::IdentityCenter {
                start_url: "ftp://x".into(),
                sso_region: "Europe".into(),
                account_id: "1".into(),
                account_name: String::new(),
                role_name: " ".into(),
            };
        });
        assert_eq!(
            fields(bench.profiles.save(&wrong).await),
            [Field::StartUrl, Field::SsoRegion, Field::Account, Field::Role]
        );
        let wrong = with(|draft| {
            draft.credentials = CredentialsDraft::AssumeRole {
                source: "nobody".into(),
                role_arn: "Developer".into(),
                external_id: "x".into(),
                session_name: "a b".into(),
                duration: "13 h".into(),
                mfa_serial: String::new(),
            };
        });
        assert_eq!(
            fields(bench.profiles.save(&wrong).await),
            [Field::Source, Field::RoleArn, Field::ExternalId, Field::SessionName, Field::Duration]
        );
        bench.profiles.save(&draft()).await.expect("saved");
        for name in ["STAGING", "sandbox"] {
            let taken = with(|draft| draft.name = name.into());
            assert_eq!(fields(bench.profiles.save(&taken).await), [Field::Name], "{name}");
        }
    }

    #[tokio::test]
    async fn roles_do_not_lead_in_a_circle() {
        let bench = bench();
        let first = bench.profiles.save(&with(|draft| draft.credentials = role(SANDBOX_PROFILE))).await.expect("saved");
        let second = with(|draft| {
            draft.name = "Second".into();
            draft.credentials = role(&first.id);
        });
        let second = bench.profiles.save(&second).await.expect("saved");
        let chain = bench.profiles.find(&second.id).await.expect("found").chain;
        assert_eq!((chain.base, chain.roles.len()), (Base::Sandbox, 2));
        let circle = with(|draft| {
            draft.id = Some(first.id.clone());
            draft.credentials = role(&second.id);
        });
        assert_eq!(fields(bench.profiles.save(&circle).await), [Field::Source]);
    }

    #[tokio::test]
    async fn a_profile_of_the_aws_files_keeps_its_mark_and_no_copy() {
        let bench = bench();
        let config = bench.folder.path().join("config");
        std::fs::write(&config, "[profile prod]\nregion = eu-west-1\ncredential_process = secret-tool\n")
            .expect("written");
        let path = config.to_string_lossy().into_owned();
        let aws =
            AwsFiles::of(&[("AWS_CONFIG_FILE", &path), ("AWS_ACCESS_KEY_ID", "A"), ("AWS_SECRET_ACCESS_KEY", "B")]);
        let profiles = Profiles::new(bench.profiles.file.clone(), Secrets::new(bench.keychain.clone()), aws);
        let ids = |list: ProfileList| list.profiles.into_iter().map(|it| it.id).collect::<Vec<_>>();
        assert_eq!(ids(profiles.list().await), ["aws:prod", "environment"]);
        let mark = with(|draft| {
            draft.id = Some("aws:prod".into());
            draft.name = "Careful".into();
            draft.production = true;
            draft.region = "ignored".into();
            draft.credentials = CredentialsDraft::AwsFiles;
        });
        let marked = profiles.save(&mark).await.expect("saved");
        assert_eq!((marked.region.as_str(), marked.production), ("eu-west-1", true));
        assert_eq!(profiles.list().await.profiles[0], marked);
        let text = std::fs::read_to_string(bench.folder.path().join("profiles.toml")).expect("read");
        assert!(!text.contains("secret-tool") && !text.contains("eu-west-1"), "{text}");
        // When it is gone from the files it is gone from the list, and its mark waits.
        std::fs::write(&config, "").expect("written");
        assert_eq!(ids(profiles.list().await), ["environment"]);
    }

    #[tokio::test]
    async fn a_setting_of_the_environment_that_cannot_be_read_is_said_and_not_guessed() {
        let bench = bench();
        let env = [("AWS_ACCESS_KEY_ID", "A"), ("AWS_SECRET_ACCESS_KEY", "B"), ("AWS_USE_FIPS_ENDPOINT", "maybe")];
        let (file, secrets) = (bench.profiles.file.clone(), Secrets::new(bench.keychain.clone()));
        let profiles = Profiles::new(file, secrets, AwsFiles::of(&env));
        let said = "The environment has AWS_USE_FIPS_ENDPOINT=maybe. It is true or false.";
        assert_eq!(profiles.list().await.profiles[0].problem.as_deref(), Some(said));
        assert_eq!(profiles.find(ENVIRONMENT_PROFILE).await.expect_err("refused").message, said);
    }

    fn role(source: &str) -> CredentialsDraft {
        CredentialsDraft::AssumeRole {
            source: source.into(),
            role_arn: "arn:aws:iam::123456789012:role/Developer".into(),
            external_id: String::new(),
            session_name: String::new(),
            duration: String::new(),
            mfa_serial: String::new(),
        }
    }

    fn with(change: impl FnOnce(&mut ProfileDraft)) -> ProfileDraft {
        let mut draft = draft();
        change(&mut draft);
        draft
    }
}
