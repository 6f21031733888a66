//! Where `{{ … }}` stands in a text, and what is around it: a JSON string, a JSON value's place, or plain text. Pure.

use std::borrow::Cow;
use std::ops::Range;

use serde::de::IgnoredAny;

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// JSON: what is filled in is escaped by its place.
    Json,
    /// Anything else: it is put in as it is.
    Plain,
}

/// What is around an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A JSON string.
    InString,
    /// A JSON value belongs here.
    Value,
    /// Neither.
    Plain,
}

/// A `{{ … }}`. Ranges are in bytes of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    /// All of it, braces included.
    pub whole: Range<usize>,
    /// What is between the braces.
    pub inner: Range<usize>,
    /// What is around it.
    pub place: Place,
    /// Whether its braces are closed. When they are not, it goes to the end of the text.
    pub closed: bool,
}

impl Expression {
    /// What is between the braces, as it is to be evaluated. In a JSON string quotes may stand with or without the
    /// backslash that JSON wants before them.
    pub fn code<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let inner = text[self.inner.clone()].trim();
        if self.place == Place::InString && inner.contains("\\\"") {
            // As JSON has it; where that is not so, it is taken as it stands.
            if let Ok(unescaped) = serde_json::from_str::<String>(&format!("\"{inner}\"")) {
                return Cow::Owned(unescaped);
            }
        }
        Cow::Borrowed(inner)
    }
}

/// Whether there is anything to fill in.
pub fn has_any(text: &str) -> bool {
    text.contains("{{")
}

/// What a payload is written in. Broken JSON is JSON still: it may become whole when it is filled in.
pub fn writing_of(text: &str) -> Writing {
    let start = text.trim_start();
    let opens = start.starts_with(['{', '[', '"']) && !start.starts_with("{{");
    if opens || is_json_when_filled(text) { Writing::Json } else { Writing::Plain }
}

fn is_json_when_filled(text: &str) -> bool {
    let mut filled = String::with_capacity(text.len());
    let mut from = 0;
    for expression in find(text, Writing::Json) {
        filled.push_str(&text[from..expression.whole.start]);
        // A digit is fine in a string, and is a value.
        filled.push('0');
        from = expression.whole.end;
    }
    filled.push_str(&text[from..]);
    serde_json::from_str::<IgnoredAny>(&filled).is_ok()
}

/// The expressions of a text, in order.
pub fn find(text: &str, writing: Writing) -> Vec<Expression> {
    let bytes = text.as_bytes();
    let (mut found, mut at, mut in_string) = (Vec::new(), 0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'{' if bytes.get(at + 1) == Some(&b'{') => {
                let place = match (writing, in_string) {
                    (Writing::Plain, _) => Place::Plain,
                    (Writing::Json, true) => Place::InString,
                    (Writing::Json, false) => Place::Value,
                };
                let expression = match end(bytes, at + 2) {
                    Some(close) => Expression { whole: at..close + 2, inner: at + 2..close, place, closed: true },
                    None => Expression { whole: at..text.len(), inner: at + 2..text.len(), place, closed: false },
                };
                at = expression.whole.end;
                found.push(expression);
            }
            b'\\' if in_string => at += 2,
            b'"' => {
                in_string = !in_string;
                at += 1;
            }
            _ => at += 1,
        }
    }
    found
}

/// Where the `}}` is that closes an expression: not one within quotes or within braces of its own.
fn end(bytes: &[u8], from: usize) -> Option<usize> {
    #[derive(PartialEq)]
    enum Quote {
        None,
        Single,
        Double,
        /// `\"`, as a JSON string has a quote.
        Escaped,
    }
    let (mut at, mut quote, mut depth) = (from, Quote::None, 0usize);
    while at < bytes.len() {
        let next = bytes.get(at + 1);
        let mut taken = 1;
        match (bytes[at], &quote) {
            (b'\\', Quote::None) if next == Some(&b'"') => (quote, taken) = (Quote::Escaped, 2),
            (b'\\', Quote::Escaped) if next == Some(&b'"') => (quote, taken) = (Quote::None, 2),
            // `\\\"` is a quote within the quotes.
            (b'\\', Quote::Escaped) if next == Some(&b'\\') => {
                taken = if bytes.get(at + 2..at + 4) == Some(b"\\\"") { 4 } else { 2 };
            }
            (b'\\', Quote::Single | Quote::Double) => taken = 2,
            (b'"', Quote::None) => quote = Quote::Double,
            (b'\'', Quote::None) => quote = Quote::Single,
            (b'"', Quote::Double) | (b'\'', Quote::Single) => quote = Quote::None,
            (b'{', Quote::None) => depth += 1,
            (b'}', Quote::None) if depth == 0 && next == Some(&b'}') => return Some(at),
            (b'}', Quote::None) => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += taken;
    }
    None
}

/// Whether code is nothing but a name.
pub fn is_name(code: &str) -> bool {
    let mut letters = code.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !matches!(
            code,
            "true" | "false" | "none" | "True" | "False" | "None" | "and" | "or" | "not" | "in" | "is" | "if" | "else"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<(String, Place)> {
        let found = find(text, writing_of(text));
        found.iter().map(|one| (one.code(text).into_owned(), one.place)).collect()
    }

    #[test]
    fn the_place_is_known() {
        let text = r#"{"a": {{ n }}, "b": "x {{ s }} \" {{ t }}", "c": [{{ u }}]}"#;
        let places: Vec<_> = codes(text).into_iter().map(|(code, place)| format!("{code} {place:?}")).collect();
        assert_eq!(places, ["n Value", "s InString", "t InString", "u Value"]);
        assert_eq!(codes("Hello {{ name }}!"), [("name".into(), Place::Plain)]);
        assert_eq!(codes("{{ whole }}"), [("whole".into(), Place::Value)]);
        assert_eq!(codes("{{ greeting }} world"), [("greeting".into(), Place::Plain)]);
    }

    #[test]
    fn braces_in_quotes_and_braces_of_its_own_do_not_end_it() {
        assert_eq!(codes(r#"{"a": {{ "}}" }}}"#), [("\"}}\"".into(), Place::Value)]);
        assert_eq!(codes(r#"{"a": {{ {"b": {"c": 1}} }}}"#), [(r#"{"b": {"c": 1}}"#.into(), Place::Value)]);
        assert_eq!(codes("a {{ '}}' }} b"), [("'}}'".into(), Place::Plain)]);
    }

    #[test]
    fn quotes_in_a_string_may_be_escaped_or_not() {
        let wanted = (r#"file("a b.txt")"#.to_owned(), Place::InString);
        assert_eq!(codes(r#"{"a": "{{ file(\"a b.txt\") }}"}"#), std::slice::from_ref(&wanted));
        assert_eq!(codes(r#"{"a": "{{ file("a b.txt") }}"}"#), [wanted]);
        assert_eq!(codes(r#"["{{ f(\"a\\\"b}}\") }}"]"#), [(r#"f("a\"b}}")"#.into(), Place::InString)]);
    }

    #[test]
    fn one_that_is_open_goes_to_the_end() {
        let found = find("a {{ b", Writing::Plain);
        assert_eq!((found[0].whole.clone(), found[0].closed), (2..6, false));
        assert_eq!(find("a { b } {", Writing::Plain), []);
    }

    #[test]
    fn a_name_is_told_from_code() {
        for name in ["a", "_b1", "Customer_ID"] {
            assert!(is_name(name), "{name}");
        }
        for code in ["", "1a", "a.b", "a()", "true", "a b", "é"] {
            assert!(!is_name(code), "{code}");
        }
    }
}
