//! Looking through a response of any length, a piece at a time: memory does not grow with it. Knows no file and no thread;
//! the bytes come from a function, so that a response that still comes in can be looked through as far as it is there.

use std::io;

use memchr::memchr_iter;
use regex::bytes::{Regex, RegexBuilder};

use super::exact::{self, Exact};
use super::expression::Expression;
use crate::failure::Failure;
use crate::wire::{FindMode, FindQuery, FindStep, FindSummary, FoundPlace};

/// Bytes that are read at once. In pieces of this size 200 MB are looked through in 0.8 to 1.1 s, and memory stays as it was
/// (`make bench`).
const PIECE: usize = 1 << 20;
/// A line longer than this is looked through in parts.
const LONGEST_LINE: usize = 4 << 20;
/// How much of a part is looked through again with the next, so that what lies over their border is found: no longer text
/// is looked for, and no longer match of a regular expression is found there.
const OVERLAP: usize = 4096;
/// How many places are told; all are counted.
pub const MOST_TOLD: u64 = 5000;
/// The longest text that is looked for, in bytes.
const LONGEST: usize = 1000;
/// The memory that a regular expression may take, in bytes.
const LARGEST_REGEX: usize = 1 << 20;
/// What is told around what was found, in bytes.
const BEFORE: usize = 60;
const FOUND: usize = 200;
const AFTER: usize = 140;

/// What is looked for, understood.
pub struct Finder(What);

enum What {
    Regex(Regex),
    Expression(Expression),
}

/// What it is told to.
pub trait Listener {
    /// More was found, or was looked through.
    fn step(&mut self, step: FindStep);
    /// Whether to go on.
    fn goes_on(&self) -> bool;
}

impl Finder {
    /// Understands what is looked for.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub fn parse(query: &FindQuery) -> Result<Self, Failure> {
        if query.text.is_empty() {
            return Err(Failure::other("Type what to look for.", ""));
        }
        if query.text.len() > LONGEST {
            return Err(Failure::other(format!("What is looked for can have {LONGEST} bytes at most."), ""));
        }
        let pattern = match query.mode {
            FindMode::Expression => {
                let expression = Expression::parse(&query.text).map_err(|why| Failure::other(why, ""))?;
                return Ok(Self(What::Expression(expression)));
            }
            FindMode::Text => regex::escape(&query.text),
            FindMode::Regex => query.text.clone(),
        };
        let regex = RegexBuilder::new(&pattern)
            .case_insensitive(!query.match_case)
            .multi_line(true)
            .crlf(true)
            .size_limit(LARGEST_REGEX)
            .build()
            .map_err(|error| Failure::other(format!("This is no regular expression: {}.", reason(&error)), ""))?;
        Ok(Self(What::Regex(regex)))
    }

    /// Looks through what `read` gives: bytes from an offset on, fewer than asked for at the end.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn look(
        &self,
        mut read: impl FnMut(u64, usize) -> io::Result<Vec<u8>>,
        listener: &mut impl Listener,
    ) -> io::Result<FindSummary> {
        let mut looking = Looking { from: 0, line: 1, next: 0, found: Vec::new(), summary: FindSummary::default() };
        let mut text: Vec<u8> = Vec::new();
        loop {
            if !listener.goes_on() {
                looking.summary.stopped = true;
                return Ok(looking.summary);
            }
            let piece = read(looking.from + text.len() as u64, PIECE)?;
            let last = piece.is_empty();
            text.extend_from_slice(&piece);
            // Whole lines, or a part of one that is too long to be held.
            let (end, done) = match memchr::memrchr(b'\n', &text) {
                _ if last => (text.len(), text.len()),
                Some(at) => (at + 1, at + 1),
                None if text.len() > LONGEST_LINE => (text.len(), text.len() - OVERLAP),
                None => continue,
            };
            match &self.0 {
                What::Regex(regex) => looking.places(regex, &text[..end], done),
                What::Expression(expression) => looking.lines(expression, &text[..done]),
            }
            looking.line += memchr_iter(b'\n', &text[..done]).count() as u64;
            looking.from += done as u64;
            text.drain(..done);
            looking.summary.read = looking.from;
            listener.step(FindStep { found: std::mem::take(&mut looking.found), read: looking.from });
            if last {
                return Ok(looking.summary);
            }
        }
    }
}

/// How far it was looked.
struct Looking {
    /// The first byte of the part that is looked through.
    from: u64,
    /// Its line, from 1.
    line: u64,
    /// Where the last place ended: none begins before.
    next: u64,
    found: Vec<FoundPlace>,
    summary: FindSummary,
}

