//! A session with an Identity Center: its token, kept in the keychain and renewed by its refresh token, so that one
//! sign-in serves as long as the company allows.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_sdk_ssooidc::Client as Oidc;
use aws_types::region::Region;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex as AsyncMutex;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{Center, Wires, cli_cache};
use crate::clock::Clock;
use crate::credentials::aws_call::{behavior, patience, retries, trouble};
use crate::credentials::aws_files::AwsFiles;
use crate::credentials::aws_http::AwsHttp;
use crate::credentials::keychain::{KeychainError, SecretText};
use crate::credentials::secrets::Secrets;
use crate::credentials::trouble::{Trouble, sign_in};
use crate::wire::Keep;

/// How the service is named to people.
pub(super) const SERVICE: &str = "IAM Identity Center";
/// A token is renewed when so much of it is left. The SDKs do it at five minutes.
const MARGIN: Duration = Duration::from_mins(5);

/// A session's secrets as the keychain keeps them. Times are seconds since 1970.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(super) struct Kept {
    pub access_token: String,
    pub expires_at: u64,
    pub began_at: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    pub client_id: String,
    pub client_secret: String,
    pub client_expires_at: u64,
}

/// A session that stands. Shows its secrets nowhere.
#[derive(Clone)]
pub struct Session {
    /// The token, for the portal.
    pub(super) token: SecretText,
    /// When it ends.
    pub expires_at: SystemTime,
    /// Whether it is renewed without the user.
    pub renews: bool,
    /// Whether it is ours, and not the AWS CLI's.
    pub ours: bool,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// All sessions. Cheap to clone.
#[derive(Clone)]
pub struct Sessions {
    pub(super) wires: Wires,
    secrets: Secrets,
    clock: Arc<dyn Clock>,
    /// One renewal at a time for each center: a refresh token is good once.
    renewing: Arc<Mutex<HashMap<String, Arc<AsyncMutex<()>>>>>,
}

impl Kept {
    fn session(&self, now: SystemTime) -> Session {
        Session {
            token: SecretText::from(self.access_token.clone()),
            expires_at: at(self.expires_at),
            renews: self.can_renew(now),
            ours: true,
        }
    }

    fn can_renew(&self, now: SystemTime) -> bool {
        self.refresh_token.is_some() && at(self.client_expires_at) > now
    }

    /// Whether it need not be renewed yet. What lasts a minute in all is not renewed five minutes before its end.
    fn is_fresh(&self, now: SystemTime) -> bool {
        let whole = Duration::from_secs(self.expires_at.saturating_sub(self.began_at));
        at(self.expires_at) > now + MARGIN.min(whole / 10)
    }
}

/// Seconds since 1970 as a time.
pub(super) fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// A time as seconds since 1970.
pub(super) fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

impl Sessions {
    /// Sessions over the places for secrets.
    pub fn new(http: AwsHttp, aws: AwsFiles, secrets: Secrets, clock: Arc<dyn Clock>) -> Self {
        Self { wires: Wires { http, aws }, secrets, clock, renewing: Arc::default() }
    }

    /// The same over other connections.
    #[must_use]
    pub fn over(&self, http: AwsHttp) -> Self {
        Self { wires: Wires { http, aws: self.wires.aws.clone() }, ..self.clone() }
    }

    /// The time.
    pub(super) fn now(&self) -> SystemTime {
        self.clock.now()
    }

    /// The session with a center: ours, renewed if need be, or the AWS CLI's.
    ///
    /// # Errors
    /// The demand to sign in when there is none.
    pub async fn session(&self, center: &Center) -> Result<Session, Trouble> {
        let lock = self.lock(center);
        let _one_at_a_time = lock.lock().await;
        // A keychain that is locked hides our session, and not the AWS CLI's.
        let (kept, hidden) = match self.load(center).await {
            Ok(kept) => (kept, None),
            Err(trouble) => (None, Some(trouble)),
        };
        if let Some(kept) = kept {
            let now = self.now();
            if kept.is_fresh(now) {
                return Ok(kept.session(now));
            }
            match self.renew(center, &kept).await {
                Ok(renewed) => return Ok(renewed.session(now)),
                // What is still good is used until its end, whatever became of the renewal.
                Err(_) if at(kept.expires_at) > now => return Ok(kept.session(now)),
                Err(error @ Trouble::Unreachable { .. }) => return Err(error),
                Err(_) => {}
            }
        }
        if let Some((token, expires_at)) = cli_cache::token(&self.wires.aws, center, self.now()) {
            let token = SecretText::from(String::clone(&token));
            return Ok(Session { token, expires_at, renews: false, ours: false });
        }
        Err(hidden.unwrap_or_else(|| sign_in(&center.start_url, &center.region)))
    }

