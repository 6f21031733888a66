//! The other half of a sign-in: what a person does in the browser that the window opened.

use crate::window::Window;

/// Presses Allow or Deny (`allow`, `deny`) on the page that the window opened, once it shows the code that the window
/// shows.
///
/// # Panics
/// When no page was opened, or the codes differ.
pub async fn decide(window: &Window, decision: &str) {
    window
        .until(
            "the code is shown",
            "return /[A-Z]{4}-[A-Z]{4}/.test(document.querySelector('dialog[open]')?.innerText ?? '')",
        )
        .await;
    let address = window.opened().pop().expect("an address was opened");
    let page = reqwest::get(&address).await.expect("the page").text().await.expect("text");
    let (action, code) = address.split_once("?user_code=").expect("the code in the address");
    let shown = window.script("return document.querySelector('dialog[open]').innerText").await;
    assert!(page.contains(code) && shown.as_str().is_some_and(|text| text.contains(code)), "the codes differ");
    let press = reqwest::Client::new().post(action).header("content-type", "application/x-www-form-urlencoded");
    let press = press.body(format!("user_code={code}&decision={decision}")).send().await.expect("pressed");
    assert!(press.status().is_success(), "{}", press.status());
}
