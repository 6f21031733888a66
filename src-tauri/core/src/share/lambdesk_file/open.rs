//! From bytes of anybody's to what can be shown and taken over: read strictly, held against the limits, and made
//! harmless where it reaches for this computer.

use serde::de::DeserializeSeed;
use serde_json::Value;

use super::content::{Content, Request, ResultContent};
use super::limits::{
    LARGEST, LARGEST_BODY, LONGEST_NAME, LONGEST_TEXT, MOST_ATTEMPTS, MOST_FOLDERS, MOST_LINES, MOST_REQUESTS,
};
use super::strict::Strict;
use super::{FORMAT, Opened};
use crate::invoke::log::{Log, TAIL_BYTES};
use crate::json_text;
use crate::share::shared::SharedRequest;
use crate::share::trouble::ShareError;
use crate::variables::expressions::{self, Writing};
use crate::wire::{Answer, Invocation, OpenedRequest, OpenedShare, RequestContent, Sending, ShareParts};

/// Functions of `{{ … }}` that reach for the computer it is filled in on.
const REACHING: [&str; 2] = ["env", "file"];

pub fn read(bytes: &[u8]) -> Result<Opened, ShareError> {
    if bytes.len() > LARGEST {
        return Err(ShareError::TooMuch(format!("it is longer than {} MB", LARGEST / 1024 / 1024)));
    }
    let text = str::from_utf8(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes));
    let text = text.map_err(|error| ShareError::NotOurs(format!("byte {} is not UTF-8", error.valid_up_to() + 1)))?;
    let content = parse(text)?;
    let mut told = Vec::new();
    let (mut requests, mut name) = (Vec::new(), String::new());
    if let Some(request) = content.request {
        requests.push(take(request)?);
    }
    let left_out = content.result.as_ref().map_or(0, |result| result.response_left_out);
    let result = content.result.map(|result| take_result(result, requests.first())).transpose()?;
    if let Some(collection) = content.collection {
        if collection.requests.len() > MOST_REQUESTS {
            return Err(ShareError::TooMuch(format!("it has more than {MOST_REQUESTS} requests")));
        }
        check_name("the collection’s name", &collection.name, true)?;
        name = collection.name;
        for request in collection.requests {
            requests.push(take(request)?);
        }
    }
    if requests.is_empty() {
        return Err(ShareError::NotOurs("it has no request".into()));
    }
    for request in &mut requests {
        make_harmless(request, &mut told);
    }
    let parts = ShareParts {
        payload: requests.first().is_some_and(|request| request.payload.is_some()),
        response: result.as_ref().is_some_and(|(_, response)| response.is_some()),
        logs: result.as_ref().is_some_and(|(result, _)| result.answer.as_ref().is_some_and(|it| it.log.is_some())),
        attempts: result.as_ref().is_some_and(|(result, _)| !result.attempts.is_empty()),
    };
    let shown = requests.iter().map(|request| opened(request, &mut told)).collect();
    let (invocation, response) = match result {
        Some((invocation, response)) => (Some(invocation), response),
        None => (None, None),
    };
    Ok(Opened {
        share: OpenedShare { name, requests: shown, result: invocation, parts, left_out, told },
        response,
        requests,
    })
}

/// The one member that decides how the others are read.
#[derive(serde::Deserialize)]
struct Format {
    format: Option<Value>,
}

fn parse(text: &str) -> Result<Content, ShareError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    Strict(0).deserialize(&mut reader).and_then(|()| reader.end()).map_err(|error| refused(&error))?;
    let format = serde_json::from_str::<Format>(text).map_err(|error| refused(&error))?.format;
    match format {
        None => return Err(ShareError::NotOurs("it does not say its format".into())),
        Some(Value::Number(number)) if number.as_u64() == Some(FORMAT) => {}
        Some(other) => return Err(ShareError::Format(other.to_string().chars().take(40).collect())),
    }
    serde_json::from_str(text).map_err(|error| refused(&error))
}

