//! What Lambda tells about a function: its limits, and where an alias leads. Asked in the background, kept for a while,
//! and never in the way: a permission that is missing is a fact to be told, not a failure.

mod ask;
pub mod facts;
mod known;

pub use known::Functions;
