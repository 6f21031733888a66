//! The lock of a Secret Service: whether it is open for an entry, and opening it. `keyring` unlocks whatever it meets, so
//! that the system would ask for a password whenever the window only wants to show something; this is looked at before.
//!
//! No secret passes through here.

use std::collections::HashMap;

use secret_service::EncryptionType::Plain;
use secret_service::Error;
use secret_service::blocking::{Item, SecretService};

use super::keychain::KeychainError;
use super::system_keychain::SERVICE;

/// The name of a keyring that is made because there is none; libsecret gives it the same.
const KEYRING: &str = "Default keyring";
/// The alias by which every program finds it.
const DEFAULT: &str = "default";

/// Whether an entry can be read, written and deleted without anybody being asked.
///
/// # Errors
/// [`KeychainError::Locked`] or [`KeychainError::NoKeyring`] when it cannot.
pub fn check(id: &str) -> Result<(), KeychainError> {
    let service = connect()?;
    // The attributes are `keyring`'s.
    let found = service.search_items(HashMap::from([("service", SERVICE), ("username", id)]))?;
    if !found.locked.is_empty() {
        return Err(locked());
    }
    if !found.unlocked.is_empty() {
        return Ok(());
    }
    // It may be there all the same: not every service searches what is locked.
    if service.get_default_collection()?.is_locked()? { Err(locked()) } else { Ok(()) }
}

/// Lets the service ask for what opens it; for a new password, when there is no keyring yet.
///
/// # Errors
/// [`KeychainError::Denied`] when the prompt was dismissed.
pub fn unlock() -> Result<(), KeychainError> {
    let service = connect()?;
    match service.get_default_collection() {
        Ok(collection) => {
            if collection.is_locked()? {
                collection.unlock()?;
            }
        }
        Err(Error::NoResult) => drop(service.create_collection(KEYRING, DEFAULT)?),
        Err(error) => return Err(error.into()),
    }
    // What was kept when another keyring was the default is there still.
    let found = service.search_items(HashMap::from([("service", SERVICE)]))?;
    let others: Vec<&Item<'_>> = found.locked.iter().collect();
    if !others.is_empty() {
        service.unlock_all(&others)?;
    }
    Ok(())
}

/// Our word for the service's error, where there is one.
pub fn known(error: &Error) -> Option<KeychainError> {
    match error {
        Error::Locked => Some(locked()),
        Error::Prompt => Some(KeychainError::Denied),
        Error::NoResult => Some(KeychainError::NoKeyring),
        Error::Unavailable => Some(KeychainError::NoService("no Secret Service, or no D-Bus session".into())),
        _ => None,
    }
}

fn connect() -> Result<SecretService<'static>, KeychainError> {
    SecretService::connect(Plain)
        .map_err(|error| known(&error).unwrap_or_else(|| KeychainError::NoService(error.to_string())))
}

impl From<Error> for KeychainError {
    fn from(error: Error) -> Self {
        known(&error).unwrap_or_else(|| Self::Failed(error.to_string()))
    }
}

fn locked() -> KeychainError {
    KeychainError::Locked("its keyring is locked".into())
}
