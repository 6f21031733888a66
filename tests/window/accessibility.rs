//! axe-core finds nothing to object to, in any state and in both themes.

use std::fs;

use lambdesk_sandbox::{Options, Sandbox};
use lambdesk_tests::browser::decide;
use lambdesk_tests::keys;
use lambdesk_tests::repository;
use lambdesk_tests::window::{Opening, Window};

use crate::aws_files::config;
use crate::production::MARKED;

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
    window.more("Preview").await;
    window.wait_for("button", "Close").await;
    note("what will be sent", violations(&window).await);
    window.click("button", "Close").await;
    window.click("button", "Settings").await;
    window.wait_for("button", "Cancel").await;
    note("settings", violations(&window).await);
    window.click("button", "Cancel").await;
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

/// Every dialog and menu on the way to a profile that signs in, and those that profiles have.
async fn signing_in_is_clean(dark: bool) {
    let files = vec![(".aws/credentials", "[default]\naws_access_key_id = AKIAIMPORTED00000002\naws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00\n".to_owned())];
    let mut window = Window::open_with(&Opening { dark, files, ..Opening::default() }).await;
    let mut found = Vec::new();
    let mut note =
        |state: &str, more: Vec<String>| found.extend(more.into_iter().map(|what| format!("{state}: {what}")));
    window.profiles("Add a profile…").await;
    window.wait_for("button", "Assume a role").await;
    note("kinds", violations(&window).await);
    window.click("button", "Assume a role").await;
    window.wait_for("textbox", "Role ARN").await;
    note("a role", violations(&window).await);
    window.click("button", "Another kind").await;
    window.click("button", "Sign in through IAM Identity Center").await;
    window.fill("Start address", "acme").await;
    window.click("button", "Continue").await;
    window.dialog_says("A start address looks like").await;
    note("a wrong address", violations(&window).await);
    window.click("button", "Try it with the sandbox").await;
    window.click("button", "Continue").await;
    window.dialog_says("Check that the browser shows this code").await;
    note("the browser", violations(&window).await);
    decide(&window, "deny").await;
    window.dialog_says("denied in the browser").await;
    note("a denial", violations(&window).await);
    window.click("button", "Try again").await;
    decide(&window, "allow").await;
    window.wait_for("textbox", "Account").await;
    note("accounts", violations(&window).await);
    window.click_option("Acme Development").await;
    window.click_option("Developer").await;
    window.click_beginning("summary", "Endpoint").await;
    note("account and role", violations(&window).await);
    window.click("button", "Save profile").await;
    window.closed().await;
    window.says("Signed in").await;
    note("signed in", violations(&window).await);

    window.click_beginning("header [aria-haspopup=menu]", "Profile:").await;
    window.wait_for("menuitem", "Sign out").await;
    note("the menu of profiles", violations(&window).await);
    window.profiles("Share profiles…").await;
    window.dialog_says("No secret is in it").await;
    note("sharing", violations(&window).await);
    window.click("button", "Close").await;
    window.profiles("Import…").await;
    window.dialog_says("AKIAIMPORTED00000002").await;
    note("importing keys", violations(&window).await);
    window.click("tab", "Shared profiles").await;
    note("importing shared profiles", violations(&window).await);
    window.click("button", "Close").await;
    for (item, button) in [("Edit Acme", "Choose another account or role…"), ("Delete Acme", "Delete profile")] {
        window.profiles(item).await;
        window.wait_for("button", button).await;
        note(item, violations(&window).await);
        window.click("button", if button == "Delete profile" { "Keep it" } else { "Cancel" }).await;
    }
    window.profiles("Sign out").await;
    window.says("Not signed in").await;
    note("signed out", violations(&window).await);
    window.click("button", "Sign in…").await;
    window.dialog_says("Check that the browser shows this code").await;
    note("signing in again", violations(&window).await);
    assert_eq!(found, Vec::<String>::new());
    window.end().await;
}

