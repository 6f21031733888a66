//! Invoke and `InvokeWithResponseStream`, with every member of the service's model. Both admit an invocation by the same
//! rules; they differ in how the answer goes out.

use std::sync::Arc;
use std::time::SystemTime;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::Value;
use uuid::Uuid;

use crate::describe::{Home, not_found};
use crate::event_stream::{self, Complete};
use crate::execution::{Executed, MANAGED_STREAM, Run};
use crate::function::{Function, Target};
use crate::json_error;
use crate::logs::book::Place;
use crate::memory::{Begun, Memory};
use crate::refusal::Refusal;
use crate::response_stream::ResponseStream;

/// Lambda's limit for a synchronous payload, in bytes.
const SYNCHRONOUS_LIMIT: usize = 6_291_456;
/// Lambda's limit for an asynchronous payload, in bytes.
const ASYNCHRONOUS_LIMIT: usize = 1_048_576;

/// An Invoke request whose function is known.
#[derive(Debug)]
pub struct Invocation<'a> {
    /// Where it came in.
    pub home: Home<'a>,
    /// The function.
    pub function: Function,
    /// The qualifier, from the name or the query.
    pub qualifier: Option<String>,
    /// Headers.
    pub headers: &'a HeaderMap,
    /// Payload.
    pub payload: Bytes,
    /// The id of the request.
    pub request_id: &'a str,
    /// When it came in.
    pub now: SystemTime,
}

/// An invocation that may run, unless the service refuses this try of it.
struct Admitted {
    version: &'static str,
    payload: Bytes,
    tail: bool,
}

