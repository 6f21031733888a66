//! JMESPath over JSON whose numbers keep every digit: for checks, and to look through a response.
//!
//! What functions return is hostile: nothing here runs longer than its length allows, and nothing panics.

pub(crate) mod decimal;
pub(crate) mod exact;
pub(crate) mod expression;
pub mod filter;
pub mod find;
