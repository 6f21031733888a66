//! Why a result cannot be shared, or a shared file not be opened, in sentences.

use crate::failure::Failure;

/// Why it did not work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// A pattern of the user's own.
    #[error("The pattern “{pattern}” cannot be used: {why}.")]
    BadPattern {
        /// As it was typed.
        pattern: String,
        /// Why.
        why: String,
    },
    /// Longer than any that a person writes.
    #[error("A word or pattern to hide is too long: 1,000 bytes are the most.")]
    LongPattern,
    /// More than a person writes.
    #[error("There are too many words or patterns to hide: 100 of each are the most.")]
    TooManyWords,
    /// No automaton can be made of it.
    #[error("There is too much to hide at once.")]
    TooMuchToHide,
    /// A file that is not what it should be.
    #[error("This is not a Lambdesk file: {0}.")]
    NotOurs(String),
    /// A later Lambdesk wrote it.
    #[error("The file has format {0}, which this version of Lambdesk does not know: update Lambdesk to open it.")]
    Format(String),
    /// More than such a file may hold.
    #[error("The Lambdesk file cannot be opened: {0}.")]
    TooMuch(String),
    /// More than such a file may hold, when it is made.
    #[error("The result is too large for a Lambdesk file: {0}.")]
    TooLarge(String),
    /// Something in it says one thing and is another.
    #[error("The Lambdesk file is damaged: {0}.")]
    Damaged(String),
}

impl From<ShareError> for Failure {
    fn from(error: ShareError) -> Self {
        let hint = match &error {
            ShareError::BadPattern { .. } => {
                "Patterns are regular expressions, without look-around and back-references."
            }
            ShareError::LongPattern | ShareError::TooManyWords | ShareError::TooMuchToHide => "Hide fewer.",
            ShareError::NotOurs(_) => "Choose a file that ends with .lambdesk.",
            ShareError::TooLarge(_) => "Leave a part of it out, or share it as JSON.",
            ShareError::Format(_) | ShareError::TooMuch(_) => "",
            ShareError::Damaged(_) => "Ask for it once more: it was changed after it was made.",
        };
        Self::other(error.to_string(), hint)
    }
}
