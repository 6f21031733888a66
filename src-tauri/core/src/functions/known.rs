//! Facts that were found out, kept for a while: what is old is given at once and asked for again in the background.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_credential_types::Credentials;
use tokio::time::Instant;

use super::ask::{Question, ask};
use super::facts::FunctionFacts;
use crate::invoke::function_name::FunctionName;
use crate::invoke::run::Engine;
use crate::invoke_input::Target;

/// How long facts count as new. Configurations change by deployments; a minute is soon enough to see one.
const NEW: Duration = Duration::from_mins(1);

/// How long it counts as new that something is not known: a network that was away may be back.
const NEW_UNKNOWN: Duration = Duration::from_secs(5);

/// How many functions are remembered.
const MOST: usize = 256;

/// What is known of functions. Cheap to clone; clones know the same.
#[derive(Clone, Default)]
pub struct Functions {
    known: Arc<Mutex<HashMap<Key, Known>>>,
}

/// Whose facts, of what: another profile may be told other things.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    access_key_id: String,
    endpoint: String,
    region: String,
    function: String,
    qualifier: Option<String>,
}

struct Known {
    facts: FunctionFacts,
    since: Instant,
    asking: bool,
}

impl Functions {
    /// What is known of a function; asked for when nothing is, and again in the background when it is old.
    pub async fn facts(
        &self,
        engine: &Engine,
        target: Target,
        function: FunctionName,
        qualifier: Option<String>,
        credentials: Credentials,
    ) -> FunctionFacts {
        let qualifier = qualifier.or_else(|| function.qualifier().map(str::to_owned));
        let key = Key {
            access_key_id: credentials.access_key_id().to_owned(),
            endpoint: target.endpoint.as_str().to_owned(),
            region: target.region.to_string(),
            function: function.without_qualifier(),
            qualifier: qualifier.clone(),
        };
        let asking = ask(engine.clone(), Question { target, function, qualifier, credentials });
        if let Some(facts) = self.remembered(&key) {
            if facts.refreshing && self.begin(&key) {
                let functions = self.clone();
                drop(tokio::spawn(async move { functions.remember(key, asking.await) }));
            }
            return facts;
        }
        let facts = asking.await;
        self.remember(key, facts.clone());
        facts
    }

    /// What is known already; `refreshing` when it is old.
    fn remembered(&self, key: &Key) -> Option<FunctionFacts> {
        let known = self.known();
        let found = known.get(key)?;
        let new = if found.facts.configuration.is_some() { NEW } else { NEW_UNKNOWN };
        let refreshing = found.since.elapsed() >= new;
        Some(FunctionFacts { refreshing, ..found.facts.clone() })
    }

    /// Notes that newer facts are being asked for; false when they are already.
    fn begin(&self, key: &Key) -> bool {
        self.known().get_mut(key).is_some_and(|known| !std::mem::replace(&mut known.asking, true))
    }

    fn remember(&self, key: Key, facts: FunctionFacts) {
        let mut known = self.known();
        if known.len() >= MOST
            && !known.contains_key(&key)
            && let Some(oldest) = known.iter().min_by_key(|(_, known)| known.since).map(|(key, _)| key.clone())
        {
            known.remove(&oldest);
        }
        known.insert(key, Known { facts, since: Instant::now(), asking: false });
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Key, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
