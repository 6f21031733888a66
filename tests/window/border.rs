//! What the page cannot do, whatever a function's answer might bring into it.

use lambdesk_tests::window::Window;
use serde_json::Value;

/// The words of an asynchronous script.
async fn said(window: &Window, script: &str) -> String {
    let value = window.client().execute_async(script, vec![]).await.expect("a script that answers");
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[tokio::test]
async fn only_our_own_commands_are_let_through() {
    let mut window = Window::open().await;
    for command in ["plugin:app|version", "plugin:window|close", "plugin:path|resolve_directory", "no_such_command"] {
        let script = format!(
            "const done = arguments[0];
             window.__TAURI_INTERNALS__.invoke('{command}').then((value) => done('let through: ' + value), (error) => done('refused: ' + error));"
        );
        let answer = said(&window, &script).await;
        assert!(answer.starts_with("refused: "), "{command}: {answer}");
    }
    window.end().await;
}

#[tokio::test]
async fn nothing_is_fetched_and_no_text_becomes_a_program() {
    let mut window = Window::open().await;
    let fetched = said(
        &window,
        "const done = arguments[0];
         document.addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective), { once: true });
         fetch('http://127.0.0.1:9/').catch(() => {});",
    )
    .await;
    assert_eq!(fetched, "connect-src");
    let run = window.script("try { return new Function('return 1')() } catch (error) { return error.name }").await;
    assert_eq!(run, Value::from("EvalError"));
    window.end().await;
}
