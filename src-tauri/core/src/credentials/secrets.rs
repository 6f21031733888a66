//! Where each profile's secret is: in the keychain, or in memory for this run. Calls to a keychain block, so they run
//! on threads made for that.

use std::sync::Arc;

use super::keychain::{KeySecret, Keychain, KeychainError};
use super::memory_keychain::MemoryKeychain;
use crate::wire::Keep;

/// Both places for secrets. Cheap to clone.
#[derive(Clone)]
pub struct Secrets {
    keychain: Arc<dyn Keychain>,
    this_run: Arc<MemoryKeychain>,
}

impl Secrets {
    /// Secrets over a keychain.
    pub fn new(keychain: Arc<dyn Keychain>) -> Self {
        Self { keychain, this_run: Arc::default() }
    }

    /// Whether the keychain can be reached.
    ///
    /// # Errors
    /// Why not.
    pub async fn check(&self) -> Result<(), KeychainError> {
        let keychain = self.keychain.clone();
        blocking(move || keychain.check()).await
    }

    /// Keeps a secret in one place and forgets it in the other.
    ///
    /// # Errors
    /// When it is not kept.
    pub async fn store(&self, id: &str, secret: KeySecret, keep: Keep) -> Result<(), KeychainError> {
        match keep {
            Keep::ThisRun => self.this_run.store(id, &secret),
            Keep::Keychain => {
                let (keychain, owned) = (self.keychain.clone(), id.to_owned());
                blocking(move || keychain.store(&owned, &secret)).await?;
                self.this_run.delete(id)
            }
        }
    }

    /// The secret, or `None` when there is none.
    ///
    /// # Errors
    /// When the keychain cannot say.
    pub async fn load(&self, id: &str, keep: Keep) -> Result<Option<KeySecret>, KeychainError> {
        match keep {
            Keep::ThisRun => self.this_run.load(id),
            Keep::Keychain => {
                let (keychain, id) = (self.keychain.clone(), id.to_owned());
                blocking(move || keychain.load(&id)).await
            }
        }
    }

    /// Forgets a secret where it is kept.
    ///
    /// # Errors
    /// When the keychain may still hold it.
    pub async fn delete(&self, id: &str, keep: Keep) -> Result<(), KeychainError> {
        self.this_run.delete(id)?;
        match keep {
            Keep::ThisRun => Ok(()),
            Keep::Keychain => {
                let (keychain, id) = (self.keychain.clone(), id.to_owned());
                blocking(move || keychain.delete(&id)).await
            }
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, KeychainError> + Send + 'static,
) -> Result<T, KeychainError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(KeychainError::Failed(error.to_string())))
}
