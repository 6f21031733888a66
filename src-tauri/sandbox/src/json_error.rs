//! What Lambda says of a payload that is not JSON. The service parses with Jackson, and its words are what people search
//! for; the commonest mistakes are worded as it words them.

use serde::de::IgnoredAny;

/// Lambda's whole message, or `None` when the payload is JSON.
pub fn message(payload: &[u8]) -> Option<String> {
    let Ok(text) = str::from_utf8(payload) else {
        return Some(whole("Invalid UTF-8 start byte", 1, 1));
    };
    let error = serde_json::from_str::<IgnoredAny>(text).err()?;
    let line_text = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    // serde_json's column is that of the last byte it read, from 1.
    let mut at = error.column().saturating_sub(1).min(line_text.len());
    while !line_text.is_char_boundary(at) {
        at -= 1;
    }
    if error.is_eof() {
        let opened = if text.trim_start().starts_with('[') { "Array" } else { "Object" };
        let what = format!(
            "Unexpected end-of-input: expected close marker for {opened} (start marker at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 1])"
        );
        return Some(whole(&what, error.line(), line_text.chars().count() + 1));
    }
    if error.to_string().starts_with("control character") {
        // serde_json stops before the character; at a line's end that is the line break itself.
        let letter = line_text[error.column().min(line_text.len())..].chars().next().unwrap_or('\n');
        let what = format!(
            "Illegal unquoted character ((CTRL-CHAR, code {})): has to be escaped using backslash to be included in string value",
            u32::from(letter)
        );
        return Some(whole(&what, error.line(), line_text[..error.column().min(line_text.len())].chars().count() + 1));
    }
    let token_start = line_text[..at].trim_end_matches(is_token).len();
    let token_start = if line_text[at..].starts_with(is_token) { token_start } else { at };
    let token: &str = line_text[token_start..].split(|letter: char| !is_token(letter)).next().unwrap_or_default();
    let column_of = |bytes: usize| line_text[..bytes].chars().count() + 1;
    let starts_word = token.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
    if starts_word && !error.to_string().starts_with("key must be") {
        let what = format!(
            "Unrecognized token '{token}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
        );
        return Some(whole(&what, error.line(), column_of(token_start + token.len())));
    }
    let letter = line_text[at..].chars().next().unwrap_or(' ');
    let words = error.to_string();
    let expected = if words.starts_with("key must be") || words.starts_with("trailing comma") {
        "was expecting double-quote to start field name"
    } else if words.starts_with("expected `,` or `}`") {
        "was expecting comma to separate Object entries"
    } else if words.starts_with("expected `,` or `]`") {
        "was expecting comma to separate Array entries"
    } else if words.starts_with("expected `:`") {
        "was expecting a colon to separate field name and value"
    } else {
        "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
    };
    let what = format!("Unexpected character ('{letter}' (code {})): {expected}", u32::from(letter));
    Some(whole(&what, error.line(), column_of(at)))
}

fn is_token(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

fn whole(what: &str, line: usize, column: usize) -> String {
    format!(
        "Could not parse request body into json: Could not parse payload into json: {what}\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: {line}, column: {column}]"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_mistakes_are_worded_as_lambda_words_them() {
        for (payload, what, line, column) in [
            ("value", "Unrecognized token 'value': was expecting", 1, 6),
            ("{\"a\": oops}", "Unrecognized token 'oops'", 1, 11),
            ("{'a': 1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 1, 2),
            ("{\n  \"a\" 1}", "was expecting a colon to separate field name and value", 2, 7),
            ("[1 2]", "was expecting comma to separate Array entries", 1, 4),
            ("{\"a\":\"x\ty\"}", "Illegal unquoted character ((CTRL-CHAR, code 9))", 1, 8),
            ("{\"a\":\"5 €a\n\"}", "Illegal unquoted character ((CTRL-CHAR, code 10))", 1, 11),
            ("{\"a\": 1", "Unexpected end-of-input: expected close marker for Object", 1, 8),
        ] {
            let said = message(payload.as_bytes()).unwrap_or_else(|| panic!("{payload} is refused"));
            assert!(said.contains(what), "{payload}: {said}");
            assert!(said.ends_with(&format!("line: {line}, column: {column}]")), "{payload}: {said}");
        }
    }

    #[test]
    fn json_is_no_mistake() {
        for payload in ["null", "\"text\"", "12345678901234567890", " {} "] {
            assert_eq!(message(payload.as_bytes()), None);
        }
        assert!(message(&[0xff]).is_some());
    }
}
