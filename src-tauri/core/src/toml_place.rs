//! Where a TOML file is broken, and why.

/// The place and the reason, without the line: somebody may have written a secret there.
pub fn place_and_reason(error: &toml_edit::TomlError) -> String {
    let all = error.to_string();
    let place = all.lines().next().unwrap_or_default();
    format!("{}: {}", place.strip_prefix("TOML parse error at ").unwrap_or(place), error.message())
}
