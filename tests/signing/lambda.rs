//! Requests to Lambda that botocore signed: every form of a name, qualifiers, tenants, tokens, payloads beyond ASCII.
//! `tests/interop/sign.py` made the fixture, and makes it anew.

use std::fs;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lambdesk_core::invoke::endpoint::Endpoint;
use lambdesk_core::invoke::outcome::Outcome;
use lambdesk_core::invoke::region::Region;
use lambdesk_core::invoke::request::RawRequest;
use lambdesk_core::invoke::sign;
use lambdesk_tests::engine::Bench;
use lambdesk_tests::repository;
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

#[derive(Deserialize)]
struct Fixture {
    access_key_id: String,
    secret_access_key: String,
    timestamp: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    region: String,
    endpoint: String,
    session_token: Option<String>,
    function: String,
    qualifier: Option<String>,
    invocation_type: Option<String>,
    log_type: Option<String>,
    client_context: Option<String>,
    tenant_id: Option<String>,
    durable_execution_name: Option<String>,
    payload: String,
    signature: String,
}

fn fixture() -> Fixture {
    let path = repository::root().join("tests/fixtures/lambda-signatures.json");
    serde_json::from_str(&fs::read_to_string(path).expect("a fixture")).expect("JSON")
}

impl Case {
    fn raw(&self) -> RawRequest {
        RawRequest {
            function: self.function.clone(),
            qualifier: self.qualifier.clone(),
            invocation_type: self.invocation_type.clone(),
            log_type: self.log_type.clone(),
            client_context: self.client_context.as_ref().map(|context| STANDARD.encode(context)),
            tenant_id: self.tenant_id.clone(),
            durable_execution_name: self.durable_execution_name.clone(),
            stream: false,
            payload: self.payload.clone().into(),
        }
    }
}

#[test]
fn our_signature_is_botocores() {
    let Fixture { access_key_id, secret_access_key, timestamp, cases } = fixture();
    let time = OffsetDateTime::parse(&timestamp, &Rfc3339).expect("a time").into();
    assert!(cases.len() > 12);
    for case in cases {
        let request = case.raw().resolve().unwrap_or_else(|problems| panic!("{}: {problems:?}", case.name));
        let endpoint = Endpoint::custom(&case.endpoint).expect("an endpoint");
        let mut http = request.to_http(&endpoint).expect("a request");
        let credentials =
            Credentials::new(&access_key_id, &secret_access_key, case.session_token.clone(), None, "fixture");
        let region = Region::parse(&case.region).expect("a region");
        sign::sign(&mut http, request.payload_hash(), &credentials, &region, sign::LAMBDA, time).expect("signed");
        let authorization = http.headers()["authorization"].to_str().expect("text");
        assert!(authorization.ends_with(&format!("Signature={}", case.signature)), "{}: {authorization}", case.name);
    }
}

#[tokio::test]
async fn the_sandbox_takes_each_of_them() {
    let bench = Bench::new().await;
    let keys = bench.sandbox.credentials();
    for case in fixture().cases {
        let mut call = bench.call("echo", "");
        // Its own region and account, and the functions that are there.
        let arn = format!("{}:{}:function:echo", bench.sandbox.region(), bench.sandbox.account());
        let function = case.function.replace("eu-west-1:123456789012:function:orders", &arn).replace("orders", "echo");
        let raw = RawRequest { function, ..case.raw() };
        call.request = raw.resolve().unwrap_or_else(|problems| panic!("{}: {problems:?}", case.name));
        call.credentials = SharedCredentialsProvider::new(Credentials::new(
            &keys.access_key_id,
            &keys.secret_access_key,
            keys.session_token.clone(),
            None,
            "test",
        ));
        let finished = bench.run(&call).await;
        assert_eq!(finished.outcome, Outcome::Succeeded, "{}", case.name);
    }
}
