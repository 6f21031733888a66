//! How what a form holds is written into an event: each place of it from a pattern of fields, in the form that the
//! service writes it there.

use std::collections::BTreeMap;

use super::{derived, place};
use crate::json_text;

/// A JSON text with places that follow the form.
#[derive(Debug)]
pub(super) struct Document {
    pub text: &'static str,
    pub places: &'static [Place],
}

/// A place in a document.
#[derive(Debug)]
pub(super) struct Place {
    /// JSON pointer; with `#` after it, the name of that member.
    pub pointer: &'static str,
    pub form: Form,
    pub source: Source,
}

/// What is written into a place, before it takes its form.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source {
    /// Text in which `{id}` stands for a field.
    Pattern(&'static str),
    /// A whole document that travels inside this one.
    Inner(&'static Document),
}

/// The form that a text takes in a place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// A JSON string.
    Text,
    /// JSON as it stands, laid out to where it is.
    Json,
    /// Base64, in a string.
    Base64,
    /// The text, or base64 of it when the field with this id says `true`; in a string.
    Base64If(&'static str),
    /// Gzip, then base64, in a string.
    Gzip,
    /// MD5 of the text in hexadecimal digits, in a string.
    Md5,
    /// How many bytes the text has, in a string.
    Length,
    /// How many bytes the text has, as a number.
    Count,
    /// Encoded as S3 writes keys.
    ObjectKey,
    /// A path without its first slash.
    Tail,
    /// The parameters of a query.
    Query(Query),
}

/// How a service writes the parameters of a query.
#[derive(Clone, Copy, Debug)]
pub(super) enum Query {
    /// The last of each name; `null` when there are none. (API Gateway's REST APIs.)
    Last,
    /// All of each name in a list; `null` when there are none. (API Gateway's REST APIs.)
    Lists,
    /// All of each name, joined by commas. (API Gateway's HTTP APIs, function URLs.)
    Joined,
    /// All of each name in a list. (VPC Lattice.)
    ListsOrEmpty,
    /// The last of each name, encoded as it came. (Application Load Balancers.)
    Encoded,
}

impl Document {
    /// The document with its places filled. Everything else stays byte for byte.
    pub(super) fn fill(&self, values: &BTreeMap<&str, &str>) -> String {
        let mut edits: Vec<_> = self
            .places
            .iter()
            .filter_map(|place| {
                let bytes = place::bytes_of(self.text, place.pointer);
                debug_assert!(bytes.is_some(), "there is no place {}", place.pointer);
                bytes.map(|bytes| (bytes, place))
            })
            .collect();
        edits.sort_by_key(|(bytes, _)| bytes.start);
        let mut filled = String::with_capacity(self.text.len());
        let mut at = 0;
        for (bytes, place) in edits {
            debug_assert!(at <= bytes.start, "{} lies inside another place", place.pointer);
            filled.push_str(&self.text[at..bytes.start]);
            at = bytes.end;
            let indent = indent_at(self.text, bytes.start);
            filled.push_str(&place.value(values, indent));
        }
        // A file ends with a line break; an event does not.
        filled.push_str(self.text[at..].trim_end());
        filled
    }
}

impl Place {
    fn value(&self, values: &BTreeMap<&str, &str>, indent: usize) -> String {
        let text = match self.source {
            Source::Pattern(pattern) => fill_pattern(pattern, values),
            Source::Inner(document) => document.fill(values),
        };
        match self.form {
            Form::Json => laid_out(&text, indent),
            Form::Count => text.len().to_string(),
            Form::Query(shape) => laid_out(&derived::query(&text, shape), indent),
            Form::Base64 => derived::string(&derived::base64(text.as_bytes())),
            Form::Base64If(field) if values.get(field) == Some(&"true") => {
                derived::string(&derived::base64(text.as_bytes()))
            }
            Form::Text | Form::Base64If(_) => derived::string(&text),
            Form::Gzip => derived::string(&derived::base64(&derived::gzip(text.as_bytes()))),
            Form::Md5 => derived::string(&derived::md5(text.as_bytes())),
            Form::Length => derived::string(&text.len().to_string()),
            Form::ObjectKey => derived::string(&derived::object_key(&text)),
            Form::Tail => derived::string(text.strip_prefix('/').unwrap_or(&text)),
        }
    }
}

/// `{id}` becomes what the field with that id holds. What a field holds is not looked at again.
fn fill_pattern(pattern: &str, values: &BTreeMap<&str, &str>) -> String {
    let (mut filled, mut rest) = (String::new(), pattern);
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let field = after.split_once('}').and_then(|(id, tail)| values.get(id).map(|value| (value, tail)));
        if let Some((value, tail)) = field {
            filled.push_str(value);
            rest = tail;
        } else {
            debug_assert!(false, "the pattern {pattern} names no field");
            filled.push('{');
            rest = after;
        }
    }
    filled.push_str(rest);
    filled
}

/// How far the line that holds `at` is indented.
fn indent_at(text: &str, at: usize) -> usize {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    text[line..].bytes().take_while(|byte| *byte == b' ').count()
}

/// JSON laid out to stand in a line with this indentation. A string of JSON holds no line break, so that none is touched.
fn laid_out(text: &str, indent: usize) -> String {
    let laid = json_text::format(text).unwrap_or_else(|| text.to_owned());
    laid.replace('\n', &format!("\n{}", " ".repeat(indent)))
}

#[cfg(test)]
mod tests {
    use super::*;

    static INNER: Document = Document {
        text: "{\"deep\": 0}\n",
        places: &[Place { pointer: "/deep", form: Form::Json, source: Source::Pattern("{n}") }],
    };
    static OUTER: Document = Document {
        text: "{\n  \"n\": 1.50,\n  \"b\": {\"x\": [ ]},\n  \"inner\": \"\", \"key\": {\"name\": 1}\n}\n",
        places: &[
            Place { pointer: "/inner", form: Form::Text, source: Source::Inner(&INNER) },
            Place { pointer: "/b/x", form: Form::Json, source: Source::Pattern("{json}") },
            Place { pointer: "/key/name#", form: Form::Text, source: Source::Pattern("{n}-{json}") },
        ],
    };

    #[test]
    fn only_the_places_change() {
        let filled = OUTER.fill(&BTreeMap::from([("n", "7"), ("json", "[1, {\"k\": 2}]")]));
        assert_eq!(
            filled,
            "{\n  \"n\": 1.50,\n  \"b\": {\"x\": [\n    1,\n    {\n      \"k\": 2\n    }\n  ]},\n  \
             \"inner\": \"{\\\"deep\\\": 7}\", \"key\": {\"7-[1, {\\\"k\\\": 2}]\": 1}\n}"
        );
    }

    #[test]
    fn what_a_field_holds_is_not_taken_for_a_pattern() {
        let filled = fill_pattern("{a}:{b}", &BTreeMap::from([("a", "{b}"), ("b", "{a}")]));
        assert_eq!(filled, "{b}:{a}");
    }
}
