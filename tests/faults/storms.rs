//! Refusals again and again: throttles, and failing services.

use std::time::Duration;

use lambdesk_core::invoke::attempt::Ending;
use lambdesk_core::invoke::outcome::Outcome;
use lambdesk_tests::fault_proxy::Fault;

use crate::{bench, honest, impatient, proxy, story};

/// An answer of Lambda's own, or of something in between when there is no code.
fn answer(status: &str, code: Option<&str>, header: &str) -> Vec<u8> {
    let code = code.map(|code| format!("x-amzn-errortype: {code}\r\n")).unwrap_or_default();
    let body = r#"{"Message":"Not just now."}"#;
    format!("HTTP/1.1 {status}\r\n{code}{header}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

#[tokio::test]
async fn a_storm_ends_with_the_last_attempt_or_with_the_storm() {
    let mut stories = Vec::new();
    for (name, status, code) in [
        ("throttled", "429 Too Many Requests", Some("TooManyRequestsException")),
        ("service error", "500 Internal Server Error", Some("ServiceException")),
        ("an EC2 throttle", "502 Bad Gateway", Some("EC2ThrottledException")),
        ("a lasting mistake", "502 Bad Gateway", Some("KMSDisabledException")),
        ("not ready", "409 Conflict", Some("SnapStartNotReadyException")),
        ("unavailable", "503 Service Unavailable", Some("ServiceUnavailableException")),
        ("a gateway's error", "500 Internal Server Error", None),
        ("a gateway's 503", "503 Service Unavailable", None),
        ("a gateway's 502", "502 Bad Gateway", None),
        ("a gateway's 504", "504 Gateway Timeout", None),
        ("a throttle without a code", "429 Too Many Requests", None),
        ("a service's 504", "504 Gateway Timeout", Some("SomethingNewException")),
        ("an unknown code", "503 Service Unavailable", Some("SomethingNewException")),
    ] {
        for (ending, faults) in [
            ("for ever", vec![Fault::Refused(answer(status, code, ""))]),
            ("once", vec![Fault::Refused(answer(status, code, "")), Fault::Pass]),
        ] {
            let bench = bench().await;
            let proxy = proxy(&bench, faults);
            let finished = bench.run(&impatient(bench.call("echo", "{}"), &proxy.endpoint())).await;
            let runs = honest(&bench, "echo", &finished).await;
            stories.push(story(&format!("{name}, {ending}"), &finished, runs));
        }
    }
    insta::assert_snapshot!(stories.join("\n"));
}

#[tokio::test]
async fn the_service_names_the_pause() {
    for (header, pause) in [
        ("retry-after: 1\r\n", 1000.0),
        ("x-amz-retry-after: 150\r\n", 150.0),
        ("retry-after: 1\r\nx-amz-retry-after: 80\r\n", 80.0),
        // No more than was allowed.
        ("retry-after: 3600\r\n", 1500.0),
    ] {
        let bench = bench().await;
        let throttled = answer("429 Too Many Requests", Some("TooManyRequestsException"), header);
        let proxy = proxy(&bench, vec![Fault::Refused(throttled), Fault::Pass]);
        let mut call = impatient(bench.call("echo", "{}"), &proxy.endpoint());
        call.retries.longest_pause = Duration::from_millis(1500);
        let finished = bench.run(&call).await;
        assert_eq!(finished.outcome, Outcome::Succeeded, "{header}");
        let next = finished.attempts[0].next.as_ref().expect("another");
        assert!(next.asked_by_service && (next.delay.0 - pause).abs() < 1.0, "{header}: {next:?}");
        assert_eq!(finished.attempts[0].ending, Ending::Throttled);
    }
}
