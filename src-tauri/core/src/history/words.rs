//! The table of words: an index of every three characters of what can be searched, and of the filters.
//!
//! Chosen by measuring 100,000 invocations (98 MB of text), of which a million is ten times as much:
//!
//! | index | size | finds | `order` | `orde*` | an order id |
//! |---|---|---|---|---|---|
//! | words (`unicode61`) | 69 MB | words and their beginnings | 0.2 ms | 77 ms | 0.7 ms |
//! | the same, prefixes of 3 indexed | 113 MB | the same | 0.2 ms | 47 ms | 0.8 ms |
//! | trigrams with their positions | 394 MB | anything | 0.3 ms | 0.2 ms | 24 ms |
//! | trigrams without positions | 65 MB | anything, to be looked at | 1.8 ms | 1.3 ms | 26 ms |
//!
//! People look for the end of an order id and for half a JSON key, so anything must be found; and a prefix that many
//! words share is slow by words, since FTS5 merges them all before it gives the first. Trigrams without positions cost no
//! more room than words. What they give is a guess that `look.rs` verifies, and since it does, it need not ask for all
//! trigrams but for the rarest few, which takes most of the time away.
//!
//! The table has no text of its own (`content=''`): the texts are in other tables, compressed. A filter is a trigram too,
//! of characters that no text has, so that a rare filter and a common word are intersected by FTS5 rather than row by row.

use rusqlite::{Connection, Result};
use sha2::{Digest, Sha256};

use super::fold::fold;
use super::table::Migration;
use crate::wire::HistoryState;

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE VIRTUAL TABLE words USING fts5(
            text, state, function, profile,
            content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1');",
}];

/// How much of a payload and of a response is searched, in bytes: a large one is not worth a second of the writer's time
/// for each invocation. Nearly all are smaller.
pub(super) const SEARCHED: usize = 256 * 1024;

/// The fewest characters that the index can find.
pub(super) const SHORTEST: usize = 3;

/// The texts of an invocation that are searched.
#[derive(Clone, Copy, Default)]
pub(super) struct Texts<'a> {
    pub name: &'a str,
    pub function: &'a str,
    pub payload: &'a [u8],
    pub response: &'a [u8],
    pub log: &'a [u8],
}

/// The part of some bytes that is searched: their beginning, when it is text.
pub(super) fn searched(bytes: &[u8]) -> &str {
    let bytes = &bytes[..bytes.len().min(SEARCHED)];
    match str::from_utf8(bytes) {
        Ok(text) => text,
        // It may have been cut within a character. Anything else is no text.
        Err(error) if error.error_len().is_none() => str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
        Err(_) => "",
    }
}

/// Indexes an invocation.
pub(super) fn add(
    database: &Connection,
    id: i64,
    state: HistoryState,
    function: &str,
    profile: &str,
    texts: &Texts<'_>,
) -> Result<()> {
    let parts = [texts.name, texts.function, searched(texts.payload), searched(texts.response), searched(texts.log)];
    // No term spans two texts: none has a line end, at which they are joined.
    let text: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).map(fold).collect();
    database
        .prepare_cached("INSERT INTO words (rowid, text, state, function, profile) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute((
            id,
            text.join("\n").replace('\0', " "),
            facet(Facet::State, state_name(state)),
            facet(Facet::Function, function),
            facet(Facet::Profile, profile),
        ))
        .map(drop)
}

/// Lets go of one.
pub(super) fn remove(database: &Connection, id: i64) -> Result<()> {
    database.prepare_cached("DELETE FROM words WHERE rowid = ?1")?.execute((id,)).map(drop)
}

/// Lets go of all.
pub(super) fn clear(database: &Connection) -> Result<()> {
    database.execute_batch("INSERT INTO words (words) VALUES ('delete-all')")
}

/// What can be filtered by.
#[derive(Clone, Copy)]
pub(super) enum Facet {
    State,
    Function,
    Profile,
}

