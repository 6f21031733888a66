//! Where each secret is: in the keychain, or in memory for this run. Calls to a keychain block, so they run on threads
//! made for that; and they may ask the user, so what was read once is remembered for a working day.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::keychain::{Keychain, KeychainError, SecretText};
use super::memory_keychain::MemoryKeychain;
use crate::wire::Keep;

/// How long what the keychain gave is remembered. Some keychains ask at every reading; one answer is to serve a working
/// day.
const WORKING_DAY: Duration = Duration::from_hours(12);

/// Both places for secrets. Cheap to clone.
#[derive(Clone)]
pub struct Secrets {
    keychain: Arc<dyn Keychain>,
    this_run: Arc<MemoryKeychain>,
    remembered: Arc<Mutex<HashMap<String, (Instant, SecretText)>>>,
}

impl Secrets {
    /// Secrets over a keychain.
    pub fn new(keychain: Arc<dyn Keychain>) -> Self {
        Self { keychain, this_run: Arc::default(), remembered: Arc::default() }
    }

    /// Whether the keychain can be reached.
    ///
    /// # Errors
    /// Why not.
    pub async fn check(&self) -> Result<(), KeychainError> {
        let keychain = self.keychain.clone();
        blocking(move || keychain.check()).await
    }

    /// Lets the system ask for what unlocks the keychain.
    ///
    /// # Errors
    /// When it is locked still.
    pub async fn unlock(&self) -> Result<(), KeychainError> {
        let keychain = self.keychain.clone();
        blocking(move || keychain.unlock()).await
    }

    /// Keeps a secret in one place and forgets it in the other.
    ///
    /// # Errors
    /// When it is not kept.
    pub async fn store(&self, id: &str, secret: SecretText, keep: Keep) -> Result<(), KeychainError> {
        self.remembered().remove(id);
        match keep {
            Keep::ThisRun => self.this_run.store(id, &secret),
            Keep::Keychain => {
                let (keychain, owned, text) = (self.keychain.clone(), id.to_owned(), secret.clone());
                blocking(move || keychain.store(&owned, &text)).await?;
                self.remember(id, secret);
                self.this_run.delete(id)
            }
        }
    }

    /// The secret, or `None` when there is none.
    ///
    /// # Errors
    /// When the keychain cannot say.
    pub async fn load(&self, id: &str, keep: Keep) -> Result<Option<SecretText>, KeychainError> {
        match keep {
            Keep::ThisRun => self.this_run.load(id),
            Keep::Keychain => {
                if let Some(secret) = self.recall(id) {
                    return Ok(Some(secret));
                }
                let (keychain, owned) = (self.keychain.clone(), id.to_owned());
                let secret = blocking(move || keychain.load(&owned)).await?;
                if let Some(secret) = &secret {
                    self.remember(id, secret.clone());
                }
                Ok(secret)
            }
        }
    }

    /// Forgets a secret where it is kept.
    ///
    /// # Errors
    /// When the keychain may still hold it.
    pub async fn delete(&self, id: &str, keep: Keep) -> Result<(), KeychainError> {
        self.remembered().remove(id);
        self.this_run.delete(id)?;
        match keep {
            Keep::ThisRun => Ok(()),
            Keep::Keychain => {
                let (keychain, id) = (self.keychain.clone(), id.to_owned());
                blocking(move || keychain.delete(&id)).await
            }
        }
    }

    fn remember(&self, id: &str, secret: SecretText) {
        self.remembered().insert(id.to_owned(), (Instant::now(), secret));
    }

    fn recall(&self, id: &str) -> Option<SecretText> {
        let mut remembered = self.remembered();
        if remembered.get(id).is_some_and(|(since, _)| since.elapsed() > WORKING_DAY) {
            remembered.remove(id);
        }
        remembered.get(id).map(|(_, secret)| secret.clone())
    }

    fn remembered(&self) -> MutexGuard<'_, HashMap<String, (Instant, SecretText)>> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, KeychainError> + Send + 'static,
) -> Result<T, KeychainError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(KeychainError::Failed(error.to_string())))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// Counts how often it was read.
    #[derive(Default)]
    struct Counting {
        inner: MemoryKeychain,
        reads: AtomicU32,
    }

    impl Keychain for Counting {
        fn check(&self) -> Result<(), KeychainError> {
            self.inner.check()
        }
        fn unlock(&self) -> Result<(), KeychainError> {
            self.inner.unlock()
        }
        fn store(&self, id: &str, secret: &SecretText) -> Result<(), KeychainError> {
            self.inner.store(id, secret)
        }
        fn load(&self, id: &str) -> Result<Option<SecretText>, KeychainError> {
            self.reads.fetch_add(1, Ordering::Relaxed);
            self.inner.load(id)
        }
        fn delete(&self, id: &str) -> Result<(), KeychainError> {
            self.inner.delete(id)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_keychain_is_asked_once_a_working_day() {
        let keychain = Arc::new(Counting::default());
        keychain.store("a", &SecretText::from("x".to_owned())).expect("kept");
        let secrets = Secrets::new(keychain.clone());
        let reads = || keychain.reads.load(Ordering::Relaxed);
        for _ in 0..3 {
            assert!(secrets.load("a", Keep::Keychain).await.expect("reachable").is_some());
        }
        assert_eq!(reads(), 1);
        tokio::time::advance(WORKING_DAY + Duration::from_secs(1)).await;
        assert!(secrets.load("a", Keep::Keychain).await.expect("reachable").is_some());
        assert_eq!(reads(), 2);
        // What is gone is gone at once.
        secrets.delete("a", Keep::Keychain).await.expect("deleted");
        assert_eq!(secrets.load("a", Keep::Keychain).await, Ok(None));
    }
}
