//! How a request is sent: its options, its client context, and what it would be like.

use lambdesk_tests::window::Window;

/// The text of the part with this name.
async fn region(window: &Window, name: &str) -> String {
    window.wait_for("region", name).await.text().await.expect("a text")
}

#[tokio::test]
async fn the_preview_shows_every_member_and_no_secret() {
    let mut window = Window::open().await;
    window.click("tab", "Options").await;
    window.fill("Tenant ID", "blue team").await;
    window.click("tab", "Context").await;
    window.fill("Client context", r#"{"custom":{"locale":"de"}}"#).await;
    window.until("its size is told", "return document.body.innerText.includes('36 of 3,583 bytes')").await;
    window.more("Preview").await;
    let request = region(&window, "HTTP request").await;
    for part in [
        "POST http://127.0.0.1:",
        "/2015-03-31/functions/echo/invocations?Qualifier=live",
        "x-amz-tenant-id: blue team",
        "x-amz-client-context: eyJjdXN0b20iOnsibG9jYWxlIjoiZGUifX0=",
        "x-amz-log-type: Tail",
        "Signature=********",
    ] {
        assert!(request.contains(part), "{part} is missing in {request}");
    }
    assert!(region(&window, "Canonical request").await.contains("x-amz-tenant-id:blue team"));
    assert!(region(&window, "String to sign").await.contains("AWS4-HMAC-SHA256"));
    window.click("button", "Close").await;
    assert_eq!(window.status().await, "", "nothing was sent");
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.end().await;
}

#[tokio::test]
async fn an_event_is_queued_and_a_dry_run_runs_nothing() {
    let mut window = Window::open().await;
    window.click("tab", "Options").await;
    for (kind, said, status) in [("Event", "Queued", "202"), ("Dry run", "Allowed", "204")] {
        window.click("radio", kind).await;
        window.click("button", "Invoke").await;
        window.outcome(said).await;
        assert!(window.text().await.contains(status), "{kind}");
    }
    window.end().await;
}

#[tokio::test]
async fn what_cannot_be_sent_leads_to_its_tab() {
    let mut window = Window::open().await;
    window.click("tab", "Context").await;
    window.fill("Client context", "nonsense").await;
    window.click("tab", "Payload").await;
    window.click("button", "Invoke").await;
    window
        .until("the mistake is said", "return document.body.innerText.includes('The client context is not JSON')")
        .await;
    assert_eq!(window.status().await, "", "nothing may be sent");
    window.end().await;
}

#[tokio::test]
async fn what_is_known_of_a_function_sets_the_wait_and_a_shorter_one_warns() {
    let mut window = Window::open().await;
    window.fill("Function", "slow").await;
    window
        .until(
            "its timeout and a margin are waited",
            "return [...document.querySelectorAll('input')].some((field) => field.value === '15 min 30 s')",
        )
        .await;
    window.click("tab", "Options").await;
    window.until("Lambda told its log group", "return document.body.innerText.includes('/aws/lambda/slow')").await;
    window.fill("Wait up to", "30 s").await;
    window
        .until("a warning stands", "return document.body.innerText.includes('The function may run for 15 min')")
        .await;
    window.end().await;
}