impl Invocation<'_> {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Answers it.
    pub async fn answer(self, memory: Arc<Memory>) -> Result<Response<Body>, Refusal> {
        let kind = self.member("x-amz-invocation-type", "invocationType", &["RequestResponse", "Event", "DryRun"])?;
        let asynchronous = kind == Some("Event");
        let durable_name = self.durable_name()?;
        let Some(Admitted { version, payload, tail }) = self.admit(kind)? else {
            return Ok(empty(StatusCode::NO_CONTENT));
        };
        let mut durable = None;
        if let Some(name) = &durable_name {
            let function = self.function.arn(self.home.region, self.home.account, Some(version));
            let arn = format!("{function}/durable-execution/{name}/{}", Uuid::new_v4());
            match memory.durable(self.function, name, arn, version, &payload)? {
                Begun::Before(execution) if asynchronous => return Ok(accepted(Some(&execution.arn))),
                Begun::Before(mut execution) => {
                    let done = execution.done.wait_for(Option::is_some).await.map_err(|_| Refusal::service())?.clone();
                    let done = done.ok_or_else(Refusal::service)?;
                    return Ok(answered(&done, execution.version, Some(&execution.arn), tail));
                }
                Begun::Anew(execution, told) => durable = Some((execution.arn, told)),
            }
        }
        if let Some(refusal) = memory.refused(self.function) {
            // It never ran, so its name is free again.
            if let Some(name) = durable_name {
                memory.forget(self.function, name);
            }
            return Err(refusal);
        }
        let run = self.run(&memory, version, payload);
        // On a task of its own: a client that hangs up does not stop a function.
        let (arn, told) = durable.unzip();
        let task = tokio::spawn(async move {
            let done = run.execute(None).await;
            if let Some(told) = told {
                told.send_replace(Some(done.clone()));
            }
            done
        });
        if asynchronous {
            return Ok(accepted(arn.as_deref()));
        }
        let done = task.await.map_err(|_| Refusal::service())?;
        Ok(answered(&done, version, arn.as_deref(), tail))
    }

    /// Answers it in a stream. What is refused is refused before the stream begins; from then on the status is 200,
    /// whatever comes. The name of a durable execution is none of this operation's members, and is not looked at.
    pub fn answer_streaming(self, memory: &Memory) -> Result<Response<Body>, Refusal> {
        let kind = self.member("x-amz-invocation-type", "invocationType", &["RequestResponse", "DryRun"])?;
        let Some(Admitted { version, payload, tail }) = self.admit(kind)? else {
            return Ok(empty(StatusCode::NO_CONTENT));
        };
        if let Some(refusal) = memory.refused(self.function) {
            return Err(refusal);
        }
        let run = self.run(memory, version, payload);
        let (stream, body) = ResponseStream::open();
        // On a task of its own, as above. Nobody waits for it: what it comes to is in the stream.
        tokio::spawn(stream_run(run, stream, tail));
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        insert(headers, "content-type", Some(event_stream::CONTENT_TYPE));
        insert(headers, "x-amz-executed-version", Some(version));
        insert(headers, "x-amzn-trace-id", Some(&trace_id()));
        Ok(response)
    }

    /// Checks what the two operations have in common; `None` for a dry run, which ends here.
    fn admit(&self, kind: Option<&str>) -> Result<Option<Admitted>, Refusal> {
        let tail = self.member("x-amz-log-type", "logType", &["None", "Tail"])? == Some("Tail");
        self.check_members()?;
        let asynchronous = kind == Some("Event");
        let limit = if asynchronous { ASYNCHRONOUS_LIMIT } else { SYNCHRONOUS_LIMIT };
        if self.payload.len() > limit {
            let message = format!("Request must be smaller than {limit} bytes for the InvokeFunction operation");
            return Err(Refusal::user(StatusCode::PAYLOAD_TOO_LARGE, "RequestTooLargeException", message));
        }
        let target = Target::of(self.qualifier.as_deref())
            .ok_or_else(|| not_found(self.home, self.function.name(), self.qualifier.as_deref()))?;
        if kind == Some("DryRun") {
            return Ok(None);
        }
        let payload = if self.payload.is_empty() { Bytes::from_static(b"{}") } else { self.payload.clone() };
        if let Some(message) = json_error::message(&payload) {
            return Err(Refusal::user(StatusCode::BAD_REQUEST, "InvalidRequestContentException", message));
        }
        if self.function == Function::Managed && tail && !asynchronous && !has_log_stream(&payload) {
            let message = "Tail logs are not supported for functions on Lambda Managed Instances.";
            return Err(Refusal::invalid_parameter(message));
        }
        Ok(Some(Admitted { version: target.version(chance()), payload, tail }))
    }

    /// The run of it, counted.
    fn run(&self, memory: &Memory, version: &'static str, payload: Bytes) -> Run {
        let place = Place {
            account: self.home.account.to_owned(),
            group: format!("/aws/lambda/{}", self.function.name()),
            version,
        };
        // Its environments run several invocations at a time.
        let stream = (self.function == Function::Managed).then_some(MANAGED_STREAM);
        let sink = memory.logs.open(place, stream, self.now);
        memory.count(self.function);
        Run {
            function: self.function,
            version,
            request_id: self.request_id.to_owned(),
            payload,
            cold: sink.is_new(),
            now: self.now,
            sink: Some(sink),
        }
    }

    /// One of a member's values; the error is the service's when it is another.
    fn member(&self, header: &str, member: &str, values: &[&str]) -> Result<Option<&str>, Refusal> {
        let Some(value) = self.header(header) else { return Ok(None) };
        if values.contains(&value) {
            return Ok(Some(value));
        }
        let constraint = format!("Member must satisfy enum value set: [{}]", values.join(", "));
        Err(Refusal::validation(value, member, &constraint))
    }

    fn durable_name(&self) -> Result<Option<String>, Refusal> {
        let Some(name) = self.header("x-amz-durable-execution-name") else { return Ok(None) };
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
        if !(1..=64).contains(&name.len()) || !name.chars().all(plain) {
            let constraint = "Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+";
            return Err(Refusal::validation(name, "durableExecutionName", constraint));
        }
        Ok(Some(name.to_owned()))
    }

    fn check_members(&self) -> Result<(), Refusal> {
        if let Some(context) = self.header("x-amz-client-context") {
            let is_json = |bytes: Vec<u8>| serde_json::from_slice::<Value>(&bytes).is_ok();
            if context.len() > 3583 || !STANDARD.decode(context).is_ok_and(is_json) {
                let message = "Client context must be a valid Base64-encoded JSON object.";
                return Err(Refusal::user(StatusCode::BAD_REQUEST, "InvalidRequestContentException", message));
            }
        }
        let tenant = |letter: char| letter.is_ascii_alphanumeric() || "._:/=+-@ ".contains(letter);
        if let Some(id) = self.header("x-amz-tenant-id")
            && (!(1..=256).contains(&id.len()) || !id.chars().all(tenant))
        {
            let constraint = r"Member must satisfy regular expression pattern: [a-zA-Z0-9\._:\/=+\-@ ]+";
            return Err(Refusal::validation(id, "tenantId", constraint));
        }
        Ok(())
    }
}

