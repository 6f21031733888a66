//! Opens the real window, presses Invoke as a person would, and pictures what came. What `make run` does where there
//! is no display to look at.

use std::process::ExitCode;

use lambdesk_tests::repository;
use lambdesk_tests::window::{Opening, Window};

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program that says what it saw")]
async fn main() -> ExitCode {
    let mut window = Window::open_with(&Opening { dark: true, ..Opening::default() }).await;
    println!("The window is open on the sandbox. Pressing Invoke.");
    window.click("button", "Invoke").await;
    let said = window.outcome("Succeeded").await;
    let picture = window.screenshot("first-invocation").await;
    let place = picture.canonicalize().unwrap_or(picture);
    let shown = repository::root().canonicalize().ok().and_then(|root| place.strip_prefix(root).ok().map(Into::into));
    println!("The window says: {said}");
    println!("Its picture is in {}", shown.unwrap_or(place).display());
    window.end().await;
    ExitCode::SUCCESS
}
