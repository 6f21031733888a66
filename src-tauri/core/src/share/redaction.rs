//! What must not leave the machine is found and hidden: credentials, tokens, accounts, addresses, and what the user says.
//!
//! A text is read as it stands and as it reads with each encoding taken off ([`view`]): escapes of JSON, several times
//! over, percent-encoding, base64, hexadecimal. What is found in a reading is hidden where it was written. All else stays
//! byte for byte, and JSON stays JSON ([`leaves`]). Pure, and linear in the length of the text: every search begins where
//! a few letters were seen and reads no further than what it looks for may be long, and all readings together are at
//! most [`READINGS`] times as long as the text.
//!
//! Texts of functions are hostile. What a function encrypts, splits or encodes in a way of its own is not found; neither
//! is a secret that looks like any other word and has no name beside it.

mod forms;
mod known;
mod leaves;
mod marker;
mod names;
mod resolve;
mod tokens;
mod values;
mod vendors;
mod view;

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use sha2::{Digest, Sha256};

use super::trouble::ShareError;
use crate::wire::{Finding, FindingCount, FindingKind, Findings, HideOptions, SharePart};
use forms::Form;
use known::Known;
use values::Ends;
use view::View;

pub use known::{LONGEST_PATTERN, MOST_PATTERNS};

/// How long all readings of a text may be together, in multiples of its own length.
const READINGS: usize = 12;
/// What short texts may have besides, in bytes.
const READINGS_LEAST: usize = 256 * 1024;
/// How many encodings may lie in each other.
const DEEPEST: usize = 6;
/// How often a text is looked at. What is hidden may bring to light what stood too close to it to be seen; a second look
/// finds that, and the next finds nothing.
const LOOKS: usize = 6;
/// How many findings are listed. A page can show that many, and nobody looks through more.
const LISTED: usize = 500;

/// Something that may have to be hidden, in bytes of the reading it was found in.
#[derive(Clone, Debug)]
struct Candidate {
    range: Range<usize>,
    kind: FindingKind,
    label: &'static str,
}

/// A candidate in the text itself.
#[derive(Clone, Debug)]
struct Found {
    range: Range<usize>,
    kind: FindingKind,
    label: &'static str,
    /// Its number among the values of its kind; 0 for one that only a later look has found. Those have no id of their own
    /// to be shown by: which there are depends on what is hidden.
    number: u32,
}

/// A secret that stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Which bytes.
    pub range: Range<usize>,
    /// What it is, in a word or two.
    pub label: &'static str,
}

/// Hides what must not leave, in one text after the other, and remembers what it found.
pub struct Redactor {
    signs: AhoCorasick,
    meanings: Vec<Sign>,
    known: Known,
    options: HideOptions,
    /// Which values were found, by a hash of kind and value.
    numbers: HashMap<[u8; 16], u32>,
    most: HashMap<FindingKind, u32>,
    counts: HashMap<(SharePart, FindingKind), (u32, u32)>,
    list: Vec<Finding>,
}

#[derive(Clone, Copy)]
enum Sign {
    Name,
    Form(Form),
}

