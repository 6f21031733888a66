//! The keyboard alone.

use lambdesk_sandbox::{Options, Sandbox};
use lambdesk_tests::keys;
use lambdesk_tests::window::Window;

/// The accessible name of what has the focus.
const FOCUSED: &str = "const element = document.activeElement;
  return element.getAttribute('aria-label') ?? ([...(element.labels ?? [])].map((label) => label.textContent.trim()).join(' ') || element.textContent.trim())";

async fn tab_to(window: &Window, name: &str) {
    let mut passed = Vec::new();
    for _ in 0..60 {
        let focused = window.script(FOCUSED).await.as_str().unwrap_or_default().to_owned();
        if focused == name {
            return;
        }
        passed.push(focused);
        window.press(&[keys::TAB]).await;
    }
    panic!("Tab does not lead to “{name}”, only to {passed:?}");
}

#[tokio::test]
async fn invoke_read_and_change_without_a_mouse() {
    let mut window = Window::open().await;
    tab_to(&window, "Function").await;
    window.chord(&[keys::CONTROL], 'a').await;
    window.type_text("fail").await;
    window.chord(&[keys::CONTROL], keys::ENTER).await;
    window.outcome("Function error").await;

    tab_to(&window, "Response").await;
    window.press(&[keys::RIGHT]).await;
    window.until("the arrow chose the next tab", "return document.activeElement.getAttribute('aria-selected') === 'true' && document.activeElement.textContent.includes('Logs')").await;
    window.end().await;
}

#[tokio::test]
async fn options_timeline_and_settings_without_a_mouse() {
    let mut window = Window::open().await;
    tab_to(&window, "Payload").await;
    window.press(&[keys::RIGHT]).await;
    tab_to(&window, "Synchronous").await;
    window.press(&[keys::RIGHT, keys::RIGHT]).await;
    window.chord(&[keys::CONTROL], keys::ENTER).await;
    window.outcome("Allowed").await;
    tab_to(&window, "Response").await;
    window.press(&[keys::RIGHT, keys::RIGHT]).await;
    window.until("the timeline is shown", "return document.body.innerText.includes('Attempt 1: Succeeded')").await;
    window.chord(&[keys::CONTROL], ',').await;
    tab_to(&window, "Probe a silent connection every").await;
    window.press(&[keys::ESCAPE]).await;
    window.until("the dialog is gone", "return document.querySelector('dialog') === null").await;
    assert!(window.script(FOCUSED).await.as_str().is_some_and(|name| name.starts_with("Timeline")));
    window.end().await;
}

#[tokio::test]
async fn tab_leaves_the_payload() {
    let mut window = Window::open().await;
    window.click("textbox", "Payload").await;
    window.press(&[keys::TAB]).await;
    window.until("the focus has moved on", "return !document.activeElement.closest('.cm-editor') || document.activeElement.getAttribute('aria-label') !== 'Payload'").await;
    window.end().await;
}

#[tokio::test]
async fn escape_cancels() {
    let mut window = Window::open().await;
    window.click("button", "Slow: answers when you say").await;
    window.fill("Payload", r#"{"seconds": 120}"#).await;
    window.chord(&[keys::CONTROL], keys::ENTER).await;
    window.wait_for("button", "Cancel").await;
    window.press(&[keys::ESCAPE]).await;
    window.outcome("No answer").await;
    window.end().await;
}

#[tokio::test]
async fn a_profile_is_added_and_used_without_a_mouse() {
    let aws = Sandbox::start(Options::default()).await.expect("a sandbox");
    let keys_of = aws.credentials();
    let mut window = Window::open().await;
    tab_to(&window, "Add a profile…").await;
    window.press(&[keys::ENTER]).await;
    tab_to(&window, "Access keys").await;
    window.press(&[keys::ENTER]).await;
    window.wait_for("textbox", "Secret access key").await;
    for (field, text) in [
        ("Name", "By keyboard"),
        ("Access key ID", keys_of.access_key_id.as_str()),
        ("Secret access key", keys_of.secret_access_key.as_str()),
        ("Region", aws.region()),
        ("Endpoint override", aws.endpoint()),
    ] {
        tab_to(&window, field).await;
        window.type_text(text).await;
    }
    window.press(&[keys::ENTER]).await;
    window.until("the form is closed", "return !document.querySelector('dialog[open]')").await;
    window.until("the function's name is next", "return document.activeElement.matches('input')").await;
    window.type_text("echo").await;
    window.chord(&[keys::CONTROL], keys::ENTER).await;
    window.outcome("Succeeded").await;
    assert_eq!(aws.runs("echo"), 1);
    window.end().await;
    aws.stop().await;
}
