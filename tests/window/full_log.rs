//! The full log of an invocation, fetched from CloudWatch Logs, in the real window.

use lambdesk_tests::keys;
use lambdesk_tests::window::{Opening, Window};

/// Invokes an example, and looks at its logs.
async fn logs_of(example: &str, opening: &Opening) -> Window {
    let window = Window::open_with(opening).await;
    window.click("button", example).await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.click_beginning("[role=tab]", "Logs").await;
    window
}

#[tokio::test]
async fn the_whole_log_takes_the_place_of_its_last_4_kb() {
    let mut window = logs_of("Talkative: more than 4 KB of log", &Opening::default()).await;
    window.says("Earlier lines are missing").await;
    assert!(!window.text().await.contains("START RequestId"), "the tail is cut");
    window.click("button", "Full log").await;
    // CloudWatch Logs delivers late, and the window says so meanwhile.
    window.says("Waiting for").await;
    window.says("START RequestId").await;
    window.until("the end is found", "return document.body.innerText.includes('/aws/lambda/talkative')").await;
    assert!(!window.has("button", "Stop").await, "it is here, so nothing is left to stop");
    window.screenshot("full-log").await;
    window.click("button", "Last 4 KB").await;
    window.says("Earlier lines are missing").await;
    window.click("button", "Full log").await;
    window.says("START RequestId").await;
    window.end().await;
}

#[tokio::test]
async fn it_is_fetched_and_stopped_by_keys_alone() {
    let opening = Opening { dark: true, size: (1000, 700), ..Opening::default() };
    let mut window = logs_of("Talkative: more than 4 KB of log", &opening).await;
    window.tab_to("Full log").await;
    window.press(&[keys::ENTER]).await;
    window.until_focused("Stop").await;
    window.press(&[keys::ENTER]).await;
    // Stopped before or after the first lines: either way it can be had again.
    window
        .until("it has stopped", "return /^(Full log|Look again)$/.test(document.activeElement?.textContent.trim())")
        .await;
    window.screenshot("full-log-stopped-dark").await;
    window.press(&[keys::ENTER]).await;
    window.says("START RequestId").await;
    window.screenshot("full-log-dark").await;
    window.end().await;
}
