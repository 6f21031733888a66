//! The values of secret variables, taken out of all that is kept. Pure.
//!
//! A value does not look the same everywhere: inside JSON its quotes and line ends are escaped, perhaps twice, some
//! write every character beyond ASCII as an escape, and a form percent-encodes it. All of these are looked for. A value
//! that a function changes (encodes as base64, cuts in two) is not recognised.

use std::borrow::Cow;
use std::fmt;

use memchr::memmem;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

/// What stands where a value stood.
pub const MASK: &str = "••••••";

/// What to take out. Cheap to look with; wiped when dropped.
#[derive(Clone, Default)]
pub struct Masks {
    /// The longest first, so that the escaped form goes as a whole.
    forms: Vec<Zeroizing<String>>,
}

impl fmt::Debug for Masks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Masks({} hidden)", self.forms.len())
    }
}

impl Masks {
    /// Masks for these values. An empty value is none.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut forms: Vec<Zeroizing<String>> = Vec::new();
        for secret in secrets.into_iter().filter(|secret| !secret.is_empty()) {
            let escaped = Zeroizing::new(json_escaped(secret));
            let plain = Zeroizing::new(ascii(&escaped));
            let twice = [Zeroizing::new(json_escaped(&escaped)), Zeroizing::new(json_escaped(&plain))];
            let percent = Zeroizing::new(utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string());
            let solidus = Zeroizing::new(escaped.replace('/', "\\/"));
            forms.extend([Zeroizing::new(secret.to_owned()), escaped, plain, percent, solidus]);
            forms.extend(twice);
        }
        forms.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
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
            let finder = memmem::Finder::new(form.as_bytes());
            let places: Vec<usize> = finder.find_iter(&masked).collect();
            if places.is_empty() {
                continue;
            }
            let mut without = Vec::with_capacity(masked.len());
            let mut from = 0;
            for place in places {
                without.extend_from_slice(&masked[from..place]);
                without.extend_from_slice(MASK.as_bytes());
                from = place + form.len();
            }
            without.extend_from_slice(&masked[from..]);
            masked = Cow::Owned(without);
        }
        masked
    }
}

/// As it stands between the quotes of a JSON string.
fn json_escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
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
