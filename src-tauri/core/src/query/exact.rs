//! JSON for JMESPath, whose numbers have 64 bits, without losing a digit.
//!
//! A number that 64 bits do not keep apart from its neighbours goes through JMESPath as a marked text, and becomes a
//! number again on the way out. A text of a response that begins as such a mark is marked as a text, so that a function
//! cannot pass one off as the other.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

use jmespath::Variable;

use super::decimal::Decimal;

/// Begins a text that is a number.
const NUMBER: &str = "\u{0}n:";
/// A number without exponent, of so many letters, is read rightly as it stands: 15 digits, a sign and a point.
const SIMPLE: usize = 17;
/// Begins a text that began with a NUL itself.
const TEXT: &str = "\u{0}t:";

/// A value with exact numbers. Objects are equal whatever the order of their keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Exact {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(String),
    List(Vec<Exact>),
    Object(BTreeMap<String, Exact>),
}

impl Exact {
    /// Reads JSON.
    pub fn parse(json: &str) -> Option<Self> {
        Some(Self::of(&read(json)?))
    }

    /// A value that JMESPath found.
    pub fn of(found: &Variable) -> Self {
        match found {
            Variable::Null | Variable::Expref(_) => Self::Null,
            Variable::Bool(value) => Self::Bool(*value),
            Variable::Number(number) => {
                // What JMESPath counts is finite and JSON's own form; a NaN is nothing.
                Decimal::parse(&number.to_string()).map_or(Self::Null, Self::Number)
            }
            Variable::String(text) => match (text.strip_prefix(NUMBER), text.strip_prefix(TEXT)) {
                (Some(number), _) => Decimal::parse(number).map_or_else(|| Self::Text(text.clone()), Self::Number),
                (_, Some(text)) => Self::Text(text.to_owned()),
                _ => Self::Text(text.clone()),
            },
            Variable::Array(items) => Self::List(items.iter().map(|item| Self::of(item)).collect()),
            Variable::Object(members) => {
                let name = |key: &String| key.strip_prefix(TEXT).unwrap_or(key).to_owned();
                Self::Object(members.iter().map(|(key, value)| (name(key), Self::of(value))).collect())
            }
        }
    }

    /// As JSON on one line, to be shown. It stops soon after `most` bytes.
    pub fn show(&self, most: usize) -> String {
        let mut out = String::new();
        self.write(&mut out, most);
        out
    }

    fn write(&self, out: &mut String, most: usize) {
        let text = |text: &str, out: &mut String| {
            out.push_str(&serde_json::to_string(text).unwrap_or_default());
        };
        if out.len() > most {
            return;
        }
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            // Writing to a string does not fail.
            Self::Number(number) => drop(write!(out, "{number}")),
            Self::Text(value) => text(value, out),
            Self::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if out.len() > most {
                        return;
                    }
                    out.push_str(if at == 0 { "" } else { ", " });
                    item.write(out, most);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (at, (key, value)) in members.iter().enumerate() {
                    if out.len() > most {
                        return;
                    }
                    out.push_str(if at == 0 { "" } else { ", " });
                    text(key, out);
                    out.push_str(": ");
                    value.write(out, most);
                }
                out.push('}');
            }
        }
    }
}

/// JSON as JMESPath takes it. `None` when it is not JSON, or is nested deeper than any reader goes.
pub fn read(json: &str) -> Option<Variable> {
    // Marking trusts its text to be JSON.
    serde_json::from_str::<serde::de::IgnoredAny>(json).ok()?;
    Variable::from_json(&marked(json)).ok()
}

/// JSON in which every number that 64 bits do not keep apart is a marked text. What is not JSON stays as it is, more or
/// less: whoever reads it says why.
pub fn marked(json: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    let bytes = json.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                if json[at + 1..].starts_with("\\u0000") {
                    out.push_str(&json[copied..=at]);
                    out.push_str("\\u0000t:");
                    copied = at + 1;
                }
                at = after_text(bytes, at);
            }
            b'-' | b'0'..=b'9' => {
                let end = bytes[at..].iter().position(|byte| !is_of_number(*byte)).map_or(bytes.len(), |len| at + len);
                let written = &json[at..end];
                let simple = written.len() <= SIMPLE && !written.contains(['e', 'E']);
                if let Some(number) = Decimal::parse(written)
                    && !(simple && number.is_plain())
                {
                    out.push_str(&json[copied..at]);
                    // Writing to a string does not fail.
                    let _ = if number.is_plain() {
                        write!(out, "{}", number.in_short())
                    } else {
                        write!(out, "\"\\u0000n:{number}\"")
                    };
                    copied = end;
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    out.push_str(&json[copied..]);
    Cow::Owned(out)
}

fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E')
}

/// The place after the text that begins at `at`.
fn after_text(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn exact(json: &str) -> Exact {
        Exact::parse(json).unwrap_or_else(|| panic!("{json} is JSON"))
    }

    #[test]
    fn long_numbers_are_told_apart() {
        assert_ne!(exact("12345678901234567890"), exact("12345678901234567891"));
        assert_ne!(exact("[0.1]"), exact("[0.10000000000000001]"));
        assert_eq!(exact("12345678901234567890.0"), exact("12345678901234567890"));
        assert_eq!(exact(r#"{"a":1,"b":[2.50]}"#), exact(r#"{"b":[2.5],"a":1.0}"#));
        assert_eq!(exact("123456789012345678901").show(99), "123456789012345678901");
    }

    #[test]
    fn a_text_cannot_pass_for_a_number() {
        let hostile = exact("\"\\u0000n:12345678901234567890\"");
        assert_eq!(hostile, Exact::Text("\u{0}n:12345678901234567890".into()));
        assert_ne!(hostile, exact("12345678901234567890"));
        assert_eq!(exact("\"\\u0000t:x\""), Exact::Text("\u{0}t:x".into()));
        // A number in a text is none.
        assert_eq!(exact("\"\\\"12345678901234567890\""), Exact::Text("\"12345678901234567890".into()));
    }

    #[test]
    fn what_is_shown_is_short() {
        let long = format!("[{}1]", "\"a\", ".repeat(10_000));
        assert!(exact(&long).show(100).len() < 120);
    }

    #[test]
    fn nesting_ends_somewhere() {
        assert_eq!(Exact::parse(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))), None);
        assert_eq!(Exact::parse("[1,"), None);
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<u64>().prop_map(Into::into),
            (-1e300..1e300).prop_map(Into::into),
            "[\u{0}nt:\"\\\\0-9a]{0,12}".prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 64, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
                prop::collection::btree_map("[a-z\u{0}\"]{0,3}", inner, 0..6)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn expected(value: &serde_json::Value) -> Exact {
        match value {
            serde_json::Value::Null => Exact::Null,
            serde_json::Value::Bool(value) => Exact::Bool(*value),
            serde_json::Value::Number(number) => Exact::Number(Decimal::parse(&number.to_string()).expect("a number")),
            serde_json::Value::String(text) => Exact::Text(text.clone()),
            serde_json::Value::Array(items) => Exact::List(items.iter().map(expected).collect()),
            serde_json::Value::Object(members) => {
                Exact::Object(members.iter().map(|(key, value)| (key.clone(), expected(value))).collect())
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_on_the_way_through(value in json()) {
            prop_assert_eq!(exact(&value.to_string()), expected(&value));
        }

        #[test]
        fn any_bytes_are_survived(text in ".{0,40}") {
            let _ = Exact::parse(&text);
            let _ = marked(&text);
        }
    }
}
