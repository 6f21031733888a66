//! Checks and runs: what is expected of a request, shown with its result; a folder that is run, stopped and reported.

use std::fs;

use lambdesk_tests::window::{Opening, Window};

/// A home folder with a collection of three requests; one has checks, one fails.
fn home() -> Opening {
    let files = [
        ("shop/lambdesk.toml", "format = 1\nname = \"Shop\"\n\n[defaults]\nfunction = \"echo\"\n"),
        ("shop/orders/create.json", "{ \"id\": 12345678901234567890 }\n"),
        (
            "shop/orders/create.toml",
            "[[checks]]\nexpression = \"id\"\nequals = { json = '12345678901234567890' }\n\n[[checks]]\nlog_contains = \"REPORT\"\n",
        ),
        ("shop/orders/fails.json", "{}\n"),
        ("shop/orders/fails.toml", "function = \"fail\"\n"),
        ("shop/orders/plain.json", "{}\n"),
        ("shop/slow/wait.json", "{ \"seconds\": 60 }\n"),
        ("shop/slow/wait.toml", "function = \"slow\"\n"),
    ];
    Opening { files: files.map(|(path, text)| (path, text.to_owned())).to_vec(), ..Opening::default() }
}

async fn shop() -> Window {
    let window = Window::open_with(&home()).await;
    window.click("button", "Open folder…").await;
    window.fill("Folder", "~/shop").await;
    window.click("button", "Open").await;
    window.closed().await;
    // A folder that is shut has its number behind its name.
    let listed = "return [...document.querySelectorAll('[role=treeitem]')].some((it) => it.textContent.trim().startsWith('orders'))";
    window.until("the folder is listed", listed).await;
    window
}

/// Opens the run of a folder by its menu.
async fn run_of(window: &Window, folder: &str) {
    window.menu_of("[role=treeitem]", folder).await;
    window.click_item("Run folder…").await;
    window.wait_for("region", &format!("Run of {folder}")).await;
}

#[tokio::test]
async fn checks_are_added_and_judged_with_the_result() {
    let mut window = Window::open().await;
    window.click("tab", "Checks").await;
    window.click("button", "Add check").await;
    window.fill("Expression of check 1", "key[").await;
    window.click("button", "Add check").await;
    window.says("The expression cannot be read at character 5").await;
    window.fill("Expression of check 1", "key").await;
    window.fill("Value of check 1", "\"value\"").await;
    window.fill("Expression of check 2", "length(key)").await;
    window.fill("Value of check 2", "99").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.click("tab", "Checks 1 of 2 failed").await;
    window.says("Found 5; expected 99.").await;
    window.says("Passed: key equals \"value\"").await;
    window.says("Failed: length(key) equals 99").await;
    window.end().await;
}

#[tokio::test]
async fn a_folder_is_run_its_results_are_opened_and_its_report_is_saved() {
    let mut window = shop().await;
    run_of(&window, "orders").await;
    window.fill("Run each request", "2").await;
    window.click("button", "Run").await;
    window.says("6 invocations in").await;
    window.says("4 passed").await;
    window.says("2 failed").await;
    window.says("Expected that it succeeds").await;
    window.click("button", "Save report…").await;
    let path = window.home().join("run.html");
    window.fill("File", path.to_str().expect("UTF-8")).await;
    window.click("button", "Save report").await;
    window.closed().await;
    let report = fs::read_to_string(&path).expect("a report");
    assert!(report.contains("4 passed") && report.contains("orders/create.json"), "{report}");
    window.click_beginning("[role=row][data-at]", "Failed").await;
    window.wait_for("tab", "fails").await;
    window.outcome("Function error").await;
    window.click("button", "Show the run").await;
    window.click("button", "Close").await;
    window.wait_for("tab", "fails").await;
    window.end().await;
}

#[tokio::test]
async fn a_run_is_stopped_at_once() {
    let mut window = shop().await;
    run_of(&window, "slow").await;
    window.fill("Run each request", "3").await;
    window.click("button", "Run").await;
    window.says("1 under way").await;
    window.click("button", "Stop").await;
    window.says("2 not begun").await;
    window.says("the function may have run").await;
    window.end().await;
}
