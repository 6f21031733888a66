//! The whole log of one invocation, from CloudWatch Logs. Lambda's answer brings its last 4 KB only.
//!
//! One action is needed, `logs:FilterLogEvents`. The streams in which the request id stands are looked for first; then
//! each is read from there on, because a function's lines need not name the id ([`cut`] says which are its own).
//! CloudWatch Logs delivers late, by seconds as a rule: as long as the end is not there, it is asked again.

mod cut;
mod stream;

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::time::{Instant, sleep};

use crate::failure::Failure;
use crate::invoke::log::{Log, LogStream};
use crate::rest_call::{CallError, Purpose, RestApi};
use crate::wire::{FullLog, FullLogStep, Invocation};
use cut::{Cut, cut, is_end};
use stream::Stream;

/// The signing name of CloudWatch Logs.
pub const LOGS: &str = "logs";

const FULL_LOG: Purpose = Purpose { what: "The full log", action: "logs:FilterLogEvents", without: "" };

/// How long the end of a log is waited for. AWS delivers within seconds as a rule, and promises nothing.
const PATIENCE: Duration = Duration::from_mins(1);
/// The same for one of which only lines that name the id are there: the function may be set up to leave Lambda's own out.
const PATIENCE_UNMARKED: Duration = Duration::from_secs(15);
/// After so long there is nothing to wait for any more, in milliseconds.
const LONG_AGO: u64 = 10 * 60 * 1000;
/// The pauses before asking again, in seconds, and the one that is repeated from then on. AWS allows 25 of these calls a second and account, in the
/// smallest regions 5.
const PAUSES: [u64; 3] = [1, 2, 3];
const LAST_PAUSE: u64 = 5;
/// Events that are read of one stream at most, and pages at most, each of which may be empty: a log of this length is no
/// longer read by people, and memory stays in bounds.
const MOST_EVENTS: usize = 20_000;
const MOST_PAGES: usize = 200;
/// Bytes of all messages together.
const MOST_BYTES: usize = 32 << 20;
/// Streams that are read at most.
const MOST_STREAMS: usize = 20;

/// How far before the request's beginning its events are looked for, in milliseconds: clocks differ.
const BEFORE: u64 = 60_000;
/// How far after its end: it may run on after nobody waits any more, 15 minutes at most.
const AFTER: u64 = 16 * 60_000;
/// The same for a queued event, which Lambda may hold back for hours.
const AFTER_QUEUED: u64 = 7 * 60 * 60_000;
/// How far before the first line that names the id an environment may have come up, in milliseconds.
const COMING_UP: u64 = 30_000;

/// Whose log is wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The invocation's request id.
    pub request_id: String,
    /// The log group.
    pub group: String,
    /// The stream, where it is known already: Managed Instances name it.
    pub stream: Option<String>,
    /// When it began, in milliseconds since 1970.
    pub began: u64,
    /// When it ended, likewise.
    pub ended: u64,
    /// Whether Lambda queued it: it runs later, and may run several times.
    pub queued: bool,
    /// What is to be told already, each in a sentence.
    pub remarks: Vec<String>,
}

/// When an invocation began and ended, in milliseconds since 1970.
pub fn span_of(invocation: &Invocation) -> (u64, u64) {
    let began = OffsetDateTime::parse(&invocation.started_at, &Rfc3339).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let lasted = time::Duration::saturating_seconds_f64(invocation.duration.0 / 1000.0);
    let millis = |moment: OffsetDateTime| u64::try_from(moment.unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
    (millis(began), millis(began.saturating_add(lasted)))
}

impl Wanted {
    /// The group of a function that says nothing of its own.
    pub fn default_group(function: &str) -> String {
        format!("/aws/lambda/{function}")
    }

    /// From where a Managed Instances' answer says the log is.
    pub fn at(stream: &LogStream) -> (String, Option<String>) {
        (stream.group.clone(), Some(stream.name.clone()))
    }
}

/// One event, as `FilterLogEvents` gives it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Event {
    #[serde(rename = "logStreamName")]
    stream: String,
    timestamp: u64,
    message: String,
    #[serde(rename = "eventId")]
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    events: Vec<Event>,
    next_token: Option<String>,
}

