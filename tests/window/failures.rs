//! What goes wrong, said plainly.

use lambdesk_tests::keys;
use lambdesk_tests::window::Window;

use crate::profiles::{Form, add_profile};

#[tokio::test]
async fn a_function_error_is_not_a_success() {
    let mut window = Window::open().await;
    window.click("button", "Function that fails").await;
    window.click("button", "Invoke").await;
    window.outcome("Function error").await;
    let text = window.text().await;
    assert!(text.contains("Lambda itself answered 200"), "{text}");
    assert!(text.to_lowercase().contains("stack"), "{text}");
    window.end().await;
}

#[tokio::test]
async fn a_payload_that_is_not_json_is_marked_and_may_be_sent_on_purpose() {
    let mut window = Window::open().await;
    window.fill("Payload", "value").await;
    window.until("the place is marked in words", "return document.body.innerText.includes('Line 1, column 1')").await;
    window.click("button", "Invoke").await;
    window.outcome("Rejected").await;
    let text = window.text().await;
    assert!(text.contains("InvalidRequestContentException"), "{text}");
    assert!(text.contains("Could not parse request body into json"), "{text}");
    assert!(text.contains("did not run"), "{text}");
    window.end().await;
}

#[tokio::test]
async fn a_slow_function_can_be_cancelled() {
    let mut window = Window::open().await;
    window.click("button", "Slow: answers when you say").await;
    window.fill("Payload", r#"{"seconds": 120}"#).await;
    window.click("button", "Invoke").await;
    window.until("it waits", "return document.body.innerText.includes('Waiting for slow')").await;
    let text = window.text().await;
    assert!(text.contains("It does not stop the function"), "{text}");
    window.click("button", "Cancel").await;
    window.outcome("No answer").await;
    assert!(window.text().await.contains("may have run"));
    window.wait_for("button", "Invoke").await;
    window.end().await;
}

#[tokio::test]
async fn every_attempt_is_shown() {
    let mut window = Window::open().await;
    window.click("button", "Throttled twice, then fine").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    let text = window.text().await;
    assert!(text.contains("1 · TooManyRequests") && text.contains("3 · Succeeded"), "{text}");
    window.end().await;
}

#[tokio::test]
async fn impossible_fields_are_refused_where_they_are() {
    let mut window = Window::open().await;
    for (field, wrong, said, right) in [
        ("Function", "not a name", "A function is a name", "echo"),
        ("Qualifier", "a b", "A qualifier is", "live"),
        ("Wait up to", "soon", "Write a time", "1 min"),
    ] {
        window.fill(field, wrong).await;
        window.chord(&[keys::CONTROL], keys::ENTER).await;
        let invalid = format!(
            "const field = document.activeElement;
             const said = document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent ?? '';
             return field.getAttribute('aria-invalid') === 'true' && said.includes({said:?})"
        );
        window.until(&format!("{field} says what is allowed"), &invalid).await;
        assert_eq!(window.status().await, "", "nothing may be sent");
        window.fill(field, right).await;
    }
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.end().await;
}

#[tokio::test]
async fn a_broken_network_says_what_happened_and_that_nothing_ran() {
    let mut window = Window::open().await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let nobody = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    add_profile(&window, &Form { name: "Nobody there", endpoint: &nobody, ..Form::EXAMPLE }).await;
    window.fill("Function", "orders").await;
    window.click("button", "Invoke").await;
    window.outcome("No answer").await;
    let text = window.text().await;
    assert!(text.contains(&format!("Nothing listens at {nobody}")), "{text}");
    assert!(text.contains("The function did not run"), "{text}");
    assert!(text.contains("3 · Connection refused"), "{text}");
    window.end().await;
}
