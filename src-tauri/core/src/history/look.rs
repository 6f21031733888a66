//! A page of the history: the newest, or the newest in which some words are found. Reads only.
//!
//! The index of words gives a guess ([`words`]); each is verified in the texts themselves. What is rare among much that
//! looks alike could take long: after [`AT_ONCE`] a page says how far it came, and the next goes on from there.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use memchr::memmem;
use rusqlite::{Connection, Result};

use super::fold::{fold, terms};
use super::invocations::{self, Listed};
use super::words::{self, Facet, SEARCHED, SHORTEST};
use super::{bodies, details};
use crate::wire::{Found, FoundIn, HistoryPage, HistoryQuery, HistoryRow};

/// How long one page may look. Short enough that a list that is typed into never lags.
pub(super) const AT_ONCE: Duration = Duration::from_millis(35);

/// How many trigrams FTS5 is asked for: the rarest. Each further one narrows the guesses by less and costs FTS5 as much as
/// the first.
const ASKED: usize = 4;

/// How many trigrams are weighed. A long text is recognised by some of its parts.
const WEIGHED: usize = 24;

/// The most rows of one page.
const MOST: u32 = 500;

/// Characters around a word that was found: few before it, so that it is in sight in a narrow list.
const BEFORE: usize = 12;
const AFTER: usize = 60;

/// The newest that are looked for.
pub(super) fn page(database: &Connection, query: &HistoryQuery) -> Result<HistoryPage> {
    let limit = query.limit.clamp(1, MOST);
    let before = query.before.unwrap_or(i64::MAX);
    let terms = terms(&query.text);
    let mut looking = Looking::new(database, query, limit as usize);
    if terms.is_empty() {
        let mut rows = invocations::newest(database, query, before, limit + 1)?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| row.place);
        return Ok(HistoryPage { rows, next, looked_until: None });
    }
    let indexed = terms.iter().any(|term| term.chars().count() >= SHORTEST);
    if indexed && !query.pinned {
        looking.by_index(&terms, before)?;
    } else {
        looking.one_by_one(&terms, before)?;
    }
    Ok(looking.page)
}

struct Looking<'a> {
    database: &'a Connection,
    query: &'a HistoryQuery,
    limit: usize,
    until: Instant,
    page: HistoryPage,
}

impl<'a> Looking<'a> {
    fn new(database: &'a Connection, query: &'a HistoryQuery, limit: usize) -> Self {
        Self { database, query, limit, until: Instant::now() + AT_ONCE, page: HistoryPage::default() }
    }

    /// Takes a row in. False when it is enough for this page.
    fn take(&mut self, row: HistoryRow) -> bool {
        let place = row.place;
        self.page.rows.push(row);
        if self.page.rows.len() < self.limit {
            return true;
        }
        self.page.next = Some(place);
        false
    }

    /// Whether the time of this page is over. It then says how far it came.
    fn is_over(&mut self, at: &HistoryRow) -> bool {
        let over = Instant::now() >= self.until;
        if over {
            self.page.next = Some(at.place);
            self.page.looked_until = Some(at.started_at);
        }
        over
    }

