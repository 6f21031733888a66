//! Settings for all requests: kept in a file, used at once.

use std::fs;

use lambdesk_tests::keys;
use lambdesk_tests::window::{Opening, Window};

#[tokio::test]
async fn settings_are_kept_and_used() {
    let window = Window::open().await;
    window.chord(&[keys::CONTROL], ',').await;
    window.fill("Connect within", "soon").await;
    window.press(&[keys::ENTER]).await;
    window
        .until("it is refused at its field", "return document.activeElement.getAttribute('aria-invalid') === 'true'")
        .await;
    window.fill("Connect within", "7 s").await;
    window.click("radio", "Off").await;
    window.click("button", "Save settings").await;
    window.until("the dialog is gone", "return document.querySelector('dialog') === null").await;

    let file = fs::read_dir(window.home().join("config"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path().join("settings.toml"))
        .find(|path| path.exists())
        .expect("a settings file");
    let text = fs::read_to_string(&file).expect("text");
    assert!(text.contains("connect = \"7 s\"") && text.contains("attempts = 1"), "{text}");

    window.click("button", "Throttled twice, then fine").await;
    window.click("button", "Invoke").await;
    window.outcome("Rejected").await;

    let mut window = window.restart(&Opening::default()).await;
    window.click("tab", "Options").await;
    assert!(window.has("checkbox", "Retry as the settings say (Off)").await);
    window.end().await;
}

#[tokio::test]
async fn a_settings_file_that_is_wrong_is_said_and_left_alone() {
    let window = Window::open().await;
    window.chord(&[keys::CONTROL], ',').await;
    window.fill("Connect within", "7 s").await;
    window.click("button", "Save settings").await;
    window.until("the dialog is gone", "return document.querySelector('dialog') === null").await;
    let folder = fs::read_dir(window.home().join("config"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.join("settings.toml").exists())
        .expect("a settings file");
    fs::write(folder.join("settings.toml"), "connect = 7\n").expect("written");
    let mut window = window.restart(&Opening::default()).await;
    let text = window.text().await;
    assert!(text.contains("settings.toml") && text.contains("The defaults are used until then"), "{text}");
    assert_eq!(fs::read_to_string(folder.join("settings.toml")).expect("text"), "connect = 7\n");
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.end().await;
}
