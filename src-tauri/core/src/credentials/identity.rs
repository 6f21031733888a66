//! Who a profile is, as STS says, and how long for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use aws_credential_types::Credentials;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::access::{Access, Plan};
use super::arn;
use super::chain::Base;
use super::sts::Caller;
use super::trouble::{Refused, Trouble};
use crate::failure::Failure;
use crate::wire::Identity;

/// Who is who. Cheap to clone.
#[derive(Clone, Default)]
pub struct Identities {
    /// By the keys' fingerprint: whose a key is never changes.
    known: Arc<Mutex<HashMap<[u8; 32], Caller>>>,
}

impl Identities {
    /// Who a plan's profile is. `fresh` asks STS in any case.
    ///
    /// # Errors
    /// What is asked of the user, or what is wrong with the credentials.
    pub async fn of(&self, access: &Access, plan: &Plan, fresh: bool) -> Result<Identity, Failure> {
        let mut credentials = access.credentials(plan).await?;
        let known = self.known(&credentials).filter(|_| !fresh);
        let caller = match known {
            Some(caller) => caller,
            None => match access.sts(plan).caller(&credentials).await {
                Err(Trouble::Refused(refused)) if refused.is_expired() || refused.is_unknown() => {
                    // What was remembered may have been revoked meanwhile: once more with what is fetched anew.
                    access.forget(plan).await;
                    let before = credentials.access_key_id().to_owned();
                    credentials = access.credentials(plan).await?;
                    if credentials.access_key_id() == before {
                        return Err(Trouble::Refused(refused).into());
                    }
                    access.sts(plan).caller(&credentials).await?
                }
                Err(Trouble::Refused(refused)) if plan.place.endpoint.is_some() && is_no_sts(&refused) => {
                    // A local service that speaks Lambda need not speak STS.
                    Caller { account: plan.place.account.clone().unwrap_or_default(), arn: String::new() }
                }
                caller => caller?,
            },
        };
        if !caller.arn.is_empty() {
            self.learn(&credentials, &caller);
        }
        let through = plan.chain.through();
        let session = match plan.center() {
            Some(center) => access.sessions.session(&center).await.ok(),
            None => None,
        };
        let asks = plan.chain.roles.iter().any(|role| role.mfa_serial.is_some());
        let renews = !asks
            && match (&plan.chain.base, &session) {
                (Base::Sso(_), session) => session.as_ref().is_some_and(|session| session.renews),
                _ => credentials.expiry().is_some(),
            };
        // Where the session is not renewed, its own end is what counts.
        let end = match &session {
            Some(session) if !renews => credentials.expiry().max(Some(session.expires_at)),
            _ => credentials.expiry(),
        };
        Ok(Identity {
            name: if caller.arn.is_empty() {
                credentials.access_key_id().to_owned()
            } else {
                arn::short_name(&caller.arn)
            },
            account: caller.account,
            arn: caller.arn,
            through,
            expires_at: end.and_then(|end| OffsetDateTime::from(end).format(&Rfc3339).ok()),
            renews,
            can_sign_out: session.is_some_and(|session| session.ours) || asks,
        })
    }

    fn known(&self, credentials: &Credentials) -> Option<Caller> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&fingerprint(credentials)).cloned()
    }

    fn learn(&self, credentials: &Credentials, caller: &Caller) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(fingerprint(credentials), caller.clone());
    }
}

/// Tells keys apart, a mistyped secret from the right one too, without holding them.
fn fingerprint(credentials: &Credentials) -> [u8; 32] {
    let parts =
        [credentials.access_key_id(), credentials.secret_access_key(), credentials.session_token().unwrap_or("")];
    Sha256::digest(parts.join("\n")).into()
}

/// Whether a refusal shows that there is no STS, rather than that something is wrong with the credentials.
fn is_no_sts(refused: &Refused) -> bool {
    const OF_STS: [&str; 8] = [
        "AccessDenied",
        "ExpiredToken",
        "IncompleteSignature",
        "InvalidClientTokenId",
        "MissingAuthenticationToken",
        "RegionDisabledException",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    ];
    !OF_STS.contains(&refused.code.as_str())
}
