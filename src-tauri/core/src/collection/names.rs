//! What files and folders of a collection are called. A name must work on every system that a colleague may have.

use std::path::Path;

use super::trouble::CollectionError;

/// The file with a folder's settings.
pub const SETTINGS: &str = "lambdesk.toml";
/// The folder with the environments, in the collection's own folder.
pub const ENVIRONMENTS: &str = "environments";
/// How a payload's name ends.
pub const PAYLOAD: &str = ".json";
/// How a sidecar's name ends.
pub const SIDECAR: &str = ".toml";

/// The longest name of a file, in bytes. Most systems take 255; endings and numbers come on top.
const LONGEST: usize = 200;

/// A name as a file's name. What no file can be called is replaced; two names may come to one.
///
/// # Errors
/// When nothing is left of it, or it is too long.
pub fn file_name(name: &str) -> Result<String, CollectionError> {
    let bad = |sentence: &str| Err(CollectionError::BadName(sentence.to_owned()));
    // Windows takes none of these, and Unix not the slash.
    let allowed = |letter: char| if "<>:\"/\\|?*".contains(letter) || letter.is_control() { '-' } else { letter };
    let safe: String = name.trim().chars().map(allowed).collect();
    let safe = safe.trim_end_matches(['.', ' ']).trim_start();
    if safe.is_empty() {
        return bad("A name cannot be empty.");
    }
    if safe.len() > LONGEST {
        return bad("The name is too long for a file.");
    }
    let stem = safe.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let device = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (stem.len() == 4
            && (stem.starts_with("COM") || stem.starts_with("LPT"))
            && stem.ends_with(|letter: char| letter.is_ascii_digit()));
    // A hidden file is no part of a collection, and some names have a meaning.
    let taken = device || safe.starts_with('.') || safe.eq_ignore_ascii_case("lambdesk");
    Ok(if taken { format!("_{safe}") } else { safe.to_owned() })
}

/// A name of an environment: it is its file's, so that it is as typed.
///
/// # Errors
/// When no file can be called so.
pub fn environment_name(name: &str) -> Result<String, CollectionError> {
    let file = file_name(name)?;
    if file == name.trim() {
        return Ok(file);
    }
    Err(CollectionError::BadName(format!(
        "An environment cannot be called “{}”: its file has the same name.",
        name.trim()
    )))
}

/// Whether something of this name is there, also where the system does not tell small and capital letters apart.
pub fn is_taken(folder: &Path, file: &str) -> bool {
    folder.join(file).symlink_metadata().is_ok()
}

/// The name of a copy that is free: `NAME copy`, `NAME copy 2`, …
pub fn free_copy(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let base = match name.rfind(" copy") {
        Some(at) if name[at + 5..].trim().chars().all(|letter| letter.is_ascii_digit()) => &name[..at],
        _ => name,
    };
    let numbered = |number: u32| if number == 1 { format!("{base} copy") } else { format!("{base} copy {number}") };
    (1..u32::MAX).map(numbered).find(|name| !is_taken(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_works_on_every_system() {
        for (name, file) in [
            ("Create order", "Create order"),
            (" a/b:c? ", "a-b-c-"),
            ("..", "_"),
            ("nul", "_nul"),
            ("COM1.x", "_COM1.x"),
            ("command", "command"),
            (".hidden", "_.hidden"),
            ("Lambdesk", "_Lambdesk"),
            ("größe 😀", "größe 😀"),
            ("a. ", "a"),
        ] {
            let made = file_name(name).unwrap_or_else(|_| "_".into());
            assert_eq!(made, file, "{name}");
        }
        assert!(file_name("  ").is_err() && file_name("...").is_err() && file_name(&"a".repeat(201)).is_err());
        assert!(environment_name("staging eu").is_ok() && environment_name("a/b").is_err());
    }

    #[test]
    fn copies_are_counted() {
        let taken = ["a copy", "a copy 2"];
        let free = |name: &str| free_copy(name, |name| taken.contains(&name));
        assert_eq!(free("a"), "a copy 3");
        assert_eq!(free("a copy 2"), "a copy 3");
        assert_eq!(free("b"), "b copy");
        assert_eq!(free("a copying"), "a copying copy");
    }
}
