//! The history as the program uses it, and what only its inside can bring about.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rusqlite::Connection;

use super::*;
use crate::clock::{FixedClock, SystemClock};
use crate::failure::Failure;
use crate::invoke::log::Log;
use crate::invoke::outcome::{ErrorObject, FunctionError, NoAnswer, NoAnswerCause, Outcome};
use crate::invoke::spool::Spool;
use crate::span::Millis;
use crate::wire::{Answer, BodyKind, Header, HistoryState, InvokeInput, RequestSource};

const DAY: Duration = Duration::from_hours(24);
/// 2026-11-26, noon.
const NOON: Duration = Duration::from_hours(498_804);

fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + NOON
}

fn file(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("history/history.sqlite3")
}

fn open_at(file: &Path, limits: Limits, now: SystemTime) -> History {
    History::open(file.to_owned(), limits, Arc::new(FixedClock(now)))
}

fn open(file: &Path) -> History {
    History::open(file.to_owned(), Limits::default(), Arc::new(SystemClock))
}

fn input(function: &str, payload: &str) -> InvokeInput {
    InvokeInput {
        qualifier: "live".into(),
        name: "Create order".into(),
        source: Some(RequestSource { collection: "/team".into(), path: "orders/create.json".into() }),
        environment: Some("staging-eu".into()),
        ..InvokeInput::of("p-1", function, payload)
    }
}

fn begun(id: &str, input: InvokeInput, started_at: SystemTime) -> Begun {
    let profile_name = "Staging".into();
    Begun {
        id: id.into(),
        started_at,
        input,
        profile_name,
        account: Some("123456789012".into()),
        region: "eu-west-1".into(),
    }
}

fn invocation(id: &str, outcome: Outcome, body: &[u8], log: &str) -> Invocation {
    let header = |name: &str, value: &str| Header { name: name.into(), value: value.into() };
    Invocation {
        id: id.into(),
        started_at: "2026-11-26T12:00:00Z".into(),
        duration: Millis(112.5),
        outcome,
        verdict: None,
        answer: Some(Answer {
            status: 200,
            executed_version: Some("42".into()),
            request_id: Some("57f231fb".into()),
            trace_id: None,
            headers: vec![header("content-type", "application/json"), header("x-amz-log-result", "QUJD")],
            body_bytes: body.len() as u64,
            body_kind: BodyKind::Json,
            log: Some(Log::from_bytes(log.as_bytes())),
            durable_execution_arn: None,
            stream: None,
        }),
        attempts: Vec::new(),
        corrections: Vec::new(),
        checks: Vec::new(),
    }
}

const LOG: &str = "START RequestId: 57f231fb Version: 42\n[INFO] reserved stock\nREPORT RequestId: 57f231fb\tDuration: 79.67 ms\tBilled Duration: 80 ms\tMemory Size: 128 MB\tMax Memory Used: 73 MB\tInit Duration: 210.5 ms";

/// One whole invocation.
fn record(history: &History, id: &str, function: &str, payload: &str, response: &str) {
    record_at(history, id, function, payload, response, noon());
}

fn record_at(history: &History, id: &str, function: &str, payload: &str, response: &str, at: SystemTime) {
    let recording = history.begin(begun(id, input(function, payload), at), &[]);
    let body = Content::Memory(response.as_bytes().to_vec().into());
    recording.end(invocation(id, Outcome::Succeeded, response.as_bytes(), LOG), Some(body));
}

fn asking(text: &str) -> HistoryQuery {
    HistoryQuery { text: text.into(), limit: 50, ..HistoryQuery::default() }
}

async fn found(history: &History, query: HistoryQuery) -> Vec<String> {
    settled(history).await;
    history.page(query).await.expect("a page").rows.into_iter().map(|row| row.id).collect()
}

/// Everything is written, however slow the computer.
async fn settled(history: &History) {
    history.settled(Duration::from_mins(1)).await;
}

fn count(file: &Path, table: &str) -> i64 {
    let database = Connection::open(file).expect("a database");
    database.query_row(&format!("SELECT count(*) FROM {table}"), (), |row| row.get(0)).expect("a number")
}

