//! An Invoke request: parsed from what was typed, resolved into a whole that can be sent.
//!
//! Names, limits and headers are those of the service's model (2015-03-31, `Invoke`).

use std::sync::{Arc, OnceLock};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::endpoint::Endpoint;
use super::function_name::{FunctionName, Qualifier};
use super::sign::sha256_hex;
use crate::failure::{Field, FieldProblem};

/// Lambda's limit for a synchronous payload and for its response, in bytes.
pub const SYNCHRONOUS_LIMIT: usize = 6 * 1024 * 1024;
/// Lambda's limit for an asynchronous payload, in bytes.
pub const ASYNCHRONOUS_LIMIT: usize = 1024 * 1024;
/// The longest client context, in bytes of base64.
pub const CLIENT_CONTEXT_LIMIT: usize = 3583;

const LOG_TYPE: &str = "x-amz-log-type";
const INVOCATION_TYPE: &str = "x-amz-invocation-type";

/// All but the characters that RFC 3986 calls unreserved, as SigV4 wants a path segment or a query value.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A path segment or a query value as SigV4 wants it.
pub fn percent_encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The members of an Invoke request as someone wrote them.
#[derive(Clone, Debug, Default)]
pub struct RawRequest {
    /// Function name, partial ARN or ARN.
    pub function: String,
    /// Version or alias.
    pub qualifier: Option<String>,
    /// `RequestResponse`, `Event` or `DryRun`; Lambda takes the first when it is absent.
    pub invocation_type: Option<String>,
    /// `None` or `Tail`.
    pub log_type: Option<String>,
    /// Base64 of JSON.
    pub client_context: Option<String>,
    /// Tenant id.
    pub tenant_id: Option<String>,
    /// Durable execution name.
    pub durable_execution_name: Option<String>,
    /// Whether the response is to be streamed (`InvokeWithResponseStream`).
    pub stream: bool,
    /// The payload, byte for byte. Empty sends no payload.
    pub payload: Bytes,
}

/// An Invoke request that can be sent: its path is one segment and its header values are legal.
#[derive(Clone, Debug)]
pub struct InvokeRequest {
    function: String,
    qualifier: Option<String>,
    headers: Vec<(HeaderName, HeaderValue)>,
    stream: bool,
    payload: Bytes,
    /// Made once: hashing 6 MB takes longer than sending them over loopback, and every attempt signs anew.
    payload_hash: Arc<OnceLock<String>>,
}

impl RawRequest {
    /// Checks every member against the service's model.
    ///
    /// # Errors
    /// Every member at fault, each with a sentence that says what is allowed.
    pub fn resolve(self) -> Result<InvokeRequest, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut note = |field, checked: Result<(), String>| {
            if let Err(message) = checked {
                problems.push(FieldProblem::new(field, message));
            }
        };
        let name = FunctionName::parse(&self.function);
        let qualifier = self.qualifier.as_deref().map(Qualifier::parse).transpose();
        if let (Ok(name), Ok(Some(qualifier))) = (&name, &qualifier)
            && let Some(written) = name.qualifier()
            && written != qualifier.as_str()
        {
            let message = format!(
                "The function's name ends in “{written}”, but the qualifier is “{}”. Leave one of them out.",
                qualifier.as_str()
            );
            note(Field::Qualifier, Err(message));
        }
        note(Field::Function, name.map(drop));
        note(Field::Qualifier, qualifier.map(drop));
        note(Field::ClientContext, self.client_context.as_deref().map_or(Ok(()), check_client_context));
        note(Field::TenantId, self.tenant_id.as_deref().map_or(Ok(()), check_tenant_id));
        note(Field::DurableExecutionName, self.durable_execution_name.as_deref().map_or(Ok(()), check_durable_name));
        note(Field::Stream, self.check_stream());
        note(Field::Payload, check_size(self.payload.len(), self.invocation_type.as_deref() == Some("Event")));
        if problems.is_empty() { self.resolve_as_given() } else { Err(problems) }
    }

    fn check_stream(&self) -> Result<(), String> {
        let why = match (&self.invocation_type, &self.durable_execution_name) {
            (Some(kind), _) if kind == "Event" => "Lambda answers an event before the function runs.",
            (_, Some(_)) => "A durable execution has no streamed response.",
            _ => return Ok(()),
        };
        if self.stream { Err(format!("{why} Switch streaming off.")) } else { Ok(()) }
    }

    /// Takes the members as they are and leaves judging them to the service, as the AWS CLI does. Refuses only what
    /// cannot be put into an HTTP request.
    ///
    /// # Errors
    /// The members that HTTP has no form for.
    pub fn resolve_as_given(self) -> Result<InvokeRequest, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let function = self.function.trim();
        // A lone dot or two would name another path, and an empty segment another operation.
        if matches!(function, "" | "." | "..") {
            problems.push(FieldProblem::new(Field::Function, "Type a function's name or ARN."));
        }
        let members = [
            (INVOCATION_TYPE, &self.invocation_type, Field::Function),
            (LOG_TYPE, &self.log_type, Field::Function),
            ("x-amz-client-context", &self.client_context, Field::ClientContext),
            ("x-amz-tenant-id", &self.tenant_id, Field::TenantId),
            ("x-amz-durable-execution-name", &self.durable_execution_name, Field::DurableExecutionName),
        ];
        let mut headers = Vec::new();
        for (name, value, field) in members {
            let Some(value) = value else { continue };
            match HeaderValue::from_str(value) {
                Ok(value) => headers.push((HeaderName::from_static(name), value)),
                Err(_) => problems.push(FieldProblem::new(field, format!("{name} cannot hold “{value}”."))),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(InvokeRequest {
            function: function.to_owned(),
            qualifier: self.qualifier.map(|qualifier| qualifier.trim().to_owned()),
            headers,
            stream: self.stream,
            payload: self.payload,
            payload_hash: Arc::default(),
        })
    }
}

