//! axe-core finds nothing to object to, in any state and in both themes.

use std::fs;

use lambdesk_tests::repository;
use lambdesk_tests::window::{Opening, Window};

/// Runs axe in the window and lists what it found. The page's security policy holds for the page's own scripts; the
/// driver's are let through, as a browser's tools are.
async fn violations(window: &Window) -> Vec<String> {
    let axe = fs::read_to_string(repository::root().join("ui/node_modules/axe-core/axe.min.js"))
        .expect("axe-core, installed by `npm ci` in ui/");
    window.client().execute(&format!("{axe}; window.axe = axe;"), vec![]).await.expect("axe is there");
    let found = window
        .client()
        .execute_async(
            "const done = arguments[0];
             window.axe.run(document).then(
               (result) => done(result.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).join(', '))),
               (error) => done([String(error)]));",
            vec![],
        )
        .await
        .expect("axe runs");
    serde_json::from_value(found).expect("a list")
}

async fn every_state_is_clean(dark: bool) {
    let mut window = Window::open_with(&Opening { dark, ..Opening::default() }).await;
    let mut found = Vec::new();
    let mut note =
        |state: &str, more: Vec<String>| found.extend(more.into_iter().map(|what| format!("{state}: {what}")));
    note("first start", violations(&window).await);
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    note("succeeded", violations(&window).await);
    for tab in ["Headers", "Timeline", "Response", "Options", "Context", "Payload"] {
        window.click("tab", tab).await;
        note(tab, violations(&window).await);
    }
    for (button, closing) in [("Preview", "Close"), ("Settings", "Cancel")] {
        window.click("button", button).await;
        window.wait_for("button", closing).await;
        note(button, violations(&window).await);
        window.click("button", closing).await;
    }
    window.click("button", "Function that fails").await;
    window.click("button", "Invoke").await;
    window.outcome("Function error").await;
    note("function error", violations(&window).await);
    window.click("button", "Slow: answers when you say").await;
    window.fill("Payload", r#"{"seconds": 120}"#).await;
    window.click("button", "Invoke").await;
    window.wait_for("button", "Cancel").await;
    note("waiting", violations(&window).await);
    window.click("button", "Cancel").await;
    window.outcome("No answer").await;
    note("no answer", violations(&window).await);
    window.fill("Payload", "value").await;
    window.fill("Function", "not a name").await;
    note("problems", violations(&window).await);
    window.fill("Function", "nope").await;
    window.click("button", "Invoke").await;
    window.outcome("Rejected").await;
    note("rejected", violations(&window).await);
    window.click("button", "Add a profile…").await;
    window.click("button", "Access keys").await;
    window.wait_for("textbox", "Secret access key").await;
    note("adding a profile", violations(&window).await);
    assert_eq!(found, Vec::<String>::new());
    window.end().await;
}

#[tokio::test]
async fn the_light_theme_has_no_violations() {
    every_state_is_clean(false).await;
}

#[tokio::test]
async fn the_dark_theme_has_no_violations() {
    every_state_is_clean(true).await;
}
