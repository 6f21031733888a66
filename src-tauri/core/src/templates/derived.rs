//! What services derive from what they are given: encodings, digests, compressed texts, parameters of a query.

use std::collections::HashMap;
use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use md5::{Digest, Md5};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::form_urlencoded;

use super::form::Query;

/// A text as a JSON string.
pub(super) fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The same bytes for the same input: no time is in the header.
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default()
}

pub(super) fn md5(bytes: &[u8]) -> String {
    Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What S3 leaves as it is in the keys of its events.
const KEPT_IN_KEYS: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'*').remove(b'/');

/// A key as S3 writes it in its events: encoded as a form's value, but for slashes.
pub(super) fn object_key(key: &str) -> String {
    utf8_percent_encode(key, &KEPT_IN_KEYS).to_string().replace("%20", "+")
}

/// The parameters of a query as JSON, in the order in which their names first come.
pub(super) fn query(text: &str, shape: Query) -> String {
    let text = text.strip_prefix('?').unwrap_or(text);
    let pairs: Vec<(String, String)> = if matches!(shape, Query::Encoded) {
        let parts = text.split('&').filter(|part| !part.is_empty());
        parts
            .map(|part| part.split_once('=').unwrap_or((part, "")))
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .collect()
    } else {
        form_urlencoded::parse(text.as_bytes()).map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
    };
    if pairs.is_empty() {
        return if matches!(shape, Query::Last | Query::Lists) { "null".into() } else { "{}".into() };
    }
    let mut by_name: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut places = HashMap::new();
    for (name, value) in &pairs {
        let place = *places.entry(name.as_str()).or_insert_with(|| {
            by_name.push((name, Vec::new()));
            by_name.len() - 1
        });
        by_name[place].1.push(value);
    }
    let members = by_name.into_iter().map(|(name, values)| {
        let value = match shape {
            Query::Last | Query::Encoded => string(values.last().copied().unwrap_or_default()),
            Query::Joined => string(&values.join(",")),
            Query::Lists | Query::ListsOrEmpty => serde_json::Value::from(values).to_string(),
        };
        format!("{}:{value}", string(name))
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn digests_are_those_of_other_tools() {
        // `printf hello | md5sum`
        assert_eq!(md5(b"hello"), "5d41402abc4b2a76b9719d911017c592");
        let packed = gzip("ü".as_bytes());
        assert_eq!(packed, gzip("ü".as_bytes()), "the same each time");
        let mut text = String::new();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_string(&mut text).expect("gzip");
        assert_eq!(text, "ü");
    }

    #[test]
    fn keys_are_encoded_as_s3_does() {
        assert_eq!(object_key("in coming/ä+1.json"), "in+coming/%C3%A4%2B1.json");
    }

    #[test]
    fn each_service_has_its_own_way_with_a_query() {
        let text = "a=1&b=x%20y&a=2";
        for (shape, json) in [
            (Query::Last, r#"{"a":"2","b":"x y"}"#),
            (Query::Lists, r#"{"a":["1","2"],"b":["x y"]}"#),
            (Query::Joined, r#"{"a":"1,2","b":"x y"}"#),
            (Query::Encoded, r#"{"a":"2","b":"x%20y"}"#),
        ] {
            assert_eq!(query(text, shape), json);
        }
        assert_eq!(query("", Query::Lists), "null");
        assert_eq!(query("", Query::Joined), "{}");
        assert_eq!(query("?a", Query::Encoded), r#"{"a":""}"#);
    }
}
