//! First start to first result.

use lambdesk_tests::keys;
use lambdesk_tests::window::Window;

#[tokio::test]
async fn one_click_on_a_fresh_machine_shows_a_result() {
    let mut window = Window::open().await;
    assert!(window.text().await.contains("Press Invoke"));
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    let text = window.text().await;
    for fact in ["200", "status", "version", "duration", "billed", "128 MB"] {
        assert!(text.contains(fact), "{fact} is missing in {text}");
    }
    window
        .until(
            "the response is shown",
            "return document.querySelector('[role=tabpanel] .cm-content')?.textContent.includes('{') === true",
        )
        .await;

    window.click("tab", "Headers").await;
    window.until("the headers are shown", "return document.body.innerText.includes('x-amzn-requestid')").await;
    window
        .until("the version is among them", "return document.body.innerText.includes('x-amz-executed-version')")
        .await;
    window.end().await;
}

#[tokio::test]
async fn a_function_of_the_sandbox_is_one_click_away() {
    let mut window = Window::open().await;
    window.click("button", "Talkative: more than 4 KB of log").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window
        .until(
            "the log is decoded",
            "return document.body.innerText.includes('REPORT') && document.body.innerText.includes('END RequestId:')",
        )
        .await;
    window.end().await;
}

#[tokio::test]
async fn what_is_typed_is_what_is_sent() {
    let mut window = Window::open().await;
    window.fill("Payload", r#"{"number": 12345678901234567890, "word": "zwölf"}"#).await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window
        .until(
            "the exact number is back",
            "return [...document.querySelectorAll('.cm-content')].filter((e) => e.textContent.includes('12345678901234567890') && e.textContent.includes('zwölf')).length === 2",
        )
        .await;
    // A second request keeps its own draft.
    window.chord(&[keys::CONTROL], 't').await;
    window
        .until(
            "the new request is blank",
            "return ![...document.querySelectorAll('.cm-content')].some((e) => e.textContent.includes('zwölf'))",
        )
        .await;
    window.end().await;
}
