//! What can be shared of the invocations of this run of the program: the request as it was sent, what came of it, and which
//! values must not leave with it. It stays in Rust, like the bodies, and goes with them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lambdesk_core::wire::{Invocation, InvokeInput};
use zeroize::Zeroizing;

/// How many are kept at most: as many as bodies.
const MOST: usize = 64;
/// What their payloads may take together, in bytes. The latest stay.
const OF_PAYLOADS: usize = 64 << 20;

/// An invocation that can be shared.
pub struct Shareable {
    /// What was sent, its variables filled in.
    pub input: InvokeInput,
    /// Where it went.
    pub region: String,
    /// What came of it.
    pub invocation: Invocation,
    /// Values that are hidden wherever they stand: those of secret variables, and the credentials that were used.
    pub secrets: Vec<Zeroizing<String>>,
    /// Whether it comes from somebody's file: nothing is looked up for it.
    pub apart: bool,
}

/// Those of this run by their ids, oldest first. Cheap to clone.
#[derive(Clone, Default)]
pub struct Shareables {
    kept: Arc<Mutex<VecDeque<Arc<Shareable>>>>,
}

impl Shareables {
    /// Keeps one, instead of the one with the same id.
    pub fn keep(&self, shareable: Shareable) {
        let mut kept = self.kept();
        kept.retain(|it| it.invocation.id != shareable.invocation.id);
        kept.push_back(Arc::new(shareable));
        let bytes = |kept: &VecDeque<Arc<Shareable>>| kept.iter().map(|it| it.input.payload.len()).sum::<usize>();
        while kept.len() > MOST || (kept.len() > 1 && bytes(&kept) > OF_PAYLOADS) {
            kept.pop_front();
        }
    }

    /// One of them.
    pub fn get(&self, id: &str) -> Option<Arc<Shareable>> {
        self.kept().iter().find(|it| it.invocation.id == id).cloned()
    }

    /// Drops one.
    pub fn forget(&self, id: &str) {
        self.kept().retain(|it| it.invocation.id != id);
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<Arc<Shareable>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use lambdesk_core::invoke::outcome::Outcome;

    use super::*;

    fn shareable(id: &str, bytes: usize) -> Shareable {
        let invocation = Invocation {
            id: id.into(),
            started_at: String::new(),
            duration: lambdesk_core::span::Millis(0.0),
            outcome: Outcome::Succeeded,
            verdict: None,
            answer: None,
            attempts: Vec::new(),
            corrections: Vec::new(),
            checks: Vec::new(),
        };
        let input = InvokeInput::of("sandbox", "echo", &"x".repeat(bytes));
        Shareable { input, region: "eu-west-1".into(), invocation, secrets: Vec::new(), apart: false }
    }

    #[test]
    fn they_are_kept_until_forgotten_and_never_without_end() {
        let all = Shareables::default();
        for number in 0..=MOST {
            all.keep(shareable(&number.to_string(), 1));
        }
        assert!(all.get("0").is_none() && all.get("1").is_some());
        all.forget("1");
        assert!(all.get("1").is_none());
        all.keep(shareable("large", OF_PAYLOADS + 1));
        assert!(all.get("large").is_some() && all.get("2").is_none(), "the latest stays, however large");
    }
}
