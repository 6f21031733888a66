//! A small Lambda on loopback. It speaks the service's real API, verifies every signature the way AWS does, and offers
//! functions that succeed, fail, throttle, time out and talk, so that everything can be tried on a fresh machine. Beside
//! it stand the services by which one signs in (STS, and IAM Identity Center with the pages to click through) and those by
//! which one looks: CloudWatch Logs, and EventBridge's schema registry.
//!
//! It must not know `lambdesk-core`, nor AWS's own signing crate: it reads the protocol by itself, so that each side
//! proves the other's reading. It runs no code of anyone's; what a function does is built in.

#![warn(missing_docs)]

mod answer;
mod arn;
mod catalogue;
mod chunks;
mod describe;
mod digest;
mod event_stream;
mod execution;
mod function;
mod gate;
mod identity_center;
mod invoke;
mod json_error;
mod json_log;
mod keyring;
mod lambda;
mod log;
mod logs;
mod markup;
mod memory;
mod moment;
mod options;
mod principal;
mod query;
mod random;
mod refusal;
mod response_stream;
mod runtime_error;
mod schemas;
mod server;
mod signature;
mod sts;
mod unique_id;

pub use catalogue::{Example, catalogue};
pub use options::{Credentials, Options};
pub use server::{Sandbox, StartError};
