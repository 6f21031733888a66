//! Production is unmistakable, and asks once more.

use std::time::Duration;

use lambdesk_sandbox::{Options, Sandbox};
use lambdesk_tests::keys;
use lambdesk_tests::window::{Opening, Window};

use crate::aws_files::config;

/// Marks the profile `base` of the AWS files as production.
pub const MARKED: &str =
    "format = 1\n[[profile]]\nname = \"base\"\nkind = \"aws_files\"\naws_profile = \"base\"\nproduction = true\n";

#[tokio::test]
async fn each_invocation_asks_once_more_and_a_double_press_does_not_answer() {
    let aws = Sandbox::start(Options::default()).await.expect("a sandbox");
    let files = vec![(".aws/config", config(&aws)), ("config/dev.lambdesk.desktop/profiles.toml", MARKED.to_owned())];
    let mut window = Window::open_with(&Opening { files, ..Opening::default() }).await;
    window.profiles("base").await;
    window.wait_for("button", "Invoke in production").await;
    window.fill("Function", "echo").await;
    window.fill("Qualifier", "live").await;
    // A nervous hand: the second press must not confirm what the first one asked for.
    window.chord(&[keys::CONTROL], keys::ENTER).await;
    window.chord(&[keys::CONTROL], keys::ENTER).await;
    let question = "return document.querySelector('dialog[open]')?.innerText ?? ''";
    window.until("the question is there", "return document.querySelector('dialog[open]') !== null").await;
    let asked = window.script(question).await;
    let asked = asked.as_str().unwrap_or_default();
    for part in ["echo", "live", "1234 5678 9012"] {
        assert!(asked.contains(part), "{part} is not in the question: {asked}");
    }
    window.press(&[keys::ESCAPE]).await;
    window.until("it is said", "return document.body.innerText.includes('Not sent')").await;
    assert_eq!(aws.runs("echo"), 0);

    window.chord(&[keys::CONTROL], keys::ENTER).await;
    window.click("checkbox", "Do not ask again for echo (live) for 15 minutes").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.click("button", "Invoke in production").await;
    window.until("it ran again without a question", "return document.querySelector('dialog[open]') === null").await;
    while aws.runs("echo") < 2 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // Another alias is another question.
    window.fill("Qualifier", "$LATEST").await;
    window.click("button", "Invoke in production").await;
    window.until("the question is there", "return document.querySelector('dialog[open]') !== null").await;
    assert_eq!(aws.runs("echo"), 2);
    window.end().await;
    aws.stop().await;
}
