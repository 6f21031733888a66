//! What holds a secret shows it neither to `Debug` nor in the message of a panic, which goes to standard error.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lambdesk_core::credentials::identity_center::Portal;
use lambdesk_core::credentials::key_secret::KeySecret;
use lambdesk_core::credentials::keychain::SecretText;
use lambdesk_core::wire::{Inward, ProfileDraft};
use lambdesk_sandbox::{Credentials, Options};
use lambdesk_tests::planted::Planted;

use crate::desk::Desk;

const CONFIG: &str = "[profile base]\nregion = us-east-1\naws_access_key_id = {key}\naws_secret_access_key = {secret}\nendpoint_url = {endpoint}\n
[profile developer]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789012:role/Developer\nsource_profile = base\nendpoint_url = {endpoint}\n";

/// What a program would say that panics with a value at hand.
fn said(value: impl Debug) -> String {
    let shown = format!("{value:?} {value:#?}");
    let panic = catch_unwind(AssertUnwindSafe(|| panic!("nothing wrong: {value:?}"))).expect_err("a panic");
    let message = panic.downcast_ref::<String>().expect("a message");
    assert!(message.starts_with("nothing wrong: "), "{message}");
    format!("{shown} {message}")
}

#[tokio::test]
async fn what_holds_a_secret_says_nothing_of_it() {
    let mut planted = Planted::default();
    let (handed_out, told) = std::sync::mpsc::channel();
    let credentials = Credentials::new("AKIAPLANTED000000001", Planted::make());
    planted.plant("the secret", &credentials.secret_access_key);
    let secret = credentials.secret_access_key.clone();
    let options = Options { credentials, handed_out: Some(handed_out), ..Options::default() };
    let desk = Desk::with(options, CONFIG).await;
    desk.sign_in("allow").await.expect("signed in");
    let portal = Portal::new(desk.access.sessions.clone(), desk.center());

    let key = KeySecret { secret_access_key: secret.clone(), session_token: Some(secret.clone()) };
    let draft = serde_json::json!({
        "id": null, "name": "x", "region": "eu-west-1", "endpoint": "", "allow_plain_http": false, "fips": false,
        "dual_stack": false, "production": false,
        "credentials": {
            "kind": "access_keys", "access_key_id": "AKIAPLANTED000000001", "secret_access_key": secret,
            "session_token": secret, "keep": "keychain",
        },
    });
    let inward: Inward<ProfileDraft> = serde_json::from_value(draft).expect("a draft");
    let profiles = &desk.access.profiles;
    let base = desk.plan("aws:base").await;
    let developer = desk.plan("aws:developer").await;
    let all = [
        said(SecretText::from(secret.clone())),
        said(key.to_entry().expect("an entry")),
        said(key),
        said(inward),
        said(desk.keychain.clone()),
        said(profiles.aws().clone()),
        said(profiles.aws().read().await),
        said(profiles.find("aws:base").await.expect("found")),
        said(base.chain.clone()),
        said(desk.access.provider(&base)),
        said(desk.access.credentials(&base).await.expect("keys")),
        said(desk.access.credentials(&developer).await.expect("a role's")),
        said(portal.credentials(desk.sandbox.account(), "Developer").await.expect("a role's")),
        said(desk.access.sessions.session(&desk.center()).await.expect("a session")),
        said(&desk.sandbox),
    ];
    for handed_out in told.try_iter() {
        planted.plant("what was handed out", handed_out.strip_prefix("IQoJb3JpZ2luX2Vj").unwrap_or(&handed_out));
    }
    assert!(planted.count() > 7, "only {} secrets were looked for", planted.count());
    for said in all {
        assert_eq!(planted.find(said.as_bytes()), None);
    }
}