impl Looking {
    /// Places of a pattern in a part; those that begin at `done` or later come with the next.
    fn places(&mut self, regex: &Regex, text: &[u8], done: usize) {
        let (mut line, mut counted) = (self.line, 0);
        for place in regex.find_iter(text) {
            let start = place.start();
            // A match ends with its line.
            let length = memchr::memchr2(b'\n', b'\r', place.as_bytes()).unwrap_or(place.len());
            let offset = self.from + start as u64;
            if start >= done || length == 0 || offset < self.next {
                continue;
            }
            self.next = offset + length as u64;
            self.summary.count += 1;
            if self.summary.count > MOST_TOLD {
                continue;
            }
            line += memchr_iter(b'\n', &text[counted..start]).count() as u64;
            counted = start;
            let end = start + length;
            let before = memchr::memrchr(b'\n', &text[..start]).map_or(0, |at| at + 1);
            let after = memchr::memchr2(b'\n', b'\r', &text[end..]).map_or(text.len(), |at| end + at);
            let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            self.found.push(FoundPlace {
                offset,
                length: u32::try_from(length).unwrap_or(u32::MAX),
                line,
                before: shown(&text[from_character(text, before.max(start.saturating_sub(BEFORE)))..start]),
                text: shown(&text[start..to_character(text, end.min(start + FOUND))]),
                after: shown(&text[end..to_character(text, after.min(end + AFTER))]),
            });
        }
    }

    /// Lines of a part that an expression finds something in.
    fn lines(&mut self, expression: &Expression, text: &[u8]) {
        let mut from = self.from;
        for (line, written) in (self.line..).zip(text.split_inclusive(|byte| *byte == b'\n')) {
            let offset = from;
            from += written.len() as u64;
            let trimmed = written.trim_ascii_end();
            if trimmed.trim_ascii().is_empty() {
                continue;
            }
            let Some(json) = str::from_utf8(trimmed).ok().and_then(exact::read) else {
                self.summary.not_json += 1;
                continue;
            };
            // What cannot be reckoned for a line finds nothing in it.
            let Ok(found) = expression.search(&json) else { continue };
            if is_nothing(&found) {
                continue;
            }
            self.summary.count += 1;
            if self.summary.count <= MOST_TOLD {
                let told = found.show(FOUND);
                let cut = told.char_indices().nth(FOUND).map(|(end, _)| format!("{}…", &told[..end]));
                self.found.push(FoundPlace {
                    offset,
                    length: u32::try_from(trimmed.len()).unwrap_or(u32::MAX),
                    line,
                    before: String::new(),
                    text: cut.unwrap_or(told),
                    after: String::new(),
                });
            }
        }
    }
}

/// Nothing, as JMESPath sees it.
fn is_nothing(found: &Exact) -> bool {
    match found {
        Exact::Null | Exact::Bool(false) => true,
        Exact::Text(text) => text.is_empty(),
        Exact::List(items) => items.is_empty(),
        Exact::Object(members) => members.is_empty(),
        Exact::Bool(true) | Exact::Number(_) => false,
    }
}

fn continues(text: &[u8], at: usize) -> bool {
    text.get(at).is_some_and(|byte| byte & 0xc0 == 0x80)
}

/// The beginning of the first character from `at` on, three bytes further at most.
fn from_character(text: &[u8], at: usize) -> usize {
    (at..at + 3).find(|at| !continues(text, *at)).unwrap_or(at)
}

/// The end of the last character before `at`, three bytes before at most.
fn to_character(text: &[u8], at: usize) -> usize {
    (0..3).map(|back| at.saturating_sub(back)).find(|at| !continues(text, *at)).unwrap_or(at)
}

