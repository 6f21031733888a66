//! Verifying SigV4, as AWS does it for everything but S3: the path is encoded a second time, the query is sorted, the
//! signed headers are trimmed and folded, the body is hashed.
//!
//! From AWS's published description of Signature Version 4, and from what the service answers.

use std::time::{Duration, SystemTime};

use axum::http::{HeaderMap, HeaderName, Method};
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode, utf8_percent_encode};
use sha2::Sha256;
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::digest::{hex, same, sha256};
use crate::keyring::Keys;
use crate::principal::Principal;
use crate::refusal::Refusal;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const TERMINATOR: &str = "aws4_request";
const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
/// How far the request's time may be from ours.
const TOLERANCE: Duration = Duration::from_mins(5);
const STAMP: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const PATH: &AsciiSet = &UNRESERVED.remove(b'/');

/// A request as it came over the wire, before anything was decoded.
#[derive(Debug)]
pub struct Received<'a> {
    /// Method.
    pub method: &'a Method,
    /// Path, still encoded.
    pub path: &'a str,
    /// Query without the question mark, still encoded.
    pub query: &'a str,
    /// Headers.
    pub headers: &'a HeaderMap,
    /// Body.
    pub body: &'a [u8],
}

/// What a signature must be for.
#[derive(Debug)]
pub struct Expected<'a> {
    /// Region of the scope.
    pub region: &'a str,
    /// Service of the scope.
    pub service: &'a str,
    /// Now.
    pub now: SystemTime,
}

/// The parts of an `Authorization` header.
struct Authorization<'a> {
    access_key_id: &'a str,
    scope: [&'a str; 4],
    signed_headers: Vec<&'a str>,
    signature: &'a str,
}

/// Says whose request it is or, in AWS's words, why it is refused. `find` looks up an access key ID.
pub fn verify(
    received: &Received<'_>,
    expected: &Expected<'_>,
    find: impl FnOnce(&str) -> Option<Keys>,
) -> Result<Principal, Refusal> {
    let header = |name: &str| received.headers.get(name).and_then(|value| value.to_str().ok());
    let Some(text) = header("authorization") else {
        return Err(Refusal::gate("MissingAuthenticationTokenException", "Missing Authentication Token"));
    };
    let stamp = header("x-amz-date").or_else(|| header("date"));
    let authorization = Authorization::parse(text, stamp.is_some())?;
    let token = header("x-amz-security-token");
    let Some(Keys { credentials: known, principal, expires }) =
        find(authorization.access_key_id).filter(|keys| is_token(token, keys.credentials.session_token.as_deref()))
    else {
        let message = "The security token included in the request is invalid.";
        return Err(Refusal::gate("UnrecognizedClientException", message));
    };
    if expires.is_some_and(|end| expected.now >= end) {
        return Err(Refusal::gate("ExpiredTokenException", "The security token included in the request is expired"));
    }
    let stamp = stamp.unwrap_or_default();
    let moment = parse_stamp(stamp).ok_or_else(|| incomplete(text, "Date must be in ISO-8601 'basic format'. "))?;
    authorization.check_scope(stamp, expected)?;
    check_time(stamp, moment, expected.now)?;
    authorization.check_signed(received.headers)?;

    let canonical = canonical_request(received, &authorization.signed_headers)?;
    let [date, region, service, terminator] = authorization.scope;
    let string_to_sign =
        format!("{ALGORITHM}\n{stamp}\n{}\n{}", authorization.scope.join("/"), hex(&sha256(canonical.as_bytes())));
    let mut key = hmac(format!("AWS4{}", known.secret_access_key).as_bytes(), date.as_bytes());
    for part in [region, service, terminator, string_to_sign.as_str()] {
        key = hmac(&key, part.as_bytes());
    }
    if same(hex(&key).as_bytes(), authorization.signature.as_bytes()) {
        Ok(principal)
    } else {
        Err(mismatch(&canonical, &string_to_sign))
    }
}

/// Whether the session token is the keys' own; keys without one come without one.
fn is_token(given: Option<&str>, known: Option<&str>) -> bool {
    match (given, known) {
        (Some(given), Some(known)) => same(given.as_bytes(), known.as_bytes()),
        (given, known) => given.is_none() && known.is_none(),
    }
}

/// The service says all that it signed, the session token too.
fn mismatch(canonical: &str, string_to_sign: &str) -> Refusal {
    let message = format!(
        "{MISMATCH}\n\nThe Canonical String for this request should have been\n'{canonical}'\n\nThe String-to-Sign should have been\n'{string_to_sign}'\n"
    );
    Refusal::gate("InvalidSignatureException", message)
}

