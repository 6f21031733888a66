//! Whether another attempt follows. Pure: classifying what happened is done elsewhere, chance is an argument.
//!
//! The rule that stands over all: what may have run is never sent again behind the user's back.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::attempt::{Ending, NextAttempt};

/// Which endings are followed by another attempt, and how many there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// What is sent again.
    pub classes: RetryClasses,
    /// Attempts in all, 1 to 10.
    pub attempts: u32,
    /// The longest pause that is taken, also when the service asks for more.
    pub longest_pause: Duration,
}

/// What is sent again, each by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RetryClasses {
    /// Nothing, or not all, of the request went out: it cannot have run.
    pub never_sent: bool,
    /// Throttled: it did not run.
    pub throttled: bool,
    /// 500, 502, 503 or 504 of the service itself.
    pub service_error: bool,
    /// The function is not ready yet: it did not run.
    pub not_ready: bool,
    /// The connection was lost after sending: **it may have run**, and may then run twice.
    pub connection_lost: bool,
    /// Waited too long: **it may be running**, and may then run twice.
    pub timed_out: bool,
}

impl RetryClasses {
    const SAFE: Self = Self {
        never_sent: true,
        throttled: true,
        service_error: true,
        not_ready: true,
        connection_lost: false,
        timed_out: false,
    };
    const ALL: Self = Self { connection_lost: true, timed_out: true, ..Self::SAFE };
    const NONE: Self = Self {
        never_sent: false,
        throttled: false,
        service_error: false,
        not_ready: false,
        connection_lost: false,
        timed_out: false,
    };
}

/// What is known when an attempt has ended.
#[derive(Clone, Copy, Debug)]
pub struct Ended {
    /// 1 for the first attempt.
    pub number: u32,
    /// How it ended.
    pub ending: Ending,
    /// The pause that the service named.
    pub asked: Option<Duration>,
    /// Whether a durable execution name makes all attempts one execution.
    pub one_execution: bool,
}

/// What follows an attempt.
#[derive(Clone, Debug, PartialEq)]
pub enum Follows {
    /// Another attempt.
    Again(NextAttempt),
    /// Nothing, and why, where another could have been expected.
    Nothing(Option<String>),
}

/// The fewest and the most attempts that can be asked for.
pub const ATTEMPTS: std::ops::RangeInclusive<u32> = 1..=10;

impl RetryPolicy {
    /// The default: what cannot have run is sent again, up to 3 attempts. (A service error is sent again as well, as
    /// every SDK does: the service says that the function was not reached.)
    pub const CAREFUL: Self = Self { classes: RetryClasses::SAFE, attempts: 3, longest_pause: Duration::from_secs(20) };
    /// What the AWS CLI does in its standard mode. It sends again after a lost connection and after its own timeout, so
    /// that one call can run a function three times.
    pub const LIKE_AWS_CLI: Self =
        Self { classes: RetryClasses::ALL, attempts: 3, longest_pause: Duration::from_secs(20) };
    /// One attempt, whatever comes of it.
    pub const OFF: Self = Self { classes: RetryClasses::NONE, attempts: 1, longest_pause: Duration::from_secs(20) };

    /// What follows an attempt. `chance` is a number from 0 to 1; `quota` pays for another attempt.
    pub fn follows(&self, ended: Ended, chance: f64, quota: &mut Quota) -> Follows {
        let Some(class) = Class::of(ended.ending) else { return Follows::Nothing(None) };
        let safe = ended.one_execution && class.may_have_run();
        if !(class.is_on(self.classes) || safe && *self != Self::OFF) {
            let why = class.may_have_run().then(|| "It may have run, so it is not sent again by itself.".to_owned());
            return Follows::Nothing(why);
        }
        if ended.number >= self.attempts {
            let last = (self.attempts > 1).then(|| format!("That was the last of {} attempts.", self.attempts));
            return Follows::Nothing(last);
        }
        if !quota.take(class.cost()) {
            let why = "Too many attempts have failed of late, so no more are made for now.";
            return Follows::Nothing(Some(why.into()));
        }
        let longest = self.longest_pause.as_secs_f64();
        let exponent = i32::try_from(ended.number.saturating_sub(1)).unwrap_or(i32::MAX);
        let own = chance.clamp(0.0, 1.0) * (class.base() * 2f64.powi(exponent)).min(longest);
        let pause = ended.asked.map_or(own, |asked| asked.as_secs_f64().min(longest));
        Follows::Again(NextAttempt {
            delay: Duration::from_secs_f64(pause).into(),
            asked_by_service: ended.asked.is_some(),
            reason: if safe { ONE_EXECUTION } else { class.reason() }.into(),
        })
    }
}

