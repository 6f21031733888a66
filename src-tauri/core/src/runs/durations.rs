//! The figures of many durations.

use crate::span::Millis;
use crate::wire::RunFigures;

/// Durations in order, shortest first: 80 KB for 10,000.
#[derive(Clone, Debug, Default)]
pub struct Durations {
    sorted: Vec<f64>,
    cold_starts: u32,
}

impl Durations {
    /// Adds one.
    pub fn add(&mut self, duration: Millis, cold: bool) {
        let at = self.sorted.partition_point(|other| *other <= duration.0);
        self.sorted.insert(at, duration.0);
        self.cold_starts += u32::from(cold);
    }

    /// What they come to; `None` for none. The median of an even number is the mean of the two in the middle, the 95th
    /// percentile that of the nearest rank.
    pub fn figures(&self) -> Option<RunFigures> {
        let all = &self.sorted;
        let (count, last) = (all.len(), all.len().checked_sub(1)?);
        let median = f64::midpoint(all[last / 2], all[count / 2]);
        let p95 = all[(count * 95).div_ceil(100).max(1) - 1];
        Some(RunFigures {
            count: u32::try_from(count).unwrap_or(u32::MAX),
            min: Millis(all[0]),
            median: Millis(median),
            p95: Millis(p95),
            max: Millis(all[last]),
            cold_starts: self.cold_starts,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn figures(of: &[f64]) -> Option<RunFigures> {
        let mut durations = Durations::default();
        for (at, one) in of.iter().enumerate() {
            durations.add(Millis(*one), at == 0);
        }
        durations.figures()
    }

    #[test]
    fn known_figures() {
        assert_eq!(figures(&[]), None);
        let one = figures(&[7.0]).expect("figures");
        assert_eq!((one.min.0, one.median.0, one.p95.0, one.max.0, one.cold_starts), (7.0, 7.0, 7.0, 7.0, 1));
        let hundred: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        let of_hundred = figures(&hundred).expect("figures");
        assert_eq!(
            (of_hundred.min.0, of_hundred.median.0, of_hundred.p95.0, of_hundred.max.0),
            (1.0, 50.5, 95.0, 100.0)
        );
        assert_eq!(figures(&[1.0, 2.0, 9.0]).expect("figures").median, Millis(2.0));
    }

    proptest! {
        #[test]
        fn figures_are_in_order_and_each_counts_what_it_says(all in prop::collection::vec(0.0..1e6f64, 1..200)) {
            let it = figures(&all).expect("figures");
            prop_assert!(it.min <= it.median && it.median <= it.max && it.min <= it.p95 && it.p95 <= it.max);
            let not_longer = |than: f64| all.iter().filter(|one| **one <= than).count();
            prop_assert!(not_longer(it.p95.0) * 100 >= all.len() * 95);
            prop_assert!(not_longer(it.median.0) * 2 >= all.len());
        }
    }
}
