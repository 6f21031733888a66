//! What the page can ask for: one thin handler each. A handler reads its arguments, calls core, and answers; no handler
//! returns a secret.

pub mod collections;
pub mod compare;
pub mod exchange;
pub mod full_log;
pub mod functions;
pub mod history;
pub mod invocation;
pub mod prices;
pub mod profiles;
pub mod request;
pub mod response;
pub mod runs;
pub mod saved_requests;
pub mod session;
pub mod settings;
pub mod share;
pub mod shared_files;
pub mod sharing;
pub mod sign_in;
pub mod start_up;
pub mod templates;
pub mod test_events;
pub mod variables;
