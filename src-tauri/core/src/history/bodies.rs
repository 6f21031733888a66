//! The table of bodies: each distinct text once, however many invocations sent or returned it.

use rusqlite::{Connection, OptionalExtension, Result};
use sha2::{Digest, Sha256};

use super::packed::{pack, unpack};
use super::table::Migration;

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE body (
            id INTEGER PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE,      -- SHA-256 of the bytes before they were packed
            length INTEGER NOT NULL,        -- of the bytes before they were packed
            packed BLOB NOT NULL,
            uses INTEGER NOT NULL           -- by payloads and responses of invocations
          ) STRICT;",
}];

/// Keeps bytes, or counts one more use of those that are kept already. `None` for no bytes.
pub(super) fn keep(database: &Connection, bytes: &[u8]) -> Result<Option<i64>> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let hash: [u8; 32] = Sha256::digest(bytes).into();
    let known: Option<i64> = database
        .prepare_cached("UPDATE body SET uses = uses + 1 WHERE hash = ?1 RETURNING id")?
        .query_row((hash,), |row| row.get(0))
        .optional()?;
    if known.is_some() {
        return Ok(known);
    }
    let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    database
        .prepare_cached("INSERT INTO body (hash, length, packed, uses) VALUES (?1, ?2, ?3, 1) RETURNING id")?
        .query_row((hash, length, pack(bytes)), |row| row.get(0))
        .map(Some)
}

/// One use fewer. What nobody uses goes.
pub(super) fn release(database: &Connection, id: Option<i64>) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    let left: Option<i64> = database
        .prepare_cached("UPDATE body SET uses = uses - 1 WHERE id = ?1 RETURNING uses")?
        .query_row((id,), |row| row.get(0))
        .optional()?;
    if left.is_some_and(|left| left <= 0) {
        database.prepare_cached("DELETE FROM body WHERE id = ?1")?.execute((id,))?;
    }
    Ok(())
}

/// The first `most` bytes; none when there are none.
pub(super) fn read(database: &Connection, id: Option<i64>, most: usize) -> Result<Vec<u8>> {
    let Some(id) = id else { return Ok(Vec::new()) };
    let mut look = database.prepare_cached("SELECT packed FROM body WHERE id = ?1")?;
    let bytes = look.query_row((id,), |row| Ok(unpack(row.get_ref(0)?.as_blob()?, most))).optional()?.flatten();
    Ok(bytes.unwrap_or_default())
}

/// Lets go of all that no invocation uses, after many went at once.
pub(super) fn sweep(database: &Connection) -> Result<()> {
    database.execute_batch(
        "DELETE FROM body WHERE id NOT IN (
           SELECT payload FROM invocation WHERE payload IS NOT NULL
           UNION ALL SELECT response FROM invocation WHERE response IS NOT NULL);
         UPDATE body SET uses = (SELECT count(*) FROM invocation WHERE payload = body.id)
                              + (SELECT count(*) FROM invocation WHERE response = body.id);",
    )
}
