//! The table of invocations: one row each, small, in the order in which they began. What is large is elsewhere.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Result, Row, params, params_from_iter};

use super::table::Migration;
use crate::span::Millis;
use crate::wire::{HistoryProfile, HistoryQuery, HistoryRow, HistoryState, LastOutcome};

pub(super) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        sql: "CREATE TABLE invocation (
            id INTEGER PRIMARY KEY AUTOINCREMENT,   -- the order; never used twice
            key TEXT NOT NULL UNIQUE,               -- the id that the window knows it by
            run TEXT,                               -- the run of the program that it is under way in
            state INTEGER NOT NULL,
            started_at INTEGER NOT NULL,            -- milliseconds since 1970
            duration REAL,                          -- milliseconds
            name TEXT NOT NULL,
            function TEXT NOT NULL,
            qualifier TEXT NOT NULL,
            profile TEXT NOT NULL,
            profile_name TEXT NOT NULL,
            account TEXT,
            region TEXT NOT NULL,
            environment TEXT,
            collection TEXT,
            path TEXT,
            status INTEGER,
            label TEXT,
            message TEXT,
            version TEXT,
            request_id TEXT,
            billed REAL,                            -- milliseconds
            init REAL,                              -- milliseconds
            memory INTEGER,                         -- MB
            max_memory INTEGER,                     -- MB
            pinned INTEGER NOT NULL DEFAULT 0,
            removed_at INTEGER,                     -- milliseconds since 1970; it can be brought back until it goes
            payload INTEGER REFERENCES body (id),
            response INTEGER REFERENCES body (id),
            left_out INTEGER NOT NULL DEFAULT 0,    -- bytes of the response that are not kept
            masked INTEGER NOT NULL DEFAULT 0
          ) STRICT;
          CREATE INDEX invocation_state ON invocation (state);
          CREATE INDEX invocation_function ON invocation (function, state);
          CREATE INDEX invocation_profile ON invocation (profile, function, state);
          CREATE INDEX invocation_started_at ON invocation (started_at);
          CREATE INDEX invocation_pinned ON invocation (id) WHERE pinned = 1;
          CREATE INDEX invocation_removed ON invocation (removed_at) WHERE removed_at IS NOT NULL;",
    },
    Migration {
        version: 2,
        sql: "CREATE INDEX invocation_request ON invocation (collection, path, id) WHERE collection IS NOT NULL;",
    },
];

const RUNNING: i64 = 0;

/// A state as it is kept. The numbers stand in files: none may change.
fn number(state: HistoryState) -> i64 {
    match state {
        HistoryState::Running => RUNNING,
        HistoryState::Interrupted => 1,
        HistoryState::Succeeded => 2,
        HistoryState::FunctionError => 3,
        HistoryState::Rejected => 4,
        HistoryState::NoAnswer => 5,
    }
}

fn state(number: i64) -> HistoryState {
    HistoryState::ALL.into_iter().find(|state| self::number(*state) == number).unwrap_or(HistoryState::Interrupted)
}

/// What is known when one begins.
#[derive(Debug, Default)]
pub(super) struct Begun<'a> {
    pub key: &'a str,
    pub run: &'a str,
    pub started_at: i64,
    pub name: &'a str,
    pub function: &'a str,
    pub qualifier: &'a str,
    pub profile: &'a str,
    pub profile_name: &'a str,
    pub account: Option<&'a str>,
    pub region: &'a str,
    pub environment: Option<&'a str>,
    pub collection: Option<&'a str>,
    pub path: Option<&'a str>,
    pub payload: Option<i64>,
    pub masked: bool,
}

/// What is known when it has ended.
#[derive(Debug, Default)]
pub(super) struct Ended<'a> {
    pub duration: f64,
    pub status: Option<u16>,
    pub label: Option<&'a str>,
    pub message: Option<&'a str>,
    pub version: Option<&'a str>,
    pub request_id: Option<&'a str>,
    pub billed: Option<f64>,
    pub init: Option<f64>,
    pub memory: Option<u32>,
    pub max_memory: Option<u32>,
    pub response: Option<i64>,
    pub left_out: u64,
}

/// Which body an invocation has.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bodies {
    pub payload: Option<i64>,
    pub response: Option<i64>,
}

pub(super) fn begin(database: &Connection, begun: &Begun<'_>) -> Result<i64> {
    database
        .prepare_cached(
            "INSERT INTO invocation (key, run, state, started_at, name, function, qualifier, profile, profile_name,
               account, region, environment, collection, path, payload, masked)
             VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) RETURNING id",
        )?
        .query_row(
            params![
                begun.key,
                begun.run,
                begun.started_at,
                begun.name,
                begun.function,
                begun.qualifier,
                begun.profile,
                begun.profile_name,
                begun.account,
                begun.region,
                begun.environment,
                begun.collection,
                begun.path,
                begun.payload,
                begun.masked,
            ],
            |row| row.get(0),
        )
}

