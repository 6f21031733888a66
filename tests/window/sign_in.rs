//! Signing in through IAM Identity Center, by clicking alone.

use lambdesk_sandbox::{Options, Sandbox};
use lambdesk_tests::browser::decide;
use lambdesk_tests::window::{Opening, Window};

/// Chooses a role of the development account, saves, and waits until the function's name is next.
async fn choose_role(window: &Window, role: &str) {
    window.fill("Account", "Development").await;
    window.click_option("Acme Development").await;
    window.click_option(role).await;
    window.click("button", "Save profile").await;
    window.closed().await;
    window.until("the function's name is next", "return document.activeElement.matches('input')").await;
}

/// From the first click to a saved profile, at the program's own sandbox.
pub async fn sign_in(window: &Window) {
    window.click("button", "Sign in to AWS…").await;
    window.click("button", "Try it with the sandbox").await;
    window.click("button", "Continue").await;
    decide(window, "allow").await;
    choose_role(window, "Developer").await;
}

/// The same at another sandbox, whose address is typed in, from the menu on.
async fn sign_in_at(window: &Window, company: &Sandbox) {
    window.profiles("Add a profile…").await;
    window.click("button", "Sign in through IAM Identity Center").await;
    window.fill("Start address", &company.start_url()).await;
    window.fill("Region of the Identity Center", company.region()).await;
    window.click("button", "Continue").await;
    decide(window, "allow").await;
    window.wait_for("textbox", "Account").await;
    window.click("any", "Endpoint AWS’s own").await;
    window.fill("Endpoint override", company.endpoint()).await;
    choose_role(window, "Developer").await;
}

#[tokio::test]
async fn a_tester_signs_in_and_invokes() {
    let mut window = Window::open().await;
    sign_in(&window).await;
    window.says("through IAM Identity Center").await;
    // In the chip, and with the time that is left in the footer.
    window
        .until(
            "the account is known",
            "return document.querySelector('header [data-text=\"1234 5678 9012\"]') !== null",
        )
        .await;
    window.says("renews by itself").await;
    window.fill("Function", "echo").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;

    // A second profile needs no second sign-in.
    window.profiles("Add a profile…").await;
    window.click("button", "Sign in through IAM Identity Center").await;
    window.click("button", "Try it with the sandbox").await;
    window.click("button", "Continue").await;
    window.wait_for("textbox", "Account").await;
    choose_role(&window, "ReadOnly").await;
    assert_eq!(window.opened().len(), 1, "the browser was opened once");
    window.fill("Function", "echo").await;
    window.click("button", "Invoke").await;
    window.outcome("Rejected").await;
    window.says("lambda:InvokeFunction").await;
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
    window.dialog_says("denied in the browser").await;
    window.click("button", "Try again").await;
    decide(&window, "allow").await;
    window.wait_for("textbox", "Account").await;
    window.end().await;
}

#[tokio::test]
async fn a_session_that_ends_during_the_work_is_mended_and_nothing_is_lost_or_sent_twice() {
    let company = Sandbox::start(Options::default()).await.expect("a sandbox");
    let mut window = Window::open().await;
    sign_in_at(&window, &company).await;
    window.fill("Function", "echo").await;
    window.fill("Payload", r#"{"kept": 4711}"#).await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;

    company.end_sign_ins();
    window.click("button", "Invoke").await;
    window.outcome("Rejected").await;
    window.says("Session ended").await;
    window.says("Your session has ended.").await;
    assert_eq!(
        window.script("return document.querySelector('dialog') === null").await,
        true,
        "nothing opens by itself"
    );
    window.click("button", "Sign in…").await;
    decide(&window, "allow").await;
    window.closed().await;
    window.says("Signed in").await;
    let typed = "return document.querySelector('.cm-content').innerText.includes('4711')";
    assert_eq!(window.script(typed).await, true, "the payload is as it was");
    assert_eq!(company.runs("echo"), 1, "signing in sends nothing");
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;

    // Invoke leads through the sign-in by itself, and then sends once.
    window.profiles("Sign out").await;
    window.says("Not signed in").await;
    window.click("button", "Invoke").await;
    decide(&window, "allow").await;
    window.closed().await;
    window.outcome("Succeeded").await;
    assert_eq!(company.runs("echo"), 3);
    window.end().await;
    company.stop().await;
}

#[tokio::test]
async fn a_sign_in_that_is_given_up_leaves_the_request_and_sends_nothing() {
    let company = Sandbox::start(Options::default()).await.expect("a sandbox");
    let mut window = Window::open().await;
    sign_in_at(&window, &company).await;
    window.fill("Function", "echo").await;
    window.profiles("Sign out").await;
    window.says("Not signed in").await;
    window.click("button", "Invoke").await;
    window.dialog_says("Check that the browser shows this code").await;
    window.click("button", "Cancel").await;
    window.closed().await;
    window.outcome("Not sent: you did not sign in.").await;
    let typed = "return [...document.querySelectorAll('input')].some((field) => field.value === 'echo')";
    assert_eq!(window.script(typed).await, true, "the function's name is as it was");
    assert_eq!(company.runs("echo"), 0);
    window.end().await;
    company.stop().await;
}

#[tokio::test]
async fn two_companies_at_once_each_request_with_its_own() {
    let company = Sandbox::start(Options::default()).await.expect("a sandbox");
    let mut window = Window::open().await;
    sign_in(&window).await;
    sign_in_at(&window, &company).await;
    window.says("renews by itself").await;
    assert_eq!(window.opened().len(), 2, "each company asked once");
    // This request keeps its profile; the window goes on with the other.
    window.fill("Function", "echo").await;
    window.profiles("Only for this request").await;
    window.click("button", "New request").await;
    window.profiles("Acme Development – Developer").await;
    window.fill("Function", "nothing").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    assert_eq!(company.runs("nothing"), 0, "it went to the program's own sandbox");
    window.click("tab", "echo").await;
    window.click("button", "Invoke").await;
    while company.runs("echo") < 1 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(window.opened().len(), 2, "nobody was asked again");
    window.end().await;
    company.stop().await;
}
