//! The clients that have registered with sso-oidc. It must not know what they ask for.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::digest::Digest;
use crate::moment::after;
use crate::random;

/// The scope that a refresh token is given for; the one of an `sso-session` in AWS's configuration file.
pub const ACCOUNT_ACCESS: &str = "sso:account:access";

/// A client, as it described itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its ID.
    pub id: String,
    /// Its name: any text at all.
    pub name: String,
    /// The scopes that it registered for.
    pub scopes: Vec<String>,
    /// The grants that it registered for; empty for all.
    pub grants: Vec<String>,
}

impl Client {
    /// Whether it registered for a grant.
    pub fn may_use(&self, grant: &str) -> bool {
        self.grants.is_empty() || self.grants.iter().any(|registered| registered == grant)
    }
}

/// What is told to a client that has registered.
pub struct Registered {
    /// Its ID.
    pub id: String,
    /// Its secret, which is not told again.
    pub secret: String,
    /// When both end.
    pub expires: SystemTime,
}

#[derive(Debug)]
struct Known {
    client: Client,
    secret: Digest,
    expires: SystemTime,
}

/// All clients.
#[derive(Debug, Default)]
pub struct Clients {
    known: Mutex<HashMap<String, Known>>,
}

impl Clients {
    fn known(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Registers one.
    pub fn register(
        &self,
        name: String,
        scopes: Vec<String>,
        grants: Vec<String>,
        lifetime: Duration,
        now: SystemTime,
    ) -> Registered {
        // As long as AWS's: 22 characters, and several hundred.
        let id = random::token("", 16);
        let secret = random::token("", 300);
        let expires = after(now, lifetime);
        let client = Client { id: id.clone(), name, scopes, grants };
        let mut known = self.known();
        known.retain(|_, known| known.expires > now);
        known.insert(id.clone(), Known { client, secret: Digest::of(&secret), expires });
        Registered { id, secret, expires }
    }

    /// The client of an ID and its secret; `None` when it is not known, the secret is another, or both have ended.
    pub fn find(&self, id: &str, secret: &str, now: SystemTime) -> Option<Client> {
        let known = self.known();
        let found = known.get(id)?;
        (found.secret == Digest::of(secret) && now < found.expires).then(|| found.client.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;
    const DAY: Duration = Duration::from_hours(24);

    #[test]
    fn a_client_is_known_by_its_secret_until_its_end() {
        let clients = Clients::default();
        let told = clients.register("name".into(), vec![], vec!["refresh_token".into()], DAY, NOW);
        let client = clients.find(&told.id, &told.secret, NOW).expect("known");
        assert!(client.may_use("refresh_token") && !client.may_use("authorization_code"));
        assert!(clients.find(&told.id, "other", NOW).is_none());
        assert!(clients.find("other", &told.secret, NOW).is_none());
        assert!(clients.find(&told.id, &told.secret, NOW + DAY).is_none());
        assert!(!format!("{clients:?}").contains(&told.secret));
    }
}