/// The parser's words as a part of a sentence: they may hold what the file holds.
fn refused(error: &serde_json::Error) -> ShareError {
    let said = error.to_string();
    let words = said.split(" at line ").next().unwrap_or_default();
    let words: String = crate::visible::visible(words).chars().take(120).collect();
    let place = format!("line {}, column {}", error.line(), error.column());
    ShareError::NotOurs(format!("{words} ({place})"))
}

fn check_name(what: &str, name: &str, may_be_empty: bool) -> Result<(), ShareError> {
    let refuse = |why: &str| Err(ShareError::Damaged(format!("{what} {why}")));
    if name.trim().is_empty() && !may_be_empty {
        return refuse("is empty");
    }
    if name.len() > LONGEST_NAME {
        return Err(ShareError::TooMuch(format!("{what} is longer than {LONGEST_NAME} bytes")));
    }
    if name.chars().any(char::is_control) {
        return refuse("has control letters in it");
    }
    Ok(())
}

/// A folder's title leads nowhere: it is no path, and has nothing that a path is made of.
fn check_folder(title: &str) -> Result<(), ShareError> {
    check_name("a folder’s name", title, false)?;
    let device = title.len() > 1 && title.as_bytes()[1] == b':';
    if title.contains(['/', '\\'])
        || title.starts_with('.')
        || title.ends_with(['.', ' '])
        || title.starts_with('~')
        || device
    {
        return Err(ShareError::Damaged(format!("“{}” cannot be a folder’s name", crate::visible::visible(title))));
    }
    Ok(())
}

fn check_text(what: &str, text: &str) -> Result<(), ShareError> {
    if text.len() > LONGEST_TEXT {
        return Err(ShareError::TooMuch(format!("{what} is longer than {} KB", LONGEST_TEXT / 1024)));
    }
    Ok(())
}

fn take(request: Request) -> Result<SharedRequest, ShareError> {
    check_name("a request’s name", &request.name, true)?;
    check_name("a function’s name", &request.function, true)?;
    check_name("a qualifier", &request.qualifier, true)?;
    check_name("a region", &request.region, true)?;
    check_name("a wait", &request.options.wait, true)?;
    if request.folder.len() > MOST_FOLDERS {
        return Err(ShareError::TooMuch(format!("folders lie in each other more than {MOST_FOLDERS} deep")));
    }
    request.folder.iter().try_for_each(|title| check_folder(title))?;
    check_text("the notes", &request.notes)?;
    check_text("a client context", &request.options.client_context)?;
    check_text("a tenant", &request.options.tenant_id)?;
    check_text("a durable execution’s name", &request.options.durable_execution_name)?;
    Ok(SharedRequest {
        name: request.name,
        folder: request.folder,
        function: request.function,
        qualifier: request.qualifier,
        region: request.region,
        payload: request.payload.map(|body| body.read("the payload")).transpose()?,
        options: request.options.into(),
        notes: request.notes,
        template: request.template,
    })
}

fn take_result(
    result: ResultContent,
    request: Option<&SharedRequest>,
) -> Result<(Invocation, Option<Vec<u8>>), ShareError> {
    if request.is_none() {
        return Err(ShareError::Damaged("it has a result, but not the request it is of".into()));
    }
    if result.attempts.len() > MOST_ATTEMPTS {
        return Err(ShareError::TooMuch(format!("it has more than {MOST_ATTEMPTS} attempts")));
    }
    check_text("a time", &result.started_at)?;
    // A function's error is its whole response.
    let outcome = serde_json::to_string(&result.outcome).unwrap_or_default();
    if outcome.len() > LARGEST_BODY * 2 {
        return Err(ShareError::TooMuch("what is said of the outcome is too long".into()));
    }
    result.corrections.iter().try_for_each(|said| check_text("a correction", said))?;
    let log = result.log.map(|log| {
        if log.lines.len() > MOST_LINES {
            return Err(ShareError::TooMuch(format!("its log has more than {MOST_LINES} lines")));
        }
        let text = log.lines.join("\n");
        check_text("the log", &text)?;
        let read = Log::from_bytes(text.as_bytes());
        Ok(Log { truncated: log.truncated || text.len() >= TAIL_BYTES, ..read })
    });
    let log = log.transpose()?;
    let response = result.response.map(|body| body.read("the response")).transpose()?;
    let answer = result.status.map(|status| Answer {
        status,
        executed_version: result.executed_version,
        request_id: result.request_id,
        trace_id: result.trace_id,
        headers: Vec::new(),
        body_bytes: response.as_ref().map_or(0, |body| body.len() as u64),
        body_kind: json_text::kind(response.as_deref().unwrap_or_default()),
        log,
        durable_execution_arn: None,
        stream: None,
    });
    let invocation = Invocation {
        id: String::new(),
        started_at: result.started_at,
        duration: result.duration,
        outcome: result.outcome,
        verdict: result.verdict,
        answer,
        attempts: result.attempts,
        corrections: result.corrections,
        checks: Vec::new(),
    };
    Ok((invocation, response))
}

