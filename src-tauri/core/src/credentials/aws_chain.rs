//! How a profile of the AWS files comes to credentials: a source, and the roles that are assumed on top of it. Pure: it
//! reads what was read, and calls nothing.
//!
//! The order of sources is the AWS CLI's (botocore's `create_credential_resolver`, without what only it has).

use std::path::PathBuf;

use super::arn;
use super::aws_files::AwsProfiles;
use super::aws_key::{ACCESS_KEY_ID, SECRET_ACCESS_KEY, SECURITY_TOKEN, SESSION_TOKEN, session_token};
use super::aws_setting::UnreadableSetting;
use super::chain::{Base, Chain, Given, Role, Sso};
use super::draft::DURATION_SECONDS;
use super::key_secret::KeySecret;

/// Why a profile has no way to credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// There is no such profile.
    #[error("There is no profile “{0}” in the AWS files.")]
    NoSuchProfile(String),
    /// A role's source is not there.
    #[error("Profile “{profile}” takes its credentials from profile “{source_profile}”, which does not exist.")]
    NoSource {
        /// The profile with the role.
        profile: String,
        /// What it names.
        source_profile: String,
    },
    /// Profiles refer to each other in a circle.
    #[error("The profiles lead in a circle: {}.", .0.join(" → "))]
    Circle(Vec<String>),
    /// A role without a source, or with two.
    #[error(
        "Profile “{0}” has a role_arn, and needs exactly one of source_profile, credential_source and web_identity_token_file."
    )]
    Source(String),
    /// A web identity that is exchanged for nothing.
    #[error(
        "Profile “{0}” has web_identity_token_file without role_arn. Add the ARN of the role that the token is for."
    )]
    NoRole(String),
    /// A credential source that is not known.
    #[error(
        "Profile “{profile}” has the credential_source “{value}”. It is Environment, Ec2InstanceMetadata or EcsContainer."
    )]
    CredentialSource {
        /// The profile.
        profile: String,
        /// What it names.
        value: String,
    },
    /// Half a key.
    #[error("Profile “{profile}” has {present} without {missing} in the AWS {file} file. A key is both, in one file.")]
    Half {
        /// The profile.
        profile: String,
        /// `config` or `credentials`.
        file: &'static str,
        /// What is there.
        present: &'static str,
        /// What is not.
        missing: &'static str,
    },
    /// A single sign-on that lacks something.
    #[error("Profile “{profile}” signs in through IAM Identity Center, but {missing} is missing.")]
    Sso {
        /// The profile.
        profile: String,
        /// What is missing, such as `sso_region in [sso-session acme]`.
        missing: String,
    },
    /// A single sign-on whose session says something else.
    #[error("Profile “{profile}” has another {key} than its [sso-session {session}]. Remove it from the profile.")]
    OtherSso {
        /// The profile.
        profile: String,
        /// Its session.
        session: String,
        /// `sso_start_url` or `sso_region`.
        key: &'static str,
    },
    /// Endpoints of a section that is not there.
    #[error(
        "Profile “{profile}” takes endpoints from [services {services}], which the AWS config file does not have. Correct the name, or remove it."
    )]
    NoServices {
        /// The profile.
        profile: String,
        /// The section.
        services: String,
    },
    /// A duration that STS would not take.
    #[error("Profile “{profile}” has duration_seconds = {value}. It is a number from 900 to 43200.")]
    Duration {
        /// The profile.
        profile: String,
        /// What it says.
        value: String,
    },
    /// A setting with a value that it cannot have. To guess would send requests elsewhere, or oftener, than was meant.
    #[error(transparent)]
    Setting(#[from] UnreadableSetting),
    /// Lines that the parser took for a part of the value above them. They may be secrets, so that it is used nowhere.
    #[error(
        "Profile “{profile}” has indented lines below {key}, which makes them a part of it. Begin them at the left."
    )]
    Indented {
        /// The profile.
        profile: String,
        /// The value's key.
        key: &'static str,
    },
    /// Nothing that leads to credentials.
    #[error("Profile “{0}” says nothing of credentials.")]
    Nothing(String),
}

