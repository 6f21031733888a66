//! What is opened and saved, and what is wrong with some of it.

use lambdesk_core::collection::request_file;
use lambdesk_core::failure::{Failure, FailureCode};
use lambdesk_core::wire::{Saving, Sending};

use crate::{Shelf, now, payload};

#[test]
fn the_events_of_a_sam_project_are_a_collection_as_they_are() {
    let shelf = Shelf::with(&[
        ("events/event10.json", "{}"),
        ("events/event2.json", "{}"),
        ("samconfig.toml", "version = 0.1\n[default.deploy.parameters]\nstack_name = \"x\"\n"),
        ("src/app.py", "pass"),
        ("src/node_modules/a/package.json", "{}"),
        (".aws-sam/build.json", "{}"),
        ("cache/CACHEDIR.TAG", ""),
        ("cache/a.json", "{}"),
        (".git/config.json", "{}"),
        ("template.yaml", ""),
    ]);
    assert_eq!(shelf.tree(), ["events", "  event2", "  event10"]);
    assert_eq!(shelf.opened().name, "payments");
    assert_eq!(shelf.opened().problems, Vec::<String>::new());
}

#[test]
fn folders_come_first_and_names_stand_in_the_files() {
    let shelf = Shelf::with(&[
        ("lambdesk.toml", "format = 1\nname = \"Payments\"\n"),
        ("b.json", "{}"),
        ("b.toml", "name = \"A request\"\nfunction = \"orders\"\n"),
        ("z/lambdesk.toml", "name = \"Orders\"\n"),
        ("z/a.json", "{}"),
        ("environments/staging.toml", "[variables]\nhost = \"x\"\n"),
        ("environments/broken.toml", "secrets = 1"),
    ]);
    std::fs::create_dir(shelf.root.join("empty")).expect("made");
    assert_eq!(shelf.tree(), ["empty", "Orders", "  a", "A request (orders)"]);
    let opened = shelf.opened();
    assert_eq!(opened.name, "Payments");
    let environments: Vec<_> =
        opened.environments.iter().map(|it| (it.name.as_str(), it.variables, it.problem.is_some())).collect();
    assert_eq!(environments, [("broken", 0, true), ("staging", 1, false)]);
}

#[cfg(unix)]
#[test]
fn what_is_wrong_with_a_file_is_said_at_that_file_and_the_rest_works() {
    use std::ffi::OsStr;
    use std::fs::File;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    let shelf = Shelf::with(&[
        ("fine.json", "{}"),
        ("broken-sidecar.json", "{}"),
        ("broken-sidecar.toml", "function = \n"),
        ("later.json", "{}"),
        ("later.toml", "format = 2\n"),
        ("alone.toml", "function = \"orders\"\n"),
        ("other.toml", "[tool]\nx = 1\n"),
    ]);
    let root = &shelf.root;
    File::create(root.join("huge.json")).and_then(|file| file.set_len(50 << 20)).expect("made");
    std::fs::write(root.join("latin.json"), b"{\"a\": \"\xe9\"}").expect("written");
    std::fs::write(root.join(OsStr::from_bytes(b"n\xe9.json")), "{}").expect("written");
    symlink(root, root.join("loop")).expect("linked");
    symlink("/etc", root.join("outside")).expect("linked");
    symlink("/etc/hostname", root.join("outside.json")).expect("linked");
    symlink(root.join("nothing"), root.join("dangling.json")).expect("linked");
    symlink(root.join("fine.json"), root.join("linked.json")).expect("linked");
    std::process::Command::new("mkfifo").arg(root.join("pipe.json")).status().expect("made");
    let root = root.display().to_string();
    let said = shelf.tree().join("\n").replace(&root, "ROOT");
    insta::assert_snapshot!(said);
    for (path, opens) in [
        ("fine.json", true),
        ("linked.json", true),
        ("alone.json", true),
        ("huge.json", false),
        ("latin.json", false),
        ("broken-sidecar.json", false),
        ("later.json", false),
        ("outside.json", false),
        ("dangling.json", false),
        ("pipe.json", false),
    ] {
        let opened = request_file::open(&shelf.root, &shelf.source(path));
        assert_eq!(opened.is_ok(), opens, "{path}: {opened:?}");
    }
}

#[test]
fn a_collection_of_a_later_lambdesk_is_refused_with_what_to_do() {
    let shelf = Shelf::with(&[("lambdesk.toml", "format = 2\n"), ("a.json", "{}")]);
    let failure = shelf.open.open(&shelf.id(), now()).expect_err("refused");
    assert!(failure.message.contains("format 2") && failure.message.contains("update Lambdesk"), "{}", failure.message);
    let nested = Shelf::with(&[("later/lambdesk.toml", "format = 2\n"), ("later/a.json", "{}"), ("b.json", "{}")]);
    let tree = nested.tree();
    assert!(tree[0].contains("update Lambdesk") && tree.len() == 3, "{tree:?}");
    assert!(request_file::open(&nested.root, &nested.source("later/a.json")).is_err());
    assert!(request_file::open(&nested.root, &nested.source("b.json")).is_ok());
}