/// Runs it into the stream and completes it. A function that does not stream has its response sent in pieces.
async fn stream_run(run: Run, mut stream: ResponseStream, tail: bool) {
    let done = run.execute(Some(&mut stream)).await;
    let details = String::from_utf8_lossy(&done.body);
    if done.error.is_none() && !done.body.is_empty() {
        // Lambda's limit for a response that does not stream is far below the stream's.
        let _ = stream.write(&done.body).await;
    }
    let complete = Complete {
        error_code: done.error,
        error_details: done.error.map(|_| &*details),
        log_result: tail.then_some(&*done.log_tail),
    };
    stream.complete(&complete).await;
}

/// Whether the payload for `managed` asks for the answer of Managed Instances that names a log stream.
fn has_log_stream(payload: &[u8]) -> bool {
    let payload: Value = serde_json::from_slice(payload).unwrap_or_default();
    payload.get("log_stream") == Some(&Value::Bool(true))
}

fn answered(done: &Executed, version: &str, durable: Option<&str>, tail: bool) -> Response<Body> {
    let mut response = Response::new(Body::from(done.body.clone()));
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    insert(headers, "x-amz-executed-version", Some(version));
    insert(headers, "x-amz-function-error", done.error);
    insert(headers, "x-amz-durable-execution-arn", durable);
    if tail {
        insert(headers, "x-amz-log-result", Some(&done.log_tail));
    }
    insert(headers, "x-amzn-trace-id", Some(&trace_id()));
    response
}

fn trace_id() -> String {
    let trace = Uuid::new_v4().simple().to_string();
    format!("Root=1-{}-{};Parent={};Sampled=0;Lineage=1:{}:0", &trace[..8], &trace[8..], &trace[16..], &trace[..8])
}

fn accepted(durable: Option<&str>) -> Response<Body> {
    let mut response = empty(StatusCode::ACCEPTED);
    insert(response.headers_mut(), "x-amz-durable-execution-arn", durable);
    response
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn insert(headers: &mut HeaderMap, name: &'static str, value: Option<&str>) {
    if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
        headers.insert(name, value);
    }
}

