//! Order, several at a time, repeating, stopping.

use std::time::Duration;

use lambdesk_core::runs::pace::Pace;
use lambdesk_core::wire::RunStanding;
use tokio_util::sync::CancellationToken;

use super::Desk;

const DEFAULTS: (&str, &str) = ("lambdesk.toml", "[defaults]\nfunction = \"echo\"\n");

#[tokio::test]
async fn in_order_is_the_trees_order_round_by_round() {
    let desk = Desk::with(&[DEFAULTS, ("b/2.json", "{}"), ("b/10.json", "{}"), ("a.json", "{}")]).await;
    let paths: Vec<String> = desk.cases().into_iter().map(|case| case.path).collect();
    assert_eq!(paths, ["b/2.json", "b/10.json", "a.json"]);
    let (book, _) = desk.run(Pace { rounds: 3, ..Pace::default() }).await;
    assert!(book.rows().all(|row| row.standing == RunStanding::Passed));
    let flights = desk.flights.lock().expect("unbroken");
    let began: Vec<(u32, u32)> = flights.began.iter().map(|turn| (turn.round, turn.case)).collect();
    assert_eq!(began, [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)]);
    assert_eq!((flights.most, flights.twice, desk.sandbox.runs("echo")), (1, false, 9));
}

#[tokio::test]
async fn several_at_a_time_never_hold_the_same_request_twice() {
    let desk = Desk::with(&[DEFAULTS, ("a.json", "1"), ("b.json", "2"), ("c.json", "3")]).await;
    let (book, took) = desk.run(Pace { at_once: 8, rounds: 40, ..Pace::default() }).await;
    let flights = desk.flights.lock().expect("unbroken");
    assert_eq!((flights.most, flights.twice), (3, false));
    assert_eq!((desk.sandbox.runs("echo"), book.records().len()), (120, 120));
    let summary = book.summary(took.into());
    let figures = summary.figures.expect("figures");
    assert_eq!((summary.passed, figures.count), (120, 120));
    assert!(figures.min <= figures.median && figures.median <= figures.p95 && figures.p95 <= figures.max);
    assert!(figures.cold_starts <= 120);
}

#[tokio::test]
async fn a_rate_is_kept_to() {
    let desk = Desk::with(&[DEFAULTS, ("a.json", "1"), ("b.json", "2")]).await;
    let pace = Pace { at_once: 2, rounds: 3, gap: Duration::from_millis(60), ..Pace::default() };
    let (book, _) = desk.run(pace).await;
    let mut offsets: Vec<f64> = book.rows().map(|row| row.offset.0).collect();
    offsets.sort_by(f64::total_cmp);
    // However slow this computer is: none begins earlier than its place in the row. What was late is caught up with.
    assert!((0..).zip(&offsets).all(|(place, at)| *at >= f64::from(place) * 60.0 - 1.0), "{offsets:?}");
}

#[tokio::test]
async fn a_stop_ends_the_waiting_and_tells_what_had_begun() {
    let slow = ("slow.toml", "function = \"slow\"\n");
    let desk = Desk::with(&[DEFAULTS, ("slow.json", "{\"seconds\": 60}"), slow, ("z.json", "{}")]).await;
    let stop = CancellationToken::new();
    let running = desk.run_until(Pace { rounds: 2, ..Pace::default() }, &stop);
    let ((book, took), ()) = tokio::join!(running, async {
        while desk.sandbox.runs("slow") == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop.cancel();
    });
    let summary = book.summary(took.into());
    assert_eq!((summary.stopped, summary.not_begun, summary.failed), (1, 3, 0));
    let record = &book.records()[0];
    assert!(record.row.may_have_run);
    assert_eq!(record.reasons, ["The run was stopped while it was waited for; the function may have run."]);
    assert_eq!(desk.sandbox.runs("echo"), 0);
}

#[tokio::test]
async fn what_cannot_be_sent_is_told_and_the_rest_runs() {
    let desk = Desk::with(&[
        DEFAULTS,
        ("a.json", "{}"),
        ("circle.json", "{{ x }}"),
        ("circle.toml", "[variables]\nx = \"{{ y }}\"\ny = \"{{ x }}\"\n"),
        ("log.json", "{}"),
        ("log.toml", "log = \"yes\"\n"),
        ("nameless.json", "{}"),
        ("nameless.toml", "function = \"no such name!\"\n"),
    ])
    .await;
    let (book, took) = desk.run(Pace::default()).await;
    let summary = book.summary(took.into());
    assert_eq!((summary.passed, summary.failed), (1, 3));
    let said: Vec<&str> = book.rows().filter_map(|row| row.reason.as_deref()).collect();
    for (said, word) in said.iter().zip(["x", "“log” should be true or false", "name"]) {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert_eq!(desk.sandbox.runs("echo"), 1);
}

#[tokio::test]
async fn checks_see_what_came_back() {
    let checks = "[[checks]]\noutcome = \"function-error\"\n[[checks]]\nexpression = \"errorType\"\nexists = true\n[[checks]]\nlog_contains = \"REPORT\"\n[[checks]]\nduration_below = \"1 min\"\n";
    let sidecar = format!("function = \"fail\"\n{checks}");
    let desk =
        Desk::with(&[("a.json", "{}"), ("a.toml", &sidecar), ("b.json", "{}"), ("b.toml", "function = \"fail\"")])
            .await;
    let (book, _) = desk.run(Pace::default()).await;
    let rows: Vec<(RunStanding, u32, u32)> =
        book.rows().map(|row| (row.standing, row.checks_passed, row.checks)).collect();
    // Without a check that expects it, a function error is a failure.
    assert_eq!(rows, [(RunStanding::Passed, 4, 4), (RunStanding::Failed, 0, 0)], "{:?}", book.records()[0].reasons);
}
