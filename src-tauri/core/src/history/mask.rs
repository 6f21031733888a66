//! The values of secret variables, taken out of all that is kept. Pure.
//!
//! A value does not look the same everywhere: inside JSON its quotes and line ends are escaped, perhaps twice, some
//! write every character beyond ASCII as an escape, a form percent-encodes it, and it can be base64 or hexadecimal, by
//! itself or with what stands around it. All of these are looked for. A value that a function changes in other ways
//! (cuts in two, encrypts) is not recognised.

use std::borrow::Cow;
use std::fmt;

use memchr::memmem;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use crate::encoded::{self, is_base64_letter};

/// What stands where a value stood.
pub const MASK: &str = "••••••";

/// What `encodeURIComponent` encodes.
const URI_COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// The shortest value, in bytes, and the shortest piece of base64 that are looked for as base64 or hexadecimal. Shorter ones
/// stand in large responses by chance, and these would be damaged.
const SHORTEST_ENCODED: usize = 8;

/// What a value looks like somewhere.
#[derive(Clone, PartialEq, Eq)]
struct Form {
    text: Zeroizing<Vec<u8>>,
    /// Whether the letters of base64 on both sides hold a few bits of it.
    core: bool,
}

/// What to take out. Cheap to look with; wiped when dropped.
#[derive(Clone, Default)]
pub struct Masks {
    /// The longest first, so that the escaped form goes as a whole.
    forms: Vec<Form>,
}

impl fmt::Debug for Masks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Masks({} hidden)", self.forms.len())
    }
}

impl Masks {
    /// Masks for these values. An empty value is none.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut forms = Vec::new();
        for secret in secrets.into_iter().filter(|secret| !secret.is_empty()) {
            let escaped = Zeroizing::new(json_escaped(secret));
            let plain = Zeroizing::new(ascii(&escaped));
            for value in [secret, &escaped, &plain] {
                if value.len() >= SHORTEST_ENCODED {
                    forms.extend(encoded::hexadecimal(value.as_bytes()).map(whole));
                    let cores = encoded::base64_cores(value.as_bytes()).into_iter();
                    let cores = cores.filter(|core| core.len() >= SHORTEST_ENCODED);
                    forms.extend(cores.map(|core| Form { text: Zeroizing::new(core), core: true }));
                }
            }
            let percent = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
            // As `encodeURIComponent` and Python's `quote` have it, with these letters as they are.
            let sparing = utf8_percent_encode(secret, URI_COMPONENT).to_string();
            forms.extend([small_escapes(&percent), small_escapes(&sparing), sparing].map(whole));
            forms.extend([secret.to_owned(), percent, encoded::form(secret), escaped.replace('/', "\\/")].map(whole));
            forms.extend(
                [json_escaped(&escaped), json_escaped(&plain), escaped.to_string(), plain.to_string()].map(whole),
            );
        }
        forms.sort_by(|one, other| other.text.len().cmp(&one.text.len()).then_with(|| one.text.cmp(&other.text)));
        forms.dedup();
        Self { forms }
    }

    /// Whether there is nothing to take out.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// The text without the values.
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.bytes(text.as_bytes()) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            // Text in place of text: it stays UTF-8, so nothing is lost here.
            Cow::Owned(masked) => Cow::Owned(String::from_utf8_lossy(&masked).into_owned()),
        }
    }

    /// The bytes without the values.
    pub fn bytes<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        let mut masked = Cow::Borrowed(bytes);
        for form in &self.forms {
            let finder = memmem::Finder::new(&**form.text);
            let places: Vec<usize> = finder.find_iter(&masked).collect();
            if places.is_empty() {
                continue;
            }
            let mut without = Vec::with_capacity(masked.len());
            let mut from = 0;
            for place in places {
                let (mut start, mut end) = (place, place + form.text.len());
                if form.core {
                    start -= usize::from(start > from && is_base64_letter(masked[start - 1]));
                    end += usize::from(masked.get(end).is_some_and(|byte| is_base64_letter(*byte)));
                }
                without.extend_from_slice(&masked[from..start.max(from)]);
                without.extend_from_slice(MASK.as_bytes());
                from = end;
            }
            without.extend_from_slice(&masked[from..]);
            masked = Cow::Owned(without);
        }
        masked
    }
}