/// A number from 0 to 1, at random.
fn chance() -> f64 {
    let byte = Uuid::new_v4().as_bytes()[0];
    f64::from(byte) / 256.0
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use serde_json::json;

    use super::*;
    use crate::event_stream::tests::read;

    fn invocation<'a>(function: Function, headers: &'a HeaderMap, payload: &'static str) -> Invocation<'a> {
        Invocation {
            home: Home { region: "us-east-1", account: "123456789012" },
            function,
            qualifier: Some("live".into()),
            headers,
            payload: Bytes::from(payload),
            request_id: "57f231fb-1730-4395-85cb-4f71bd2b87b8",
            now: SystemTime::UNIX_EPOCH,
        }
    }

    fn headers(members: &[(&'static str, &'static str)]) -> HeaderMap {
        members.iter().map(|(name, value)| ((*name).parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    /// The chunks of a stream joined, and what `InvokeComplete` says.
    async fn streamed(response: Response<Body>) -> (String, Value) {
        let mut frames = read(&to_bytes(response.into_body(), usize::MAX).await.unwrap());
        let complete = frames.pop().expect("InvokeComplete");
        assert_eq!(complete.kind(), "InvokeComplete");
        assert!(frames.iter().all(|frame| frame.kind() == "PayloadChunk"));
        let chunks = frames.into_iter().flat_map(|frame| frame.payload).collect();
        (String::from_utf8(chunks).unwrap(), serde_json::from_slice(&complete.payload).unwrap())
    }

    #[tokio::test]
    async fn any_functions_response_can_be_streamed() {
        let memory = Memory::default();
        let none = HeaderMap::new();
        let response = invocation(Function::Echo, &none, "{\"a\": 1.0}").answer_streaming(&memory).unwrap();
        assert_eq!(
            (response.status(), &response.headers()["x-amz-executed-version"]),
            (StatusCode::OK, &HeaderValue::from_static("3"))
        );
        assert_eq!(response.headers()["content-type"], "application/vnd.amazon.eventstream");
        assert!(response.headers().contains_key("x-amzn-trace-id"));
        assert_eq!(streamed(response).await, ("{\"a\": 1.0}".into(), json!({})));

        let response = invocation(Function::Large, &none, r#"{"bytes":1000000}"#).answer_streaming(&memory).unwrap();
        assert_eq!(streamed(response).await.0.len(), 1_000_000);
        assert_eq!(memory.runs()[&Function::Large], 1);
    }

    #[tokio::test]
    async fn a_failure_is_in_the_last_event_and_the_log_where_it_is_asked_for() {
        let memory = Memory::default();
        let tail = headers(&[("x-amz-log-type", "Tail"), ("x-amz-durable-execution-name", "not looked at!")]);
        let response = invocation(Function::Fail, &tail, "{}").answer_streaming(&memory).unwrap();
        let (chunks, complete) = streamed(response).await;
        assert_eq!((chunks.as_str(), &complete["ErrorCode"]), ("", &json!("Unhandled")));
        let details: Value = serde_json::from_str(complete["ErrorDetails"].as_str().unwrap()).unwrap();
        assert_eq!(details["errorType"], "KeyError");
        let log = STANDARD.decode(complete["LogResult"].as_str().unwrap()).unwrap();
        assert!(String::from_utf8_lossy(&log).contains("\nREPORT RequestId: 57f231fb"));
    }

    #[tokio::test]
    async fn what_is_refused_is_refused_before_the_stream_begins() {
        let memory = Memory::default();
        let none = HeaderMap::new();
        let event = headers(&[("x-amz-invocation-type", "Event")]);
        let refusal = invocation(Function::Echo, &event, "{}").answer_streaming(&memory).expect_err("no events");
        assert_eq!(
            refusal.message,
            "1 validation error detected: Value 'Event' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [RequestResponse, DryRun]"
        );
        for (function, payload, code) in [
            (Function::Throttled, "{}", "TooManyRequestsException"),
            (Function::Unavailable, "{}", "ServiceException"),
            (Function::Echo, "value", "InvalidRequestContentException"),
        ] {
            let refusal = invocation(function, &none, payload).answer_streaming(&memory).expect_err(payload);
            assert_eq!(refusal.code, code);
        }
        let mut missing = invocation(Function::Echo, &none, "{}");
        missing.qualifier = Some("4".into());
        assert_eq!(missing.answer_streaming(&memory).expect_err("no such version").code, "ResourceNotFoundException");
        let dry = headers(&[("x-amz-invocation-type", "DryRun")]);
        let response = invocation(Function::Echo, &dry, "{}").answer_streaming(&memory).unwrap();
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        assert!(memory.runs().is_empty());
    }

    #[tokio::test]
    async fn managed_instances_refuse_the_tail_or_name_a_log_stream() {
        let memory = Arc::new(Memory::default());
        let tail = headers(&[("x-amz-log-type", "Tail")]);
        let refusal = invocation(Function::Managed, &tail, "{}").answer(memory.clone()).await.expect_err("no tail");
        assert_eq!((refusal.status, refusal.code), (StatusCode::BAD_REQUEST, "InvalidParameterValueException"));
        assert_eq!(refusal.message, "Tail logs are not supported for functions on Lambda Managed Instances.");
        assert!(memory.runs().is_empty());

        let accepted = invocation(Function::Managed, &tail, r#"{"log_stream":true}"#);
        let response = accepted.answer(memory.clone()).await.unwrap();
        let log = STANDARD.decode(&response.headers()["x-amz-log-result"]).unwrap();
        let log: Value = serde_json::from_slice(&log).unwrap();
        assert_eq!(
            log,
            json!({"logGroup": "/aws/lambda/managed", "logStreamName": "2026/11/23/managed[3]0123456789abcdef"})
        );
        let response = invocation(Function::Managed, &HeaderMap::new(), "{}").answer(memory.clone()).await.unwrap();
        assert_eq!(to_bytes(response.into_body(), 100).await.unwrap(), r#"{"ran":true}"#);
        assert_eq!(memory.runs()[&Function::Managed], 2);
    }

    #[tokio::test]
    async fn starting_is_not_ready_at_every_other_try() {
        let memory = Arc::new(Memory::default());
        let none = HeaderMap::new();
        for _ in 0..2 {
            let refusal =
                invocation(Function::Starting, &none, "{}").answer(memory.clone()).await.expect_err("not yet");
            assert_eq!((refusal.status, refusal.code), (StatusCode::CONFLICT, "SnapStartNotReadyException"));
            assert!(invocation(Function::Starting, &none, "{}").answer(memory.clone()).await.is_ok());
        }
        assert_eq!(memory.runs()[&Function::Starting], 2);
    }
}
