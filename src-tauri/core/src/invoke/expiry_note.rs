//! A note that credentials can carry: whoever gave them learns that the service says that they have ended, and does not
//! give the same ones again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_credential_types::Credentials;

/// The note. Clones share what is written on it.
#[derive(Clone, Debug, Default)]
pub struct ExpiryNote(Arc<AtomicBool>);

impl ExpiryNote {
    /// Puts a note on credentials.
    pub fn attach(&self, credentials: &mut Credentials) {
        credentials.set_property(self.clone());
    }

    /// Writes on the note that the credentials carry, if they carry one.
    pub fn note(credentials: &Credentials) {
        if let Some(Self(ended)) = credentials.get_property() {
            ended.store(true, Ordering::Relaxed);
        }
    }

    /// Whether it was written, and wipes it.
    pub fn take(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }
}