/// What would reach for this computer when it is filled in is not filled in, and told.
fn make_harmless(request: &mut SharedRequest, told: &mut Vec<String>) {
    if !request.template {
        return;
    }
    let payload = request.payload.as_deref().and_then(|bytes| str::from_utf8(bytes).ok()).unwrap_or_default();
    let options = &request.options;
    let texts = [
        payload,
        &request.function,
        &request.qualifier,
        &request.region,
        &options.client_context,
        &options.tenant_id,
        &options.durable_execution_name,
    ];
    let mut reaching: Vec<&str> = texts.into_iter().flat_map(reaches).collect();
    reaching.sort_unstable();
    reaching.dedup();
    if !reaching.is_empty() {
        request.template = false;
        let what = reaching.iter().map(|name| format!("{name}(…)")).collect::<Vec<_>>().join(" and ");
        told.push(format!(
            "“{}” would read from this computer by {what}. It is not filled in: look at it before you let it.",
            called(request)
        ));
    }
}

/// Which of these stand in a text's expressions, in whatever way: `(env)("X")` calls it too.
fn reaches(text: &str) -> Vec<&'static str> {
    let of = |writing| {
        let found = expressions::find(text, writing);
        let codes: Vec<_> = found.iter().map(|it| it.code(text)).collect();
        let named = |name: &&str| {
            codes.iter().any(|code| {
                code.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).any(|word| word == *name)
            })
        };
        REACHING.into_iter().filter(|name| named(name)).collect::<Vec<_>>()
    };
    // However it is read when it is sent.
    let mut all = of(Writing::Json);
    all.extend(of(Writing::Plain));
    all
}

fn called(request: &SharedRequest) -> String {
    let name = if request.name.is_empty() { &request.function } else { &request.name };
    crate::visible::visible(name).chars().take(80).collect()
}

/// A request as it can be saved in a collection.
fn opened(request: &SharedRequest, told: &mut Vec<String>) -> OpenedRequest {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let payload = match request.payload.as_deref().map(str::from_utf8) {
        Some(Ok(payload)) => payload.to_owned(),
        Some(Err(_)) => {
            told.push(format!("The payload of “{}” is not text: it is left out here.", called(request)));
            String::new()
        }
        None => {
            told.push(format!("The payload of “{}” was not shared: it is empty here.", called(request)));
            String::new()
        }
    };
    let options = &request.options;
    let sending = Sending {
        function: text(&request.function),
        qualifier: text(&request.qualifier),
        region: text(&request.region),
        wait: text(&options.wait),
        total: None,
        invocation_type: Some(options.invocation_type),
        tail: Some(options.tail),
        stream: Some(options.stream),
        client_context: text(&options.client_context),
        tenant_id: text(&options.tenant_id),
        durable_execution_name: text(&options.durable_execution_name),
        retries: None,
        template: Some(request.template),
    };
    let content = RequestContent {
        payload,
        name: text(&request.name),
        sending,
        notes: request.notes.clone(),
        variables: Vec::new(),
        checks: Vec::new(),
    };
    OpenedRequest { folder: request.folder.clone(), content }
}