    fn by_index(&mut self, terms: &[String], before: i64) -> Result<()> {
        let (database, query) = (self.database, self.query);
        let upper = match query.until {
            Some(until) => invocations::first_since(database, until)?.unwrap_or(i64::MAX).min(before),
            None => before,
        };
        let lower = match query.since {
            Some(since) => invocations::first_since(database, since)?.unwrap_or(i64::MAX),
            None => 0,
        };
        let Some(asked) = self.asked(terms, upper)? else { return Ok(()) };
        let mut candidates = database.prepare_cached(words::CANDIDATES)?;
        let mut ids = candidates.query((words::expression(asked.iter().map(String::as_str)), upper, lower))?;
        while let Some(id) = ids.next()? {
            let Some(mut listed) = invocations::row(database, id.get(0)?)? else { continue };
            if listed.passes(query) && self.holds(&mut listed, terms)? && !self.take(listed.row.clone()) {
                return Ok(());
            }
            if self.is_over(&listed.row) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The trigrams that are asked for, those of the filters first; `None` when one of them is nowhere.
    fn asked(&self, terms: &[String], before: i64) -> Result<Option<Vec<String>>> {
        let all: BTreeSet<&str> = terms.iter().flat_map(|term| words::trigrams(term)).collect();
        let step = all.len().div_ceil(WEIGHED).max(1);
        let mut weighed = Vec::new();
        for trigram in all.into_iter().step_by(step) {
            match words::rarity(self.database, trigram, before)? {
                Some(rarity) => weighed.push((rarity, trigram)),
                None => return Ok(None),
            }
        }
        weighed.sort_by_key(|(rarity, _)| std::cmp::Reverse(*rarity));
        let query = self.query;
        let facets = [
            query.state.map(|state| words::facet(Facet::State, words::state_name(state))),
            query.function.as_ref().map(|function| words::facet(Facet::Function, function)),
            query.profile.as_ref().map(|profile| words::facet(Facet::Profile, profile)),
        ];
        let texts = weighed.into_iter().take(ASKED).map(|(_, trigram)| trigram.to_owned());
        Ok(Some(facets.into_iter().flatten().chain(texts).collect()))
    }

    /// Without the index: what is too short for it is looked for in names only, which is quick; what is pinned is few.
    fn one_by_one(&mut self, terms: &[String], before: i64) -> Result<()> {
        let mut before = before;
        loop {
            let rows = invocations::newest(self.database, self.query, before, MOST)?;
            let Some(last) = rows.last().cloned() else { return Ok(()) };
            for row in rows {
                let found = if self.query.pinned {
                    match invocations::row(self.database, row.place)? {
                        Some(mut listed) => self.holds(&mut listed, terms)?.then_some(listed.row),
                        None => None,
                    }
                } else {
                    let names = fold(&format!("{}\n{}", row.name, row.function));
                    terms.iter().all(|term| names.contains(term.as_str())).then_some(row)
                };
                if let Some(row) = found
                    && !self.take(row)
                {
                    return Ok(());
                }
            }
            if self.is_over(&last) {
                return Ok(());
            }
            before = last.place;
        }
    }

    /// Whether every term is found somewhere in it. Notes where the first was that is not in its names.
    fn holds(&self, listed: &mut Listed, terms: &[String]) -> Result<bool> {
        let names = fold(&format!("{}\n{}", listed.row.name, listed.row.function));
        let mut missing: Vec<&str> = terms.iter().map(String::as_str).filter(|term| !names.contains(term)).collect();
        for place in [FoundIn::Payload, FoundIn::Response, FoundIn::Log] {
            if missing.is_empty() {
                break;
            }
            let bytes = match place {
                FoundIn::Payload => bodies::read(self.database, listed.bodies.payload, SEARCHED)?,
                FoundIn::Response => bodies::read(self.database, listed.bodies.response, SEARCHED)?,
                FoundIn::Log => details::log(self.database, listed.row.place)?,
            };
            let text = words::searched(&bytes);
            let folded = fold(text);
            missing.retain(|term| {
                let Some(at) = memmem::find(folded.as_bytes(), term.as_bytes()) else { return true };
                let excerpt = || Found { place, excerpt: excerpt(text, &folded, at, term.len()) };
                listed.row.found.get_or_insert_with(excerpt);
                false
            });
        }
        Ok(missing.is_empty())
    }
}

/// What stands around a place, on one line.
fn excerpt(text: &str, folded: &str, at: usize, length: usize) -> String {
    // Folding changes no length of what most texts are made of; where it did, the folded text is what is shown.
    let text = if text.len() == folded.len() { text } else { folded };
    let edge = |at: usize, back: bool| {
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at = if back { at - 1 } else { at + 1 };
        }
        at
    };
    let (from, to) = (edge(at.saturating_sub(BEFORE), true), edge(at + length + AFTER, false));
    let words: Vec<&str> = text[from..to].split_whitespace().collect();
    let cut = |is: bool| if is { "…" } else { "" };
    format!("{}{}{}", cut(from > 0), words.join(" "), cut(to < text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_line_and_ends_between_characters() {
        let text = "ü".repeat(40) + "\n\"orderId\":\t\"ORD-1\"" + &"ö".repeat(80);
        let folded = fold(&text);
        let at = folded.find("ord-1").expect("there");
        let excerpt = excerpt(&text, &folded, at, 5);
        assert!(excerpt.contains("\"orderId\": \"ORD-1\""), "{excerpt}");
        assert!(excerpt.starts_with('…') && excerpt.ends_with('…') && !excerpt.contains('\n'));
        assert_eq!(super::excerpt("ab", "ab", 0, 2), "ab");
    }
}