/// What is wrong with a regular expression, in the last line of what is said of it.
fn reason(error: &regex::Error) -> String {
    let told = error.to_string();
    let last = told.lines().last().unwrap_or_default().trim();
    last.strip_prefix("error: ").unwrap_or(last).trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Default)]
    struct Kept {
        found: Vec<FoundPlace>,
        steps: usize,
        most: Option<usize>,
    }

    impl Listener for Kept {
        fn step(&mut self, step: FindStep) {
            self.found.extend(step.found);
            self.steps += 1;
        }
        fn goes_on(&self) -> bool {
            self.most.is_none_or(|most| self.steps < most)
        }
    }

    fn query(text: &str, mode: FindMode, match_case: bool) -> FindQuery {
        FindQuery { text: text.into(), mode, match_case }
    }

    fn look(text: &[u8], query: &FindQuery, piece: usize) -> (Vec<FoundPlace>, FindSummary) {
        let mut kept = Kept::default();
        let read = |offset: u64, most: usize| {
            let from = usize::try_from(offset).expect("small").min(text.len());
            Ok(text[from..(from + most.min(piece)).min(text.len())].to_vec())
        };
        let summary = Finder::parse(query).expect("understood").look(read, &mut kept).expect("read");
        (kept.found, summary)
    }

    fn places(text: &str, query: &FindQuery) -> Vec<(u64, u64, String)> {
        look(text.as_bytes(), query, PIECE).0.into_iter().map(|it| (it.offset, it.line, it.text)).collect()
    }

    #[test]
    fn text_is_found_with_its_line_and_what_is_around_it() {
        let text = "one\ntwo Ön three\r\nön";
        let found = places(text, &query("ön", FindMode::Text, false));
        assert_eq!(found, [(8, 2, "Ön".into()), (19, 3, "ön".into())]);
        let (found, summary) = look(text.as_bytes(), &query("Ön", FindMode::Text, true), PIECE);
        assert_eq!((found[0].before.as_str(), found[0].after.as_str(), found[0].length), ("two ", " three", 3));
        assert_eq!((summary.count, summary.read), (1, 22));
        assert!(places(text, &query("t.o", FindMode::Text, false)).is_empty());
    }

    #[test]
    fn a_regular_expression_stays_in_its_line() {
        let text = "a1\nb22\n\nc";
        assert_eq!(
            places(text, &query("^[a-z]\\d+$", FindMode::Regex, false)),
            [(0, 1, "a1".into()), (3, 2, "b22".into())]
        );
        assert_eq!(places(text, &query("2[^x]*", FindMode::Regex, false)), [(4, 2, "22".into())]);
        assert!(places(text, &query("x*", FindMode::Regex, false)).is_empty(), "nothing is no place");
        let told = Finder::parse(&query("(a", FindMode::Regex, false)).err().expect("open");
        assert_eq!(told.message, "This is no regular expression: unclosed group.");
    }

    #[test]
    fn an_expression_looks_through_each_line_that_is_json() {
        let text = "{\"level\":\"ERROR\",\"n\":12345678901234567890}\nplain\n\n{\"level\":\"INFO\"}\n[1";
        let (found, summary) = look(text.as_bytes(), &query("level == 'ERROR' && n", FindMode::Expression, false), 7);
        assert_eq!((found.len(), found[0].text.as_str(), found[0].line), (1, "12345678901234567890", 1));
        assert_eq!((found[0].offset, found[0].length as usize), (0, text.find('\n').expect("a line")));
        assert_eq!((summary.count, summary.not_json), (1, 2));
        assert!(Finder::parse(&query("level ==", FindMode::Expression, false)).is_err());
    }

    #[test]
    fn a_line_without_end_is_looked_through_in_parts() {
        let mut text = vec![b'x'; LONGEST_LINE * 2 + 100];
        let borders = [0, LONGEST_LINE - 2, LONGEST_LINE, PIECE * 5 - OVERLAP - 2, text.len() - 6];
        for at in borders {
            text[at..at + 6].copy_from_slice(b"needle");
        }
        let (found, summary) = look(&text, &query("needle", FindMode::Text, true), PIECE);
        let offsets: Vec<usize> = found.iter().map(|place| usize::try_from(place.offset).expect("small")).collect();
        // Two of them lie upon each other.
        assert_eq!(offsets, [0, LONGEST_LINE, PIECE * 5 - OVERLAP - 2, text.len() - 6]);
        assert_eq!(summary.read, text.len() as u64);
    }

    #[test]
    fn so_many_are_told_and_all_are_counted_and_it_can_be_stopped() {
        let text = "ab\n".repeat(6000);
        let (found, summary) = look(text.as_bytes(), &query("b", FindMode::Text, false), PIECE);
        assert_eq!((found.len(), summary.count), (5000, 6000));
        let mut kept = Kept { most: Some(1), ..Kept::default() };
        let endless = |_, most: usize| Ok(vec![b'\n'; most]);
        let summary =
            Finder::parse(&query("b", FindMode::Text, false)).expect("b").look(endless, &mut kept).expect("read");
        assert!(summary.stopped);
    }

    proptest! {
        #[test]
        fn the_size_of_the_pieces_does_not_matter(text in "[ab\n]{0,60}", piece in 1usize..9) {
            let query = query("ab", FindMode::Text, true);
            let whole: Vec<u64> = text.match_indices("ab").map(|(at, _)| at as u64).collect();
            let (found, summary) = look(text.as_bytes(), &query, piece);
            prop_assert_eq!(found.iter().map(|place| place.offset).collect::<Vec<_>>(), whole);
            let line = |offset: u64| text[..usize::try_from(offset).unwrap()].matches('\n').count() as u64 + 1;
            prop_assert!(found.iter().all(|place| place.line == line(place.offset)));
            prop_assert_eq!(summary.read, text.len() as u64);
        }
    }
}
