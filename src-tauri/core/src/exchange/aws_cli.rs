//! `aws lambda invoke …`, flag by flag. The names are those of the AWS CLI, both of its versions.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::command_line::Reading;
use super::shell::{Unreadable, Word};
use crate::span;
use crate::wire::InvocationType;

/// Flags without a value that change nothing of the request.
const QUIET_FLAGS: [&str; 9] = [
    "--debug",
    "--no-debug",
    "--no-cli-pager",
    "--no-cli-auto-prompt",
    "--cli-auto-prompt",
    "--no-paginate",
    "--v2-debug",
    "--allow-plain-http",
    "--verify-ssl",
];
/// Flags with a value that are about what is printed, or where.
const QUIET_OPTIONS: [&str; 5] = ["--output", "--query", "--color", "--cli-error-format", "--generate-cli-skeleton"];

/// A flag with its value.
struct Value<'a> {
    name: &'a str,
    text: &'a str,
    /// The word that holds the value.
    number: usize,
}

/// What a payload is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum BinaryFormat {
    Base64,
    Raw,
}

/// The members of `--cli-input-json`, by the service's model.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct InputJson {
    function_name: Option<String>,
    qualifier: Option<String>,
    invocation_type: Option<String>,
    log_type: Option<String>,
    client_context: Option<String>,
    tenant_id: Option<String>,
    durable_execution_name: Option<String>,
    payload: Option<String>,
}

/// Reads the words after `aws`, or those after our own program's name.
pub(super) fn read(words: &[&Word], ours: bool, reading: &mut Reading) -> Result<(), Unreadable> {
    let mut positional: Vec<&Word> = Vec::new();
    let (mut payload, mut format, mut input_json): (Option<(&str, usize)>, _, _) = (None, None, None);
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let Some(name) = word.text.starts_with("--").then(|| word.text.split('=').next().unwrap_or_default()) else {
            positional.push(word);
            continue;
        };
        if name == "--" || QUIET_FLAGS.contains(&name) {
            continue;
        }
        if let "--no-verify-ssl" | "--no-sign-request" = name {
            reading.remark(format!("{name} was left out: Lambdesk verifies and signs."));
            continue;
        }
        let value = match word.text.split_once('=') {
            Some((_, text)) => Value { name, text, number: word.number },
            None if is_option(name) => match rest.next() {
                Some(value) => Value { name, text: &value.text, number: value.number },
                None => return Err(Unreadable::new(word.number, format!("{name} has no value."))),
            },
            None => Value { name, text: "", number: word.number },
        };
        match name {
            "--payload" => payload = Some((value.text, value.number)),
            "--cli-binary-format" => format = Some(binary_format(&value)?),
            "--cli-input-json" => input_json = Some((value.text, value.number)),
            _ => option(&value, reading)?,
        }
    }
    let wanted: &[&str] = if ours { &["invoke"] } else { &["lambda", "invoke"] };
    for (position, wanted) in wanted.iter().enumerate() {
        match positional.get(position) {
            Some(word) if word.text == *wanted => {}
            Some(word) => {
                return Err(Unreadable::new(
                    word.number,
                    "Only aws lambda invoke can be taken over, nothing else of aws.",
                ));
            }
            None => return Err(Unreadable::new(0, "Only aws lambda invoke can be taken over.")),
        }
    }
    // The file that the response is written to.
    if let Some(word) = positional.get(wanted.len() + 1) {
        return Err(Unreadable::new(word.number, "This is one word too many."));
    }
    if let Some((text, number)) = input_json {
        from_json(text, number, reading, &mut payload)?;
    }
    if let Some((text, number)) = payload {
        take_payload(text, number, format, reading)?;
    }
    if reading.request.function.is_empty() {
        return Err(Unreadable::new(0, "The line names no function: --function-name is missing."));
    }
    Ok(())
}

/// Whether a flag takes a value.
fn is_option(name: &str) -> bool {
    QUIET_OPTIONS.contains(&name)
        || matches!(
            name,
            "--function-name"
                | "--qualifier"
                | "--payload"
                | "--cli-binary-format"
                | "--invocation-type"
                | "--log-type"
                | "--client-context"
                | "--region"
                | "--profile"
                | "--endpoint-url"
                | "--cli-read-timeout"
                | "--cli-connect-timeout"
                | "--tenant-id"
                | "--durable-execution-name"
                | "--cli-input-json"
                | "--ca-bundle"
                | "--total-timeout"
                | "--tcp-keep-alive"
                | "--retries"
                | "--max-attempts"
        )
}

