//! The keyboard alone.

use std::time::Duration;

use lambdesk_sandbox::{Options, Sandbox};
use lambdesk_tests::browser::decide;
use lambdesk_tests::keys;
use lambdesk_tests::window::{Opening, Window};

use crate::aws_files::config;
use crate::production::MARKED;

#[tokio::test]
async fn invoke_read_and_change_without_a_mouse() {
    let mut window = Window::open().await;
    window.tab_to("Function").await;
    window.chord(&[keys::CONTROL], 'a').await;
    window.type_text("fail").await;
    window.chord(&[keys::CONTROL], keys::ENTER).await;
    window.outcome("Function error").await;

    window.tab_to("Response").await;
    window.press(&[keys::RIGHT]).await;
    window.until("the arrow chose the next tab", "return document.activeElement.getAttribute('aria-selected') === 'true' && document.activeElement.textContent.includes('Logs')").await;
    window.end().await;
}

#[tokio::test]
async fn options_timeline_and_settings_without_a_mouse() {
    let mut window = Window::open().await;
    window.tab_to("Payload").await;
    window.press(&[keys::RIGHT]).await;
    window.tab_to("Synchronous").await;
    window.press(&[keys::RIGHT, keys::RIGHT]).await;
    window.chord(&[keys::CONTROL], keys::ENTER).await;
    window.outcome("Allowed").await;
    window.tab_to("Response").await;
    window.press(&[keys::RIGHT, keys::RIGHT]).await;
    window.until("the timeline is shown", "return document.body.innerText.includes('Attempt 1: Succeeded')").await;
    window.chord(&[keys::CONTROL], ',').await;
    window.tab_to("Probe a silent connection every").await;
    window.press(&[keys::ESCAPE]).await;
    window.until("the dialog is gone", "return document.querySelector('dialog') === null").await;
    assert!(window.focused().await.starts_with("Timeline"));
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
    window.tab_to("Add a profile…").await;
    window.press(&[keys::ENTER]).await;
    window.tab_to("Access keys").await;
    window.press(&[keys::ENTER]).await;
    window.wait_for("textbox", "Secret access key").await;
    for (field, text) in [
        ("Name", "By keyboard"),
        ("Access key ID", keys_of.access_key_id.as_str()),
        ("Secret access key", keys_of.secret_access_key.as_str()),
        ("Region", aws.region()),
        ("Endpoint override", aws.endpoint()),
    ] {
        window.tab_to(field).await;
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

/// Opens the menu of profiles, and goes down to an item whose name begins so.
async fn menu_to(window: &Window, item: &str) {
    const CLOSED: &str = "const button = document.querySelector('header [aria-haspopup=menu]');
        if (button.getAttribute('aria-expanded') === 'true') return false;
        button.focus();
        return true";
    let mut passed = Vec::new();
    for _ in 0..60 {
        // What was opened while the window was still getting its focus may close again.
        if window.script(CLOSED).await == true {
            window.press(&[keys::ENTER]).await;
            window
                .until(
                    "the menu is drawn",
                    "return new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(true))))",
                )
                .await;
            continue;
        }
        let focused = window.focused().await;
        if focused.starts_with(item) {
            return;
        }
        passed.push(focused.chars().take(40).collect::<String>());
        window.press(&[keys::DOWN]).await;
    }
    panic!("The arrows do not lead to “{item}”, only to {passed:?}");
}

#[tokio::test]
async fn a_whole_sign_in_without_a_mouse() {
    let mut window = Window::open().await;
    window.tab_to("Add a profile…").await;
    window.press(&[keys::ENTER]).await;
    window.until_focused("Sign in through IAM Identity Center").await;
    // The kinds are gone through by arrows.
    window.press(&[keys::DOWN, keys::UP, keys::ENTER]).await;
    window.until_focused("Start address").await;
    window.tab_to("Try it with the sandbox").await;
    window.press(&[keys::ENTER]).await;
    window.tab_to("Region of the Identity Center").await;
    window.press(&[keys::ENTER]).await;
    // Nothing is to be typed while the browser is waited for; Enter gives nothing up by mistake.
    window.dialog_says("Check that the browser shows this code").await;
    window.until_focused("Cancel").await;
    decide(&window, "allow").await;
    window.until_focused("Account").await;
    window.type_text("Acme Dev").await;
    window.press(&[keys::ENTER]).await;
    window.until_focused("Role").await;
    window.until("the roles are there", "return document.querySelectorAll('dialog [role=option]').length > 2").await;
    window.type_text("Developer").await;
    window.press(&[keys::ENTER]).await;
    window
        .until(
            "the role is chosen",
            "return document.querySelectorAll('dialog [role=option][aria-selected=true]').length === 2",
        )
        .await;
    window.press(&[keys::ENTER]).await;
    window.closed().await;
    window.until_focused("Function").await;
    window.type_text("echo").await;
    window.chord(&[keys::CONTROL], keys::ENTER).await;
    window.outcome("Succeeded").await;
    window.end().await;
}

#[tokio::test]
async fn production_is_confirmed_without_a_mouse_and_the_focus_stays_where_the_hands_are() {
    let aws = Sandbox::start(Options::default()).await.expect("a sandbox");
    let files = vec![(".aws/config", config(&aws)), ("config/dev.lambdesk.desktop/profiles.toml", MARKED.to_owned())];
    let mut window = Window::open_with(&Opening { files, ..Opening::default() }).await;
    menu_to(&window, "base").await;
    window.press(&[keys::ENTER]).await;
    window.wait_for("button", "Invoke in production").await;
    window.tab_to("Function").await;
    window.chord(&[keys::CONTROL], 'a').await;
    window.type_text("echo").await;
    window.chord(&[keys::CONTROL], keys::ENTER).await;
    window.until_focused("Invoke").await;
    window.press(&[keys::ESCAPE]).await;
    window.closed().await;
    window.until_focused("Function").await;
    window.outcome("Not sent").await;
    window.chord(&[keys::CONTROL], keys::ENTER).await;
    window.until_focused("Invoke").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    window.press(&[keys::ENTER]).await;
    window.closed().await;
    window.outcome("Succeeded").await;
    window.until_focused("Function").await;
    assert_eq!(aws.runs("echo"), 1);
    window.end().await;
    aws.stop().await;
}

#[tokio::test]
async fn the_focus_is_where_it_was_after_each_dialog() {
    let aws = Sandbox::start(Options::default()).await.expect("a sandbox");
    let files = vec![(".aws/config", config(&aws))];
    let mut window = Window::open_with(&Opening { files, ..Opening::default() }).await;
    for item in ["Add a profile…", "Import…"] {
        menu_to(&window, item).await;
        window.press(&[keys::ENTER]).await;
        window.wait_for("button", if item == "Import…" { "Close" } else { "Cancel" }).await;
        window.press(&[keys::ESCAPE]).await;
        window.closed().await;
        window.until_focused("Profile: Sandbox").await;
    }
    // From the kinds to a form and back, and out: where the first of them was opened.
    menu_to(&window, "Add a profile…").await;
    window.press(&[keys::ENTER]).await;
    window.tab_to("Access keys").await;
    window.press(&[keys::ENTER]).await;
    window.until_focused("Name").await;
    window.tab_to("Another kind").await;
    window.press(&[keys::ENTER]).await;
    window.until_focused("Sign in through IAM Identity Center").await;
    window.press(&[keys::ESCAPE]).await;
    window.closed().await;
    window.until_focused("Profile: Sandbox").await;

    // What can be done with a profile stands to its right.
    menu_to(&window, "broker").await;
    window.press(&[keys::RIGHT, keys::ENTER]).await;
    window.until_focused("Name").await;
    window.press(&[keys::ESCAPE]).await;
    window.closed().await;
    window.until_focused("Profile: Sandbox").await;

    // What a profile demands, given up and asked for again from the note beside it.
    menu_to(&window, "broker").await;
    window.press(&[keys::ENTER]).await;
    window.wait_for("button", "Run it").await;
    window.press(&[keys::ESCAPE]).await;
    window.closed().await;
    window.until_focused("Profile: broker").await;
    window.tab_to("Look at the command…").await;
    window.press(&[keys::ENTER]).await;
    window.wait_for("button", "Run it").await;
    window.tab_to("Run it").await;
    window.press(&[keys::ENTER]).await;
    window.closed().await;
    window.says("Signed in").await;
    window.until_focused("Profile: broker").await;
    window.end().await;
    aws.stop().await;
}
