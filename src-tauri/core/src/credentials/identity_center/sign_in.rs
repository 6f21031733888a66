//! Signing in by the browser (OAuth 2.0 device authorization, RFC 8628, as `sso-oidc` speaks it): a code is shown, the
//! user confirms it in the browser, and meanwhile we ask whether that was done.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_sdk_ssooidc::operation::create_token::CreateTokenError;
use aws_sdk_ssooidc::operation::create_token::CreateTokenOutput;
use aws_smithy_runtime_api::client::result::SdkError;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use url::Url;
use uuid::Uuid;

use super::Center;
use super::session::{Kept, SERVICE, Sessions, at, seconds};
use crate::credentials::aws_call::trouble;
use crate::credentials::keychain::SecretText;
use crate::credentials::trouble::Trouble;
use crate::failure::Failure;
use crate::wire::{SignInStarted, SignedIn};

/// The name under which the company's portal lists us.
const CLIENT_NAME: &str = "Lambdesk";
/// What lets a session be renewed, and account and roles be listed.
const SCOPE: &str = "sso:account:access";
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// A registration that ends sooner than this is made anew, so that a session's renewals do not end with it.
const REGISTRATION_LEFT: Duration = Duration::from_hours(24);
/// By how much the service's "slow down" slows (RFC 8628, 3.5).
const SLOWER: Duration = Duration::from_secs(5);

/// Sign-ins that wait for the browser. Cheap to clone.
#[derive(Clone)]
pub struct SignIns {
    sessions: Sessions,
    waiting: Arc<Mutex<HashMap<String, Waiting>>>,
}

#[derive(Clone)]
struct Waiting {
    center: Center,
    client: Client,
    device_code: SecretText,
    interval: Duration,
    until: Instant,
    address: Url,
    cancel: CancellationToken,
}

/// What this program is registered as.
#[derive(Clone)]
struct Client {
    id: String,
    secret: SecretText,
    expires_at: u64,
}

impl SignIns {
    /// Sign-ins that become sessions.
    pub fn new(sessions: Sessions) -> Self {
        Self { sessions, waiting: Arc::default() }
    }

    /// The same over other connections.
    #[must_use]
    pub fn over(&self, sessions: Sessions) -> Self {
        Self { sessions, waiting: self.waiting.clone() }
    }

