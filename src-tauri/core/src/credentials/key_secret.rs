//! The secret half of an access key.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::keychain::{KeychainError, SecretText};

/// The secret half of an access key. Wiped from memory when dropped, and never shown by `Debug`. It is written out for
/// the keychain alone, so `Serialize` is not on it but on the entry.
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

/// The form in which it lies in the keychain: one entry, so that key and token change together.
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
    pub fn to_entry(&self) -> Result<SecretText, KeychainError> {
        SecretText::of(&Entry {
            secret_access_key: self.secret_access_key.as_str(),
            session_token: self.session_token.as_deref(),
        })
    }

    /// Reads the text that a keychain kept.
    ///
    /// # Errors
    /// [`KeychainError::Damaged`] when it is not ours.
    pub fn from_entry(text: &SecretText) -> Result<Self, KeychainError> {
        let entry: Entry<String> = text.read()?;
        Ok(Self { secret_access_key: entry.secret_access_key, session_token: entry.session_token })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_survives_the_keychain_and_shows_itself_nowhere() {
        let secret = KeySecret { secret_access_key: "wJalr\"/+".into(), session_token: Some("TOKEN".into()) };
        assert_eq!(format!("{secret:?}"), "KeySecret(hidden)");
        let entry = secret.to_entry().expect("an entry");
        assert_eq!(KeySecret::from_entry(&entry), Ok(secret));
    }
}
