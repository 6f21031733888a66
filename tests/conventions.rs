//! What holds across files, so that no one has to remember it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use lambdesk_tests::repository;

fn read(path: &str) -> String {
    fs::read_to_string(repository::root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All that stands between `start` and `end` in `text`, again and again.
fn between<'a>(text: &'a str, start: &str, end: &str) -> BTreeSet<&'a str> {
    text.split(start).skip(1).filter_map(|rest| rest.split(end).next()).collect()
}

#[test]
fn a_command_is_in_all_three_lists_or_in_none() {
    let permission = read("src-tauri/permissions/commands.toml");
    let list = permission.split("commands.allow = [").nth(1).expect("a list");
    let allowed: BTreeSet<String> = between(list, "    \"", "\"").into_iter().map(str::to_owned).collect();

    let shell = read("src-tauri/src/lib.rs");
    let handlers = shell.split("generate_handler![").nth(1).and_then(|rest| rest.split(']').next()).expect("handlers");
    let handled: BTreeSet<String> = handlers
        .split(',')
        .filter_map(|path| path.trim().rsplit("::").next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();

    let page = read("ui/src/lib/backend.tauri.ts");
    let called: BTreeSet<String> = between(&page, "invoke(\"", "\"").into_iter().map(str::to_owned).collect();

    assert_eq!(allowed, handled, "the permission and the handlers disagree");
    assert_eq!(allowed, called, "the permission and the page's door disagree");
}

#[test]
fn the_page_may_do_nothing_of_tauris_own() {
    let capability = read("src-tauri/capabilities/main.json");
    assert!(capability.contains(r#""permissions": ["commands"]"#), "{capability}");
    let config = read("tauri.conf.json");
    assert!(config.contains("default-src 'none'; script-src 'self';"), "the security policy changed");
    assert!(!config.contains("unsafe-eval"));
}

#[test]
fn core_knows_no_window_and_no_sandbox() {
    for (manifest, banned) in [
        ("src-tauri/core/Cargo.toml", ["tauri", "lambdesk-sandbox"]),
        ("src-tauri/sandbox/Cargo.toml", ["tauri", "lambdesk-core"]),
        ("src-tauri/cli/Cargo.toml", ["tauri", "wry"]),
    ] {
        for line in read(manifest).lines() {
            let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
            assert!(!banned.contains(&name), "{manifest} depends on {name}");
        }
    }
}

#[test]
fn the_invoke_engine_knows_no_profiles() {
    let folder = repository::root().join("src-tauri/core/src/invoke");
    for file in fs::read_dir(folder).expect("a folder") {
        let path = file.expect("a file").path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue; // The snapshots' folder.
        }
        let text = fs::read_to_string(&path).expect("text");
        for banned in ["crate::credentials", "crate::wire::Profile"] {
            assert!(!text.contains(banned), "{} knows {banned}", path.display());
        }
    }
}

#[test]
fn the_readme_speaks_of_targets_that_exist() {
    let (readme, makefile) = (read("README.md"), read("Makefile"));
    let mut named: BTreeSet<&str> = between(&readme, "`make ", "`");
    named.extend(readme.lines().filter_map(|line| line.strip_prefix("make ")));
    assert!(named.contains("run") && named.contains("test"), "{named:?}");
    for target in named {
        assert!(makefile.contains(&format!("\n{target}:")), "the Makefile has no target {target}");
    }
}

#[test]
fn every_module_says_why_it_exists() {
    fn visit(folder: &Path, bare: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && !path.ends_with("target") && !path.ends_with("node_modules") {
                visit(&path, bare);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("text");
                if !text.starts_with("//!") {
                    bare.push(path.display().to_string());
                }
            }
        }
    }
    let mut bare = Vec::new();
    visit(&repository::root().join("src-tauri"), &mut bare);
    visit(&repository::root().join("tests"), &mut bare);
    assert_eq!(bare, Vec::<String>::new());
}
