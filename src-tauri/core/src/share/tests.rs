//! Each form of a result, a hostile one among them; and what is in all of them.

use super::*;
use crate::invoke::log::Log;
use crate::invoke::outcome::{ErrorObject, FunctionError, NoAnswer, NoAnswerCause, Outcome, StackFrame};
use crate::span::Millis;
use crate::wire::{Answer, BodyKind, FindingKind, Invocation};

/// Text of a function that tries to be more.
pub(super) const HOSTILE: &str = "</pre></script><script>alert(1)</script><style>*{display:none}</style><iframe src=\"https://evil.example\"></iframe>\n\
    # heading\n```\n~~~\n````\n</details>\n@everyone [x](javascript:alert(1)) ![y](https://evil.example/p.png)\n\
    \u{1b}[31mred\u{1b}[0m \u{202e}drowssap\u{2066} zero\u{200b}width \u{0} ]]> & ' \"";

pub(super) fn invocation(outcome: Outcome, log: &str, body: &[u8]) -> Invocation {
    let attempts = serde_json::json!([
        {"number": 1, "offset": 0.0, "duration": 31.0, "ending": "throttled", "label": "TooManyRequestsException", "status": 429,
         "warm": false, "phases": [], "next": {"delay": 120.0, "asked_by_service": false, "reason": "It was throttled, so it did not run."}, "stop": null},
        {"number": 2, "offset": 151.0, "duration": 112.5, "ending": "succeeded", "label": "Succeeded", "status": 200,
         "warm": true, "phases": [{"kind": "wait", "offset": 1.0, "duration": 110.0}], "next": null, "stop": null},
    ]);
    Invocation {
        id: "i-1".into(),
        started_at: "2026-11-23T10:27:03.123Z".into(),
        duration: Millis(263.5),
        outcome,
        verdict: None,
        answer: Some(Answer {
            status: 200,
            executed_version: Some("42".into()),
            request_id: Some("57f231fb-1730-4395-85cb-4f71bd2b87b8".into()),
            trace_id: None,
            headers: vec![crate::wire::Header { name: "x-amz-log-result".into(), value: "c2VjcmV0".into() }],
            body_bytes: body.len() as u64,
            body_kind: BodyKind::Json,
            log: Some(Log::from_bytes(log.as_bytes())),
            durable_execution_arn: None,
            stream: None,
        }),
        attempts: serde_json::from_value(attempts).expect("attempts"),
        corrections: Vec::new(),
        checks: Vec::new(),
    }
}

fn request(name: &str, payload: &[u8]) -> SharedRequest {
    SharedRequest {
        name: name.into(),
        function: "arn:aws:lambda:eu-west-1:123456789012:function:orders-create".into(),
        qualifier: "live".into(),
        region: "eu-west-1".into(),
        payload: Some(payload.to_vec()),
        ..SharedRequest::default()
    }
}

fn calm() -> Shared {
    let log = "START RequestId: 57f231fb-1730-4395-85cb-4f71bd2b87b8 Version: 42\n\
        WARN AWS_SESSION_TOKEN=AQoEXAMPLEH4aoAH0gNCAPyJxz4BlCFFxWNE1OPTgk5TthT+FvwqnKwRcOIfrRh3c passed to child process\n\
        REPORT RequestId: 57f231fb-1730-4395-85cb-4f71bd2b87b8\tDuration: 79.67 ms\tBilled Duration: 80 ms\tMemory Size: 128 MB\tMax Memory Used: 73 MB\t";
    let response = br#"{"statusCode":201,"order":{"id":12345678901234567890,"mail":"ada@example.com","total":46.00}}"#;
    let payload = br#"{"customer": "ada@example.com", "password": "EXAMPLE-hunter2"}"#;
    Shared::new(
        request("Create order, EU customer", payload),
        invocation(Outcome::Succeeded, log, response),
        response.to_vec(),
        0,
    )
}

pub(super) fn hostile() -> Shared {
    let frame = StackFrame { text: HOSTILE.into(), function: None, file: None, line: None };
    let error =
        ErrorObject { error_type: Some(HOSTILE.into()), error_message: Some(HOSTILE.into()), frames: vec![frame] };
    let outcome = Outcome::FunctionError(FunctionError { handling: "Unhandled".into(), error, causes: Vec::new() });
    let mut request = request(HOSTILE, HOSTILE.as_bytes());
    request.function = HOSTILE.into();
    request.options.tenant_id = HOSTILE.into();
    Shared::new(request, invocation(outcome, HOSTILE, HOSTILE.as_bytes()), HOSTILE.as_bytes().to_vec(), 7)
}

fn written(shared: &Shared, form: ShareForm) -> String {
    let options = ShareOptions { form, parts: ShareParts::ALL, hide: HideOptions::default(), fold: true };
    preview(shared, &options, []).expect("written").text
}

macro_rules! golden {
    ($($name:ident $shared:ident $form:ident;)*) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(written(&$shared(), ShareForm::$form));
        })*
    };
}

golden! {
    a_web_page calm WebPage;
    markdown_of_a_result calm Markdown;
    a_lambdesk_file calm LambdeskFile;
    json_of_a_result calm Json;
    a_hostile_web_page hostile WebPage;
    hostile_markdown hostile Markdown;
    a_hostile_lambdesk_file hostile LambdeskFile;
    hostile_json hostile Json;
}

#[test]
fn the_clipboard_has_two_forms() {
    let calm = prepare(&calm(), ShareParts::ALL, &HideOptions::default(), []).expect("prepared").clipboard();
    insta::assert_snapshot!(format!("{}\n\n{}", calm.html, calm.text));
    let hostile = prepare(&hostile(), ShareParts::ALL, &HideOptions::default(), []).expect("prepared").clipboard();
    for tag in ["<script", "<iframe", "<style>", "href", "src=\""] {
        assert!(!hostile.html.contains(tag), "{tag}");
    }
    assert!(!hostile.text.contains(['\u{1b}', '\u{202e}', '\u{0}']));
}

