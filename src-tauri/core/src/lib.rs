//! Everything of Lambdesk that is not a window: the invoke engine, credentials, and what crosses to the page.
//!
//! This crate must not know Tauri, WebKit or the sandbox: it compiles and tests without them, and the desktop shell
//! and the command line are thin layers over it.

#![warn(missing_docs)]

mod atomic_file;
pub mod checks;
pub mod clock;
pub mod collection;
pub mod compare;
pub mod cost;
pub mod crash;
pub mod credentials;
mod encoded;
pub mod exchange;
pub mod failure;
pub mod full_log;
pub mod functions;
pub mod history;
pub mod invoke;
pub mod invoke_input;
pub mod json_text;
mod page;
pub mod production;
pub mod query;
pub mod rest_call;
pub mod runs;
pub mod session;
mod set_aside;
pub mod settings;
pub mod share;
pub mod span;
pub mod templates;
pub mod test_events;
mod toml_place;
pub mod typed_path;
pub mod variables;
mod visible;
pub mod wire;
