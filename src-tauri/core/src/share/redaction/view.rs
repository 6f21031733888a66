//! A text as it reads once an encoding is taken off, with the way back: which bytes of the original a part of it is.
//! Encodings lie within each other (base64 of JSON in a JSON string), so views lie within each other too.

use std::borrow::Cow;
use std::ops::Range;

/// A reading of a text, or of a part of it.
pub struct View<'a> {
    /// What it reads as.
    pub text: Cow<'a, str>,
    map: Map,
    parent: Option<&'a View<'a>>,
}

/// From a view's bytes to those of its parent.
enum Map {
    /// They are the same.
    Same,
    /// The same but for these, from this byte of the parent on.
    Edits { base: usize, edits: Vec<Edit> },
    /// Base64 that begins at this byte of the parent.
    Base64 { base: usize, length: usize },
    /// Hexadecimal that begins at this byte of the parent.
    Hex { base: usize },
}

/// A few bytes that were written as others.
struct Edit {
    at: usize,
    length: usize,
    written_at: usize,
    written_length: usize,
}

impl<'a> View<'a> {
    /// The text itself.
    pub fn of(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), map: Map::Same, parent: None }
    }

    /// Which bytes of the original a part of this view is, rounded outwards to what was written for them.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let range = match &self.map {
            Map::Same => range,
            Map::Edits { base, edits } => before(edits, *base, range.start)..after(edits, *base, range.end),
            Map::Base64 { base, length } => base + range.start * 4 / 3..base + (range.end * 4).div_ceil(3).min(*length),
            Map::Hex { base } => base + range.start * 2..base + range.end * 2,
        };
        self.parent.map_or(range.clone(), |parent| parent.original(range))
    }

    /// The whole of it with the escapes of JSON (and `\x41` of Python and JavaScript) taken off once, wherever they
    /// stand; `None` when it has none.
    pub fn unescaped(&'a self) -> Option<Self> {
        unescape(&self.text, 0).map(|(text, map)| self.inner(text, map))
    }

    /// A part of it with the escapes taken off, or as it is.
    pub fn part(&'a self, range: Range<usize>) -> Self {
        let text = &self.text[range.clone()];
        match unescape(text, range.start) {
            Some((text, map)) => self.inner(text, map),
            None => Self {
                text: Cow::Borrowed(text),
                map: Map::Edits { base: range.start, edits: Vec::new() },
                parent: Some(self),
            },
        }
    }

    /// A part of it with percent-encoding taken off; `None` when it has none.
    pub fn percent_decoded(&'a self, range: Range<usize>) -> Option<Self> {
        let (base, text) = (range.start, &self.text[range]);
        let bytes = text.as_bytes();
        let (mut out, mut edits, mut from) = (String::with_capacity(text.len()), Vec::new(), 0);
        for at in memchr::memchr_iter(b'%', bytes) {
            let Some((letter, length)) = percent_letter(&bytes[at..]) else { continue };
            if at < from {
                continue; // A later byte of the same letter.
            }
            out.push_str(&text[from..at]);
            edits.push(Edit {
                at: out.len(),
                length: letter.len_utf8(),
                written_at: base + at,
                written_length: length,
            });
            out.push(letter);
            from = at + length;
        }
        out.push_str(&text[from..]);
        (!edits.is_empty()).then(|| self.inner(out, Map::Edits { base, edits }))
    }

    /// What a part of it is as base64; its beginning, as far as that is text.
    pub fn base64_decoded(&'a self, range: Range<usize>) -> Option<Self> {
        let text = text_of(decode_base64(&self.text.as_bytes()[range.clone()]))?;
        Some(self.inner(text, Map::Base64 { base: range.start, length: range.len() }))
    }

    /// What a part of it is as hexadecimal; its beginning, as far as that is text.
    pub fn hex_decoded(&'a self, range: Range<usize>) -> Option<Self> {
        let digits = &self.text.as_bytes()[range.clone()];
        let bytes = digits.chunks_exact(2).map_while(|two| Some(hex(two[0])? << 4 | hex(two[1])?)).collect();
        Some(self.inner(text_of(bytes)?, Map::Hex { base: range.start }))
    }

    fn inner(&'a self, text: String, map: Map) -> Self {
        Self { text: Cow::Owned(text), map, parent: Some(self) }
    }
}

/// The last edit that begins at `at` or before.
fn edit_at(edits: &[Edit], at: usize) -> Option<&Edit> {
    edits[..edits.partition_point(|edit| edit.at <= at)].last()
}

fn before(edits: &[Edit], base: usize, at: usize) -> usize {
    match edit_at(edits, at) {
        None => base + at,
        Some(edit) if at < edit.at + edit.length => edit.written_at,
        Some(edit) => edit.written_at + edit.written_length + (at - edit.at - edit.length),
    }
}

