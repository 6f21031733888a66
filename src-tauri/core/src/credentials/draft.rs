//! A profile as the form sends it becomes a profile that can be used, or the list of fields that cannot be.

use super::arn;
use super::keychain::SecretText;
use crate::failure::{Failure, Field, FieldProblem};
use crate::invoke::endpoint::Endpoint;
use crate::invoke::region::Region;
use crate::invoke_input::account_of_key;
use crate::span;
use crate::wire::{CredentialsDraft, Profile, ProfileCredentials, ProfileDraft, SANDBOX_PROFILE};

/// The longest profile name, in characters. The chip cuts longer ones anyway.
const LONGEST_NAME: usize = 80;
/// What STS takes as a role's duration, in seconds (`DurationSeconds` of `AssumeRole`).
pub const DURATION_SECONDS: std::ops::RangeInclusive<u64> = 900..=43_200;

/// A draft that can be saved.
#[derive(Debug)]
pub struct Checked {
    /// The profile, but for what is known only when its key is kept: `has_session_token`. Its id is empty when it is new.
    pub profile: Profile,
    /// The secret that came with it, trimmed.
    pub secret_access_key: Option<SecretText>,
}

/// The fields at fault, as they are found.
#[derive(Default)]
struct Problems(Vec<FieldProblem>);

impl Problems {
    fn refuse(&mut self, field: Field, message: impl Into<String>) {
        self.0.push(FieldProblem::new(field, message));
    }

    fn take<T>(&mut self, field: Field, checked: Result<T, String>) -> Option<T> {
        checked.map_err(|message| self.refuse(field, message)).ok()
    }
}

impl Checked {
    /// Checks a draft. `old` is the profile that it changes, `all` are the others and the old one.
    ///
    /// # Errors
    /// The fields at fault.
    pub fn from(draft: &ProfileDraft, old: Option<&Profile>, all: &[Profile]) -> Result<Self, Failure> {
        let mut problems = Problems::default();
        check_name(draft, all, &mut problems);
        let (credentials, secret_access_key) = credentials(draft, old, all, &mut problems);
        let here = if is_read_only(&credentials) { old.cloned() } else { place(draft, &mut problems) };
        let Some(here) = here.filter(|_| problems.0.is_empty()) else { return Err(Failure::invalid(problems.0)) };
        let account = match &credentials {
            ProfileCredentials::AccessKeys { access_key_id, .. } => {
                // A local endpoint's keys are made up, and what they would say is too.
                account_of_key(access_key_id).filter(|_| here.endpoint.is_none())
            }
            ProfileCredentials::IdentityCenter { account_id, .. } => Some(account_id.clone()),
            ProfileCredentials::AssumeRole { role_arn, .. } => arn::account(role_arn).map(str::to_owned),
            ProfileCredentials::AwsFiles { .. } | ProfileCredentials::Environment { .. } => here.account.clone(),
        };
        let profile = Profile {
            id: old.map(|old| old.id.clone()).unwrap_or_default(),
            name: draft.name.trim().to_owned(),
            production: draft.production,
            credentials,
            account,
            ..here
        };
        Ok(Self { profile, secret_access_key })
    }
}

/// Whether the profile is someone else's file or the environment, so that we keep only a name and a mark.
pub fn is_read_only(credentials: &ProfileCredentials) -> bool {
    matches!(credentials, ProfileCredentials::AwsFiles { .. } | ProfileCredentials::Environment { .. })
}

fn check_name(draft: &ProfileDraft, all: &[Profile], problems: &mut Problems) {
    let name = draft.name.trim();
    let taken = |profile: &&Profile| {
        profile.name.eq_ignore_ascii_case(name) && Some(profile.id.as_str()) != draft.id.as_deref()
    };
    if name.is_empty() {
        problems.refuse(Field::Name, "Give the profile a name.");
    } else if name.chars().count() > LONGEST_NAME {
        problems.refuse(Field::Name, format!("A name has at most {LONGEST_NAME} characters."));
    } else if name.chars().any(char::is_control) {
        problems.refuse(Field::Name, "A name is one line of text.");
    } else if name.eq_ignore_ascii_case(SANDBOX_PROFILE) || all.iter().find(taken).is_some() {
        problems.refuse(Field::Name, format!("There is a profile “{name}” already."));
    }
}

