//! Signing in through IAM Identity Center, by clicking alone.

use lambdesk_tests::window::{Opening, Window};

/// Presses Allow or Deny on the page that the window opened in the browser.
pub async fn decide(window: &Window, decision: &str) {
    window
        .until(
            "the code is shown",
            "return /[A-Z]{4}-[A-Z]{4}/.test(document.querySelector('dialog[open]')?.innerText ?? '')",
        )
        .await;
    let address = window.opened().pop().expect("an address was opened");
    let page = reqwest::get(&address).await.expect("the page").text().await.expect("text");
    let (_, code) = address.split_once("user_code=").expect("the code in the address");
    let shown = window.script("return document.querySelector('dialog[open]').innerText").await;
    assert!(page.contains(code) && shown.as_str().is_some_and(|text| text.contains(code)), "the codes differ");
    let press = reqwest::Client::new().post(address.split('?').next().expect("an address"));
    let press = press.header("content-type", "application/x-www-form-urlencoded");
    let press = press.body(format!("user_code={code}&decision={decision}")).send().await.expect("pressed");
    assert!(press.status().is_success(), "{}", press.status());
}

/// From the first click to a saved profile, at the program's own sandbox.
async fn sign_in(window: &Window) {
    window.click("button", "Add a profile…").await;
    window.click("button", "Sign in through IAM Identity Center").await;
    window.click("button", "Try it with the sandbox").await;
    window.click("button", "Continue").await;
    decide(window, "allow").await;
    window.fill("Account", "Development").await;
    window.click_option("Acme Development").await;
    window.click_option("Developer").await;
    window.click("button", "Save profile").await;
    window.until("the dialog is closed", "return !document.querySelector('dialog[open]')").await;
    window.until("the function's name is next", "return document.activeElement.matches('input')").await;
}

#[tokio::test]
async fn a_tester_signs_in_and_invokes() {
    let mut window = Window::open().await;
    sign_in(&window).await;
    window
        .until(
            "the window says how one is signed in",
            "return document.querySelector('footer').innerText.includes('through IAM Identity Center')",
        )
        .await;
    window
        .until("the account is known", "return document.querySelector('header').innerText.includes('1234 5678 9012')")
        .await;
    window.fill("Function", "echo").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;

    // A second profile needs no second sign-in.
    window.click("button", "Add a profile…").await;
    window.click("button", "Sign in through IAM Identity Center").await;
    window.click("button", "Try it with the sandbox").await;
    window.click("button", "Continue").await;
    window.fill("Account", "Development").await;
    window.click_option("Acme Development").await;
    window.click_option("ReadOnly").await;
    window.click("button", "Save profile").await;
    window.until("the dialog is closed", "return !document.querySelector('dialog[open]')").await;
    assert_eq!(window.opened().len(), 1, "the browser was opened once");
    window.fill("Function", "echo").await;
    window.click("button", "Invoke").await;
    window.outcome("Rejected").await;
    window.until("what is denied is said", "return document.body.innerText.includes('lambda:InvokeFunction')").await;
    window.end().await;
}

#[tokio::test]
async fn a_denial_is_said_and_leads_to_another_try() {
    let mut window = Window::open_with(&Opening { dark: true, ..Opening::default() }).await;
    window.click("button", "Add a profile…").await;
    window.click("button", "Sign in through IAM Identity Center").await;
    window.click("button", "Try it with the sandbox").await;
    window.click("button", "Continue").await;
    decide(&window, "deny").await;
    window
        .until(
            "it is said",
            "return document.querySelector('dialog[open]').innerText.includes('denied in the browser')",
        )
        .await;
    window.click("button", "Try again").await;
    decide(&window, "allow").await;
    window.wait_for("textbox", "Account").await;
    window.end().await;
}
