//! Temporary credentials until they end: in memory, and in the keychain where getting new ones would ask the user.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex as AsyncMutex;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::keychain::SecretText;
use super::secrets::Secrets;
use crate::clock::Clock;
use crate::wire::Keep;

/// Credentials are replaced when so much of their time is left; the SDKs do it at five minutes. What lasts shorter in all
/// is replaced in its last tenth.
const MARGIN: Duration = Duration::from_mins(5);
/// How long credentials are used whose source does not say when they end: the SDKs' own default.
const UNTOLD: Duration = Duration::from_mins(15);

/// Temporary credentials, by the step that gave them. Cheap to clone.
#[derive(Clone)]
pub struct Temporary {
    secrets: Secrets,
    clock: Arc<dyn Clock>,
    asking: Arc<Mutex<HashMap<String, Arc<AsyncMutex<()>>>>>,
}

/// The name of a step: what it starts from and what it asks for, hashed, so that it tells nothing where it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Step(String);

impl Step {
    /// The step of a source.
    pub fn base(parts: &[&str]) -> Self {
        Self(digest("", parts))
    }

    /// The step of a role on top of this one.
    #[must_use]
    pub fn then(&self, parts: &[&str]) -> Self {
        Self(digest(&self.0, parts))
    }
}

fn digest(before: &str, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in std::iter::once(&before).chain(parts) {
        // The length keeps neighbours apart.
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    let short: String = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("session:{short}")
}

/// Credentials as they are kept. Times are seconds since 1970.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct Kept {
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
    account: Option<String>,
    obtained_at: u64,
    expires_at: u64,
    /// Whether the end is the service's word, and not our own patience.
    told: bool,
}

impl Temporary {
    /// Over the places for secrets.
    pub fn new(secrets: Secrets, clock: Arc<dyn Clock>) -> Self {
        Self { secrets, clock, asking: Arc::default() }
    }

    /// What a step gave, if it is still good for a while. The keychain is asked only for what may be there.
    pub async fn get(&self, step: &Step, keep: Keep) -> Option<Credentials> {
        let kept = match self.load(step, Keep::ThisRun).await {
            None if keep == Keep::Keychain => self.load(step, keep).await,
            kept => kept,
        };
        kept.filter(|kept| kept.is_fresh(self.clock.now())).map(|kept| kept.credentials())
    }

    /// Remembers what a step gave. Credentials that do not come to an end, such as a person's keys, are not for here.
    pub async fn put(&self, step: &Step, credentials: &Credentials, keep: Keep) {
        let now = seconds(self.clock.now());
        let told = credentials.expiry().map(seconds);
        let kept = Kept {
            access_key_id: credentials.access_key_id().to_owned(),
            secret_access_key: credentials.secret_access_key().to_owned(),
            session_token: credentials.session_token().map(str::to_owned),
            account: credentials.account_id().map(|id| id.as_str().to_owned()),
            obtained_at: now,
            expires_at: told.unwrap_or(now + UNTOLD.as_secs()),
            told: told.is_some(),
        };
        let Ok(text) = SecretText::of(&kept) else { return };
        // What the keychain does not take is remembered for this run: asking again is the worst that can come of it.
        let _ = match keep {
            Keep::ThisRun => self.secrets.store(&step.0, text, keep).await,
            Keep::Keychain => self.secrets.store_or_hold(&step.0, text).await,
        };
    }

    /// Forgets what a step gave.
    pub async fn forget(&self, step: &Step) {
        // A keychain that does not delete it holds what the service refuses anyway.
        let _ = self.secrets.forget(&step.0).await;
    }

    /// A lock, so that a step is taken once however many ask for it.
    pub fn lock(&self, step: &Step) -> Arc<AsyncMutex<()>> {
        self.asking.lock().unwrap_or_else(PoisonError::into_inner).entry(step.0.clone()).or_default().clone()
    }

