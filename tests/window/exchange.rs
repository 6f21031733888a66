//! Templates, command lines and "Copy as", in the real window.

use std::fs;

use lambdesk_tests::window::Window;
use serde_json::{Value, json};

/// The payload as the editor has it.
async fn payload(window: &Window) -> String {
    let lines = "return [...document.querySelectorAll('.cm-content[aria-label=Payload] .cm-line')]
        .map((line) => line.textContent).join('\\n')";
    let text = window.script(lines).await;
    text.as_str().unwrap_or_default().to_owned()
}

/// Pastes a text where an element is, as the system would.
async fn paste(window: &Window, element: &str, text: &str) {
    let script = r"
        const [selector, text] = arguments;
        const element = document.querySelector(selector);
        element.focus();
        const data = new DataTransfer();
        data.setData('text/plain', text);
        const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data });
        if (!event.clipboardData) Object.defineProperty(event, 'clipboardData', { value: data });
        element.dispatchEvent(event);";
    window.client().execute(script, vec![json!(element), json!(text)]).await.expect("pasted");
}

#[tokio::test]
async fn a_template_is_found_filled_and_invoked() {
    let mut window = Window::open().await;
    window.click("button", "Template").await;
    window.fill("Search templates", "s3 upload").await;
    window
        .until("it is chosen", "return document.querySelector('dialog h3')?.innerText === 'S3: Object created'")
        .await;
    window.fill("Bucket", "my-bucket").await;
    window.fill("Key", "in coming/größe.json").await;
    window
        .until(
            "the preview follows",
            "return document.querySelector('dialog pre').innerText.includes('arn:aws:s3:::my-bucket')",
        )
        .await;
    window.click("button", "Use").await;
    window.closed().await;
    assert!(payload(&window).await.contains("in+coming/gr%C3%B6%C3%9Fe.json"));
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.until("the event came back", "return document.body.innerText.includes('aws:s3')").await;
    window.end().await;
}

#[tokio::test]
async fn a_command_line_that_is_pasted_becomes_the_request() {
    let mut window = Window::open().await;
    window.click("button", "New request").await;
    let command = "aws lambda invoke --function-name echo --qualifier live --log-type Tail \\\n  \
                   --client-context eyJjdXN0b20iOnt9fQ== --payload '{\"it'\\''s\": \"$HOME\"}' out.json";
    paste(&window, ".line input", command).await;
    window.dialog_says("AWS CLI request").await;
    window.dialog_says("{\"it's\": \"$HOME\"}").await;
    window.click("button", "Use").await;
    window.closed().await;
    assert_eq!(payload(&window).await, "{\"it's\": \"$HOME\"}");
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.until("it came back", "return document.body.innerText.includes('$HOME')").await;
    window.end().await;
}

#[tokio::test]
async fn a_secret_in_a_pasted_line_is_nowhere_afterwards() {
    let mut window = Window::open().await;
    window.click("button", "Import requests…").await;
    let line = "AWS_SECRET_ACCESS_KEY=planted-secret-value aws lambda invoke --function-name echo out";
    window.fill("Command line", line).await;
    window.dialog_says("Credentials in the line were dropped").await;
    window.click("button", "Use").await;
    window.closed().await;
    assert!(!window.everything().await.contains("planted-secret-value"));
    window.end().await;
}

#[tokio::test]
async fn a_request_is_copied_for_the_aws_cli() {
    let mut window = Window::open().await;
    window.click("button", "More for this request").await;
    window.click_item("Copy as AWS CLI").await;
    window.dialog_says("aws lambda invoke").await;
    window.dialog_says("--function-name echo").await;
    window.dialog_says("stay in Lambdesk").await;
    window.click("radio", "Rust").await;
    window.dialog_says("aws_sdk_lambda::Client::new").await;
    window.click("button", "Close").await;
    window.closed().await;
    window.end().await;
}

#[tokio::test]
async fn a_collection_of_postman_becomes_files() {
    let mut window = Window::open().await;
    let home = window.home().to_owned();
    let collection = json!({
        "info": {"name": "Shop", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [{"name": "Orders", "item": [{"name": "Create", "request": {
            "method": "POST",
            "url": {"raw": "https://lambda.{{region}}.amazonaws.com/2015-03-31/functions/orders/invocations"},
            "body": {"mode": "raw", "raw": "{\"id\": \"{{order}}\"}"},
        }}]}],
        "variable": [{"key": "region", "value": "eu-west-1"}, {"key": "order", "value": "1042"}],
    });
    fs::write(home.join("shop.json"), collection.to_string()).expect("written");
    window.click("button", "Import requests…").await;
    window.click("tab", "Postman collection").await;
    window.fill("File", &home.join("shop.json").display().to_string()).await;
    window.click("button", "Show what is in it").await;
    window.dialog_says("Orders / Create").await;
    window.fill("Write it into the folder", &home.display().to_string()).await;
    window.click("button", "Write the collection").await;
    window.dialog_says("Written and opened: 1 request").await;
    let text = |path: &str| fs::read_to_string(home.join("Shop").join(path)).expect("text");
    assert_eq!(text("Orders/Create.json"), "{\"id\": \"{{ order }}\"}");
    assert!(text("Orders/Create.toml").contains("region = \"eu-west-1\""));
    assert!(text("lambdesk.toml").contains("order = \"1042\""));
    let _: Value = serde_json::from_str(&text("Orders/Create.json").replace("{{ order }}", "1042")).expect("JSON");

    // It is open already, and what is copied of it has its variables filled in.
    window.click("button", "Close").await;
    window.closed().await;
    window.click_beginning("[role=treeitem]", "Orders").await;
    window.click_beginning("[role=treeitem]", "Create").await;
    window.wait_for("tab", "Create").await;
    window.click("button", "More for this request").await;
    window.click_item("Copy as AWS CLI").await;
    window.dialog_says("{\"id\": \"1042\"}").await;
    window.click("button", "Close").await;
    window.closed().await;
    window.end().await;
}
