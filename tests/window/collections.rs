//! Work that is kept: folders of requests, edited, saved, changed by others, and brought back after a restart.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use lambdesk_tests::keys;
use lambdesk_tests::window::{Opening, Window};
use tokio::time::sleep;

const SIDECAR: &str = "# Who asks for it: Ada\nname = \"Create order\"\nfunction = \"echo\"\n";

/// A home folder with a collection: two requests, defaults, and two environments.
pub fn home() -> Opening {
    let files = [
        (
            "shop/lambdesk.toml",
            "format = 1\nname = \"Shop\"\n\n[defaults]\nfunction = \"echo\"\nqualifier = \"live\"\n",
        ),
        ("shop/orders/create.json", "{ \"id\": \"{{ customer_id }}\" }\n"),
        ("shop/orders/create.toml", SIDECAR),
        ("shop/orders/cancel.json", "{ \"cancel\": true }\n"),
        ("shop/refunds/refund.json", "{ \"refund\": 1 }\n"),
        ("shop/environments/staging.toml", "[variables]\ncustomer_id = \"C-staging\"\n"),
        ("shop/environments/production.toml", "[variables]\ncustomer_id = \"C-production\"\n"),
    ];
    Opening { files: files.map(|(path, text)| (path, text.to_owned())).to_vec(), ..Opening::default() }
}

/// Opens the window, and in it the collection with the folder of orders unfolded.
async fn shop() -> Window {
    let window = Window::open_with(&home()).await;
    window.click("button", "Open folder…").await;
    window.fill("Folder", "~/shop").await;
    window.click("button", "Open").await;
    window.closed().await;
    row(&window, "orders").await;
    window
}

/// Clicks a row of the tree.
async fn row(window: &Window, name: &str) {
    window.click_beginning("[role=treeitem]", name).await;
}

/// Waits until a row of the tree, whose name begins so, is the one that keys act on.
async fn has_the_keys(window: &Window, name: &str) {
    let script = format!(
        "const tree = document.querySelector('[role=tree]');
         const row = document.getElementById(tree.getAttribute('aria-activedescendant'));
         return row?.textContent.trim().startsWith('{name}') === true"
    );
    window.until(&format!("{name} has the keys"), &script).await;
}

fn file(window: &Window, path: &str) -> PathBuf {
    window.home().join("shop").join(path)
}

/// Waits until a file says this.
async fn file_says(window: &Window, path: &str, text: &str) {
    let path = file(window, path);
    let start = Instant::now();
    while fs::read_to_string(&path).ok().as_deref() != Some(text) {
        let now = fs::read_to_string(&path);
        if start.elapsed() > Duration::from_secs(20) {
            let picture = window.screenshot("failed").await;
            panic!("{} says {now:?}, not {text:?}. The window: {}", path.display(), picture.display());
        }
        sleep(Duration::from_millis(50)).await;
    }
}

/// Waits until the payload's editor says this.
async fn payload_says(window: &Window, words: &str) {
    let script = format!(
        "return document.querySelector('.cm-content[aria-label=Payload]')?.textContent.includes({}) ?? false",
        serde_json::json!(words)
    );
    window.until(&format!("the payload says {words}"), &script).await;
}

/// Waits until the tab in front is marked as unsaved, or is not.
async fn unsaved(window: &Window, marked: bool) {
    let script = format!(
        "return document.querySelector('[role=tab][id^=tab-][aria-selected=true]').hasAttribute('aria-describedby') === {marked}"
    );
    window.until("the tab says whether it is saved", &script).await;
}

