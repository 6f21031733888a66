//! Whether another attempt follows. Pure: classifying what happened is done elsewhere, chance is an argument.
//!
//! The rule that stands over all: what may have run is never sent again behind the user's back.

use std::time::Duration;

use super::attempt::{Ending, NextAttempt};

/// Which endings are followed by another attempt, and how many there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts in all, 1 to 10.
    pub attempts: u32,
    /// The longest pause that is taken, also when the service asks for more.
    pub longest_pause: Duration,
}

impl RetryPolicy {
    /// The default: what was never sent, was throttled, or failed in the service is sent again, up to 3 attempts.
    pub const CAREFUL: Self = Self { attempts: 3, longest_pause: Duration::from_secs(20) };
    /// One attempt, whatever comes of it.
    pub const OFF: Self = Self { attempts: 1, longest_pause: Duration::ZERO };

    /// What follows attempt `number` (1 for the first). `asked` is the pause that the service named, `chance` a number
    /// from 0 to 1.
    pub fn next(&self, number: u32, ending: Ending, asked: Option<Duration>, chance: f64) -> Option<NextAttempt> {
        if number >= self.attempts {
            return None;
        }
        // The SDKs' standard mode, as updated in November 2026: 50 ms to begin with, 1 s after a throttle.
        let (base, reason) = match ending {
            Ending::Throttled => (1.0, "It was throttled, so it did not run."),
            Ending::ServiceError => (0.05, "The service itself failed, not the function."),
            Ending::NeverSent => (0.05, "Nothing was sent, so it cannot have run."),
            Ending::Succeeded
            | Ending::FunctionError
            | Ending::Rejected
            | Ending::ConnectionLost
            | Ending::TimedOut
            | Ending::Cancelled => return None,
        };
        let longest = self.longest_pause.as_secs_f64();
        let exponent = i32::try_from(number.saturating_sub(1)).unwrap_or(i32::MAX);
        let own = chance.clamp(0.0, 1.0) * (base * 2f64.powi(exponent)).min(longest);
        let pause = asked.map_or(own, |asked| asked.as_secs_f64().min(longest));
        Some(NextAttempt {
            delay: Duration::from_secs_f64(pause).into(),
            asked_by_service: asked.is_some(),
            reason: reason.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Millis;

    #[test]
    fn what_may_have_run_is_never_sent_again() {
        for ending in [
            Ending::Succeeded,
            Ending::FunctionError,
            Ending::Rejected,
            Ending::ConnectionLost,
            Ending::TimedOut,
            Ending::Cancelled,
        ] {
            assert_eq!(RetryPolicy::CAREFUL.next(1, ending, Some(Duration::ZERO), 0.5), None);
        }
    }

    #[test]
    fn the_last_attempt_is_the_last() {
        assert!(RetryPolicy::CAREFUL.next(2, Ending::Throttled, None, 0.5).is_some());
        assert!(RetryPolicy::CAREFUL.next(3, Ending::Throttled, None, 0.5).is_none());
        assert!(RetryPolicy::OFF.next(1, Ending::NeverSent, None, 0.5).is_none());
    }

    #[test]
    fn the_service_is_asked_first_but_not_without_end() {
        let asked = |seconds| {
            RetryPolicy::CAREFUL.next(1, Ending::Throttled, Some(Duration::from_secs(seconds)), 0.0).expect("another")
        };
        assert_eq!(asked(2).delay, Millis(2000.0));
        assert!(asked(2).asked_by_service);
        assert_eq!(asked(3600).delay, Millis(20_000.0));
        let own = RetryPolicy::CAREFUL.next(2, Ending::Throttled, None, 1.0).expect("another");
        assert_eq!((own.delay, own.asked_by_service), (Millis(2000.0), false));
    }
}
