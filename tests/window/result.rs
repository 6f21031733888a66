//! What comes back, beyond the outcome: where the time went, what the response says of itself, and streams.

use lambdesk_tests::keys;
use lambdesk_tests::window::Window;

async fn invoke(window: &Window, example: &str, payload: Option<&str>, outcome: &str) -> String {
    window.click("button", example).await;
    if let Some(payload) = payload {
        window.fill("Payload", payload).await;
    }
    window.click("button", "Invoke").await;
    window.outcome(outcome).await;
    window.text().await
}

#[tokio::test]
async fn the_timeline_says_where_the_time_went_and_why_it_was_sent_again() {
    let mut window = Window::open().await;
    invoke(&window, "Throttled twice, then fine", None, "Succeeded").await;
    window.click("tab", "Timeline").await;
    // They come once the history was asked for what stands above them.
    window.says("Attempt 1: TooManyRequests").await;
    let text = window.text().await;
    for part in [
        "HTTP status 429",
        "as the service asked",
        "Attempt 3: Succeeded",
        "Wait for the function",
        "Receive",
        "on a warm connection",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    window.end().await;
}

#[tokio::test]
async fn a_stream_is_seen_as_it_comes_in_and_kept_when_it_breaks() {
    let mut window = Window::open().await;
    window.click("button", "Streams its response").await;
    window.fill("Payload", r#"{"chunks": 200, "delay_ms": 40, "bytes": 300}"#).await;
    window.click("button", "Invoke").await;
    window
        .until(
            "chunks are shown while more come",
            "const text = document.body.innerText;
             return /\\d+ chunks/.test(text) && text.includes('chunk 2 of 200') && text.includes('Cancel stops waiting')",
        )
        .await;
    window.click("button", "Cancel").await;
    window.outcome("No answer").await;
    let text = window.text().await;
    assert!(text.contains("Incomplete: you cancelled after"), "{text}");
    window.until("what came is shown", "return document.body.innerText.includes('chunk 1 of 200')").await;

    window.fill("Payload", r#"{"chunks": 5, "fail_after": 2}"#).await;
    window.click("button", "Invoke").await;
    window.outcome("Function error").await;
    let text = window.text().await;
    assert!(text.contains("2 chunks"), "{text}");
    window.end().await;
}

#[tokio::test]
async fn a_long_stream_is_read_page_by_page() {
    let mut window = Window::open().await;
    let payload = r#"{"chunks": 20, "bytes": 1000000, "delay_ms": 0}"#;
    invoke(&window, "Streams its response", Some(payload), "Succeeded").await;
    window
        .until(
            "the first page is here",
            "return document.body.innerText.includes('Bytes 1 to 1,048,576 of 20,000,000')",
        )
        .await;
    window.click("button", "Last page").await;
    window
        .until("the last page is here", "return document.body.innerText.includes('to 20,000,000 of 20,000,000')")
        .await;
    let held = window.script("return document.documentElement.outerHTML.length").await;
    assert!(held.as_u64().is_some_and(|length| length < 3_000_000), "the page holds {held} characters");
    window.end().await;
}

#[tokio::test]
async fn what_the_response_says_of_itself_is_apart_from_the_outcome() {
    let mut window = Window::open().await;
    let text = invoke(&window, "API Gateway response", Some(r#"{"statusCode": 500}"#), "Succeeded").await;
    assert!(text.contains("its response says status 500"), "{text}");
    window.end().await;
}

#[tokio::test]
async fn the_version_is_told_with_the_alias_and_its_shares() {
    let mut window = Window::open().await;
    window.fill("Qualifier", "canary").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    let told = "return document.body.innerText.includes('by canary (90% to 2, 10% to 3)')";
    window.until("the alias's shares are told", told).await;
    window.end().await;
}

#[tokio::test]
async fn what_was_corrected_is_told() {
    let mut window = Window::open().await;
    let text = invoke(&window, "On Managed Instances", None, "Succeeded").await;
    assert!(text.contains("This function gives no log tail"), "{text}");
    let text = invoke(&window, "Not ready yet, then fine", None, "Succeeded").await;
    assert!(text.contains("1 · "), "{text}");
    window.end().await;
}

#[tokio::test]
async fn the_place_that_lambda_complains_of_is_marked_in_the_payload() {
    let mut window = Window::open().await;
    window.fill("Payload", "{\n\"key\": oops").await;
    window.click("button", "Invoke").await;
    window.outcome("Rejected").await;
    window.until("it is marked", "return document.querySelector('.cm-lintRange-error') !== null").await;
    window.click("button", "Line 2, column 14 of the payload").await;
    window.until("the caret is there", "return document.activeElement?.getAttribute('aria-label') === 'Payload'").await;
    window.end().await;
}

#[tokio::test]
async fn secrets_in_a_log_are_masked_until_they_are_asked_for() {
    let mut window = Window::open().await;
    invoke(&window, "Talkative: more than 4 KB of log", None, "Succeeded").await;
    window.click_beginning("[role=tab]", "Logs").await;
    window.says("4 secrets hidden").await;
    let secrets = ["IQoJb3JpZ2luX2VjEXAMPLETOKEN", "AKIAIOSFODNN7EXAMPLE", "eyJhbGciOiJub25lIn0", "hunter2"];
    let shown = window.everything().await;
    for secret in secrets {
        assert!(!shown.contains(secret), "{secret} is on the screen");
    }
    window.screenshot("log-secrets").await;
    window.click("button", "Show all").await;
    // Lines out of sight have no rendered text.
    window.until("they are shown", "return document.body.textContent.includes('hunter2')").await;
    window.click("button", "Hide all").await;
    window.until("they are hidden again", "return !document.body.textContent.includes('hunter2')").await;
    window.click_beginning("[aria-label=Levels] button", "Error").await;
    window.says("could not reach the loyalty service").await;
    window.until("the others are away", "return !document.body.textContent.includes('stock is low')").await;
    window.end().await;
}

#[tokio::test]
async fn a_response_is_read_as_a_tree_by_keys_alone() {
    let mut window = Window::open().await;
    let payload = r#"{"order": 12345678901234567890, "body": "{\"lines\": [1.10, 2]}", "deep": {"deeper": []}}"#;
    invoke(&window, "Echo", Some(payload), "Succeeded").await;
    window.click("button", "Tree").await;
    let tree = "document.querySelector('[role=tree][aria-label=\"Response as a tree\"]')";
    window.until("the tree is there", &format!("return {tree}?.innerText.includes('12345678901234567890')")).await;
    window.script(&format!("{tree}.focus()")).await;
    // To the root's second child, which holds JSON, into it, and to its list.
    window.press(&[keys::HOME, keys::DOWN, keys::DOWN, keys::RIGHT, keys::RIGHT, keys::RIGHT]).await;
    window.until("its list is open", &format!("return {tree}.querySelectorAll('[role=treeitem]').length === 8")).await;
    window.screenshot("response-tree").await;
    window.end().await;
}

#[tokio::test]
async fn a_response_is_looked_through_with_an_expression() {
    let mut window = Window::open().await;
    let payload = r#"{"orders": [{"id": 12345678901234567890, "total": 46}, {"id": 7, "total": 3}]}"#;
    invoke(&window, "Echo", Some(payload), "Succeeded").await;
    window.click("button", "Filter the response").await;
    window.fill("JMESPath", "orders[?total > `10`].id").await;
    window.says("1 item").await;
    let found = "document.querySelector('[aria-label=\"What the filter finds\"]')?.innerText ?? ''";
    window.until("it is found", &format!("return /12345678901234567890/.test({found}) && !/7,/.test({found})")).await;
    window.screenshot("response-filter").await;
    window.fill("JMESPath", "orders[0].").await;
    window.until("its keys are offered", "return /orders\\[0\\]\\.total/.test(document.body.innerText)").await;
    window.screenshot("response-filter-keys").await;
    window.fill("JMESPath", "orders[").await;
    window.says("The expression cannot be read at character").await;
    window.end().await;
}
