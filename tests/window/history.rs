//! What was invoked: looked up, opened, run again, tidied up, and still there after a restart.

use std::fs;

use lambdesk_tests::keys;
use lambdesk_tests::window::{Opening, Window};

/// The rows of the list, as text.
const ROWS: &str =
    "[...document.querySelectorAll('[role=listbox] [role=option]')].map((row) => row.innerText.replace(/\\s+/g, ' '))";

async fn invoke(window: &Window, example: &str, payload: &str, outcome: &str) {
    window.click("button", example).await;
    window.fill("Payload", payload).await;
    window.click("button", "Invoke").await;
    window.outcome(outcome).await;
}

async fn until_rows(window: &Window, what: &str, condition: &str) {
    window.until(what, &format!("const rows = {ROWS}; return {condition}")).await;
}

/// Opens the menu of the row that holds these words.
async fn menu_of(window: &Window, words: &str) {
    window.menu_of("[role=listbox] [role=option]", words).await;
}

async fn click_row(window: &Window, words: &str) {
    let script = format!(
        "[...document.querySelectorAll('[role=listbox] [role=option]')].find((row) => row.innerText.includes('{words}')).click(); return true"
    );
    window.script(&script).await;
}

#[tokio::test]
async fn what_was_invoked_is_looked_up_opened_and_run_again() {
    let window = Window::open().await;
    window.click("tab", "History").await;
    window.until("an empty history teaches", "return document.body.innerText.includes('No invocations yet')").await;
    window.click("tab", "Collections").await;
    invoke(&window, "Echo", r#"{"orderId": "ORD-2026-0012345"}"#, "Succeeded").await;
    invoke(&window, "Function that fails", r#"{"orderId": "ORD-2026-0099999"}"#, "Function error").await;

    window.click("tab", "History").await;
    until_rows(&window, "both are listed", "rows.length === 2 && rows[0].includes('fail') && rows[1].includes('echo')")
        .await;
    window.fill("Search the history", "0012345").await;
    until_rows(
        &window,
        "it is found by the end of an order id",
        "rows.length === 1 && rows[0].includes('echo') && rows[0].includes('ORD-2026-0012345')",
    )
    .await;

    // Opened, it is as it was, whatever has become of the tab it ran in.
    click_row(&window, "echo").await;
    window
        .until("it is said to be of the history", "return document.body.innerText.includes('From the history')")
        .await;
    window
        .until(
            "its response is shown",
            "return document.querySelector('[aria-label=\"Response body\"]')?.innerText.includes('ORD-2026-0012345')",
        )
        .await;
    let payload = "return document.querySelector('[aria-label=\"Payload\"]').innerText.trim()";
    assert_eq!(window.script(payload).await, r#"{"orderId": "ORD-2026-0012345"}"#);
    let tabs = "return document.querySelectorAll('[aria-label=\"Open requests\"] [role=tab]').length";
    let open = window.script(tabs).await;
    click_row(&window, "echo").await;
    assert_eq!(window.script(tabs).await, open, "it is opened once");

    menu_of(&window, "echo").await;
    window.click("menuitem", "Run again").await;
    window.outcome("Succeeded").await;
    until_rows(&window, "the new one is listed too", "rows.length === 2").await;

    // The filters, and what goes with them.
    window.fill("Search the history", "").await;
    until_rows(&window, "all are listed", "rows.length === 3").await;
    window.click("button", "Filters").await;
    window
        .script("const select = [...document.querySelectorAll('select')].find((it) => it.labels[0]?.innerText === 'Outcome'); select.value = 'function_error'; select.dispatchEvent(new Event('change', { bubbles: true })); return true")
        .await;
    until_rows(&window, "the failed one is left", "rows.length === 1 && rows[0].includes('fail')").await;
    window.click("button", "Reset").await;
    until_rows(&window, "all are listed again", "rows.length === 3").await;

    menu_of(&window, "fail").await;
    window.click("menuitem", "Pin").await;
    let mut window = window.restart(&Opening::default()).await;
    window.click("tab", "History").await;
    until_rows(
        &window,
        "all are there after a restart",
        "rows.length === 3 && rows.some((row) => row.includes('Pinned'))",
    )
    .await;
    click_row(&window, "fail").await;
    window.outcome("From the history: Function error").await;
    window.end().await;
}

#[tokio::test]
async fn what_is_deleted_can_be_brought_back_and_clearing_keeps_what_is_pinned() {
    let mut window = Window::open().await;
    invoke(&window, "Echo", r#"{"number": "one-one-one"}"#, "Succeeded").await;
    invoke(&window, "Function that fails", "{}", "Function error").await;
    window.click("tab", "History").await;
    until_rows(&window, "both are listed", "rows.length === 2").await;
    // By keys alone: into the list, to the second, and away with it.
    window.click("textbox", "Search the history").await;
    window.press(&[keys::DOWN]).await;
    window.press(&[keys::DOWN]).await;
    window.press(&[keys::DELETE]).await;
    until_rows(&window, "it is gone", "rows.length === 1 && rows[0].includes('fail')").await;
    window.click("button", "Undo").await;
    until_rows(&window, "it is back", "rows.length === 2 && rows[1].includes('echo')").await;

    menu_of(&window, "echo").await;
    window.click("menuitem", "Compare…").await;
    click_row(&window, "fail").await;
    window.dialog_says("Compare two invocations").await;
    window.click("tab", "Payload").await;
    // By what they say, and as text.
    window.dialog_says("1 difference").await;
    window.click("button", "Text").await;
    window.until("the payloads lie side by side", "return document.querySelectorAll('dialog .cm-editor').length === 2 && document.querySelector('dialog .cm-mergeView').innerText.includes('one-one-one')").await;
    window.press(&[keys::ESCAPE]).await;
    window.closed().await;

    menu_of(&window, "echo").await;
    window.click("menuitem", "Pin").await;
    window.click("button", "More of the history").await;
    window.click("menuitem", "Clear the history…").await;
    window.dialog_says("cannot be undone").await;
    window.click("button", "Clear the history").await;
    window.closed().await;
    until_rows(&window, "what is pinned stays", "rows.length === 1 && rows[0].includes('echo')").await;
    window.end().await;
}

#[tokio::test]
async fn switched_off_nothing_is_kept_and_a_damaged_file_is_set_aside_with_a_word() {
    let window = Window::open().await;
    window.chord(&[keys::CONTROL], ',').await;
    window.click("checkbox", "Keep what was invoked").await;
    window.fill("At most as large as", "much").await;
    window.click("button", "Save settings").await;
    window.dialog_says("Write a size such as 500 MB").await;
    window.fill("At most as large as", "500 MB").await;
    window.click("button", "Save settings").await;
    window.closed().await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.click("tab", "History").await;
    window.until("it is said to be off", "return document.body.innerText.includes('The history is off')").await;

    let data = window.home().join("data/dev.lambdesk.desktop/history");
    let mut window = {
        let mut window = window;
        window.end().await;
        fs::write(data.join("history.sqlite3"), "this is no database ".repeat(500)).expect("written");
        for end in ["-wal", "-shm"] {
            let _ = fs::remove_file(data.join(format!("history.sqlite3{end}")));
        }
        window.restart(&Opening::default()).await
    };
    window
        .until(
            "it is said where the damaged one is",
            "return document.querySelector('[aria-label=Notices]').innerText.includes('history-damaged-')",
        )
        .await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    let aside =
        fs::read_dir(&data).expect("a folder").flatten().any(|it| it.file_name().to_string_lossy().contains("damaged"));
    assert!(aside, "nothing is set aside");
    window.end().await;
}
