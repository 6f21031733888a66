//! The real window, used as a person uses it.
//!
//! Each test opens its own window over its own folders; the keychain is the session's, as on a desktop.

mod accessibility;
mod aws_files;
mod border;
mod collections;
mod compare;
mod exchange;
mod failures;
mod figures;
mod first_start;
mod full_log;
mod functions;
mod history;
mod keyboard;
mod large_response;
mod production;
mod profiles;
mod request;
mod result;
mod runs;
mod secrets;
mod settings;
mod share;
mod shared_collections;
mod shared_files;
mod sign_in;
