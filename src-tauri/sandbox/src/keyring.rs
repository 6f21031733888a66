//! The keys that the sandbox knows: those it was started with, and the temporary ones that it issued. Each has its owner
//! and its end. It must not know by which operation keys were asked for.

use std::collections::HashMap;
use std::sync::mpsc::Sender;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::moment::after;
use crate::options::{Credentials, Options, tell};
use crate::principal::Principal;
use crate::random;
use crate::unique_id::temporary_key_id;

/// How every session token of AWS's begins: base64 of the bytes before the name `origin_ec`.
const TOKEN_START: &str = "IQoJb3JpZ2luX2Vj";
/// As many random bytes follow as make a token of a usual length, 480 characters of base64.
const TOKEN_BYTES: usize = 348;
/// How long keys are remembered after their end, so that they are said to have expired and not to be unknown.
const REMEMBERED: Duration = Duration::from_hours(24);

/// Keys, whose they are, and until when they are good.
#[derive(Clone, Debug)]
pub struct Keys {
    /// The keys.
    pub credentials: Credentials,
    /// Their owner.
    pub principal: Principal,
    /// When they end; `None` for never.
    pub expires: Option<SystemTime>,
}

/// Temporary keys as they are handed out.
#[derive(Debug)]
pub struct Temporary {
    /// The keys, with a session token.
    pub credentials: Credentials,
    /// When they end.
    pub expires: SystemTime,
}

/// All keys that are known.
#[derive(Debug)]
pub struct Keyring {
    own: Keys,
    issued: Mutex<HashMap<String, Keys>>,
    handed_out: Option<Sender<String>>,
}

impl Keyring {
    /// The keys of the options, known since the start, and none issued.
    pub fn new(options: &Options, started: SystemTime) -> Self {
        let user = Principal::user(&options.account);
        let credentials = options.credentials.clone();
        let own = Keys {
            principal: if credentials.session_token.is_some() { user.in_session(false) } else { user },
            credentials,
            expires: options.expire_after.and_then(|after| started.checked_add(after)),
        };
        Self { own, issued: Mutex::default(), handed_out: options.handed_out.clone() }
    }

    fn issued(&self) -> MutexGuard<'_, HashMap<String, Keys>> {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The keys of an access key ID, whether they have expired or not.
    pub fn find(&self, access_key_id: &str) -> Option<Keys> {
        if access_key_id == self.own.credentials.access_key_id {
            return Some(self.own.clone());
        }
        self.issued().get(access_key_id).cloned()
    }

    /// Issues temporary keys.
    pub fn issue(&self, principal: Principal, lifetime: Duration, now: SystemTime) -> Temporary {
        let credentials = Credentials {
            access_key_id: temporary_key_id(&principal.account),
            // 40 characters of base64, as AWS's secrets are.
            secret_access_key: STANDARD.encode(random::bytes(30)),
            session_token: Some(format!("{TOKEN_START}{}", STANDARD.encode(random::bytes(TOKEN_BYTES)))),
        };
        for secret in credentials.session_token.iter().chain([&credentials.secret_access_key]) {
            tell(self.handed_out.as_ref(), secret);
        }
        let expires = after(now, lifetime);
        let keys = Keys { credentials: credentials.clone(), principal, expires: Some(expires) };
        let mut issued = self.issued();
        issued.retain(|_, keys| keys.expires.is_none_or(|end| end + REMEMBERED > now));
        issued.insert(credentials.access_key_id.clone(), keys);
        Temporary { credentials, expires }
    }

    /// Forgets all that were issued.
    pub fn revoke(&self) {
        self.issued().clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;
    const HOUR: Duration = Duration::from_hours(1);

    #[test]
    fn issued_keys_are_known_after_their_end_and_forgotten_a_day_later() {
        let keyring = Keyring::new(&Options::default(), NOW);
        let role = Principal::assumed_role("210987654321", "Developer", "jane", &[]);
        let issued = keyring.issue(role.clone(), HOUR, NOW);
        assert_eq!(issued.expires, NOW + HOUR);
        let id = &issued.credentials.access_key_id;
        assert_eq!(issued.credentials.secret_access_key.len(), 40);
        let known = keyring.find(id).expect("known");
        assert_eq!((known.principal, known.expires), (role.clone(), Some(NOW + HOUR)));
        keyring.issue(role.clone(), HOUR, NOW + 24 * HOUR);
        assert!(keyring.find(id).is_some());
        keyring.issue(role, HOUR, NOW + 25 * HOUR);
        assert!(keyring.find(id).is_none());
    }

    #[test]
    fn revoking_leaves_the_keys_of_the_options() {
        let options = Options { expire_after: Some(HOUR), ..Options::default() };
        let keyring = Keyring::new(&options, NOW);
        let issued = keyring.issue(Principal::user("123456789012").in_session(true), HOUR, NOW);
        keyring.revoke();
        assert!(keyring.find(&issued.credentials.access_key_id).is_none());
        let own = keyring.find(&options.credentials.access_key_id).expect("known");
        assert_eq!((own.expires, own.principal.is_temporary()), (Some(NOW + HOUR), false));
    }

    #[test]
    fn no_secret_is_shown() {
        let keyring = Keyring::new(&Options::default(), NOW);
        let issued = keyring.issue(Principal::user("123456789012"), HOUR, NOW);
        let shown = format!("{keyring:?} {issued:?}");
        let token = issued.credentials.session_token.expect("a token");
        for secret in [&issued.credentials.secret_access_key, &token, &keyring.own.credentials.secret_access_key] {
            assert!(!shown.contains(secret.as_str()), "{shown}");
        }
    }
}
