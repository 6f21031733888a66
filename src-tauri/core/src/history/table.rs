//! What a table's file declares of its table: the steps that made it what it is.

/// A step forward. There is none back.
pub(super) struct Migration {
    /// The version that it leads to, from 1.
    pub version: u32,
    /// What is done.
    pub sql: &'static str,
}
