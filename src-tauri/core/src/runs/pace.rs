//! How the invocations of a run follow each other, checked.

use std::time::Duration;

use crate::failure::{Field, FieldProblem};
use crate::wire::RunPace;

/// The most that may be in flight at a time. A sandbox or a small account's 10 parallel executions are below it; more
/// would measure this computer.
const MOST_AT_ONCE: u32 = 50;
/// The most rounds.
const MOST_ROUNDS: u32 = 10_000;
/// The most invocations of a run. A row of each is kept in memory: some 400 bytes.
const MOST_INVOCATIONS: u64 = 100_000;

/// How invocations follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How many may be in flight; at least 1.
    pub at_once: usize,
    /// How often each request is run; at least 1.
    pub rounds: u32,
    /// The shortest time from one beginning to the next.
    pub gap: Duration,
    /// Whether nothing more begins once one has failed.
    pub stop_at_failure: bool,
}

impl Default for Pace {
    /// Once, in order.
    fn default() -> Self {
        Self { at_once: 1, rounds: 1, gap: Duration::ZERO, stop_at_failure: false }
    }
}

impl Pace {
    /// Checks a pace.
    ///
    /// # Errors
    /// The fields at fault.
    pub fn of(pace: &RunPace) -> Result<Self, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        if !(1..=MOST_AT_ONCE).contains(&pace.at_once) {
            problems.push(FieldProblem::new(Field::AtOnce, format!("Run 1 to {MOST_AT_ONCE} at a time.")));
        }
        if !(1..=MOST_ROUNDS).contains(&pace.repeat) {
            problems.push(FieldProblem::new(Field::Repeat, "Run each request 1 to 10,000 times."));
        }
        let gap = match pace.rate {
            None => Duration::ZERO,
            Some(rate) if (0.01..=1000.0).contains(&rate) => Duration::from_secs_f64(1.0 / rate),
            Some(_) => {
                problems.push(FieldProblem::new(Field::Rate, "Begin 0.01 to 1,000 in a second."));
                Duration::ZERO
            }
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        let at_once = usize::try_from(pace.at_once).unwrap_or(1);
        Ok(Self { at_once, rounds: pace.repeat, gap, stop_at_failure: pace.stop_at_failure })
    }

    /// How many invocations so many requests come to.
    ///
    /// # Errors
    /// A sentence when they are more than can be kept.
    pub fn invocations(&self, cases: usize) -> Result<u32, String> {
        let all = cases as u64 * u64::from(self.rounds);
        u32::try_from(all).ok().filter(|_| all <= MOST_INVOCATIONS).ok_or_else(|| {
            format!("{cases} requests, {} times each, are {all} invocations. A run has at most 100,000.", self.rounds)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_has_limits_that_are_said() {
        let pace = RunPace { at_once: 4, repeat: 10, rate: Some(2.0), stop_at_failure: true };
        let expected = Pace { at_once: 4, rounds: 10, gap: Duration::from_millis(500), stop_at_failure: true };
        assert_eq!(Pace::of(&pace), Ok(expected));
        let all_wrong = RunPace { at_once: 0, repeat: 10_001, rate: Some(f64::NAN), stop_at_failure: false };
        let fields: Vec<Field> =
            Pace::of(&all_wrong).expect_err("refused").iter().map(|problem| problem.field).collect();
        assert_eq!(fields, [Field::AtOnce, Field::Repeat, Field::Rate]);
        assert_eq!(expected.invocations(7), Ok(70));
        assert!(expected.invocations(10_001).is_err());
    }
}
