//! The loop of a run: what may begin begins, what ends is told, until nothing is left or it is stopped.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::book::Book;
use super::pace::Pace;
use super::record::{Performed, Record};
use super::schedule::{Schedule, Turn};
use crate::wire::RunStanding;

/// What happens in a run.
#[derive(Debug)]
pub enum Step<'a> {
    /// A turn begins.
    Began {
        /// Counted from 0.
        number: u32,
        /// Which request, and which time.
        turn: Turn,
    },
    /// A turn has ended and is in the book.
    Ended {
        /// What it came to, whole.
        record: &'a Record,
        /// All that is kept, this one included.
        book: &'a Book,
    },
}

/// A turn in flight.
struct Flight {
    number: u32,
    turn: Turn,
    began: Instant,
}

/// Runs `cases` requests at a pace. `perform` prepares and sends one; it is told when the run is stopped by the token
/// that it is given, and must end soon then. Ends when every turn has, or soon after `stop` is cancelled.
pub async fn run<P, F>(
    cases: u32,
    pace: &Pace,
    stop: &CancellationToken,
    perform: P,
    mut on_step: impl FnMut(Step<'_>),
) -> (Book, Duration)
where
    P: Fn(u32, Turn, CancellationToken) -> F,
    F: Future<Output = Performed> + Send + 'static,
{
    let start = Instant::now();
    let mut schedule = Schedule::new(cases, pace.rounds);
    let mut book = Book::new(u32::try_from(schedule.left()).unwrap_or(u32::MAX));
    let mut flights = JoinSet::new();
    let mut in_flight: Vec<(tokio::task::Id, Flight)> = Vec::new();
    let (mut number, mut next, mut ending) = (0, start, false);
    loop {
        ending = ending || stop.is_cancelled();
        let may_begin = |flights: usize, schedule: &Schedule| !ending && flights < pace.at_once && schedule.is_ready();
        while may_begin(in_flight.len(), &schedule) && Instant::now() >= next {
            let Some(turn) = schedule.begin() else { break };
            on_step(Step::Began { number, turn });
            let handle = flights.spawn(perform(number, turn, stop.child_token()));
            in_flight.push((handle.id(), Flight { number, turn, began: Instant::now() }));
            number += 1;
            // What was late stays late: nothing is made up for by a burst.
            next = (next + pace.gap).max(Instant::now());
        }
        let waits = may_begin(in_flight.len(), &schedule);
        if in_flight.is_empty() && !waits {
            return (book, start.elapsed());
        }
        tokio::select! {
            Some(ended) = flights.join_next_with_id() => {
                let (id, performed) = match ended {
                    Ok((id, performed)) => (id, performed),
                    Err(error) => (error.id(), Performed::Unsent("It broke off, for a mistake in Lambdesk.".into())),
                };
                let Some(at) = in_flight.iter().position(|(known, _)| *known == id) else { continue };
                let Flight { number, turn, began } = in_flight.swap_remove(at).1;
                schedule.end(turn);
                let record = Record::of(number, turn, began - start, began.elapsed(), performed);
                ending = ending || (pace.stop_at_failure && record.row.standing == RunStanding::Failed);
                book.add(record.clone());
                on_step(Step::Ended { record: &record, book: &book });
            }
            () = sleep_until(next), if waits => {}
            () = stop.cancelled(), if !ending => ending = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Mutex};

    use tokio::time::sleep;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Runs turns that take a second each, and writes down when each began and how many were in flight.
    async fn beginnings(cases: u32, pace: Pace) -> Vec<(u128, u32, u32)> {
        let start = Instant::now();
        let began = Arc::new(Mutex::new(Vec::new()));
        let seen = began.clone();
        let perform = move |_, turn: Turn, _| {
            seen.lock().expect("unbroken").push((start.elapsed().as_millis(), turn.case, turn.round));
            async {
                sleep(SECOND).await;
                Performed::Unsent("x".into())
            }
        };
        run(cases, &pace, &CancellationToken::new(), perform, |_| {}).await;
        began.lock().expect("unbroken").clone()
    }

    #[tokio::test(start_paused = true)]
    async fn in_order_one_begins_when_the_other_has_ended() {
        let pace = Pace { rounds: 2, ..Pace::default() };
        assert_eq!(beginnings(2, pace).await, [(0, 0, 0), (1000, 1, 0), (2000, 0, 1), (3000, 1, 1)]);
    }

    #[tokio::test(start_paused = true)]
    async fn several_at_a_time_never_are_the_same_request() {
        let pace = Pace { at_once: 3, rounds: 2, ..Pace::default() };
        assert_eq!(beginnings(2, pace).await, [(0, 0, 0), (0, 1, 0), (1000, 0, 1), (1000, 1, 1)]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_rate_spaces_the_beginnings_and_is_never_made_up_for() {
        let pace = Pace { at_once: 9, gap: SECOND / 4, ..Pace::default() };
        let times: Vec<u128> = beginnings(3, pace).await.iter().map(|(at, ..)| *at).collect();
        assert_eq!(times, [0, 250, 500]);
        let slow = Pace { rounds: 3, gap: SECOND / 4, ..Pace::default() };
        let times: Vec<u128> = beginnings(1, slow).await.iter().map(|(at, ..)| *at).collect();
        assert_eq!(times, [0, 1000, 2000]);
    }

    #[tokio::test(start_paused = true)]
    async fn stopping_begins_nothing_more_and_tells_what_had_begun() {
        let stop = CancellationToken::new();
        let pressed = stop.clone();
        let perform = |_, _, stopped: CancellationToken| async move {
            tokio::select! {
                () = sleep(SECOND * 60) => Performed::Unsent("late".into()),
                () = stopped.cancelled() => Performed::NotSent,
            }
        };
        let pace = Pace { at_once: 2, rounds: 5, ..Pace::default() };
        let mut began = 0;
        let running = run(4, &pace, &stop, perform, |step| began += usize::from(matches!(step, Step::Began { .. })));
        let ((book, took), ()) = tokio::join!(running, async {
            sleep(SECOND).await;
            pressed.cancel();
        });
        assert_eq!((began, took), (2, SECOND));
        let summary = book.summary(took.into());
        assert_eq!((summary.stopped, summary.not_begun, summary.failed), (2, 18, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_can_end_it_and_a_panic_is_one() {
        let performed = Arc::new(AtomicUsize::new(0));
        let counted = performed.clone();
        let perform = move |number: u32, _, _| {
            counted.fetch_add(1, Ordering::Relaxed);
            async move {
                assert!(number != 1, "as asked");
                Performed::NotSent
            }
        };
        let pace = Pace { rounds: 9, stop_at_failure: true, ..Pace::default() };
        let (book, _) = run(1, &pace, &CancellationToken::new(), perform, |_| {}).await;
        assert_eq!((performed.load(Ordering::Relaxed), book.records().len()), (2, 2));
        assert_eq!(book.records()[1].row.standing, RunStanding::Failed);
    }

    #[tokio::test]
    async fn nothing_to_run_ends_at_once() {
        let nothing = |_, _, _| async { Performed::NotSent };
        let (book, _) = run(0, &Pace::default(), &CancellationToken::new(), nothing, |_| {}).await;
        assert!(book.records().is_empty());
    }
}
