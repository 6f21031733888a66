//! Why something could not be done with test events, in sentences.

use super::document::DocumentError;
use crate::failure::{Failure, Field, FieldProblem};
use crate::rest_call::{CallError, Purpose};

/// Why something could not be done with test events.
#[derive(Debug, thiserror::Error)]
pub enum TestEventError {
    /// A call of the registry came to nothing.
    #[error("{}", error.sentence(*purpose))]
    Call {
        /// What it was for.
        purpose: Purpose,
        /// Why.
        error: CallError,
    },
    /// The name is not one that the console takes.
    #[error("{0}")]
    Name(String),
    /// There is an event of this name, and it was not to be replaced.
    #[error("There is a test event “{0}” already.")]
    Exists(String),
    /// There is no event of this name.
    #[error("There is no test event “{0}” any more.")]
    NotFound(String),
    /// The payload is not JSON, which an event has to be.
    #[error("The payload is not JSON, so it cannot be a test event: {0}.")]
    NotJson(String),
    /// What lies in the registry is no document of test events.
    #[error("The registry's document for this function cannot be used: {0}.")]
    Document(#[from] DocumentError),
    /// All events together would be too long.
    #[error(
        "A function's test events together may have {} characters; with this one they would have {}.",
        grouped(*most),
        grouped(*characters)
    )]
    TooLong {
        /// With this one.
        characters: usize,
        /// Allowed.
        most: usize,
    },
}

/// `100,000`
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl From<TestEventError> for Failure {
    fn from(error: TestEventError) -> Self {
        let message = error.to_string();
        match error {
            TestEventError::Call { purpose, error } => error.failure(purpose),
            TestEventError::Name(_) | TestEventError::Exists(_) => {
                Self::invalid(vec![FieldProblem::new(Field::Name, message)])
            }
            TestEventError::NotJson(_) => Self::invalid(vec![FieldProblem::new(Field::Payload, message)]),
            TestEventError::NotFound(_) => Self::other(message, "Somebody may have deleted it. Look at the list anew."),
            TestEventError::Document(_) => {
                Self::other(message, "Nothing was changed. Look at it in EventBridge’s schema registry.")
            }
            TestEventError::TooLong { .. } => {
                Self::other(message, "Delete one that is not needed, or shorten the payload.")
            }
        }
    }
}
