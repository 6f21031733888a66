//! Runs that have ended or are under way: what is needed to report them and to open their results. They stay in Rust until
//! the page has no more use for them, and never without end.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use lambdesk_core::runs::book::Book;
use lambdesk_core::wire::{Invocation, RunCase, RunStanding, RunSummary};

/// How many runs are kept. The page forgets those whose view it closes; this only guards against one that does not.
const MOST: usize = 8;
/// What the responses of one run may take, in bytes. The latest stay, and failures longer than the rest.
const OF_BODIES: usize = 64 << 20;
/// How many results of one run can be opened at most.
const RESULTS: usize = 1000;

/// Runs by their ids. Cheap to clone.
#[derive(Clone, Default)]
pub struct Runs {
    kept: Arc<Mutex<VecDeque<(String, Run)>>>,
}

/// A run.
#[derive(Default)]
struct Run {
    results: Vec<RunResult>,
    bytes: usize,
    ended: Option<Arc<EndedRun>>,
}

/// What a run's report is made of.
pub struct EndedRun {
    /// The collection's name, and the folder's.
    pub title: String,
    /// The environment's name.
    pub environment: Option<String>,
    /// The profile's name and the region.
    pub place: String,
    /// When it began.
    pub started_at: SystemTime,
    /// How often each request was to be run.
    pub rounds: u32,
    /// The requests.
    pub cases: Arc<Vec<RunCase>>,
    /// What became of them.
    pub book: Book,
    /// What it came to.
    pub summary: RunSummary,
}

/// An invocation of a run that can be opened.
#[derive(Clone)]
pub struct RunResult {
    /// The invocation's number in the run.
    pub number: u32,
    /// Whether it passed.
    pub standing: RunStanding,
    /// As the page shows it.
    pub invocation: Invocation,
    /// The response.
    pub body: Option<Bytes>,
}

impl RunResult {
    fn bytes(&self) -> usize {
        self.body.as_ref().map_or(0, Bytes::len)
    }
}

impl Runs {
    /// Begins a run, in place of one with the same id.
    pub fn begin(&self, id: &str) {
        let mut kept = self.kept();
        kept.retain(|(known, _)| known != id);
        kept.push_back((id.to_owned(), Run::default()));
        while kept.len() > MOST {
            kept.pop_front();
        }
    }

    /// Keeps a result to be opened. Others go for it when there are too many: first those that passed.
    pub fn keep(&self, id: &str, result: RunResult) {
        let mut kept = self.kept();
        let Some((_, run)) = kept.iter_mut().find(|(known, _)| known == id) else { return };
        run.bytes += result.bytes();
        run.results.push(result);
        while run.bytes > OF_BODIES || run.results.len() > RESULTS {
            let passed = run.results.iter().position(|it| it.standing == RunStanding::Passed);
            let gone = run.results.remove(passed.unwrap_or(0));
            run.bytes -= gone.bytes();
        }
    }

    /// A result.
    pub fn result(&self, id: &str, number: u32) -> Option<RunResult> {
        let kept = self.kept();
        let (_, run) = kept.iter().find(|(known, _)| known == id)?;
        run.results.iter().find(|it| it.number == number).cloned()
    }

    /// A run has ended.
    pub fn end(&self, id: &str, ended: EndedRun) {
        if let Some((_, run)) = self.kept().iter_mut().find(|(known, _)| known == id) {
            run.ended = Some(Arc::new(ended));
        }
    }

    /// A run that has ended.
    pub fn ended(&self, id: &str) -> Option<Arc<EndedRun>> {
        self.kept().iter().find(|(known, _)| known == id)?.1.ended.clone()
    }

    /// Drops a run.
    pub fn forget(&self, id: &str) {
        self.kept().retain(|(known, _)| known != id);
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<(String, Run)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use lambdesk_core::invoke::outcome::Outcome;

    use super::*;

    fn result(number: u32, standing: RunStanding, bytes: usize) -> RunResult {
        let invocation = Invocation {
            id: number.to_string(),
            started_at: String::new(),
            duration: lambdesk_core::span::Millis(0.0),
            outcome: Outcome::Succeeded,
            verdict: None,
            answer: None,
            attempts: Vec::new(),
            corrections: Vec::new(),
            checks: Vec::new(),
        };
        RunResult { number, standing, invocation, body: Some(vec![0; bytes].into()) }
    }

    #[test]
    fn results_are_kept_within_limits_and_failures_longest() {
        let runs = Runs::default();
        runs.begin("a");
        runs.keep("a", result(0, RunStanding::Failed, 1));
        for number in (1u32..).take(RESULTS) {
            runs.keep("a", result(number, RunStanding::Passed, 1));
        }
        assert!(runs.result("a", 0).is_some() && runs.result("a", 1).is_none() && runs.result("a", 2).is_some());
        runs.keep("a", result(5000, RunStanding::Failed, OF_BODIES));
        assert!(runs.result("a", 2).is_none() && runs.result("a", 5000).is_some());
        runs.keep("b", result(0, RunStanding::Failed, 1));
        assert!(runs.result("b", 0).is_none(), "a run that was forgotten keeps nothing");
        runs.forget("a");
        assert!(runs.result("a", 5000).is_none() && runs.ended("a").is_none());
    }
}
