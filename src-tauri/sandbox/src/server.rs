//! The server: checks where a request comes from and whose it is, and hands it to its operation.

use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header, request::Parts};
use axum::serve::ListenerExt;
use bytes::Bytes;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::arn::Named;
use crate::describe::{self, Home};
use crate::function::Function;
use crate::invoke::Invocation;
use crate::memory::Memory;
use crate::options::{Credentials, Options};
use crate::refusal::Refusal;
use crate::signature::{Expected, Received, verify};
use crate::sts;

/// More than any payload that is answered in the service's words; beyond it the connection is closed.
const LARGEST_BODY: usize = 32 * 1024 * 1024;

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
#[error("no port could be opened on 127.0.0.1: {0}")]
pub struct StartError(#[from] io::Error);

/// A running sandbox. It ends when this is dropped.
#[derive(Debug)]
pub struct Sandbox {
    endpoint: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    options: Options,
    started: SystemTime,
    memory: Arc<Memory>,
}

impl Sandbox {
    /// Starts one. It answers when this returns.
    ///
    /// # Errors
    /// When the port is taken or not allowed.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let listener = TcpListener::bind(("127.0.0.1", options.port)).await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let started = (options.now)();
        let shared = Arc::new(Shared { options, started, memory: Arc::default() });
        let router = axum::Router::new().fallback(answer).with_state(shared.clone());
        // A chunk goes out when it is written, not when the one before was acknowledged.
        let listener = listener.tap_io(|connection| {
            let _ = connection.set_nodelay(true);
        });
        let task = tokio::spawn(async move {
            // Serving ends with the task; a single connection's error is that connection's.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { endpoint, shared, task })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The region that requests must be signed for.
    pub fn region(&self) -> &str {
        &self.shared.options.region
    }

    /// The account that everything belongs to.
    pub fn account(&self) -> &str {
        &self.shared.options.account
    }

    /// The only keys that are known.
    pub fn credentials(&self) -> &Credentials {
        &self.shared.options.credentials
    }

    /// How often a function really ran.
    pub fn runs(&self, function: &str) -> u64 {
        Function::of_name(function).and_then(|function| self.shared.memory.runs().get(&function).copied()).unwrap_or(0)
    }

    /// Ends it, and waits until its port is free.
    pub async fn stop(mut self) {
        self.task.abort();
        // Ending is what is wanted; that it was cancelled is no error.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response<Body> {
    let (mut parts, body) = request.into_parts();
    with_host(&mut parts);
    let request_id = Uuid::new_v4().to_string();
    if !comes_from_here(&parts.headers) {
        let refusal =
            Refusal::gate("AccessDeniedException", "The sandbox answers only to its own address on loopback.");
        return refusal.into_json();
    }
    if parts.method == Method::GET && parts.uri.path() == "/_sandbox/runs" {
        let runs: Map<String, Value> =
            shared.memory.runs().iter().map(|(function, runs)| (function.name().to_owned(), json!(runs))).collect();
        return json_response(&Value::Object(runs));
    }
    let is_sts = parts.uri.path() == "/" && parts.method == Method::POST;
    let result = match to_bytes(body, LARGEST_BODY).await {
        Err(_) => Err(Refusal::user(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestTooLargeException",
            format!("Request must be smaller than {LARGEST_BODY} bytes"),
        )),
        Ok(body) => shared.admitted(&parts, body, is_sts, &request_id).await,
    };
    let mut response = match result {
        Ok(response) => response,
        Err(refusal) if is_sts => refusal.into_xml(&request_id),
        Err(refusal) => refusal.into_json(),
    };
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert("x-amzn-requestid", id);
    }
    response
}

/// HTTP/2 names the host in its address; what reads requests here finds it in the header, as HTTP/1.1 has it.
fn with_host(parts: &mut Parts) {
    if let Some(authority) = parts.uri.authority()
        && !parts.headers.contains_key(header::HOST)
        && let Ok(host) = HeaderValue::from_str(authority.as_str())
    {
        parts.headers.insert(header::HOST, host);
    }
}

/// Whether the caller knows that it talks to loopback: a page in a browser that was sent here by a changed name does not.
fn comes_from_here(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, port)| if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host });
    matches!(name, "127.0.0.1" | "localhost" | "[::1]") || name.ends_with(".localhost")
}

