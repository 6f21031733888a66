//! Files change under us: by editors, by git, by whoever moves folders about.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use lambdesk_core::wire::CollectionChange;

use crate::{Shelf, tree};

/// How long a change may take to be told. On a quiet machine it is a tenth of a second.
const PATIENCE: Duration = Duration::from_secs(20);

struct Watched {
    shelf: Shelf,
    told: Receiver<CollectionChange>,
}

impl Watched {
    fn with(files: &[(&str, &str)]) -> Self {
        let shelf = Shelf::with(files);
        let (tell, told) = channel();
        shelf.open.listen(Arc::new(move |change| drop(tell.send(change))));
        shelf.opened();
        // Until the watch stands, which nobody can see from outside: a file that is written again and again is told.
        let patience = Instant::now();
        let mut number = 0;
        loop {
            number += 1;
            shelf.write("first.json", &number.to_string());
            if told.recv_timeout(Duration::from_millis(300)).is_ok() {
                break;
            }
            assert!(patience.elapsed() < PATIENCE, "nothing is told");
        }
        fs::remove_file(shelf.root.join("first.json")).expect("removed");
        let watched = Self { shelf, told };
        watched.until("the first file is gone", |change| matches!(change, CollectionChange::Tree { collection } if !tree(collection).contains(&"first".to_owned())));
        watched
    }

    fn until(&self, what: &str, wanted: impl Fn(&CollectionChange) -> bool) -> CollectionChange {
        let patience = Instant::now();
        let mut heard = Vec::new();
        while let Some(left) = PATIENCE.checked_sub(patience.elapsed()) {
            match self.told.recv_timeout(left) {
                Ok(change) if wanted(&change) => return change,
                Ok(change) => heard.push(change),
                Err(_) => break,
            }
        }
        panic!("not told that {what}; instead: {heard:#?}");
    }

    fn until_request(&self, path: &str) {
        self.until(
            &format!("{path} changed"),
            |change| matches!(change, CollectionChange::Requests { paths, .. } if paths.iter().any(|it| it == path)),
        );
    }

    fn until_tree(&self, wanted: &[&str]) {
        self.until(
            &format!("the tree is {wanted:?}"),
            |change| matches!(change, CollectionChange::Tree { collection } if tree(collection) == wanted),
        );
    }
}

fn by_rename(path: &Path, text: &str) {
    let new = path.with_extension("swp");
    fs::write(&new, text).expect("written");
    fs::rename(&new, path).expect("renamed");
}

#[test]
fn what_editors_and_git_do_is_told() {
    let watched = Watched::with(&[("a.json", "1"), ("orders/b.json", "1")]);
    let shelf = &watched.shelf;
    shelf.write("a.json", "2");
    watched.until_request("a.json");
    by_rename(&shelf.root.join("a.json"), "3");
    watched.until_request("a.json");
    shelf.write("orders/b.toml", "name = \"B\"\n");
    watched.until_tree(&["orders", "  B", "a"]);
    shelf.write("orders/lambdesk.toml", "[defaults]\nfunction = \"f\"\n");
    watched.until("settings changed", |change| matches!(change, CollectionChange::Requests { inherited: true, .. }));
    shelf.write("environments/staging.toml", "[variables]\nx = 1\n");
    watched.until("an environment came", |change| matches!(change, CollectionChange::Environments { .. }));
    // A folder that came is watched, too.
    shelf.write("new/deep/c.json", "1");
    watched.until("a folder came", |change| matches!(change, CollectionChange::Tree { collection } if tree(collection).contains(&"    c".to_owned())));
    shelf.write("new/deep/c.json", "22");
    watched.until_request("new/deep/c.json");
    // A checkout: many at once.
    for number in 0..300 {
        shelf.write(&format!("many/{number}.json"), "1");
    }
    watched.until(
        "all are there",
        |change| matches!(change, CollectionChange::Tree { collection } if collection.entries.len() > 300),
    );
    fs::remove_dir_all(shelf.root.join("many")).expect("removed");
    fs::remove_dir_all(shelf.root.join("new")).expect("removed");
    watched.until_tree(&["orders", "  B", "a"]);
}

#[test]
fn a_folder_may_vanish_and_come_back() {
    let watched = Watched::with(&[("orders/a.json", "1")]);
    let shelf = &watched.shelf;
    let away = shelf.root.with_file_name("away");
    // A folder within, exchanged for another of the same name.
    fs::rename(shelf.root.join("orders"), shelf.root.with_file_name("old orders")).expect("moved");
    shelf.write("orders/b.json", "1");
    watched.until_tree(&["orders", "  b"]);
    shelf.write("orders/b.json", "22");
    watched.until_request("orders/b.json");
    // The collection's own.
    fs::rename(&shelf.root, &away).expect("moved");
    watched.until("it is gone", |change| matches!(change, CollectionChange::Folder { exists: false, .. }));
    fs::rename(&away, &shelf.root).expect("moved back");
    watched.until("it is back", |change| matches!(change, CollectionChange::Folder { exists: true, .. }));
    shelf.write("orders/b.json", "333");
    watched.until_request("orders/b.json");
}

#[test]
fn nothing_is_told_of_a_collection_that_is_closed() {
    let watched = Watched::with(&[("a.json", "1")]);
    watched.shelf.open.close(&watched.shelf.id()).expect("closed");
    while watched.told.try_recv().is_ok() {}
    watched.shelf.write("a.json", "2");
    assert!(watched.told.recv_timeout(Duration::from_secs(1)).is_err());
}
