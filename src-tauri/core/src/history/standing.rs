//! How the history stands, as all its threads see it: whether it can be used, and what is still to be told.

use std::collections::HashSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::trouble::Kind;
use crate::failure::Failure;

/// How the history stands.
#[derive(Debug, Default)]
pub(super) struct Standing {
    now: Mutex<Now>,
    known: Condvar,
    /// Held while the file is being exchanged for another: nobody opens it meanwhile.
    exchange: Mutex<()>,
}

#[derive(Debug, Default)]
struct Now {
    use_: Use,
    /// Each thing is told once in a run: the first invocation that is missing is worth a word, the hundredth is not.
    told: HashSet<Kind>,
    untold: Vec<Failure>,
}

#[derive(Debug, Default, Clone)]
enum Use {
    #[default]
    NotKnown,
    Usable,
    Unusable(Failure),
}

impl Standing {
    /// It can be used.
    pub fn open(&self) {
        self.now().use_ = Use::Usable;
        self.known.notify_all();
    }

    /// It cannot be used in this run, and why. Told once.
    pub fn give_up(&self, failure: Failure) {
        let mut now = self.now();
        now.untold.push(failure.clone());
        now.use_ = Use::Unusable(failure);
        drop(now);
        self.known.notify_all();
    }

    /// Waits until it is known whether it can be used.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn wait(&self) -> Result<(), Failure> {
        let mut now = self.now();
        loop {
            match &now.use_ {
                Use::NotKnown => now = self.known.wait(now).unwrap_or_else(PoisonError::into_inner),
                Use::Usable => return Ok(()),
                Use::Unusable(failure) => return Err(failure.clone()),
            }
        }
    }

    /// Something to be told, unless it was.
    pub fn tell(&self, kind: Kind, failure: Failure) {
        let mut now = self.now();
        if now.told.insert(kind) {
            now.untold.push(failure);
        }
    }

    /// What was not told yet. It is told now.
    pub fn take_untold(&self) -> Vec<Failure> {
        std::mem::take(&mut self.now().untold)
    }

    /// Keeps anybody from opening the file.
    pub fn shut(&self) -> MutexGuard<'_, ()> {
        self.exchange.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