#[tokio::test]
async fn what_was_invoked_is_there_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(&folder);
    let history = open(&file);
    let mut sent = input("orders-create", "{\"id\": 12345678901234567890}\n");
    sent.client_context = "{\"custom\": {}}".into();
    let mut recording = history.begin(begun("one", sent.clone(), noon()), &[]);
    recording.begun().await;
    settled(&history).await;
    let entry = history.entry("one".into()).await.expect("under way");
    assert_eq!((entry.row.state, entry.invocation.is_none()), (HistoryState::Running, true));
    let error = FunctionError {
        handling: "Unhandled".into(),
        error: ErrorObject {
            error_type: Some("KeyError".into()),
            error_message: Some("'customer'".into()),
            frames: Vec::new(),
        },
        causes: Vec::new(),
    };
    let ended = invocation("one", Outcome::FunctionError(error), b"{\"errorType\": \"KeyError\"}", LOG);
    recording.end(ended.clone(), Some(Content::Memory(b"{\"errorType\": \"KeyError\"}".to_vec().into())));

    settled(&history).await;
    let entry = history.entry("one".into()).await.expect("kept");
    assert_eq!(entry.request.payload, sent.payload);
    assert_eq!(entry.request.client_context, sent.client_context);
    assert_eq!(entry.request.source, sent.source);
    assert_eq!(entry.account.as_deref(), Some("123456789012"));
    assert_eq!((entry.masked, entry.left_out), (false, 0));
    let row = &entry.row;
    assert_eq!((row.label.as_deref(), row.message.as_deref()), (Some("KeyError"), Some("'customer'")));
    assert_eq!((row.name.as_str(), row.environment.as_deref()), ("Create order", Some("staging-eu")));
    let kept = entry.invocation.expect("an end");
    assert_eq!(kept.outcome, ended.outcome);
    let (kept, before) = (kept.answer.expect("an answer"), ended.answer.expect("an answer"));
    assert_eq!(kept.log, before.log);
    assert_eq!(kept.body_kind, BodyKind::Json);
    assert_eq!(kept.headers, [before.headers[0].clone()], "the log is not kept twice");
    assert_eq!(history.body("one".into()).await.expect("kept"), b"{\"errorType\": \"KeyError\"}");
    let standing = history.standing().await;
    assert_eq!((standing.unusable, standing.troubles, standing.invocations), (None, Vec::new(), 1));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for entry in fs::read_dir(file.parent().expect("a folder")).expect("a folder") {
            let entry = entry.expect("an entry");
            let mode = entry.metadata().expect("a mode").permissions().mode() & 0o777;
            assert!(mode.trailing_zeros() >= 6 || entry.file_name() == "running", "{:?} has {mode:o}", entry.path());
        }
    }
}

