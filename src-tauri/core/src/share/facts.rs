//! What every form says of a result in a few lines: how it ended, which version ran, how long it took.

use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use super::shared::Shared;
use crate::invoke::attempt::{Attempt, Ending};
use crate::invoke::log::Figures;
use crate::invoke::outcome::Outcome;
use crate::invoke::verdict::PayloadVerdict;
use crate::json_text;
use crate::span::{self, Millis};

/// How an outcome is meant, for its colour. Words say it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It succeeded.
    Good,
    /// It did not.
    Bad,
}

/// The outcome in a few words, and how it is meant.
pub fn outcome(shared: &Shared) -> (&'static str, Tone) {
    match &shared.invocation.outcome {
        Outcome::Succeeded => ("Succeeded", Tone::Good),
        Outcome::FunctionError(_) => ("Function error", Tone::Bad),
        Outcome::Rejected(_) => ("Rejected", Tone::Bad),
        Outcome::NoAnswer(_) => ("No answer", Tone::Bad),
    }
}

/// What went wrong, each line a sentence or what the function said.
pub fn trouble(shared: &Shared) -> Vec<String> {
    let mut lines = Vec::new();
    match &shared.invocation.outcome {
        Outcome::Succeeded => {}
        Outcome::FunctionError(failed) => {
            for (number, error) in std::iter::once(&failed.error).chain(&failed.causes).enumerate() {
                let kind = error.error_type.as_deref().unwrap_or_default();
                let message = error.error_message.as_deref().unwrap_or_default();
                let colon = if kind.is_empty() || message.is_empty() { "" } else { ": " };
                let line = format!("{}{kind}{colon}{message}", if number > 0 { "Caused by " } else { "" });
                if !line.is_empty() {
                    lines.push(line);
                }
                lines.extend(error.frames.iter().map(|frame| frame.text.clone()));
            }
        }
        Outcome::Rejected(it) => {
            let code = it.code.as_deref().unwrap_or("Rejected");
            lines.push(format!("{code}: {}", it.message));
            lines.extend([&it.meaning, &it.hint].into_iter().filter(|line| !line.is_empty()).cloned());
        }
        Outcome::NoAnswer(it) => {
            lines.push(it.message.clone());
            let ran = if it.may_have_run { "The function may have run." } else { "The function did not run." };
            lines.push(ran.to_owned());
            lines.extend(Some(&it.hint).filter(|hint| !hint.is_empty()).cloned());
        }
    }
    lines
}

/// What stands under the outcome: names and what they are. Texts of functions are among them.
pub fn rows(shared: &Shared) -> Vec<(&'static str, String)> {
    let (invocation, answer) = (&shared.invocation, shared.invocation.answer.as_ref());
    let mut rows = Vec::new();
    if let Some(said) = invocation.verdict.as_ref().map(verdict) {
        rows.push(("Response says", said));
    }
    if let Some(version) = answer.and_then(|answer| answer.executed_version.as_deref()) {
        rows.push(("Version run", version.to_owned()));
    }
    let figures = shared.log().and_then(|log| log.figures);
    rows.push(("Duration", duration(invocation.duration, figures)));
    if !invocation.attempts.is_empty() {
        rows.push(("Attempts", attempts(&invocation.attempts)));
    }
    if let Some(id) = answer.and_then(|answer| answer.request_id.as_deref()) {
        rows.push(("Request ID", id.to_owned()));
    }
    if !shared.request.region.is_empty() {
        rows.push(("Region", shared.request.region.clone()));
    }
    if let Some(stream) = answer.and_then(|answer| answer.stream) {
        let broke = if stream.complete { "" } else { ", broke off" };
        rows.push(("Streamed", format!("{} chunks in {}{broke}", stream.chunks, millis(stream.duration))));
    }
    rows.extend(invocation.corrections.iter().map(|said| ("Corrected", said.clone())));
    rows
}

/// How it was sent, where that is not the usual way.
pub fn options(shared: &Shared) -> Vec<(&'static str, String)> {
    let options = &shared.request.options;
    let kind = match options.invocation_type {
        crate::wire::InvocationType::RequestResponse => "",
        crate::wire::InvocationType::Event => "Event",
        crate::wire::InvocationType::DryRun => "DryRun",
    };
    let all = [
        ("Type", kind),
        ("Client context", options.client_context.as_str()),
        ("Tenant", options.tenant_id.as_str()),
        ("Durable execution", options.durable_execution_name.as_str()),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, text.to_owned())).collect()
}