    /// Begins one. The address is to be opened in the browser.
    ///
    /// # Errors
    /// What the service refuses, such as an address that it does not know.
    pub async fn begin(&self, center: &Center) -> Result<SignInStarted, Failure> {
        let client = self.client(center).await?;
        let request = self
            .sessions
            .oidc(center)
            .start_device_authorization()
            .client_id(&client.id)
            .client_secret(client.secret.expose())
            .start_url(&center.start_url);
        let answer = request.send().await.map_err(|error| unknown_address(center, trouble(SERVICE, START, &error)))?;
        let (code, device) = (answer.user_code().unwrap_or_default(), answer.device_code().unwrap_or_default());
        let address = answer.verification_uri_complete().or(answer.verification_uri()).unwrap_or_default();
        let address = safe_address(address)?;
        let lasts = Duration::from_secs(u64::try_from(answer.expires_in()).unwrap_or(0));
        let waiting = Waiting {
            center: center.clone(),
            client,
            device_code: SecretText::from(device.to_owned()),
            interval: Duration::from_secs(u64::try_from(answer.interval()).unwrap_or(0).max(1)),
            until: Instant::now() + lasts,
            address: address.clone(),
            cancel: CancellationToken::new(),
        };
        let id = Uuid::new_v4().to_string();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), waiting);
        Ok(SignInStarted {
            id,
            user_code: code.to_owned(),
            host: address.host_str().unwrap_or_default().to_owned(),
            address: address.into(),
            lasts: lasts.into(),
            not_opened: None,
        })
    }

    /// The address that a sign-in has to be confirmed at.
    pub fn address(&self, id: &str) -> Option<Url> {
        self.get(id).map(|waiting| waiting.address)
    }

    /// Waits until the browser has confirmed.
    ///
    /// # Errors
    /// When it was denied or cancelled, or the code ran out.
    pub async fn finish(&self, id: &str) -> Result<SignedIn, Failure> {
        let over = || Failure::other("This sign-in is over.", "Begin another.");
        let waiting = self.get(id).ok_or_else(over)?;
        let ended = tokio::select! {
            ended = self.wait(&waiting) => ended,
            () = waiting.cancel.cancelled() => Err(Failure::other("You cancelled the sign-in.", "Nothing has changed.")),
        };
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        ended
    }

    /// Gives up a sign-in. Nothing happens when it has ended.
    pub fn cancel(&self, id: &str) {
        if let Some(waiting) = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(id) {
            waiting.cancel.cancel();
        }
    }

    fn get(&self, id: &str) -> Option<Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    async fn wait(&self, waiting: &Waiting) -> Result<SignedIn, Failure> {
        let mut interval = waiting.interval;
        loop {
            sleep(interval).await;
            if Instant::now() > waiting.until {
                return Err(ran_out());
            }
            let request = self
                .sessions
                .oidc(&waiting.center)
                .create_token()
                .client_id(&waiting.client.id)
                .client_secret(waiting.client.secret.expose())
                .grant_type(DEVICE_CODE)
                .device_code(waiting.device_code.expose());
            match request.send().await {
                Ok(answer) => return self.signed_in(waiting, &answer).await,
                Err(SdkError::ServiceError(refused)) => match refused.err() {
                    CreateTokenError::AuthorizationPendingException(_) => {}
                    CreateTokenError::SlowDownException(_) => interval += SLOWER,
                    CreateTokenError::ExpiredTokenException(_) => return Err(ran_out()),
                    CreateTokenError::AccessDeniedException(_) => {
                        return Err(Failure::other(
                            "The sign-in was denied in the browser.",
                            "Begin again to allow it.",
                        ));
                    }
                    _ => return Err(trouble(SERVICE, CREATE, &SdkError::ServiceError(refused)).into()),
                },
                // A network that is away for a moment is no reason to lose what the user is about to confirm.
                Err(SdkError::DispatchFailure(_) | SdkError::TimeoutError(_)) => {}
                Err(error) => return Err(trouble(SERVICE, CREATE, &error).into()),
            }
        }
    }

    async fn signed_in(&self, waiting: &Waiting, answer: &CreateTokenOutput) -> Result<SignedIn, Failure> {
        let now = seconds(self.sessions.now());
        let kept = Kept {
            access_token: answer.access_token().unwrap_or_default().to_owned(),
            expires_at: now + u64::try_from(answer.expires_in()).unwrap_or(0),
            began_at: now,
            refresh_token: answer.refresh_token().map(str::to_owned),
            client_id: waiting.client.id.clone(),
            client_secret: waiting.client.secret.expose().to_owned(),
            client_expires_at: waiting.client.expires_at,
        };
        let not_kept = self.sessions.keep(&waiting.center, &kept).await.map_err(Failure::from)?;
        Ok(SignedIn {
            expires_at: OffsetDateTime::from(at(kept.expires_at)).format(&Rfc3339).unwrap_or_default(),
            renews: kept.refresh_token.is_some(),
            not_kept: not_kept
                .map(|error| format!("{} The session lasts until you quit Lambdesk.", Failure::from(error).message)),
        })
    }

    /// The registration that an earlier sign-in made, or a new one.
    async fn client(&self, center: &Center) -> Result<Client, Failure> {
        let now = self.sessions.now();
        // A locked keychain is no reason not to sign in.
        if let Ok(Some(kept)) = self.sessions.load(center).await
            && at(kept.client_expires_at) > now + REGISTRATION_LEFT
        {
            return Ok(Client {
                id: kept.client_id.clone(),
                secret: SecretText::from(kept.client_secret.clone()),
                expires_at: kept.client_expires_at,
            });
        }
        let request =
            self.sessions.oidc(center).register_client().client_name(CLIENT_NAME).client_type("public").scopes(SCOPE);
        let answer =
            request.send().await.map_err(|error| unknown_address(center, trouble(SERVICE, REGISTER, &error)))?;
        Ok(Client {
            id: answer.client_id().unwrap_or_default().to_owned(),
            secret: SecretText::from(answer.client_secret().unwrap_or_default().to_owned()),
            expires_at: u64::try_from(answer.client_secret_expires_at()).unwrap_or(0),
        })
    }
}

const START: &str = "StartDeviceAuthorization";
const CREATE: &str = "CreateToken";
const REGISTER: &str = "RegisterClient";

fn ran_out() -> Failure {
    Failure::other("The code ran out before it was confirmed.", "Begin again for a new one.")
}

/// The service does not say which of the two is wrong.
fn unknown_address(center: &Center, trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Refused(refused) if refused.code == "InvalidRequestException" => Failure::other(
            format!("IAM Identity Center in {} does not know the address {}.", center.region, center.start_url),
            "Check both: your company’s AWS access portal shows them.",
        ),
        other => other.into(),
    }
}

/// Only such an address is handed to the system to be opened: whatever else it knew, it would start.
fn safe_address(text: &str) -> Result<Url, Failure> {
    let refused = || {
        Failure::other("The service gave an address that is not opened.", "Check the company address and the region.")
    };
    let url = Url::parse(text).map_err(|_| refused())?;
    let here = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    match url.scheme() {
        "https" => Ok(url),
        "http" if here => Ok(url),
        _ => Err(refused()),
    }
}

#[cfg(test)]
mod tests {
    use super::safe_address;

    #[test]
    fn only_the_web_is_opened() {
        for good in ["https://device.sso.eu-west-1.amazonaws.com/?user_code=A", "http://127.0.0.1:1/device"] {
            assert!(safe_address(good).is_ok(), "{good}");
        }
        for bad in
            ["file:///etc/passwd", "http://evil.example/", "javascript:alert(1)", "", "ms-settings:x", "/usr/bin/x"]
        {
            assert!(safe_address(bad).is_err(), "{bad}");
        }
    }
}