#[tokio::test]
async fn anything_is_found_in_any_text_and_nothing_that_is_typed_has_a_meaning() {
    let folder = tempfile::tempdir().expect("a folder");
    let history = open(&file(&folder));
    record(&history, "one", "orders-create", r#"{"orderId": "ORD-2026-0012345"}"#, r#"{"name": "M\u00fcller"}"#);
    record(&history, "two", "orders-cancel", r#"{"note": "100% \"quoted\" AND (OR) NEAR* ^ text:x"}"#, "null");
    for (typed, expected) in [
        ("ord-2026-00123", vec!["one"]),
        ("12345", vec!["one"]),
        ("rderI", vec!["one"]),
        ("Müller", vec!["one"]),
        ("MÜLL", vec!["one"]),
        ("orders", vec!["two", "one"]),
        ("reserved stock", vec!["two", "one"]),
        ("reserved 0012345", vec!["one"]),
        ("create order", vec!["two", "one"]),
        ("cancel order", vec!["two"]),
        ("100% \\\"quoted\\\"", vec!["two"]),
        ("AND", vec!["two"]),
        ("(OR) NEAR* ^", vec!["two"]),
        ("text:x", vec!["two"]),
        ("*", vec![]),
        ("\"", vec![]),
        ("or", vec!["two", "one"]),
        ("nothing-like-it", vec![]),
    ] {
        assert_eq!(found(&history, asking(typed)).await, expected, "{typed}");
    }
    settled(&history).await;
    let rows = history.page(asking("0012345")).await.expect("a page").rows;
    let found = rows[0].found.as_ref().expect("a place");
    assert_eq!(found.place, crate::wire::FoundIn::Payload);
    assert!(found.excerpt.contains("\"ORD-2026-0012345\""), "{found:?}");
}

#[tokio::test]
async fn filters_hold_together_and_with_a_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let history = open(&file(&folder));
    for (number, function) in ["a-one", "b-two", "a-one", "b-two"].into_iter().enumerate() {
        let days = u32::try_from(number).expect("small");
        record_at(&history, &number.to_string(), function, "{\"word\": 1}", "{}", noon() + DAY * days);
    }
    history.begin(begun("4", input("a-one", "{\"word\": 2}"), noon() + DAY * 4), &[]).begun().await;
    history.pin("1".into(), true).await.expect("pinned");
    let millis = |days: u32| Some(record::millis(noon() + DAY * days));
    for text in ["", "word"] {
        let query = asking(text);
        let running = if text.is_empty() { vec!["4"] } else { Vec::new() };
        let with = |mut ids: Vec<&'static str>| {
            let mut all = running.clone();
            all.append(&mut ids);
            all
        };
        let of_a = HistoryQuery { function: Some("a-one".into()), ..query.clone() };
        assert_eq!(found(&history, of_a.clone()).await, with(vec!["2", "0"]), "{text}");
        let succeeded = HistoryQuery { state: Some(HistoryState::Succeeded), ..of_a };
        assert_eq!(found(&history, succeeded).await, ["2", "0"]);
        let rejected = HistoryQuery { state: Some(HistoryState::Rejected), ..query.clone() };
        assert!(found(&history, rejected).await.is_empty());
        let other = HistoryQuery { profile: Some("p-2".into()), ..query.clone() };
        assert!(found(&history, other).await.is_empty());
        let between = HistoryQuery { since: millis(1), until: millis(3), ..query.clone() };
        assert_eq!(found(&history, between).await, ["2", "1"]);
        let pinned = HistoryQuery { pinned: true, ..query.clone() };
        assert_eq!(found(&history, pinned).await, ["1"]);
    }
    let names = history.names().await.expect("names");
    assert_eq!(names.functions, ["a-one", "b-two"]);
    assert_eq!(names.profiles.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["Staging"]);
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap_while_others_come() {
    let folder = tempfile::tempdir().expect("a folder");
    let history = open(&file(&folder));
    for number in 0..25 {
        record(&history, &format!("{number}"), "orders", "{\"same\": true}", "{}");
    }
    for text in ["", "same", "or"] {
        let (mut seen, mut before) = (Vec::new(), None);
        loop {
            settled(&history).await;
            let query = HistoryQuery { limit: 7, before, ..asking(text) };
            let page = history.page(query).await.expect("a page");
            seen.extend(page.rows.into_iter().map(|row| row.id));
            record(&history, &format!("late-{text}-{}", seen.len()), "orders", "{\"same\": true}", "{}");
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        let old: Vec<&String> = seen.iter().filter(|id| !id.starts_with("late")).collect();
        assert_eq!(old.len(), 25, "{text}: {seen:?}");
        assert_eq!((old[0].as_str(), old[24].as_str()), ("24", "0"));
    }
}

#[tokio::test]
async fn secrets_are_masked_in_everything_that_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(&folder);
    let history = open(&file);
    let secret = "planted\"SECRET/ö";
    let as_json = serde_json::to_string(secret).expect("JSON");
    let mut sent = input(&format!("f-{secret}"), &format!("{{\"key\": {as_json}}}"));
    sent.client_context = format!("{{\"custom\": {as_json}}}");
    sent.name = format!("With {secret}");
    let recording = history.begin(begun("one", sent, noon()), &[secret]);
    let body = format!("{{\"body\": {}}}", serde_json::to_string(&format!("{{\"echo\": {as_json}}}")).expect("JSON"));
    let error = FunctionError {
        handling: "Unhandled".into(),
        error: ErrorObject { error_type: None, error_message: Some(format!("no {secret}")), frames: Vec::new() },
        causes: Vec::new(),
    };
    let log = format!("got {secret}\nthen {as_json}");
    recording.end(
        invocation("one", Outcome::FunctionError(error), body.as_bytes(), &log),
        Some(Content::Memory(body.clone().into_bytes().into())),
    );
    settled(&history).await;
    let entry = history.entry("one".into()).await.expect("kept");
    assert!(entry.masked);
    assert_eq!(entry.request.payload, format!("{{\"key\": \"{MASK}\"}}"));
    let response = String::from_utf8(history.body("one".into()).await.expect("kept")).expect("text");
    let all = format!("{entry:?}{response}");
    assert!(!all.contains("SECRET") && !all.contains("planted"), "{all}");
    assert!(found(&history, asking("planted")).await.is_empty());
    history.close();
    for entry in fs::read_dir(file.parent().expect("a folder")).expect("a folder") {
        let bytes = fs::read(entry.expect("an entry").path()).unwrap_or_default();
        assert!(memchr::memmem::find(&bytes, b"SECRET").is_none());
        assert!(memchr::memmem::find(&bytes, b"ecr").is_none(), "it is in the index");
    }
    let plain = history.begin(begun("two", input("f", "{}"), noon()), &[secret]);
    plain.end(invocation("two", Outcome::Succeeded, b"", ""), None);
    settled(&history).await;
    assert!(!history.entry("two".into()).await.expect("kept").masked, "nothing of it was masked");
}

#[tokio::test]
async fn the_same_body_is_kept_once_and_goes_with_its_last_use() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(&folder);
    let history = open_at(&file, Limits::default(), noon());
    record(&history, "a", "f", "{\"same\": 1}", "{\"same\": 1}");
    record(&history, "b", "f", "{\"same\": 1}", "{\"other\": 1}");
    settled(&history).await;
    assert_eq!(count(&file, "body"), 2);
    history.delete(vec!["b".into()]).await.expect("deleted");
    assert_eq!(found(&history, asking("")).await, ["a"]);
    assert!(found(&history, asking("other")).await.is_empty());
    history.restore(vec!["b".into()]).await.expect("restored");
    assert_eq!(found(&history, asking("other")).await, ["b"]);
    history.delete(vec!["a".into(), "b".into()]).await.expect("deleted");
    drop(history);
    // What was deleted goes at the next start at the latest.
    let history = open_at(&file, Limits::default(), noon());
    assert_eq!(history.standing().await.invocations, 0);
    assert_eq!((count(&file, "body"), count(&file, "detail"), count(&file, "invocation")), (0, 0, 0));
    assert!(history.restore(vec!["b".into()]).await.is_err(), "it is too late");
}

