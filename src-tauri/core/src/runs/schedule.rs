//! Which request is run next. The same one is never in flight twice, and none falls a round behind without need.

use std::collections::BTreeSet;

/// One invocation of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// Which time, counted from 0.
    pub round: u32,
    /// Which request, counted from 0.
    pub case: u32,
}

/// The turns that have not begun.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// The next turn of each request that is not in flight.
    ready: BTreeSet<Turn>,
    rounds: u32,
    left: u64,
}

impl Schedule {
    /// So many requests, each so many times.
    pub fn new(cases: u32, rounds: u32) -> Self {
        let ready =
            if rounds == 0 { BTreeSet::new() } else { (0..cases).map(|case| Turn { round: 0, case }).collect() };
        Self { ready, rounds, left: u64::from(cases) * u64::from(rounds) }
    }

    /// Begins the earliest turn whose request is not in flight. `None` when there is none now.
    pub fn begin(&mut self) -> Option<Turn> {
        let turn = self.ready.pop_first()?;
        self.left -= 1;
        Some(turn)
    }

    /// Whether a turn could begin now.
    pub fn is_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// A turn has ended: its request can be run again.
    pub fn end(&mut self, turn: Turn) {
        let next = turn.round + 1;
        if next < self.rounds {
            self.ready.insert(Turn { round: next, ..turn });
        }
    }

    /// How many turns have not begun.
    pub fn left(&self) -> u64 {
        self.left
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_at_a_time_is_in_order_round_by_round() {
        let mut schedule = Schedule::new(3, 2);
        let mut order = Vec::new();
        while let Some(turn) = schedule.begin() {
            order.push((turn.round, turn.case));
            schedule.end(turn);
        }
        assert_eq!(order, [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]);
        assert_eq!(schedule.left(), 0);
        assert_eq!(Schedule::new(3, 0).begin(), None);
    }

    proptest! {
        /// Turns end in any order, with any number in flight: each is run once, and no request twice at a time.
        #[test]
        fn no_request_is_in_flight_twice(cases in 1u32..6, rounds in 1u32..6, most in 1usize..6, picks in prop::collection::vec(any::<prop::sample::Index>(), 40)) {
            let mut schedule = Schedule::new(cases, rounds);
            let mut in_flight: BTreeSet<Turn> = BTreeSet::new();
            let mut done: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            let mut picks = picks.into_iter().cycle();
            loop {
                while in_flight.len() < most && let Some(turn) = schedule.begin() {
                    prop_assert!(in_flight.iter().all(|other| other.case != turn.case));
                    in_flight.insert(turn);
                }
                if in_flight.is_empty() {
                    break;
                }
                let turns: Vec<Turn> = in_flight.iter().copied().collect();
                let ended = *picks.next().expect("a pick").get(&turns);
                in_flight.remove(&ended);
                done.entry(ended.case).or_default().push(ended.round);
                schedule.end(ended);
            }
            let all: Vec<u32> = (0..rounds).collect();
            prop_assert_eq!(schedule.left(), 0);
            prop_assert_eq!(done.len(), cases as usize);
            prop_assert!(done.values().all(|rounds| *rounds == all));
        }
    }
}
