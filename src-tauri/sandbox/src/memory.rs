//! What is remembered between invocations: how often each function ran, and the durable
//! executions by name. It must not know HTTP beyond the refusals that a try can meet.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;
use bytes::Bytes;
use tokio::sync::watch;

use crate::execution::Executed;
use crate::function::Function;
use crate::logs::book::LogBook;
use crate::refusal::Refusal;

/// What is remembered between invocations.
#[derive(Debug, Default)]
pub struct Memory {
    /// What functions logged.
    pub logs: LogBook,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    runs: HashMap<Function, u64>,
    tries: HashMap<Function, u64>,
    asked: HashMap<&'static str, u64>,
    durable: HashMap<(Function, String), Durable>,
}

/// A durable execution that was begun.
#[derive(Clone, Debug)]
pub struct Durable {
    payload: Bytes,
    /// The execution's ARN.
    pub arn: String,
    /// The version that ran.
    pub version: &'static str,
    /// What it came to, once it has: whoever asks for it meanwhile waits for the same run.
    pub done: watch::Receiver<Option<Executed>>,
}

/// What a durable execution's name leads to.
pub enum Begun {
    /// A new execution, and where to tell what it came to.
    Anew(Durable, watch::Sender<Option<Executed>>),
    /// The execution of this name that exists.
    Before(Durable),
}

impl Memory {
    /// Counts a request of an action, and says the how manieth it is.
    pub fn asked(&self, action: &'static str) -> u64 {
        let mut inner = self.inner();
        let asked = inner.asked.entry(action).or_default();
        *asked += 1;
        *asked
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often each function really ran.
    pub fn runs(&self) -> HashMap<Function, u64> {
        self.inner().runs.clone()
    }

    /// Counts a try and says whether the service refuses it.
    pub fn refused(&self, function: Function) -> Option<Refusal> {
        let mut inner = self.inner();
        let tries = inner.tries.entry(function).or_default();
        let before = *tries;
        *tries += 1;
        match function {
            Function::Throttled if before % 3 < 2 => {
                Some(Refusal::throttled("ReservedFunctionConcurrentInvocationLimitExceeded"))
            }
            Function::Unavailable if before % 2 < 1 => Some(Refusal::service()),
            Function::Starting if before % 2 < 1 => Some(Refusal::starting()),
            _ => None,
        }
    }

    /// Counts a run.
    pub fn count(&self, function: Function) {
        *self.inner().runs.entry(function).or_default() += 1;
    }

    /// The execution of this name, begun now (with the ARN given) or before. The same name with another payload is
    /// refused.
    pub fn durable(
        &self,
        function: Function,
        name: &str,
        arn: String,
        version: &'static str,
        payload: &Bytes,
    ) -> Result<Begun, Refusal> {
        let mut inner = self.inner();
        let key = (function, name.to_owned());
        if let Some(known) = inner.durable.get(&key) {
            if known.payload != *payload {
                let message = format!("A durable execution with the name {name} was already started.");
                return Err(Refusal::user(StatusCode::CONFLICT, "DurableExecutionAlreadyStartedException", message));
            }
            return Ok(Begun::Before(known.clone()));
        }
        let (told, done) = watch::channel(None);
        let fresh = Durable { payload: payload.clone(), arn, version, done };
        inner.durable.insert(key, fresh.clone());
        Ok(Begun::Anew(fresh, told))
    }

    /// Frees the name of a durable execution that never ran.
    pub fn forget(&self, function: Function, name: String) {
        self.inner().durable.remove(&(function, name));
    }
}
