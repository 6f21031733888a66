//! Answers: error bodies, error objects of every runtime, and what a response says of itself. The first two bytes choose
//! the status and the headers, the rest is the body.
#![no_main]

use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use lambdesk_core::invoke::response::Answer;
use lambdesk_core::invoke::verdict::PayloadVerdict;
use libfuzzer_sys::fuzz_target;

const STATUS: [u16; 12] = [200, 202, 204, 301, 400, 403, 404, 409, 413, 429, 500, 502];
const HEADERS: [(&str, &str); 8] = [
    ("x-amz-function-error", "Unhandled"),
    ("x-amzn-errortype", "TooManyRequestsException:http://internal.amazon.com/"),
    ("x-amzn-errortype", "ResourceConflictException"),
    ("x-amzn-errortype", "InvalidSignatureException"),
    ("date", "Mon, 23 Nov 2026 10:27:09 GMT"),
    ("retry-after", "99999999999999999999"),
    ("x-amz-retry-after", "18446744073709551615"),
    ("x-amz-log-result", "U1RBUlQ="),
];

fuzz_target!(|data: &[u8]| {
    let [status, chosen, body @ ..] = data else { return };
    let mut headers = HeaderMap::new();
    for (bit, (name, value)) in HEADERS.into_iter().enumerate() {
        if chosen >> bit & 1 == 1 {
            headers.append(name, HeaderValue::from_static(value));
        }
    }
    let status = StatusCode::from_u16(STATUS[usize::from(*status) % STATUS.len()]).expect("a status");
    let answer = Answer { status, headers, body: Bytes::copy_from_slice(body), stream: None };
    let outcome = answer.outcome(SystemTime::UNIX_EPOCH);
    let _ = (answer.ending(&outcome), answer.retry_after(), answer.log(), PayloadVerdict::of(body));
    let _ = answer.wrong_clock(&outcome, SystemTime::UNIX_EPOCH);
});