/// Three characters for a filter's value: one that says which filter, and two of its hash. Values that share them are
/// told apart when the row is looked at.
pub(super) fn facet(which: Facet, value: &str) -> String {
    /// A private use plane, of which no text should have anything.
    const PLANE: u32 = 0xf_0000;
    const ROOM: u32 = 0xf000;
    let hash: [u8; 32] = Sha256::digest(value.as_bytes()).into();
    let part = |at: usize| u32::from(u16::from_be_bytes([hash[at], hash[at + 1]])) % ROOM + 0x100;
    [which as u32, part(0), part(2)].into_iter().filter_map(|it| char::from_u32(PLANE + it)).collect()
}

/// A state's name for the facet.
pub(super) fn state_name(state: HistoryState) -> &'static str {
    match state {
        HistoryState::Running => "running",
        HistoryState::Interrupted => "interrupted",
        HistoryState::Succeeded => "succeeded",
        HistoryState::FunctionError => "function_error",
        HistoryState::Rejected => "rejected",
        HistoryState::NoAnswer => "no_answer",
    }
}

/// The newest invocations that may be among those looked for: those that have all of these trigrams.
pub(super) const CANDIDATES: &str =
    "SELECT rowid FROM words WHERE words MATCH ?1 AND rowid < ?2 AND rowid >= ?3 ORDER BY rowid DESC";

/// What FTS5 is asked: each trigram as a string of its own, so that nothing in it is an operator.
pub(super) fn expression<'a>(trigrams: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = trigrams.into_iter().map(|it| format!("\"{}\"", it.replace('"', "\"\""))).collect();
    quoted.join(" AND ")
}

/// The trigrams of a term, each once.
pub(super) fn trigrams(term: &str) -> Vec<&str> {
    let starts: Vec<usize> = term.char_indices().map(|(at, _)| at).chain([term.len()]).collect();
    let mut found: Vec<&str> = Vec::new();
    for window in starts.windows(SHORTEST + 1) {
        let trigram = &term[window[0]..window[SHORTEST]];
        if !found.contains(&trigram) {
            found.push(trigram);
        }
    }
    found
}

/// How many of the newest invocations below `before` one has to pass to meet a trigram `SAMPLE` times: the more, the
/// rarer it is. `None` when there is none of it.
pub(super) fn rarity(database: &Connection, trigram: &str, before: i64) -> Result<Option<i64>> {
    /// Enough to tell a common one from a rare one; each costs next to nothing.
    const SAMPLE: i64 = 16;
    let mut look = database.prepare_cached(
        "SELECT count(*), min(rowid), max(rowid) FROM
           (SELECT rowid FROM words WHERE words MATCH ?1 AND rowid < ?2 ORDER BY rowid DESC LIMIT ?3)",
    )?;
    look.query_row((expression([trigram]), before, SAMPLE), |row| {
        let (count, oldest, newest): (i64, Option<i64>, Option<i64>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(match (oldest, newest) {
            // Fewer than a sample in all: rarer than anything that has one.
            (Some(_), Some(_)) if count < SAMPLE => Some(i64::MAX - count),
            (Some(oldest), Some(newest)) => Some(newest - oldest),
            _ => None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trigrams_are_of_characters() {
        assert_eq!(trigrams("äöüä"), ["äöü", "öüä"]);
        assert_eq!(trigrams("aaaaa"), ["aaa"]);
        assert!(trigrams("ab").is_empty());
        assert_eq!(expression(["a\"b", " OR"]), "\"a\"\"b\" AND \" OR\"");
    }

    #[test]
    fn a_filter_is_one_trigram_of_its_own() {
        let one = facet(Facet::Function, "orders");
        assert_eq!(one.chars().count(), SHORTEST);
        assert_ne!(one, facet(Facet::Profile, "orders"));
        assert_ne!(one, facet(Facet::Function, "order"));
    }

    #[test]
    fn only_text_is_searched_and_only_its_beginning() {
        assert_eq!(searched(b"ab\xff"), "");
        assert_eq!(searched("aü".as_bytes()), "aü");
        assert_eq!(searched(&"aü".as_bytes()[..2]), "a");
        assert_eq!(searched(&vec![b'a'; SEARCHED + 1]).len(), SEARCHED);
    }
}