fn check_client_context(encoded: &str) -> Result<(), String> {
    if encoded.len() > CLIENT_CONTEXT_LIMIT {
        return Err(format!("The client context has at most {CLIENT_CONTEXT_LIMIT} bytes of base64."));
    }
    STANDARD.decode(encoded).map(drop).map_err(|_| "The client context is base64 of JSON.".into())
}

fn check_tenant_id(id: &str) -> Result<(), String> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "._:/=+-@ ".contains(letter);
    if (1..=256).contains(&id.len()) && id.chars().all(allowed) {
        Ok(())
    } else {
        Err("A tenant id has 1 to 256 letters, digits, spaces and . _ : / = + - @.".into())
    }
}

fn check_durable_name(name: &str) -> Result<(), String> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if (1..=64).contains(&name.len()) && name.bytes().all(allowed) {
        Ok(())
    } else {
        Err("A durable execution name has 1 to 64 letters, digits, - and _.".into())
    }
}

fn check_size(bytes: usize, asynchronous: bool) -> Result<(), String> {
    let (limit, kind) =
        if asynchronous { (ASYNCHRONOUS_LIMIT, "asynchronous") } else { (SYNCHRONOUS_LIMIT, "synchronous") };
    if bytes <= limit {
        return Ok(());
    }
    Err(format!("The payload has {bytes} bytes. Lambda takes at most {limit} in {kind} invocations."))
}

impl InvokeRequest {
    /// The function as written.
    pub fn function(&self) -> &str {
        &self.function
    }

    /// The qualifier as written, in the query or after the name.
    pub fn qualifier(&self) -> Option<&str> {
        let after_name = || self.function.rsplit_once(':').map(|(_, last)| last);
        self.qualifier.as_deref().or_else(|| FunctionName::parse(&self.function).ok()?.qualifier().and(after_name()))
    }

    /// Whether the response is to be streamed.
    pub fn is_streamed(&self) -> bool {
        self.stream
    }

    /// Whether a durable execution name makes every attempt one and the same execution.
    pub fn is_one_execution(&self) -> bool {
        self.has("x-amz-durable-execution-name")
    }

    /// Whether it asks only whether the function may be invoked.
    pub fn is_dry_run(&self) -> bool {
        self.headers.iter().any(|(name, value)| name == INVOCATION_TYPE && value == "DryRun")
    }

