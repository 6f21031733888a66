//! A response too large to be shown at once, and responses that leave for a file or an editor, in the real window.

use std::fs;

use lambdesk_tests::desktop::Desktop;
use lambdesk_tests::keys;
use lambdesk_tests::window::{Opening, Window};

/// A stream of 20 MB, one line for each of its 20 chunks.
async fn streamed(opening: &Opening) -> Window {
    let window = Window::open_with(opening).await;
    window.click("button", "Streams its response").await;
    window.fill("Payload", r#"{"chunks": 20, "bytes": 1000000, "delay_ms": 0}"#).await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.says("Bytes 1 to 1,048,576 of 20,000,000").await;
    window
}

#[tokio::test]
async fn the_whole_of_it_is_searched_and_saved() {
    let desktop = Desktop::open();
    let opening = Opening { size: (1600, 900), environment: desktop.environment(), ..Opening::default() };
    let mut window = streamed(&opening).await;
    window.click("button", "Search the whole response").await;
    window.type_text("chunk 17 of").await;
    window.says("1 found").await;
    window.press(&[keys::ENTER]).await;
    window.says("Bytes 15,728,641 to").await;
    window.screenshot("search").await;
    window.click("radio", "Regex").await;
    window.fill("Find in the whole response", "chunk 1[0-9] of").await;
    window.says("10 found").await;
    window.fill("Find in the whole response", "chunk (").await;
    window
        .until(
            "what is wrong is said at the field",
            "return document.querySelector('[role=search] [role=alert]') !== null",
        )
        .await;
    window.press(&[keys::ESCAPE]).await;

    let file = window.home().join("stream.txt");
    let before = desktop.windows("lambdesk");
    window.click("button", "More for this response").await;
    window.click_beginning("[role=menuitem]", "Save as…").await;
    desktop.type_path("lambdesk", &before, &file).await;
    window.says("Saved to").await;
    assert_eq!(fs::metadata(&file).expect("a file").len(), 20_000_000);
    window.end().await;
}

#[tokio::test]
async fn it_is_searched_by_keys_alone() {
    let opening = Opening { dark: true, size: (1000, 700), ..Opening::default() };
    let mut window = streamed(&opening).await;
    window.tab_to("Response body, one page of it").await;
    window.chord(&[keys::CONTROL], 'f').await;
    window.until_focused("Find in the whole response").await;
    window.type_text("of 20").await;
    window.says("20 found").await;
    window.press(&[keys::DOWN]).await;
    window.screenshot("search-dark").await;
    window.press(&[keys::ESCAPE]).await;
    window.until_focused("Response body, one page of it").await;
    window.end().await;
}

#[tokio::test]
async fn a_response_is_opened_in_an_editor_as_a_copy_that_goes() {
    let window = Window::open().await;
    window.fill("Payload", r#"{"id": 12345678901234567890}"#).await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.click("button", "More for this response").await;
    window.click_beginning("[role=menuitem]", "Open in an editor").await;
    let opened = window.until_opened(1).await;
    let copy = opened[0].trim_start_matches("file://").to_owned();
    let text = fs::read_to_string(&copy).expect("the copy");
    assert!(text.contains("12345678901234567890") && text.contains('\n'), "it is not as it is looked at: {text}");
    let mut window = window.restart(&Opening::default()).await;
    assert!(!std::path::Path::new(&copy).exists(), "{copy} is left");
    window.end().await;
}