#[test]
fn a_page_holds_no_script_and_nothing_from_elsewhere() {
    let page = written(&hostile(), ShareForm::WebPage);
    for tag in ["<script", "<iframe", "<img", "<link", "<a ", " src=", "url(", "@import", "http-equiv=\"refresh"] {
        let text = page.replace("&lt;iframe src=", "");
        assert!(!text.contains(tag), "{tag}");
    }
    assert_eq!(page.matches("<style>").count(), 1);
    assert!(page.contains("default-src 'none'") && page.contains("width=device-width"));
    assert!(page.contains("prefers-color-scheme") && page.contains("@media print"));
    assert!(page.contains("⟨U+202E⟩drowssap") && page.contains('␛'));
}

#[test]
fn markdown_ends_every_fence_it_opens() {
    for fold in [true, false] {
        let text = prepare(&hostile(), ShareParts::ALL, &HideOptions::default(), [])
            .expect("prepared")
            .write(ShareForm::Markdown, fold)
            .expect("written");
        let (mut fence, mut outside) = (None::<String>, Vec::new());
        for line in text.lines() {
            let ticks: String = line.chars().take_while(|letter| *letter == '`').collect();
            match &fence {
                None if ticks.len() >= 3 && !line[ticks.len()..].contains('`') => fence = Some(ticks),
                None => outside.push(line.to_owned()),
                Some(open) if ticks.len() >= open.len() && line.trim() == ticks => fence = None,
                Some(_) => {}
            }
        }
        assert_eq!(fence, None, "{text}");
        assert!(!outside.iter().any(|line| line.starts_with("# ") || line.starts_with("@everyone")), "{outside:?}");
    }
}

#[test]
fn only_what_is_wanted_is_shared() {
    let none = ShareParts { payload: false, response: false, logs: false, attempts: false };
    for form in [ShareForm::WebPage, ShareForm::Markdown, ShareForm::LambdeskFile, ShareForm::Json] {
        let options = ShareOptions { form, parts: none, hide: HideOptions::default(), fold: true };
        let text = preview(&calm(), &options, []).expect("written").text;
        for part in ["statusCode", "hunter2", "passed to child", "TooManyRequests", "c2VjcmV0"] {
            assert!(!text.contains(part), "{form:?} {part}: {text}");
        }
        assert!(text.to_lowercase().contains("succeeded"), "{text}");
    }
}

#[test]
fn what_is_kept_stays_the_same_whichever_parts_are_shared() {
    let mut it = calm();
    it.request.payload = Some(b"first@example.com".to_vec());
    let hide = HideOptions { kept: vec!["Email-1".into()], words: vec!["zzz".into()], ..HideOptions::default() };
    for payload in [true, false] {
        let parts = ShareParts { payload, ..ShareParts::ALL };
        let prepared = prepare(&it, parts, &hide, []).expect("prepared");
        let text = prepared.write(ShareForm::Json, true).expect("written");
        assert_eq!(text.contains("first@example.com"), payload);
        assert!(!text.contains("ada@example.com"), "{text}");
        let emails = prepared.findings().list.iter().filter(|it| it.kind == FindingKind::Email).count();
        assert_eq!(emails, 1 + usize::from(payload));
    }
}

#[test]
fn no_form_holds_what_is_hidden() {
    let secrets = ["12345678901234567890"];
    for form in [ShareForm::WebPage, ShareForm::Markdown, ShareForm::LambdeskFile, ShareForm::Json] {
        let options = ShareOptions { form, parts: ShareParts::ALL, hide: HideOptions::default(), fold: true };
        let preview = preview(&calm(), &options, secrets).expect("written");
        for part in ["123456789012", "ada@example", "EXAMPLE-hunter2", "AQoEXAMPLE", "12345678901234567890"] {
            assert!(!preview.text.contains(part), "{form:?} {part}: {}", preview.text);
        }
        let count = |kind| preview.findings.counts.iter().find(|it| it.kind == kind).map(|it| it.hidden);
        assert_eq!(count(FindingKind::AccountId), Some(1));
        assert_eq!(count(FindingKind::Email), Some(2));
        assert_eq!(count(FindingKind::AwsSessionToken), Some(1));
        assert_eq!(count(FindingKind::SecretVariable), Some(1));
    }
}

#[test]
fn no_answer_says_whether_it_may_have_run() {
    let mut it = calm();
    let outcome = NoAnswer {
        cause: NoAnswerCause::WaitTimeout,
        message: "Waited 30 s.".into(),
        hint: String::new(),
        may_have_run: true,
    };
    it.invocation.outcome = Outcome::NoAnswer(outcome);
    it.invocation.answer = None;
    for form in [ShareForm::WebPage, ShareForm::Markdown] {
        assert!(written(&it, form).contains("The function may have run."));
    }
}

#[test]
fn a_files_name_is_one_everywhere() {
    let named = |name: &str| {
        let mut it = calm();
        it.request.name = name.into();
        prepare(&it, ShareParts::ALL, &HideOptions::default(), []).expect("prepared").file_name(ShareForm::WebPage)
    };
    assert_eq!(named("Create order, EU customer"), "create-order-eu-customer.html");
    assert_eq!(named("../..\\:*?"), "result.html");
    assert_eq!(named("CON"), "con-result.html");
    assert_eq!(form_of(Path::new("a/B.LAMBDESK")), Ok(ShareForm::LambdeskFile));
    assert!(form_of(Path::new("report.xml")).is_err());
}
