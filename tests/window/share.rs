//! Sharing a result, in the real window: what leaves is what was shown, and what must not leave is not in it.

use std::fs;

use lambdesk_tests::window::Window;

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
}

#[tokio::test]
async fn the_frame_shows_the_page_and_runs_nothing() {
    let mut window = shared(r#"{"a": "<script>parent.document.title = 'ran'</script><img src=x onerror=\"parent.document.title = 'ran'\">"}"#).await;
    window.until("it is shown", &format!("return /onerror/.test({FRAME} ?? '')")).await;
    // Its content is out of reach from here, as the page is out of reach from there.
    window.until("it is drawn", "return document.querySelector('dialog iframe').contentDocument === null").await;
    assert_ne!(window.script("return document.title").await.as_str(), Some("ran"));
    window.click("radio", "Markdown").await;
    window.dialog_says("```json").await;
    window.click("radio", "Lambdesk file").await;
    window.dialog_says("\"format\": 1").await;
    window.screenshot("share").await;
    window.end().await;
}