pub(super) fn end(database: &Connection, id: i64, state: HistoryState, ended: &Ended<'_>) -> Result<()> {
    database
        .prepare_cached(
            "UPDATE invocation SET run = NULL, state = ?2, duration = ?3, status = ?4, label = ?5, message = ?6,
               version = ?7, request_id = ?8, billed = ?9, init = ?10, memory = ?11, max_memory = ?12, response = ?13,
               left_out = ?14
             WHERE id = ?1",
        )?
        .execute(params![
            id,
            number(state),
            ended.duration,
            ended.status,
            ended.label,
            ended.message,
            ended.version,
            ended.request_id,
            ended.billed,
            ended.init,
            ended.memory,
            ended.max_memory,
            ended.response,
            i64::try_from(ended.left_out).unwrap_or(i64::MAX),
        ])
        .map(drop)
}

/// The id of the one that the window knows by this key.
pub(super) fn id_of(database: &Connection, key: &str) -> Result<Option<i64>> {
    database.prepare_cached("SELECT id FROM invocation WHERE key = ?1")?.query_row((key,), |row| row.get(0)).optional()
}

/// The bodies of one; `None` when it is not there.
pub(super) fn bodies(database: &Connection, id: i64) -> Result<Option<Bodies>> {
    database
        .prepare_cached("SELECT payload, response FROM invocation WHERE id = ?1")?
        .query_row((id,), |row| Ok(Bodies { payload: row.get(0)?, response: row.get(1)? }))
        .optional()
}

/// Lets go of one row.
pub(super) fn remove(database: &Connection, id: i64) -> Result<()> {
    database.prepare_cached("DELETE FROM invocation WHERE id = ?1")?.execute((id,)).map(drop)
}

/// Takes it out of sight at this time, or brings it back.
pub(super) fn mark_removed(database: &Connection, key: &str, removed_at: Option<i64>) -> Result<()> {
    database
        .prepare_cached("UPDATE invocation SET removed_at = ?2 WHERE key = ?1")?
        .execute((key, removed_at))
        .map(drop)
}

/// Those that were taken out of sight before this time and have ended, at most `most`.
pub(super) fn removed_before(database: &Connection, time: i64, most: u32) -> Result<Vec<i64>> {
    let mut look = database.prepare_cached(
        "SELECT id FROM invocation WHERE removed_at < ?1 AND removed_at IS NOT NULL AND state <> 0 LIMIT ?2",
    )?;
    look.query_map((time, most), |row| row.get(0))?.collect()
}

/// Pins one, or lets it go with the others again.
pub(super) fn pin(database: &Connection, key: &str, pinned: bool) -> Result<bool> {
    let changed =
        database.prepare_cached("UPDATE invocation SET pinned = ?2 WHERE key = ?1")?.execute((key, pinned))?;
    Ok(changed > 0)
}

/// Lets go of all that are neither pinned nor under way. How many there were.
pub(super) fn clear(database: &Connection) -> Result<usize> {
    database.execute("DELETE FROM invocation WHERE pinned = 0 AND state <> 0", ())
}

/// All ids. For when few are left.
pub(super) fn ids(database: &Connection) -> Result<Vec<i64>> {
    database.prepare_cached("SELECT id FROM invocation")?.query_map((), |row| row.get(0))?.collect()
}

/// How many there are to be seen.
pub(super) fn count(database: &Connection) -> Result<u64> {
    let all: i64 = database.query_row("SELECT count(*) FROM invocation", (), |row| row.get(0))?;
    let gone: i64 =
        database.query_row("SELECT count(*) FROM invocation WHERE removed_at IS NOT NULL", (), |row| row.get(0))?;
    Ok(u64::try_from(all - gone).unwrap_or_default())
}

/// Runs of the program that have something under way.
pub(super) fn runs(database: &Connection) -> Result<Vec<String>> {
    // By the index of states, of which this is the rarest.
    let mut look =
        database.prepare_cached("SELECT DISTINCT run FROM invocation WHERE state = 0 AND run IS NOT NULL")?;
    look.query_map((), |row| row.get(0))?.collect()
}

/// Marks what was under way in a run as interrupted, and says which these are.
pub(super) fn interrupt(database: &Connection, run: &str) -> Result<Vec<i64>> {
    let mut change = database
        .prepare_cached("UPDATE invocation SET state = 1, run = NULL WHERE state = 0 AND run = ?1 RETURNING id")?;
    change.query_map((run,), |row| row.get(0))?.collect()
}

