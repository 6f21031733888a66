//! Where each secret is: in the keychain, or in memory for this run. Calls to a keychain block, so they run on threads
//! made for that; and they may ask the user, so what was read once is remembered for a working day.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Mutex as AsyncMutex;
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
    /// Whose turn it is at the keychain: whoever comes while the system asks waits for that answer, and is not asked too.
    turn: Arc<AsyncMutex<Turn>>,
}

#[derive(Default)]
struct Turn {
    /// The user said no. Nothing is read again until the user unlocks: much of what is read is only to be shown.
    denied: bool,
}

impl Secrets {
    /// Secrets over a keychain.
    pub fn new(keychain: Arc<dyn Keychain>) -> Self {
        Self { keychain, this_run: Arc::default(), remembered: Arc::default(), turn: Arc::default() }
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
        self.ask(|keychain, turn| {
            keychain.unlock()?;
            turn.denied = false;
            Ok(())
        })
        .await
    }

    /// Keeps a secret in one place. What the other holds stays there.
    ///
    /// # Errors
    /// When it is not kept.
    pub async fn store(&self, id: &str, secret: SecretText, keep: Keep) -> Result<(), KeychainError> {
        match keep {
            Keep::ThisRun => self.this_run.store(id, &secret),
            Keep::Keychain => {
                self.remembered().remove(id);
                let (owned, text) = (id.to_owned(), secret.clone());
                self.ask(move |keychain, turn| {
                    keychain.store(&owned, &text)?;
                    turn.denied = false;
                    Ok(())
                })
                .await?;
                self.remember(id, secret);
                Ok(())
            }
        }
    }

    /// Keeps a secret in the keychain, or for this run when the keychain does not take it.
    ///
    /// # Errors
    /// Why the keychain did not take it. The secret is kept all the same.
    pub async fn store_or_hold(&self, id: &str, secret: SecretText) -> Result<(), KeychainError> {
        let stored = self.store(id, secret.clone(), Keep::Keychain).await;
        match &stored {
            Ok(()) => self.this_run.delete(id)?,
            Err(_) => self.this_run.store(id, &secret)?,
        }
        stored
    }

    /// The secret, or `None` when there is none.
    ///
    /// # Errors
    /// When the keychain cannot say.
    pub async fn load(&self, id: &str, keep: Keep) -> Result<Option<SecretText>, KeychainError> {
        if keep == Keep::ThisRun {
            return self.this_run.load(id);
        }
        if let Some(secret) = self.recall(id) {
            return Ok(Some(secret));
        }
        let (secrets, id) = (self.clone(), id.to_owned());
        self.ask(move |keychain, turn| {
            // Who had the turn before may have read the same.
            if let Some(secret) = secrets.recall(&id) {
                return Ok(Some(secret));
            }
            if turn.denied {
                return Err(KeychainError::Denied);
            }
            let found = keychain.load(&id);
            turn.denied = found == Err(KeychainError::Denied);
            if let Ok(Some(secret)) = &found {
                secrets.remember(&id, secret.clone());
            }
            found
        })
        .await
    }

    /// Forgets a secret in one place.
    ///
    /// # Errors
    /// When the keychain may still hold it.
    pub async fn delete(&self, id: &str, keep: Keep) -> Result<(), KeychainError> {
        match keep {
            Keep::ThisRun => self.this_run.delete(id),
            Keep::Keychain => {
                self.remembered().remove(id);
                let id = id.to_owned();
                self.ask(move |keychain, _| keychain.delete(&id)).await
            }
        }
    }

    /// Forgets a secret wherever it is kept.
    ///
    /// # Errors
    /// When the keychain may still hold it.
    pub async fn forget(&self, id: &str) -> Result<(), KeychainError> {
        self.delete(id, Keep::ThisRun).await?;
        self.delete(id, Keep::Keychain).await
    }

    /// A call to the keychain, when it is its turn. The turn lasts as long as the call, whoever still waits for it.
    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Keychain, &mut Turn) -> Result<T, KeychainError> + Send + 'static,
    ) -> Result<T, KeychainError> {
        let mut turn = self.turn.clone().lock_owned().await;
        let keychain = self.keychain.clone();
        blocking(move || work(&*keychain, &mut turn)).await
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
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

    use super::*;

    /// Counts how often it was read, and says no when it is told to.
    #[derive(Default)]
    struct Counting {
        inner: MemoryKeychain,
        reads: AtomicU32,
        denies: AtomicBool,
    }

    impl Counting {
        fn allowed(&self) -> Result<(), KeychainError> {
            if self.denies.load(Ordering::Relaxed) { Err(KeychainError::Denied) } else { Ok(()) }
        }
    }

    impl Keychain for Counting {
        fn check(&self) -> Result<(), KeychainError> {
            self.inner.check()
        }
        fn unlock(&self) -> Result<(), KeychainError> {
            self.allowed()
        }
        fn store(&self, id: &str, secret: &SecretText) -> Result<(), KeychainError> {
            self.allowed()?;
            self.inner.store(id, secret)
        }
        fn load(&self, id: &str) -> Result<Option<SecretText>, KeychainError> {
            self.reads.fetch_add(1, Ordering::Relaxed);
            self.allowed()?;
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
    #[tokio::test]
    async fn what_was_denied_is_not_asked_for_again_until_the_user_unlocks() {
        let keychain = Arc::new(Counting::default());
        keychain.store("a", &SecretText::from("x".to_owned())).expect("kept");
        keychain.denies.store(true, Ordering::Relaxed);
        let secrets = Secrets::new(keychain.clone());
        let denied = || Err(KeychainError::Denied);
        // What the window asks for in one moment is asked of the user once.
        let (one, other) = tokio::join!(secrets.load("a", Keep::Keychain), secrets.load("b", Keep::Keychain));
        assert_eq!((one, other), (denied(), denied()));
        assert_eq!(secrets.load("a", Keep::Keychain).await, denied());
        assert_eq!(keychain.reads.load(Ordering::Relaxed), 1);
        assert_eq!(secrets.unlock().await, Err(KeychainError::Denied));
        assert_eq!(secrets.load("a", Keep::Keychain).await, denied());
        assert_eq!(keychain.reads.load(Ordering::Relaxed), 1);
        keychain.denies.store(false, Ordering::Relaxed);
        secrets.unlock().await.expect("unlocked");
        assert!(secrets.load("a", Keep::Keychain).await.expect("reachable").is_some());
    }

    #[tokio::test]
    async fn what_the_keychain_does_not_take_is_held_for_this_run() {
        let keychain = Arc::new(Counting::default());
        let secrets = Secrets::new(keychain.clone());
        let text = || SecretText::from("x".to_owned());
        keychain.denies.store(true, Ordering::Relaxed);
        assert_eq!(secrets.store_or_hold("a", text()).await, Err(KeychainError::Denied));
        assert_eq!(secrets.load("a", Keep::ThisRun).await, Ok(Some(text())));
        keychain.denies.store(false, Ordering::Relaxed);
        assert_eq!(secrets.store_or_hold("a", text()).await, Ok(()));
        assert_eq!(secrets.load("a", Keep::ThisRun).await, Ok(None));
        assert_eq!(secrets.load("a", Keep::Keychain).await, Ok(Some(text())));
        secrets.forget("a").await.expect("forgotten");
        assert_eq!(secrets.load("a", Keep::Keychain).await, Ok(None));
    }
}