fn incomplete(header: &str, what: &str) -> Refusal {
    use base64::Engine;
    let hashed = base64::engine::general_purpose::STANDARD.encode(sha256(header.as_bytes()));
    let message = format!("{what}(Hashed with SHA-256 and encoded with Base64) Authorization={hashed}");
    Refusal::gate("IncompleteSignatureException", message)
}

impl<'a> Authorization<'a> {
    fn parse(text: &'a str, dated: bool) -> Result<Self, Refusal> {
        let Some(rest) = text.strip_prefix(ALGORITHM) else {
            let message = format!("Unsupported AWS 'algorithm': '{}'. ", text.split(' ').next().unwrap_or_default());
            return Err(incomplete(text, &message));
        };
        let part = |name: &str| {
            rest.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('=')).map(str::trim)
        };
        let (credential, signature, signed) = (part("Credential"), part("Signature"), part("SignedHeaders"));
        let mut missing = String::new();
        for (name, value) in [("Credential", credential), ("Signature", signature), ("SignedHeaders", signed)] {
            if value.is_none_or(str::is_empty) {
                missing += &format!("Authorization header requires '{name}' parameter. ");
            }
        }
        if !dated {
            missing += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
        }
        let (Some(credential), Some(signature), Some(signed), true) =
            (credential, signature, signed, missing.is_empty())
        else {
            return Err(incomplete(text, &missing));
        };
        let elements: Vec<&str> = credential.split('/').collect();
        let &[access_key_id, date, region, service, terminator] = elements.as_slice() else {
            let message = format!(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}' "
            );
            return Err(incomplete(text, &message));
        };
        Ok(Self {
            access_key_id,
            scope: [date, region, service, terminator],
            signed_headers: signed.split(';').collect(),
            signature,
        })
    }

    fn check_scope(&self, stamp: &str, expected: &Expected<'_>) -> Result<(), Refusal> {
        let [date, region, service, terminator] = self.scope;
        let mut wrong = String::new();
        if region != expected.region {
            wrong += "Credential should be scoped to a valid region. ";
        }
        if service != expected.service {
            wrong += &format!("Credential should be scoped to correct service: '{}'. ", expected.service);
        }
        if terminator != TERMINATOR {
            wrong +=
                &format!("Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{terminator}'. ");
        }
        if !stamp.starts_with(date) || date.len() != 8 {
            let day = stamp.get(..8).unwrap_or(stamp);
            wrong += &format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{date}' != '{day}', from '{stamp}'."
            );
        }
        if wrong.is_empty() { Ok(()) } else { Err(Refusal::gate("InvalidSignatureException", wrong)) }
    }

    /// The host and every `x-amz-…` header must be among the signed ones, and every signed one must be there.
    fn check_signed(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        if !self.signed_headers.contains(&"host") {
            let message = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
            return Err(Refusal::gate("InvalidSignatureException", message));
        }
        for name in headers.keys().map(HeaderName::as_str) {
            if name.starts_with("x-amz-") && !self.signed_headers.contains(&name) {
                let message = format!("'{name}' must be a 'SignedHeader' in the AWS Authorization.");
                return Err(Refusal::gate("InvalidSignatureException", message));
            }
        }
        Ok(())
    }
}

fn parse_stamp(stamp: &str) -> Option<OffsetDateTime> {
    time::PrimitiveDateTime::parse(stamp, STAMP).ok().map(time::PrimitiveDateTime::assume_utc)
}

fn check_time(stamp: &str, moment: OffsetDateTime, now: SystemTime) -> Result<(), Refusal> {
    let now = OffsetDateTime::from(now);
    let write = |moment: OffsetDateTime| moment.format(STAMP).unwrap_or_default();
    let message = if moment < now - TOLERANCE {
        format!("Signature expired: {stamp} is now earlier than {} ({} - 5 min.)", write(now - TOLERANCE), write(now))
    } else if moment > now + TOLERANCE {
        format!(
            "Signature not yet current: {stamp} is still later than {} ({} + 5 min.)",
            write(now + TOLERANCE),
            write(now)
        )
    } else {
        return Ok(());
    };
    Err(Refusal::gate("InvalidSignatureException", message))
}

