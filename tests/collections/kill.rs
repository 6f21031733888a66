//! A process that is killed at any moment of a save leaves the old file or the new one, whole.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use lambdesk_core::collection::request_file;
use lambdesk_core::session::SessionFiles;
use lambdesk_core::wire::{RequestContent, RequestSource, Saving, Sending, TabDraft};

use crate::{Shelf, now};

/// Names the folder to save in, for the process that is killed.
const FOLDER: &str = "LAMBDESK_SAVES_UNTIL_KILLED";

const ROUNDS: u32 = 24;

/// What is saved in turn: as long as takes more than one write, and told from the other at its end.
fn content(number: u64) -> RequestContent {
    let letter = if number.is_multiple_of(2) { 'a' } else { 'b' };
    RequestContent {
        payload: format!("{{\"{letter}\": \"{}{letter}\"}}", letter.to_string().repeat(1_000_000)),
        sending: Sending { function: Some(letter.to_string().repeat(50_000)), ..Sending::default() },
        ..RequestContent::default()
    }
}

fn source() -> RequestSource {
    RequestSource { collection: String::new(), path: "a.json".into() }
}

/// Not a test by itself: what the other one starts and kills.
#[test]
fn saves_until_it_is_killed() {
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else { return };
    let session = SessionFiles::at(folder.join(".session"));
    let mut stamp = request_file::open(&folder, &source()).expect("opened").stamp;
    for number in 0.. {
        let content = content(number);
        let saved = request_file::save(&folder, &source(), &content, Some(&stamp)).expect("saved");
        let Saving::Saved { request } = saved else { panic!("nobody else is here: {saved:?}") };
        stamp = request.stamp;
        session.save_draft("tab", Some(&TabDraft { content, stamp: None })).expect("kept");
        fs::write(folder.join("begun.txt"), "").expect("written");
    }
}

#[test]
fn the_file_is_always_whole() {
    let shelf = Shelf::with(&[("a.json", &content(0).payload)]);
    let mut in_the_middle = 0;
    for round in 0..ROUNDS {
        let before = left_over(&shelf.root);
        let _ = fs::remove_file(shelf.root.join("begun.txt"));
        let mut saver = Command::new(env::current_exe().expect("this program"))
            .args(["--exact", "kill::saves_until_it_is_killed"])
            .env(FOLDER, &shelf.root)
            .stdout(Stdio::null())
            .spawn()
            .expect("started");
        let patience = Instant::now();
        while !shelf.root.join("begun.txt").exists() {
            assert!(patience.elapsed() < Duration::from_mins(1), "nothing was saved");
            thread::sleep(Duration::from_millis(1));
        }
        if round % 2 == 0 {
            // At any moment.
            thread::sleep(Duration::from_micros(u64::from(round) * 9770 % 200_000));
        } else {
            // While a file is being written.
            while left_over(&shelf.root) == before && patience.elapsed() < Duration::from_mins(1) {}
        }
        saver.kill().expect("killed");
        saver.wait().expect("ended");
        in_the_middle += left_over(&shelf.root) - before;

        let opened = request_file::open(&shelf.root, &source()).expect("whole");
        let wholes = [content(0), content(1)];
        assert!(wholes.iter().any(|whole| whole.payload == opened.content.payload), "round {round}: a broken payload");
        assert!(
            wholes.iter().any(|whole| whole.sending.function == opened.content.sending.function),
            "round {round}: a broken sidecar"
        );
        let restored = SessionFiles::at(shelf.root.join(".session")).restore();
        assert_eq!(restored.failure, None, "round {round}: a broken draft");
        assert!(wholes.contains(&restored.drafts[0].draft.content), "round {round}");
    }
    assert!(in_the_middle > 0, "it was never killed in the middle of a write, so that this showed nothing");
    // What the killed ones left behind is no part of the collection, and is removed later.
    assert_eq!(shelf.tree(), ["a"].map(|name| format!("{name} ({})", shelf_function(&shelf))));
    assert!(left_over(&shelf.root) > 0);
    shelf.open.open(&shelf.id(), now() + Duration::from_hours(24 * 36500)).expect("opened");
    assert_eq!(left_over(&shelf.root), 0);
}

fn shelf_function(shelf: &Shelf) -> String {
    let opened = request_file::open(&shelf.root, &source()).expect("opened");
    opened.content.sending.function.expect("a function")
}

/// How many temporary files are in the folder.
fn left_over(folder: &Path) -> usize {
    let names = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.file_name());
    names.filter(|name| name.to_string_lossy().ends_with(".tmp")).count()
}
