//! Secrets for this run only: in this program's memory, wiped when it ends.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::keychain::{Keychain, KeychainError, SecretText};

/// A keychain that forgets everything when the program ends.
#[derive(Debug, Default)]
pub struct MemoryKeychain {
    secrets: Mutex<HashMap<String, SecretText>>,
}

impl MemoryKeychain {
    fn secrets(&self) -> MutexGuard<'_, HashMap<String, SecretText>> {
        // A panic elsewhere leaves the map whole: it is only ever changed by single calls.
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keychain for MemoryKeychain {
    fn check(&self) -> Result<(), KeychainError> {
        Ok(())
    }

    fn unlock(&self) -> Result<(), KeychainError> {
        Ok(())
    }

    fn store(&self, id: &str, secret: &SecretText) -> Result<(), KeychainError> {
        self.secrets().insert(id.to_owned(), secret.clone());
        Ok(())
    }

    fn load(&self, id: &str) -> Result<Option<SecretText>, KeychainError> {
        Ok(self.secrets().get(id).cloned())
    }

    fn delete(&self, id: &str) -> Result<(), KeychainError> {
        self.secrets().remove(id);
        Ok(())
    }
}