#[tokio::test]
async fn how_each_request_last_ended_is_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let history = open(&file(&folder));
    let send = |id: &str, path: &str, outcome: Option<Outcome>| {
        let source = Some(RequestSource { collection: "/team".into(), path: path.into() });
        let recording = history.begin(begun(id, InvokeInput { source, ..input("f", "{}") }, noon()), &[]);
        match outcome {
            Some(outcome) => recording.end(invocation(id, outcome, b"{}", ""), None),
            None => drop(recording),
        }
    };
    let failed = || {
        Outcome::NoAnswer(NoAnswer {
            cause: NoAnswerCause::ConnectionLost,
            message: "The connection was lost.".into(),
            hint: String::new(),
            may_have_run: true,
        })
    };
    send("1", "a.json", Some(failed()));
    send("2", "a.json", Some(Outcome::Succeeded));
    send("3", "b.json", Some(Outcome::Succeeded));
    send("4", "b.json", Some(failed()));
    send("5", "b.json", None);
    send("6", "never-ended.json", None);
    let last = async || history.last_outcomes("/team".into()).await.expect("looked up");
    let of = |path: &str, state| LastOutcome { path: path.into(), state };
    assert_eq!(last().await, [of("a.json", HistoryState::Succeeded), of("b.json", HistoryState::NoAnswer)]);
    history.delete(vec!["4".into()]).await.expect("deleted");
    assert_eq!(last().await[1], of("b.json", HistoryState::Succeeded));
    assert_eq!(history.last_outcomes("/another".into()).await.expect("looked up"), []);
}

#[tokio::test]
async fn clearing_keeps_what_is_pinned_and_what_is_under_way() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(&folder);
    let history = open(&file);
    for id in ["a", "b", "c"] {
        record(&history, id, "orders", &format!("{{\"only\": \"{id}{id}{id}\"}}"), "{\"all\": 1}");
    }
    history.begin(begun("d", input("orders", "{\"only\": \"ddd\"}"), noon()), &[]).begun().await;
    history.pin("b".into(), true).await.expect("pinned");
    assert_eq!(history.clear().await.expect("cleared"), 2);
    assert_eq!(found(&history, asking("")).await, ["d", "b"]);
    assert_eq!(found(&history, asking("bbb")).await, ["b"]);
    assert!(found(&history, asking("aaa")).await.is_empty());
    assert_eq!(history.body("b".into()).await.expect("kept"), b"{\"all\": 1}");
    record(&history, "e", "orders", "{\"only\": \"eee\"}", "{\"all\": 1}");
    assert_eq!(found(&history, asking("eee")).await, ["e"]);
    history.close();
    let bytes = fs::read(&file).expect("bytes");
    assert!(memchr::memmem::find(&bytes, b"aaa").is_none(), "what was deleted is still in the file");
}

