//! A secret goes to the keychain, and nowhere else.

mod commands;
mod crash;
mod locked;
mod search;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use lambdesk_sandbox::{Credentials, Options, Sandbox};
use lambdesk_tests::planted;
use lambdesk_tests::window::{Opening, Window};

use crate::profiles::{Form, add_profile};

/// What `secret-tool`, which we did not write, finds in the session's keychain under our name.
fn in_keychain() -> String {
    let found = Command::new("secret-tool")
        .args(["search", "--all", "service", "lambdesk"])
        .output()
        .expect("secret-tool: `make setup-test` installs it");
    String::from_utf8_lossy(&found.stdout).into_owned()
}

/// Every file below a folder that holds the text.
fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let holds = |path: &PathBuf| {
        let bytes = fs::read(path).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    };
    planted::files(folder).into_iter().filter(holds).map(|path| path.display().to_string()).collect()
}

#[tokio::test]
async fn an_added_profile_works_and_its_secret_is_in_the_keychain_only() {
    let secret = "plantedSECRETaccessKEY0123456789plantedX";
    let token = "plantedTOKEN0123456789/plantedTOKEN==";
    let credentials =
        Credentials { session_token: Some(token.into()), ..Credentials::new("AKIAPLANTED000000001", secret) };
    let aws = Sandbox::start(Options { credentials, ..Options::default() }).await.expect("a sandbox");

    let window = Window::open().await;
    let form = Form {
        name: "Staging",
        access_key_id: "AKIAPLANTED000000001",
        secret_access_key: secret,
        session_token: token,
        region: aws.region(),
        endpoint: aws.endpoint(),
    };
    add_profile(&window, &form).await;
    window.fill("Function", "echo").await;
    window.fill("Payload", r#"{"from": "my own profile"}"#).await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    assert_eq!(aws.runs("echo"), 1, "the profile's endpoint was invoked, not the program's own sandbox");

    let kept = in_keychain();
    assert!(kept.contains(secret) && kept.contains(token), "the keychain does not hold the secret");
    let page = window.everything().await;
    for planted in [secret, token] {
        assert!(!page.contains(planted), "the page holds {planted}");
        assert_eq!(files_with(window.home(), planted), Vec::<String>::new());
    }

    // After a restart the profile and its secret are still there; no field shows it.
    let mut window = window.restart(&Opening::default()).await;
    window.until("the profile is listed", "return document.body.innerText.includes('Staging')").await;
    assert!(!window.everything().await.contains(secret));
    window.end().await;
    aws.stop().await;
}

#[tokio::test]
async fn a_deleted_profile_leaves_nothing_in_the_keychain() {
    let secret = "plantedTOBEdeleted0123456789plantedXXXXX";
    let mut window = Window::open().await;
    add_profile(&window, &Form { name: "Gone soon", secret_access_key: secret, ..Form::EXAMPLE }).await;
    assert!(in_keychain().contains(secret));
    window.click("button", "Profile: Gone soon").await;
    window.click("menuitem", "Delete Gone soon…").await;
    window.click("button", "Delete profile").await;
    window.until("the profile is gone", "return !document.body.innerText.includes('Gone soon')").await;
    assert!(!in_keychain().contains(secret), "the secret is still in the keychain");
    window.end().await;
}