    async fn load(&self, step: &Step, keep: Keep) -> Option<Kept> {
        // What cannot be read is fetched anew.
        self.secrets.load(&step.0, keep).await.ok()??.read().ok()
    }
}

impl Kept {
    fn is_fresh(&self, now: SystemTime) -> bool {
        let whole = Duration::from_secs(self.expires_at.saturating_sub(self.obtained_at));
        SystemTime::UNIX_EPOCH + Duration::from_secs(self.expires_at) > now + MARGIN.min(whole / 10)
    }

    fn credentials(&self) -> Credentials {
        let mut builder = Credentials::builder()
            .access_key_id(&self.access_key_id)
            .secret_access_key(&self.secret_access_key)
            .provider_name("lambdesk session");
        builder.set_session_token(self.session_token.clone());
        builder.set_account_id(self.account.clone().map(Into::into));
        let ends = SystemTime::UNIX_EPOCH + Duration::from_secs(self.expires_at);
        builder.set_expiry(self.told.then_some(ends));
        builder.build()
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::super::keychain::Keychain;
    use super::super::memory_keychain::MemoryKeychain;
    use super::*;
    use crate::clock::FixedClock;

    const NOW: u64 = 1_800_000_000;

    fn at(second: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(second)
    }

    fn temporary(keychain: &Arc<MemoryKeychain>, now: u64) -> Temporary {
        Temporary::new(Secrets::new(keychain.clone()), Arc::new(FixedClock(at(now))))
    }

    fn credentials(end: Option<u64>) -> Credentials {
        Credentials::new("ASIA", "SECRET", Some("TOKEN".into()), end.map(at), "test")
    }

    #[tokio::test]
    async fn a_session_in_the_keychain_serves_the_next_run_until_shortly_before_its_end() {
        let keychain = Arc::new(MemoryKeychain::default());
        let step = Step::base(&["a"]);
        temporary(&keychain, NOW).put(&step, &credentials(Some(NOW + 3600)), Keep::Keychain).await;
        let then = temporary(&keychain, NOW + 3000).get(&step, Keep::Keychain).await.expect("still good");
        assert_eq!((then.secret_access_key(), then.session_token()), ("SECRET", Some("TOKEN")));
        assert_eq!(then.expiry(), Some(at(NOW + 3600)));
        assert!(
            temporary(&keychain, NOW + 3400).get(&step, Keep::Keychain).await.is_none(),
            "five minutes before the end"
        );
    }

    #[tokio::test]
    async fn what_lasts_seconds_is_used_for_seconds() {
        let keychain = Arc::new(MemoryKeychain::default());
        let step = Step::base(&["a"]);
        temporary(&keychain, NOW).put(&step, &credentials(Some(NOW + 10)), Keep::Keychain).await;
        assert!(temporary(&keychain, NOW + 8).get(&step, Keep::Keychain).await.is_some());
        assert!(temporary(&keychain, NOW + 10).get(&step, Keep::Keychain).await.is_none());
    }

    #[tokio::test]
    async fn what_is_for_this_run_stays_out_of_the_keychain() {
        let keychain = Arc::new(MemoryKeychain::default());
        let step = Step::base(&["a"]);
        let temporary = temporary(&keychain, NOW);
        temporary.put(&step, &credentials(None), Keep::ThisRun).await;
        assert_eq!(keychain.load(&step.0), Ok(None));
        assert_eq!(
            temporary.get(&step, Keep::Keychain).await.expect("remembered").expiry(),
            None,
            "nobody said when it ends"
        );
        temporary.forget(&step).await;
        assert!(temporary.get(&step, Keep::Keychain).await.is_none());
    }

    #[test]
    fn steps_are_told_apart() {
        let base = Step::base(&["a", "b"]);
        assert_ne!(base, Step::base(&["ab"]));
        assert_ne!(base.then(&["role"]), Step::base(&["role"]));
        assert_ne!(base.then(&["role", ""]), base.then(&["role"]));
    }
}