/// How a profile comes to credentials.
///
/// # Errors
/// [`ChainError`] when it has no way to any.
pub fn resolve(profiles: &AwsProfiles, name: &str) -> Result<Chain, ChainError> {
    if !profiles.has(name) {
        return Err(ChainError::NoSuchProfile(name.to_owned()));
    }
    let mut roles = Vec::new();
    let mut visited: Vec<String> = Vec::new();
    let mut at = name.to_owned();
    let base = loop {
        let of = Section { profiles, name: &at };
        if visited.contains(&at) {
            visited.push(at);
            return Err(ChainError::Circle(visited));
        }
        of.check_lines()?;
        // A source with keys is no role, whatever else it says.
        if !visited.is_empty() && of.has_keys() {
            break of.base()?;
        }
        visited.push(at.clone());
        let Some(role) = of.role()? else { break of.base()? };
        roles.push(role);
        match (of.get("source_profile"), of.get("credential_source")) {
            (Some(source), None) if source == at && of.has_keys() => break of.base()?,
            (Some(source), None) if !profiles.has(source) => {
                return Err(ChainError::NoSource { profile: at.clone(), source_profile: source.to_owned() });
            }
            (Some(source), None) => {
                let source = source.to_owned();
                at = source;
            }
            (None, Some(source)) => break Base::Given(of.credential_source(source)?),
            (Some(_), Some(_)) | (None, None) => return Err(ChainError::Source(at)),
        }
    };
    if let Some(services) = profiles.lacks_services(name) {
        return Err(ChainError::NoServices { profile: name.to_owned(), services: services.to_owned() });
    }
    profiles.check_settings(Some(name))?;
    roles.reverse();
    Ok(Chain { base, roles })
}

/// One profile of the files.
struct Section<'a> {
    profiles: &'a AwsProfiles,
    name: &'a str,
}

impl Section<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.profiles.get(self.name, key)
    }

    fn owned(&self, key: &str) -> Option<String> {
        self.get(key).map(str::to_owned)
    }

    fn check_lines(&self) -> Result<(), ChainError> {
        let is_longer = |key: &&&str| self.get(key).is_some_and(|value| value.contains('\n'));
        match ONE_LINE.iter().find(is_longer) {
            Some(key) => Err(ChainError::Indented { profile: self.name.to_owned(), key }),
            None => Ok(()),
        }
    }

    /// The role that is assumed with another source's credentials. With a web identity it is a source itself.
    fn role(&self) -> Result<Option<Role>, ChainError> {
        if self.get("web_identity_token_file").is_some() {
            return Ok(None);
        }
        let Some(arn) = self.owned("role_arn") else { return Ok(None) };
        Ok(Some(Role {
            arn,
            external_id: self.owned("external_id"),
            session_name: self.owned("role_session_name"),
            duration_seconds: self.duration()?,
            mfa_serial: self.owned("mfa_serial"),
        }))
    }

    fn duration(&self) -> Result<Option<u64>, ChainError> {
        let Some(text) = self.get("duration_seconds") else { return Ok(None) };
        let seconds = text.parse().ok().filter(|seconds| DURATION_SECONDS.contains(seconds));
        let wrong = || ChainError::Duration { profile: self.name.to_owned(), value: text.to_owned() };
        seconds.ok_or_else(wrong).map(Some)
    }

    fn credential_source(&self, source: &str) -> Result<Given, ChainError> {
        match source {
            "Environment" => Ok(Given::Environment),
            "Ec2InstanceMetadata" => Ok(Given::Instance),
            "EcsContainer" => Ok(Given::Container),
            other => Err(ChainError::CredentialSource { profile: self.name.to_owned(), value: other.to_owned() }),
        }
    }

    fn base(&self) -> Result<Base, ChainError> {
        if let Some(token_file) = self.get("web_identity_token_file") {
            let role_arn = self.owned("role_arn").ok_or_else(|| ChainError::NoRole(self.name.to_owned()))?;
            return Ok(Base::WebIdentity {
                token_file: PathBuf::from(token_file),
                role_arn,
                session_name: self.owned("role_session_name"),
            });
        }
        if let Some(sso) = self.sso()? {
            return Ok(Base::Sso(sso));
        }
        // A secret alone in the credentials file hides nothing that leads to credentials.
        if self.profiles.in_credentials(self.name, ACCESS_KEY_ID).is_some() {
            return self.keys("credentials", |key| self.profiles.in_credentials(self.name, key));
        }
        if let Some(session) = self.owned("login_session") {
            return Ok(Base::Login { session });
        }
        if let Some(command) = self.owned("credential_process") {
            return Ok(Base::Process { aws_profile: self.name.to_owned(), command });
        }
        if self.profiles.in_config(self.name, ACCESS_KEY_ID).is_some() {
            return self.keys("config", |key| self.profiles.in_config(self.name, key));
        }
        Err(self.nothing())
    }

    /// Whether it has a key or half of one, in either file.
    fn has_keys(&self) -> bool {
        self.get(ACCESS_KEY_ID).is_some() || self.get(SECRET_ACCESS_KEY).is_some()
    }

    /// The key of one file. Its token and account are that file's too: another's belong to another key.
    fn keys<'b>(&self, file: &'static str, get: impl Fn(&str) -> Option<&'b str>) -> Result<Base, ChainError> {
        let owned = |key: &str| get(key).map(str::to_owned);
        match (owned(ACCESS_KEY_ID), owned(SECRET_ACCESS_KEY)) {
            (Some(access_key_id), Some(secret_access_key)) => {
                let secret = KeySecret { secret_access_key, session_token: session_token(owned) };
                Ok(Base::Keys { access_key_id, secret, account: owned("aws_account_id") })
            }
            _ => Err(self.half(file, ACCESS_KEY_ID, SECRET_ACCESS_KEY)),
        }
    }

    fn half(&self, file: &'static str, present: &'static str, missing: &'static str) -> ChainError {
        ChainError::Half { profile: self.name.to_owned(), file, present, missing }
    }

    /// Why it leads to no credentials, when nothing that leads to some is whole.
    fn nothing(&self) -> ChainError {
        for (file, secret) in [
            ("credentials", self.profiles.in_credentials(self.name, SECRET_ACCESS_KEY)),
            ("config", self.profiles.in_config(self.name, SECRET_ACCESS_KEY)),
        ] {
            if secret.is_some() {
                return self.half(file, SECRET_ACCESS_KEY, ACCESS_KEY_ID);
            }
        }
        if self.get("sso_session").or(self.get("sso_start_url")).is_some() {
            return self.lacks_sso("sso_account_id");
        }
        ChainError::Nothing(self.name.to_owned())
    }

    fn lacks_sso(&self, missing: &str) -> ChainError {
        ChainError::Sso { profile: self.name.to_owned(), missing: missing.to_owned() }
    }

    fn sso(&self) -> Result<Option<Sso>, ChainError> {
        // A session without account and role is for tokens, and does not hide other sources.
        if self.get("sso_account_id").or(self.get("sso_role_name")).is_none() {
            return Ok(None);
        }
        let missing = |what: &str| self.lacks_sso(what);
        let own = |key: &str| self.owned(key).ok_or_else(|| missing(key));
        let session = self.owned("sso_session");
        let (start_url, region) = match &session {
            None => (own("sso_start_url")?, own("sso_region")?),
            Some(name) => {
                let section = format!("[sso-session {name}]");
                if !self.profiles.has_sso_session(name) {
                    return Err(missing(&section));
                }
                let of = |key: &'static str| {
                    let value = self.profiles.in_sso_session(name, key);
                    if value.is_some() && self.get(key).is_some_and(|own| Some(own) != value) {
                        let (profile, session) = (self.name.to_owned(), name.clone());
                        return Err(ChainError::OtherSso { profile, session, key });
                    }
                    value.map(str::to_owned).ok_or_else(|| missing(&format!("{key} in {section}")))
                };
                (of("sso_start_url")?, of("sso_region")?)
            }
        };
        let (account_id, role_name) = (own("sso_account_id")?, own("sso_role_name")?);
        Ok(Some(Sso { session, start_url, region, account_id, role_name }))
    }
}

