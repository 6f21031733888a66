//! What is shared of an invocation, before it has a form: the request as it was sent and what came of it. It can be made
//! of a fresh result and of an entry of the history alike.

use crate::invoke::log::Log;
use crate::invoke::outcome::Outcome;
use crate::share::redaction::Redactor;
use crate::wire::{HistoryEntry, Invocation, InvocationType, InvokeInput, SharePart, ShareParts};

/// A request as it was sent. Its texts have nothing left to fill in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SharedRequest {
    /// What it is called; empty when it has no name.
    pub name: String,
    /// The titles of the folders it lies in, from the top.
    pub folder: Vec<String>,
    /// Function name, partial ARN or ARN.
    pub function: String,
    /// Version or alias; empty for none.
    pub qualifier: String,
    /// Region; empty when it is not known.
    pub region: String,
    /// The payload, byte for byte; `None` when it is not shared.
    pub payload: Option<Vec<u8>>,
    /// How it was sent.
    pub options: SharedOptions,
    /// Notes; empty for none.
    pub notes: String,
    /// Whether `{{ … }}` in it is filled in when it is sent. False for what was sent.
    pub template: bool,
}

impl SharedRequest {
    /// The request as it would be sent by a profile. Bytes of the payload that are no text are replaced.
    pub fn input(&self, profile: &str) -> InvokeInput {
        let payload = String::from_utf8_lossy(self.payload.as_deref().unwrap_or_default());
        let options = self.options.clone();
        let sent = InvokeInput::of(profile, &self.function, &payload);
        InvokeInput {
            region: Some(self.region.clone()).filter(|region| !region.is_empty()),
            qualifier: self.qualifier.clone(),
            wait: if options.wait.is_empty() { sent.wait } else { options.wait },
            invocation_type: options.invocation_type,
            tail: options.tail,
            stream: options.stream,
            client_context: options.client_context,
            tenant_id: options.tenant_id,
            durable_execution_name: options.durable_execution_name,
            name: self.name.clone(),
            ..sent
        }
    }

    /// Hides what must not leave in every text of it.
    pub fn redact(&mut self, by: &mut Redactor) {
        let mut clean = |part: SharePart, text: &mut String| {
            if !text.is_empty() {
                *text = by.text(part, text);
            }
        };
        clean(SharePart::Heading, &mut self.name);
        self.folder.iter_mut().for_each(|title| clean(SharePart::Heading, title));
        clean(SharePart::Heading, &mut self.function);
        clean(SharePart::Heading, &mut self.qualifier);
        clean(SharePart::Heading, &mut self.notes);
        if let Some(payload) = &mut self.payload {
            *payload = by.bytes(SharePart::Payload, payload);
        }
        let options = &mut self.options;
        for text in [&mut options.client_context, &mut options.tenant_id, &mut options.durable_execution_name] {
            *text = by.text(SharePart::Options, text);
        }
    }
}

/// How a request is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharedOptions {
    /// How it is invoked.
    pub invocation_type: InvocationType,
    /// Whether the log tail is asked for.
    pub tail: bool,
    /// Whether the response is streamed.
    pub stream: bool,
    /// How long the response is waited for, as people write it; empty when nothing says so.
    pub wait: String,
    /// Client context as JSON; empty for none.
    pub client_context: String,
    /// Tenant id; empty for none.
    pub tenant_id: String,
    /// Durable execution name; empty for none.
    pub durable_execution_name: String,
}

/// A request and what came of it.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The request.
    pub request: SharedRequest,
    /// What came of it. Its answer has no headers: they say nothing more, and hold the log a second time.
    pub invocation: Invocation,
    /// The response, byte for byte; `None` when there is none, or it is not shared.
    pub response: Option<Vec<u8>>,
    /// Bytes of the response that are not here.
    pub left_out: u64,
}

impl Shared {
    /// Of a fresh result: what was sent (after variables), what came of it, its body and how much of that is not here.
    /// `region` is where it went.
    pub fn of(input: &InvokeInput, region: &str, invocation: &Invocation, response: Vec<u8>, left_out: u64) -> Self {
        let options = SharedOptions {
            invocation_type: input.invocation_type,
            tail: input.tail,
            stream: input.stream,
            wait: input.wait.clone(),
            client_context: input.client_context.clone(),
            tenant_id: input.tenant_id.clone(),
            durable_execution_name: input.durable_execution_name.clone(),
        };
        let request = SharedRequest {
            name: input.name.clone(),
            folder: Vec::new(),
            function: input.function.clone(),
            qualifier: input.qualifier.clone(),
            region: input.region.clone().unwrap_or_else(|| region.to_owned()),
            payload: Some(input.payload.clone().into_bytes()),
            options,
            notes: String::new(),
            template: false,
        };
        Self::new(request, invocation.clone(), response, left_out)
    }

