//! Several have the file open: two windows, and a program that is not ours.

use lambdesk_core::wire::HistoryState;

use super::{begin, end, file, open, rows};

#[tokio::test]
async fn two_windows_record_into_one_history() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(&folder);
    let (one, other) = (open(&file), open(&file));
    for number in 0..60 {
        for (history, of) in [(&one, "one"), (&other, "other")] {
            let id = format!("{of}-{number}");
            let recording = begin(history, &id, "{\"same\": true}");
            end(recording, &id, &format!("{{\"of\": \"{id}\"}}"));
        }
    }
    assert_eq!(one.standing().await.troubles, []);
    assert_eq!(other.standing().await.troubles, []);
    for history in [&one, &other] {
        assert_eq!(rows(history, "").await.len(), 120);
        assert_eq!(rows(history, "other-59").await.len(), 1);
    }
    one.pin("other-3".into(), true).await.expect("pinned");
    assert_eq!(other.clear().await.expect("cleared"), 119);
    assert_eq!(rows(&one, "").await.len(), 1);
}

#[tokio::test]
async fn what_is_under_way_in_one_window_is_not_interrupted_by_the_start_of_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(&folder);
    let one = open(&file);
    let mut recording = begin(&one, "slow", "{}");
    recording.begun().await;
    // It waits a moment only, and on a busy machine the record may come later.
    let _ = one.standing().await;
    let other = open(&file);
    assert_eq!(rows(&other, "").await[0].state, HistoryState::Running);
    end(recording, "slow", "{}");
    let _ = one.standing().await;
    assert_eq!(rows(&other, "").await[0].state, HistoryState::Succeeded);
}

#[tokio::test]
async fn another_program_that_holds_the_file_is_told_of_once_and_nobody_waits_for_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(&folder);
    let history = open(&file);
    end(begin(&history, "before", "{}"), "before", "{}");
    let _ = history.standing().await;

    let holder = rusqlite::Connection::open(&file).expect("a database");
    holder.execute_batch("BEGIN IMMEDIATE").expect("held");
    let asked = std::time::Instant::now();
    let mut recording = begin(&history, "meanwhile", "{}");
    recording.begun().await;
    assert!(asked.elapsed().as_millis() < 500, "the invocation waited for its record");
    let seen = history.page(super::asking("")).await.expect("looking is possible meanwhile");
    assert_eq!(seen.rows.len(), 1);
    // The writer is patient for five seconds.
    tokio::time::sleep(std::time::Duration::from_millis(5500)).await;
    holder.execute_batch("ROLLBACK").expect("let go");
    end(recording, "meanwhile", "{\"late\": true}");
    let troubles = history.standing().await.troubles;
    assert_eq!(troubles.len(), 1, "{troubles:?}");
    assert!(troubles[0].message.starts_with("Another program holds the history"), "{troubles:?}");
    let ids: Vec<String> = rows(&history, "").await.into_iter().map(|row| row.id).collect();
    assert_eq!(ids, ["meanwhile", "before"], "with its end it is recorded whole");
    assert_eq!(rows(&history, "late").await.len(), 1);
}
