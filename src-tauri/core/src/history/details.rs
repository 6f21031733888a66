//! The table of details: what is read only when an invocation is opened, and the log. Apart from the invocations, so that
//! their rows stay small and a list of them is read from few pages.

use rusqlite::{Connection, OptionalExtension, Result};

use super::packed::{pack, unpack};
use super::table::Migration;

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE detail (
            invocation INTEGER PRIMARY KEY,
            request BLOB NOT NULL,          -- packed JSON: how it was sent, without the payload
            ending BLOB,                    -- packed JSON: what came of it, without body and log
            log BLOB                        -- packed text
          ) STRICT;",
}];

/// What is kept of one invocation.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Detail {
    pub request: Vec<u8>,
    pub ending: Option<Vec<u8>>,
    pub log: Option<Vec<u8>>,
}

/// Keeps how it was sent.
pub(super) fn begin(database: &Connection, invocation: i64, request: &[u8]) -> Result<()> {
    database
        .prepare_cached("INSERT INTO detail (invocation, request) VALUES (?1, ?2)")?
        .execute((invocation, pack(request)))
        .map(drop)
}

/// Keeps what came of it.
pub(super) fn end(database: &Connection, invocation: i64, ending: &[u8], log: Option<&str>) -> Result<()> {
    database
        .prepare_cached("UPDATE detail SET ending = ?2, log = ?3 WHERE invocation = ?1")?
        .execute((invocation, pack(ending), log.map(|log| pack(log.as_bytes()))))
        .map(drop)
}

/// All that is kept of one; `None` when it is not there.
pub(super) fn read(database: &Connection, invocation: i64) -> Result<Option<Detail>> {
    let mut look = database.prepare_cached("SELECT request, ending, log FROM detail WHERE invocation = ?1")?;
    look.query_row((invocation,), |row| {
        let part = |at: usize| -> Result<Option<Vec<u8>>> {
            let packed = row.get_ref(at)?.as_blob_or_null()?;
            Ok(packed.and_then(|packed| unpack(packed, usize::MAX)))
        };
        Ok(Detail { request: part(0)?.unwrap_or_default(), ending: part(1)?, log: part(2)? })
    })
    .optional()
}

/// Only the log.
pub(super) fn log(database: &Connection, invocation: i64) -> Result<Vec<u8>> {
    let mut look = database.prepare_cached("SELECT log FROM detail WHERE invocation = ?1")?;
    let packed = look
        .query_row((invocation,), |row| Ok(row.get_ref(0)?.as_blob_or_null()?.and_then(|log| unpack(log, usize::MAX))))
        .optional()?;
    Ok(packed.flatten().unwrap_or_default())
}

/// Lets go of one.
pub(super) fn remove(database: &Connection, invocation: i64) -> Result<()> {
    database.prepare_cached("DELETE FROM detail WHERE invocation = ?1")?.execute((invocation,)).map(drop)
}

/// Lets go of all that belong to nothing, after many went at once.
pub(super) fn sweep(database: &Connection) -> Result<()> {
    database.execute_batch("DELETE FROM detail WHERE invocation NOT IN (SELECT id FROM invocation)")
}
