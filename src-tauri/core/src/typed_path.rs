//! Paths as people type and paste them.

use std::path::PathBuf;

/// A path as somebody typed it: without spaces around it, and with `~` for the home folder.
pub fn typed_path(text: &str) -> PathBuf {
    let text = text.trim();
    match text.strip_prefix('~').zip(std::env::home_dir()) {
        Some(("", home)) => home,
        Some((rest, home)) if rest.starts_with(std::path::is_separator) => home.join(&rest[1..]),
        _ => PathBuf::from(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tilde_is_the_home_folder_at_the_beginning_only() {
        let home = std::env::home_dir().expect("a home folder");
        assert_eq!(typed_path("~"), home);
        assert_eq!(typed_path(" ~/team/profiles.toml "), home.join("team/profiles.toml"));
        for kept in ["~jane/profiles.toml", "/tmp/~/profiles.toml", "profiles.toml"] {
            assert_eq!(typed_path(kept), PathBuf::from(kept));
        }
    }
}
