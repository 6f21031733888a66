//! The engine over the sandbox: what the suites that need no window use.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use bytes::Bytes;
use lambdesk_core::clock::{Clock, SystemClock};
use lambdesk_core::invoke::endpoint::Endpoint;
use lambdesk_core::invoke::progress::Progress;
use lambdesk_core::invoke::region::Region;
use lambdesk_core::invoke::request::RawRequest;
use lambdesk_core::invoke::retry::RetryPolicy;
use lambdesk_core::invoke::run::{Call, Engine, Finished};
use lambdesk_core::invoke::transport::{Transport, TransportSettings};
use lambdesk_sandbox::{Options, Sandbox};
use tokio_util::sync::CancellationToken;

/// A sandbox and an engine that talks to it.
pub struct Bench {
    /// The sandbox.
    pub sandbox: Sandbox,
    engine: Engine,
    steps: Arc<Mutex<Vec<Progress>>>,
}

impl Bench {
    /// A fresh sandbox, the system's clock.
    pub async fn new() -> Self {
        Self::with(Options::default(), Arc::new(SystemClock)).await
    }

    /// A sandbox and a clock of one's own.
    ///
    /// # Panics
    /// When the sandbox does not start.
    pub async fn with(options: Options, clock: Arc<dyn Clock>) -> Self {
        let sandbox = Sandbox::start(options).await.expect("a sandbox");
        let engine = Engine::new(Transport::new(TransportSettings::default()), clock);
        Self { sandbox, engine, steps: Arc::default() }
    }

    /// The same with another transport.
    #[must_use]
    pub fn over(self, transport: Transport) -> Self {
        Self { engine: self.engine.over(transport), ..self }
    }

    /// A call of a function with a payload, signed with the sandbox's keys.
    ///
    /// # Panics
    /// When the function's name is impossible.
    pub fn call(&self, function: &str, payload: &'static str) -> Call {
        let raw = RawRequest {
            function: function.into(),
            log_type: Some("Tail".into()),
            payload: Bytes::from_static(payload.as_bytes()),
            ..RawRequest::default()
        };
        let keys = self.sandbox.credentials();
        let credentials =
            Credentials::new(&keys.access_key_id, &keys.secret_access_key, keys.session_token.clone(), None, "test");
        Call {
            request: raw.resolve().expect("a request"),
            endpoint: Endpoint::custom(self.sandbox.endpoint()).expect("an endpoint"),
            region: Region::parse(self.sandbox.region()).expect("a region"),
            credentials: SharedCredentialsProvider::new(credentials),
            wait: Duration::from_secs(30),
            total: Duration::from_mins(5),
            retries: RetryPolicy::CAREFUL,
            spool: None,
        }
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Runs a call to its end.
    ///
    /// # Panics
    /// When nothing could be sent.
    pub async fn run(&self, call: &Call) -> Finished {
        self.run_until(call, &CancellationToken::new()).await
    }

    /// Runs a call that may be cancelled.
    ///
    /// # Panics
    /// When nothing could be sent.
    pub async fn run_until(&self, call: &Call, cancel: &CancellationToken) -> Finished {
        let steps = self.steps.clone();
        let note = move |step| steps.lock().expect("steps").push(step);
        self.engine.run(call, cancel, Arc::new(note)).await.expect("a call that can be sent")
    }

    /// The steps reported so far.
    ///
    /// # Panics
    /// When another test's panic broke the list.
    pub fn steps(&self) -> Vec<Progress> {
        self.steps.lock().expect("steps").clone()
    }
}
