//! Texts as literals of shells and languages. Each is exact: what the tool reads is what went in, byte for byte.

/// A word of a POSIX shell.
pub(super) fn shell(text: &str) -> String {
    let plain = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/' | b':' | b'@' | b'%' | b'+' | b',')
    };
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    // In single quotes nothing has a meaning but the quote itself.
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A string of Python. JSON's escapes are all Python's too.
pub(super) fn python(text: &str) -> String {
    let plain = text.contains('\n')
        && !text.contains(['\\', '\r'])
        && !text.contains("'''")
        && !text.ends_with('\'')
        && !has_odd_letters(text);
    if plain { format!("'''{text}'''") } else { json(text) }
}

/// A string of JavaScript.
pub(super) fn javascript(text: &str) -> String {
    if !text.contains('\n') || text.contains('\r') || has_odd_letters(text) {
        return json(text);
    }
    format!("`{}`", text.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${"))
}

/// A string of Rust.
pub(super) fn rust(text: &str) -> String {
    if !text.contains(['"', '\\', '\n']) || text.contains('\r') || has_odd_letters(text) {
        return format!("{text:?}");
    }
    let mut hashes = String::from("#");
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

/// A JSON string, for which Python and JavaScript have the same escapes.
pub(super) fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Letters that are better escaped where that can be: controls, and those that turn the direction of what is shown.
fn has_odd_letters(text: &str) -> bool {
    let odd = |letter: char| {
        letter.is_control() && letter != '\n'
            || matches!(letter, '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().any(odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_what_went_in() {
        assert_eq!(shell("orders-create"), "orders-create");
        assert_eq!(shell(""), "''");
        assert_eq!(shell("$LATEST"), "'$LATEST'");
        assert_eq!(shell("it's `a` \"b\" !\n"), "'it'\\''s `a` \"b\" !\n'");
        assert_eq!(shell("~/x"), "'~/x'");
    }

    #[test]
    fn languages_read_what_went_in() {
        assert_eq!(python("{\"a\": \"é\"}"), "\"{\\\"a\\\": \\\"é\\\"}\"");
        assert_eq!(python("{\n}"), "'''{\n}'''");
        assert_eq!(python("'''\n"), "\"'''\\n\"");
        assert_eq!(python("a\r\nb"), "\"a\\r\\nb\"");
        assert_eq!(javascript("{\n`${x}\\n`}"), "`{\n\\`\\${x}\\\\n\\`}`");
        assert_eq!(javascript("a"), "\"a\"");
        assert_eq!(rust("{\"a\": 1}"), "r#\"{\"a\": 1}\"#");
        assert_eq!(rust("\"#"), "r##\"\"#\"##");
        assert_eq!(rust("a\u{202e}\n"), "\"a\\u{202e}\\n\"");
        assert_eq!(rust("plain"), "\"plain\"");
    }
}