fn verdict(verdict: &PayloadVerdict) -> String {
    match verdict {
        PayloadVerdict::ProxyStatus { status } => format!("status {status}"),
        PayloadVerdict::ErrorMessage { message } => format!("error: {message}"),
        PayloadVerdict::BatchFailures { failed: 1 } => "1 item of the batch failed".into(),
        PayloadVerdict::BatchFailures { failed } => format!("{failed} items of the batch failed"),
    }
}

fn duration(seen: Millis, figures: Option<Figures>) -> String {
    let Some(figures) = figures else { return millis(seen) };
    let mut parts: Vec<String> = Vec::new();
    parts.push(figures.duration.map_or_else(|| millis(seen), |it| format!("{} ms", it.0)));
    parts.extend(figures.billed.map(|it| format!("billed {} ms", it.0)));
    parts.extend(figures.init.map(|it| format!("cold start {} ms", it.0)));
    if let (Some(used), Some(all)) = (figures.max_memory_mb, figures.memory_mb) {
        parts.push(format!("{used} of {all} MB"));
    }
    parts.join(", ")
}

fn attempts(attempts: &[Attempt]) -> String {
    let why = match attempts {
        [first, _, ..] => match first.ending {
            Ending::Throttled => " (the first was throttled)",
            Ending::NeverSent => " (the first could not be sent)",
            Ending::ServiceError => " (the first met a service error)",
            Ending::NotReady => " (the function was not ready)",
            Ending::TimedOut => " (the first was waited for too long)",
            Ending::ConnectionLost => " (the first lost its connection)",
            _ => "",
        },
        _ => "",
    };
    format!("{}{why}", attempts.len())
}

/// A span as people read it.
pub fn millis(span: Millis) -> String {
    if span.0 < 1000.0 {
        return format!("{:.0} ms", span.0);
    }
    span::format(Duration::try_from_secs_f64(span.0 / 1000.0).unwrap_or_default())
}

/// `orders-create : live, 23 Nov 2026, 10:27 UTC`, as far as it is known.
pub fn subtitle(shared: &Shared) -> String {
    let request = &shared.request;
    let qualifier = if request.qualifier.is_empty() { String::new() } else { format!(" : {}", request.qualifier) };
    let began = OffsetDateTime::parse(&shared.invocation.started_at, &Rfc3339).ok();
    let format = format_description!("[day padding:none] [month repr:short] [year], [hour]:[minute] UTC");
    let began = began.and_then(|at| at.format(format).ok()).map(|at| format!(", {at}")).unwrap_or_default();
    format!("{}{qualifier}{began}", request.function)
}

/// A text of the result: a heading and what is under it.
pub struct Section {
    /// `Payload`, `Response`, `Log`.
    pub title: &'static str,
    /// What it says; for JSON laid out. Empty for nothing.
    pub text: String,
    /// A word about it: that it is not all, or no text. Empty for none.
    pub note: String,
    /// Whether it is JSON.
    pub json: bool,
}

/// The texts that are shared, in order.
pub fn sections(shared: &Shared) -> Vec<Section> {
    let mut sections = Vec::new();
    if let Some(payload) = &shared.request.payload {
        sections.push(section("Payload", payload, 0));
    }
    if let Some(response) = &shared.response {
        sections.push(section("Response", response, shared.left_out));
    }
    if let Some(text) = shared.log_text() {
        let cut = shared.log().is_some_and(|log| log.truncated);
        let note = if cut { "Only its end: Lambda gives the last 4 KB." } else { "" };
        sections.push(Section { title: "Log", text, note: note.into(), json: false });
    }
    sections
}

fn section(title: &'static str, body: &[u8], left_out: u64) -> Section {
    let mut note = String::new();
    if left_out > 0 {
        note = format!("{left_out} bytes more are not here. ");
    }
    let Ok(text) = str::from_utf8(body) else {
        note.push_str(&format!("It is not text: {} bytes. A Lambdesk file holds them.", body.len()));
        return Section { title, text: String::new(), note, json: false };
    };
    if text.is_empty() {
        note.push_str("Empty.");
    }
    let laid_out = json_text::format(text);
    let json = laid_out.is_some();
    Section { title, text: laid_out.unwrap_or_else(|| text.to_owned()), note: note.trim_end().to_owned(), json }
}
