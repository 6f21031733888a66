//! Bodies of finished invocations. They stay in Rust until the page has no more use for them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many bodies are kept at most. The page forgets what it replaces; this only guards against one that does not.
/// At Lambda's 6 MB a body, 64 are under 400 MB.
const MOST: usize = 64;

/// An invocation's id and its body.
type Kept = (String, Arc<[u8]>);

/// Bodies by invocation id, oldest first. Cheap to clone.
#[derive(Clone, Default)]
pub struct Results {
    bodies: Arc<Mutex<VecDeque<Kept>>>,
}

impl Results {
    /// Keeps a body.
    pub fn keep(&self, id: String, body: Arc<[u8]>) {
        let mut bodies = self.bodies();
        bodies.push_back((id, body));
        while bodies.len() > MOST {
            bodies.pop_front();
        }
    }

    /// The body of an invocation.
    pub fn body(&self, id: &str) -> Option<Arc<[u8]>> {
        self.bodies().iter().find(|(kept, _)| kept == id).map(|(_, body)| body.clone())
    }

    /// Drops a body.
    pub fn forget(&self, id: &str) {
        self.bodies().retain(|(kept, _)| kept != id);
    }

    fn bodies(&self) -> MutexGuard<'_, VecDeque<Kept>> {
        self.bodies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_kept_until_forgotten_and_never_without_end() {
        let results = Results::default();
        for number in 0..=MOST {
            results.keep(number.to_string(), Arc::from([1u8].as_slice()));
        }
        assert!(results.body("0").is_none(), "the oldest had to go");
        assert!(results.body("1").is_some());
        results.forget("1");
        assert!(results.body("1").is_none());
    }
}