/// Reads a full log and waits for what is late. It can be dropped at any await; [`Reading::so_far`] then has what came.
pub struct Reading<'a> {
    api: RestApi<'a>,
    wanted: Wanted,
    /// In the order in which they were found.
    streams: Vec<Stream>,
    first: Option<u64>,
    /// Whether something was left out because there is too much.
    cut_short: bool,
    no_group: bool,
}

impl<'a> Reading<'a> {
    /// Begins one. Nothing is asked yet.
    pub fn new(api: RestApi<'a>, wanted: Wanted) -> Self {
        let streams = wanted.stream.iter().map(|name| Stream::named(name)).collect();
        Self { api, wanted, streams, first: None, cut_short: false, no_group: false }
    }

    /// Reads until the end is there, or is not to be expected any more. `now` is in milliseconds since 1970.
    ///
    /// # Errors
    /// What is missing: a permission, credentials, an answer.
    pub async fn read(&mut self, now: u64, on_step: &(dyn Fn(FullLogStep) + Send + Sync)) -> Result<(), Failure> {
        let began = Instant::now();
        let patience = if now.saturating_sub(self.wanted.ended) > LONG_AGO { Duration::ZERO } else { PATIENCE };
        let mut pauses = PAUSES.into_iter();
        loop {
            on_step(FullLogStep::Reading { group: self.wanted.group.clone(), lines: self.lines() });
            match self.look().await {
                // Group and stream come with a function's first line, which may be late too.
                Err(CallError::NotFound { message }) => self.no_group = !message.contains("log stream"),
                Err(error) => return Err(self.failure(&error)),
                Ok(()) => self.no_group = false,
            }
            let (cuts, waited) = (self.cuts(), began.elapsed());
            let (starts, ended) = (cuts.iter().map(|cut| cut.starts).sum::<u32>(), cuts.iter().any(|cut| cut.ended));
            let unmarked = starts == 0 && cuts.iter().any(|cut| !cut.lines.is_empty());
            if ended || self.cut_short || waited >= patience || (unmarked && waited >= PATIENCE_UNMARKED) {
                return Ok(());
            }
            on_step(FullLogStep::Waiting { group: self.wanted.group.clone(), lines: self.lines() });
            sleep(Duration::from_secs(pauses.next().unwrap_or(LAST_PAUSE))).await;
        }
    }

    /// What came, with what is to be said of it.
    pub fn so_far(self, stopped: bool) -> FullLog {
        let cuts = self.cuts();
        let Self { wanted, streams, cut_short, no_group, .. } = self;
        let Wanted { group, mut remarks, request_id, queued, .. } = wanted;
        let found: Vec<(String, Cut)> =
            streams.into_iter().map(|stream| stream.name).zip(cuts).filter(|(_, cut)| !cut.lines.is_empty()).collect();
        let starts: u32 = found.iter().map(|(_, cut)| cut.starts).sum();
        let whole = !found.is_empty() && found.iter().all(|(_, cut)| cut.ended);
        let mut tell = |sentence: String| remarks.push(sentence);
        if no_group {
            tell(format!(
                "There is no log group {group}: the function has not logged yet, or its role may not write logs."
            ));
        } else if found.is_empty() {
            tell(format!(
                "{group} has no line that names the request id {request_id}. It may be delivered later, have passed the group's retention, or never have been written: a function's role must allow it."
            ));
        } else if starts == 0 {
            tell("Lambda's own lines are not in it, so that only lines which name the request id were found: the function's system log level may leave the others out.".into());
        } else if !whole && !stopped {
            tell("Its end is not there: it may still run, or CloudWatch Logs delivers it later.".into());
        }
        if stopped {
            tell("You stopped before all of it was read.".into());
        }
        if starts > 1 {
            tell(format!("It ran {starts} times: Lambda repeats a queued event that fails."));
        }
        if queued && starts == 1 && whole {
            tell("It was queued: should it have failed, Lambda runs it again after a minute or two.".into());
        }
        if found.iter().any(|(_, cut)| cut.mixed) {
            tell(
                "Other invocations ran beside it in the same environment: lines that name no request id may be theirs."
                    .into(),
            );
        }
        if cut_short {
            tell(format!("It is very long: no more than {MOST_EVENTS} lines of a stream are read."));
        }
        let streams = found.iter().map(|(name, _)| name.clone()).collect();
        let lines = found.into_iter().flat_map(|(_, cut)| cut.lines).collect();
        FullLog { log: Log::of_lines(lines), group, streams, whole, may_repeat: queued, remarks }
    }

