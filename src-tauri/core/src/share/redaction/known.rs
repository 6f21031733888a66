//! What is known to be secret: values of secret variables and of the credentials that were used, and what the user says.
//! A value is looked for in every reading of a text, so that escapes, percent-encoding, base64 and hexadecimal are off
//! already; where a text cannot be read so (base64 that was cut, or of bytes), it is looked for as base64 and
//! hexadecimal would write it.

use aho_corasick::{AhoCorasick, MatchKind};
use regex::{Regex, RegexBuilder};

use super::view::View;
use super::{Candidate, marker};
use crate::encoded::{self, is_base64_letter};
use crate::share::trouble::ShareError;
use crate::wire::{FindingKind, HideOptions};

/// The longest pattern and word, in bytes: longer than any that a person writes.
pub const LONGEST_PATTERN: usize = 1000;
/// How many patterns and how many words there may be.
pub const MOST_PATTERNS: usize = 100;
/// How large a pattern may become when it is made ready, in bytes; so that none takes long or much memory.
const LARGEST: usize = 1024 * 1024;

/// The shortest value that is looked for as base64 and hexadecimal, in bytes. Of shorter ones so few letters are sure
/// that they stand in every longer base64.
const SHORTEST_ENCODED: usize = 4;

/// What is known.
#[derive(Default)]
pub struct Known {
    secrets: Option<AhoCorasick>,
    /// Which of the forms of secrets are base64.
    in_base64: Vec<bool>,
    words: Option<AhoCorasick>,
    patterns: Vec<Regex>,
}

impl Known {
    /// Makes ready what is looked for.
    ///
    /// # Errors
    /// A pattern that cannot be used.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>, options: &HideOptions) -> Result<Self, ShareError> {
        let mut forms: Vec<(Vec<u8>, bool)> = Vec::new();
        for secret in secrets.into_iter().filter(|secret| !secret.is_empty()) {
            forms.push((secret.as_bytes().to_vec(), false));
            forms.push((encoded::form(secret).into_bytes(), false));
            if secret.len() >= SHORTEST_ENCODED {
                forms.extend(encoded::hexadecimal(secret.as_bytes()).map(|hex| (hex.into_bytes(), false)));
                let cores = encoded::base64_cores(secret.as_bytes()).into_iter();
                forms.extend(cores.filter(|core| core.len() >= SHORTEST_ENCODED).map(|core| (core, true)));
            }
        }
        forms.sort();
        forms.dedup();
        let automaton = |patterns: Vec<&[u8]>, any_case: bool| {
            let built =
                AhoCorasick::builder().match_kind(MatchKind::Standard).ascii_case_insensitive(any_case).build(patterns);
            built.map_err(|_| ShareError::TooMuchToHide)
        };
        let words: Vec<&[u8]> =
            options.words.iter().map(|word| word.trim().as_bytes()).filter(|word| !word.is_empty()).collect();
        if words.len() > MOST_PATTERNS || options.patterns.len() > MOST_PATTERNS {
            return Err(ShareError::TooManyWords);
        }
        let long = options.words.iter().chain(&options.patterns).find(|it| it.len() > LONGEST_PATTERN);
        if long.is_some() {
            return Err(ShareError::LongPattern);
        }
        let in_base64 = forms.iter().map(|(_, core)| *core).collect();
        let forms: Vec<&[u8]> = forms.iter().map(|(form, _)| form.as_slice()).collect();
        Ok(Self {
            secrets: if forms.is_empty() { None } else { Some(automaton(forms, false)?) },
            in_base64,
            words: if words.is_empty() { None } else { Some(automaton(words, true)?) },
            patterns: options
                .patterns
                .iter()
                .filter(|it| !it.is_empty())
                .map(|it| ready(it))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Looks for all of it.
    pub fn look(&self, view: &View<'_>, found: &mut Vec<Candidate>) {
        let text = view.text.as_ref();
        let bytes = text.as_bytes();
        if let Some(secrets) = &self.secrets {
            for at in secrets.find_overlapping_iter(text) {
                let mut range = at.start()..at.end();
                if self.in_base64[at.pattern().as_usize()] {
                    // The letters on both sides hold a few bits of it.
                    range.start -= usize::from(range.start > 0 && is_base64_letter(bytes[range.start - 1]));
                    range.end += usize::from(bytes.get(range.end).is_some_and(|byte| is_base64_letter(*byte)));
                }
                push(found, range, FindingKind::SecretVariable);
            }
        }
        if let Some(words) = &self.words {
            for at in words.find_overlapping_iter(text) {
                push(found, at.start()..at.end(), FindingKind::OwnWord);
            }
        }
        for pattern in &self.patterns {
            for at in pattern.find_iter(text).filter(|at| !at.is_empty()) {
                push(found, at.range(), FindingKind::OwnPattern);
            }
        }
    }
}

fn push(found: &mut Vec<Candidate>, range: std::ops::Range<usize>, kind: FindingKind) {
    found.push(Candidate { range, kind, label: marker::label(kind) });
}

fn ready(pattern: &str) -> Result<Regex, ShareError> {
    RegexBuilder::new(pattern).size_limit(LARGEST).dfa_size_limit(LARGEST).build().map_err(|error| {
        let why = match error {
            regex::Error::CompiledTooBig(_) => "it would become too large".to_owned(),
            error => {
                error.to_string().lines().last().unwrap_or_default().trim().trim_start_matches("error: ").to_owned()
            }
        };
        ShareError::BadPattern { pattern: pattern.to_owned(), why }
    })
}
