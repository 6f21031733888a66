//! STS, as far as it says who is calling: the query protocol, answers in XML.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode};

use crate::refusal::Refusal;

/// Answers a form of the query protocol.
pub fn answer(form: &[u8], account: &str, request_id: &str) -> Result<Response<Body>, Refusal> {
    let text = String::from_utf8_lossy(form);
    let value = |name: &str| {
        text.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name)).map(|(_, value)| value)
    };
    if value("Action") != Some("GetCallerIdentity") {
        let action = value("Action").unwrap_or_default();
        let message = format!("Could not find operation {action} for version {}", value("Version").unwrap_or_default());
        return Err(Refusal::user(StatusCode::BAD_REQUEST, "InvalidAction", message));
    }
    let body = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <GetCallerIdentityResult>\n    <Arn>arn:aws:iam::{account}:user/sandbox</Arn>\n    <UserId>AIDASANDBOXSANDBOX00</UserId>\n    <Account>{account}</Account>\n  </GetCallerIdentityResult>\n  <ResponseMetadata>\n    <RequestId>{request_id}</RequestId>\n  </ResponseMetadata>\n</GetCallerIdentityResponse>\n"
    );
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert("content-type", HeaderValue::from_static("text/xml"));
    Ok(response)
}
