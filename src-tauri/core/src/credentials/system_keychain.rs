//! The operating system's keychain, by the `keyring` crate: Secret Service, macOS Keychain, Windows Credential Manager.

use keyring::{Entry, Error};

use super::keychain::{Keychain, KeychainError, SecretText};

/// The name under which all entries lie. `secret-tool search service lambdesk` lists them on Linux.
pub const SERVICE: &str = "lambdesk";

/// The entry that unlocking writes and deletes again.
const PROBE: &str = "unlocking";

/// The operating system's keychain.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemKeychain;

impl Keychain for SystemKeychain {
    fn check(&self) -> Result<(), KeychainError> {
        Entry::store_status().as_ref().copied().map_err(|cause| KeychainError::NoService(words(cause)))
    }

    fn unlock(&self) -> Result<(), KeychainError> {
        // A store unlocks where it writes; nothing that it has is touched.
        self.store(PROBE, &SecretText::from(String::from("probe")))?;
        self.delete(PROBE)
    }

    fn store(&self, id: &str, secret: &SecretText) -> Result<(), KeychainError> {
        entry(id)?.set_password(secret.expose()).map_err(|error| describe(&error))
    }

    fn load(&self, id: &str) -> Result<Option<SecretText>, KeychainError> {
        match entry(id)?.get_password() {
            Ok(text) => Ok(Some(SecretText::from(text))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(describe(&error)),
        }
    }

    fn delete(&self, id: &str) -> Result<(), KeychainError> {
        match entry(id)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(describe(&error)),
        }
    }
}

fn entry(id: &str) -> Result<Entry, KeychainError> {
    Entry::new(SERVICE, id).map_err(|error| match (&error, Entry::store_status()) {
        (Error::NoDefaultStore, Err(cause)) => KeychainError::NoService(words(cause)),
        _ => describe(&error),
    })
}

/// Our word for the crate's error. Errors that carry the secret's bytes are named without them.
fn describe(error: &Error) -> KeychainError {
    match error {
        Error::NoStorageAccess(cause) if cause.to_string().contains("dismissed") => KeychainError::Denied,
        Error::NoStorageAccess(cause) => KeychainError::Locked(cause.to_string()),
        Error::TooLong(_, limit) => KeychainError::TooLong(*limit),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => KeychainError::Damaged,
        Error::NoDefaultStore => KeychainError::NoService("no store".into()),
        Error::PlatformFailure(cause) if Entry::store_status().is_err() => KeychainError::NoService(cause.to_string()),
        other => KeychainError::Failed(words(other)),
    }
}

fn words(error: &Error) -> String {
    match error {
        Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => cause.to_string(),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "unreadable entry".into(),
        other => other.to_string(),
    }
}
