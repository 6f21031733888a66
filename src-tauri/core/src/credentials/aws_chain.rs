//! How a profile of the AWS files comes to credentials: a source, and the roles that are assumed on top of it. Pure: it
//! reads what was read, and calls nothing.
//!
//! The order of sources is the AWS CLI's (botocore's `create_credential_resolver`, without what only it has).

use std::path::PathBuf;

use super::arn;
use super::aws_files::AwsProfiles;
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
    #[error("Profile “{profile}” has {present} without {missing}.")]
    Half {
        /// The profile.
        profile: String,
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
    /// A duration that STS would not take.
    #[error("Profile “{profile}” has duration_seconds = {value}. It is a number from 900 to 43200.")]
    Duration {
        /// The profile.
        profile: String,
        /// What it says.
        value: String,
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
        // A source's own keys go before the role that it may name itself.
        if !visited.is_empty()
            && let Some(keys) = of.keys()?
        {
            break keys;
        }
        visited.push(at.clone());
        let Some(role) = of.role()? else { break of.base()? };
        roles.push(role);
        match (of.get("source_profile"), of.get("credential_source")) {
            (Some(source), None) if source == at => {
                break of.keys()?.ok_or_else(|| ChainError::Circle(vec![at.clone(), at.clone()]))?;
            }
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
            let role_arn = self.owned("role_arn").ok_or_else(|| ChainError::Source(self.name.to_owned()))?;
            return Ok(Base::WebIdentity {
                token_file: PathBuf::from(token_file),
                role_arn,
                session_name: self.owned("role_session_name"),
            });
        }
        if let Some(sso) = self.sso()? {
            return Ok(Base::Sso(sso));
        }
        if self.profiles.in_credentials(self.name, ACCESS_KEY_ID).is_some()
            && let Some(keys) = self.keys()?
        {
            return Ok(keys);
        }
        if let Some(session) = self.owned("login_session") {
            return Ok(Base::Login { session });
        }
        if let Some(command) = self.owned("credential_process") {
            return Ok(Base::Process { aws_profile: self.name.to_owned(), command });
        }
        self.keys()?.ok_or_else(|| ChainError::Nothing(self.name.to_owned()))
    }

    fn keys(&self) -> Result<Option<Base>, ChainError> {
        let half = |present, missing| ChainError::Half { profile: self.name.to_owned(), present, missing };
        match (self.owned(ACCESS_KEY_ID), self.owned(SECRET_ACCESS_KEY)) {
            (Some(access_key_id), Some(secret_access_key)) => Ok(Some(Base::Keys {
                access_key_id,
                secret: KeySecret { secret_access_key, session_token: self.owned(SESSION_TOKEN) },
                account: self.owned("aws_account_id"),
            })),
            (Some(_), None) => Err(half(ACCESS_KEY_ID, SECRET_ACCESS_KEY)),
            (None, Some(_)) => Err(half(SECRET_ACCESS_KEY, ACCESS_KEY_ID)),
            (None, None) => Ok(None),
        }
    }

    fn sso(&self) -> Result<Option<Sso>, ChainError> {
        const KEYS: [&str; 5] = ["sso_session", "sso_start_url", "sso_region", "sso_account_id", "sso_role_name"];
        // A session alone is for tokens, not for credentials.
        if KEYS.iter().all(|key| self.get(key).is_none()) {
            return Ok(None);
        }
        let missing = |what: &str| ChainError::Sso { profile: self.name.to_owned(), missing: what.to_owned() };
        let own = |key: &str| self.owned(key).ok_or_else(|| missing(key));
        let session = self.owned("sso_session");
        let (start_url, region) = match &session {
            None => (own("sso_start_url")?, own("sso_region")?),
            Some(name) => {
                let section = format!("[sso-session {name}]");
                if !self.profiles.has_sso_session(name) {
                    return Err(missing(&section));
                }
                let of = |key: &str| {
                    let value = self.profiles.in_sso_session(name, key).map(str::to_owned);
                    value.ok_or_else(|| missing(&format!("{key} in {section}")))
                };
                (of("sso_start_url")?, of("sso_region")?)
            }
        };
        let (account_id, role_name) = (own("sso_account_id")?, own("sso_role_name")?);
        Ok(Some(Sso { session, start_url, region, account_id, role_name }))
    }
}

const ACCESS_KEY_ID: &str = "aws_access_key_id";
const SECRET_ACCESS_KEY: &str = "aws_secret_access_key";
const SESSION_TOKEN: &str = "aws_session_token";

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