    /// Of an entry of the history; `None` while it is under way. `response` is its body as far as it is kept.
    pub fn of_entry(entry: &HistoryEntry, response: Vec<u8>) -> Option<Self> {
        let invocation = entry.invocation.as_ref()?;
        Some(Self::of(&entry.request, &entry.row.region, invocation, response, entry.left_out))
    }

    /// Of its parts.
    pub fn new(request: SharedRequest, mut invocation: Invocation, response: Vec<u8>, left_out: u64) -> Self {
        let answered = invocation.answer.is_some();
        if let Some(answer) = &mut invocation.answer {
            answer.headers.clear();
        }
        Self { request, invocation, response: answered.then_some(response), left_out }
    }

    /// What it is called: by its name, or else by its function.
    pub fn title(&self) -> &str {
        if self.request.name.is_empty() { &self.request.function } else { &self.request.name }
    }

    /// The log, when there is one to show.
    pub fn log(&self) -> Option<&Log> {
        let log = self.invocation.answer.as_ref()?.log.as_ref()?;
        (!log.lines.is_empty()).then_some(log)
    }

    /// The log as one text.
    pub fn log_text(&self) -> Option<String> {
        self.log().map(|log| log.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n"))
    }

    /// Only the parts that are shared.
    pub fn keep(&mut self, parts: ShareParts) {
        if !parts.payload {
            self.request.payload = None;
            let options = &mut self.request.options;
            options.client_context.clear();
            options.tenant_id.clear();
            options.durable_execution_name.clear();
        }
        if !parts.response {
            self.response = None;
            self.invocation.verdict = None;
            if let Outcome::FunctionError(error) = &mut self.invocation.outcome {
                error.error.frames.clear();
                error.causes.clear();
            }
        }
        if !parts.logs
            && let Some(answer) = &mut self.invocation.answer
        {
            answer.log = None;
        }
        if !parts.attempts {
            self.invocation.attempts.clear();
            self.invocation.corrections.clear();
        }
    }

    /// Hides what must not leave in every text of it.
    pub fn redact(&mut self, by: &mut Redactor) {
        self.request.redact(by);
        let mut clean = |part: SharePart, text: &mut String| {
            if !text.is_empty() {
                *text = by.text(part, text);
            }
        };
        for check in &mut self.invocation.checks {
            clean(SharePart::Outcome, &mut check.label);
            clean(SharePart::Outcome, &mut check.sentence);
        }
        redact_outcome(&mut self.invocation, &mut clean);
        for attempt in &mut self.invocation.attempts {
            clean(SharePart::Attempts, &mut attempt.label);
            if let Some(next) = &mut attempt.next {
                clean(SharePart::Attempts, &mut next.reason);
            }
            if let Some(stop) = &mut attempt.stop {
                clean(SharePart::Attempts, stop);
            }
        }
        self.invocation.corrections.iter_mut().for_each(|said| clean(SharePart::Attempts, said));
        if let Some(response) = &mut self.response {
            *response = by.bytes(SharePart::Response, response);
        }
        if let Some(text) = self.log_text()
            && let Some(answer) = &mut self.invocation.answer
            && let Some(log) = &mut answer.log
        {
            // As one text: a key goes over several lines.
            let clean = by.text(SharePart::Log, &text);
            let lines = Log::from_bytes(clean.as_bytes()).lines;
            log.lines = lines;
        }
    }
}

fn redact_outcome(invocation: &mut Invocation, clean: &mut impl FnMut(SharePart, &mut String)) {
    const PART: SharePart = SharePart::Outcome;
    if let Some(answer) = &mut invocation.answer {
        answer.executed_version.iter_mut().for_each(|text| clean(PART, text));
        answer.durable_execution_arn.iter_mut().for_each(|text| clean(PART, text));
        if let Some(stream) = answer.log.as_mut().and_then(|log| log.stream.as_mut()) {
            clean(PART, &mut stream.group);
            clean(PART, &mut stream.name);
        }
    }
    if let Some(crate::invoke::verdict::PayloadVerdict::ErrorMessage { message }) = &mut invocation.verdict {
        clean(PART, message);
    }
    match &mut invocation.outcome {
        Outcome::Succeeded => {}
        Outcome::FunctionError(failed) => {
            for error in std::iter::once(&mut failed.error).chain(&mut failed.causes) {
                error.error_type.iter_mut().for_each(|text| clean(PART, text));
                error.error_message.iter_mut().for_each(|text| clean(PART, text));
                for frame in &mut error.frames {
                    clean(PART, &mut frame.text);
                    frame.function.iter_mut().for_each(|text| clean(PART, text));
                    frame.file.iter_mut().for_each(|text| clean(PART, text));
                }
            }
        }
        Outcome::Rejected(it) => {
            it.code.iter_mut().for_each(|text| clean(PART, text));
            clean(PART, &mut it.message);
            it.reason.iter_mut().for_each(|text| clean(PART, text));
            clean(PART, &mut it.meaning);
            clean(PART, &mut it.hint);
        }
        Outcome::NoAnswer(it) => {
            clean(PART, &mut it.message);
            clean(PART, &mut it.hint);
        }
    }
}