fn after(edits: &[Edit], base: usize, end: usize) -> usize {
    let Some(last) = end.checked_sub(1) else { return base };
    match edit_at(edits, last) {
        Some(edit) if last < edit.at + edit.length => edit.written_at + edit.written_length,
        _ => before(edits, base, last) + 1,
    }
}

fn unescape(text: &str, base: usize) -> Option<(String, Map)> {
    let bytes = text.as_bytes();
    let (mut out, mut edits, mut from) = (String::new(), Vec::new(), 0);
    while let Some(at) = memchr::memchr(b'\\', &bytes[from..]).map(|found| from + found) {
        let Some((letter, length)) = escape(&bytes[at..]) else {
            out.push_str(&text[from..=at]);
            from = at + 1;
            continue;
        };
        out.push_str(&text[from..at]);
        edits.push(Edit { at: out.len(), length: letter.len_utf8(), written_at: base + at, written_length: length });
        out.push(letter);
        from = at + length;
    }
    out.push_str(&text[from..]);
    (!edits.is_empty()).then_some((out, Map::Edits { base, edits }))
}

/// What an escape means, and how long it is.
pub fn escape(bytes: &[u8]) -> Option<(char, usize)> {
    let letter = match bytes.get(1)? {
        b'"' => '"',
        b'\'' => '\'',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode_escape(bytes),
        b'x' => return Some((char::from(hex(*bytes.get(2)?)? << 4 | hex(*bytes.get(3)?)?), 4)),
        _ => return None,
    };
    Some((letter, 2))
}

fn unicode_escape(bytes: &[u8]) -> Option<(char, usize)> {
    let unit = |from: usize| {
        let digits = bytes.get(from..from + 4)?;
        digits.iter().try_fold(0_u32, |sum, digit| Some(sum << 4 | u32::from(hex(*digit)?)))
    };
    let first = unit(2)?;
    if (0xd800..0xdc00).contains(&first)
        && bytes.get(6..8) == Some(b"\\u")
        && let Some(second) = unit(8).filter(|unit| (0xdc00..0xe000).contains(unit))
    {
        let point = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        return Some((char::from_u32(point)?, 12));
    }
    // One half of a pair is no letter.
    Some((char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 6))
}

/// The letter that is written as `%C3%A9`, and how long that is.
fn percent_letter(bytes: &[u8]) -> Option<(char, usize)> {
    let byte = |number: usize| {
        let three = bytes.get(number * 3..number * 3 + 3)?;
        (three[0] == b'%').then(|| Some(hex(three[1])? << 4 | hex(three[2])?))?
    };
    let first = byte(0)?;
    let count = match first {
        0..0x80 => 1,
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => return None,
    };
    let letter: Vec<u8> = (0..count).map_while(byte).collect();
    Some((str::from_utf8(&letter).ok()?.chars().next()?, count * 3))
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// Both alphabets at once, without caring for what follows.
pub fn decode_base64(digits: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(digits.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for digit in digits {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => break,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 0xff).unwrap_or_default());
        }
    }
    out
}

/// As far as it is text.
fn text_of(bytes: Vec<u8>) -> Option<String> {
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            bytes.truncate(valid);
            String::from_utf8(bytes).ok().filter(|text| !text.is_empty())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_leads_back_to_all_of_it() {
        let text = r#"{"a":"x\u00e9\\\"y"}"#;
        let whole = View::of(text);
        let once = whole.unescaped().expect("escapes");
        assert_eq!(once.text, "{\"a\":\"xé\\\"y\"}");
        let at = once.text.find('é').expect("there");
        assert_eq!(&text[once.original(at..at + 2)], r"\u00e9");
        let twice = once.unescaped().expect("escapes");
        let at = twice.text.find("\"y").expect("there");
        assert_eq!(&text[twice.original(at..at + 2)], r#"\\\"y"#);
        assert!(View::of("none").unescaped().is_none());
    }

    #[test]
    fn base64_leads_back_to_the_letters_that_hold_a_part() {
        let text = "x eyJhIjoiYiJ9 y";
        let whole = View::of(text);
        let inner = whole.base64_decoded(2..14).expect("text");
        assert_eq!(inner.text, r#"{"a":"b"}"#);
        assert_eq!(&text[inner.original(6..7)], "Yi");
        assert_eq!(inner.original(0..9), 2..14);
    }

    #[test]
    fn percent_encoding_goes_letter_by_letter() {
        let text = "a=%C3%A9%20%ZZ%41";
        let whole = View::of(text);
        let inner = whole.percent_decoded(0..text.len()).expect("encoded");
        assert_eq!(inner.text, "a=é %ZZA");
        let at = inner.text.find('é').expect("there");
        assert_eq!(&text[inner.original(at..at + 2)], "%C3%A9");
        assert_eq!(&text[inner.original(at + 2..inner.text.len())], "%20%ZZ%41");
    }
}
