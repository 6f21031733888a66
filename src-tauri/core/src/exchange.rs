//! What comes from other tools and goes to them: command lines that are pasted, collections of Postman, and a request
//! written for the AWS CLI, curl and the SDKs.
//!
//! Everything but [`collection_files`] is pure: text goes in, requests or text come out. Secrets that stand in what is read
//! are dropped and said, never kept; what is written holds none, because a request has none.

pub mod code;
pub mod collection_files;
pub mod command_line;
pub mod imported;
pub mod postman;

mod aws_cli;
mod curl;
mod invoke_url;
mod shell;

#[cfg(test)]
mod round_trip;
