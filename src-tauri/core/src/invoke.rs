//! The invoke engine: a request that cannot be wrong goes in, an outcome with its whole story comes out.
//!
//! This module takes ready credentials and a ready request: it must not know profiles, collections or history. All but
//! `transport` and `run` is pure.

pub mod attempt;
pub(crate) mod carried;
mod connection;
pub mod endpoint;
pub mod error_code;
pub mod event_stream;
pub mod expiry_note;
pub(crate) mod explain;
mod function_error;
pub mod function_name;
mod hint;
pub mod log;
pub mod outcome;
pub mod preview;
pub mod progress;
pub mod region;
pub mod request;
pub mod response;
pub mod retry;
pub mod run;
pub mod sign;
pub mod spool;
pub(crate) mod stopwatch;
pub mod transport;
pub mod verdict;
