//! What a result's figures lead to, in the real window: the cost, the prices behind it, the durations over time.

use std::fs;

use lambdesk_tests::keys;
use lambdesk_tests::window::{Opening, Window};

/// The estimated cost as the window says it, such as `≈ $0.0000002`.
const COST: &str = "document.querySelector('button[aria-label^=\"Estimated cost\"]')?.textContent.trim()";

#[tokio::test]
async fn the_cost_is_explained_and_goes_by_the_users_own_price() {
    let opening = Opening { size: (1600, 900), ..Opening::default() };
    let mut window = Window::open_with(&opening).await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.click_beginning("button", "Estimated cost").await;
    window.says("per million such invocations").await;
    window.says("The sandbox costs nothing").await;
    window.screenshot("cost").await;
    let before = window.script(&format!("return {COST}")).await;

    window.click("button", "Edit prices…").await;
    window.dialog_says("List prices are of").await;
    window.fill("x86_64, per GB-second", "dear").await;
    window.click("button", "Save").await;
    window.dialog_says("dear").await;
    window.fill("x86_64, per GB-second", "0.5").await;
    window.fill("arm64, per GB-second", "0.5").await;
    window.click("button", "Save").await;
    window.dialog_says("Your own price").await;
    window.screenshot("prices").await;
    window.press(&[keys::ESCAPE]).await;
    window.closed().await;
    let dearer = format!("const cost = {COST}; return cost !== undefined && cost !== {before}");
    window.until("it is estimated anew", &dearer).await;
    let file = fs::read_to_string(window.home().join("config/dev.lambdesk.desktop/prices.toml")).expect("a file");
    assert!(file.contains("0.5"), "{file}");
    window.end().await;
}

#[tokio::test]
async fn durations_are_plotted_and_lead_to_what_was_invoked() {
    let opening = Opening { dark: true, size: (1000, 700), ..Opening::default() };
    let mut window = Window::open_with(&opening).await;
    for _ in 0..3 {
        window.click("button", "Invoke").await;
        window.outcome("Succeeded").await;
    }
    window.click("tab", "Timeline").await;
    window.says("Attempt 1: Succeeded").await;
    let plot = "document.querySelector('[role=tabpanel] [role=listbox]')";
    window.until("three are plotted", &format!("return {plot}?.querySelectorAll('[role=option]').length === 3")).await;
    window.screenshot("durations-dark").await;
    let label = window.script(&format!("return {plot}.getAttribute('aria-label')")).await;
    window.tab_to(label.as_str().expect("a label")).await;
    window.press(&[keys::HOME]).await;
    window.screenshot("durations-by-keys-dark").await;
    window.press(&[keys::ENTER]).await;
    window.says("From the history").await;
    window.end().await;
}
