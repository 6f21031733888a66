//! The full log of an invocation, fetched from CloudWatch Logs, in the real window.

use std::time::Duration;

use lambdesk_sandbox::{Options, Sandbox};
use lambdesk_tests::keys;
use lambdesk_tests::window::{Opening, Window};

use crate::profiles::add_sandbox;

/// Long enough that what is seen meanwhile is seen on a busy machine too.
const LATE: Duration = Duration::from_secs(12);

/// Invokes a function that logs more than 4 KB, where CloudWatch Logs delivers late, and looks at its logs.
async fn logs(opening: &Opening) -> (Window, Sandbox) {
    let aws = Sandbox::start(Options { log_delay: LATE, ..Options::default() }).await.expect("a sandbox");
    let window = Window::open_with(opening).await;
    add_sandbox(&window, &aws).await;
    window.fill("Function", "talkative").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.click_beginning("[role=tab]", "Logs").await;
    (window, aws)
}

#[tokio::test]
async fn the_whole_log_takes_the_place_of_its_last_4_kb() {
    let (mut window, aws) = logs(&Opening::default()).await;
    window.says("Earlier lines are missing").await;
    assert!(!window.text().await.contains("START RequestId"), "the tail is cut");
    window.click("button", "Full log").await;
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
    aws.stop().await;
}

#[tokio::test]
async fn it_is_fetched_and_stopped_by_keys_alone() {
    let opening = Opening { dark: true, size: (1000, 700), ..Opening::default() };
    let (mut window, aws) = logs(&opening).await;
    window.tab_to("Full log").await;
    window.press(&[keys::ENTER]).await;
    window.until_focused("Stop").await;
    window.press(&[keys::ENTER]).await;
    window.until_focused("Full log").await;
    window.says("Earlier lines are missing").await;
    window.screenshot("full-log-stopped-dark").await;
    window.press(&[keys::ENTER]).await;
    window.says("START RequestId").await;
    window.screenshot("full-log-dark").await;
    window.end().await;
    aws.stop().await;
}
