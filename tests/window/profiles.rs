//! Adding, changing and choosing profiles.

use lambdesk_sandbox::Sandbox;
use lambdesk_tests::window::{Opening, Window};

/// What is typed into the profile's form.
pub struct Form<'a> {
    pub name: &'a str,
    pub access_key_id: &'a str,
    pub secret_access_key: &'a str,
    pub session_token: &'a str,
    pub region: &'a str,
    pub endpoint: &'a str,
}

impl Form<'_> {
    /// A profile that could exist.
    pub const EXAMPLE: Form<'static> = Form {
        name: "Example",
        access_key_id: "AKIAIOSFODNN7EXAMPLE",
        secret_access_key: "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00",
        session_token: "",
        region: "eu-west-1",
        endpoint: "",
    };
}

/// Types a form and saves it.
pub async fn add_profile(window: &Window, form: &Form<'_>) {
    window.click("button", "Add a profile…").await;
    window.click("button", "Access keys").await;
    fill(window, form).await;
    window.click("button", "Save profile").await;
    window.until("the form is closed", "return !document.querySelector('dialog[open]')").await;
    // A click before the focus has moved on would open a menu that the focus then closes.
    window.until("the function's name is next", "return document.activeElement.matches('input')").await;
}

/// Adds a profile with the keys of a sandbox.
pub async fn add_sandbox(window: &Window, aws: &Sandbox) {
    let keys = aws.credentials();
    let form = Form {
        name: "Staging",
        access_key_id: &keys.access_key_id,
        secret_access_key: &keys.secret_access_key,
        session_token: "",
        region: aws.region(),
        endpoint: aws.endpoint(),
    };
    add_profile(window, &form).await;
}

/// Types a form.
pub async fn fill(window: &Window, form: &Form<'_>) {
    for (field, text) in [
        ("Name", form.name),
        ("Access key ID", form.access_key_id),
        ("Secret access key", form.secret_access_key),
        ("Session token", form.session_token),
        ("Region", form.region),
        ("Endpoint override", form.endpoint),
    ] {
        if !text.is_empty() {
            window.fill(field, text).await;
        }
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_at_its_field() {
    let mut window = Window::open().await;
    window.click("button", "Add a profile…").await;
    window.click("button", "Access keys").await;
    fill(&window, &Form { name: "Broken", region: "Europe", endpoint: "nowhere", ..Form::EXAMPLE }).await;
    window.click("button", "Save profile").await;
    window.until("the region says what is allowed", "return document.querySelector('dialog[open]')?.innerText.includes('A region looks like eu-west-1') === true || document.querySelector('dialog[open]')?.innerText.includes('is not a region') === true").await;
    window
        .until(
            "the endpoint says what is allowed",
            "return document.querySelector('dialog[open]')?.innerText.includes('An endpoint looks like') === true",
        )
        .await;
    window.end().await;
}

#[tokio::test]
async fn without_a_keychain_keys_are_kept_for_this_run() {
    let opening = Opening { keychain: false, ..Opening::default() };
    let window = Window::open_with(&opening).await;
    window.click("button", "Add a profile…").await;
    window.click("button", "Access keys").await;
    window
        .until(
            "it is said plainly",
            "return document.querySelector('dialog[open]')?.innerText.includes('for this run only') === true",
        )
        .await;
    fill(&window, &Form::EXAMPLE).await;
    window.click("button", "Save profile").await;
    window.until("the form is closed", "return !document.querySelector('dialog[open]')").await;
    window.until("the profile is chosen", "return document.body.innerText.includes('Example')").await;

    // The next run has to ask for the secret again.
    let mut window = window.restart(&opening).await;
    // Until the window has settled, a menu that was opened may close again.
    window
        .until("it is said that there is no keychain", "return document.body.innerText.includes('no keychain')")
        .await;
    window.click("button", "Profile: Sandbox").await;
    window.click("menuitem", "Example").await;
    window.fill("Function", "anything").await;
    window.click("button", "Invoke").await;
    window.wait_for("button", "Enter the secret…").await;
    window.end().await;
}
