//! JSON as text: where it is broken, and how it looks laid out. Never through a value, so that a 20-digit integer,
//! an escape, a repeated key and the order of keys stay as they were written.

use serde::de::IgnoredAny;

use crate::wire::{BodyKind, JsonProblem};

/// Where `text` stops being JSON. `None` when it is JSON, and for a text of only white space: that is no payload.
pub fn problem(text: &str) -> Option<JsonProblem> {
    if text.trim().is_empty() {
        return None;
    }
    let error = serde_json::from_str::<IgnoredAny>(text).err()?;
    if error.is_eof() {
        return Some(locate(text, text.trim_end().len(), "The text ends before the JSON does.".into()));
    }
    let before_line: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    // serde_json counts the column in bytes, and points at the last byte it read.
    let at = (before_line + error.column().saturating_sub(1)).min(text.len());
    Some(locate(text, at, sentence(&error.to_string())))
}

/// Turns `serde_json`'s message into a sentence, without the position that is shown beside it.
fn sentence(message: &str) -> String {
    let words = message.split(" at line ").next().unwrap_or(message);
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

fn locate(text: &str, at: usize, message: String) -> JsonProblem {
    let at = (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let utf16 = |part: &str| u32::try_from(part.encode_utf16().count()).unwrap_or(u32::MAX);
    let lines = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    JsonProblem {
        message,
        line: u32::try_from(lines).unwrap_or(u32::MAX),
        column: utf16(&before[line_start..]).saturating_add(1),
        offset: utf16(before),
    }
}

/// `text` laid out with two spaces; `None` when it is not JSON. Scalars are copied byte for byte.
pub fn format(text: &str) -> Option<String> {
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    // Valid from here on, so that brackets match and only strings need care.
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let mut depth = 0usize;
    let mut rest = text;
    let mut after_open = false;
    while let Some(letter) = rest.chars().next() {
        let mut taken = letter.len_utf8();
        match letter {
            ' ' | '\t' | '\r' | '\n' => {}
            '}' | ']' => {
                depth -= 1;
                if !after_open {
                    break_line(&mut out, depth);
                }
                out.push(letter);
                after_open = false;
            }
            _ => {
                if after_open {
                    break_line(&mut out, depth);
                    after_open = false;
                }
                match letter {
                    '{' | '[' => {
                        out.push(letter);
                        depth += 1;
                        after_open = true;
                    }
                    ',' => {
                        out.push(',');
                        break_line(&mut out, depth);
                    }
                    ':' => out.push_str(": "),
                    _ => {
                        taken = scalar_len(rest);
                        out.push_str(&rest[..taken]);
                    }
                }
            }
        }
        rest = &rest[taken..];
    }
    Some(out)
}

/// Indentation stops growing here. A hostile body of a million open brackets would otherwise lay out to terabytes; no
/// screen shows more levels than this.
const DEEPEST_INDENT: usize = 100;

fn break_line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth.min(DEEPEST_INDENT) {
        out.push_str("  ");
    }
}

/// Bytes of the scalar that `text` begins with.
fn scalar_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    if bytes[0] != b'"' {
        let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n');
        return bytes.iter().position(ends).unwrap_or(bytes.len());
    }
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// What a body is, judged by its bytes alone.
pub fn kind(body: &[u8]) -> BodyKind {
    if body.is_empty() {
        return BodyKind::Empty;
    }
    match str::from_utf8(body) {
        Err(_) => BodyKind::Binary,
        Ok(text) if serde_json::from_str::<IgnoredAny>(text).is_ok() => BodyKind::Json,
        Ok(_) => BodyKind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_keeps_every_scalar() {
        let text = r#"{"n":12345678901234567890.10,"e":"\u00e9\"}","n":[],"o":{},"a":[1,{"b":null}]}"#;
        let laid = format(text).expect("valid");
        assert_eq!(
            laid,
            "{\n  \"n\": 12345678901234567890.10,\n  \"e\": \"\\u00e9\\\"}\",\n  \"n\": [],\n  \"o\": {},\n  \"a\": [\n    1,\n    {\n      \"b\": null\n    }\n  ]\n}"
        );
        assert_eq!(format(&laid).as_deref(), Some(laid.as_str()), "laying out twice changes nothing");
    }

    #[test]
    fn layout_refuses_what_is_not_json() {
        for text in ["", "value", "{", "[1,]", "{} {}"] {
            assert_eq!(format(text), None, "{text}");
        }
        assert_eq!(format(" null ").as_deref(), Some("null"));
    }

    #[test]
    fn depth_is_no_problem() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert_eq!(problem(&deep), None);
        assert!(format(&deep).expect("valid").len() < 50_000_000, "indentation must not grow without end");
    }

    #[test]
    fn a_problem_is_found_where_it_is() {
        let found = problem("{\n  \"é\": 1,\n  \"😀\": oops\n}").expect("a problem");
        assert_eq!((found.line, found.column), (3, 9));
        assert_eq!(found.offset, 20);
        assert_eq!(problem("  \n"), None);
        assert_eq!(problem("12345678901234567890"), None);
    }

    #[test]
    fn a_text_that_ends_too_early_is_marked_at_its_end() {
        let found = problem("{\"a\": 1\n").expect("a problem");
        assert_eq!((found.line, found.column), (1, 8));
        assert_eq!(found.message, "The text ends before the JSON does.");
    }

    #[test]
    fn bodies_are_judged_by_their_bytes() {
        assert_eq!(kind(b""), BodyKind::Empty);
        assert_eq!(kind(b"null"), BodyKind::Json);
        assert_eq!(kind(b"<html>"), BodyKind::Text);
        assert_eq!(kind(&[0xff, 0xfe]), BodyKind::Binary);
    }
}
