//! The program is killed: what was under way is known to have been interrupted, and the file is whole.
//!
//! The one that is killed is this test's own program, started once more for that.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use lambdesk_core::wire::HistoryState;

use super::{begin, end, file, open, rows};

const FILE: &str = "LAMBDESK_TEST_HISTORY";

/// Not a test of its own: what the killed program does. Three are begun and not ended; then it records without end.
#[tokio::test]
async fn killed() {
    let Ok(file) = std::env::var(FILE) else { return };
    let history = open(Path::new(&file));
    for id in ["one", "two", "three"] {
        let mut recording = begin(&history, id, &format!("{{\"left\": \"{id}\"}}"));
        recording.begun().await;
        std::mem::forget(recording);
    }
    let _ = history.standing().await;
    println!("begun");
    for number in 0_u64.. {
        let id = format!("more-{number}");
        let recording = begin(&history, &id, &format!("{{\"number\": {number}}}"));
        end(recording, &id, "{\"ok\": true}");
        if number % 50 == 0 {
            let _ = history.standing().await;
        }
    }
}

fn start(file: &Path) -> (Child, BufReader<std::process::ChildStdout>) {
    let program = std::env::current_exe().expect("this program");
    let mut child = Command::new(program)
        .args(["--exact", "crash::killed", "--nocapture"])
        .env(FILE, file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    let output = BufReader::new(child.stdout.take().expect("its output"));
    (child, output)
}

fn wait_until_begun(output: &mut impl BufRead) {
    let mut line = String::new();
    while !line.contains("begun") {
        line.clear();
        assert!(output.read_line(&mut line).expect("a line") > 0, "it ended by itself");
    }
}

#[tokio::test]
async fn what_was_under_way_is_interrupted_and_may_have_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(&folder);
    let (mut child, mut output) = start(&file);
    wait_until_begun(&mut output);

    // As long as it is there, nothing of it counts as interrupted, whoever else opens the file.
    let beside = open(&file);
    let states: Vec<HistoryState> =
        rows(&beside, "").await.into_iter().filter(|row| !row.id.starts_with("more")).map(|row| row.state).collect();
    assert_eq!(states, [HistoryState::Running; 3]);
    drop(beside);

    child.kill().expect("killed");
    child.wait().expect("ended");
    let history = open(&file);
    for id in ["one", "two", "three"] {
        let entry = history.entry(id.into()).await.expect("kept");
        assert_eq!(entry.row.state, HistoryState::Interrupted);
        assert_eq!(entry.request.payload, format!("{{\"left\": \"{id}\"}}"));
        let outcome = format!("{:?}", entry.invocation.expect("an end").outcome);
        assert!(outcome.contains("may_have_run: true"), "{outcome}");
    }
    let found: Vec<String> = rows(&history, "left\":").await.into_iter().map(|row| row.id).collect();
    assert_eq!(found, ["three", "two", "one"], "what was interrupted can be searched");
    assert_eq!(history.standing().await.troubles, []);
}

#[tokio::test]
async fn killed_at_any_moment_the_file_is_whole() {
    for pause in [1, 7, 23, 60, 111, 240] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = file(&folder);
        let (mut child, mut output) = start(&file);
        wait_until_begun(&mut output);
        std::thread::sleep(Duration::from_millis(pause));
        child.kill().expect("killed");
        child.wait().expect("ended");
        let history = open(&file);
        let rows = rows(&history, "").await;
        assert_eq!(history.standing().await.troubles, [], "after {pause} ms");
        for row in rows.iter().filter(|row| row.state == HistoryState::Succeeded) {
            history.entry(row.id.clone()).await.expect("whole");
            assert_eq!(history.body(row.id.clone()).await.expect("whole"), b"{\"ok\": true}");
        }
        assert!(rows.iter().all(|row| row.state != HistoryState::Running), "after {pause} ms");
        drop(history);
        let database = rusqlite::Connection::open(&file).expect("a database");
        let said: String = database.query_row("PRAGMA integrity_check", (), |row| row.get(0)).expect("a word");
        assert_eq!(said, "ok", "after {pause} ms");
    }
}
