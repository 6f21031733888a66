//! Making, renaming, moving, copying and deleting.

use lambdesk_core::collection::entries::{self, Place};
use lambdesk_core::collection::trouble::CollectionError;
use lambdesk_core::wire::RequestContent;

use crate::{Shelf, exists, payload};

fn place<'a>(shelf: &'a Shelf, path: &'a str) -> Place<'a> {
    Place { root: &shelf.root, path }
}

fn is_taken<T: std::fmt::Debug>(result: &Result<T, CollectionError>) -> bool {
    matches!(result, Err(CollectionError::NameTaken(_)))
}

#[test]
fn a_new_request_has_the_name_that_was_typed() {
    let shelf = Shelf::with(&[("orders/a.json", "{}")]);
    let create =
        |folder: &str, name: &str| entries::create_request(&shelf.root, &shelf.source(folder), name, &payload("{}"));
    let made = create("orders", "Create order").expect("made");
    assert_eq!((made.source.path.as_str(), made.shown_name.as_str()), ("orders/Create order.json", "Create order"));
    assert!(!exists(&shelf.root.join("orders/Create order.toml")), "there is nothing to say");
    let odd = create("", "50/50?").expect("made");
    assert_eq!((odd.source.path.as_str(), odd.shown_name.as_str()), ("50-50-.json", "50/50?"));
    assert_eq!(shelf.read("50-50-.toml"), "name = \"50/50?\"\n");
    assert!(is_taken(&create("orders", "a")) && is_taken(&create("orders", "Create order")));
    assert!(create("nowhere", "x").is_err() && create("../..", "x").is_err() && create("", " ").is_err());
    // A sidecar alone takes a name, too.
    shelf.write("b.toml", "wait = \"1 s\"");
    assert!(is_taken(&create("", "b")));
    assert_eq!(entries::create_folder(&shelf.root, "orders", "Old ones").expect("made"), "orders/Old ones");
    assert!(is_taken(&entries::create_folder(&shelf.root, "orders", "Old ones")));
    assert!(is_taken(&entries::create_folder(&shelf.root, "", "environments")));
}

#[test]
fn both_files_go_along_and_nothing_is_replaced() {
    let shelf = Shelf::with(&[
        ("a.json", "1"),
        ("a.toml", "# kept\nfunction = \"f\"\n"),
        ("b.json", "2"),
        ("orders/x.json", "3"),
        ("orders/b.toml", "wait = \"1 s\"\n"),
    ]);
    assert!(is_taken(&entries::rename(place(&shelf, "a.json"), "b")));
    assert_eq!(entries::rename(place(&shelf, "a.json"), "c: d").expect("renamed"), "c- d.json");
    assert_eq!(shelf.read("c- d.toml"), "# kept\nfunction = \"f\"\nname = \"c: d\"\n");
    assert_eq!(entries::rename(place(&shelf, "c- d.json"), "c").expect("renamed"), "c.json");
    assert_eq!(shelf.read("c.toml"), "# kept\nfunction = \"f\"\n", "the file's name says it");
    assert_eq!(entries::rename(place(&shelf, "c.json"), "C").expect("renamed"), "C.json");
    assert!(is_taken(&entries::move_into(place(&shelf, "b.json"), place(&shelf, "orders"))));
    assert_eq!(entries::move_into(place(&shelf, "C.json"), place(&shelf, "orders")).expect("moved"), "orders/C.json");
    assert!(exists(&shelf.root.join("orders/C.toml")) && !exists(&shelf.root.join("C.json")));
    assert_eq!(entries::rename(place(&shelf, "orders"), "Orders: new").expect("renamed"), "Orders- new");
    assert_eq!(shelf.read("Orders- new/lambdesk.toml"), "format = 1\nname = \"Orders: new\"\n");
    let inner = entries::create_folder(&shelf.root, "Orders- new", "inner").expect("made");
    let into_itself = entries::move_into(place(&shelf, "Orders- new"), place(&shelf, &inner));
    assert!(matches!(into_itself, Err(CollectionError::IntoItself(_))));
    let other = Shelf::with(&[("z.json", "4")]);
    let moved = entries::move_into(place(&shelf, "Orders- new"), place(&other, "")).expect("moved");
    assert_eq!(other.read(&format!("{moved}/x.json")), "3");
    assert_eq!(shelf.tree(), ["b"]);
}

#[test]
fn a_copy_stands_beside_and_says_so() {
    let shelf = Shelf::with(&[("a.json", "1"), ("a.toml", "name = \"Create\"\n"), ("orders/x.json", "2")]);
    assert_eq!(entries::duplicate(place(&shelf, "a.json")).expect("copied"), "a copy.json");
    assert_eq!(entries::duplicate(place(&shelf, "a.json")).expect("copied"), "a copy 2.json");
    assert_eq!(shelf.read("a copy.toml"), "name = \"Create copy\"\n");
    assert_eq!(entries::duplicate(place(&shelf, "orders")).expect("copied"), "orders copy");
    assert_eq!(shelf.read("orders copy/x.json"), "2");
}

#[test]
fn what_is_deleted_for_good_is_gone() {
    let shelf = Shelf::with(&[("a.json", "1"), ("a.toml", ""), ("orders/x.json", "2"), ("b.json", "3")]);
    entries::delete(place(&shelf, "a.json"), true).expect("deleted");
    entries::delete(place(&shelf, "orders"), true).expect("deleted");
    assert_eq!(shelf.tree(), ["b"]);
    assert!(matches!(entries::delete(place(&shelf, "a.json"), true), Err(CollectionError::Gone(_))));
    assert!(entries::delete(place(&shelf, ""), true).is_err(), "the collection itself");
    assert!(entries::delete(place(&shelf, "../payments"), true).is_err());
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let shelf = Shelf::with(&[("locked/a.json", "1"), ("b.json", "1")]);
    let locked = shelf.root.join("locked");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o555)).expect("set");
    let written = entries::create_request(&shelf.root, &shelf.source("locked"), "x", &RequestContent::default());
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o755)).expect("set");
    // Root may write everywhere.
    if let Err(error) = written {
        assert!(error.to_string().contains("could not be written"), "{error}");
    }
}
