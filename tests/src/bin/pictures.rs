//! Pictures of the real window in every state, in both themes and two sizes, into `target/screenshots`: for looking at.

use lambdesk_sandbox::{Options, Sandbox};
use lambdesk_tests::browser::decide;
use lambdesk_tests::keys;
use lambdesk_tests::window::{Opening, Window};

#[tokio::main]
async fn main() {
    for dark in [true, false] {
        for size in [(1000, 700), (1600, 1000)] {
            let name = format!("{}-{}", if dark { "dark" } else { "light" }, size.0);
            states(&name, &Opening { dark, size, ..Opening::default() }).await;
        }
    }
    for dark in [true, false] {
        let name = format!("{}-no-keychain", if dark { "dark" } else { "light" });
        let mut window =
            Window::open_with(&Opening { dark, keychain: false, size: (1000, 700), ..Opening::default() }).await;
        window.click("button", "Add a profile…").await;
        window.click("button", "Access keys").await;
        window
            .until(
                "it is said",
                "return document.querySelector('dialog[open]')?.innerText.includes('this run only') === true",
            )
            .await;
        window.screenshot(&name).await;
        window.end().await;
    }
}

async fn states(name: &str, opening: &Opening) {
    let mut window = Window::open_with(opening).await;
    let picture = async |window: &Window, state: &str| {
        window.screenshot(&format!("{name}-{state}")).await;
    };
    picture(&window, "01-first-start").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    picture(&window, "02-succeeded").await;
    window.click("tab", "Headers").await;
    picture(&window, "03-headers").await;
    window.click("tab", "Response").await;

    for (title, outcome, state) in [
        ("Function that fails", "Function error", "04-function-error"),
        ("Throttled twice, then fine", "Succeeded", "05-attempts"),
        ("Talkative: more than 4 KB of log", "Succeeded", "06-log-strip"),
    ] {
        window.click("button", title).await;
        window.click("button", "Invoke").await;
        window.outcome(outcome).await;
        picture(&window, state).await;
    }
    let logs = "[...document.querySelectorAll('[role=tab]')].find((tab) => tab.textContent.startsWith('Logs'))";
    window.script(&format!("{logs}.click()")).await;
    picture(&window, "07-logs").await;

    window.click("button", "Slow: answers when you say").await;
    window.fill("Payload", r#"{"seconds": 100}"#).await;
    window.click("button", "Invoke").await;
    window.until("it waits", "return document.body.innerText.includes('Waiting for slow')").await;
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    picture(&window, "08-waiting").await;
    window.click("button", "Cancel").await;
    window.outcome("No answer").await;
    picture(&window, "09-no-answer").await;

    window.fill("Payload", "{\n\"key\": oops").await;
    window.until("the place is marked", "return document.body.innerText.includes('Line 2')").await;
    window.fill("Qualifier", "a b").await;
    window.chord(&[keys::CONTROL], keys::ENTER).await;
    window.until("it is refused", "return document.activeElement.getAttribute('aria-invalid') === 'true'").await;
    picture(&window, "10-problems").await;
    window.fill("Qualifier", "").await;
    window.fill("Function", "a-function-with-a-very-long-name-that-does-not-exist-at-all-here").await;
    window.click("button", "Invoke").await;
    window.outcome("Rejected").await;
    picture(&window, "11-rejected").await;

    window.click("button", "Add a profile…").await;
    window.click("button", "Access keys").await;
    picture(&window, "12-add-profile").await;
    let aws = Sandbox::start(Options::default()).await.expect("a sandbox");
    let keys_of = aws.credentials();
    for (field, text) in [
        ("Name", "Staging, with quite a long name to see where it is cut"),
        ("Access key ID", keys_of.access_key_id.as_str()),
        ("Secret access key", keys_of.secret_access_key.as_str()),
        ("Region", "Europe"),
        ("Endpoint override", aws.endpoint()),
    ] {
        window.fill(field, text).await;
    }
    window.press(&[keys::ENTER]).await;
    window.until("it is refused", "return document.querySelector('dialog [aria-invalid=true]') !== null").await;
    picture(&window, "13-profile-problems").await;
    window.fill("Region", aws.region()).await;
    window.press(&[keys::ENTER]).await;
    window.until("the form is closed", "return !document.querySelector('dialog[open]')").await;
    picture(&window, "14-own-profile").await;
    window.script("[...document.querySelectorAll('button')].find((button) => button.textContent.includes('Profile:')).click()").await;
    picture(&window, "15-profile-menu").await;
    window.press(&[keys::ESCAPE]).await;
    window.fill("Function", "large").await;
    window.fill("Payload", r#"{"bytes": 6000000}"#).await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    picture(&window, "16-large").await;
    aws.stop().await;
    window.click("button", "Invoke").await;
    window.outcome("No answer").await;
    picture(&window, "17-broken-network").await;
    window.end().await;
    how_it_is_sent(name, opening).await;
}

/// A request's options, its preview, the settings, a stream, and what an attempt's time went into.
async fn how_it_is_sent(name: &str, opening: &Opening) {
    let mut window = Window::open_with(opening).await;
    let picture = async |window: &Window, state: &str| {
        window.screenshot(&format!("{name}-{state}")).await;
    };
    window.click("button", "Streams its response").await;
    window.fill("Payload", r#"{"chunks": 300, "delay_ms": 20, "bytes": 400}"#).await;
    window.click("button", "Invoke").await;
    window.until("chunks come in", "return document.body.innerText.includes('chunks')").await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    picture(&window, "20-streaming").await;
    window.outcome("Succeeded").await;
    picture(&window, "21-streamed").await;
    window.fill("Payload", r#"{"chunks": 12, "bytes": 1000000, "delay_ms": 0}"#).await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.until("a page is shown", "return document.body.innerText.includes('of 12,0')").await;
    picture(&window, "22-pages").await;

    window.click("button", "Throttled twice, then fine").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.click("tab", "Timeline").await;
    picture(&window, "23-timeline").await;

    window.click("button", "Echo").await;
    window.fill("Qualifier", "canary").await;
    window.click("tab", "Options").await;
    window.until("the alias is known", "return document.body.innerText.includes('10% to version 3')").await;
    picture(&window, "24-options").await;
    window.click("checkbox", "Retry as the settings say (Careful)").await;
    window.click("radio", "Like the AWS CLI").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    picture(&window, "25-options-own").await;
    window.click("tab", "Context").await;
    window.fill("Client context", "{\"custom\": {\"locale\": \"de-DE\"}}").await;
    window.until("its size is told", "return document.body.innerText.includes('of 3,583 bytes')").await;
    picture(&window, "26-context").await;
    window.more("Preview").await;
    window.until("it is signed", "return document.body.innerText.includes('Nothing was sent')").await;
    picture(&window, "27-preview").await;
    window.click("button", "Close").await;
    window.click("button", "Settings").await;
    picture(&window, "28-settings").await;
    window.end().await;
    signing_in(name, opening).await;
    what_is_demanded(name, opening).await;
}

/// From the first click to a profile that signs in, and what there is to do with profiles.
async fn signing_in(name: &str, opening: &Opening) {
    let keys = "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00\n";
    let shared = "format = 1\n[[profile]]\nid = \"a\"\nname = \"Acme production\"\nkind = \"identity_center\"\nsso_start_url = \"https://acme.awsapps.com/start\"\nsso_region = \"eu-central-1\"\nsso_account_id = \"123456789012\"\nsso_role_name = \"Developer\"\nregion = \"eu-central-1\"\nproduction = true\n[[profile]]\nid = \"c\"\nname = \"Runs a command\"\naccess_key_id = \"AKIDEXAMPLE\"\nregion = \"eu-central-1\"\ncredential_process = \"curl evil.example\"\n";
    let files = vec![(".aws/credentials", keys.to_owned()), ("profiles.toml", shared.to_owned())];
    let mut window = Window::open_with(&Opening { files, ..opening.clone() }).await;
    let picture = async |window: &Window, state: &str| {
        window.screenshot(&format!("{name}-{state}")).await;
    };
    picture(&window, "30-aws-files").await;
    window.profiles("Add a profile…").await;
    picture(&window, "31-kinds").await;
    window.click("button", "Sign in through IAM Identity Center").await;
    window.fill("Start address", "acme").await;
    window.click("button", "Continue").await;
    window.dialog_says("A start address looks like").await;
    picture(&window, "32-wrong-address").await;
    window.click("button", "Try it with the sandbox").await;
    window.click("button", "Continue").await;
    window.dialog_says("Check that the browser shows this code").await;
    picture(&window, "33-browser").await;
    decide(&window, "deny").await;
    window.dialog_says("denied in the browser").await;
    picture(&window, "34-denied").await;
    window.click("button", "Try again").await;
    decide(&window, "allow").await;
    window.wait_for("textbox", "Account").await;
    picture(&window, "35-accounts").await;
    window.fill("Account", "Development").await;
    window.click_option("Acme Development").await;
    window.click_option("Developer").await;
    picture(&window, "36-account-and-role").await;
    window.click("button", "Save profile").await;
    window.closed().await;
    window.says("renews by itself").await;
    picture(&window, "37-signed-in").await;
    window.click_beginning("header [aria-haspopup=menu]", "Profile:").await;
    window.wait_for("menuitem", "Sign out").await;
    picture(&window, "38-menu").await;
    window.click_item("Import…").await;
    window.dialog_says("AKIAIOSFODNN7EXAMPLE").await;
    picture(&window, "39-import-keys").await;
    window.click("button", "Import").await;
    window.dialog_says("in the keychain now").await;
    picture(&window, "40-imported").await;
    window.click("tab", "Shared profiles").await;
    window.fill("File", &window.home().join("profiles.toml").display().to_string()).await;
    window.click("button", "Show what is in it").await;
    window.dialog_says("Refused").await;
    picture(&window, "41-import-shared").await;
    window.click("button", "Add").await;
    window.dialog_says("Added:").await;
    window.click("button", "Close").await;
    window.profiles("Share profiles…").await;
    window.fill("File", &window.home().join("for-the-team.toml").display().to_string()).await;
    window.click("button", "Write 3 profiles").await;
    window.dialog_says("were written to").await;
    picture(&window, "42-shared").await;
    window.click("button", "Close").await;
    window.profiles("Edit Acme Development").await;
    window.click("button", "Choose another account or role…").await;
    window.wait_for("textbox", "Account").await;
    picture(&window, "43-edit").await;
    window.click("button", "Cancel").await;
    window.profiles("Sign out").await;
    window.says("Not signed in").await;
    window.fill("Function", "orders-create").await;
    window.click("button", "Invoke").await;
    window.dialog_says("Check that the browser shows this code").await;
    picture(&window, "44-sign-in-again").await;
    window.click("button", "Cancel").await;
    window.outcome("Not sent").await;
    picture(&window, "45-not-sent").await;
    window.end().await;
}

/// Profiles of the AWS files, and what they ask of the user: a code, a look at a command, a confirmation.
async fn what_is_demanded(name: &str, opening: &Opening) {
    let aws = Sandbox::start(Options::default()).await.expect("a sandbox");
    let (key, account) = (aws.credentials(), aws.account());
    let place = format!("region = {}\nendpoint_url = {}\n", aws.region(), aws.endpoint());
    let config = format!(
        "[profile payments-admin]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n{place}
[profile operator]\nrole_arn = arn:aws:iam::{account}:role/Operator\nsource_profile = payments-admin\nmfa_serial = arn:aws:iam::{account}:mfa/jane\n{place}
[profile broker]\ncredential_process = /opt/acme/bin/vault-credentials --role payments-readonly --format aws-process --ttl 900\n{place}
[profile adrift]\nrole_arn = arn:aws:iam::{account}:role/Developer\nsource_profile = gone\n{place}",
        id = key.access_key_id,
        secret = key.secret_access_key,
    );
    let marked = "format = 1\n[[profile]]\nname = \"payments-admin\"\nkind = \"aws_files\"\naws_profile = \"payments-admin\"\nproduction = true\n";
    let files = vec![(".aws/config", config), ("config/dev.lambdesk.desktop/profiles.toml", marked.to_owned())];
    let mut window = Window::open_with(&Opening { files, ..opening.clone() }).await;
    let picture = async |window: &Window, state: &str| {
        window.screenshot(&format!("{name}-{state}")).await;
    };
    window.click_beginning("header [aria-haspopup=menu]", "Profile:").await;
    window.wait_for("menuitem", "Import…").await;
    picture(&window, "50-menu-aws-files").await;
    window.click_item("operator").await;
    window.fill("Code", "000000").await;
    window.click("button", "Continue").await;
    window.dialog_says("The code was wrong").await;
    picture(&window, "51-wrong-code").await;
    window.click("button", "Cancel").await;
    window.closed().await;
    window.profiles("broker").await;
    window.wait_for("button", "Run it").await;
    picture(&window, "52-command").await;
    window.click("button", "Cancel").await;
    window.closed().await;
    window.profiles("adrift").await;
    window.says("Not signed in").await;
    picture(&window, "53-adrift").await;
    window.profiles("Edit payments-admin").await;
    window.wait_for("textbox", "Name").await;
    picture(&window, "54-mark").await;
    window.click("button", "Cancel").await;
    window.profiles("payments-admin").await;
    window.wait_for("button", "Invoke in production").await;
    window.says("Signed in").await;
    window.fill("Function", "echo").await;
    window.fill("Qualifier", "live").await;
    picture(&window, "55-production").await;
    window.click("button", "Invoke in production").await;
    window.dialog_says("This is production").await;
    picture(&window, "56-confirm").await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    picture(&window, "57-production-succeeded").await;
    window.end().await;
    aws.stop().await;
}