impl Redactor {
    /// Makes ready to hide. `secrets` are values that are hidden wherever they stand: those of secret variables, and of
    /// the credentials that were used.
    ///
    /// # Errors
    /// A pattern or word of the user's own that cannot be used.
    pub fn new<'a>(options: &HideOptions, secrets: impl IntoIterator<Item = &'a str>) -> Result<Self, ShareError> {
        let names = names::WORDS.iter().map(|word| (*word, Sign::Name));
        let forms = forms::signs().map(|(sign, form)| (sign, Sign::Form(form)));
        let (signs, meanings): (Vec<&str>, Vec<Sign>) = names.chain(forms).unzip();
        let signs = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(signs)
            .map_err(|_| ShareError::TooMuchToHide)?;
        Ok(Self {
            signs,
            meanings,
            known: Known::new(secrets, options)?,
            options: options.clone(),
            numbers: HashMap::new(),
            most: HashMap::new(),
            counts: HashMap::new(),
            list: Vec::new(),
        })
    }

    /// The text with what must not leave hidden.
    pub fn text(&mut self, part: SharePart, text: &str) -> String {
        let mut current = text.to_owned();
        for look in 0..LOOKS {
            let candidates = self.candidates(&current, look == 0);
            let hides = |found: &Found| self.hides(found);
            let (hidden, kept) = resolve::resolve(&current, candidates, hides);
            let shown = if look == 0 { kept.as_slice() } else { &[] };
            self.note(part, &current, &hidden, shown);
            let cut = leaves::cut(&current, hidden.iter().map(resolve::hidden).collect());
            if cut.is_empty() {
                break;
            }
            let next = resolve::replaced(&current, &cut);
            if next == current {
                break;
            }
            current = next;
        }
        current
    }

    /// Where in a text there is something to hide, in order and without overlaps.
    pub fn secrets(&mut self, text: &str) -> Vec<Secret> {
        let candidates = self.candidates(text, true);
        let (hidden, _) = resolve::resolve(text, candidates, |found| self.hides(found));
        let cut = leaves::cut(text, hidden.iter().map(resolve::hidden).collect());
        cut.into_iter().map(|it| Secret { range: it.range, label: it.label }).collect()
    }

    /// The bytes with what must not leave hidden. Bytes that are no text stay as they are.
    pub fn bytes(&mut self, part: SharePart, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            if !chunk.valid().is_empty() {
                out.extend_from_slice(self.text(part, chunk.valid()).as_bytes());
            }
            out.extend_from_slice(chunk.invalid());
        }
        out
    }

    /// What was found in these parts.
    pub fn findings(self, wanted: impl Fn(SharePart) -> bool) -> Findings {
        let mut more = 0;
        let mut counts: Vec<FindingCount> =
            FindingKind::ALL.iter().map(|kind| FindingCount { kind: *kind, found: 0, hidden: 0 }).collect();
        for ((_, kind), (found, hidden)) in self.counts.iter().filter(|((part, _), _)| wanted(*part)) {
            if let Some(count) = counts.iter_mut().find(|count| count.kind == *kind) {
                count.found += found;
                count.hidden += hidden;
                more += found;
            }
        }
        let list: Vec<Finding> = self.list.into_iter().filter(|finding| wanted(finding.part)).collect();
        let more = more - u32::try_from(list.len()).unwrap_or(more).min(more);
        Findings { counts, list, more }
    }

    /// How many findings are listed so far.
    pub fn listed(&self) -> usize {
        self.list.len()
    }

    /// Says of all findings from this one on that they are in a request of this name.
    pub fn are_in(&mut self, from: usize, request: &str) {
        for finding in &mut self.list[from..] {
            finding.request = Some(request.to_owned());
        }
    }

    fn hides(&self, found: &Found) -> bool {
        // Which words and patterns there are is up to the user, so that their numbers mean nothing the next time.
        let own = matches!(found.kind, FindingKind::OwnWord | FindingKind::OwnPattern);
        let kept = !own && found.number > 0 && self.options.kept.contains(&id(found.kind, found.number));
        !self.options.shown.contains(&found.kind) && !kept
    }

    /// All that may have to be hidden, in the order of the text. Values get their numbers at the first look.
    fn candidates(&mut self, text: &str, first: bool) -> Vec<Found> {
        let mut found: Vec<(Candidate, [u8; 16])> = Vec::new();
        let mut room = text.len() * READINGS + READINGS_LEAST;
        self.read(&View::of(text), 0, &mut room, &mut found);
        // The outermost reading comes first, and says what the value is.
        found.sort_by_key(|(it, _)| (it.range.start, std::cmp::Reverse(it.range.end), it.kind));
        found.dedup_by(|(next, _), (kept, _)| next.range == kept.range && next.kind == kept.kind);
        let numbered = found.into_iter().map(|(it, value)| {
            let number = match self.numbers.get(&value) {
                Some(number) => *number,
                None if first => {
                    let most = self.most.entry(it.kind).or_default();
                    *most += 1;
                    self.numbers.insert(value, *most);
                    *most
                }
                None => 0,
            };
            Found { range: it.range, kind: it.kind, label: it.label, number }
        });
        numbered.collect()
    }

    fn read(&self, view: &View<'_>, depth: usize, room: &mut usize, out: &mut Vec<(Candidate, [u8; 16])>) {
        let text = view.text.as_ref();
        if text.is_empty() || *room < text.len() {
            return;
        }
        *room -= text.len();
        let (mut found, mut readings) = (Vec::new(), Vec::new());
        self.look(text, &mut found);
        self.known.look(view, &mut found);
        tokens::look(text, &mut found, &mut readings);
        for candidate in found {
            let value = value_hash(candidate.kind, &text[candidate.range.clone()]);
            out.push((Candidate { range: view.original(candidate.range), ..candidate }, value));
        }
        if depth == DEEPEST {
            return;
        }
        if let Some(inner) = view.unescaped() {
            self.read(&inner, depth + 1, room, out);
        }
        for range in percent_runs(text) {
            if let Some(inner) = view.percent_decoded(range) {
                self.read(&inner, depth + 1, room, out);
            }
        }
        for reading in readings {
            if let Some(inner) = tokens::view(view, &reading) {
                self.read(&inner, depth + 1, room, out);
            }
        }
    }

    /// Looks where the letters of a name or a form are.
    fn look(&self, text: &str, found: &mut Vec<Candidate>) {
        let mut past = vec![0; self.meanings.len()];
        let (mut name_end, mut ends) = (0, Ends::default());
        for at in self.signs.find_overlapping_iter(text) {
            let (sign, number) = (at.start()..at.end(), at.pattern().as_usize());
            match self.meanings[number] {
                Sign::Name if sign.end > name_end => name_end = names::look(text, sign, &mut ends, found),
                Sign::Name => {}
                // What lies in what the same sign has found is a part of it.
                Sign::Form(_) if sign.start < past[number] => {}
                Sign::Form(form) => {
                    let before = found.len();
                    forms::look(text, sign, form, found);
                    if let Some(last) = found.get(before..).and_then(<[Candidate]>::last) {
                        past[number] = last.range.end;
                    }
                }
            }
        }
    }

    fn note(&mut self, part: SharePart, text: &str, hidden: &[Found], kept: &[Found]) {
        let mut all: Vec<(&Found, bool)> =
            hidden.iter().map(|it| (it, true)).chain(kept.iter().map(|it| (it, false))).collect();
        all.sort_by_key(|(it, _)| it.range.start);
        let (mut line, mut from) = (1, 0);
        for (number, (found, is_hidden)) in all.iter().enumerate() {
            let count = self.counts.entry((part, found.kind)).or_default();
            count.0 += 1;
            count.1 += u32::from(*is_hidden);
            if self.list.len() >= LISTED {
                continue;
            }
            let lines = memchr::memchr_iter(b'\n', &text.as_bytes()[from..found.range.start.max(from)]).count();
            line += u32::try_from(lines).unwrap_or(u32::MAX);
            from = found.range.start.max(from);
            self.list.push(Finding {
                id: id(found.kind, found.number),
                kind: found.kind,
                label: found.label.to_owned(),
                request: None,
                part,
                line,
                excerpt: resolve::excerpt(text, &all, number),
                hidden: *is_hidden,
            });
        }
    }
}

fn id(kind: FindingKind, number: u32) -> String {
    format!("{kind:?}-{number}")
}

fn value_hash(kind: FindingKind, value: &str) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(format!("{kind:?} "));
    hash.update(value.as_bytes());
    let mut short = [0; 16];
    short.copy_from_slice(&hash.finalize()[..16]);
    short
}

/// Words in which something is percent-encoded.
fn percent_runs(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let stop = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'\\' | b'`');
    let (mut runs, mut past) = (Vec::new(), 0);
    for at in memchr::memchr_iter(b'%', bytes) {
        if at < past || !bytes.get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit)) {
            continue;
        }
        let start = (past..at).rev().take_while(|at| !stop(bytes[*at])).last().unwrap_or(at);
        let end = (at..bytes.len()).find(|at| stop(bytes[*at])).unwrap_or(bytes.len());
        runs.push(start..end);
        past = end;
    }
    runs
}

#[cfg(test)]
mod tests;
