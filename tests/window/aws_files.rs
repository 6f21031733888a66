//! Profiles of the AWS files in the window: a device's code, a command that is shown first, an error in the files.

use lambdesk_sandbox::{Options, Sandbox};
use lambdesk_tests::window::{Opening, Window};

/// An AWS config file whose profiles lead to a sandbox.
pub fn config(aws: &Sandbox) -> String {
    let (keys, endpoint, region) = (aws.credentials(), aws.endpoint(), aws.region());
    let (id, secret, account) = (&keys.access_key_id, &keys.secret_access_key, aws.account());
    format!(
        "[profile base]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\nregion = {region}\nendpoint_url = {endpoint}\n
[profile operator]\nrole_arn = arn:aws:iam::{account}:role/Operator\nsource_profile = base\nmfa_serial = arn:aws:iam::{account}:mfa/sandbox\nregion = {region}\nendpoint_url = {endpoint}\n
[profile broker]\ncredential_process = echo '{{\"Version\":1,\"AccessKeyId\":\"{id}\",\"SecretAccessKey\":\"{secret}\"}}'\nregion = {region}\nendpoint_url = {endpoint}\n
[profile adrift]\nrole_arn = arn:aws:iam::{account}:role/Developer\nsource_profile = gone\nregion = {region}\nendpoint_url = {endpoint}\n"
    )
}

/// Opens the window over AWS files that lead to a sandbox.
pub async fn open(aws: &Sandbox) -> Window {
    Window::open_with(&Opening { files: vec![(".aws/config", config(aws))], ..Opening::default() }).await
}

/// Chooses a profile for a request of one's own.
pub async fn choose(window: &Window, from: &str, profile: &str) {
    window.click("button", from).await;
    window.click_item(profile).await;
}

#[tokio::test]
async fn a_device_s_code_is_asked_for_once() {
    let aws = Sandbox::start(Options::default()).await.expect("a sandbox");
    let mut window = open(&aws).await;
    choose(&window, "Profile: Sandbox", "operator").await;
    window.fill("Code", "000000").await;
    window.click("button", "Continue").await;
    window
        .until(
            "the wrong code is said",
            "return document.querySelector('dialog[open]').innerText.includes('The code was wrong')",
        )
        .await;
    window.fill("Code", "123456").await;
    window.click("button", "Continue").await;
    window.until("the dialog is closed", "return !document.querySelector('dialog[open]')").await;
    window.fill("Function", "echo").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    assert_eq!(aws.runs("echo"), 1);
    window.end().await;
    aws.stop().await;
}

#[tokio::test]
async fn a_command_runs_only_after_it_was_shown() {
    let aws = Sandbox::start(Options::default()).await.expect("a sandbox");
    let mut window = open(&aws).await;
    choose(&window, "Profile: Sandbox", "broker").await;
    window.wait_for("button", "Run it").await;
    window
        .until("the command is shown", "return document.querySelector('dialog[open]').innerText.includes('echo ')")
        .await;
    window.click("button", "Cancel").await;
    window.until("the dialog is closed", "return !document.querySelector('dialog[open]')").await;
    window.fill("Function", "echo").await;
    window.click("button", "Invoke").await;
    window.click("button", "Run it").await;
    window.outcome("Succeeded").await;
    assert_eq!(aws.runs("echo"), 1);
    window.end().await;
    aws.stop().await;
}

#[tokio::test]
async fn what_is_wrong_in_the_files_is_said_where_it_is() {
    let aws = Sandbox::start(Options::default()).await.expect("a sandbox");
    let files = vec![(".aws/config", config(&aws)), (".aws/credentials", "[half\n".to_owned())];
    let mut window = Window::open_with(&Opening { files, ..Opening::default() }).await;
    window.until("the broken file is named", "return document.body.innerText.includes('.aws/credentials')").await;
    window.click("button", "Profile: Sandbox").await;
    window.until("the profile without a source says so", "return document.body.innerText.includes('gone')").await;
    window.end().await;
    aws.stop().await;
}
