//! What one invocation of a run came to, in the form in which it is kept and reported.

use std::time::Duration;

use super::schedule::Turn;
use crate::checks::{self, Seen};
use crate::invoke::outcome::{NoAnswerCause, Outcome};
use crate::invoke::run::Finished;
use crate::span::Millis;
use crate::wire::{Check, CheckResult, CheckVerdict, ExpectedOutcome, RunRow, RunStanding};

/// Longer than any sentence of ours; what a function says of itself may have no end.
const LONGEST_REASON: usize = 600;

/// How performing a turn went.
#[derive(Clone, Debug)]
pub enum Performed {
    /// It could not be sent: a sentence says why.
    Unsent(String),
    /// The run was stopped before anything was sent.
    NotSent,
    /// It was sent, and ended.
    Ended(Box<Ended>),
}

/// A turn that was sent and has ended.
#[derive(Clone, Debug)]
pub struct Ended {
    outcome: Outcome,
    duration: Duration,
    ran: Option<Millis>,
    cold: bool,
    status: Option<u16>,
    attempts: u32,
    checks: Vec<CheckResult>,
    /// Whether a check says how it must end; else it must succeed.
    expects_outcome: bool,
    log: Option<String>,
}

/// What is kept of a turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// What a table shows of it.
    pub row: RunRow,
    /// All reasons why it did not pass, each a sentence.
    pub reasons: Vec<String>,
    /// What came of its checks.
    pub checks: Vec<CheckResult>,
    /// Its log tail.
    pub log: Option<String>,
    /// Whether checks and log were given up, for there were too many.
    pub dropped: bool,
}

impl Ended {
    /// Judges a finished invocation by its request's checks.
    pub fn of(finished: &Finished, expected: &[Check]) -> Self {
        let seen = Seen::of(finished);
        let figures = seen.log.as_ref().and_then(|log| log.figures);
        let text = |log: &crate::invoke::log::Log| {
            log.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
        };
        Self {
            outcome: finished.outcome.clone(),
            duration: finished.duration,
            ran: figures.and_then(|figures| figures.duration),
            cold: figures.is_some_and(|figures| figures.init.is_some() || figures.restore.is_some()),
            status: finished.answer.as_ref().map(|answer| answer.status.as_u16()),
            attempts: u32::try_from(finished.attempts.len()).unwrap_or(u32::MAX),
            checks: checks::judge(expected, &seen),
            expects_outcome: expected.iter().any(|check| matches!(check, Check::Outcome { .. })),
            log: seen.log.as_ref().map(text).filter(|text| !text.is_empty()),
        }
    }

    /// One as it could have been, for the tests of what is made of it.
    #[cfg(test)]
    pub fn for_tests(outcome: Outcome, duration: Duration, checks: Vec<CheckResult>, log: &str) -> Self {
        Self {
            status: matches!(outcome, Outcome::Succeeded | Outcome::FunctionError(_)).then_some(200),
            cold: log.contains("Init Duration"),
            log: Some(log.to_owned()).filter(|log| !log.is_empty()),
            ran: None,
            attempts: 1,
            expects_outcome: false,
            outcome,
            duration,
            checks,
        }
    }

    /// Changes every text that came from outside: to take out what must not be kept.
    #[must_use]
    pub fn cleaned(mut self, clean: impl Fn(&str) -> String) -> Self {
        for check in &mut self.checks {
            check.label = clean(&check.label);
            check.sentence = clean(&check.sentence);
        }
        self.log = self.log.as_deref().map(&clean);
        match &mut self.outcome {
            Outcome::Succeeded => {}
            Outcome::FunctionError(error) => {
                error.error.error_type = error.error.error_type.as_deref().map(&clean);
                error.error.error_message = error.error.error_message.as_deref().map(&clean);
            }
            Outcome::Rejected(rejection) => rejection.message = clean(&rejection.message),
            Outcome::NoAnswer(no_answer) => no_answer.message = clean(&no_answer.message),
        }
        self
    }