const ONE_EXECUTION: &str = "The durable execution name makes it one and the same execution, so it cannot run twice.";

/// The classes of [`RetryClasses`], as one value.
#[derive(Clone, Copy)]
enum Class {
    NeverSent,
    Throttled,
    ServiceError,
    NotReady,
    ConnectionLost,
    TimedOut,
}

impl Class {
    /// `None` for an ending that settles the invocation.
    fn of(ending: Ending) -> Option<Self> {
        match ending {
            Ending::NeverSent => Some(Self::NeverSent),
            Ending::Throttled => Some(Self::Throttled),
            Ending::ServiceError => Some(Self::ServiceError),
            Ending::NotReady => Some(Self::NotReady),
            Ending::ConnectionLost => Some(Self::ConnectionLost),
            Ending::TimedOut => Some(Self::TimedOut),
            Ending::Succeeded | Ending::FunctionError | Ending::Rejected | Ending::Cancelled => None,
        }
    }

    fn is_on(self, classes: RetryClasses) -> bool {
        match self {
            Self::NeverSent => classes.never_sent,
            Self::Throttled => classes.throttled,
            Self::ServiceError => classes.service_error,
            Self::NotReady => classes.not_ready,
            Self::ConnectionLost => classes.connection_lost,
            Self::TimedOut => classes.timed_out,
        }
    }

    fn may_have_run(self) -> bool {
        matches!(self, Self::ConnectionLost | Self::TimedOut)
    }

    /// The longest first pause in seconds. 50 ms and, after a throttle, 1 s are the SDKs' standard mode as updated in
    /// November 2026; a function that is coming up takes as long as a throttle.
    fn base(self) -> f64 {
        match self {
            Self::Throttled | Self::NotReady => 1.0,
            Self::NeverSent | Self::ServiceError | Self::ConnectionLost | Self::TimedOut => 0.05,
        }
    }

    fn cost(self) -> u32 {
        match self {
            Self::Throttled | Self::NotReady => Quota::THROTTLE,
            Self::NeverSent | Self::ServiceError | Self::ConnectionLost | Self::TimedOut => Quota::RETRY,
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Self::NeverSent => "Not all of it was sent, so it cannot have run.",
            Self::Throttled => "It was throttled, so it did not run.",
            Self::ServiceError => "The service itself failed, not the function.",
            Self::NotReady => "The function is not ready yet, so it did not run.",
            Self::ConnectionLost => "The connection was lost. Your settings send it again, though it may have run.",
            Self::TimedOut => "The wait ran out. Your settings send it again, though it may have run.",
        }
    }
}

/// What retries are paid from, so that many failures in a row do not become a storm. Figures of the SDKs' standard mode.
#[derive(Clone, Copy, Debug)]
pub struct Quota(u32);

impl Default for Quota {
    fn default() -> Self {
        Self(Self::FULL)
    }
}

impl Quota {
    const FULL: u32 = 500;
    const RETRY: u32 = 14;
    const THROTTLE: u32 = 5;