#[tokio::test]
async fn a_folder_is_opened_edited_and_saved_and_the_file_has_it() {
    let mut window = shop().await;
    row(&window, "Create order").await;
    window.wait_for("tab", "Create order").await;
    payload_says(&window, "customer_id").await;
    window.says("Saved to shop/orders/create.toml").await;
    window.fill("Payload", r#"{"id": 12345678901234567890}"#).await;
    unsaved(&window, true).await;
    window.fill("Qualifier", "canary").await;
    window.chord(&[keys::CONTROL], 's').await;
    unsaved(&window, false).await;
    file_says(&window, "orders/create.json", r#"{"id": 12345678901234567890}"#).await;
    file_says(&window, "orders/create.toml", &format!("{SIDECAR}qualifier = \"canary\"\n")).await;
    window.end().await;
}

#[tokio::test]
async fn what_others_change_is_seen_and_never_overwritten_silently() {
    let mut window = shop().await;
    row(&window, "cancel").await;
    payload_says(&window, "cancel").await;
    fs::write(file(&window, "orders/cancel.json"), "{ \"by\": \"git pull\" }\n").expect("a file");
    payload_says(&window, "git pull").await;
    window.fill("Payload", r#"{"by": "me"}"#).await;
    unsaved(&window, true).await;
    fs::write(file(&window, "orders/cancel.json"), "{ \"by\": \"an editor\" }\n").expect("a file");
    window.says("Someone else changed this file").await;
    window.chord(&[keys::CONTROL], 's').await;
    window.dialog_says("an editor").await;
    file_says(&window, "orders/cancel.json", "{ \"by\": \"an editor\" }\n").await;
    window.click("button", "Keep mine").await;
    window.closed().await;
    window.chord(&[keys::CONTROL], 's').await;
    file_says(&window, "orders/cancel.json", r#"{"by": "me"}"#).await;
    fs::remove_file(file(&window, "orders/cancel.json")).expect("a file");
    window.says("The file is gone").await;
    window.click("button", "Save it again").await;
    file_says(&window, "orders/cancel.json", r#"{"by": "me"}"#).await;
    window.end().await;
}

/// Chooses an environment.
async fn environment(window: &Window, name: &str) {
    window.click_beginning("header [aria-haspopup=menu]", "Environment").await;
    window.click_item(name).await;
}

#[tokio::test]
async fn the_environment_that_is_chosen_is_what_is_sent() {
    let mut window = shop().await;
    row(&window, "Create order").await;
    window.says("customer_id").await;
    for name in ["staging", "production"] {
        environment(&window, name).await;
        window.more("Preview").await;
        window.dialog_says(&format!("\"C-{name}\"")).await;
        window.click("button", "Close").await;
        window.closed().await;
        window.click("button", "Invoke").await;
        window
            .until(
                "the response has the environment's value",
                &format!("return document.querySelector('[aria-label=\"Response body\"]')?.textContent.includes('C-{name}') ?? false"),
            )
            .await;
    }
    environment(&window, "None").await;
    window.click("button", "Invoke").await;
    window
        .until(
            "the unknown variable is said at its place",
            "return [...document.querySelectorAll('[role=note]')].some((note) => /Line 1, column 10/.test(note.textContent))",
        )
        .await;
    window.end().await;
}

#[tokio::test]
async fn tabs_and_what_was_not_saved_come_back_after_a_restart() {
    let window = shop().await;
    row(&window, "Create order").await;
    window.wait_for("tab", "Create order").await;
    environment(&window, "staging").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    row(&window, "cancel").await;
    payload_says(&window, "cancel").await;
    window.fill("Payload", "{\"half\": \"wri").await;
    unsaved(&window, true).await;
    sleep(Duration::from_secs(2)).await;
    let mut window = window.restart(&Opening::default()).await;
    window.wait_for("tab", "Create order").await;
    payload_says(&window, "wri").await;
    unsaved(&window, true).await;
    file_says(&window, "orders/cancel.json", "{ \"cancel\": true }\n").await;
    window.click("tab", "Create order").await;
    payload_says(&window, "customer_id").await;
    window
        .until("the environment is chosen", "return /staging/.test(document.querySelector('header').textContent)")
        .await;
    let remembered = "return [...document.querySelectorAll('[role=treeitem]')]
        .some((row) => /^Create order.*last time: Succeeded/.test(row.textContent.trim()))";
    window.until("the history tells how it last ended", remembered).await;
    window.end().await;
}

#[tokio::test]
async fn requests_are_made_renamed_moved_and_deleted_without_a_mouse() {
    let mut window = shop().await;
    window.script("document.querySelector('[role=tree]').focus()").await;
    window.press(&[keys::HOME]).await;
    window.type_text("orders").await;
    window.press(&[keys::RIGHT]).await;
    has_the_keys(&window, "cancel").await;
    window.press(&[keys::F2]).await;
    window.wait_for("textbox", "New name").await;
    window.type_text("stop\n").await;
    file_says(&window, "orders/stop.json", "{ \"cancel\": true }\n").await;
    window.until("the tree has the focus again", "return document.activeElement.getAttribute('role') === 'tree'").await;
    has_the_keys(&window, "stop").await;
    window.chord(&[keys::CONTROL], 'x').await;
    window.press(&[keys::HOME]).await;
    window.type_text("refunds").await;
    has_the_keys(&window, "refunds").await;
    window.chord(&[keys::CONTROL], 'v').await;
    file_says(&window, "refunds/stop.json", "{ \"cancel\": true }\n").await;
    assert!(!file(&window, "orders/stop.json").exists(), "it was moved, not copied");
    window.until("it is in its new place", "return [...document.querySelectorAll('[role=treeitem]')].filter((it) => /^stop/.test(it.textContent.trim())).length === 1").await;
    row(&window, "stop").await;
    window.wait_for("tab", "stop").await;
    window.script("document.querySelector('[role=tree]').focus()").await;
    window.press(&[keys::DELETE]).await;
    window.wait_for("button", "Keep it").await;
    window.press(&[keys::ENTER]).await;
    window.closed().await;
    assert!(file(&window, "refunds/stop.json").exists(), "Enter keeps it");
    window.script("document.querySelector('[role=tree]').focus()").await;
    window.press(&[keys::DELETE]).await;
    window.click("button", "Delete").await;
    window.says("The file is gone").await;
    assert!(!file(&window, "refunds/stop.json").exists(), "it is in the trash");
    window.end().await;
}

#[tokio::test]
async fn a_new_request_asks_where_it_is_kept() {
    let mut window = Window::open().await;
    window.fill("Payload", r#"{"new": true}"#).await;
    window.chord(&[keys::CONTROL], 's').await;
    window.click("button", "New collection…").await;
    window.fill("Name", "Mine").await;
    window.fill("Folder", "~/shop").await;
    window.click("button", "Make it").await;
    window.wait_for("button", "Save").await;
    window.fill("Name", "First").await;
    window.click("button", "Save").await;
    window.closed().await;
    window.wait_for("tab", "First").await;
    file_says(&window, "First.json", r#"{"new": true}"#).await;
    window.end().await;
}
