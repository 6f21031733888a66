//! What holds secrets: the operating system's keychain, or this program's memory. Never a file of ours.

use std::fmt;
use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::failure::{Failure, FailureCode};
use crate::wire::Demand;

/// A text that a keychain keeps. Wiped from memory when dropped, and never shown by `Debug`.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct SecretText(String);

impl SecretText {
    /// What is to be kept, as JSON: one entry, so that what belongs together changes together.
    ///
    /// # Errors
    /// Never in practice: what is kept always makes JSON.
    pub fn of(value: &impl Serialize) -> Result<Self, KeychainError> {
        let failed = |error: &dyn fmt::Display| KeychainError::Failed(error.to_string());
        let mut bytes = Wiped(Vec::with_capacity(ROOM));
        serde_json::to_writer(&mut bytes, value).map_err(|error| failed(&error))?;
        String::from_utf8(std::mem::take(&mut bytes.0)).map(Self).map_err(|error| failed(&error.utf8_error()))
    }

    /// What was kept.
    ///
    /// # Errors
    /// [`KeychainError::Damaged`] when it is not ours. The text itself is never part of the error.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, KeychainError> {
        serde_json::from_str(&self.0).map_err(|_| KeychainError::Damaged)
    }

    /// The text, to be handed to a keychain.
    pub(in crate::credentials) fn expose(&self) -> &str {
        &self.0
    }
}

/// Enough for a session's tokens, so that they are seldom moved while they are written.
const ROOM: usize = 4096;

/// Bytes that leave no copy behind where they grow out of their place.
struct Wiped(Vec<u8>);

impl io::Write for Wiped {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if self.0.capacity() - self.0.len() < more.len() {
            let mut larger = Vec::with_capacity((self.0.len() + more.len()) * 2);
            larger.extend_from_slice(&self.0);
            std::mem::replace(&mut self.0, larger).zeroize();
        }
        self.0.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(hidden)")
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
    /// It is there, but nobody has set up a place in it that entries go to.
    #[error("the keychain has not been set up")]
    NoKeyring,
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
            KeychainError::Locked(_) => ("The keychain is locked.".to_owned(), "Unlock it and try again."),
            KeychainError::NoKeyring => (
                "The keychain has not been set up yet.".to_owned(),
                "Unlock it: the system then asks for a password to protect it with.",
            ),
            KeychainError::Denied => {
                ("The keychain did not let Lambdesk in.".to_owned(), "Try again, and allow it when the system asks.")
            }
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
        // Only what a prompt can mend is worth a prompt.
        let demand = matches!(error, KeychainError::Locked(_) | KeychainError::NoKeyring | KeychainError::Denied)
            .then(|| Box::new(Demand::Unlock));
        Self { demand, ..Self::of(FailureCode::Keychain, message, hint) }
    }
}

/// A place for secrets, by name. Calls may block. Only [`Keychain::unlock`] is meant to make the system ask; where the
/// system itself decides that, as macOS does, any call may wait for its prompt.
pub trait Keychain: Send + Sync {
    /// Whether it can be reached. Does not unlock it.
    ///
    /// # Errors
    /// Why not.
    fn check(&self) -> Result<(), KeychainError>;

    /// Lets the system ask for what unlocks it, when it is locked.
    ///
    /// # Errors
    /// When it is locked still.
    fn unlock(&self) -> Result<(), KeychainError>;

    /// Keeps a secret, replacing an earlier one.
    ///
    /// # Errors
    /// When it is not kept.
    fn store(&self, id: &str, secret: &SecretText) -> Result<(), KeychainError>;

    /// The secret, or `None` when there is none.
    ///
    /// # Errors
    /// When that cannot be told.
    fn load(&self, id: &str) -> Result<Option<SecretText>, KeychainError>;

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
    fn a_text_shows_itself_nowhere() {
        let text = SecretText::from("wJalrSECRET".to_owned());
        let error = text.read::<Vec<String>>().expect_err("damaged");
        let said = format!("{text:?} {error} {error:?} {:?}", Failure::from(KeychainError::Damaged));
        assert!(!said.contains("wJalr"), "{said}");
    }

    #[test]
    fn a_long_one_is_written_whole() {
        let long = vec!["x\"y".repeat(3000), "z".repeat(9000)];
        assert_eq!(SecretText::of(&long).expect("JSON").read(), Ok(long));
    }

    #[test]
    fn each_failure_has_its_own_sentence() {
        let errors = [
            KeychainError::NoService("no bus".into()),
            KeychainError::Locked("locked".into()),
            KeychainError::NoKeyring,
            KeychainError::Denied,
            KeychainError::TooLong(2560),
            KeychainError::Damaged,
            KeychainError::Failed("odd".into()),
        ];
        let said: std::collections::HashSet<String> =
            errors.into_iter().map(|error| Failure::from(error).message).collect();
        assert_eq!(said.len(), 7);
    }
}
