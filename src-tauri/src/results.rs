//! Bodies of invocations. They stay in Rust until the page has no more use for them.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use lambdesk_core::invoke::spool::Spool;

/// How many bodies are kept at most. The page forgets what it replaces; this only guards against one that does not.
/// At Lambda's 6 MB a body, 64 are under 400 MB; streamed ones are on disk.
const MOST: usize = 64;

/// A body, whole or still coming in. Cheap to clone.
#[derive(Clone)]
pub enum Body {
    /// In memory, whole.
    Memory(Bytes),
    /// On disk; it may still grow.
    Disk(Spool),
}

impl Body {
    /// The bytes from `offset` on, at most `most` of them; fewer at the end.
    ///
    /// # Errors
    /// When the disk cannot be read.
    pub fn range(&self, offset: u64, most: usize) -> io::Result<Vec<u8>> {
        match self {
            Self::Disk(spool) => spool.read(offset, most),
            Self::Memory(bytes) => {
                let from = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
                Ok(bytes[from..from.saturating_add(most).min(bytes.len())].to_vec())
            }
        }
    }
}

/// Bodies by invocation id, oldest first. Cheap to clone.
#[derive(Clone, Default)]
pub struct Results {
    bodies: Arc<Mutex<VecDeque<(String, Body)>>>,
}

impl Results {
    /// Keeps a body, instead of the one that was kept for this invocation.
    pub fn keep(&self, id: String, body: Body) {
        let mut bodies = self.bodies();
        bodies.retain(|(kept, _)| *kept != id);
        bodies.push_back((id, body));
        while bodies.len() > MOST {
            bodies.pop_front();
        }
    }

    /// The body of an invocation.
    pub fn body(&self, id: &str) -> Option<Body> {
        self.bodies().iter().find(|(kept, _)| kept == id).map(|(_, body)| body.clone())
    }

    /// Drops a body.
    pub fn forget(&self, id: &str) {
        self.bodies().retain(|(kept, _)| kept != id);
    }

    fn bodies(&self) -> MutexGuard<'_, VecDeque<(String, Body)>> {
        self.bodies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &'static str) -> Body {
        Body::Memory(Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn bodies_are_kept_until_forgotten_and_never_without_end() {
        let results = Results::default();
        for number in 0..=MOST {
            results.keep(number.to_string(), body("1"));
        }
        assert!(results.body("0").is_none(), "the oldest had to go");
        assert!(results.body("1").is_some());
        results.forget("1");
        assert!(results.body("1").is_none());
    }

    #[test]
    fn any_range_can_be_asked_for() {
        let spool = Spool::temporary().expect("a file");
        spool.append(b"abcdef").expect("written");
        for body in [body("abcdef"), Body::Disk(spool)] {
            assert_eq!(body.range(2, 3).expect("read"), b"cde");
            assert_eq!(body.range(4, usize::MAX).expect("read"), b"ef");
            assert!(body.range(u64::MAX, 1).expect("read").is_empty());
        }
    }

    #[test]
    fn a_body_replaces_the_one_that_was_coming_in() {
        let results = Results::default();
        results.keep("a".into(), body("half"));
        results.keep("a".into(), body("whole"));
        assert_eq!(results.body("a").expect("kept").range(0, 9).expect("read"), b"whole");
        results.forget("a");
        assert!(results.body("a").is_none());
    }
}
