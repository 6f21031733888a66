//! Who one is, and each mistake said at once.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use lambdesk_core::clock::SystemClock;
use lambdesk_core::failure::FailureCode;
use lambdesk_core::invoke::endpoint::Endpoint;
use lambdesk_core::invoke::outcome::Outcome;
use lambdesk_core::invoke::region::Region;
use lambdesk_core::invoke::request::RawRequest;
use lambdesk_core::invoke::retry::RetryPolicy;
use lambdesk_core::invoke::run::{Call, Engine, Finished};
use lambdesk_core::invoke::transport::{Transport, TransportSettings};
use lambdesk_core::wire::{CredentialsDraft, Keep};
use lambdesk_sandbox::{Credentials, Options};
use tokio_util::sync::CancellationToken;

use crate::desk::Desk;

fn key(id: &str, secret: &str, token: Option<&str>) -> CredentialsDraft {
    CredentialsDraft::AccessKeys {
        access_key_id: id.into(),
        secret_access_key: Some(secret.into()),
        session_token: token.map(str::to_owned),
        keep: Keep::Keychain,
    }
}

#[tokio::test]
async fn wrong_keys_are_told_apart() {
    let desk = Desk::new().await;
    let keys = desk.sandbox.credentials().clone();
    let good = desk.keys("Good").await;
    let identity = desk.identify(&good.id).await.expect("known");
    assert_eq!((identity.account.as_str(), identity.name.as_str()), (desk.sandbox.account(), "sandbox"));
    assert_eq!((identity.expires_at, identity.renews, identity.can_sign_out), (None, false, false));

    let unknown = desk.save("Unknown", key("AKIAIOSFODNN7EXAMPLE", "secret", None)).await;
    let said = desk.identify(&unknown.id).await.expect_err("unknown").message;
    assert!(said.starts_with("AWS does not know these credentials"), "{said}");
    let wrong = desk.save("Wrong", key(&keys.access_key_id, "wrong-secret", None)).await;
    let said = desk.identify(&wrong.id).await.expect_err("wrong").message;
    assert_eq!(said, "The secret access key does not belong to the access key ID.");
}

#[tokio::test]
async fn expired_keys_are_said_to_be_expired() {
    let credentials =
        Credentials { session_token: Some("TOKEN".into()), ..Credentials::new("ASIAEXPIRED000000000", "secret") };
    let options = Options { credentials, expire_after: Some(Duration::ZERO), ..Options::default() };
    let desk = Desk::with(options, "").await;
    let expired = desk.save("Expired", key("ASIAEXPIRED000000000", "secret", Some("TOKEN"))).await;
    let failure = desk.identify(&expired.id).await.expect_err("expired");
    assert_eq!(failure.message, "The credentials have expired.");
    assert_eq!(failure.code, FailureCode::CredentialsRefused);
}

#[tokio::test]
async fn an_endpoint_that_is_down_and_one_without_sts_are_told_apart() {
    let desk = Desk::new().await;
    let down = desk.save("Down", key("AKIDEXAMPLE", "secret", None)).await;
    let Desk { sandbox, access, identities, .. } = desk;
    let plan = access.plan(&down.id).await.expect("a plan");
    sandbox.stop().await;
    let failure = identities.of(&access, &plan, false).await.expect_err("down");
    assert!(failure.message.starts_with("STS could not be reached"), "{}", failure.message);
}

fn call(desk: &Desk, profile: &lambdesk_core::credentials::access::Plan) -> Call {
    let raw = RawRequest { function: "echo".into(), payload: Bytes::from_static(b"{}"), ..RawRequest::default() };
    Call {
        request: raw.resolve().expect("a request"),
        endpoint: Endpoint::custom(desk.sandbox.endpoint()).expect("an endpoint"),
        region: Region::parse(desk.sandbox.region()).expect("a region"),
        credentials: desk.access.provider(profile),
        wait: Duration::from_secs(10),
        total: Duration::from_mins(1),
        retries: RetryPolicy::CAREFUL,
        spool: None,
    }
}

async fn invoke(call: &Call) -> Finished {
    let engine = Engine::new(Transport::new(TransportSettings::default()), Arc::new(SystemClock));
    engine.run(call, &CancellationToken::new(), Arc::new(|_| {})).await.expect("sent")
}

#[tokio::test]
async fn a_policy_that_denies_is_told_with_its_action_and_resource() {
    let desk = Desk::new().await;
    desk.sign_in("allow").await.expect("signed in");
    let reader = desk.single_sign_on("ReadOnly").await;
    let finished = invoke(&call(&desk, &desk.plan(&reader.id).await)).await;
    let Outcome::Rejected(rejection) = &finished.outcome else { panic!("{:?}", finished.outcome) };
    assert!(rejection.message.contains("lambda:InvokeFunction"), "{}", rejection.message);
    assert!(rejection.message.contains("function:echo"), "{}", rejection.message);
    assert_eq!(desk.sandbox.runs("echo"), 0);
}

#[tokio::test]
async fn credentials_that_were_revoked_while_they_looked_good_are_fetched_anew_within_the_invocation() {
    // The service says that they have expired although their end is an hour away, as after a clock was set.
    let desk = Desk::with(Options { role_lifetime: Some(Duration::from_secs(2)), ..Options::default() }, "").await;
    let keys = desk.keys("Keys").await;
    let developer = desk
        .save(
            "Developer",
            CredentialsDraft::AssumeRole {
                source: keys.id,
                role_arn: "arn:aws:iam::123456789012:role/Developer".into(),
                external_id: String::new(),
                session_name: String::new(),
                duration: String::new(),
                mfa_serial: String::new(),
            },
        )
        .await;
    let plan = desk.plan(&developer.id).await;
    let call = call(&desk, &plan);
    // What the provider gives is remembered by our clock, and refused by the service's.
    let first = invoke(&call).await;
    assert_eq!((first.outcome, first.attempts.len()), (Outcome::Succeeded, 1));
    tokio::time::sleep(Duration::from_millis(2_200)).await;
    let second = invoke(&call).await;
    assert_eq!(second.outcome, Outcome::Succeeded);
    assert_eq!(desk.sandbox.runs("echo"), 2);
}