    async fn look(&mut self) -> Result<(), CallError> {
        if self.wanted.stream.is_none() {
            self.find().await?;
        }
        for at in 0..self.streams.len() {
            self.read_stream(at).await?;
        }
        Ok(())
    }

    /// Looks for the streams in which the id stands.
    async fn find(&mut self) -> Result<(), CallError> {
        let Wanted { request_id, began, ended, queued, .. } = &self.wanted;
        let mut members = self.members();
        members["startTime"] = json!(began.saturating_sub(BEFORE));
        members["endTime"] = json!(ended.saturating_add(if *queued { AFTER_QUEUED } else { AFTER }));
        members["filterPattern"] = json!(format!("\"{request_id}\""));
        for _ in 0..MOST_PAGES {
            let page: Page = self.api.look("Logs_20140328.FilterLogEvents", &members).await?;
            for event in page.events {
                self.first = Some(self.first.map_or(event.timestamp, |first| first.min(event.timestamp)));
                let known = self.streams.iter().any(|stream| stream.name == event.stream);
                if !known && self.streams.len() < MOST_STREAMS {
                    self.streams.push(Stream::named(&event.stream));
                }
            }
            match page.next_token {
                Some(token) => members["nextToken"] = json!(token),
                None => return Ok(()),
            }
        }
        self.cut_short = true;
        Ok(())
    }

    /// Reads a stream from about the first line of the invocation to its last.
    async fn read_stream(&mut self, at: usize) -> Result<(), CallError> {
        let start = self.first.unwrap_or(self.wanted.began.saturating_sub(BEFORE)).saturating_sub(COMING_UP);
        let mut members = self.members();
        members["logStreamNames"] = json!([self.streams[at].name]);
        members["startTime"] = json!(start);
        self.streams[at].begin();
        for _ in 0..MOST_PAGES {
            let page: Page = self.api.look("Logs_20140328.FilterLogEvents", &members).await?;
            let mut ended = false;
            for event in page.events {
                ended |= is_end(&event.message, &self.wanted.request_id);
                self.streams[at].take(event);
            }
            let bytes: usize = self.streams.iter().flat_map(Stream::messages).map(str::len).sum();
            self.cut_short |= self.streams[at].messages().len() >= MOST_EVENTS || bytes >= MOST_BYTES;
            // A queued event may begin once more after its end.
            match page.next_token {
                Some(token) if !self.cut_short && (!ended || self.wanted.queued) => members["nextToken"] = json!(token),
                _ => {
                    self.streams[at].end();
                    return Ok(());
                }
            }
        }
        self.cut_short = true;
        self.streams[at].end();
        Ok(())
    }

    fn members(&self) -> Value {
        json!({ "logGroupName": self.wanted.group, "interleaved": true })
    }

    fn cuts(&self) -> Vec<Cut> {
        self.streams.iter().map(|stream| cut(stream.messages(), &self.wanted.request_id)).collect()
    }

    fn lines(&self) -> u32 {
        let lines: usize = self.cuts().iter().map(|cut| cut.lines.len()).sum();
        u32::try_from(lines).unwrap_or(u32::MAX)
    }

    fn failure(&self, error: &CallError) -> Failure {
        let mut failure = error.failure(FULL_LOG);
        if let CallError::Forbidden { .. } = error {
            failure.hint = format!(
                "Ask for a policy that allows logs:FilterLogEvents on the log group {}. No other action is needed.",
                self.wanted.group
            );
        }
        failure
    }
}