fn option(value: &Value<'_>, reading: &mut Reading) -> Result<(), Unreadable> {
    let owned = || value.text.to_owned();
    let request = &mut reading.request;
    match value.name {
        "--function-name" => request.function = owned(),
        "--qualifier" => request.qualifier = owned(),
        "--region" => request.region = Some(owned()),
        "--profile" => request.profile = Some(owned()),
        "--endpoint-url" => request.endpoint = Some(owned()),
        "--tenant-id" => request.tenant_id = owned(),
        "--durable-execution-name" => request.durable_execution_name = owned(),
        "--invocation-type" => request.invocation_type = invocation_type(value.text, value.number)?,
        "--log-type" => request.tail = log_type(value.text, value.number)?,
        "--client-context" => client_context(value.text, reading),
        "--cli-read-timeout" => match value.text.parse::<u64>() {
            Ok(0) => reading.remark("It waits without end, which Lambdesk does not: set how long to wait."),
            Ok(seconds) => request.wait = Some(span::format(Duration::from_secs(seconds))),
            Err(_) => return Err(Unreadable::new(value.number, "--cli-read-timeout takes a number of seconds.")),
        },
        "--cli-connect-timeout" => {
            reading.remark("How long a connection may take was left out: the settings say that.");
        }
        "--ca-bundle" => reading.remark("The CA bundle was left out: the AWS profile can name it."),
        "--total-timeout" | "--tcp-keep-alive" | "--retries" | "--max-attempts" => {
            reading.remark(format!("{} was left out: choose that in the options or the settings.", value.name));
        }
        name if QUIET_OPTIONS.contains(&name) => {}
        name => {
            return Err(Unreadable::new(value.number, format!("{name} is no option of aws lambda invoke.")));
        }
    }
    Ok(())
}

fn binary_format(value: &Value<'_>) -> Result<BinaryFormat, Unreadable> {
    match value.text {
        "base64" => Ok(BinaryFormat::Base64),
        "raw-in-base64-out" => Ok(BinaryFormat::Raw),
        _ => Err(Unreadable::new(value.number, "--cli-binary-format is base64 or raw-in-base64-out.")),
    }
}

/// Reads an invocation type as the service's model writes it.
pub(super) fn invocation_type(text: &str, word: usize) -> Result<InvocationType, Unreadable> {
    match text {
        "RequestResponse" => Ok(InvocationType::RequestResponse),
        "Event" => Ok(InvocationType::Event),
        "DryRun" => Ok(InvocationType::DryRun),
        _ => Err(Unreadable::new(word, "An invocation type is RequestResponse, Event or DryRun.")),
    }
}

/// Reads a log type as the service's model writes it: whether the tail is asked for.
pub(super) fn log_type(text: &str, word: usize) -> Result<bool, Unreadable> {
    match text {
        "Tail" => Ok(true),
        "None" => Ok(false),
        _ => Err(Unreadable::new(word, "A log type is Tail or None.")),
    }
}

/// Takes a client context over, which is base64 of JSON on the wire.
pub(super) fn client_context(text: &str, reading: &mut Reading) {
    let decoded = STANDARD.decode(text.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    match decoded {
        Some(json) => reading.request.client_context = json,
        None => reading.remark("The client context is not base64 of a text, and was left out."),
    }
}

fn from_json<'a>(
    text: &'a str,
    number: usize,
    reading: &mut Reading,
    payload: &mut Option<(&'a str, usize)>,
) -> Result<(), Unreadable> {
    if let Some(path) = text.strip_prefix("file://") {
        reading.remark(format!("The file {path} of --cli-input-json was not read."));
        return Ok(());
    }
    let input: InputJson = serde_json::from_str(text)
        .map_err(|_| Unreadable::new(number, "--cli-input-json is not the JSON of an invocation."))?;
    let request = &mut reading.request;
    // What stands in the line goes before.
    let fill = |place: &mut String, value: Option<String>| {
        if let Some(value) = value.filter(|_| place.is_empty()) {
            *place = value;
        }
    };
    fill(&mut request.function, input.function_name);
    fill(&mut request.qualifier, input.qualifier);
    fill(&mut request.tenant_id, input.tenant_id);
    fill(&mut request.durable_execution_name, input.durable_execution_name);
    if let Some(kind) = input.invocation_type {
        request.invocation_type = invocation_type(&kind, number)?;
    }
    if let Some(log) = input.log_type {
        request.tail = log_type(&log, number)?;
    }
    if let (None, Some(encoded)) = (&payload, input.payload) {
        take_payload(&encoded, number, None, reading)?;
    }
    if let Some(context) = input.client_context {
        client_context(&context, reading);
    }
    Ok(())
}

/// The payload as the function gets it. Version 2 takes it as base64 unless it is told otherwise, version 1 as it is:
/// without a word on it, what is JSON is taken as it is, and base64 of text is decoded.
fn take_payload(
    text: &str,
    number: usize,
    format: Option<BinaryFormat>,
    reading: &mut Reading,
) -> Result<(), Unreadable> {
    for scheme in ["fileb://", "file://"] {
        if let Some(path) = text.strip_prefix(scheme) {
            match reading.input.take().filter(|_| matches!(path, "/dev/stdin" | "-")) {
                // `file://` is decoded as text in the line would be; `fileb://` never.
                Some(input) if scheme == "file://" => return take_payload(&input, number, format, reading),
                Some(input) => reading.request.payload = input,
                None => reading.payload_in_file(path),
            }
            return Ok(());
        }
    }
    let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
    let decoded = || STANDARD.decode(text.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    reading.request.payload = match (format, decoded()) {
        (Some(BinaryFormat::Base64), Some(decoded)) => decoded,
        (Some(BinaryFormat::Base64), None) => {
            return Err(Unreadable::new(number, "The payload is not base64 of a text, as --cli-binary-format says."));
        }
        (None, Some(decoded)) if !is_json && !text.is_empty() => {
            reading.remark("The payload was base64, as version 2 of the AWS CLI takes it, and was decoded.");
            decoded
        }
        _ => text.to_owned(),
    };
    Ok(())
}