fn json_response(value: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(value.to_string()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

impl Shared {
    async fn admitted(
        &self,
        parts: &Parts,
        body: Bytes,
        is_sts: bool,
        request_id: &str,
    ) -> Result<Response<Body>, Refusal> {
        let now = (self.options.now)();
        let expired = self
            .options
            .expire_after
            .is_some_and(|after| now.duration_since(self.started).is_ok_and(|passed| passed >= after));
        let received = Received {
            method: &parts.method,
            path: parts.uri.path(),
            query: parts.uri.query().unwrap_or_default(),
            headers: &parts.headers,
            body: &body,
        };
        let expected = Expected {
            credentials: &self.options.credentials,
            region: &self.options.region,
            service: if is_sts { "sts" } else { "lambda" },
            now,
            expired,
        };
        verify(&received, &expected)?;
        if is_sts {
            sts::answer(&body, &self.options.account, request_id)
        } else {
            self.lambda(parts, body, request_id).await
        }
    }

    async fn lambda(&self, parts: &Parts, payload: Bytes, request_id: &str) -> Result<Response<Body>, Refusal> {
        let home = Home { region: &self.options.region, account: &self.options.account };
        let query = Query(parts.uri.query().unwrap_or_default());
        let (marker, most) = (query.get("Marker"), query.get("MaxItems"));
        let (marker, most) = (marker.as_deref(), most.as_deref());
        let decoded: Vec<String> = parts
            .uri
            .path()
            .trim_matches('/')
            .split('/')
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
            .collect();
        let path: Vec<&str> = decoded.iter().map(String::as_str).collect();
        let unknown = || {
            let message = "The operation is not one that the sandbox knows.";
            Refusal::user(StatusCode::NOT_FOUND, "UnknownOperationException", message)
        };
        let answer = match (parts.method.as_str(), path.as_slice()) {
            ("GET", ["2015-03-31", "functions"]) => {
                self.allow("lambda:ListFunctions", "*")?;
                describe::functions(home, marker, most)?
            }
            ("POST", [version, "functions", name, operation @ ("invocations" | "response-streaming-invocations")]) => {
                let (function, qualifier) =
                    self.function("lambda:InvokeFunction", name, query.get("Qualifier").as_deref())?;
                let (headers, now) = (&parts.headers, (self.options.now)());
                let invocation = Invocation { home, function, qualifier, headers, payload, request_id, now };
                return match (*version, *operation) {
                    ("2015-03-31", "invocations") => invocation.answer(self.memory.clone()).await,
                    ("2021-11-15", "response-streaming-invocations") => invocation.answer_streaming(&self.memory),
                    _ => Err(unknown()),
                };
            }
            ("GET", ["2015-03-31", "functions", name, rest @ ..]) => {
                let action = describe::action(rest).ok_or_else(unknown)?;
                let (function, qualifier) = self.function(action, name, query.get("Qualifier").as_deref())?;
                let qualifier = qualifier.as_deref();
                match rest {
                    [] => json!({
                        "Configuration": describe::configuration_of(home, function, qualifier)?,
                        "Code": { "RepositoryType": "S3", "Location": format!("https://sandbox.invalid/{name}.zip") },
                        "Tags": {},
                    }),
                    ["configuration"] => describe::configuration_of(home, function, qualifier)?,
                    ["versions"] => describe::versions(home, function, marker, most)?,
                    ["aliases"] => describe::aliases(home, function, marker, most)?,
                    ["aliases", alias] => describe::alias(home, function, alias).ok_or_else(|| {
                        let arn = function.arn(home.region, home.account, Some(alias));
                        Refusal::not_found(format!("Cannot find alias arn: {arn}"))
                    })?,
                    _ => return Err(unknown()),
                }
            }
            _ => return Err(unknown()),
        };
        Ok(json_response(&without_nulls(answer)))
    }

    /// Refuses an action that is denied.
    fn allow(&self, action: &str, resource: &str) -> Result<(), Refusal> {
        // Actions are told apart without regard to case, as in a policy.
        if self.options.deny.iter().any(|denied| denied.eq_ignore_ascii_case(action)) {
            return Err(Refusal::denied(&self.options.account, action, resource, "identity-based"));
        }
        Ok(())
    }

    /// The function of a name and the qualifier that is asked for, if the action is allowed on it. Whether it exists is
    /// not told to someone who may not know.
    fn function(&self, action: &str, text: &str, query: Option<&str>) -> Result<(Function, Option<String>), Refusal> {
        let named = Named::parse(text)?;
        let qualifier = named.qualified(query)?;
        let home = Home { region: &self.options.region, account: &self.options.account };
        if let Some(region) = &named.region
            && *region != self.options.region
        {
            let message =
                format!("Functions from '{region}' are not reachable in this region ('{}')", self.options.region);
            return Err(Refusal::not_found(message));
        }
        if let Some(account) = &named.account
            && *account != self.options.account
        {
            let resource = format!("arn:aws:lambda:{}:{account}:function:{}", self.options.region, named.name);
            return Err(Refusal::denied(&self.options.account, action, &resource, "resource-based"));
        }
        let suffix = qualifier.as_deref().map(|qualifier| format!(":{qualifier}")).unwrap_or_default();
        let arn = format!("arn:aws:lambda:{}:{}:function:{}{suffix}", home.region, home.account, named.name);
        self.allow(action, &arn)?;
        let function = Function::of_name(&named.name)
            .ok_or_else(|| describe::not_found(home, &named.name, qualifier.as_deref()))?;
        Ok((function, qualifier))
    }
}

/// The service leaves absent members out.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key, without_nulls(value)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

/// A query, still encoded.
struct Query<'a>(&'a str);

impl Query<'_> {
    fn get(&self, name: &str) -> Option<String> {
        let (_, value) = self.0.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    }
}
