//! What holds across files, so that no one has to remember it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use lambdesk_tests::{planted, repository};

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
fn the_invoke_engine_knows_no_profiles_and_no_collections() {
    knows_none_of("invoke", &["crate::credentials", "crate::wire::Profile", "crate::collection", "crate::variables"]);
}

#[test]
fn collections_know_no_keychain_and_no_engine() {
    let banned = ["crate::credentials", "crate::invoke::run", "crate::invoke::transport", "crate::invoke_input"];
    knows_none_of("collection", &banned);
}

/// A room of core speaks of none of these.
fn knows_none_of(room: &str, banned: &[&str]) {
    let folder = repository::root().join("src-tauri/core/src").join(room);
    for file in fs::read_dir(folder).expect("a folder") {
        let path = file.expect("a file").path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue; // The snapshots' folder.
        }
        let text = fs::read_to_string(&path).expect("text");
        for banned in banned {
            assert!(!text.contains(banned), "{} knows {banned}", path.display());
        }
    }
}

/// What a field is called that holds a secret.
const SECRET_FIELDS: [&str; 8] = [
    "secret_access_key",
    "session_token",
    "access_token",
    "refresh_token",
    "client_secret",
    "device_code",
    "secret",
    "password",
];

/// Types that are written out or not wiped all the same, and why.
const SECRET_EXCEPTIONS: [(&str, &str, &str); 4] = [
    ("key_secret.rs", "Entry", "the form in which it lies in the keychain; what is in it is borrowed, or moved on"),
    ("session.rs", "Kept", "the form in which it lies in the keychain"),
    ("temporary.rs", "Kept", "the form in which it lies in the keychain"),
    ("cli_cache.rs", "Cached", "what is in it is moved on at once"),
];

/// A type as its source has it: its name, what it derives, and its members.
fn types(text: &str) -> Vec<(String, String, String)> {
    let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
    let (mut found, mut derived, mut open): (Vec<(String, String, String)>, _, _) = (Vec::new(), String::new(), false);
    for line in code.lines() {
        let word = line.trim_start().trim_start_matches("pub(super) ").trim_start_matches("pub ");
        if open {
            open = line != "}";
            if let Some((_, _, members)) = found.last_mut() {
                members.push_str(line);
                members.push('\n');
            }
        } else if let Some(list) = line.strip_prefix("#[derive(") {
            derived.push_str(list);
        } else if let Some(rest) = word.strip_prefix("struct ").or_else(|| word.strip_prefix("enum ")) {
            let name = rest.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
            found.push((name.to_owned(), std::mem::take(&mut derived), rest.to_owned() + "\n"));
            open = rest.ends_with('{');
        } else if !line.starts_with(['#', '/']) {
            derived.clear();
        }
    }
    found
}

/// The members of a type that hold a secret as text, whoever else holds it too.
fn secret_members(members: &str) -> Vec<&str> {
    let holds = |line: &&str| {
        let Some((name, kind)) = line.trim().trim_start_matches("pub ").split_once(": ") else { return false };
        let text = ["String", "str", "Vec<u8>", "<T>", "T,"].iter().any(|text| kind.contains(text));
        text && SECRET_FIELDS.contains(&name) || kind.contains("Zeroizing<")
    };
    members.lines().filter(holds).collect()
}

#[test]
fn a_type_that_holds_a_secret_hides_it_wipes_it_and_cannot_be_written_out() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for folder in ["src-tauri/core/src", "src-tauri/src", "src-tauri/cli/src"] {
        for path in planted::files(&repository::root().join(folder)) {
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            for (name, derived, members) in types(&fs::read_to_string(&path).expect("text")) {
                if secret_members(&members).is_empty() {
                    continue;
                }
                seen.insert(name.clone());
                let derives = |what: &str| derived.split([',', ')', ' ']).any(|one| one == what);
                if derives("Debug") {
                    wrong.push(format!("{name} in {file} derives Debug, which shows its secret"));
                }
                if SECRET_EXCEPTIONS.iter().any(|(in_file, of, _)| *in_file == file && *of == name) {
                    continue;
                }
                if derives("Serialize") {
                    wrong.push(format!("{name} in {file} derives Serialize"));
                }
                let bare =
                    secret_members(&members).iter().any(|line| line.contains("String") && !line.contains("Zeroizing<"));
                if bare && !derives("ZeroizeOnDrop") {
                    wrong.push(format!("{name} in {file} is not wiped when it is dropped"));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    // The test sees what it should.
    for name in ["KeySecret", "Kept", "Cached", "CredentialsDraft", "Entry"] {
        assert!(seen.contains(name), "{name} is not seen: {seen:?}");
    }
}

#[test]
fn nothing_of_rust_writes_to_the_clipboard_or_a_log() {
    let lock = read("Cargo.lock");
    for name in ["arboard", "tauri-plugin-clipboard-manager", "tauri-plugin-log", "env_logger", "tracing-subscriber"] {
        assert!(!lock.contains(&format!("name = \"{name}\"")), "{name} was added: look at what it is given");
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