/// What has no second line. The AWS CLI would take a command's for more of its arguments, and a shell for a command.
const ONE_LINE: [&str; 21] = [
    ACCESS_KEY_ID,
    SECRET_ACCESS_KEY,
    SESSION_TOKEN,
    SECURITY_TOKEN,
    "aws_account_id",
    "role_arn",
    "source_profile",
    "credential_source",
    "external_id",
    "role_session_name",
    "duration_seconds",
    "mfa_serial",
    "web_identity_token_file",
    "sso_session",
    "sso_start_url",
    "sso_region",
    "sso_account_id",
    "sso_role_name",
    "login_session",
    "credential_process",
    "services",
];

/// The account that a chain leads to, where the files say so.
pub fn account(chain: &Chain) -> Option<String> {
    match (chain.roles.last(), &chain.base) {
        (Some(role), _) => arn::account(&role.arn).map(str::to_owned),
        (None, Base::Sso(sso)) => Some(sso.account_id.clone()),
        (None, Base::WebIdentity { role_arn, .. }) => arn::account(role_arn).map(str::to_owned),
        (None, Base::Keys { account, access_key_id, .. }) => {
            account.clone().or_else(|| crate::invoke_input::account_of_key(access_key_id))
        }
        (None, Base::Login { session }) => arn::account(session).map(str::to_owned),
        (None, Base::Saved { .. } | Base::Process { .. } | Base::Given(_) | Base::Sandbox) => None,
    }
}