/// The oldest that are not pinned and have ended: those begun before `time` when it is given. At most `most`.
pub(super) fn oldest(database: &Connection, time: Option<i64>, most: u32) -> Result<Vec<i64>> {
    if let Some(time) = time {
        let mut look = database.prepare_cached(
            "SELECT id FROM invocation WHERE started_at < ?1 AND pinned = 0 AND state <> 0 ORDER BY started_at LIMIT ?2",
        )?;
        look.query_map((time, most), |row| row.get(0))?.collect()
    } else {
        let mut look = database
            .prepare_cached("SELECT id FROM invocation WHERE pinned = 0 AND state <> 0 ORDER BY id LIMIT ?1")?;
        look.query_map((most,), |row| row.get(0))?.collect()
    }
}

/// The first that began at this time or later: all before it in the order are older, unless the clock was turned back.
pub(super) fn first_since(database: &Connection, time: i64) -> Result<Option<i64>> {
    database
        .prepare_cached("SELECT id FROM invocation WHERE started_at >= ?1 ORDER BY started_at, id LIMIT 1")?
        .query_row((time,), |row| row.get(0))
        .optional()
}

/// Functions that were invoked, by name. Each is one step in the index, however many invocations there are.
pub(super) fn functions(database: &Connection) -> Result<Vec<String>> {
    let mut look = database.prepare_cached(
        "WITH RECURSIVE each (name) AS (
           SELECT min(function) FROM invocation
           UNION ALL
           SELECT (SELECT min(function) FROM invocation WHERE function > each.name) FROM each WHERE name IS NOT NULL
         ) SELECT name FROM each WHERE name IS NOT NULL LIMIT 1000",
    )?;
    look.query_map((), |row| row.get(0))?.collect()
}

/// Profiles that were invoked with, each with its last name.
pub(super) fn profiles(database: &Connection) -> Result<Vec<HistoryProfile>> {
    let mut look = database.prepare_cached(
        "WITH RECURSIVE each (profile) AS (
           SELECT min(profile) FROM invocation
           UNION ALL
           SELECT (SELECT min(profile) FROM invocation WHERE invocation.profile > each.profile)
             FROM each WHERE profile IS NOT NULL
         )
         SELECT profile,
           (SELECT profile_name FROM invocation WHERE invocation.profile = each.profile
              AND function = (SELECT max(function) FROM invocation WHERE invocation.profile = each.profile) LIMIT 1)
         FROM each WHERE profile IS NOT NULL LIMIT 1000",
    )?;
    look.query_map((), |row| Ok(HistoryProfile { id: row.get(0)?, name: row.get(1)? }))?.collect()
}

/// How the requests of a collection last ended, as far as they did. Each is one step in the index, however many
/// invocations there are; of more than `most` requests, the first by their paths.
pub(super) fn last_of(database: &Connection, collection: &str, most: u32) -> Result<Vec<LastOutcome>> {
    let mut look = database.prepare_cached(
        "WITH RECURSIVE each (path) AS (
           SELECT min(path) FROM invocation WHERE collection = ?1
           UNION ALL
           SELECT (SELECT min(path) FROM invocation WHERE collection = ?1 AND path > each.path)
             FROM each WHERE path IS NOT NULL
         )
         SELECT path, (SELECT state FROM invocation
             WHERE collection = ?1 AND path = each.path AND state > 0 AND removed_at IS NULL ORDER BY id DESC LIMIT 1)
         FROM each WHERE path IS NOT NULL LIMIT ?2",
    )?;
    // To ask in the query for those that have ended would look each of them up twice.
    look.query_map((collection, most), |row| {
        let (path, last): (String, Option<i64>) = (row.get(0)?, row.get(1)?);
        Ok(last.map(|last| LastOutcome { path, state: state(last) }))
    })?
    .filter_map(Result::transpose)
    .collect()
}

const COLUMNS: &str =
    "id, key, started_at, duration, state, status, label, message, name, function, qualifier, profile,
    profile_name, region, environment, pinned, payload, response, removed_at, version, billed, init IS NOT NULL";

/// A row of the list, and where its bodies are.
pub(super) struct Listed {
    pub row: HistoryRow,
    pub bodies: Bodies,
    pub removed: bool,
}

impl Listed {
    fn of(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            row: HistoryRow {
                place: row.get(0)?,
                id: row.get(1)?,
                started_at: row.get(2)?,
                duration: row.get::<_, Option<f64>>(3)?.map(Millis),
                state: state(row.get(4)?),
                status: row.get(5)?,
                version: row.get(19)?,
                billed: row.get::<_, Option<f64>>(20)?.map(Millis),
                cold: row.get(21)?,
                label: row.get(6)?,
                message: row.get(7)?,
                name: row.get(8)?,
                function: row.get(9)?,
                qualifier: row.get(10)?,
                profile: row.get(11)?,
                profile_name: row.get(12)?,
                region: row.get(13)?,
                environment: row.get(14)?,
                pinned: row.get(15)?,
                found: None,
            },
            bodies: Bodies { payload: row.get(16)?, response: row.get(17)? },
            removed: row.get::<_, Option<i64>>(18)?.is_some(),
        })
    }

    /// Whether the filters let it through. The text is not among them.
    pub fn passes(&self, query: &HistoryQuery) -> bool {
        let row = &self.row;
        !self.removed
            && query.state.is_none_or(|state| row.state == state)
            && query.function.as_ref().is_none_or(|function| row.function == *function)
            && query.profile.as_ref().is_none_or(|profile| row.profile == *profile)
            && query.since.is_none_or(|since| row.started_at >= since)
            && query.until.is_none_or(|until| row.started_at < until)
            && (row.pinned || !query.pinned)
    }
}

