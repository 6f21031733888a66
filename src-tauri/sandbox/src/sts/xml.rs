//! Answers in the query protocol's XML.

use axum::body::Body;
use axum::http::{HeaderValue, Response};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::keyring::Temporary;
use crate::markup::escape;
use crate::principal::Principal;

const MOMENT: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

/// An element with text in it.
pub fn text(name: &str, value: &str) -> String {
    format!("<{name}>{}</{name}>", escape(value))
}

/// An element with others in it.
fn element(name: &str, inner: &str) -> String {
    format!("<{name}>{inner}</{name}>")
}

/// `Credentials`, as every operation that issues some has it.
pub fn credentials(issued: &Temporary) -> String {
    let keys = &issued.credentials;
    let expires = OffsetDateTime::from(issued.expires).format(MOMENT).unwrap_or_default();
    let members = [
        text("AccessKeyId", &keys.access_key_id),
        text("SecretAccessKey", &keys.secret_access_key),
        text("SessionToken", keys.session_token.as_deref().unwrap_or_default()),
        text("Expiration", &expires),
    ];
    element("Credentials", &members.concat())
}

/// `AssumedRoleUser`.
pub fn assumed_role_user(principal: &Principal) -> String {
    let members = [text("AssumedRoleId", &principal.user_id), text("Arn", &principal.arn)];
    element("AssumedRoleUser", &members.concat())
}

/// The answer of an operation whose result is given.
pub fn response(action: &str, result: &str, request_id: &str) -> Response<Body> {
    let body = format!(
        "<{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <{action}Result>{result}</{action}Result>\n  <ResponseMetadata>\n    <RequestId>{request_id}</RequestId>\n  </ResponseMetadata>\n</{action}Response>\n"
    );
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert("content-type", HeaderValue::from_static("text/xml"));
    response
}
