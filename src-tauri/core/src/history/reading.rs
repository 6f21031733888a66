//! What looks at the history, by a connection of its own: what is being written holds up nobody who looks.

use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::Connection;

use super::record;
use super::standing::Standing;
use super::trouble::Trouble;
use super::{bodies, database, details, invocations};
use crate::failure::Failure;
use crate::wire::{HistoryEntry, HistoryNames, HistoryRow, LastOutcome};

/// So many requests with 50 invocations each are looked up in 0.18 s, on the thread that looks; one of the usual hundreds in a
/// few milliseconds. Whoever has more sees no dots for the rest before they are invoked again.
const MOST_REQUESTS: u32 = 20_000;

/// The reader.
pub(super) struct Reading {
    file: PathBuf,
    standing: Arc<Standing>,
    database: Option<Connection>,
}

/// Why nothing was seen.
pub(super) enum Unseen {
    /// There is no history in this run.
    Unusable(Failure),
    /// This could not be read.
    Trouble(Trouble),
}

impl Reading {
    /// Opens nothing yet.
    pub fn new(file: PathBuf, standing: Arc<Standing>) -> Self {
        Self { file, standing, database: None }
    }

    /// Closes the file. The next look opens it again.
    pub fn close(&mut self) {
        self.database = None;
    }

    /// Looks, once it is known that there is something to look at.
    ///
    /// # Errors
    /// Why nothing is seen.
    pub fn look<T>(&mut self, at: impl FnOnce(&Connection) -> Result<T, Trouble>) -> Result<T, Unseen> {
        self.standing.wait().map_err(Unseen::Unusable)?;
        let database = if let Some(database) = self.database.take() {
            database
        } else {
            let _not_exchanged = self.standing.shut();
            database::open_to_look(&self.file).map_err(Unseen::Trouble)?
        };
        let seen = at(&database).map_err(Unseen::Trouble);
        self.database = Some(database);
        seen
    }
}

/// All that is kept of an invocation but the response's body.
pub(super) fn entry(database: &Connection, key: &str) -> Result<HistoryEntry, Trouble> {
    let id = invocations::id_of(database, key)?.ok_or(Trouble::Gone)?;
    let row = invocations::row(database, id)?.ok_or(Trouble::Gone)?.row;
    let opened = invocations::opened(database, id)?.ok_or(Trouble::Gone)?;
    let detail = details::read(database, id)?.ok_or(Trouble::Gone)?;
    let payload = bodies::read(database, opened.bodies.payload, usize::MAX)?;
    let request = record::read_request(&detail, payload)?;
    let mut invocation = record::read_ending(&row, &detail)?;
    if let Some(answer) = invocation.as_mut().and_then(|it| it.answer.as_mut()) {
        // What can be read of it is what is kept.
        answer.body_bytes = answer.body_bytes.saturating_sub(opened.left_out);
    }
    Ok(HistoryEntry {
        row,
        request,
        masked: opened.masked,
        account: opened.account,
        invocation,
        left_out: opened.left_out,
    })
}

/// The newest invocations of the same request as one's, itself included; none when it is not there.
pub(super) fn same(database: &Connection, key: &str) -> Result<Vec<HistoryRow>, Trouble> {
    /// As many as a plot shows, and a menu.
    const MOST: u32 = 100;
    match invocations::id_of(database, key)? {
        Some(id) => Ok(invocations::same(database, id, MOST)?),
        None => Ok(Vec::new()),
    }
}

/// The response's body, as far as it is kept.
pub(super) fn body(database: &Connection, key: &str) -> Result<Vec<u8>, Trouble> {
    let id = invocations::id_of(database, key)?.ok_or(Trouble::Gone)?;
    let used = invocations::bodies(database, id)?.ok_or(Trouble::Gone)?;
    Ok(bodies::read(database, used.response, usize::MAX)?)
}

/// What can be chosen to filter by.
pub(super) fn names(database: &Connection) -> rusqlite::Result<HistoryNames> {
    Ok(HistoryNames { functions: invocations::functions(database)?, profiles: invocations::profiles(database)? })
}

/// How the requests of a collection last ended.
pub(super) fn last_of(database: &Connection, collection: &str) -> rusqlite::Result<Vec<LastOutcome>> {
    invocations::last_of(database, collection, MOST_REQUESTS)
}

/// How many there are, and how many bytes they take.
pub(super) fn figures(database: &Connection) -> rusqlite::Result<(u64, u64)> {
    Ok((invocations::count(database)?, database::size(database)?))
}