    fn reasons(&self) -> Vec<String> {
        let mut reasons = Vec::new();
        if !self.expects_outcome && self.outcome != Outcome::Succeeded {
            let success = Check::Outcome { is: ExpectedOutcome::Succeeded, code: None };
            let seen = Seen { outcome: &self.outcome, response: Err(""), log: None, ran: None, took: self.duration };
            let judged = checks::judge(std::slice::from_ref(&success), &seen);
            reasons.extend(judged.into_iter().map(|it| it.sentence));
        }
        let broken = self.checks.iter().filter(|it| it.verdict != CheckVerdict::Passed);
        reasons.extend(broken.map(|it| format!("{}: {}", it.label, it.sentence)));
        for reason in &mut reasons {
            if let Some((at, _)) = reason.char_indices().nth(LONGEST_REASON) {
                reason.truncate(at);
                reason.push('…');
            }
        }
        reasons
    }

    fn label(&self) -> String {
        match &self.outcome {
            Outcome::Succeeded => "Succeeded".into(),
            Outcome::FunctionError(error) => {
                let kind = error.error.error_type.as_deref().filter(|kind| !kind.is_empty());
                kind.unwrap_or("Function error").chars().take(80).collect()
            }
            Outcome::Rejected(rejection) => rejection.code.as_deref().unwrap_or("Rejected").chars().take(80).collect(),
            Outcome::NoAnswer(no_answer) if no_answer.cause == NoAnswerCause::Cancelled => "Stopped".into(),
            Outcome::NoAnswer(_) => "No answer".into(),
        }
    }

    /// What it came to.
    pub fn standing(&self) -> RunStanding {
        match (self.was_stopped(), self.reasons().is_empty()) {
            (true, _) => RunStanding::Stopped,
            (false, true) => RunStanding::Passed,
            (false, false) => RunStanding::Failed,
        }
    }

    fn was_stopped(&self) -> bool {
        matches!(&self.outcome, Outcome::NoAnswer(it) if it.cause == NoAnswerCause::Cancelled)
    }
}

impl Record {
    /// What is kept of a turn that began so long after the run did, and took so long.
    pub fn of(number: u32, turn: Turn, offset: Duration, took: Duration, performed: Performed) -> Self {
        let row = RunRow {
            number,
            case: turn.case,
            round: turn.round,
            standing: RunStanding::Failed,
            label: "Not sent".into(),
            reason: None,
            checks: 0,
            checks_passed: 0,
            offset: offset.into(),
            duration: took.into(),
            ran: None,
            cold: false,
            status: None,
            attempts: 0,
            may_have_run: false,
        };
        let empty = Self { row, reasons: Vec::new(), checks: Vec::new(), log: None, dropped: false };
        match performed {
            Performed::Unsent(why) => {
                let row = RunRow { reason: Some(why.clone()), ..empty.row };
                Self { row, reasons: vec![why], ..empty }
            }
            Performed::NotSent => {
                let why = "The run was stopped before it was sent.".to_owned();
                let row = RunRow { standing: RunStanding::Stopped, reason: Some(why.clone()), ..empty.row };
                Self { row, reasons: vec![why], ..empty }
            }
            Performed::Ended(ended) => Self::of_ended(&empty.row, *ended),
        }
    }

    fn of_ended(empty: &RunRow, ended: Ended) -> Self {
        let stopped = ended.was_stopped();
        let may_have_run = matches!(&ended.outcome, Outcome::NoAnswer(it) if it.may_have_run);
        let reasons = match (stopped, may_have_run) {
            (true, true) => vec!["The run was stopped while it was waited for; the function may have run.".to_owned()],
            (true, false) => vec!["The run was stopped; the function did not run.".to_owned()],
            (false, _) => ended.reasons(),
        };
        let count = |all: usize| u32::try_from(all).unwrap_or(u32::MAX);
        let row = RunRow {
            standing: ended.standing(),
            label: ended.label(),
            reason: reasons.first().cloned(),
            checks: count(ended.checks.len()),
            checks_passed: count(ended.checks.iter().filter(|it| it.verdict == CheckVerdict::Passed).count()),
            duration: ended.duration.into(),
            ran: ended.ran,
            cold: ended.cold,
            status: ended.status,
            attempts: ended.attempts,
            may_have_run,
            ..empty.clone()
        };
        Self { row, reasons, checks: ended.checks, log: ended.log, dropped: false }
    }

