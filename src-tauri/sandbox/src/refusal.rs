//! An error as AWS words and shapes it.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode};
use serde_json::{Map, Value, json};

use crate::markup::escape;
use crate::principal::Principal;

/// An answer that is an error. The code goes into the header and, for the query protocol, into XML.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// HTTP status.
    pub status: StatusCode,
    /// Error code, such as `ResourceNotFoundException`.
    pub code: &'static str,
    /// AWS's words.
    pub message: String,
    /// Further members of the JSON body.
    members: Map<String, Value>,
    /// Whether the message's member is `Message` or `message`, as the service's model has it for this error.
    capital: bool,
    retry_after: Option<u32>,
}

impl Refusal {
    /// An error of the gate before the service: no `Type`, and `message` in lower case.
    pub fn gate(code: &'static str, message: impl Into<String>) -> Self {
        Self::with(StatusCode::FORBIDDEN, code, message)
    }

    /// An error that the caller caused.
    pub fn user(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        let mut refusal = Self::with(status, code, message);
        refusal.members.insert("Type".into(), json!("User"));
        refusal
    }

    /// The caller's policies do not allow an action on a resource (`*` where the action has none).
    pub fn denied(caller: &Principal, action: &str, resource: &str, policy: &str) -> Self {
        let message = format!(
            "User: {} is not authorized to perform: {action} on resource: {resource} because no {policy} policy allows the {action} action",
            caller.arn
        );
        Self::gate("AccessDeniedException", message)
    }

    /// The function, its alias or its version is not there.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::user(StatusCode::NOT_FOUND, "ResourceNotFoundException", message).capital()
    }

    /// A member of the request breaks its constraint.
    pub fn validation(value: &str, member: &str, constraint: &str) -> Self {
        let message = format!(
            "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}"
        );
        Self::with(StatusCode::BAD_REQUEST, "ValidationException", message)
    }

    /// A member of the request makes no sense.
    pub fn invalid_parameter(message: impl Into<String>) -> Self {
        Self::user(StatusCode::BAD_REQUEST, "InvalidParameterValueException", message)
    }

    /// Throttled: try again after a second.
    pub fn throttled(reason: &str) -> Self {
        let mut refusal = Self::user(StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsException", "Rate Exceeded.");
        refusal.members.insert("Reason".into(), json!(reason));
        refusal.retry_after = Some(1);
        refusal
    }

    /// The function is still being initialized.
    pub fn starting() -> Self {
        let message =
            "Lambda is initializing your function. It will be ready to invoke when your function state becomes ACTIVE.";
        Self::user(StatusCode::CONFLICT, "SnapStartNotReadyException", message).capital()
    }

    /// The service itself failed.
    pub fn service() -> Self {
        let message = "The AWS Lambda service encountered an internal error.";
        let mut refusal = Self::with(StatusCode::INTERNAL_SERVER_ERROR, "ServiceException", message).capital();
        refusal.members.insert("Type".into(), json!("Service"));
        refusal
    }

    /// An error that has nothing but a code and a message.
    pub fn with(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), members: Map::new(), capital: false, retry_after: None }
    }

    /// An error whose body says a code beside the message, as EventBridge's services have it.
    pub fn with_code(status: StatusCode, exception: &'static str, code: &str, message: String) -> Self {
        let mut refusal = Self::with(status, exception, message).capital();
        refusal.members.insert("Code".into(), json!(code));
        refusal
    }

    fn capital(mut self) -> Self {
        self.capital = true;
        self
    }

    /// The answer in rest-json, as Lambda gives it.
    pub fn into_json(self) -> Response<Body> {
        let mut body = self.members;
        body.insert(if self.capital { "Message" } else { "message" }.into(), json!(self.message));
        let mut response = Response::new(Body::from(Value::Object(body).to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        headers.insert("x-amzn-errortype", HeaderValue::from_static(self.code));
        if let Some(seconds) = self.retry_after {
            headers.insert("retry-after", HeaderValue::from(seconds));
        }
        response
    }

    /// The answer in AWS JSON 1.1, as CloudWatch Logs gives it: every mistake of the caller's is a 400.
    pub fn into_json_1_1(self) -> Response<Body> {
        let body = json!({ "__type": self.code, "message": self.message });
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = if self.status.is_server_error() { self.status } else { StatusCode::BAD_REQUEST };
        response.headers_mut().insert("content-type", HeaderValue::from_static("application/x-amz-json-1.1"));
        response
    }

    /// An error of the gate by the name that services of the query protocol have for it.
    pub fn in_query_protocol(mut self) -> Self {
        self.code = match self.code {
            "UnrecognizedClientException" => "InvalidClientTokenId",
            "InvalidSignatureException" => "SignatureDoesNotMatch",
            "ExpiredTokenException" => "ExpiredToken",
            "MissingAuthenticationTokenException" => "MissingAuthenticationToken",
            "IncompleteSignatureException" => "IncompleteSignature",
            other => other,
        };
        self
    }

    /// The answer in the query protocol's XML, as STS gives it.
    pub fn into_xml(self, request_id: &str) -> Response<Body> {
        let (code, message) = (self.code, escape(&self.message));
        let body = format!(
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error>\n    <Type>Sender</Type>\n    <Code>{code}</Code>\n    <Message>{message}</Message>\n  </Error>\n  <RequestId>{request_id}</RequestId>\n</ErrorResponse>\n"
        );
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        response.headers_mut().insert("content-type", HeaderValue::from_static("text/xml"));
        response
    }
}
