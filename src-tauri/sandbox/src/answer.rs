//! Answers that are no errors, in JSON.

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use serde_json::Value;

/// An answer of status 200.
pub fn json(value: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(value.to_string()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// An answer of status 200 in AWS JSON 1.1.
pub fn json_1_1(value: &Value) -> Response<Body> {
    let mut response = json(value);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.1"));
    response
}
