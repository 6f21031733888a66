//! A request as it would be sent, for looking at: what was signed, and how. Pure.
//!
//! `aws-sigv4` keeps its canonical request to itself, so it is made here once more, and the signature over it must come
//! out as the one that `aws-sigv4` gave: what is shown is what would be sent, or an error.

use std::fmt::Write;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use bytes::Bytes;
use http::Request;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::endpoint::Endpoint;
use super::region::Region;
use super::request::InvokeRequest;
use super::run::RunError;
use super::sign::{self, LAMBDA, SignError, sha256_hex};
use crate::wire::{Header, Preview};

/// All but what stays as it is in a path that is encoded a second time.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// What a secret is shown as.
const MASK: &str = "********";

/// SigV4's canonical request by Lambda's rules: the path is encoded a second time. `signed_headers` are names, parted by
/// semicolons and sorted. A query has at most one member here, so that there is nothing to sort.
pub fn canonical_request(http: &Request<Bytes>, signed_headers: &str, payload_hash: &str) -> String {
    let mut canonical = String::new();
    let path = utf8_percent_encode(http.uri().path(), SEGMENT);
    let _ = writeln!(canonical, "{}\n{path}\n{}", http.method(), http.uri().query().unwrap_or_default());
    for name in signed_headers.split(';') {
        let value = match name {
            "host" => http.uri().authority().map(http::uri::Authority::as_str),
            _ => http.headers().get(name).and_then(|value| value.to_str().ok()),
        };
        let value = value.unwrap_or_default().split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(canonical, "{name}:{value}");
    }
    let _ = write!(canonical, "\n{signed_headers}\n{payload_hash}");
    canonical
}

/// Signs a request and shows it. Sends nothing.
///
/// # Errors
/// When it cannot be signed.
pub fn preview(
    request: &InvokeRequest,
    endpoint: &Endpoint,
    region: &Region,
    credentials: &Credentials,
    time: SystemTime,
) -> Result<Preview, RunError> {
    let mut http = request.to_http(endpoint)?;
    sign::sign(&mut http, request.payload_hash(), credentials, region, LAMBDA, time)?;
    let header = |name: &str| http.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let authorization = header("authorization").to_owned();
    let field = |name: &str| {
        let rest = authorization.split_once(name).map(|(_, rest)| rest).unwrap_or_default();
        rest.split(',').next().unwrap_or_default().trim().to_owned()
    };
    let signed_headers = field("SignedHeaders=");
    let authority = http.uri().authority().map(ToString::to_string).unwrap_or_default();

    let mut canonical = canonical_request(&http, &signed_headers, request.payload_hash());

    let date = header("x-amz-date").to_owned();
    let scope = format!("{}/{region}/{LAMBDA}/aws4_request", date.split('T').next().unwrap_or_default());
    let string_to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", sha256_hex(canonical.as_bytes()));
    let key = generate_signing_key(credentials.secret_access_key(), time, region.as_str(), LAMBDA);
    let signature = field("Signature=");
    if calculate_signature(key, string_to_sign.as_bytes()) != signature {
        return Err(RunError::Sign(SignError::unlike()));
    }

    let mut headers = vec![Header { name: "host".into(), value: authority }];
    headers.extend(http.headers().iter().filter(|(name, _)| *name != "authorization").map(Header::from));
    headers.push(Header { name: "content-length".into(), value: request.payload_len().to_string() });
    for header in headers.iter_mut().filter(|header| header.name == "x-amz-security-token") {
        MASK.clone_into(&mut header.value);
    }
    if let Some(token) = credentials.session_token() {
        canonical =
            canonical.replace(&format!("x-amz-security-token:{token}"), &format!("x-amz-security-token:{MASK}"));
    }
    Ok(Preview {
        method: http.method().to_string(),
        url: http.uri().to_string(),
        headers,
        canonical_request: canonical,
        string_to_sign,
        authorization: authorization.replace(&signature, MASK),
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::invoke::request::RawRequest;

    fn shown(token: Option<&str>, raw: RawRequest) -> Preview {
        let credentials = Credentials::new("AKIDEXAMPLE", "planted-SECRET", token.map(Into::into), None, "test");
        let endpoint = Endpoint::custom("http://127.0.0.1:4566").expect("an endpoint");
        let region = Region::parse("us-east-1").expect("a region");
        let time = SystemTime::UNIX_EPOCH + Duration::from_hours(380_376);
        preview(&raw.resolve().expect("a request"), &endpoint, &region, &credentials, time).expect("signed")
    }

    #[test]
    fn it_shows_what_is_signed() {
        let raw = RawRequest {
            function: "arn:aws:lambda:us-east-1:123456789012:function:f".into(),
            qualifier: Some("$LATEST".into()),
            tenant_id: Some("blue  team".into()),
            payload: "{}".into(),
            ..RawRequest::default()
        };
        insta::assert_json_snapshot!(shown(None, raw));
    }

    #[test]
    fn every_member_and_an_empty_payload_give_the_same_signature_twice() {
        let raw = RawRequest { function: "f".into(), ..RawRequest::default() };
        assert!(shown(None, raw.clone()).string_to_sign.starts_with("AWS4-HMAC-SHA256\n20130524T000000Z\n"));
        let all = RawRequest {
            invocation_type: Some("Event".into()),
            log_type: Some("None".into()),
            client_context: Some("e30=".into()),
            durable_execution_name: Some("once".into()),
            ..raw.clone()
        };
        assert_eq!(shown(None, all).headers.len(), 7);
        assert!(shown(None, RawRequest { stream: true, ..raw }).url.ends_with("/response-streaming-invocations"));
    }

    #[test]
    fn no_secret_is_shown() {
        let raw = RawRequest { function: "f".into(), payload: "{}".into(), ..RawRequest::default() };
        let shown = format!("{:?}", shown(Some("planted-TOKEN"), raw));
        assert!(!shown.contains("planted"), "{shown}");
        assert!(shown.contains("Signature=********") && shown.contains("x-amz-security-token:********"), "{shown}");
    }
}
