//! The server: hands each request to the service that it is for, with whose it is where the service asks for that.

use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderValue, Request, Response, StatusCode, request::Parts};
use axum::serve::ListenerExt;
use bytes::Bytes;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::answer;
use crate::function::Function;
use crate::gate;
use crate::identity_center::{self, Door, IdentityCenter, Visit};
use crate::keyring::Keyring;
use crate::lambda::Lambda;
use crate::logs::{self, Logs};
use crate::memory::Memory;
use crate::options::{Credentials, Options};
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::schemas::{self, Registries, Schemas};
use crate::signature::{Expected, Received, verify};
use crate::sts::Sts;

/// More than any payload that is answered in the service's words; beyond it the connection is closed.
const LARGEST_BODY: usize = 32 * 1024 * 1024;

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
#[error("no port could be opened on 127.0.0.1: {0}")]
pub struct StartError(#[from] io::Error);

/// A running sandbox. It ends when this is dropped.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    options: Options,
    endpoint: String,
    memory: Arc<Memory>,
    keyring: Keyring,
    identity_center: IdentityCenter,
    registries: Registries,
}

impl Sandbox {
    /// Starts one. It answers when this returns.
    ///
    /// # Errors
    /// When the port is taken or not allowed.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let listener = TcpListener::bind(("127.0.0.1", options.port)).await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared::new(options, endpoint));
        let router = axum::Router::new().fallback(answer).with_state(shared.clone());
        // A chunk goes out when it is written, not when the one before was acknowledged.
        let listener = listener.tap_io(|connection| {
            let _ = connection.set_nodelay(true);
        });
        let task = tokio::spawn(async move {
            // Serving ends with the task; a single connection's error is that connection's.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { shared, task })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> &str {
        &self.shared.endpoint
    }

    /// The region that requests must be signed for.
    pub fn region(&self) -> &str {
        &self.shared.options.region
    }

    /// The account that the keys of the options belong to.
    pub fn account(&self) -> &str {
        &self.shared.options.account
    }

    /// The keys that are known from the start.
    pub fn credentials(&self) -> &Credentials {
        &self.shared.options.credentials
    }

    /// The address of the sign-in portal, as an application is given it: the `sso_start_url` of AWS's configuration file.
    pub fn start_url(&self) -> String {
        format!("{}/start", self.shared.endpoint)
    }

    /// Ends every sign-in and takes back every temporary key, as if an administrator had revoked them: access tokens,
    /// refresh tokens, and what STS and the portal issued. Clients stay registered, and device codes stay open.
    pub fn end_sign_ins(&self) {
        self.shared.identity_center.end_sign_ins();
        self.shared.keyring.revoke();
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

/// What a request is for.
#[derive(Clone, Copy)]
enum Service {
    Runs,
    Sts,
    IdentityCenter(Door),
    Schemas,
    Logs,
    Lambda,
}

impl Service {
    fn of(parts: &Parts) -> Self {
        let (method, path) = (&parts.method, parts.uri.path());
        match (method.as_str(), path) {
            ("GET", "/_sandbox/runs") => Self::Runs,
            ("POST", "/") if logs::is_target(parts) => Self::Logs,
            ("POST", "/") => Self::Sts,
            (_, path) if schemas::is_path(path) => Self::Schemas,
            _ => identity_center::door(method, path).map_or(Self::Lambda, Self::IdentityCenter),
        }
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response<Body> {
    let (mut parts, body) = request.into_parts();
    gate::with_host(&mut parts);
    let request_id = Uuid::new_v4().to_string();
    if !gate::comes_from_here(&parts.headers) {
        let refusal =
            Refusal::gate("AccessDeniedException", "The sandbox answers only to its own address on loopback.");
        return refusal.into_json();
    }
    let service = Service::of(&parts);
    let result = match to_bytes(body, LARGEST_BODY).await {
        Err(_) => Err(Refusal::user(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestTooLargeException",
            format!("Request must be smaller than {LARGEST_BODY} bytes"),
        )),
        Ok(body) => shared.answer(service, &parts, body, &request_id).await,
    };
    let mut response = match (result, service) {
        (Ok(response), _) => response,
        (Err(refusal), Service::Sts) => refusal.into_xml(&request_id),
        (Err(refusal), Service::Logs) => refusal.into_json_1_1(),
        (Err(refusal), _) => refusal.into_json(),
    };
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert("x-amzn-requestid", id);
    }
    response
}

impl Shared {
    fn new(options: Options, endpoint: String) -> Self {
        let keyring = Keyring::new(&options, (options.now)());
        Self {
            options,
            endpoint,
            memory: Arc::default(),
            keyring,
            identity_center: IdentityCenter::default(),
            registries: Registries::default(),
        }
    }

    async fn answer(
        &self,
        service: Service,
        parts: &Parts,
        body: Bytes,
        request_id: &str,
    ) -> Result<Response<Body>, Refusal> {
        let (options, keyring, now) = (&self.options, &self.keyring, (self.options.now)());
        match service {
            Service::Runs => {
                let runs = self.memory.runs();
                let runs: Map<String, Value> =
                    runs.iter().map(|(function, runs)| (function.name().to_owned(), json!(runs))).collect();
                Ok(answer::json(&Value::Object(runs)))
            }
            Service::IdentityCenter(door) => {
                let visit = Visit { center: &self.identity_center, options, keyring, endpoint: &self.endpoint, now };
                Ok(visit.answer(door, parts, &body))
            }
            Service::Sts => {
                let sts = Sts { options, keyring, now, request_id };
                sts.answer(&body, || self.caller(parts, &body, "sts", now))
            }
            Service::Schemas => {
                let caller = &self.caller(parts, &body, schemas::SERVICE, now)?;
                Schemas { options, registries: &self.registries, caller, now }.answer(parts, &body)
            }
            Service::Logs => {
                let caller = &self.caller(parts, &body, logs::SERVICE, now)?;
                Logs { options, book: &self.memory.logs, caller, now }.answer(parts, &body)
            }
            Service::Lambda => {
                let caller = &self.caller(parts, &body, "lambda", now)?;
                let lambda = Lambda { options, memory: &self.memory, caller, now };
                lambda.answer(parts, body, request_id).await
            }
        }
    }

    /// Whose a request is, by its signature.
    fn caller(&self, parts: &Parts, body: &[u8], service: &str, now: SystemTime) -> Result<Principal, Refusal> {
        let received = Received {
            method: &parts.method,
            path: parts.uri.path(),
            query: parts.uri.query().unwrap_or_default(),
            headers: &parts.headers,
            body,
        };
        let expected = Expected { region: &self.options.region, service, now };
        verify(&received, &expected, |id| self.keyring.find(id))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::Method;

    use super::*;

    async fn ask(shared: &Arc<Shared>, method: Method, path: &str, host: &str) -> (u16, String) {
        let request = Request::builder().method(method).uri(path).header("host", host).body(Body::empty());
        let response = answer(State(shared.clone()), request.expect("a request")).await;
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn every_service_answers_in_its_own_form_and_only_to_loopback() {
        let shared = Arc::new(Shared::new(Options::default(), "http://127.0.0.1:1".into()));
        for (method, path, status, contains) in [
            (Method::GET, "/_sandbox/runs", 200, "{}"),
            (Method::POST, "/", 403, "<Code>MissingAuthenticationToken</Code>"),
            (Method::POST, "/token", 400, "\"error\":\"invalid_request\""),
            (Method::GET, "/assignment/accounts", 401, "Session token not found or invalid"),
            (Method::GET, "/start", 200, "<!DOCTYPE html>"),
            (Method::GET, "/device", 200, "<!DOCTYPE html>"),
            (Method::GET, "/2015-03-31/functions", 403, "Missing Authentication Token"),
            (Method::GET, "/v1/registries/name/lambda-testevent-schemas", 403, "Missing Authentication Token"),
            (Method::GET, "/token", 403, "Missing Authentication Token"),
        ] {
            let (told, body) = ask(&shared, method.clone(), path, "127.0.0.1:1").await;
            assert!(told == status && body.contains(contains), "{method} {path}: {told} {body}");
            let (told, body) = ask(&shared, method, path, "example.com").await;
            assert!(told == 403 && body.contains("only to its own address"), "{path}: {told} {body}");
        }
    }

    #[tokio::test]
    async fn ending_sign_ins_takes_temporary_keys_back_and_leaves_the_first() {
        let sandbox = Sandbox::start(Options::default()).await.expect("a sandbox");
        assert_eq!(sandbox.start_url(), format!("{}/start", sandbox.endpoint()));
        let keyring = &sandbox.shared.keyring;
        let role = Principal::assumed_role(sandbox.account(), "Developer", "jane", &[]);
        let issued = keyring.issue(role, Duration::from_hours(1), SystemTime::UNIX_EPOCH);
        let shown = format!("{sandbox:?}");
        for secret in [&sandbox.credentials().secret_access_key, &issued.credentials.secret_access_key, "123456\""] {
            assert!(!shown.contains(secret), "{shown}");
        }
        sandbox.end_sign_ins();
        assert!(keyring.find(&issued.credentials.access_key_id).is_none());
        assert!(keyring.find(&sandbox.credentials().access_key_id).is_some());
    }
}
