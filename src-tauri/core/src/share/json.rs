//! A result as JSON for programs: what was sent and what came back stand in it as they are where they are JSON
//! themselves, numbers and order of keys untouched.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::value::RawValue;

use super::shared::Shared;
use crate::invoke::attempt::Attempt;
use crate::invoke::outcome::Outcome;
use crate::invoke::verdict::PayloadVerdict;
use crate::span::Millis;
use crate::visible::is_hidden;
use crate::wire::CheckResult;

/// The version of its shape.
const SHAPE: u32 = 1;

#[derive(Serialize)]
struct Written<'a> {
    lambdesk_result: u32,
    name: &'a str,
    function: &'a str,
    qualifier: &'a str,
    region: &'a str,
    started_at: &'a str,
    duration: Millis,
    outcome: &'a Outcome,
    verdict: Option<&'a PayloadVerdict>,
    status: Option<u16>,
    executed_version: Option<&'a str>,
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<Body>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response: Option<Body>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    attempts: &'a [Attempt],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    corrections: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    checks: &'a [CheckResult],
}

/// A payload or response, by what it is.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Body {
    /// JSON, as it is.
    Json(Box<RawValue>),
    /// Other text.
    Text(String),
    /// Bytes that are no text.
    Base64(String),
}

/// Writes it.
///
/// # Errors
/// A sentence when it cannot be written down, which no result we know of brings about.
pub fn write(shared: &Shared) -> Result<String, String> {
    let (request, invocation, answer) = (&shared.request, &shared.invocation, shared.invocation.answer.as_ref());
    let result = Written {
        lambdesk_result: SHAPE,
        name: &request.name,
        function: &request.function,
        qualifier: &request.qualifier,
        region: &request.region,
        started_at: &invocation.started_at,
        duration: invocation.duration,
        outcome: &invocation.outcome,
        verdict: invocation.verdict.as_ref(),
        status: answer.map(|answer| answer.status),
        executed_version: answer.and_then(|answer| answer.executed_version.as_deref()),
        request_id: answer.and_then(|answer| answer.request_id.as_deref()),
        payload: request.payload.as_deref().map(body),
        response: shared.response.as_deref().map(body),
        log: shared.log().map(|log| log.lines.iter().map(|line| line.text.as_str()).collect()),
        attempts: &invocation.attempts,
        corrections: &invocation.corrections,
        checks: &invocation.checks,
    };
    let text =
        serde_json::to_string_pretty(&result).map_err(|error| format!("The result cannot be written: {error}."))?;
    Ok(with_hidden_letters_escaped(&text) + "\n")
}

fn body(bytes: &[u8]) -> Body {
    match str::from_utf8(bytes) {
        Ok(text) => match RawValue::from_string(text.trim().to_owned()) {
            Ok(json) => Body::Json(json),
            Err(_) => Body::Text(text.to_owned()),
        },
        Err(_) => Body::Base64(STANDARD.encode(bytes)),
    }
}

/// JSON in which every letter that no eye sees is an escape. Such letters stand in strings alone, and mean the same so.
pub fn with_hidden_letters_escaped(json: &str) -> String {
    let hides = |letter: char| letter >= '\u{7f}' && is_hidden(letter);
    if !json.contains(hides) {
        return json.to_owned();
    }
    let mut out = String::with_capacity(json.len() + 64);
    let mut units = [0; 2];
    for letter in json.chars() {
        if hides(letter) {
            out.extend(letter.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(letter);
        }
    }
    out
}