/// Region and endpoint, in a profile that is otherwise empty.
fn place(draft: &ProfileDraft, problems: &mut Problems) -> Option<Profile> {
    let endpoint = Some(draft.endpoint.trim()).filter(|endpoint| !endpoint.is_empty());
    let region = if endpoint.is_some() {
        Region::parse_for_custom_endpoint(&draft.region)
    } else {
        Region::parse(&draft.region)
    };
    let endpoint = endpoint.map(|endpoint| Endpoint::custom(endpoint)?.or_plain_http(draft.allow_plain_http));
    let region = problems.take(Field::Region, region);
    let endpoint = problems.take(Field::Endpoint, endpoint.transpose());
    let (region, endpoint) = region.zip(endpoint)?;
    let own = endpoint.is_none();
    Some(Profile {
        id: String::new(),
        name: String::new(),
        region: region.to_string(),
        endpoint: endpoint.map(|endpoint| endpoint.as_str().to_owned()),
        allow_plain_http: !own && draft.allow_plain_http,
        fips: own && draft.fips,
        dual_stack: own && draft.dual_stack,
        production: false,
        credentials: ProfileCredentials::Environment { summary: String::new() },
        account: None,
        problem: None,
    })
}

fn credentials(
    draft: &ProfileDraft,
    old: Option<&Profile>,
    all: &[Profile],
    problems: &mut Problems,
) -> (ProfileCredentials, Option<SecretText>) {
    let typed = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let kept = || old.map(|old| old.credentials.clone());
    let checked = match &draft.credentials {
        CredentialsDraft::AccessKeys { access_key_id, secret_access_key, session_token, keep } => {
            let secret = secret_access_key.as_deref().map(str::trim).filter(|secret| !secret.is_empty());
            let access_key_id = access_key_id.trim().to_owned();
            check_key(&access_key_id, secret, session_token.as_deref(), old, problems);
            let kind = ProfileCredentials::AccessKeys { access_key_id, has_session_token: false, keep: *keep };
            return (kind, secret.map(str::to_owned).map(SecretText::from));
        }
        CredentialsDraft::IdentityCenter { start_url, sso_region, account_id, account_name, role_name } => {
            let start_url = problems.take(Field::StartUrl, start_address(start_url)).unwrap_or_default();
            let sso_region = problems.take(Field::SsoRegion, sso_region_of(&start_url, sso_region)).unwrap_or_default();
            if account_id.len() != 12 || !account_id.bytes().all(|byte| byte.is_ascii_digit()) {
                problems.refuse(Field::Account, "Choose an account.");
            }
            if role_name.trim().is_empty() {
                problems.refuse(Field::Role, "Choose a role.");
            }
            ProfileCredentials::IdentityCenter {
                start_url,
                sso_region,
                account_id: account_id.clone(),
                account_name: account_name.trim().to_owned(),
                role_name: role_name.trim().to_owned(),
            }
        }
        CredentialsDraft::AssumeRole { source, role_arn, external_id, session_name, duration, mfa_serial } => {
            check_source(source, draft.id.as_deref(), all, problems);
            if !arn::is_role(role_arn.trim()) {
                let message = "A role's ARN looks like arn:aws:iam::123456789012:role/Developer.";
                problems.refuse(Field::RoleArn, message);
            }
            let external_id = typed(external_id);
            if external_id.as_deref().is_some_and(|id| id.len() < 2 || !is_external_id(id)) {
                let message = "An external ID has at least two characters: letters, digits and + = , . @ : / \\ - _";
                problems.refuse(Field::ExternalId, message);
            }
            let session_name = typed(session_name);
            if session_name.as_deref().is_some_and(|name| !is_session_name(name)) {
                let message = "A session name has 2 to 64 letters, digits and + = , . @ - _";
                problems.refuse(Field::SessionName, message);
            }
            let duration = typed(duration);
            if let Some(text) = &duration {
                problems.take(Field::Duration, role_duration(text));
            }
            ProfileCredentials::AssumeRole {
                source: source.clone(),
                role_arn: role_arn.trim().to_owned(),
                external_id,
                session_name,
                duration,
                mfa_serial: typed(mfa_serial),
            }
        }
        CredentialsDraft::AwsFiles | CredentialsDraft::Environment => {
            kept().filter(is_read_only).unwrap_or_else(|| {
                problems.refuse(Field::Name, "This profile is in the AWS files no more.");
                ProfileCredentials::Environment { summary: String::new() }
            })
        }
    };
    (checked, None)
}

