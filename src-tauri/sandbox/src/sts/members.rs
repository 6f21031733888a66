//! The members of a request, held to the constraints of the service's model before anything is decided.

use std::ops::RangeInclusive;
use std::time::Duration;

use axum::http::StatusCode;

use crate::query::Form;
use crate::refusal::Refusal;

/// The members of a request.
pub struct Members<'a>(pub &'a Form);

/// What a member's text must be, as the model has it.
pub struct Text {
    /// The member.
    pub name: &'static str,
    /// The member as a message names it.
    shown: &'static str,
    length: RangeInclusive<usize>,
    pattern: &'static str,
    fits: fn(char) -> bool,
}

/// `\w`, as the model's patterns have it.
fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// `RoleSessionName`.
pub const SESSION_NAME: Text = Text {
    name: "RoleSessionName",
    shown: "roleSessionName",
    length: 2..=64,
    pattern: r"[\w+=,.@-]*",
    fits: |letter| is_word(letter) || "+=,.@-".contains(letter),
};

/// `RoleArn`. What an ARN of a role looks like is not the model's to say.
pub const ROLE_ARN: Text = Text {
    name: "RoleArn",
    shown: "roleArn",
    length: 20..=2048,
    pattern: r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+",
    fits: |letter| !letter.is_control() || matches!(letter, '\t' | '\n' | '\r' | '\u{85}'),
};

/// `ExternalId`.
pub const EXTERNAL_ID: Text = Text {
    name: "ExternalId",
    shown: "externalId",
    length: 2..=1224,
    pattern: r"[\w+=,.@:\/-]*",
    fits: |letter| is_word(letter) || "+=,.@:/-".contains(letter),
};

/// `SerialNumber`.
pub const SERIAL_NUMBER: Text = Text {
    name: "SerialNumber",
    shown: "serialNumber",
    length: 9..=256,
    pattern: r"[\w+=/:,.@-]*",
    fits: |letter| is_word(letter) || "+=/:,.@-".contains(letter),
};

/// `TokenCode`.
pub const TOKEN_CODE: Text = Text {
    name: "TokenCode",
    shown: "tokenCode",
    length: 6..=6,
    pattern: r"[\d]*",
    fits: |letter| letter.is_ascii_digit(),
};

/// `WebIdentityToken`.
pub const WEB_IDENTITY_TOKEN: Text =
    Text { name: "WebIdentityToken", shown: "webIdentityToken", length: 4..=20_000, pattern: "", fits: |_| true };

impl Members<'_> {
    /// A member that may be absent.
    pub fn text(&self, text: &Text) -> Result<Option<&str>, Refusal> {
        let Some(value) = self.0.get(text.name) else { return Ok(None) };
        let length = value.chars().count();
        let constraint = if length < *text.length.start() {
            format!("Member must have length greater than or equal to {}", text.length.start())
        } else if length > *text.length.end() {
            format!("Member must have length less than or equal to {}", text.length.end())
        } else if !value.chars().all(text.fits) {
            format!("Member must satisfy regular expression pattern: {}", text.pattern)
        } else {
            return Ok(Some(value));
        };
        // A token is a secret, and AWS does not repeat it either.
        let value = if text.name == WEB_IDENTITY_TOKEN.name { "***" } else { value };
        Err(broken(&format!("'{value}'"), text.shown, &constraint))
    }

    /// A member that must be there.
    pub fn required(&self, text: &Text) -> Result<&str, Refusal> {
        self.text(text)?.ok_or_else(|| broken("null", text.shown, "Member must not be null"))
    }

    /// `DurationSeconds`, within an operation's limits in seconds.
    pub fn duration(&self, limits: RangeInclusive<u64>) -> Result<Option<Duration>, Refusal> {
        let Some(text) = self.0.get("DurationSeconds") else { return Ok(None) };
        let refuse = |constraint: String| Err(broken(&format!("'{text}'"), "durationSeconds", &constraint));
        // What is no number at all is below any limit; clients cannot send it.
        match text.parse::<u64>() {
            Ok(seconds) if limits.contains(&seconds) => Ok(Some(Duration::from_secs(seconds))),
            Ok(seconds) if seconds > *limits.end() => {
                refuse(format!("Member must have value less than or equal to {}", limits.end()))
            }
            _ => refuse(format!("Member must have value greater than or equal to {}", limits.start())),
        }
    }
}

/// That a request is not valid, in STS's code.
pub fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::with(StatusCode::BAD_REQUEST, "ValidationError", message)
}

fn broken(value: &str, member: &str, constraint: &str) -> Refusal {
    invalid(format!(
        "1 validation error detected: Value {value} at '{member}' failed to satisfy constraint: {constraint}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(form: &str, read: impl FnOnce(&Members<'_>) -> Option<Refusal>) -> Option<String> {
        let refusal = read(&Members(&Form::parse(form.as_bytes())))?;
        assert_eq!(refusal.code, "ValidationError");
        let start = "1 validation error detected: Value ";
        Some(
            refusal
                .message
                .strip_prefix(start)
                .expect("the service's words")
                .replace("failed to satisfy constraint: ", ""),
        )
    }

    #[test]
    fn every_constraint_is_worded_as_the_service_words_it() {
        for (form, text, expected) in [
            ("RoleSessionName=jane%40example.com", &SESSION_NAME, None),
            ("", &SESSION_NAME, Some("null at 'roleSessionName' Member must not be null")),
            (
                "RoleSessionName=j",
                &SESSION_NAME,
                Some("'j' at 'roleSessionName' Member must have length greater than or equal to 2"),
            ),
            (
                "RoleSessionName=jane+doe",
                &SESSION_NAME,
                Some(r"'jane doe' at 'roleSessionName' Member must satisfy regular expression pattern: [\w+=,.@-]*"),
            ),
            (
                "RoleArn=short",
                &ROLE_ARN,
                Some("'short' at 'roleArn' Member must have length greater than or equal to 20"),
            ),
            (
                "TokenCode=1234567",
                &TOKEN_CODE,
                Some("'1234567' at 'tokenCode' Member must have length less than or equal to 6"),
            ),
            (
                "WebIdentityToken=abc",
                &WEB_IDENTITY_TOKEN,
                Some("'***' at 'webIdentityToken' Member must have length greater than or equal to 4"),
            ),
        ] {
            assert_eq!(said(form, |members| members.required(text).err()).as_deref(), expected, "{form}");
        }
    }

    #[test]
    fn a_duration_has_its_limits() {
        for (form, expected) in [
            ("", None),
            ("DurationSeconds=900", None),
            ("DurationSeconds=43200", None),
            (
                "DurationSeconds=899",
                Some("'899' at 'durationSeconds' Member must have value greater than or equal to 900"),
            ),
            (
                "DurationSeconds=43201",
                Some("'43201' at 'durationSeconds' Member must have value less than or equal to 43200"),
            ),
        ] {
            assert_eq!(said(form, |members| members.duration(900..=43_200).err()).as_deref(), expected, "{form}");
        }
    }
}