fn whole(text: String) -> Form {
    Form { text: Zeroizing::new(text.into_bytes()), core: false }
}

/// As it stands between the quotes of a JSON string.
fn json_escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// Percent-encoded with small letters in the escapes.
fn small_escapes(percent: &str) -> String {
    let mut of_escape = 0;
    let small = |letter: char| {
        of_escape = if letter == '%' { 3_u8 } else { of_escape.saturating_sub(1) };
        if of_escape > 0 { letter.to_ascii_lowercase() } else { letter }
    };
    percent.chars().map(small).collect()
}

/// With every character beyond ASCII as an escape.
fn ascii(text: &str) -> String {
    let mut units = [0; 2];
    text.chars()
        .map(|letter| {
            if letter.is_ascii() {
                letter.to_string()
            } else {
                letter.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_value_goes_in_every_form() {
        let secret = "p\"ass/wörd\n1";
        let masks = Masks::new([secret, ""]);
        let once = json!({ "key": secret }).to_string();
        let twice = json!({ "body": once }).to_string();
        for text in [secret.to_owned(), once.clone(), twice, once.replace('ö', "\\u00f6"), once.replace('/', "\\/")] {
            let masked = masks.text(&text).into_owned();
            assert!(masked.contains(MASK), "{text} is left as it was");
            assert!(!masked.contains("ass") && !masked.contains("rd"), "{masked}");
            if text.starts_with('{') {
                serde_json::from_str::<Value>(&masked).expect("it is JSON as before");
            }
        }
        assert!(masks.text("a=p%22ass%2Fw%C3%B6rd%0A1&b").contains(MASK));
    }

    #[test]
    fn a_value_goes_where_it_was_encoded() {
        let secret = "p\"ass/wörd-1 ~X";
        let masks = Masks::new([secret]);
        for before in ["", "a", "ab"] {
            for around in [format!("{before}{secret}{before}"), json!({ before: secret }).to_string()] {
                for text in [STANDARD.encode(&around), URL_SAFE_NO_PAD.encode(&around)] {
                    let masked = masks.text(&text).into_owned();
                    let rest: Vec<u8> =
                        masked.split(MASK).flat_map(|it| STANDARD_NO_PAD.decode(it).unwrap_or_default()).collect();
                    assert!(masked.contains(MASK), "{text} is left as it was");
                    assert!(!String::from_utf8_lossy(&rest).contains("ass/w"), "{masked}");
                }
            }
        }
        for text in [
            "a=p%22ass%2fw%c3%b6rd%2d1%20%7eX",
            "a=p%22ass%2Fw%C3%B6rd-1+%7EX",
            "a=p%22ass%2Fw%C3%B6rd-1%20~X",
            "70226173732f77c3b672642d31207e58",
            "70226173732F77C3B672642D31207E58",
        ] {
            assert!(masks.text(text).contains(MASK), "{text} is left as it was");
        }
        // What is short stands in any picture.
        assert!(matches!(Masks::new(["abcd"]).text("xxYWJjZHxx"), Cow::Borrowed(_)));
    }

    #[test]
    fn nothing_else_is_touched() {
        let masks = Masks::new(["secret"]);
        assert!(matches!(masks.bytes(b"\xff nothing \x00"), Cow::Borrowed(_)));
        assert_eq!(masks.bytes(b"\xffsecret\x00secretsecret").as_ref(), {
            let mut expected = b"\xff".to_vec();
            expected.extend(MASK.as_bytes());
            expected.push(0);
            expected.extend(MASK.as_bytes());
            expected.extend(MASK.as_bytes());
            expected
        });
        assert!(Masks::new([""]).is_empty());
        assert_eq!(format!("{masks:?}").matches("secret").count(), 0);
    }

    #[test]
    fn the_longer_of_two_values_goes_first() {
        let masks = Masks::new(["abc", "abcdef"]);
        assert_eq!(masks.text("abcdef"), MASK);
    }
}
