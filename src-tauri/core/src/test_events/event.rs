//! What a test event is to whoever uses one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::InvocationType;

/// A function's test events, as they lie in the registry now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct TestEvents {
    /// The events, in the order of the document.
    pub events: Vec<TestEvent>,
    /// Characters of the document that holds them all; 0 when there is none.
    pub characters: u32,
    /// The most that it may have.
    pub most_characters: u32,
}

/// A named payload for a function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TestEvent {
    /// Name.
    pub name: String,
    /// The payload's JSON, as it is written in the document.
    pub payload: String,
    /// How the function is to be invoked with it.
    pub invocation_type: InvocationType,
}

impl TestEvent {
    /// The most characters that a name may have: what Lambda's console takes.
    pub const LONGEST_NAME: usize = 25;

    /// Checks a name for a new event as Lambda's console does, so that the event can be used there.
    ///
    /// # Errors
    /// A sentence that says what is allowed.
    pub fn check_name(name: &str) -> Result<(), String> {
        const ALLOWED: &str =
            "A test event's name has letters, digits, dots, hyphens and underscores, at most 25 of them.";
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
        match name.chars().count() {
            0 => Err("Give the test event a name.".into()),
            count if count > Self::LONGEST_NAME || !name.chars().all(allowed) => Err(ALLOWED.into()),
            _ => Ok(()),
        }
    }
}

/// What the document's metadata calls an invocation type.
pub(super) fn type_named(name: &str) -> InvocationType {
    match name {
        "Event" => InvocationType::Event,
        "DryRun" => InvocationType::DryRun,
        _ => InvocationType::RequestResponse,
    }
}

/// The reverse of [`type_named`].
pub(super) fn name_of(kind: InvocationType) -> &'static str {
    match kind {
        InvocationType::RequestResponse => "RequestResponse",
        InvocationType::Event => "Event",
        InvocationType::DryRun => "DryRun",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_the_console_takes() {
        for name in ["a", "create-order", "v1.2_x", "1234567890123456789012345"] {
            assert_eq!(TestEvent::check_name(name), Ok(()), "{name}");
        }
        for name in ["", "two words", "ä", "a/b", "12345678901234567890123456"] {
            assert!(TestEvent::check_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn invocation_types_have_the_services_names() {
        for kind in [InvocationType::RequestResponse, InvocationType::Event, InvocationType::DryRun] {
            assert_eq!(type_named(name_of(kind)), kind);
        }
        assert_eq!(type_named("of a later day"), InvocationType::RequestResponse);
    }
}