#[test]
fn saving_touches_only_what_changed() {
    let sidecar = "# ours\nfunction = \"orders\" # the new one\nfuture = { kept = true }\nwait = \"5 s\"\n\n[variables]\nid = 1_000\n";
    let shelf = Shelf::with(&[("a.json", "{ \"id\":   {{ id }} }\r\n"), ("a.toml", sidecar)]);
    shelf.opened();
    let opened = request_file::open(&shelf.root, &shelf.source("a.json")).expect("opened");
    let before = std::fs::metadata(shelf.root.join("a.json")).and_then(|it| it.modified()).expect("a time");
    let mut content = opened.content.clone();
    content.sending.wait = Some("1 min".into());
    let saved = request_file::save(&shelf.root, &shelf.source("a.json"), &content, Some(&opened.stamp)).expect("saved");
    let Saving::Saved { request } = saved else { panic!("{saved:?}") };
    assert_eq!(request.content, content);
    assert_eq!(shelf.read("a.toml"), sidecar.replace("5 s", "1 min"));
    assert_eq!(shelf.read("a.json"), "{ \"id\":   {{ id }} }\r\n");
    let after = std::fs::metadata(shelf.root.join("a.json")).and_then(|it| it.modified()).expect("a time");
    assert_eq!(before, after, "a payload that is the same is not written");

    // A payload alone stays alone, until there is something to say.
    shelf.write("b.json", "1");
    let opened = request_file::open(&shelf.root, &shelf.source("b.json")).expect("opened");
    let saved =
        request_file::save(&shelf.root, &shelf.source("b.json"), &payload("2"), Some(&opened.stamp)).expect("saved");
    assert!(!shelf.root.join("b.toml").exists());
    let Saving::Saved { request } = saved else { panic!("{saved:?}") };
    let mut content = request.content.clone();
    content.sending = Sending { qualifier: Some("live".into()), ..Sending::default() };
    request_file::save(&shelf.root, &shelf.source("b.json"), &content, Some(&request.stamp)).expect("saved");
    assert_eq!(shelf.read("b.toml"), "qualifier = \"live\"\n");
}

#[test]
fn what_somebody_else_changed_is_never_overwritten() {
    let shelf = Shelf::with(&[("a.json", "1")]);
    let source = shelf.source("a.json");
    let save = |text: &str, stamp: Option<&str>| {
        request_file::save(&shelf.root, &source, &payload(text), stamp).expect("answered")
    };
    let mine = request_file::open(&shelf.root, &source).expect("opened");
    // Another writes the same number of letters within the same second.
    shelf.write("a.json", "2");
    let Saving::Conflict { stamp: Some(theirs), on_disk: Some(on_disk), problem: None } = save("3", Some(&mine.stamp))
    else {
        panic!("no conflict");
    };
    assert_eq!((on_disk.content.payload.as_str(), shelf.read("a.json").as_str()), ("2", "2"));
    // A sidecar counts, too.
    shelf.write("a.toml", "wait = \"1 s\"\n");
    let Saving::Conflict { stamp: Some(newer), .. } = save("3", Some(&theirs)) else { panic!("no conflict") };
    // Overwriting is explicit: with the stamp of what was seen. What is not in the window is taken out of the sidecar.
    assert!(matches!(save("3", Some(&newer)), Saving::Saved { .. }));
    assert_eq!(shelf.read("a.json"), "3");
    std::fs::remove_file(shelf.root.join("a.json")).expect("removed");
    std::fs::remove_file(shelf.root.join("a.toml")).expect("removed");
    let Saving::Conflict { stamp: None, on_disk: None, problem: None } = save("4", Some(&newer)) else {
        panic!("no conflict")
    };
    assert!(matches!(save("4", None), Saving::Saved { .. }));
    std::fs::write(shelf.root.join("a.json"), [0xff]).expect("written");
    assert!(matches!(save("5", Some(&newer)), Saving::Conflict { problem: Some(_), .. }));
    assert_eq!(std::fs::read(shelf.root.join("a.json")).expect("read"), [0xff]);
}

#[test]
fn a_collection_is_made_of_a_new_or_empty_folder_only() {
    let shelf = Shelf::with(&[("a.json", "{}")]);
    let path = |name: &str| shelf.root.join(name).display().to_string();
    let made = shelf.open.create(&path("new/deep"), " My team ", now()).expect("made");
    assert_eq!((made.name.as_str(), made.entries.len()), ("My team", 0));
    assert_eq!(shelf.read("new/deep/lambdesk.toml"), "format = 1\nname = \"My team\"\n");
    for (path, name) in [(path(""), "x"), (path("other"), " "), ("relative".into(), "x"), (path("a.json"), "x")] {
        let failure: Failure = shelf.open.create(&path, name, now()).expect_err("refused");
        assert!(!failure.message.is_empty(), "{path}");
    }
    let list = shelf.open.list();
    assert_eq!(list.open, std::slice::from_ref(&made.id));
    shelf.open.close(&made.id).expect("closed");
    assert_eq!(shelf.open.list().recent[0].name, "My team");
    assert_eq!(Failure::from(shelf.open.root(&made.id).expect_err("closed")).code, FailureCode::Gone);
    assert_eq!(shelf.open.open(&path("nowhere"), now()).expect_err("refused").code, FailureCode::Gone);
}
