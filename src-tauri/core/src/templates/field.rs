//! A field of a template's form: what it is called, how it is edited, and what it may hold.

use serde::Serialize;
use serde::de::IgnoredAny;
use ts_rs::TS;

use crate::json_text;

/// A field, as the table has it.
#[derive(Debug)]
pub(super) struct Field {
    pub id: &'static str,
    pub label: &'static str,
    pub kind: Kind,
    pub default: &'static str,
}

/// What a field may hold.
#[derive(Debug)]
pub(super) enum Kind {
    Line,
    Lines,
    Json,
    Number,
    /// Each with its value and its title.
    Choice(&'static [(&'static str, &'static str)]),
}

/// How a field is edited, and what it may hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FieldKind {
    /// Any text, on one line.
    Line,
    /// Any text, on several lines.
    Lines,
    /// JSON of any kind.
    Json,
    /// A number as JSON writes it, of any size.
    Number,
    /// One of these.
    Choice {
        /// What there is to choose from.
        choices: Vec<TemplateChoice>,
    },
}

/// One of the things to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TemplateChoice {
    /// What the field then holds.
    pub value: String,
    /// As shown.
    pub title: String,
}

impl Field {
    pub(super) const fn line(id: &'static str, label: &'static str, default: &'static str) -> Self {
        Self { id, label, kind: Kind::Line, default }
    }

    pub(super) const fn lines(id: &'static str, label: &'static str, default: &'static str) -> Self {
        Self { id, label, kind: Kind::Lines, default }
    }

    pub(super) const fn json(id: &'static str, label: &'static str, default: &'static str) -> Self {
        Self { id, label, kind: Kind::Json, default }
    }

    pub(super) const fn number(id: &'static str, label: &'static str, default: &'static str) -> Self {
        Self { id, label, kind: Kind::Number, default }
    }

    /// The first is what it holds at first.
    pub(super) const fn choice(
        id: &'static str,
        label: &'static str,
        choices: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self { id, label, kind: Kind::Choice(choices), default: choices[0].0 }
    }
}

impl Kind {
    /// Whether a field of this kind may hold `value`; a sentence that says what is allowed when it may not.
    pub(super) fn check(&self, value: &str) -> Result<(), String> {
        match self {
            Self::Line | Self::Lines => Ok(()),
            Self::Json if value.trim().is_empty() => Err("Write JSON here, such as {} or \"text\".".into()),
            Self::Json => json_text::problem(value).map_or(Ok(()), |problem| {
                let (line, column) = (problem.line, problem.column);
                Err(format!("This is not JSON (line {line}, column {column}): {}", problem.message))
            }),
            Self::Number => {
                let begins = value.trim_start().starts_with(|letter: char| letter == '-' || letter.is_ascii_digit());
                let number = begins && serde_json::from_str::<IgnoredAny>(value).is_ok();
                if number { Ok(()) } else { Err("Write a number, such as 1024.".into()) }
            }
            Self::Choice(choices) => {
                let known = choices.iter().any(|(known, _)| *known == value);
                if known { Ok(()) } else { Err("Choose one of the list.".into()) }
            }
        }
    }
}

impl From<&Kind> for FieldKind {
    fn from(kind: &Kind) -> Self {
        match kind {
            Kind::Line => Self::Line,
            Kind::Lines => Self::Lines,
            Kind::Json => Self::Json,
            Kind::Number => Self::Number,
            Kind::Choice(choices) => Self::Choice {
                choices: choices
                    .iter()
                    .map(|(value, title)| TemplateChoice { value: (*value).to_owned(), title: (*title).to_owned() })
                    .collect(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_field_may_hold_is_told() {
        let choice = Kind::Choice(&[("GET", "Get")]);
        for (kind, value, fine) in [
            (&Kind::Number, "123456789012345678901", true),
            (&Kind::Number, "-1.5e3", true),
            (&Kind::Number, "\"1\"", false),
            (&Kind::Number, "1 2", false),
            (&Kind::Number, "", false),
            (&Kind::Json, "null", true),
            (&Kind::Json, " ", false),
            (&Kind::Json, "{", false),
            (&choice, "GET", true),
            (&choice, "get", false),
            (&Kind::Line, "\"\n", true),
        ] {
            assert_eq!(kind.check(value).is_ok(), fine, "{kind:?} {value}");
        }
    }
}
