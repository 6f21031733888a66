//! What a finished invocation shows to its checks.

use std::time::Duration;

use crate::invoke::log::Log;
use crate::invoke::outcome::{NoAnswerCause, Outcome};
use crate::invoke::run::Finished;

/// What there is to look at.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    /// How it ended.
    pub outcome: &'a Outcome,
    /// The response, or why there is none to look at: a sentence.
    pub response: Result<&'a [u8], &'static str>,
    /// The log tail, when one came.
    pub log: Option<Log>,
    /// How long the function ran, as its log says.
    pub ran: Option<Duration>,
    /// How long the last attempt took, as seen from here.
    pub took: Duration,
}

impl<'a> Seen<'a> {
    /// What an invocation shows.
    pub fn of(finished: &'a Finished) -> Self {
        let answer = finished.answer.as_ref();
        let response = match (&finished.outcome, answer) {
            (Outcome::Rejected(_), _) => Err("There is no response: Lambda would not run the function."),
            (Outcome::NoAnswer(no_answer), _) if no_answer.cause == NoAnswerCause::Cancelled => {
                Err("There is no response: it was cancelled.")
            }
            (Outcome::NoAnswer(_), _) | (_, None) => Err("There is no response: no answer came."),
            (_, Some(answer)) if !answer.is_whole() => Err("The response is too long to be looked through."),
            (_, Some(answer)) => Ok(answer.body.as_ref()),
        };
        let log = answer.and_then(crate::invoke::response::Answer::log);
        let span = |millis: f64| Duration::try_from_secs_f64(millis / 1000.0).ok();
        Self {
            outcome: &finished.outcome,
            response,
            ran: log.as_ref().and_then(|log| span(log.figures?.duration?.0)),
            took: finished.attempts.last().and_then(|attempt| span(attempt.duration.0)).unwrap_or(finished.duration),
            log,
        }
    }
}
