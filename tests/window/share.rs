//! Sharing a result, in the real window: what leaves is what was shown, and what must not leave is not in it.

use std::fs;

use lambdesk_tests::chromium::Reading;
use lambdesk_tests::keys;
use lambdesk_tests::window::{Opening, Window};

/// Invokes the echo with this payload, and opens the dialog.
async fn shared(payload: &str) -> Window {
    let window = Window::open().await;
    window.fill("Payload", payload).await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.click("button", "Share…").await;
    window.dialog_says("Nothing is uploaded").await;
    window
}

/// The text of the frame that shows the web page.
const FRAME: &str = "document.querySelector('dialog iframe')?.srcdoc";

#[tokio::test]
async fn a_result_is_shared_as_a_page_without_what_must_not_leave() {
    let mut window =
        shared(r#"{"arn": "arn:aws:iam::123456789012:role/x", "mail": "ada@example.com", "project": "Apollo"}"#).await;
    window.until("it is shown", &format!("return /hidden: account ID/.test({FRAME} ?? '')")).await;
    window.dialog_says("2 found").await;
    window.fill("Your own words, by commas", "apollo").await;
    window.until("the word is hidden", &format!("return !/Apollo/.test({FRAME} ?? 'Apollo')")).await;
    window.fill("Your own pattern", "iam::").await;
    window.until("the pattern is hidden", &format!("return !/iam::/.test({FRAME} ?? 'iam::')")).await;
    window.click("checkbox", "E-mail addresses").await;
    window.until("addresses are shown", &format!("return /ada@example.com/.test({FRAME} ?? '')")).await;
    let file = window.home().join("result.html");
    window.fill("File", &file.display().to_string()).await;
    window.click("button", "Save web page…").await;
    window.dialog_says("Saved to").await;
    let page = fs::read_to_string(&file).expect("the page");
    let shown = window.script(&format!("return {FRAME}")).await;
    assert_eq!(shown.as_str(), Some(page.as_str()), "what was shown is what was saved");
    assert!(page.contains("ada@example.com") && !page.contains("123456789012") && !page.contains("Apollo"), "{page}");
    window.end().await;
    Reading::of(&file, "shared-page").is_quiet_and_readable();
}

#[tokio::test]
async fn the_frame_shows_the_page_and_runs_nothing() {
    let mut window = shared(r#"{"a": "<script>parent.document.title = 'ran'</script><img src=x onerror=\"parent.document.title = 'ran'\">"}"#).await;
    window.until("it is shown", &format!("return /onerror/.test({FRAME} ?? '')")).await;
    let frame = window
        .script(
            "const frame = document.querySelector('dialog iframe');
        return [frame.getAttribute('sandbox'), frame.contentDocument]",
        )
        .await;
    assert_eq!(frame, serde_json::json!(["", null]), "the frame has rights, or is within reach");
    assert_ne!(window.script("return document.title").await.as_str(), Some("ran"));
    window.click("radio", "Markdown").await;
    window.dialog_says("```json").await;
    window.click("radio", "Lambdesk file").await;
    window.dialog_says("\"format\": 1").await;
    window.screenshot("share").await;
    window.end().await;
}

#[tokio::test]
async fn what_is_copied_is_pasted_with_its_looks() {
    let mut window = shared(r#"{"arn": "arn:aws:iam::123456789012:role/x"}"#).await;
    window.until("it is shown", &format!("return /hidden: account ID/.test({FRAME} ?? '')")).await;
    window.click("button", "Copy").await;
    window.dialog_says("Copied.").await;
    window.paste_beside("dialog[open]").await;
    let pasted = "document.getElementById('pasted').innerHTML";
    window.until("it has its looks", &format!("return /<table/.test({pasted})")).await;
    let pasted = window.script(&format!("return {pasted}")).await.to_string();
    assert!(pasted.contains("hidden: account ID") && !pasted.contains("123456789012"), "{pasted}");
    window.end().await;
}

#[tokio::test]
async fn a_result_is_shared_by_keys_alone() {
    let opening = Opening { dark: true, size: (1000, 700), ..Opening::default() };
    let mut window = Window::open_with(&opening).await;
    window.chord(&[keys::CONTROL], keys::ENTER).await;
    window.outcome("Succeeded").await;
    window.tab_to("Share…").await;
    window.press(&[keys::ENTER]).await;
    window.dialog_says("Nothing is uploaded").await;
    window.until("it is shown", &format!("return /Succeeded/.test({FRAME} ?? '')")).await;
    window.screenshot("share-dark").await;
    window.press(&[keys::DOWN]).await;
    window.dialog_says("```json").await;
    window.press(&[keys::ESCAPE]).await;
    window.closed().await;
    window.until_focused("Share…").await;
    window.end().await;
}
