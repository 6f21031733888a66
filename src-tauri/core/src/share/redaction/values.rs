//! What stands after a name: the value or values that belong to it, however they are written.

use std::collections::HashMap;
use std::ops::Range;

use crate::wire::FindingKind;

/// The longest value in quotes that is looked at, in bytes. Session tokens and cookies have up to 8 KB, headers in all 16 KB.
const LONGEST: usize = 16 * 1024;

/// How many values of a list are looked at.
const MOST: usize = 64;

/// A value, without its quotes.
pub struct Value {
    /// Where it is.
    pub range: Range<usize>,
    /// Whether it is in quotes.
    pub quoted: bool,
    /// Whether it looks like the first word of a sentence.
    pub is_prose: bool,
}

/// How much of a value is looked at to judge it, in bytes.
pub const JUDGED: usize = 256;

/// Where bare values end, found once for all that begin within them: so a text that is full of names is read once.
#[derive(Default)]
pub struct Ends {
    word: Range<usize>,
    line: Range<usize>,
    found: HashMap<FindingKind, usize>,
}

impl Ends {
    /// Whether a value lies in one of its kind that was found already; if not, it is the one from now on.
    pub fn is_within(&mut self, kind: FindingKind, value: &Range<usize>) -> bool {
        let past = self.found.entry(kind).or_default();
        let within = value.start < *past;
        if !within {
            *past = value.end;
        }
        within
    }

    fn of(&mut self, bytes: &[u8], from: usize, line: bool) -> usize {
        let known = if line { &mut self.line } else { &mut self.word };
        if !known.contains(&from) {
            let end = (from..bytes.len()).find(|at| ends(bytes, *at, line)).unwrap_or(bytes.len());
            *known = from..end;
        }
        known.end.max(from)
    }
}

/// What follows the name. `line` says that a bare value goes to the end of its line, as a header's does.
pub fn after(text: &str, name: &Range<usize>, line: bool, ends: &mut Ends) -> Vec<Value> {
    let bytes = text.as_bytes();
    let Some((at, colon)) = separator(bytes, name) else { return Vec::new() };
    match bytes.get(at) {
        Some(b'[') => list(bytes, at + 1, ends),
        _ => one(bytes, at, line, colon, ends).into_iter().collect(),
    }
}

/// Where the value begins, and whether the separator is one of prose too: a colon with a space.
fn separator(bytes: &[u8], name: &Range<usize>) -> Option<(usize, bool)> {
    let before = name.start.checked_sub(1).map(|at| bytes[at]);
    let mut at = name.end;
    let quoted = matches!(bytes.get(at), Some(b'"' | b'\'' | b'`'));
    at += usize::from(quoted);
    let option = bytes[name.clone()].starts_with(b"--") && !quoted;
    let gap = spaces(bytes, at, false);
    match bytes.get(gap) {
        Some(b':') if bytes.get(gap + 1) == Some(&b'=') => Some((spaces(bytes, gap + 2, false), false)),
        Some(b'=') if bytes.get(gap + 1) == Some(&b'>') => Some((spaces(bytes, gap + 2, true), false)),
        Some(b'=') => Some((spaces(bytes, gap + 1, false), false)),
        Some(b':') => {
            let value = spaces(bytes, gap + 1, quoted);
            Some((value, !quoted && value > gap + 1))
        }
        Some(b'>') if before == Some(b'<') => Some((gap + 1, false)),
        // {"name": "DB_PASSWORD", "value": "…"}, and pairs as Python's servers hold headers.
        Some(b',') if quoted => Some((member_value(bytes, spaces(bytes, gap + 1, true))?, false)),
        Some(_) if option && gap > at => Some((gap, false)),
        _ => None,
    }
}

/// Behind `"value":`.
fn member_value(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = &bytes[at + usize::from(matches!(bytes.get(at), Some(b'"' | b'\'')))..];
    let length = bytes.len() - rest.len();
    let word = ["value", "stringvalue"]
        .iter()
        .find(|word| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes())))?;
    let mut after = length + word.len();
    after += usize::from(matches!(bytes.get(after), Some(b'"' | b'\'')));
    let colon = spaces(bytes, after, false);
    matches!(bytes.get(colon), Some(b':' | b'=')).then(|| spaces(bytes, colon + 1, true))
}

