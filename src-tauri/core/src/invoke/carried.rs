//! The secrets that a request carries in its headers, and an answer without them. AWS refuses a wrong signature with the
//! request as it should have been signed, and the session token stands in that; a proxy may say back all it was sent.
//! Pure.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use zeroize::Zeroizing;

/// Headers whose value is a secret: a session token, and the token of a sign-in.
const SECRET: [&str; 2] = ["x-amz-security-token", "x-amz-sso_bearer_token"];

/// What stands in a secret's place.
const MASK: &[u8] = b"********";

/// The secrets of one request.
pub struct Carried(Vec<Zeroizing<Vec<u8>>>);

impl Carried {
    /// Those in a request's headers.
    pub fn of(headers: &HeaderMap) -> Self {
        let values = SECRET.iter().flat_map(|name| headers.get_all(*name)).map(HeaderValue::as_bytes);
        let mut secrets = Vec::new();
        for value in values.filter(|value| !value.is_empty()) {
            secrets.push(Zeroizing::new(value.to_vec()));
            // As JSON has it; some of its writers put a backslash before each slash.
            let json = Zeroizing::new(
                serde_json::to_string(&String::from_utf8_lossy(value)).unwrap_or_else(|_| "\"\"".into()),
            );
            let json = json.get(1..json.len() - 1).unwrap_or_default().as_bytes();
            secrets.push(Zeroizing::new(json.to_vec()));
            secrets.extend(replaced(json, b"/", b"\\/").map(Zeroizing::new));
        }
        secrets.retain(|secret| !secret.is_empty());
        Self(secrets)
    }

    /// A text of an answer without them.
    pub fn mask(&self, text: Bytes) -> Bytes {
        self.0.iter().fold(text, |text, secret| replaced(&text, secret, MASK).map_or(text, Bytes::from))
    }

    /// The headers of an answer without them.
    pub fn mask_headers(&self, headers: &mut HeaderMap) {
        for value in headers.values_mut() {
            for secret in &self.0 {
                if let Some(masked) = replaced(value.as_bytes(), secret, MASK) {
                    *value = HeaderValue::from_bytes(&masked).unwrap_or(HeaderValue::from_static("********"));
                }
            }
        }
    }
}

/// A text with every `old` in it replaced; `None` when there is none.
fn replaced(text: &[u8], old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let next = |from: usize| text[from..].windows(old.len()).position(|window| window == old).map(|at| from + at);
    let (mut out, mut from) = (Vec::new(), 0);
    while let Some(at) = next(from) {
        out.extend_from_slice(&text[from..at]);
        out.extend_from_slice(new);
        from = at + old.len();
    }
    out.extend_from_slice(&text[from..]);
    (from > 0).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().expect("a name"), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn what_a_request_carries_is_not_said_back() {
        let carried = Carried::of(&headers(&[
            ("x-amz-security-token", "planted/TOKEN=="),
            ("x-amz-sso_bearer_token", "planted\"BEARER"),
            ("x-amz-date", "20260101T000000Z"),
        ]));
        let said = Bytes::from_static(
            br#"{"message":"x-amz-security-token:planted/TOKEN==\nagain planted\/TOKEN== planted\"BEARER 20260101T000000Z"}"#,
        );
        assert_eq!(
            carried.mask(said),
            &br#"{"message":"x-amz-security-token:********\nagain ******** ******** 20260101T000000Z"}"#[..]
        );
        let mut answered = headers(&[("x-echo", "a planted/TOKEN== b"), ("date", "today")]);
        carried.mask_headers(&mut answered);
        assert_eq!(answered, headers(&[("x-echo", "a ******** b"), ("date", "today")]));
    }

    #[test]
    fn an_answer_without_them_stays_the_same_bytes() {
        let said = Bytes::from_static(b"nothing of the kind");
        assert_eq!(Carried::of(&headers(&[("x-amz-security-token", "")])).mask(said.clone()), said);
        assert_eq!(Carried::of(&headers(&[("x-amz-security-token", "TOKEN")])).mask(said.clone()), said);
    }
}