    /// Forgets a session that the service does not know any more.
    pub(super) async fn drop_session(&self, center: &Center) {
        // Whether or not it can be deleted, it is not used again: the service refuses it.
        let _ = self.secrets.forget(&name(center)).await;
    }

    /// Ends a session here and at the service. Of the AWS CLI's there is nothing to end here.
    ///
    /// # Errors
    /// When the keychain still holds it.
    pub async fn end(&self, center: &Center) -> Result<(), Trouble> {
        if let Some(kept) = self.load(center).await? {
            // Told if it can be: a token that is forgotten here is worthless to us either way.
            let _ = super::Portal::new(self.clone(), center.clone()).log_out(&kept.session(self.now())).await;
        }
        match self.secrets.forget(&name(center)).await {
            Ok(()) | Err(KeychainError::NoService(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps a session: in the keychain, or for this run when the keychain does not take it. Says why it did not.
    pub(super) async fn keep(&self, center: &Center, kept: &Kept) -> Result<Option<KeychainError>, Trouble> {
        Ok(self.secrets.store_or_hold(&name(center), SecretText::of(kept)?).await.err())
    }

    /// What is kept of a center.
    pub(super) async fn load(&self, center: &Center) -> Result<Option<Kept>, Trouble> {
        if let Some(text) = self.secrets.load(&name(center), Keep::ThisRun).await? {
            return Ok(text.read().ok());
        }
        match self.secrets.load(&name(center), Keep::Keychain).await {
            // What cannot be read is as good as none: signing in again replaces it.
            Ok(text) => Ok(text.and_then(|text| text.read().ok())),
            Err(KeychainError::NoService(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn renew(&self, center: &Center, kept: &Kept) -> Result<Kept, Trouble> {
        let refresh = kept.refresh_token.as_ref().filter(|_| kept.can_renew(self.now()));
        let refresh = refresh.ok_or_else(|| sign_in(&center.start_url, &center.region))?;
        let request = self
            .oidc(center)
            .create_token()
            .client_id(&kept.client_id)
            .client_secret(&kept.client_secret)
            .grant_type("refresh_token")
            .refresh_token(refresh);
        let answer = request.send().await.map_err(|error| trouble(SERVICE, "CreateToken", &error))?;
        let now = seconds(self.now());
        let mut renewed = kept.clone();
        renewed.access_token = answer.access_token().unwrap_or_default().to_owned();
        renewed.expires_at = now + u64::try_from(answer.expires_in()).unwrap_or(0);
        renewed.began_at = now;
        if let Some(next) = answer.refresh_token() {
            // The old one is used up.
            renewed.refresh_token = Some(next.to_owned());
        }
        self.keep(center, &renewed).await?;
        Ok(renewed)
    }

    pub(super) fn oidc(&self, center: &Center) -> Oidc {
        let mut config = aws_sdk_ssooidc::Config::builder()
            .behavior_version(behavior())
            .http_client(self.wires.http.clone())
            .retry_config(retries())
            .timeout_config(patience())
            .region(Region::new(center.region.clone()));
        if let Some(url) = &center.oidc_endpoint {
            config = config.endpoint_url(url);
        }
        Oidc::from_conf(config.build())
    }

    fn lock(&self, center: &Center) -> Arc<AsyncMutex<()>> {
        self.renewing.lock().unwrap_or_else(PoisonError::into_inner).entry(name(center)).or_default().clone()
    }
}

/// The keychain's name for a center's session. Which `sso-session` section leads there makes no difference.
fn name(center: &Center) -> String {
    let digest = Sha256::digest(format!("{}\n{}", center.start_url, center.region));
    let short: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("sign-in:{short}")
}