    fn take(&mut self, cost: u32) -> bool {
        let rest = self.0.checked_sub(cost);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// An invocation was answered: one token comes back.
    pub fn succeeded(&mut self) {
        self.0 = (self.0 + 1).min(Self::FULL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Millis;

    fn ended(number: u32, ending: Ending) -> Ended {
        Ended { number, ending, asked: None, one_execution: false }
    }

    fn again(policy: RetryPolicy, ended: Ended, chance: f64) -> Option<NextAttempt> {
        match policy.follows(ended, chance, &mut Quota::default()) {
            Follows::Again(next) => Some(next),
            Follows::Nothing(_) => None,
        }
    }

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
            assert_eq!(again(RetryPolicy::CAREFUL, ended(1, ending), 0.5), None);
        }
    }

    #[test]
    fn only_what_is_switched_on_is_sent_again() {
        let endings = [
            Ending::NeverSent,
            Ending::Throttled,
            Ending::ServiceError,
            Ending::NotReady,
            Ending::ConnectionLost,
            Ending::TimedOut,
        ];
        let sent = |policy: RetryPolicy| endings.map(|ending| again(policy, ended(1, ending), 0.5).is_some());
        assert_eq!(sent(RetryPolicy::CAREFUL), [true, true, true, true, false, false]);
        assert_eq!(sent(RetryPolicy::LIKE_AWS_CLI), [true; 6]);
        assert_eq!(sent(RetryPolicy::OFF), [false; 6]);
        let classes = RetryClasses { throttled: false, ..RetryClasses::SAFE };
        assert_eq!(sent(RetryPolicy { classes, ..RetryPolicy::CAREFUL }), [true, false, true, true, false, false]);
    }

    #[test]
    fn a_durable_name_makes_a_timeout_safe() {
        let durable = Ended { one_execution: true, ..ended(1, Ending::TimedOut) };
        assert_eq!(again(RetryPolicy::CAREFUL, durable, 0.5).expect("another").reason, ONE_EXECUTION);
        assert_eq!(again(RetryPolicy::OFF, durable, 0.5), None);
        let refused = Ended { one_execution: true, ..ended(1, Ending::Rejected) };
        assert_eq!(again(RetryPolicy::CAREFUL, refused, 0.5), None);
    }

    #[test]
    fn the_last_attempt_is_the_last_and_says_so() {
        assert!(again(RetryPolicy::CAREFUL, ended(2, Ending::Throttled), 0.5).is_some());
        let last = RetryPolicy::CAREFUL.follows(ended(3, Ending::Throttled), 0.5, &mut Quota::default());
        assert_eq!(last, Follows::Nothing(Some("That was the last of 3 attempts.".into())));
        assert!(again(RetryPolicy::OFF, ended(1, Ending::NeverSent), 0.5).is_none());
    }

    #[test]
    fn the_service_is_asked_first_but_not_without_end() {
        let asked = |seconds| {
            let ended = Ended { asked: Some(Duration::from_secs(seconds)), ..ended(1, Ending::Throttled) };
            again(RetryPolicy::CAREFUL, ended, 0.0).expect("another")
        };
        assert_eq!(asked(2).delay, Millis(2000.0));
        assert!(asked(2).asked_by_service);
        assert_eq!(asked(3600).delay, Millis(20_000.0));
        let own = again(RetryPolicy::CAREFUL, ended(2, Ending::Throttled), 1.0).expect("another");
        assert_eq!((own.delay, own.asked_by_service), (Millis(2000.0), false));
    }

    #[test]
    fn the_quota_runs_out_and_comes_back() {
        let mut quota = Quota::default();
        let mut retries = 0;
        while let Follows::Again(_) = RetryPolicy::CAREFUL.follows(ended(1, Ending::NeverSent), 0.5, &mut quota) {
            retries += 1;
        }
        assert_eq!(retries, 500 / 14);
        for _ in 0..14 {
            quota.succeeded();
        }
        let follows = RetryPolicy::CAREFUL.follows(ended(1, Ending::NeverSent), 0.5, &mut quota);
        assert!(matches!(follows, Follows::Again(_)));
    }
}
