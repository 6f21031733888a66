//! A shared page, opened by who got it: in Chromium, from its file. Whatever a function returns, nothing of it may run, and
//! nothing may be asked for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lambdesk_tests::chromium::Reading;
use lambdesk_tests::repository;
use lambdesk_tests::scripted::Scripted;
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// What would run, load, lead elsewhere or change how things look, if it were not text.
const HOSTILE: &[&str] = &[
    "<script>globalThis.ran = 'script'; alert('ran')</script>",
    "</pre></details></main><script>globalThis.ran = 'after the end'</script>",
    "<img src=\"https://hostile.test/image.png\" onerror=\"globalThis.ran = 'onerror'\">",
    "<svg onload=\"globalThis.ran = 'onload'\"><use href=\"https://hostile.test/use.svg#a\"/></svg>",
    "<style>@import 'https://hostile.test/style.css'; body { background: red !important }</style>",
    "</style><style>* { display: none !important }</style>",
    "<link rel=\"stylesheet\" href=\"https://hostile.test/link.css\">",
    "<iframe src=\"https://hostile.test/frame\"></iframe><iframe srcdoc=\"<script>parent.ran = 'frame'</script>\"></iframe>",
    "<object data=\"https://hostile.test/object\"></object><embed src=\"https://hostile.test/embed\">",
    "<meta http-equiv=\"refresh\" content=\"0; url=https://hostile.test/refresh\"><base href=\"https://hostile.test/\">",
    "<form action=\"https://hostile.test/form\"><button autofocus onfocus=\"this.form.submit()\">Submit</button></form>",
    "<a href=\"javascript:globalThis.ran = 'link'\">link</a><video poster=\"https://hostile.test/poster\" autoplay></video>",
    "\" onmouseover=\"globalThis.ran = 'attribute'\" autofocus onfocus=\"globalThis.ran = 'attribute'",
    "<!--><script>globalThis.ran = 'comment'</script>-->",
    "<![CDATA[<script>globalThis.ran = 'cdata'</script>]]>",
    "{{constructor.constructor('globalThis.ran = 1')()}} ${globalThis.ran = 1}",
];

/// An answer of the service whose every part is hostile.
fn answer(function_error: bool) -> String {
    let hostile = HOSTILE.join("\n");
    let body = if function_error {
        json!({ "errorType": hostile, "errorMessage": hostile, "stackTrace": HOSTILE }).to_string()
    } else {
        hostile.clone()
    };
    let log = STANDARD.encode(format!("START RequestId: {hostile}\n[ERROR] {hostile}\nEND RequestId: 1\n"));
    let error = if function_error { "X-Amz-Function-Error: <script>ran='header'</script>\r\n" } else { "" };
    format!(
        "HTTP/1.1 200 OK\r\n{error}X-Amz-Executed-Version: <img src=https://hostile.test/version onerror=ran='version'>\r\n\
         x-amzn-RequestId: <script>ran='id'</script>\r\nX-Amz-Log-Result: {log}\r\nX-Hostile: <script>ran='any'</script>\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// The page of an invocation that is answered so, written by the program on the command line.
async fn page(answer: String, folder: &Path) -> PathBuf {
    let service = Scripted::start(move |mut client| {
        let answer = answer.clone();
        async move {
            let mut read = vec![0; 64 * 1024];
            let _ = client.read(&mut read).await?;
            client.write_all(answer.as_bytes()).await
        }
    })
    .await;
    let file = folder.join("result.html");
    let payload = json!({ "hostile": HOSTILE }).to_string();
    let mut command = Command::new(repository::program("lambdesk-cli"));
    command
        .args(["invoke", "--function-name", "hostile", "--payload", &payload, "--report"])
        .arg(&file)
        .arg(folder.join("out"))
        .env_clear()
        .envs([
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ])
        .env("AWS_ENDPOINT_URL_LAMBDA", format!("http://{}", service.address()))
        .env("HOME", folder);
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("no panic").expect("it runs");
    assert!(file.is_file(), "no page: {}", String::from_utf8_lossy(&output.stderr));
    file
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A function's text stands there letter by letter, wherever it was to stand.
fn stands_as_text(reading: &Reading, times: usize) {
    for (name, view) in &reading.views {
        for hostile in HOSTILE {
            let found = view.text.matches(hostile).count();
            assert!(found >= times, "{name} has {hostile} {found} times, not {times}, as text: {}", view.text);
        }
    }
    for kind in ["script", "img", "svg", "link", "iframe", "object", "embed", "base", "form", "a", "video", "button"] {
        assert_eq!(reading.elements.get(kind), None, "a {kind} is in the page");
    }
    assert_eq!(reading.elements.get("style"), Some(&1), "one style, the page's own");
}

#[tokio::test]
async fn a_hostile_response_runs_nothing_and_asks_for_nothing() {
    let folder = folder();
    let file = page(answer(false), folder.path()).await;
    let reading = Reading::of(&file, "shared-page-hostile");
    reading.is_quiet_and_readable();
    // In the response and twice in the log; the payload has it as JSON.
    stands_as_text(&reading, 3);
}

#[tokio::test]
async fn a_hostile_error_runs_nothing_and_asks_for_nothing() {
    let folder = folder();
    let file = page(answer(true), folder.path()).await;
    let reading = Reading::of(&file, "shared-page-hostile-error");
    reading.is_quiet_and_readable();
    stands_as_text(&reading, 2);
}

/// What is looked for above is found where it is.
#[test]
fn a_page_that_does_something_is_found_out() {
    let folder = folder();
    let file = folder.path().join("bad.html");
    for hostile in HOSTILE.iter().take(2) {
        fs::write(&file, format!("<!doctype html><title>bad</title><pre>{hostile}</pre>")).expect("written");
        let reading = Reading::of(&file, "bad-page");
        assert!(!reading.marks.is_empty(), "{hostile} was not seen to run");
    }
    let loading = HOSTILE[2..9].join("");
    fs::write(&file, format!("<!doctype html><title>bad</title><pre>{loading}</pre>")).expect("written");
    let reading = Reading::of(&file, "bad-page");
    for asked in ["image.png", "style.css", "link.css", "frame", "object", "embed"] {
        let address = format!("https://hostile.test/{asked}");
        assert!(reading.requests.contains(&address), "{asked} was not seen to be asked for: {:?}", reading.requests);
    }
    assert!(reading.views.values().any(|view| !view.violations.is_empty()), "axe finds nothing in it");
}