/// What is asked of the user on the way to an invocation.
async fn what_is_demanded_is_clean(dark: bool) {
    let aws = Sandbox::start(Options::default()).await.expect("a sandbox");
    let files = vec![(".aws/config", config(&aws)), ("config/dev.lambdesk.desktop/profiles.toml", MARKED.to_owned())];
    let mut window = Window::open_with(&Opening { dark, files, ..Opening::default() }).await;
    let mut found = Vec::new();
    let mut note =
        |state: &str, more: Vec<String>| found.extend(more.into_iter().map(|what| format!("{state}: {what}")));
    window.click_beginning("header [aria-haspopup=menu]", "Profile:").await;
    window.wait_for("menuitem", "Import…").await;
    note("the menu, with a profile that cannot be used", violations(&window).await);
    window.profiles("operator").await;
    window.fill("Code", "000000").await;
    note("a code", violations(&window).await);
    window.click("button", "Continue").await;
    window.dialog_says("The code was wrong").await;
    note("a wrong code", violations(&window).await);
    window.click("button", "Cancel").await;
    window.closed().await;
    note("a code that was not given", violations(&window).await);
    window.profiles("broker").await;
    window.wait_for("button", "Run it").await;
    note("a command", violations(&window).await);
    window.click("button", "Cancel").await;
    window.closed().await;
    window.profiles("Edit base").await;
    window.wait_for("textbox", "Name").await;
    note("a mark", violations(&window).await);
    window.click("button", "Cancel").await;
    window.profiles("adrift").await;
    window.says("Not signed in").await;
    note("a profile that cannot be used", violations(&window).await);
    window.profiles("base").await;
    window.wait_for("button", "Invoke in production").await;
    window.says("Signed in").await;
    note("production", violations(&window).await);
    window.fill("Function", "echo").await;
    window.click("button", "Invoke in production").await;
    window.dialog_says("This is production").await;
    note("the confirmation", violations(&window).await);
    window.click("button", "Cancel").await;
    window.outcome("Not sent").await;
    note("not confirmed", violations(&window).await);
    assert_eq!(found, Vec::<String>::new());
    window.end().await;
    aws.stop().await;
}

#[tokio::test]
async fn signing_in_has_no_violations_in_light() {
    signing_in_is_clean(false).await;
}

#[tokio::test]
async fn signing_in_has_no_violations_in_dark() {
    signing_in_is_clean(true).await;
}

#[tokio::test]
async fn what_is_demanded_has_no_violations_in_light() {
    what_is_demanded_is_clean(false).await;
}

#[tokio::test]
async fn what_is_demanded_has_no_violations_in_dark() {
    what_is_demanded_is_clean(true).await;
}

/// The tree, a saved request, and every dialog of collections.
async fn collections_are_clean(dark: bool) {
    let mut window = Window::open_with(&Opening { dark, ..crate::collections::home() }).await;
    let mut found = Vec::new();
    let mut note =
        |state: &str, more: Vec<String>| found.extend(more.into_iter().map(|what| format!("{state}: {what}")));
    window.click("button", "Open folder…").await;
    window.fill("Folder", "~/shop").await;
    note("adding a collection", violations(&window).await);
    window.click("button", "Open").await;
    window.closed().await;
    window.click_beginning("[role=treeitem]", "orders").await;
    window.click_beginning("[role=treeitem]", "Create order").await;
    window.says("No variable is called").await;
    note("an unknown variable", violations(&window).await);
    window.click("tab", "Notes").await;
    note("notes", violations(&window).await);
    window.click_beginning("header [aria-haspopup=menu]", "Environment").await;
    window.wait_for("menuitem", "Edit staging").await;
    note("the environments", violations(&window).await);
    window.click("menuitem", "Edit staging").await;
    window.wait_for("textbox", "Value of customer_id").await;
    note("an environment", violations(&window).await);
    window.click("button", "Cancel").await;
    window.closed().await;
    window.script("document.querySelector('[role=tree]').focus()").await;
    window.press(&[keys::DELETE]).await;
    window.wait_for("button", "Keep it").await;
    note("deleting", violations(&window).await);
    window.click("button", "Keep it").await;
    window.closed().await;
    window.chord(&[keys::CONTROL, keys::SHIFT], 's').await;
    window.wait_for("textbox", "Folder").await;
    note("saving as", violations(&window).await);
    assert_eq!(found, Vec::<String>::new());
    window.end().await;
}

#[tokio::test]
async fn collections_have_no_violations_in_light() {
    collections_are_clean(false).await;
}

#[tokio::test]
async fn collections_have_no_violations_in_dark() {
    collections_are_clean(true).await;
}
