//! Whom connections trust.

use std::sync::Arc;

use lambdesk_core::clock::SystemClock;
use lambdesk_sandbox::Options;
use lambdesk_tests::engine::Bench;
use lambdesk_tests::tls_front::{Authority, Handshake, TlsFront};

use crate::{Home, Said};

async fn invoke(home: &Home, endpoint: &str) -> Said {
    home.run(&["invoke", "--function-name", "echo", "--payload", "{}", "--endpoint-url", endpoint, "out"]).await
}

#[tokio::test]
async fn a_bundle_is_named_by_the_flag_the_environment_or_the_profile() {
    let bench = Bench::with(Options::default(), Arc::new(SystemClock)).await;
    let address = bench.sandbox.endpoint().strip_prefix("http://").expect("an address").parse().expect("an address");
    let authority = Authority::new("A company's own");
    let front = TlsFront::start(address, Handshake::Takes(authority.identity("localhost", false))).await;
    let keys = bench.sandbox.credentials().clone();
    let home = || {
        let home = Home::new()
            .with("AWS_REGION", bench.sandbox.region())
            .with("AWS_ACCESS_KEY_ID", &keys.access_key_id)
            .with("AWS_SECRET_ACCESS_KEY", &keys.secret_access_key);
        let path = home.write("ca.pem", &authority.pem).display().to_string();
        (home, path)
    };

    let (nobody, path) = home();
    let said = invoke(&nobody, &front.endpoint()).await;
    assert_eq!(said.code, Some(255), "{said:?}");
    assert!(said.err.contains("SSL") || said.err.contains("certificate"), "{said:?}");
    assert_eq!(bench.sandbox.runs("echo"), 0);

    let flag = nobody
        .run(&["invoke", "--function-name", "echo", "--endpoint-url", &front.endpoint(), "--ca-bundle", &path, "out"])
        .await;
    assert_eq!(flag.code, Some(0), "{flag:?}");

    let (environment, path) = home();
    let said = invoke(&environment.with("AWS_CA_BUNDLE", path), &front.endpoint()).await;
    assert_eq!(said.code, Some(0), "{said:?}");

    let (profile, path) = home();
    let said = invoke(&profile.config(&format!("[default]\nca_bundle = {path}\n")), &front.endpoint()).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(bench.sandbox.runs("echo"), 3);

    let (missing, path) = home();
    let said = invoke(&missing.with("AWS_CA_BUNDLE", format!("{path}.not")), &front.endpoint()).await;
    assert!(said.code != Some(0) && said.err.contains("ca.pem.not"), "{said:?}");
}