    /// Whether an answer of the function came.
    pub fn was_answered(&self) -> bool {
        self.row.status.is_some_and(|status| status < 300) && self.row.standing != RunStanding::Stopped
    }

    /// Roughly what it takes in memory beside its row, in bytes.
    pub fn weight(&self) -> usize {
        let checks = self.checks.iter().map(|check| check.label.len() + check.sentence.len() + 64);
        let reasons = self.reasons.iter().map(|reason| reason.len() + 24);
        checks.chain(reasons).sum::<usize>() + self.log.as_ref().map_or(0, String::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invoke::outcome::{ErrorObject, FunctionError, NoAnswer};

    fn record(outcome: Outcome, checks: Vec<CheckResult>) -> Record {
        let ended = Ended::for_tests(outcome, Duration::from_millis(5), checks, "a secret");
        let ended = ended.cleaned(|text| text.replace("secret", "••••"));
        Record::of(0, Turn { round: 0, case: 0 }, Duration::ZERO, Duration::ZERO, Performed::Ended(Box::new(ended)))
    }

    fn failed() -> Outcome {
        let error = ErrorObject { error_message: Some("the secret is old".into()), ..ErrorObject::default() };
        Outcome::FunctionError(FunctionError { handling: "Unhandled".into(), error, causes: Vec::new() })
    }

    #[test]
    fn a_function_error_is_a_failure_where_no_check_expects_one() {
        let it = record(failed(), Vec::new());
        let reason = "It ended in a function error: the •••• is old. Expected that it succeeds.";
        assert_eq!((it.row.standing, it.row.reason.as_deref()), (RunStanding::Failed, Some(reason)));
        assert_eq!(it.log.as_deref(), Some("a ••••"));
        let expected = Ended { expects_outcome: true, ..Ended::for_tests(failed(), Duration::ZERO, Vec::new(), "") };
        assert!(expected.reasons().is_empty());
    }

    #[test]
    fn a_check_that_cannot_be_evaluated_is_a_failure() {
        let check = |verdict| CheckResult { verdict, label: "a exists".into(), sentence: "Found nothing.".into() };
        let it = record(Outcome::Succeeded, vec![check(CheckVerdict::Passed), check(CheckVerdict::NotEvaluated)]);
        assert_eq!((it.row.checks, it.row.checks_passed, it.row.standing), (2, 1, RunStanding::Failed));
        assert_eq!(it.reasons, ["a exists: Found nothing."]);
    }

    #[test]
    fn what_was_stopped_says_whether_it_may_have_run() {
        let stopped = |may_have_run| {
            let (message, hint) = (String::new(), String::new());
            record(
                Outcome::NoAnswer(NoAnswer { cause: NoAnswerCause::Cancelled, message, hint, may_have_run }),
                Vec::new(),
            )
        };
        let it = stopped(true);
        assert!(it.row.standing == RunStanding::Stopped && it.row.may_have_run && !it.was_answered());
        assert_eq!(it.reasons, ["The run was stopped while it was waited for; the function may have run."]);
        assert_eq!(stopped(false).reasons, ["The run was stopped; the function did not run."]);
    }

    #[test]
    fn what_a_function_says_of_itself_is_cut() {
        let error = ErrorObject { error_message: Some("é".repeat(100_000)), ..ErrorObject::default() };
        let long = FunctionError { handling: "Unhandled".into(), error, causes: Vec::new() };
        assert!(record(Outcome::FunctionError(long), Vec::new()).weight() < 2000);
    }
}
