//! What holds secrets: the operating system's keychain, or this program's memory. Never a file of ours.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::failure::{Failure, FailureCode};

/// The secret half of an access key. Wiped from memory when dropped, and never shown by `Debug`.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct KeySecret {
    /// Secret access key.
    pub secret_access_key: String,
    /// Session token of a temporary key.
    pub session_token: Option<String>,
}

impl fmt::Debug for KeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeySecret(hidden)")
    }
}

/// The form in which a secret lies in the keychain: one entry of JSON, so that key and token change together.
#[derive(Serialize, Deserialize)]
struct Entry<T> {
    secret_access_key: T,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    session_token: Option<T>,
}

impl KeySecret {
    /// The text that a keychain keeps.
    ///
    /// # Errors
    /// Never in practice: two texts always make JSON.
    pub(super) fn to_entry(&self) -> Result<Zeroizing<String>, KeychainError> {
        let entry =
            Entry { secret_access_key: self.secret_access_key.as_str(), session_token: self.session_token.as_deref() };
        serde_json::to_string(&entry).map(Zeroizing::new).map_err(|error| KeychainError::Failed(error.to_string()))
    }

    /// Reads the text that a keychain kept.
    ///
    /// # Errors
    /// [`KeychainError::Damaged`] when it is not ours. The text itself is never part of the error.
    pub(super) fn from_entry(text: &str) -> Result<Self, KeychainError> {
        let entry: Entry<String> = serde_json::from_str(text).map_err(|_| KeychainError::Damaged)?;
        Ok(Self { secret_access_key: entry.secret_access_key, session_token: entry.session_token })
    }
}

/// Why a keychain could not do what was asked.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeychainError {
    /// There is none, or it cannot be reached.
    #[error("no keychain can be reached ({0})")]
    NoService(String),
    /// It is locked, and nothing unlocked it.
    #[error("the keychain is locked ({0})")]
    Locked(String),
    /// The user, or a rule, said no.
    #[error("the keychain denied access")]
    Denied,
    /// It takes no secret of this length.
    #[error("the keychain takes no secret longer than {0} characters")]
    TooLong(u32),
    /// What it holds is not what was stored.
    #[error("the keychain's entry is damaged")]
    Damaged,
    /// Anything else.
    #[error("the keychain failed ({0})")]
    Failed(String),
}

impl From<KeychainError> for Failure {
    fn from(error: KeychainError) -> Self {
        let (message, hint) = match &error {
            KeychainError::NoService(detail) => (
                format!("This computer has no keychain that Lambdesk can reach ({detail})."),
                if cfg!(target_os = "linux") {
                    "Start a Secret Service such as GNOME Keyring or KWallet, and open Lambdesk again."
                } else {
                    "Open Lambdesk again when it can be reached."
                },
            ),
            KeychainError::Locked(_) => {
                ("The keychain is locked.".to_owned(), "Unlock it and try again, or keep the keys for this run only.")
            }
            KeychainError::Denied => (
                "The keychain did not let Lambdesk in.".to_owned(),
                "Allow it when the system asks, or keep the keys for this run only.",
            ),
            KeychainError::TooLong(limit) => (
                format!("The keychain takes at most {limit} characters, and this secret is longer."),
                "Keep the keys for this run only.",
            ),
            KeychainError::Damaged => (
                "The keychain's entry of this profile is damaged.".to_owned(),
                "Enter the secret again in the profile.",
            ),
            KeychainError::Failed(detail) => {
                (format!("The keychain failed ({detail})."), "Try again, or keep the keys for this run only.")
            }
        };
        Self { code: FailureCode::Keychain, message, hint: hint.to_owned(), problems: Vec::new() }
    }
}

/// A place for secrets, by profile id. Calls may block, and may wait for the system's own prompt.
pub trait Keychain: Send + Sync {
    /// Whether it can be reached. Does not unlock it.
    ///
    /// # Errors
    /// Why not.
    fn check(&self) -> Result<(), KeychainError>;

    /// Keeps a secret, replacing an earlier one.
    ///
    /// # Errors
    /// When it is not kept.
    fn store(&self, id: &str, secret: &KeySecret) -> Result<(), KeychainError>;

    /// The secret, or `None` when there is none.
    ///
    /// # Errors
    /// When that cannot be told.
    fn load(&self, id: &str) -> Result<Option<KeySecret>, KeychainError>;

    /// Forgets a secret. No error when there is none.
    ///
    /// # Errors
    /// When it may still be there.
    fn delete(&self, id: &str) -> Result<(), KeychainError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_survives_the_keychain_and_shows_itself_nowhere() {
        let secret = KeySecret { secret_access_key: "wJalr\"/+".into(), session_token: Some("TOKEN".into()) };
        assert_eq!(format!("{secret:?}"), "KeySecret(hidden)");
        let entry = secret.to_entry().expect("an entry");
        assert_eq!(KeySecret::from_entry(&entry), Ok(secret));
    }

    #[test]
    fn a_damaged_entry_is_not_quoted() {
        let error = KeySecret::from_entry("wJalrSECRET").expect_err("damaged");
        assert!(!format!("{error} {error:?} {:?}", Failure::from(KeychainError::Damaged)).contains("wJalr"));
    }

    #[test]
    fn each_failure_has_its_own_sentence() {
        let errors = [
            KeychainError::NoService("no bus".into()),
            KeychainError::Locked("locked".into()),
            KeychainError::Denied,
            KeychainError::TooLong(2560),
            KeychainError::Damaged,
            KeychainError::Failed("odd".into()),
        ];
        let said: std::collections::HashSet<String> =
            errors.into_iter().map(|error| Failure::from(error).message).collect();
        assert_eq!(said.len(), 6);
    }
}