fn spaces(bytes: &[u8], from: usize, lines: bool) -> usize {
    let most = bytes.len().min(from + 64);
    let space = |byte: u8| matches!(byte, b' ' | b'\t') || (lines && matches!(byte, b'\n' | b'\r'));
    (from..most).find(|at| !space(bytes[*at])).unwrap_or(most)
}

fn list(bytes: &[u8], from: usize, ends: &mut Ends) -> Vec<Value> {
    let (mut values, mut at) = (Vec::new(), from);
    while values.len() < MOST {
        at = spaces(bytes, at, true);
        let Some(value) = one(bytes, at, false, false, ends) else { break };
        at = value.range.end + usize::from(value.quoted);
        values.push(value);
        at = spaces(bytes, at, true);
        if bytes.get(at) != Some(&b',') {
            break;
        }
        at += 1;
    }
    values
}

fn one(bytes: &[u8], from: usize, line: bool, colon: bool, known: &mut Ends) -> Option<Value> {
    let mut at = from;
    // b'…', u"…"
    if matches!(bytes.get(at), Some(b'b' | b'u' | b'r')) && matches!(bytes.get(at + 1), Some(b'"' | b'\'')) {
        at += 1;
    }
    let most = bytes.len().min(at + LONGEST);
    match bytes.get(at) {
        Some(quote @ (b'"' | b'\'' | b'`')) => {
            let (mut end, start) = (at + 1, at + 1);
            while end < most && bytes[end] != *quote && bytes[end] != b'\n' {
                end += if bytes[end] == b'\\' { 2 } else { 1 };
            }
            let range = whole(bytes, start..end.min(most));
            (!range.is_empty()).then_some(Value { range, quoted: true, is_prose: false })
        }
        // An object, a list, a group: no value by itself.
        Some(b'{' | b'[' | b'(') if !line => None,
        _ => {
            let range = whole(bytes, at..known.of(bytes, at, line));
            let lower = range.len() < JUDGED && bytes[range.clone()].iter().all(u8::is_ascii_lowercase);
            let word_follows =
                bytes.get(range.end) == Some(&b' ') && bytes.get(range.end + 1).is_some_and(u8::is_ascii_alphabetic);
            let is_prose = colon && lower && word_follows;
            (!range.is_empty()).then_some(Value { range, quoted: false, is_prose })
        }
    }
}

/// Not in the middle of a letter.
fn whole(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let mut end = range.end.min(bytes.len());
    while end > range.start && bytes.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
        end -= 1;
    }
    range.start..end
}

/// Whether a bare value ends here.
fn ends(bytes: &[u8], at: usize, line: bool) -> bool {
    match bytes[at] {
        b'\n' | b'\r' | b'"' | b'\'' | b'<' => true,
        // An escape of JSON: the text is still in its quotes, and another reading of it sees what is there.
        b'\\' => matches!(bytes.get(at + 1), Some(b'n' | b'r' | b't' | b'"' | b'u' | b'\\') | None),
        b' ' | b'\t' | b',' | b';' | b'&' | b')' | b']' | b'}' | b'>' | b'|' => !line,
        _ => false,
    }
}

/// Whether a value says only that there is, or should be, one.
pub fn is_placeholder(written: &str) -> bool {
    const WORDS: [&str; 35] = [
        "null",
        "none",
        "nil",
        "undefined",
        "true",
        "false",
        "nan",
        "yes",
        "no",
        "string",
        "str",
        "bool",
        "boolean",
        "number",
        "int",
        "integer",
        "object",
        "text",
        "bytes",
        "any",
        "required",
        "optional",
        "invalid",
        "missing",
        "expired",
        "incorrect",
        "hidden",
        "redacted",
        "masked",
        "unset",
        "empty",
        "present",
        "changed",
        "set",
        "wrong",
    ];
    let bare = written.trim_matches(['!', '?', '.', ',', ';', ':', '[', ']', '(', ')']);
    let opens = ["${", "$(", "{{", "%(", "<", "[hidden: ", "arn:", "ssm:", "process.env", "os.environ", "secrets."];
    let call = written.contains('(') && written.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    bare.is_empty()
        || WORDS.iter().any(|word| bare.eq_ignore_ascii_case(word))
        || opens.iter().any(|start| written.starts_with(start))
        || call
        || written.chars().all(|letter| matches!(letter, '*' | '•' | 'x' | 'X' | '.' | '-' | '_' | '…' | '#'))
}
