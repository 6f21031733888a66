//! Files of each version so far can be read by this one, and what is in them is as it was.

use std::fs;
use std::path::Path;

use lambdesk_core::wire::{HistoryState, LastOutcome};
use lambdesk_tests::repository;
use rusqlite::Connection;

use super::{begin, end, file, open, rows};

/// The version that is made now. A new one has a fixture, too.
const NOW: u32 = 2;

fn fixture(version: u32) -> String {
    let path = repository::root().join(format!("tests/fixtures/history/v{version}.sql"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn made_from(file: &Path, sql: &str) {
    fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    let database = Connection::open(file).expect("a database");
    database.execute_batch(sql).expect("a file of that version");
}

fn schema(file: &Path) -> Vec<String> {
    let database = Connection::open(file).expect("a database");
    let mut look = database
        .prepare("SELECT coalesce(sql, name) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")
        .expect("a schema");
    let rows = look.query_map((), |row| row.get::<_, String>(0)).expect("rows");
    // Comments and spaces mean nothing.
    rows.map(|sql| {
        let sql = sql.expect("text");
        let bare: Vec<&str> = sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
        bare.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    })
    .collect()
}

fn version(file: &Path) -> u32 {
    let database = Connection::open(file).expect("a database");
    database.query_row("PRAGMA user_version", (), |row| row.get(0)).expect("a number")
}

#[tokio::test]
async fn a_file_of_any_version_is_brought_forward() {
    for version in 1..=NOW {
        is_brought_forward(&fixture(version)).await;
    }
}

/// Opens a file that an earlier version made of this SQL: nothing in it is lost, and it is as a new one afterwards.
async fn is_brought_forward(sql: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let (old, new) = (file(&folder), folder.path().join("new/history.sqlite3"));
    made_from(&old, sql);
    let history = open(&old);
    let rows_now = rows(&history, "").await;
    let states: Vec<HistoryState> = rows_now.iter().map(|row| row.state).collect();
    assert_eq!(states, [HistoryState::Interrupted, HistoryState::FunctionError, HistoryState::Succeeded]);
    assert_eq!(rows_now[2].label, None);
    assert!(rows_now[2].pinned);
    let entry = history.entry("first".into()).await.expect("kept");
    assert_eq!(entry.request.payload, "{\"orderId\": \"ORD-2026-0012345\"}");
    assert_eq!(entry.request.environment.as_deref(), Some("staging-eu"));
    let answer = entry.invocation.expect("ended").answer.expect("an answer");
    assert_eq!(answer.log.expect("a log").lines.len(), 2);
    assert_eq!(history.body("first".into()).await.expect("kept"), b"{\"ok\":true}");
    let failed = history.entry("second".into()).await.expect("kept");
    assert_eq!((failed.row.label.as_deref(), failed.masked), (Some("KeyError"), true));
    let found: Vec<String> = rows(&history, "0012345").await.into_iter().map(|row| row.id).collect();
    assert_eq!(found, ["first"]);
    end(begin(&history, "now", "{}"), "now", "{}");
    assert_eq!(rows(&history, "").await.len(), 4);
    let last = history.last_outcomes("/team".into()).await.expect("looked up");
    assert_eq!(last, [LastOutcome { path: "orders/create.json".into(), state: HistoryState::Succeeded }]);
    assert_eq!(history.standing().await.troubles, []);

    let fresh = open(&new);
    let _ = fresh.standing().await;
    assert_eq!(schema(&old), schema(&new), "brought forward, a file is as a new one");
    assert_eq!((version(&old), version(&new)), (NOW, NOW));
}

#[test]
fn there_is_a_fixture_of_each_version() {
    for version in 1..=NOW {
        assert!(fixture(version).contains(&format!("PRAGMA user_version = {version};")), "version {version}");
    }
}