#[tokio::test]
async fn what_is_too_old_or_too_much_goes_and_what_is_pinned_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(&folder);
    let old = Limits { age: Some(10 * DAY), ..Limits::default() };
    let history = open_at(&file, Limits { keep: true, age: None, bytes: None }, noon());
    for number in 0..5_u32 {
        record_at(&history, &format!("{number}"), "f", "{}", "{}", noon() - DAY * (20 - number * 5));
    }
    history.pin("0".into(), true).await.expect("pinned");
    drop(history);
    let history = open_at(&file, old, noon());
    let mut tries = 0;
    while found(&history, asking("")).await != ["4", "3", "2", "0"] {
        tries += 1;
        assert!(tries < 100, "{:?}", found(&history, asking("")).await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    // Incompressible, so that the size is what it seems.
    let large: String = (0..40_000).map(|_| fastrand::alphanumeric()).collect();
    for number in 0..40 {
        let payload = format!("\"{number}{large}\"");
        record(&history, &format!("large-{number}"), "f", &payload, "{}");
    }
    settled(&history).await;
    let before = history.standing().await;
    history.limit(Limits { bytes: Some(2 * 1024 * 1024), ..old });
    drop(history);
    let history = open_at(&file, Limits { bytes: Some(2 * 1024 * 1024), ..old }, noon());
    let mut standing = history.standing().await;
    for _ in 0..200 {
        if standing.bytes <= 2 * 1024 * 1024 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        standing = history.standing().await;
    }
    assert!(standing.bytes <= 2 * 1024 * 1024, "{standing:?} after {before:?}");
    assert!(standing.invocations > 5, "more went than had to: {standing:?}");
    let left = found(&history, asking("")).await;
    assert_eq!((left[0].as_str(), left.last().map(String::as_str)), ("large-39", Some("0")), "{left:?}");
}

#[tokio::test]
async fn of_a_long_stream_the_beginning_is_kept_and_the_rest_is_said_to_be_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let history = open(&file(&folder));
    let spool = Spool::temporary().expect("a file");
    spool.append(&vec![b'x'; KEPT + 5]).expect("written");
    let recording = history.begin(begun("one", input("f", ""), noon()), &[]);
    let mut ended = invocation("one", Outcome::Succeeded, b"", "");
    ended.answer.as_mut().expect("an answer").body_bytes = spool.len();
    recording.end(ended, Some(Content::Disk(spool)));
    settled(&history).await;
    let entry = history.entry("one".into()).await.expect("kept");
    assert_eq!(entry.left_out, 5);
    assert_eq!(entry.invocation.expect("ended").answer.expect("an answer").body_bytes, KEPT as u64);
    assert_eq!(history.body("one".into()).await.expect("kept").len(), KEPT);
}

#[tokio::test]
async fn nothing_is_recorded_when_it_is_switched_off_or_nothing_was_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let history = open(&file(&folder));
    history.begin(begun("one", input("f", "{}"), noon()), &[]).abandon();
    history.limit(Limits { keep: false, ..Limits::default() });
    record(&history, "two", "f", "{}", "{}");
    assert!(found(&history, asking("")).await.is_empty());
    assert_eq!(history.standing().await.unusable, None);
}