    /// The same without asking for the log's tail; `None` when it is not asked for.
    pub fn without_tail(&self) -> Option<Self> {
        let asked = self.headers.iter().any(|(name, value)| name == LOG_TYPE && value == "Tail");
        let headers = self.headers.iter().filter(|(name, _)| name != LOG_TYPE).cloned().collect();
        asked.then(|| Self { headers, ..self.clone() })
    }

    /// The payload's SHA-256 in hex, for the signature.
    pub fn payload_hash(&self) -> &str {
        self.payload_hash.get_or_init(|| sha256_hex(&self.payload))
    }

    fn has(&self, header: &str) -> bool {
        self.headers.iter().any(|(name, _)| name == header)
    }

    /// Size of the payload in bytes.
    pub fn payload_len(&self) -> usize {
        self.payload.len()
    }

    /// The HTTP request, unsigned. The body is shared, not copied.
    ///
    /// # Errors
    /// When the endpoint and the function's name do not make an address.
    pub fn to_http(&self, endpoint: &Endpoint) -> Result<Request<Bytes>, http::Error> {
        let function = percent_encoded(&self.function);
        let base = endpoint.as_str();
        let mut url = if self.stream {
            format!("{base}/2021-11-15/functions/{function}/response-streaming-invocations")
        } else {
            format!("{base}/2015-03-31/functions/{function}/invocations")
        };
        if let Some(qualifier) = &self.qualifier {
            url.push_str("?Qualifier=");
            url.push_str(&percent_encoded(qualifier));
        }
        let mut request = Request::builder().method(Method::POST).uri(url).body(self.payload.clone())?;
        request.headers_mut().extend(self.headers.iter().cloned().map(|(name, value)| (Some(name), value)));
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(function: &str) -> RawRequest {
        RawRequest { function: function.into(), ..RawRequest::default() }
    }

    fn url(raw: RawRequest) -> String {
        let endpoint = Endpoint::custom("http://127.0.0.1:1").expect("an endpoint");
        raw.resolve().expect("fine").to_http(&endpoint).expect("a request").uri().to_string()
    }

    #[test]
    fn an_arn_is_encoded_once_on_the_wire() {
        assert_eq!(
            url(raw("arn:aws:lambda:eu-west-1:123456789012:function:f")),
            "http://127.0.0.1:1/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Af/invocations"
        );
        let latest = RawRequest { qualifier: Some("$LATEST".into()), ..raw("f") };
        assert_eq!(url(latest), "http://127.0.0.1:1/2015-03-31/functions/f/invocations?Qualifier=%24LATEST");
    }

    #[test]
    fn each_problem_is_said_at_its_field() {
        let request = RawRequest {
            qualifier: Some("a b".into()),
            tenant_id: Some("ü".into()),
            client_context: Some("{}".into()),
            durable_execution_name: Some("a b".into()),
            payload: Bytes::from(vec![b' '; SYNCHRONOUS_LIMIT + 1]),
            ..raw("not a name")
        };
        let fields: Vec<Field> = request.resolve().expect_err("refused").iter().map(|problem| problem.field).collect();
        assert_eq!(
            fields,
            [
                Field::Function,
                Field::Qualifier,
                Field::ClientContext,
                Field::TenantId,
                Field::DurableExecutionName,
                Field::Payload
            ]
        );
    }

    #[test]
    fn two_qualifiers_that_disagree_are_refused() {
        let request = RawRequest { qualifier: Some("live".into()), ..raw("f:canary") };
        let problems = request.resolve().expect_err("refused");
        assert_eq!(problems[0].field, Field::Qualifier);
        assert!(RawRequest { qualifier: Some("live".into()), ..raw("f:live") }.resolve().is_ok());
    }

    #[test]
    fn what_is_given_goes_to_the_service_to_judge() {
        let request = RawRequest { log_type: Some("Sideways".into()), ..raw("not a name") };
        let endpoint = Endpoint::custom("http://127.0.0.1:1").expect("an endpoint");
        let sent = request.resolve_as_given().expect("sendable").to_http(&endpoint).expect("a request");
        assert_eq!(sent.uri().path(), "/2015-03-31/functions/not%20a%20name/invocations");
        assert_eq!(sent.headers()["x-amz-log-type"], "Sideways");
        assert!(raw("..").resolve_as_given().is_err());
    }
}
