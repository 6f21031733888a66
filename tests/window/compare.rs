//! A result beside another one, in the real window.

use lambdesk_tests::keys;
use lambdesk_tests::window::{Opening, Window};

async fn invoke(window: &Window, payload: &str, outcome: &str) {
    window.fill("Payload", payload).await;
    window.click("button", "Invoke").await;
    window.outcome(outcome).await;
}

#[tokio::test]
async fn two_results_differ_by_what_they_say_and_paths_are_ignored() {
    let opening = Opening { size: (1600, 900), ..Opening::default() };
    let mut window = Window::open_with(&opening).await;
    // Its keys stand in another order; one number is another, and so is the moment.
    invoke(&window, r#"{"id": 12345678901234567890, "total": 1, "at": "10:00"}"#, "Succeeded").await;
    invoke(&window, r#"{"total": 2, "at": "11:00", "id": 12345678901234567890}"#, "Succeeded").await;
    window.click("tab", "Compare").await;
    window.says("2 differences").await;
    window.screenshot("compare").await;
    window.click_beginning("button", "Ignore at").await;
    window.says("1 difference").await;
    // What is ignored for a function is so for its next result.
    invoke(&window, r#"{"total": 1, "at": "12:00", "id": 12345678901234567890}"#, "Succeeded").await;
    window.click("tab", "Compare").await;
    window.says("1 difference").await;
    window.click("button", "Text").await;
    window
        .until(
            "both lie side by side",
            "return document.querySelectorAll('[role=tabpanel] .cm-mergeView .cm-editor').length === 2",
        )
        .await;
    window.screenshot("compare-text").await;
    window.end().await;
}

#[tokio::test]
async fn a_failure_leads_to_the_last_success() {
    let opening = Opening { dark: true, size: (1000, 700), ..Opening::default() };
    let mut window = Window::open_with(&opening).await;
    window.click("button", "Streams its response").await;
    invoke(&window, r#"{"chunks": 3}"#, "Succeeded").await;
    invoke(&window, r#"{"chunks": 3, "fail_after": 1}"#, "Function error").await;
    window.says("Last success").await;
    window.screenshot("last-success-dark").await;
    window.click("button", "Compare with it").await;
    window.until_focused("Compare").await;
    window.says("chunk 3 of 3").await;
    window.end().await;
}

#[tokio::test]
async fn it_is_used_by_keys_alone() {
    let opening = Opening { dark: true, size: (1000, 700), ..Opening::default() };
    let mut window = Window::open_with(&opening).await;
    invoke(&window, r#"{"total": 1}"#, "Succeeded").await;
    invoke(&window, r#"{"total": 2}"#, "Succeeded").await;
    window.tab_to("Response").await;
    for _ in 0..4 {
        window.press(&[keys::RIGHT]).await;
    }
    window.until_focused("Compare").await;
    window.says("1 difference").await;
    window.tab_to("≠Changed total older1newer2").await;
    window.screenshot("compare-dark").await;
    window.press(&[keys::DELETE]).await;
    window.says("No difference but 1 under ignored paths").await;
    window.end().await;
}