#[tokio::test]
async fn a_full_disk_is_told_once_and_what_follows_is_recorded_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let history = open(&file(&folder));
    record(&history, "before", "f", "{}", "{}");
    let room = |pages: u32| {
        history.change(move |writing| {
            // As if the disk were full: SQLite says the same then.
            Ok(writing.database().query_row(&format!("PRAGMA max_page_count = {pages}"), (), |_| Ok(()))?)
        })
    };
    room(1).await.expect("set");
    let large: String = (0..100_000).map(|_| fastrand::alphanumeric()).collect();
    let recording = history.begin(begun("missing", input("f", &large), noon()), &[]);
    record(&history, "missing too", "f", &large, "{}");
    settled(&history).await;
    let troubles = history.standing().await.troubles;
    assert_eq!(troubles.len(), 1, "{troubles:?}");
    assert!(troubles[0].message.contains("disk is full"), "{troubles:?}");
    assert!(history.standing().await.troubles.is_empty(), "it is told once");
    room(1_000_000).await.expect("set");
    // Its beginning was not recorded; with its end it is whole.
    recording.end(invocation("missing", Outcome::Succeeded, b"{}", LOG), None);
    assert_eq!(found(&history, asking("")).await, ["missing", "before"]);
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_told_and_nothing_else_suffers() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("history"), "a file where the folder should be").expect("written");
    let history = open(&file(&folder));
    record(&history, "one", "f", "{}", "{}");
    let standing = history.standing().await;
    assert!(standing.unusable.is_some());
    assert_eq!(standing.troubles.len(), 1);
    for failure in [
        history.page(asking("")).await.map(drop).expect_err("unusable"),
        history.entry("one".into()).await.map(drop).expect_err("unusable"),
        history.pin("one".into(), true).await.expect_err("unusable"),
        history.clear().await.map(drop).expect_err("unusable"),
    ] {
        assert_eq!(failure, standing.unusable.clone().expect("told"));
    }
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(&folder);
    fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    let newer = Connection::open(&file).expect("a database");
    newer.execute_batch("PRAGMA user_version = 4000; CREATE TABLE later (a);").expect("made");
    drop(newer);
    let before = fs::read(&file).expect("bytes");
    let history = open(&file);
    record(&history, "one", "f", "{}", "{}");
    let standing = history.standing().await;
    let told = standing.unusable.expect("unusable");
    assert!(told.message.contains("newer Lambdesk"), "{told:?}");
    assert_eq!(fs::read(&file).expect("bytes"), before);
}

fn aside(file: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(file.parent().expect("a folder")).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| {
        path.to_string_lossy().contains("damaged") && path.extension().is_some_and(|it| it == "sqlite3")
    });
    paths
}

#[tokio::test]
async fn a_damaged_file_is_set_aside_whole_and_a_new_one_begun() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(&folder);
    fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    let damaged = b"this is no database".repeat(1000);
    fs::write(&file, &damaged).expect("written");
    let history = open_at(&file, Limits::default(), noon());
    record(&history, "one", "f", "{}", "{}");
    assert_eq!(found(&history, asking("")).await, ["one"]);
    let troubles: Vec<Failure> = history.standing().await.troubles;
    assert_eq!(troubles.len(), 1, "{troubles:?}");
    let set_aside = aside(&file);
    assert_eq!(set_aside.len(), 1);
    assert!(set_aside[0].ends_with("history-damaged-2026-11-26T12-00-00.sqlite3"), "{set_aside:?}");
    assert!(troubles[0].hint.contains(&set_aside[0].display().to_string()), "{troubles:?}");
    assert_eq!(fs::read(&set_aside[0]).expect("bytes"), damaged, "nothing of it is changed");
}

#[tokio::test]
async fn damage_that_shows_later_is_met_in_the_same_way() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(&folder);
    let history = open(&file);
    for number in 0..200 {
        record(&history, &format!("{number}"), "orders", &format!("{{\"n\": {number}}}"), "{}");
    }
    history
        .change(|writing| Ok(writing.database().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?))
        .await
        .expect("done");
    drop(history);
    // All but the first page and the last: the glance at the start may miss it.
    let mut bytes = fs::read(&file).expect("bytes");
    let end = bytes.len();
    for byte in &mut bytes[8192..end - 4096] {
        *byte = 0xa5;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    fs::write(&file, &bytes).expect("written");
    let history = open(&file);
    // Whoever meets it: the start, a look, or the next record.
    let _ = history.page(HistoryQuery { limit: 500, ..asking("") }).await;
    record(&history, "after", "orders", "{}", "{}");
    let mut troubles = history.standing().await.troubles;
    record(&history, "after that", "orders", "{}", "{}");
    let now = found(&history, asking("")).await;
    troubles.extend(history.standing().await.troubles);
    assert!(troubles.iter().any(|it| it.message.contains("damaged")), "{troubles:?}");
    assert_eq!(aside(&file).len(), 1);
    assert_eq!(now.first().map(String::as_str), Some("after that"), "{now:?}");
}
