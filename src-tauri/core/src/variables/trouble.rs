//! Why something cannot be filled in, in sentences. Pure.

use crate::failure::Field;
use crate::wire::{FillCause, FillProblem};

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What can be done about it.
    pub cause: FillCause,
    /// The sentence, when the cause says nothing of itself.
    detail: String,
    /// The variables in whose values it is, the outermost first.
    within: Vec<String>,
}

impl Trouble {
    /// One that has a cause of its own.
    pub fn of(cause: FillCause) -> Self {
        Self { cause, detail: String::new(), within: Vec::new() }
    }

    /// Any other; a whole sentence.
    pub fn other(sentence: impl Into<String>) -> Self {
        Self { cause: FillCause::Other, detail: sentence.into(), within: Vec::new() }
    }

    /// The same, seen from a text that uses the variable in whose value it is.
    #[must_use]
    pub fn within(mut self, variable: &str) -> Self {
        self.within.insert(0, variable.to_owned());
        self
    }

    /// The sentence.
    pub fn sentence(&self) -> String {
        let said = match &self.cause {
            FillCause::Unknown { name } => format!("No variable is called “{name}” here."),
            FillCause::Circular { names } => {
                let first = names.first().map(String::as_str).unwrap_or_default();
                return format!("“{first}” needs itself: {}.", names.join(" → "));
            }
            FillCause::SecretMissing { environment, name, .. } => {
                format!("“{name}” of “{environment}” is secret, and its value was not entered on this computer yet.")
            }
            FillCause::EnvNotAllowed { name, .. } => {
                format!("This collection may not read “{name}” of the program's environment. You can allow it.")
            }
            FillCause::Other => self.detail.clone(),
        };
        match self.within.as_slice() {
            [] => said,
            variables => format!("In the value of “{}”: {said}", variables.join("” → “")),
        }
    }

    /// It at its place: a range of bytes in a text of a request.
    pub fn at(&self, field: Field, text: &str, range: std::ops::Range<usize>) -> FillProblem {
        let utf16 = |part: &str| u32::try_from(part.encode_utf16().count()).unwrap_or(u32::MAX);
        let before = &text[..range.start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let lines = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        FillProblem {
            field,
            message: self.sentence(),
            cause: self.cause.clone(),
            line: u32::try_from(lines).unwrap_or(u32::MAX),
            column: utf16(&before[line_start..]).saturating_add(1),
            offset: utf16(before),
            length: utf16(&text[range]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_counted_as_editors_do() {
        let text = "{\n  \"😀\": {{ x }}\n}";
        let at = text.find("{{").expect("there");
        let problem = Trouble::of(FillCause::Unknown { name: "x".into() }).at(Field::Payload, text, at..at + 7);
        assert_eq!((problem.line, problem.column, problem.offset, problem.length), (2, 9, 10, 7));
    }

    #[test]
    fn each_cause_has_its_sentence() {
        let text = |cause| Trouble::of(cause).sentence();
        let (name, collection) = (|| "x".to_owned(), || "/c".to_owned());
        let said = [
            text(FillCause::Unknown { name: name() }),
            text(FillCause::Circular { names: vec!["a".into(), "b".into(), "a".into()] }),
            text(FillCause::SecretMissing { collection: collection(), environment: "staging".into(), name: name() }),
            text(FillCause::EnvNotAllowed { collection: collection(), name: name() }),
            Trouble::other("It is not JSON.").within("b").within("a").sentence(),
        ];
        insta::assert_snapshot!(said.join("\n"), @r"
        No variable is called “x” here.
        “a” needs itself: a → b → a.
        “x” of “staging” is secret, and its value was not entered on this computer yet.
        This collection may not read “x” of the program's environment. You can allow it.
        In the value of “a” → “b”: It is not JSON.
        ");
    }
}
