//! The published vectors, every case of version 4. `aws-sigv4` ships them; they are read from where cargo keeps it.

use std::fs;
use std::path::{Path, PathBuf};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SessionTokenMode, SigningSettings, UriPathNormalizationMode,
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};
use lambdesk_core::invoke::preview::canonical_request;
use lambdesk_core::invoke::region::Region;
use lambdesk_core::invoke::sign::{self, sha256_hex};
use lambdesk_tests::repository;
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// How a case is signed.
#[derive(Deserialize)]
struct Context {
    credentials: Keys,
    normalize: bool,
    region: String,
    service: String,
    sign_body: bool,
    timestamp: String,
    #[serde(default)]
    omit_session_token: bool,
}

#[derive(Deserialize)]
struct Keys {
    access_key_id: String,
    secret_access_key: String,
    token: Option<String>,
}

/// The folder that holds a folder per case: in the sources of the `aws-sigv4` that this test was compiled with. Cargo is
/// not asked, because it wants the packages of all platforms for an answer, and a fresh machine has only its own.
fn suite() -> PathBuf {
    let lock = fs::read_to_string(repository::root().join("Cargo.lock")).expect("a lock file");
    let version = lock
        .split("[[package]]")
        .find(|package| package.contains("\nname = \"aws-sigv4\"\n"))
        .and_then(|package| package.split("\nversion = \"").nth(1)?.split('"').next())
        .expect("aws-sigv4's version");
    let cargo = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).expect("cargo's own folder");
    let sources = cargo.join("registry/src");
    fs::read_dir(&sources)
        .unwrap_or_else(|error| panic!("{}: {error}", sources.display()))
        .map(|index| index.expect("an entry").path().join(format!("aws-sigv4-{version}/aws-signing-test-suite/v4")))
        .find(|suite| suite.exists())
        .unwrap_or_else(|| panic!("aws-sigv4 {version} is not in {}", sources.display()))
}

fn read(case: &Path, file: &str) -> String {
    let path = case.join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).replace("\r\n", "\n")
}

/// The request of a case, as a client has it. What only a text can hold (a header over several lines, bytes that are not
/// allowed in a path) is as HTTP says it is to be read.
fn request(text: &str) -> Request<Bytes> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text.trim_end(), ""));
    let head = head.replace("\n ", " ");
    let (line, fields) = head.split_once('\n').expect("headers");
    let (method, rest) = line.split_once(' ').expect("a method");
    let target = rest.strip_suffix(" HTTP/1.1").unwrap_or(rest);
    let target: String = target
        .bytes()
        .map(|byte| match byte {
            b'!'..=b'~' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    let fields: Vec<(&str, &str)> = fields.lines().filter_map(|field| field.split_once(':')).collect();
    let host = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case("host")).expect("a host").1;
    let mut request = Request::builder()
        .method(method)
        .uri(format!("https://{}{target}", host.trim()))
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .expect("a request");
    for (name, value) in fields {
        // The host is the address's; the time is the signature's own.
        if !name.eq_ignore_ascii_case("host") && !name.eq_ignore_ascii_case("x-amz-date") {
            let name: HeaderName = name.parse().expect("a name");
            request.headers_mut().append(name, HeaderValue::from_str(value.trim()).expect("a value"));
        }
    }
    request
}

/// The signature that our signing comes to.
fn signature(case: &Path, context: &Context) -> String {
    let mut request = request(&read(case, "request.txt"));
    let mut settings = SigningSettings::default();
    // The suite's service encodes once; Lambda encodes twice, and has two cases of its own.
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    if !context.normalize {
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    }
    if context.sign_body {
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    if context.omit_session_token {
        settings.session_token_mode = SessionTokenMode::Exclude;
    }
    let keys = &context.credentials;
    let credentials =
        Credentials::new(&keys.access_key_id, &keys.secret_access_key, keys.token.clone(), None, "vectors");
    let region = Region::parse(&context.region).expect("a region");
    let time = OffsetDateTime::parse(&context.timestamp, &Rfc3339).expect("a time").into();
    let hash = sha256_hex(request.body());
    sign::sign_by(settings, &mut request, &hash, &credentials, &region, &context.service, time).expect("signed");
    let authorization = request.headers()["authorization"].to_str().expect("text");
    authorization.rsplit_once("Signature=").expect("a signature").1.to_owned()
}

#[test]
fn every_case_comes_to_the_published_signature() {
    let mut cases: Vec<PathBuf> =
        fs::read_dir(suite()).expect("a suite").map(|entry| entry.expect("an entry").path()).collect();
    cases.sort();
    let (ours, lambda): (Vec<_>, Vec<_>) = cases.into_iter().partition(|case| case.join("context.json").exists());
    assert!(ours.len() >= 38 && lambda.len() == 2, "the suite has fewer cases than it had");
    let differing: Vec<_> = ours
        .iter()
        .filter(|case| {
            let context: Context = serde_json::from_str(&read(case, "context.json")).expect("a context");
            signature(case, &context) != read(case, "header-signature.txt").trim()
        })
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
}

#[test]
fn a_path_is_encoded_twice_as_lambda_wants_it() {
    for (case, date) in [("double-url-encode", "20210511T154045Z"), ("double-encode-path", "20210511T154045Z")] {
        let case = suite().join(case);
        let mut request = request(&read(&case, "request.txt"));
        request.headers_mut().insert("x-amz-date", HeaderValue::from_static(date));
        let hash = sha256_hex(request.body());
        let canonical = canonical_request(&request, "host;x-amz-date", &hash);
        assert_eq!(canonical, read(&case, "header-canonical-request.txt").trim_end());
    }
    // One of them has what is signed over it, too.
    let case = suite().join("double-url-encode");
    let to_sign = read(&case, "header-string-to-sign.txt");
    let canonical = read(&case, "header-canonical-request.txt");
    assert_eq!(to_sign.lines().last(), Some(sha256_hex(canonical.trim_end().as_bytes()).as_str()));
}
