//! A result that one person shares and another opens, in real windows.

use std::fs;

use lambdesk_tests::keys;
use lambdesk_tests::window::{Opening, Window};

/// Whether the strip above the result names this file.
fn from(name: &str) -> String {
    format!("return document.querySelector('.kept')?.innerText.includes('{name}') ?? false")
}

/// Opens a file by its path.
async fn open(window: &Window, path: &str) {
    window.click("button", "Import requests…").await;
    window.click("tab", "Lambdesk file").await;
    window.fill("Lambdesk file", path).await;
    window.click("button", "Open").await;
}

#[tokio::test]
async fn a_shared_result_is_opened_and_run_in_an_empty_installation() {
    let mut hers = Window::open().await;
    hers.fill("Payload", r#"{"order": 12345678901234567890, "key": "AKIAIOSFODNN7EXAMPLE"}"#).await;
    hers.click("button", "Invoke").await;
    hers.outcome("Succeeded").await;
    hers.click("button", "Share…").await;
    hers.click("radio", "Lambdesk file").await;
    hers.dialog_says("\"format\": 1").await;
    let file = hers.home().join("echo.lambdesk");
    hers.fill("File", &file.display().to_string()).await;
    hers.click("button", "Save Lambdesk file…").await;
    hers.dialog_says("Saved to").await;
    let shared = fs::read_to_string(&file).expect("the file");
    hers.end().await;

    let opening = Opening { files: vec![("echo.lambdesk", shared)], ..Opening::default() };
    let mut his = Window::open_with(&opening).await;
    open(&his, "~/echo.lambdesk").await;
    his.closed().await;
    his.until("it says where it comes from", &from("echo.lambdesk")).await;
    his.says("12345678901234567890").await;
    assert!(!his.everything().await.contains("AKIAIOSFODNN7EXAMPLE"), "the key came along");
    his.screenshot("shared-result").await;

    his.click("button", "Run with my profile…").await;
    his.dialog_says("echo.lambdesk").await;
    his.screenshot("shared-result-run").await;
    his.click("button", "Invoke").await;
    his.closed().await;
    his.until("it is a result of his own", "return document.querySelector('.kept') === null").await;
    his.outcome("Succeeded").await;
    his.says("12345678901234567890").await;
    his.end().await;
}

#[tokio::test]
async fn a_file_is_opened_by_a_second_start_in_the_window_that_is_there() {
    let text = r#"{"format": 1, "collection": {"name": "Payments", "requests": [
        {"name": "Cancel", "folder": ["Orders", "EU"], "function": "echo", "payload": {"text": "{}", "bytes": 2,
         "sha256": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}},
        {"name": "Reach", "function": "echo", "template": true, "payload": {"text": "{{ env('HOME') }}", "bytes": 17,
         "sha256": "f961136e5dd8c952cb16529c2cb2abe27b27173aa5217def6bf6a87fb7115fa5"}}]}}"#;
    let opening =
        Opening { files: vec![("team.lambdesk", text.into()), ("work/.keep", String::new())], ..Opening::default() };
    let mut window = Window::open_with(&opening).await;
    let file = window.home().join("team.lambdesk").display().to_string();
    let status = window.start_again(&[&file]).await;
    assert!(status.success(), "{status}");
    window.dialog_says("2 requests from team.lambdesk").await;
    window.dialog_says("would read from this computer by env(…)").await;
    window.screenshot("shared-requests").await;

    window.click("button", "Add to my collection…").await;
    window.dialog_says("no collection open").await;
    window.click("button", "Open a folder…").await;
    window.fill("Folder", "~/work").await;
    window.click("button", "Open").await;
    window.dialog_says("2 requests are written into the folder").await;
    window.click("button", "Add").await;
    window.closed().await;
    let work = window.home().join("work");
    assert_eq!(fs::read_to_string(work.join("Orders/EU/Cancel.json")).expect("written"), "{}");
    let reach = fs::read_to_string(work.join("Reach.toml")).expect("written");
    assert!(reach.contains("template = false"), "{reach}");

    // What is no such file is refused with a word, and the window is as it was.
    let other = window.home().join("bin/xdg-open").display().to_string();
    assert!(window.start_again(&[&other]).await.success());
    window.says("This is not a Lambdesk file").await;
    window.end().await;
}

#[tokio::test]
async fn a_shared_result_is_run_by_keys_alone() {
    let text = r#"{"format": 1, "request": {"name": "Echo of a colleague whose name is somewhat longer", "function": "echo",
        "payload": {"text": "{}", "bytes": 2, "sha256": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}},
        "result": {"started_at": "2026-11-23T10:27:03.123Z", "duration": 3, "outcome": {"kind": "succeeded"}, "status": 200}}"#;
    let name = "a-result-with-a-name-that-is-longer-than-the-strip-has-room-for-and-goes-on.lambdesk";
    let opening = Opening { dark: true, size: (1000, 700), files: vec![(name, text.into())], ..Opening::default() };
    let mut window = Window::open_with(&opening).await;
    let file = window.home().join(name).display().to_string();
    assert!(window.start_again(&[&file]).await.success());
    window.until("it is shown", &from("a-result-with-a-name")).await;
    window.says("The response is not in the file").await;
    window.tab_to("Run with my profile…").await;
    window.screenshot("shared-result-dark").await;
    window.press(&[keys::ENTER]).await;
    window.dialog_says(name).await;
    window.tab_to("Invoke").await;
    window.screenshot("shared-result-run-dark").await;
    window.press(&[keys::ENTER]).await;
    window.closed().await;
    window.until("it is a result of one's own", "return document.querySelector('.kept') === null").await;
    window.outcome("Succeeded").await;
    window.end().await;
}
