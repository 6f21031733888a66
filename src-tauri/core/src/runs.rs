//! Runs: a folder's requests one after the other, or several at a time, once or many times.
//!
//! How a request is sent is somebody else's affair and comes in as a function; what is here decides which there are, what
//! begins when, what each came to, what is kept of it, and how it is reported. Only `plan` and `prepare` know collections.
//! It must not know the window, the command line, or where responses are kept.

pub mod book;
pub mod durations;
pub mod pace;
pub mod plan;
pub mod prepare;
pub mod record;
pub mod report;
pub mod runner;
pub mod schedule;
