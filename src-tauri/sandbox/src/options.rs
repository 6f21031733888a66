//! How a sandbox is set up.

use std::fmt;
use std::time::{Duration, SystemTime};

use uuid::Uuid;

/// What a sandbox is started with. The default is a free port and keys made at random for the run.
#[derive(Clone, Debug)]
pub struct Options {
    /// TCP port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The only region that requests may be signed for.
    pub region: String,
    /// The account that everything belongs to: 12 digits.
    pub account: String,
    /// The only keys that are known.
    pub credentials: Credentials,
    /// How long after the start the keys expire; `None` for never.
    pub expire_after: Option<Duration>,
    /// Actions that the keys' policies do not allow, such as `lambda:GetFunctionConfiguration`. `GetCallerIdentity` is
    /// always allowed, as it is in AWS.
    pub deny: Vec<String>,
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
            now: system_time,
        }
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
