//! What Lambda tells about functions: which there are, their limits, aliases and versions. Asked in the background, kept
//! for a while, and never in the way: a permission that is missing is a fact to be told, not a failure.

mod ask;
pub mod facts;
mod known;
pub mod listed;
pub mod lists;
mod pages;
pub mod qualifiers;
mod shares;
pub mod used;

pub use known::Functions;
