//! Invocations under way, so that each can be cancelled.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

/// Invocations under way, by id. Cheap to clone.
#[derive(Clone, Default)]
pub struct Running {
    tokens: Arc<Mutex<HashMap<String, CancellationToken>>>,
}

/// An invocation under way; it is no longer when this is dropped.
pub struct Ticket {
    running: Running,
    id: String,
    /// Cancelled when the user cancels.
    pub token: CancellationToken,
}

impl Running {
    /// Notes that an invocation began. `None` when one with this id is under way already.
    pub fn begin(&self, id: &str) -> Option<Ticket> {
        let mut tokens = self.tokens();
        if tokens.contains_key(id) {
            return None;
        }
        let token = CancellationToken::new();
        tokens.insert(id.to_owned(), token.clone());
        drop(tokens);
        Some(Ticket { running: self.clone(), id: id.to_owned(), token })
    }

    /// Cancels an invocation. Nothing happens when it has ended already.
    pub fn cancel(&self, id: &str) {
        if let Some(token) = self.tokens().get(id) {
            token.cancel();
        }
    }

    fn tokens(&self) -> MutexGuard<'_, HashMap<String, CancellationToken>> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.running.tokens().remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invocation_is_cancelled_by_its_id_and_only_while_it_runs() {
        let running = Running::default();
        let first = running.begin("a").expect("free");
        assert!(running.begin("a").is_none());
        let other = running.begin("b").expect("free");
        running.cancel("a");
        assert!(first.token.is_cancelled() && !other.token.is_cancelled());
        drop(first);
        assert!(running.begin("a").is_some());
    }
}
