//! All that is kept of a run. It does not grow without end: of what is long only so much is kept, of failures most.

use super::durations::Durations;
use super::record::Record;
use crate::span::Millis;
use crate::wire::{RunFigures, RunRow, RunStanding, RunSummary};

/// What checks and logs of passed invocations may take, in bytes: some 2,000 full logs.
const OF_PASSED: usize = 8 << 20;
/// And those of the others.
const OF_OTHERS: usize = 24 << 20;

/// What is kept of a run.
#[derive(Clone, Debug)]
pub struct Book {
    records: Vec<Record>,
    durations: Durations,
    invocations: u32,
    of_passed: usize,
    of_others: usize,
}

impl Book {
    /// An empty one, for so many invocations.
    pub fn new(invocations: u32) -> Self {
        Self {
            records: Vec::new(),
            durations: Durations::default(),
            invocations,
            of_passed: OF_PASSED,
            of_others: OF_OTHERS,
        }
    }

    /// Keeps a record, without its checks and log when there is no room for them.
    pub fn add(&mut self, mut record: Record) {
        let row = &record.row;
        if record.was_answered() {
            self.durations.add(row.duration, row.cold);
        }
        let room = if row.standing == RunStanding::Passed { &mut self.of_passed } else { &mut self.of_others };
        if let Some(left) = room.checked_sub(record.weight()) {
            *room = left;
        } else {
            (record.reasons, record.checks, record.log) = (Vec::new(), Vec::new(), None);
            record.dropped = true;
        }
        self.records.push(record);
    }

    /// What is kept, in the order in which they ended.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The rows.
    pub fn rows(&self) -> impl Iterator<Item = &RunRow> {
        self.records.iter().map(|record| &record.row)
    }

    /// Figures of those that were answered.
    pub fn figures(&self) -> Option<RunFigures> {
        self.durations.figures()
    }

    /// What it came to after so long.
    pub fn summary(&self, duration: Millis) -> RunSummary {
        let count = |standing| {
            let all = self.rows().filter(|row| row.standing == standing).count();
            u32::try_from(all).unwrap_or(u32::MAX)
        };
        let ended = u32::try_from(self.records.len()).unwrap_or(u32::MAX);
        RunSummary {
            passed: count(RunStanding::Passed),
            failed: count(RunStanding::Failed),
            stopped: count(RunStanding::Stopped),
            not_begun: self.invocations.saturating_sub(ended),
            duration,
            figures: self.figures(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::runs::record::Performed;
    use crate::runs::schedule::Turn;

    #[test]
    fn what_is_kept_has_an_end_and_what_is_counted_has_none() {
        let mut book = Book::new(40_000);
        for number in 0..30_000 {
            let turn = Turn { round: number, case: 0 };
            let mut record =
                Record::of(number, turn, Duration::ZERO, Duration::ZERO, Performed::Unsent("It is gone.".into()));
            record.log = Some("x".repeat(4096));
            book.add(record);
        }
        let kept: usize = book.records().iter().map(Record::weight).sum();
        assert!(kept <= OF_OTHERS, "{kept}");
        assert!(!book.records()[0].dropped && book.records()[29_999].dropped);
        assert_eq!(book.records()[29_999].row.reason.as_deref(), Some("It is gone."));
        let summary = book.summary(Millis(1.0));
        assert_eq!((summary.failed, summary.not_begun, summary.figures), (30_000, 10_000, None));
    }
}
