//! When what happened in one exchange: name look-up, connecting, TLS, sending, waiting, receiving.
//!
//! The connection's own parts (see `connection`) note their moments here; they find it through a task-local, because the
//! HTTP client has no place for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use super::attempt::{Phase, PhaseKind};

tokio::task_local! {
    /// The stopwatch of the exchange that this task works for.
    static CURRENT: Arc<Stopwatch>;
}

/// Notes when each part of an exchange began and ended.
#[derive(Debug)]
pub struct Stopwatch {
    start: Instant,
    marks: Mutex<Marks>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Marks {
    look_up: Option<(Instant, Option<Instant>)>,
    connecting: Option<Instant>,
    tls: Option<Instant>,
    connected: Option<Instant>,
    sending: Option<Instant>,
    sent: Option<Instant>,
    answered: Option<Instant>,
}

/// What a moment is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The name is being looked up.
    LookingUp,
    /// The name was looked up, or could not be.
    LookedUp,
    /// A new connection is being made.
    Connecting,
    /// TLS begins on it.
    Tls,
    /// It is there, TLS included.
    Connected,
    /// The first of the payload was asked for.
    Sending,
    /// The last of the payload was handed over.
    Sent,
    /// The answer's headers are here.
    Answered,
}

impl Stopwatch {
    /// Starts. `start` is the beginning of the attempt.
    pub fn new(start: Instant) -> Self {
        Self { start, marks: Mutex::default() }
    }

    /// Runs a future for which this is the current stopwatch.
    pub async fn during<F: Future>(self: Arc<Self>, future: F) -> F::Output {
        CURRENT.scope(self, future).await
    }

    /// The stopwatch of the exchange that this task works for.
    pub fn current() -> Option<Arc<Self>> {
        CURRENT.try_with(Arc::clone).ok()
    }

    /// Notes a moment. What happens twice (a second connection in a race, say) counts from its first beginning to its
    /// last end.
    pub fn note(&self, mark: Mark) {
        let now = Instant::now();
        let mut marks = self.marks();
        match mark {
            Mark::LookingUp => drop(marks.look_up.get_or_insert((now, None))),
            Mark::LookedUp => marks.look_up = marks.look_up.map(|(began, _)| (began, Some(now))),
            Mark::Connecting => drop(marks.connecting.get_or_insert(now)),
            Mark::Tls => drop(marks.tls.get_or_insert(now)),
            Mark::Connected => marks.connected = Some(now),
            Mark::Sending => drop(marks.sending.get_or_insert(now)),
            Mark::Sent => drop(marks.sent.get_or_insert(now)),
            Mark::Answered => drop(marks.answered.get_or_insert(now)),
        }
    }

    /// When the payload began to go out; `None` while it has not.
    pub fn began_sending(&self) -> Option<Instant> {
        self.marks().sending
    }

    /// Whether the whole request was handed to a connection. Before that the service cannot have had all of it, and an
    /// incomplete request is not run: its signature is over the whole payload, and its length is announced.
    pub fn handed_over(&self) -> bool {
        self.marks().sent.is_some()
    }

    /// Whether the request went out on a connection that was open already; `None` when it did not go out.
    pub fn warm(&self) -> Option<bool> {
        let marks = self.marks();
        marks.sending.map(|_| marks.connected.is_none())
    }

    /// The phases until now, in order.
    pub fn phases(&self) -> Vec<Phase> {
        let (marks, now) = (*self.marks(), Instant::now());
        let looked_up = marks.look_up.and_then(|(_, ended)| ended);
        // A connection that came about for another request in the meantime ends this one's connecting too.
        let connect_began = marks.connecting.map(|began| looked_up.map_or(began, |ended| ended.max(began)));
        let connect_ended = marks.tls.or(marks.connected).or(marks.sending);
        // A name that is still being looked up has no connection yet.
        let connect_began = connect_began.filter(|_| marks.look_up.is_none() || looked_up.is_some());
        let spans = [
            (
                PhaseKind::Sign,
                Some(self.start),
                marks.look_up.map(|(began, _)| began).or(marks.connecting).or(marks.sending),
            ),
            (PhaseKind::LookUp, marks.look_up.map(|(began, _)| began), looked_up),
            (PhaseKind::Connect, connect_began, connect_ended),
            (PhaseKind::Tls, marks.tls, marks.connected.or(marks.sending)),
            (PhaseKind::Send, marks.sending, marks.sent),
            (PhaseKind::Wait, marks.sent, marks.answered),
            (PhaseKind::Receive, marks.answered, None),
        ];
        let phase = |(kind, began, ended): (PhaseKind, Option<Instant>, Option<Instant>)| {
            let began = began?;
            let ended = ended.unwrap_or(now).max(began);
            Some(Phase { kind, offset: (began - self.start).into(), duration: (ended - began).into() })
        };
        spans.into_iter().filter_map(phase).collect()
    }

    fn marks(&self) -> MutexGuard<'_, Marks> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    async fn noted(marks: &[Mark]) -> (Stopwatch, Vec<PhaseKind>) {
        let watch = Stopwatch::new(Instant::now());
        for mark in marks {
            tokio::time::advance(Duration::from_millis(10)).await;
            watch.note(*mark);
        }
        let phases = watch.phases();
        for two in phases.windows(2) {
            assert!(two[0].offset.0 + two[0].duration.0 <= two[1].offset.0 + 0.001, "{phases:?}");
        }
        let kinds = phases.iter().map(|phase| phase.kind).collect();
        (watch, kinds)
    }

    #[tokio::test(start_paused = true)]
    async fn phases_follow_each_other() {
        use Mark::{Answered, Connected, Connecting, LookedUp, LookingUp, Sending, Sent, Tls};
        let all = [Connecting, LookingUp, LookedUp, Tls, Connected, Sending, Sent, Answered];
        let (watch, kinds) = noted(&all).await;
        assert_eq!(
            kinds,
            [
                PhaseKind::Sign,
                PhaseKind::LookUp,
                PhaseKind::Connect,
                PhaseKind::Tls,
                PhaseKind::Send,
                PhaseKind::Wait,
                PhaseKind::Receive
            ]
        );
        assert_eq!(watch.warm(), Some(false));
        let (watch, kinds) = noted(&[Sending, Sent]).await;
        assert_eq!(kinds, [PhaseKind::Sign, PhaseKind::Send, PhaseKind::Wait]);
        assert_eq!((watch.warm(), watch.handed_over()), (Some(true), true));
        let (watch, kinds) = noted(&[Connecting, LookingUp]).await;
        assert_eq!(kinds, [PhaseKind::Sign, PhaseKind::LookUp]);
        assert_eq!((watch.warm(), watch.handed_over()), (None, false));
    }
}
