//! Pictures of the real window in every state, in both themes and two sizes, into `target/screenshots`: for looking at.

use lambdesk_sandbox::{Options, Sandbox};
use lambdesk_tests::keys;
use lambdesk_tests::window::{Opening, Window};

#[tokio::main]
async fn main() {
    for dark in [true, false] {
        for size in [(1000, 700), (1600, 1000)] {
            let name = format!("{}-{}", if dark { "dark" } else { "light" }, size.0);
            states(&name, &Opening { dark, size, ..Opening::default() }).await;
        }
    }
    for dark in [true, false] {
        let name = format!("{}-no-keychain", if dark { "dark" } else { "light" });
        let mut window =
            Window::open_with(&Opening { dark, keychain: false, size: (1000, 700), ..Opening::default() }).await;
        window.click("button", "Add a profile…").await;
        window.click("button", "Access keys").await;
        window
            .until(
                "it is said",
                "return document.querySelector('dialog[open]')?.innerText.includes('this run only') === true",
            )
            .await;
        window.screenshot(&name).await;
        window.end().await;
    }
}

async fn states(name: &str, opening: &Opening) {
    let mut window = Window::open_with(opening).await;
    let picture = async |window: &Window, state: &str| {
        window.screenshot(&format!("{name}-{state}")).await;
    };
    picture(&window, "01-first-start").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    picture(&window, "02-succeeded").await;
    window.click("tab", "Headers").await;
    picture(&window, "03-headers").await;
    window.click("tab", "Response").await;

    for (title, outcome, state) in [
        ("Function that fails", "Function error", "04-function-error"),
        ("Throttled twice, then fine", "Succeeded", "05-attempts"),
        ("Talkative: more than 4 KB of log", "Succeeded", "06-log-strip"),
    ] {
        window.click("button", title).await;
        window.click("button", "Invoke").await;
        window.outcome(outcome).await;
        picture(&window, state).await;
    }
    let logs = "[...document.querySelectorAll('[role=tab]')].find((tab) => tab.textContent.startsWith('Logs'))";
    window.script(&format!("{logs}.click()")).await;
    picture(&window, "07-logs").await;

    window.click("button", "Slow: answers when you say").await;
    window.fill("Payload", r#"{"seconds": 100}"#).await;
    window.click("button", "Invoke").await;
    window.until("it waits", "return document.body.innerText.includes('Waiting for slow')").await;
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    picture(&window, "08-waiting").await;
    window.click("button", "Cancel").await;
    window.outcome("No answer").await;
    picture(&window, "09-no-answer").await;

    window.fill("Payload", "{\n\"key\": oops").await;
    window.until("the place is marked", "return document.body.innerText.includes('Line 2')").await;
    window.fill("Qualifier", "a b").await;
    window.chord(&[keys::CONTROL], keys::ENTER).await;
    window.until("it is refused", "return document.activeElement.getAttribute('aria-invalid') === 'true'").await;
    picture(&window, "10-problems").await;
    window.fill("Qualifier", "").await;
    window.fill("Function", "a-function-with-a-very-long-name-that-does-not-exist-at-all-here").await;
    window.click("button", "Invoke").await;
    window.outcome("Rejected").await;
    picture(&window, "11-rejected").await;

    window.click("button", "Add a profile…").await;
    window.click("button", "Access keys").await;
    picture(&window, "12-add-profile").await;
    let aws = Sandbox::start(Options::default()).await.expect("a sandbox");
    let keys_of = aws.credentials();
    for (field, text) in [
        ("Name", "Staging, with quite a long name to see where it is cut"),
        ("Access key ID", keys_of.access_key_id.as_str()),
        ("Secret access key", keys_of.secret_access_key.as_str()),
        ("Region", "Europe"),
        ("Endpoint override", aws.endpoint()),
    ] {
        window.fill(field, text).await;
    }
    window.press(&[keys::ENTER]).await;
    window.until("it is refused", "return document.querySelector('dialog [aria-invalid=true]') !== null").await;
    picture(&window, "13-profile-problems").await;
    window.fill("Region", aws.region()).await;
    window.press(&[keys::ENTER]).await;
    window.until("the form is closed", "return !document.querySelector('dialog[open]')").await;
    picture(&window, "14-own-profile").await;
    window.script("[...document.querySelectorAll('button')].find((button) => button.textContent.includes('Profile:')).click()").await;
    picture(&window, "15-profile-menu").await;
    window.press(&[keys::ESCAPE]).await;
    window.fill("Function", "large").await;
    window.fill("Payload", r#"{"bytes": 6000000}"#).await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    picture(&window, "16-large").await;
    aws.stop().await;
    window.click("button", "Invoke").await;
    window.outcome("No answer").await;
    picture(&window, "17-broken-network").await;
    window.end().await;
    how_it_is_sent(name, opening).await;
}

/// A request's options, its preview, the settings, a stream, and what an attempt's time went into.
async fn how_it_is_sent(name: &str, opening: &Opening) {
    let mut window = Window::open_with(opening).await;
    let picture = async |window: &Window, state: &str| {
        window.screenshot(&format!("{name}-{state}")).await;
    };
    window.click("button", "Streams its response").await;
    window.fill("Payload", r#"{"chunks": 300, "delay_ms": 20, "bytes": 400}"#).await;
    window.click("button", "Invoke").await;
    window.until("chunks come in", "return document.body.innerText.includes('chunks')").await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    picture(&window, "20-streaming").await;
    window.outcome("Succeeded").await;
    picture(&window, "21-streamed").await;
    window.fill("Payload", r#"{"chunks": 12, "bytes": 1000000, "delay_ms": 0}"#).await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.until("a page is shown", "return document.body.innerText.includes('of 12,0')").await;
    picture(&window, "22-pages").await;

    window.click("button", "Throttled twice, then fine").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.click("tab", "Timeline").await;
    picture(&window, "23-timeline").await;

    window.click("button", "Echo").await;
    window.fill("Qualifier", "canary").await;
    window.click("tab", "Options").await;
    window.until("the alias is known", "return document.body.innerText.includes('10% to version 3')").await;
    picture(&window, "24-options").await;
    window.click("checkbox", "Retry as the settings say (Careful)").await;
    window.click("radio", "Like the AWS CLI").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    picture(&window, "25-options-own").await;
    window.click("tab", "Context").await;
    window.fill("Client context", "{\"custom\": {\"locale\": \"de-DE\"}}").await;
    window.until("its size is told", "return document.body.innerText.includes('of 3,583 bytes')").await;
    picture(&window, "26-context").await;
    window.click("button", "Preview").await;
    window.until("it is signed", "return document.body.innerText.includes('Nothing was sent')").await;
    picture(&window, "27-preview").await;
    window.click("button", "Close").await;
    window.click("button", "Settings").await;
    picture(&window, "28-settings").await;
    window.end().await;
}
