//! The invoke engine: a request that cannot be wrong goes in, an outcome with its whole story comes out.
//!
//! This module takes ready credentials and a ready request: it must not know profiles, collections or history.

pub mod attempt;
pub mod log;
pub mod outcome;
pub mod progress;
