//! The values of secret variables: in the keychain, or in memory for this run. Each belongs to one environment of one folder
//! on this computer, so that a collection cannot name its way to another's.

use std::collections::HashMap;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::credentials::keychain::{KeychainError, SecretText};
use crate::credentials::secrets::Secrets;
use crate::wire::{Keep, SecretState};

/// The values of secret variables. Cheap to clone.
#[derive(Clone)]
pub struct SecretVariables {
    secrets: Secrets,
}

/// Which secret variable.
#[derive(Clone, Copy, Debug)]
pub struct SecretName<'a> {
    /// The collection's id.
    pub collection: &'a str,
    /// The environment's name.
    pub environment: &'a str,
    /// The variable's name.
    pub name: &'a str,
}

impl SecretName<'_> {
    /// Under which it is kept: hashed, so that it tells nothing where it is kept.
    fn key(self) -> String {
        let mut hash = Sha256::new();
        for part in [self.collection, self.environment, self.name] {
            // The length keeps neighbours apart.
            hash.update(part.len().to_be_bytes());
            hash.update(part.as_bytes());
        }
        let short: String = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        format!("variable:{short}")
    }
}

impl SecretVariables {
    /// Over the places for secrets.
    pub fn new(secrets: Secrets) -> Self {
        Self { secrets }
    }

    /// Whether a value is here.
    pub async fn state(&self, name: SecretName<'_>) -> SecretState {
        match (
            self.secrets.load(&name.key(), Keep::ThisRun).await,
            self.secrets.load(&name.key(), Keep::Keychain).await,
        ) {
            (Ok(Some(_)), _) => SecretState::ThisRun,
            (_, Ok(Some(_))) => SecretState::InKeychain,
            (_, Ok(None)) => SecretState::Missing,
            (_, Err(_)) => SecretState::Unknown,
        }
    }

    /// The value; `None` when it was not entered on this computer.
    ///
    /// # Errors
    /// When the keychain cannot say.
    pub async fn load(&self, name: SecretName<'_>) -> Result<Option<Zeroizing<String>>, KeychainError> {
        let key = name.key();
        let found = match self.secrets.load(&key, Keep::ThisRun).await? {
            Some(found) => Some(found),
            None => self.secrets.load(&key, Keep::Keychain).await?,
        };
        found.map(|text| text.read::<String>().map(Zeroizing::new)).transpose()
    }

    /// The values of several, as far as they are there.
    ///
    /// # Errors
    /// When the keychain cannot say.
    pub async fn load_all(
        &self,
        collection: &str,
        environment: &str,
        names: impl IntoIterator<Item = String>,
    ) -> Result<HashMap<String, Zeroizing<String>>, KeychainError> {
        let mut values = HashMap::new();
        for name in names {
            if let Some(value) = self.load(SecretName { collection, environment, name: &name }).await? {
                values.insert(name, value);
            }
        }
        Ok(values)
    }

    /// Keeps a value. What the other place held is forgotten.
    ///
    /// # Errors
    /// When it is not kept.
    pub async fn store(&self, name: SecretName<'_>, value: &str, keep: Keep) -> Result<(), KeychainError> {
        let (key, text) = (name.key(), SecretText::of(&value)?);
        self.secrets.store(&key, text, keep).await?;
        match keep {
            Keep::Keychain => self.secrets.delete(&key, Keep::ThisRun).await,
            // The value of this run goes before that of the keychain, which may be out of reach.
            Keep::ThisRun => Ok(()),
        }
    }

    /// Forgets a value.
    ///
    /// # Errors
    /// When the keychain may still hold it.
    pub async fn forget(&self, name: SecretName<'_>) -> Result<(), KeychainError> {
        self.secrets.forget(&name.key()).await
    }

    /// Takes a value along when its environment gets another name.
    ///
    /// # Errors
    /// When it cannot be taken along; it is then under the old name still.
    pub async fn carry(&self, from: SecretName<'_>, to: SecretName<'_>) -> Result<(), KeychainError> {
        for keep in [Keep::ThisRun, Keep::Keychain] {
            if let Some(text) = self.secrets.load(&from.key(), keep).await? {
                self.secrets.store(&to.key(), text, keep).await?;
                self.secrets.delete(&from.key(), keep).await?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::credentials::memory_keychain::MemoryKeychain;

    #[tokio::test]
    async fn each_environment_has_its_own() {
        let secrets = SecretVariables::new(Secrets::new(Arc::new(MemoryKeychain::default())));
        let name = |collection, environment| SecretName { collection, environment, name: "key" };
        secrets.store(name("/a", "staging"), "one\"\n", Keep::Keychain).await.expect("kept");
        secrets.store(name("/a", "production"), "two", Keep::ThisRun).await.expect("kept");
        let value = async |of| secrets.load(of).await.expect("read").map(|value| value.to_string());
        assert_eq!(value(name("/a", "staging")).await.as_deref(), Some("one\"\n"));
        assert_eq!(value(name("/b", "staging")).await, None);
        assert_eq!(secrets.state(name("/a", "staging")).await, SecretState::InKeychain);
        assert_eq!(secrets.state(name("/a", "production")).await, SecretState::ThisRun);
        assert_eq!(secrets.state(name("/b", "staging")).await, SecretState::Missing);
        secrets.carry(name("/a", "staging"), name("/a", "renamed")).await.expect("carried");
        assert_eq!(value(name("/a", "staging")).await, None);
        assert_eq!(value(name("/a", "renamed")).await.as_deref(), Some("one\"\n"));
        secrets.forget(name("/a", "renamed")).await.expect("forgotten");
        assert_eq!(value(name("/a", "renamed")).await, None);
    }
}