fn check_key(
    access_key_id: &str,
    secret: Option<&str>,
    session_token: Option<&str>,
    old: Option<&Profile>,
    problems: &mut Problems,
) {
    if !is_key_id(access_key_id) {
        problems.refuse(Field::AccessKeyId, "An access key ID is letters and digits, such as AKIAIOSFODNN7EXAMPLE.");
    }
    let before = old.and_then(|old| match &old.credentials {
        ProfileCredentials::AccessKeys { access_key_id, .. } => Some(access_key_id),
        _ => None,
    });
    match (secret, before) {
        (None, None) => problems.refuse(Field::SecretAccessKey, "Enter the secret access key."),
        (None, Some(before)) if before != access_key_id => {
            problems.refuse(Field::SecretAccessKey, "Another access key ID has another secret. Enter it.");
        }
        (Some(secret), _) if !is_printable(secret) => {
            problems.refuse(Field::SecretAccessKey, "A secret access key is one line without spaces.");
        }
        _ => {}
    }
    if session_token.map(str::trim).is_some_and(|token| !token.is_empty() && !is_printable(token)) {
        problems.refuse(Field::SessionToken, "A session token is one line without spaces.");
    }
}

/// The form of an access key ID, as loosely as services beside AWS make them.
pub fn is_key_id(text: &str) -> bool {
    (4..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

/// The source is there, and does not lead back here.
fn check_source(source: &str, id: Option<&str>, all: &[Profile], problems: &mut Problems) {
    if source == SANDBOX_PROFILE {
        return;
    }
    let mut at = source;
    for _ in 0..=all.len() {
        let Some(profile) = all.iter().find(|profile| profile.id == at) else {
            return problems.refuse(Field::Source, "Choose the profile that assumes the role.");
        };
        if Some(profile.id.as_str()) == id {
            return problems.refuse(Field::Source, "This profile would assume its role with itself. Choose another.");
        }
        match &profile.credentials {
            ProfileCredentials::AssumeRole { source, .. } if source != SANDBOX_PROFILE => at = source,
            _ => return,
        }
    }
    problems.refuse(Field::Source, "The profiles lead in a circle. Choose another.");
}

/// A start address as AWS's console shows it: `https`, or plain HTTP on this computer; what follows `#` is dropped.
///
/// # Errors
/// What it should look like.
pub fn start_address(text: &str) -> Result<String, String> {
    let text = text.trim();
    let text = if text.contains("://") || text.is_empty() { text.to_owned() } else { format!("https://{text}") };
    let like = || "A start address looks like https://acme.awsapps.com/start.".to_owned();
    let mut url = url::Url::parse(&text).map_err(|_| like())?;
    let host = url.host_str().ok_or_else(like)?;
    let here = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
    match url.scheme() {
        "https" => {}
        "http" if here => {}
        "http" => return Err("The start address begins with https://.".into()),
        _ => return Err(like()),
    }
    if !here && !host.contains('.') || !url.username().is_empty() || url.password().is_some() {
        return Err(like());
    }
    url.set_fragment(None);
    Ok(url.to_string().trim_end_matches('/').to_owned())
}

/// The region of an Identity Center. On this computer any name will do.
///
/// # Errors
/// What it should look like.
pub fn sso_region_of(start_url: &str, region: &str) -> Result<String, String> {
    let here = start_url.starts_with("http://");
    let region = if here { Region::parse_for_custom_endpoint(region) } else { Region::parse(region) };
    region.map(|region| region.to_string())
}

/// A role's duration in seconds.
///
/// # Errors
/// What is allowed.
pub fn role_duration(text: &str) -> Result<u64, String> {
    let seconds = span::parse(text)?.as_secs();
    if !DURATION_SECONDS.contains(&seconds) {
        return Err("A role is assumed for 15 min to 12 h.".into());
    }
    Ok(seconds)
}

/// `[\w+=,.@-]{2,64}` of STS's model.
pub fn is_session_name(text: &str) -> bool {
    (2..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
}

/// `[\w+=,.@:\/-]` of STS's model; the documentation lets a backslash through too.
fn is_external_id(text: &str) -> bool {
    text.len() <= 1224 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@:/\\-".contains(&byte))
}

/// One line of visible ASCII: what AWS's secrets and tokens are made of, and what a header can carry.
fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}
