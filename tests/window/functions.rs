//! The functions of a profile: listed, searched, opened, an alias chosen; not allowed to be listed; and test events put
//! and got.

use lambdesk_sandbox::{Options, Sandbox};
use lambdesk_tests::window::{Opening, Window};

use crate::profiles::add_sandbox;

/// A window with a profile of a sandbox that is set up so.
async fn window_at(options: Options) -> (Window, Sandbox) {
    let aws = Sandbox::start(options).await.expect("a sandbox");
    let window = Window::open().await;
    add_sandbox(&window, &aws).await;
    (window, aws)
}

/// The value of the field of this name.
async fn value(window: &Window, name: &str) -> String {
    let script = format!(
        "return [...document.querySelectorAll('input')].find((it) => it.labels?.[0]?.textContent === '{name}')?.value ?? ''"
    );
    window.script(&script).await.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn functions_are_listed_page_by_page_searched_and_opened_and_an_alias_is_chosen() {
    let (mut window, aws) = window_at(Options { page_size: 4, ..Options::default() }).await;
    window.click("tab", "Functions").await;
    window.says("14 functions, listed just now").await;
    window.says("python3.13 · 256 MB · 15 min").await;
    window.fill("Search functions", "seconds payload").await;
    window.says("1 of 14").await;
    window.click_beginning("[data-row] button", "slow").await;
    window
        .until(
            "the request names it, and waits for its timeout and a margin",
            "return [...document.querySelectorAll('input')].filter((it) => ['slow', '15 min 30 s'].includes(it.value)).length === 2",
        )
        .await;

    // The qualifier's list is Lambda's.
    window.click("textbox", "Qualifier").await;
    window.press(&[lambdesk_tests::keys::DOWN]).await;
    window.says("90% 2, 10% 3").await;
    window.click_option("canary").await;
    assert_eq!(value(&window, "Qualifier").await, "canary");
    window.fill("Payload", r#"{"seconds": 0}"#).await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    assert_eq!(aws.runs("slow"), 1, "the profile's own endpoint was invoked");

    // Typing suggests, and the keyboard takes it.
    window.fill("Function", "tal").await;
    window.until("it is suggested", "return document.querySelectorAll('[role=option]').length === 1").await;
    window.press(&[lambdesk_tests::keys::DOWN, lambdesk_tests::keys::ENTER]).await;
    assert_eq!(value(&window, "Function").await, "talkative");
    window.end().await;
    aws.stop().await;
}

#[tokio::test]
async fn the_list_is_there_at_the_next_start_without_its_endpoint() {
    let (window, aws) = window_at(Options::default()).await;
    window.click("tab", "Functions").await;
    window.says("14 functions, listed just now").await;
    aws.stop().await;
    let mut window = window.restart(&Opening::default()).await;
    window.profiles("Staging").await;
    window.click("tab", "Functions").await;
    window.says("14 functions, listed").await;
    window.click("button", "Read the list anew").await;
    window.says("The list of functions could not be asked for: Nothing listens at").await;
    window.says("14 functions, listed").await;
    window.end().await;
}

#[tokio::test]
async fn a_list_that_is_not_allowed_names_the_permission_and_names_used_before_stand_in() {
    let deny = vec!["lambda:ListFunctions".to_owned()];
    let (window, aws) = window_at(Options { deny, ..Options::default() }).await;
    window.fill("Function", "echo").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.click("tab", "Functions").await;
    window.says("the profile has no permission for lambda:ListFunctions.").await;
    window.says("A function's name can be typed all the same.").await;
    // At the next start the name is offered, and one click is enough.
    let mut window = window.restart(&Opening::default()).await;
    window.profiles("Staging").await;
    window.click("tab", "Functions").await;
    window.click_beginning(".used button", "echo").await;
    assert_eq!(value(&window, "Function").await, "echo");
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    assert_eq!(aws.runs("echo"), 2);
    window.end().await;
    aws.stop().await;
}

#[tokio::test]
async fn a_test_event_is_published_opened_replaced_and_deleted() {
    const PAYLOAD: &str = r#"{"order": 12345678901234567890, "price": 1.10}"#;
    let (mut window, aws) = window_at(Options::default()).await;
    window.fill("Function", "echo").await;
    window.fill("Payload", PAYLOAD).await;
    test_events(&window).await;
    window.dialog_says("There are none yet.").await;
    window.fill("Publish this request’s payload as", "create-order").await;
    window.click("button", "Publish").await;
    window.dialog_says("Published “create-order”.").await;
    window.dialog_says(PAYLOAD).await;
    // Once more under the same name is asked for first.
    window.fill("Publish this request’s payload as", "create-order").await;
    window.click("button", "Publish").await;
    window.dialog_says("Replacing it changes it for everybody.").await;
    window.click("button", "Replace").await;
    window.dialog_says("Replaced “create-order”.").await;
    window.click("button", "Close").await;
    window.closed().await;

    window.click("button", "New request").await;
    window.fill("Function", "echo").await;
    test_events(&window).await;
    window.click("button", "Open as a request").await;
    window.closed().await;
    window
        .until(
            "its payload is there, digit by digit",
            "return document.querySelector('.cm-content').innerText.includes('12345678901234567890, \"price\": 1.10')",
        )
        .await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;

    test_events(&window).await;
    window.click("button", "Delete…").await;
    window.dialog_says("Delete it for everybody?").await;
    window.click("button", "Delete").await;
    window.dialog_says("There are none yet.").await;
    window.end().await;
    aws.stop().await;
}

async fn test_events(window: &Window) {
    window.click("button", "More for this request").await;
    window.click("menuitem", "Test events…").await;
}

#[tokio::test]
async fn a_permission_that_test_events_lack_is_named() {
    let deny = vec!["schemas:GetDiscoveredSchema".to_owned()];
    let (mut window, aws) = window_at(Options { deny, ..Options::default() }).await;
    window.fill("Function", "echo").await;
    test_events(&window).await;
    window.dialog_says("There are none yet.").await;
    window.fill("Publish this request’s payload as", "first").await;
    window.click("button", "Publish").await;
    window.dialog_says("the profile has no permission for schemas:GetDiscoveredSchema.").await;
    window.end().await;
    aws.stop().await;
}
