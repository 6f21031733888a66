//! How a sandbox is set up.

use std::fmt;
use std::sync::mpsc::Sender;
use std::time::{Duration, SystemTime};

use uuid::Uuid;

/// What a sandbox is started with. The default is a free port and keys made at random for the run.
#[derive(Clone)]
pub struct Options {
    /// TCP port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The only region that requests may be signed for.
    pub region: String,
    /// The account that the keys belong to: 12 digits.
    pub account: String,
    /// The keys that are known from the start. Further ones are issued to whoever signs in or assumes a role.
    pub credentials: Credentials,
    /// How long after the start these keys expire; `None` for never.
    pub expire_after: Option<Duration>,
    /// Actions that nobody's policies allow, such as `lambda:GetFunctionConfiguration` or `sts:AssumeRole`.
    /// `GetCallerIdentity` and `GetSessionToken` are always allowed, as they are in AWS.
    pub deny: Vec<String>,
    /// The code that the MFA device of every account's user shows: six digits.
    pub mfa_code: String,
    /// How long STS's keys are good for, whatever `DurationSeconds` asks for; `None` for as long as it asks for.
    pub role_lifetime: Option<Duration>,
    /// How long the keys are good for that the sign-in portal gives for a role; AWS's default for a permission set is an
    /// hour.
    pub sso_role_lifetime: Duration,
    /// How long a device code can be allowed and redeemed; ten minutes in AWS.
    pub device_lifetime: Duration,
    /// How long a client waits between two looks at a device code, in whole seconds; one in AWS.
    pub poll_interval: Duration,
    /// How long an access token of a sign-in is good for; an hour in AWS.
    pub token_lifetime: Duration,
    /// How long a sign-in lasts, however often its access token is refreshed; AWS's default is eight hours.
    pub session_lifetime: Duration,
    /// How long a client's registration lasts; 90 days in AWS.
    pub client_lifetime: Duration,
    /// How long after it was written an event of a log can be read.
    pub log_delay: Duration,
    /// How many functions, versions, aliases or events of a log a page of a list has at most; 50 of the former in AWS.
    pub page_size: usize,
    /// How many requests are throttled of each of Lambda's listing actions before one is answered; none in AWS as long as
    /// nobody asks too often.
    pub throttled_lists: u64,
    /// Where each secret is told when it is handed out, so that a test can look for it where it must not be.
    pub handed_out: Option<Sender<String>>,
    /// The sandbox's clock.
    pub now: fn() -> SystemTime,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            region: "us-east-1".into(),
            account: "123456789012".into(),
            credentials: Credentials::random(),
            expire_after: None,
            deny: Vec::new(),
            mfa_code: "123456".into(),
            role_lifetime: None,
            sso_role_lifetime: Duration::from_hours(1),
            device_lifetime: Duration::from_mins(10),
            poll_interval: Duration::from_secs(1),
            token_lifetime: Duration::from_hours(1),
            session_lifetime: Duration::from_hours(8),
            client_lifetime: Duration::from_hours(90 * 24),
            log_delay: Duration::from_millis(1500),
            page_size: 50,
            throttled_lists: 0,
            handed_out: None,
            now: system_time,
        }
    }
}

impl Options {
    /// Whether an action is denied to everyone. Actions are told apart without regard to case, as in a policy.
    pub(crate) fn denies(&self, action: &str) -> bool {
        self.deny.iter().any(|denied| denied.eq_ignore_ascii_case(action))
    }
}

/// Tells of a secret that is handed out, where anybody wants to know.
pub(crate) fn tell(handed_out: Option<&Sender<String>>, secret: &str) {
    if let Some(handed_out) = handed_out {
        // Who wanted to know may be gone.
        let _ = handed_out.send(secret.to_owned());
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the MFA code; the keys hide themselves.
        f.debug_struct("Options")
            .field("port", &self.port)
            .field("region", &self.region)
            .field("account", &self.account)
            .field("credentials", &self.credentials)
            .field("expire_after", &self.expire_after)
            .field("deny", &self.deny)
            .finish_non_exhaustive()
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "the sandbox's one look at the wall clock; tests put another in its place"
)]
fn system_time() -> SystemTime {
    SystemTime::now()
}

/// Keys that the sandbox knows. They are worth nothing outside it, and are kept out of logs all the same.
#[derive(Clone)]
pub struct Credentials {
    /// Access key ID.
    pub access_key_id: String,
    /// Secret access key.
    pub secret_access_key: String,
    /// Session token; when there is one, every request must carry it.
    pub session_token: Option<String>,
}

impl Credentials {
    /// Keys without a session token.
    pub fn new(access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        Self { access_key_id: access_key_id.into(), secret_access_key: secret_access_key.into(), session_token: None }
    }

    /// Keys of AWS's form (20 and 40 characters), made at random.
    pub fn random() -> Self {
        let hex = || Uuid::new_v4().simple().to_string();
        let id = format!("AKIA{}", &hex().to_ascii_uppercase()[..16]);
        let secret = format!("{}{}", hex(), &hex()[..8]);
        Self::new(id, secret)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}