fn canonical_request(received: &Received<'_>, signed_headers: &[&str]) -> Result<String, Refusal> {
    let body_hash = hex(&sha256(received.body));
    if received.headers.get("x-amz-content-sha256").is_some_and(|claimed| claimed.as_bytes() != body_hash.as_bytes()) {
        return Err(Refusal::gate("InvalidSignatureException", MISMATCH));
    }
    let path = if received.path.is_empty() { "/" } else { received.path };
    let mut canonical =
        format!("{}\n{}\n{}\n", received.method, utf8_percent_encode(path, PATH), canonical_query(received.query));
    for name in signed_headers {
        let values: Vec<String> = received
            .headers
            .get_all(*name)
            .iter()
            .map(|value| {
                let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
                text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
            })
            .collect();
        canonical += &format!("{name}:{}\n", values.join(","));
    }
    canonical += &format!("\n{}\n{body_hash}", signed_headers.join(";"));
    Ok(canonical)
}

/// Names and values decoded, encoded anew, and sorted.
fn canonical_query(query: &str) -> String {
    let encode = |text: &str| {
        let decoded: Vec<u8> = percent_decode_str(text).collect();
        percent_encode(&decoded, UNRESERVED).to_string()
    };
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (encode(name), encode(value)))
        .collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    // HMAC takes keys of any length.
    Hmac::<Sha256>::new_from_slice(key).map_or_else(
        |_| Vec::new(),
        |mut mac| {
            mac.update(message);
            mac.finalize().into_bytes().to_vec()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Credentials;

    /// The case `get-vanilla-query-order-key-case` of AWS's published test suite for Signature Version 4.
    #[test]
    fn a_published_case_is_accepted_and_any_change_refused() {
        let mut headers = HeaderMap::new();
        headers.insert("host", "example.amazonaws.com".parse().expect("a header"));
        headers.insert("x-amz-date", "20150830T123600Z".parse().expect("a header"));
        headers.insert(
            "authorization",
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
                .parse()
                .expect("a header"),
        );
        let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        let now = SystemTime::from(parse_stamp("20150830T123600Z").expect("a time"));
        let keys = Keys { credentials, principal: Principal::user("123456789012"), expires: None };
        let expected = |now| Expected { region: "us-east-1", service: "service", now };
        let find = |id: &str| Some(keys.clone()).filter(|keys| keys.credentials.access_key_id == id);
        let received = Received {
            method: &Method::GET,
            path: "/",
            query: "Param2=value2&Param1=value1",
            headers: &headers,
            body: b"",
        };
        let caller = verify(&received, &expected(now), find).unwrap_or_else(|refusal| panic!("{}", refusal.message));
        assert_eq!(caller, keys.principal);
        let code = |received: &Received<'_>, now| {
            verify(received, &expected(now), find).map_err(|refusal| (refusal.code, refusal.message))
        };
        for changed in [
            Received { path: "/a", ..received },
            Received { query: "Param2=value2", ..received },
            Received { body: b"x", ..received },
            Received { method: &Method::POST, ..received },
        ] {
            assert_eq!(code(&changed, now).expect_err("refused").0, "InvalidSignatureException");
        }
        let late = code(&received, now + Duration::from_mins(6)).expect_err("refused");
        assert_eq!(
            late.1,
            "Signature expired: 20150830T123600Z is now earlier than 20150830T123700Z (20150830T124200Z - 5 min.)"
        );
        assert!(
            code(&received, now - Duration::from_mins(6))
                .expect_err("refused")
                .1
                .starts_with("Signature not yet current")
        );
        assert!(code(&received, now + Duration::from_mins(4)).is_ok());
    }

    #[test]
    fn a_token_is_asked_for_where_there_is_one_and_nowhere_else() {
        assert!(is_token(None, None) && is_token(Some("a"), Some("a")));
        for (given, known) in [(Some("a"), Some("b")), (None, Some("a")), (Some("a"), None)] {
            assert!(!is_token(given, known));
        }
    }

    #[test]
    fn half_an_authorization_is_named() {
        let refusal = Authorization::parse("AWS4-HMAC-SHA256 Credential=a/b/c/d/e", false).err().expect("refused");
        assert_eq!(refusal.code, "IncompleteSignatureException");
        assert!(refusal.message.starts_with(
            "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either"
        ));
    }

    #[test]
    fn an_arn_is_encoded_twice_and_the_query_is_sorted() {
        assert_eq!(utf8_percent_encode("/f/arn%3Aaws", PATH).to_string(), "/f/arn%253Aaws");
        assert_eq!(canonical_query("b=%24LATEST&a"), "a=&b=%24LATEST");
    }
}
