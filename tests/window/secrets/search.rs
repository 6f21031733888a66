//! The search for secrets can fail: what is planted where it looks is found, in every form.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use lambdesk_tests::desktop::Desktop;
use lambdesk_tests::keys;
use lambdesk_tests::page_record;
use lambdesk_tests::planted::Planted;
use lambdesk_tests::window::{Opening, Window};
use serde_json::{Value, json};

use crate::profiles::{Form, fill};

#[test]
fn a_secret_is_found_in_every_form_and_in_part() {
    let (mut planted, secret) = (Planted::default(), Planted::make());
    planted.plant("the secret", &secret);
    planted.plant_code("739184");
    let json = json!({ "said": format!("it is {secret}") }).to_string();
    let utf_16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let html = secret.replace('"', "&quot;");
    let query: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let half = &secret[secret.len() / 2..];
    for (form, text) in [
        ("as it is", secret.clone().into_bytes()),
        ("in part", format!("…{half}").into()),
        ("in JSON", json.clone().into()),
        ("in JSON in JSON", Value::from(json).to_string().into()),
        ("in HTML", html.into()),
        ("in a query", query.into()),
        ("in base64", STANDARD.encode(format!("x{secret}yy")).into()),
        ("in base64 of an address", URL_SAFE_NO_PAD.encode(format!("xx{secret}")).into()),
        ("in UTF-16", utf_16),
        ("in hexadecimal", secret.bytes().map(|byte| format!("{byte:02X}")).collect::<String>().into()),
        ("as a code", b"the code (739184) was".to_vec()),
    ] {
        let found = planted.find(&text);
        assert!(found.is_some(), "it is not found {form}");
    }
    for text in [Planted::make(), "1739184".into(), "0.739184 ms".into(), "ref-739184-x".into()] {
        assert_eq!(planted.find(text.as_bytes()), None, "{text}");
    }
}

#[tokio::test]
async fn a_secret_is_found_wherever_it_might_cross() {
    let (mut planted, secret) = (Planted::default(), Planted::make());
    planted.plant("the secret", &secret);
    let mut window = Window::open().await;
    page_record::begin(&window).await;
    window.fill("Function", "echo").await;
    window.fill("Payload", &json!({ "planted": secret }).to_string()).await;
    page_record::take(&window).await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.until("the response is shown", "return document.body.innerText.includes('planted')").await;
    let crossed = page_record::take(&window).await;
    let finds = crossed.iter().filter(|piece| planted.find(piece).is_some()).count();
    // The response as it is fetched, and as it is handed to the page.
    assert!(finds >= 2, "{finds} finds in {} pieces", crossed.len());
    let reports = crossed.iter().filter(|piece| String::from_utf8_lossy(piece).contains("attempt_started")).count();
    assert!(reports > 0, "what is reported on the way is not recorded");
    assert!(planted.find(window.everything().await.as_bytes()).is_some(), "the page is not searched");

    let folder = window.home().join("deep/below");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("file"), format!("x{secret}x")).expect("written");
    // A payload is text like any other: its draft and the history keep it, and nothing else does.
    let kept = planted.find_below(window.home(), &[folder.join("file")]);
    let is_known = |find: &String| ["/session/drafts/", "/history/"].iter().any(|room| find.contains(room));
    assert!(kept.iter().all(is_known), "{kept:?}");
    assert!(planted.find_below(window.home(), &[]).iter().any(|find| find.contains("deep/below/file")));
    window.end().await;
}

#[tokio::test]
async fn the_fields_of_secrets_let_nothing_onto_the_clipboard() {
    let desktop = Desktop::open();
    let mut window = Window::open_with(&Opening { environment: desktop.environment(), ..Opening::default() }).await;
    let copied = async |field: &str| {
        window.click("textbox", field).await;
        window.chord(&[keys::CONTROL], 'a').await;
        window.chord(&[keys::CONTROL], 'c').await;
        // Into a field that shows what it holds.
        window.fill("Region", "").await;
        window.chord(&[keys::CONTROL], 'v').await;
        let held = window.script("return document.activeElement.value").await;
        held.as_str().unwrap_or_default().to_owned()
    };
    window.click("button", "Add a profile…").await;
    window.click("button", "Access keys").await;
    let form = Form { session_token: "plantedTOKEN", ..Form::EXAMPLE };
    fill(&window, &form).await;
    assert_eq!(copied("Name").await, form.name, "the clipboard is not read");
    for field in ["Secret access key", "Session token"] {
        assert_eq!(copied(field).await, form.name, "{field} was copied");
    }
    window.end().await;
}
