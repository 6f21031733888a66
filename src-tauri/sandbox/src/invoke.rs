//! Invoke, with every member of the service's model.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::Value;
use tokio::sync::watch;
use uuid::Uuid;

use crate::describe::{Home, not_found};
use crate::execution::{Executed, Run};
use crate::function::{Function, Target};
use crate::json_error;
use crate::refusal::Refusal;

/// Lambda's limit for a synchronous payload, in bytes.
const SYNCHRONOUS_LIMIT: usize = 6_291_456;
/// Lambda's limit for an asynchronous payload, in bytes.
const ASYNCHRONOUS_LIMIT: usize = 1_048_576;

/// What is remembered between invocations.
#[derive(Debug, Default)]
pub struct Memory {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    runs: HashMap<Function, u64>,
    tries: HashMap<Function, u64>,
    warm: HashSet<(Function, &'static str)>,
    durable: HashMap<(Function, String), Durable>,
}

/// A durable execution that was begun.
#[derive(Clone, Debug)]
struct Durable {
    payload: Bytes,
    arn: String,
    version: &'static str,
    /// What it came to, once it has: whoever asks for it meanwhile waits for the same run.
    done: watch::Receiver<Option<Executed>>,
}

/// What a durable execution's name leads to.
enum Begun {
    Anew(Durable, watch::Sender<Option<Executed>>),
    Before(Durable),
}

impl Memory {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often each function really ran.
    pub fn runs(&self) -> HashMap<Function, u64> {
        self.inner().runs.clone()
    }

    /// Counts a try and says whether the service refuses it.
    fn refused(&self, function: Function) -> Option<Refusal> {
        let mut inner = self.inner();
        let tries = inner.tries.entry(function).or_default();
        let before = *tries;
        *tries += 1;
        match function {
            Function::Throttled if before % 3 < 2 => {
                Some(Refusal::throttled("ReservedFunctionConcurrentInvocationLimitExceeded"))
            }
            Function::Unavailable if before % 2 < 1 => Some(Refusal::service()),
            _ => None,
        }
    }

    /// Counts a run and says whether it is a cold start.
    fn begin(&self, function: Function, version: &'static str) -> bool {
        let mut inner = self.inner();
        *inner.runs.entry(function).or_default() += 1;
        inner.warm.insert((function, version))
    }
}

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
}

impl Invocation<'_> {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Answers it.
    pub async fn answer(self, memory: std::sync::Arc<Memory>) -> Result<Response<Body>, Refusal> {
        let kind = self.member("x-amz-invocation-type", "invocationType", &["RequestResponse", "Event", "DryRun"])?;
        let log_type = self.member("x-amz-log-type", "logType", &["None", "Tail"])?;
        let asynchronous = kind == Some("Event");
        self.check_members()?;
        let limit = if asynchronous { ASYNCHRONOUS_LIMIT } else { SYNCHRONOUS_LIMIT };
        if self.payload.len() > limit {
            let message = format!("Request must be smaller than {limit} bytes for the InvokeFunction operation");
            return Err(Refusal::user(StatusCode::PAYLOAD_TOO_LARGE, "RequestTooLargeException", message));
        }
        let target = Target::of(self.qualifier.as_deref())
            .ok_or_else(|| not_found(self.home, self.function.name(), self.qualifier.as_deref()))?;
        if kind == Some("DryRun") {
            return Ok(empty(StatusCode::NO_CONTENT));
        }
        let payload = if self.payload.is_empty() { Bytes::from_static(b"{}") } else { self.payload.clone() };
        if let Some(message) = json_error::message(&payload) {
            return Err(Refusal::user(StatusCode::BAD_REQUEST, "InvalidRequestContentException", message));
        }
        let version = target.version(chance());
        let durable_name = self.header("x-amz-durable-execution-name").map(str::to_owned);
        let mut durable = None;
        if let Some(name) = &durable_name {
            match self.durable(&memory, name, version, &payload)? {
                Begun::Before(execution) if asynchronous => return Ok(accepted(Some(&execution.arn))),
                Begun::Before(mut execution) => {
                    let done = execution.done.wait_for(Option::is_some).await.map_err(|_| Refusal::service())?.clone();
                    let done = done.ok_or_else(Refusal::service)?;
                    return Ok(answered(&done, execution.version, Some(&execution.arn), log_type));
                }
                Begun::Anew(execution, told) => durable = Some((execution.arn, told)),
            }
        }
        if let Some(refusal) = memory.refused(self.function) {
            // It never ran, so its name is free again.
            if let Some(name) = durable_name {
                memory.inner().durable.remove(&(self.function, name));
            }
            return Err(refusal);
        }
        let run = Run {
            function: self.function,
            version,
            request_id: self.request_id.to_owned(),
            payload,
            cold: memory.begin(self.function, version),
        };
        // On a task of its own: a client that hangs up does not stop a function.
        let (arn, told) = durable.unzip();
        let task = tokio::spawn(async move {
            let done = run.execute().await;
            if let Some(told) = told {
                told.send_replace(Some(done.clone()));
            }
            done
        });
        if asynchronous {
            return Ok(accepted(arn.as_deref()));
        }
        let done = task.await.map_err(|_| Refusal::service())?;
        Ok(answered(&done, version, arn.as_deref(), log_type))
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
        let durable = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
        if let Some(name) = self.header("x-amz-durable-execution-name")
            && (!(1..=64).contains(&name.len()) || !name.chars().all(durable))
        {
            let constraint = "Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+";
            return Err(Refusal::validation(name, "durableExecutionName", constraint));
        }
        Ok(())
    }

    /// The execution of this name, begun now or before. The same name with another payload is refused.
    fn durable(&self, memory: &Memory, name: &str, version: &'static str, payload: &Bytes) -> Result<Begun, Refusal> {
        let mut inner = memory.inner();
        let key = (self.function, name.to_owned());
        if let Some(known) = inner.durable.get(&key) {
            if known.payload != *payload {
                let message = format!("A durable execution with the name {name} was already started.");
                return Err(Refusal::user(StatusCode::CONFLICT, "DurableExecutionAlreadyStartedException", message));
            }
            return Ok(Begun::Before(known.clone()));
        }
        let function = self.function.arn(self.home.region, self.home.account, Some(version));
        let arn = format!("{function}/durable-execution/{name}/{}", Uuid::new_v4());
        let (told, done) = watch::channel(None);
        let fresh = Durable { payload: payload.clone(), arn, version, done };
        inner.durable.insert(key, fresh.clone());
        Ok(Begun::Anew(fresh, told))
    }
}

fn answered(done: &Executed, version: &str, durable: Option<&str>, log_type: Option<&str>) -> Response<Body> {
    let mut response = Response::new(Body::from(done.body.clone()));
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    insert(headers, "x-amz-executed-version", Some(version));
    insert(headers, "x-amz-function-error", done.error);
    insert(headers, "x-amz-durable-execution-arn", durable);
    if log_type == Some("Tail") {
        insert(headers, "x-amz-log-result", Some(&done.log_tail));
    }
    let trace = Uuid::new_v4().simple().to_string();
    let root =
        format!("Root=1-{}-{};Parent={};Sampled=0;Lineage=1:{}:0", &trace[..8], &trace[8..], &trace[16..], &trace[..8]);
    insert(headers, "x-amzn-trace-id", Some(&root));
    response
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