/// One row; `None` when it is not there.
pub(super) fn row(database: &Connection, id: i64) -> Result<Option<Listed>> {
    database
        .prepare_cached(&format!("SELECT {COLUMNS} FROM invocation WHERE id = ?1"))?
        .query_row((id,), Listed::of)
        .optional()
}

/// The newest below `before` that the filters let through, whatever their text.
pub(super) fn newest(database: &Connection, query: &HistoryQuery, before: i64, most: u32) -> Result<Vec<HistoryRow>> {
    let mut conditions = vec!["id < ?", "removed_at IS NULL"];
    let mut values: Vec<Value> = vec![before.into()];
    if let Some(state) = query.state {
        conditions.push("state = ?");
        values.push(number(state).into());
    }
    if let Some(function) = &query.function {
        conditions.push("function = ?");
        values.push(function.clone().into());
    }
    if let Some(profile) = &query.profile {
        conditions.push("profile = ?");
        values.push(profile.clone().into());
    }
    if let Some(since) = query.since {
        // The plus keeps the planner from walking by time and sorting: the order is by id.
        conditions.push("+started_at >= ?");
        values.push(since.into());
        // Where it ends, so that nothing older is walked through for nothing.
        conditions.push("id >= ?");
        values.push(first_since(database, since)?.unwrap_or(i64::MAX).into());
    }
    if let Some(until) = query.until {
        conditions.push("+started_at < ?");
        values.push(until.into());
        if let Some(first) = first_since(database, until)? {
            conditions.push("id < ?");
            values.push(first.into());
        }
    }
    if query.pinned {
        conditions.push("pinned = 1");
    }
    values.push(i64::from(most).into());
    let conditions = conditions.join(" AND ");
    let sql = format!("SELECT {COLUMNS} FROM invocation WHERE {conditions} ORDER BY id DESC LIMIT ?");
    let mut look = database.prepare_cached(&sql)?;
    look.query_map(params_from_iter(values), |row| Listed::of(row).map(|listed| listed.row))?.collect()
}

/// The newest of the same request: of the same saved one, or with the same function, qualifier, profile and region where
/// it was never saved.
pub(super) fn same(database: &Connection, id: i64, most: u32) -> Result<Vec<HistoryRow>> {
    let source: (Option<String>, Option<String>) = database
        .prepare_cached("SELECT collection, path FROM invocation WHERE id = ?1")?
        .query_row((id,), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (of, values) = if let (Some(collection), Some(path)) = source {
        ("collection = ? AND path = ?", vec![collection, path])
    } else {
        let names = database
            .prepare_cached("SELECT function, profile, qualifier, region FROM invocation WHERE id = ?1")?
            .query_row((id,), |row| (0..4).map(|at| row.get(at)).collect())?;
        ("function = ? AND profile = ? AND qualifier = ? AND region = ? AND collection IS NULL", names)
    };
    let values = values.into_iter().map(Value::from).chain([i64::from(most).into()]);
    let sql = format!("SELECT {COLUMNS} FROM invocation WHERE {of} AND removed_at IS NULL ORDER BY id DESC LIMIT ?");
    let mut look = database.prepare_cached(&sql)?;
    look.query_map(params_from_iter(values), |row| Listed::of(row).map(|listed| listed.row))?.collect()
}

/// What is told only when one is opened.
#[derive(Debug, Default)]
pub(super) struct Opened {
    pub account: Option<String>,
    pub left_out: u64,
    pub masked: bool,
    pub bodies: Bodies,
}

/// What is told only when one is opened; `None` when it is not there.
pub(super) fn opened(database: &Connection, id: i64) -> Result<Option<Opened>> {
    database
        .prepare_cached("SELECT account, left_out, masked, payload, response FROM invocation WHERE id = ?1")?
        .query_row((id,), |row| {
            Ok(Opened {
                account: row.get(0)?,
                left_out: u64::try_from(row.get::<_, i64>(1)?).unwrap_or_default(),
                masked: row.get(2)?,
                bodies: Bodies { payload: row.get(3)?, response: row.get(4)? },
            })
        })
        .optional()
}
