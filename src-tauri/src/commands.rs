//! What the page can ask for: one thin handler each. A handler reads its arguments, calls core, and answers; no handler
//! returns a secret.

pub mod history;
pub mod invocation;
pub mod profiles;
pub mod request;
pub mod settings;
pub mod sharing;
pub mod sign_in;
pub mod start_up;
