//! The operating system's keychain, by the `keyring` crate: Secret Service, macOS Keychain, Windows Credential Manager.

use std::error::Error as StdError;

use keyring::{Entry, Error};

use super::keychain::{Keychain, KeychainError, SecretText};
#[cfg(all(unix, not(target_os = "macos")))]
use super::secret_service as lock;

/// The name under which all entries lie. `secret-tool search service lambdesk` lists them on Linux.
pub const SERVICE: &str = "lambdesk";

/// The operating system's keychain.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemKeychain;

impl Keychain for SystemKeychain {
    fn check(&self) -> Result<(), KeychainError> {
        Entry::store_status().as_ref().copied().map_err(no_service)
    }

    fn unlock(&self) -> Result<(), KeychainError> {
        self.check()?;
        lock::unlock()
    }

    fn store(&self, id: &str, secret: &SecretText) -> Result<(), KeychainError> {
        entry(id)?.set_password(secret.expose()).map_err(|error| describe(&error))
    }

    fn load(&self, id: &str) -> Result<Option<SecretText>, KeychainError> {
        let entry = match entry(id) {
            // There is nothing that it could be in.
            Err(KeychainError::NoKeyring) => return Ok(None),
            entry => entry?,
        };
        match entry.get_password() {
            Ok(text) => Ok(Some(SecretText::from(text))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(describe(&error)),
        }
    }

    fn delete(&self, id: &str) -> Result<(), KeychainError> {
        let entry = match entry(id) {
            Err(KeychainError::NoKeyring) => return Ok(()),
            entry => entry?,
        };
        match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(describe(&error)),
        }
    }
}

/// Where the system decides by itself when it asks.
#[cfg(not(all(unix, not(target_os = "macos"))))]
mod lock {
    use super::{KeychainError, SecretText, SystemKeychain};
    use crate::credentials::keychain::Keychain;

    /// The entry that unlocking writes and deletes again.
    const PROBE: &str = "unlocking";

    pub fn check(_: &str) -> Result<(), KeychainError> {
        Ok(())
    }

    pub fn unlock() -> Result<(), KeychainError> {
        // It unlocks where something is written; nothing that it has is touched.
        SystemKeychain.store(PROBE, &SecretText::from(String::from("probe")))?;
        SystemKeychain.delete(PROBE)
    }
}

/// An entry that can be used without the system asking for anything, as far as that can be told.
fn entry(id: &str) -> Result<Entry, KeychainError> {
    let entry = Entry::new(SERVICE, id).map_err(|error| match (&error, Entry::store_status()) {
        (Error::NoDefaultStore, Err(cause)) => no_service(cause),
        _ => describe(&error),
    })?;
    lock::check(id)?;
    Ok(entry)
}

/// The store could not be opened when it was first needed.
fn no_service(cause: &Error) -> KeychainError {
    KeychainError::NoService(words(cause))
}

/// Our word for the crate's error. Errors that carry the secret's bytes are named without them.
fn describe(error: &Error) -> KeychainError {
    if let Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) = error
        && let Some(known) = known(cause.as_ref())
    {
        return known;
    }
    match error {
        Error::NoStorageAccess(cause) => KeychainError::Locked(cause.to_string()),
        Error::TooLong(_, limit) => KeychainError::TooLong(*limit),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => KeychainError::Damaged,
        Error::NoDefaultStore => KeychainError::NoService("no store".into()),
        Error::PlatformFailure(cause) if Entry::store_status().is_err() => KeychainError::NoService(cause.to_string()),
        other => KeychainError::Failed(words(other)),
    }
}

/// What the system's own error means, where that is known.
fn known(cause: &(dyn StdError + Send + Sync + 'static)) -> Option<KeychainError> {
    #[cfg(all(unix, not(target_os = "macos")))]
    if let Some(error) = cause.downcast_ref() {
        return lock::known(error);
    }
    by_code(&format!("{cause:?}"))
}

/// By the code in what `Debug` shows of an error of macOS, whose words are in the user's language (`SecBase.h`).
fn by_code(shown: &str) -> Option<KeychainError> {
    let (_, code) = shown.split_once("code: ")?;
    match code.split([',', ' ']).next()? {
        // The user pressed Cancel or Deny; a wrong password was given.
        "-128" | "-25293" => Some(KeychainError::Denied),
        // It is locked, and this session may not ask.
        "-25308" => Some(KeychainError::Locked("nobody can be asked to unlock it".into())),
        "-25291" | "-25294" | "-25295" => Some(KeychainError::NoService("there is none".into())),
        _ => None,
    }
}

fn words(error: &Error) -> String {
    match error {
        Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => cause.to_string(),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "unreadable entry".into(),
        // Its own words list the entries.
        Error::Ambiguous(_) => "there is more than one entry of this name".into(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(error: &Error) -> String {
        describe(error).to_string()
    }

    #[test]
    fn an_error_that_carries_the_secret_is_told_without_it() {
        let bytes = || b"planted-SECRET".to_vec();
        for error in [Error::BadEncoding(bytes()), Error::BadDataFormat(bytes(), "planted-SECRET".into())] {
            assert_eq!(describe(&error), KeychainError::Damaged);
            assert_eq!(words(&error), "unreadable entry");
        }
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn a_secret_services_errors_are_told_apart() {
        use secret_service::Error as Service;
        let of = |error| describe(&Error::NoStorageAccess(Box::new(error)));
        assert_eq!(of(Service::Prompt), KeychainError::Denied);
        assert!(matches!(of(Service::Locked), KeychainError::Locked(_)));
        assert_eq!(of(Service::NoResult), KeychainError::NoKeyring);
        // One and the same prompt may come back as either.
        assert_eq!(describe(&Error::PlatformFailure(Box::new(Service::Prompt))), KeychainError::Denied);
        assert!(matches!(
            describe(&Error::PlatformFailure(Box::new(Service::Unavailable))),
            KeychainError::NoService(_)
        ));
    }

    #[test]
    fn the_codes_of_macos_are_told_apart() {
        let of = |code: i32| by_code(&format!("Error {{ code: {code}, message: \"Vorgang abgebrochen.\" }}"));
        assert_eq!(of(-128), Some(KeychainError::Denied));
        assert_eq!(of(-25293), Some(KeychainError::Denied));
        assert!(matches!(of(-25308), Some(KeychainError::Locked(_))));
        assert!(matches!(of(-25291), Some(KeychainError::NoService(_))));
        assert_eq!(of(-1), None);
        assert_eq!(by_code("Error { code: -128 }"), Some(KeychainError::Denied));
        assert!(said(&Error::NoStorageAccess("odd".into())).contains("locked"));
    }
}
