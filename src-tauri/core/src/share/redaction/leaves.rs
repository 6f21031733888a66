//! JSON stays JSON: what is hidden in it is cut to the strings and numbers it lies in, never splits an escape, and a
//! number becomes a string. A string may hold JSON again, several times over, and stays JSON too.

use std::ops::Range;

use serde::de::IgnoredAny;

use super::view::{View, escape};

/// Something that is to be hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// Which bytes.
    pub range: Range<usize>,
    /// The marker's label.
    pub label: &'static str,
    /// Whether it may go over more than one string: what the user's own patterns find does.
    pub wide: bool,
    /// The quotes that a marker needs in place of a number.
    pub quotes: String,
}

/// JSON within JSON deeper than this is hidden as text.
const DEEPEST: usize = 5;

/// Cuts what is hidden in a text to the leaves of its JSON. `hidden` is in order and does not overlap. Text that is not
/// JSON is looked at line by line, as logs are.
pub fn cut(text: &str, hidden: Vec<Hidden>) -> Vec<Hidden> {
    if is_json(text) {
        return cut_json(text, &hidden);
    }
    let mut out = Vec::with_capacity(hidden.len());
    let mut rest = hidden.into_iter().peekable();
    while let Some(first) = rest.next() {
        let start = text[..first.range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[first.range.start..].find('\n').map_or(text.len(), |at| first.range.start + at);
        let line = &text[start..end];
        let mut of_line = vec![first];
        while let Some(next) = rest.next_if(|next| next.range.start < end) {
            of_line.push(next);
        }
        if of_line.iter().all(|it| it.range.end <= end) && is_json(line) {
            let shifted: Vec<Hidden> = of_line.into_iter().map(|it| shift(it, |at| at - start)).collect();
            out.extend(cut_json(line, &shifted).into_iter().map(|it| shift(it, |at| at + start)));
        } else {
            out.extend(of_line);
        }
    }
    out
}

fn shift(hidden: Hidden, by: impl Fn(usize) -> usize) -> Hidden {
    Hidden { range: by(hidden.range.start)..by(hidden.range.end), ..hidden }
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[', '"', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

fn cut_json(text: &str, hidden: &[Hidden]) -> Vec<Hidden> {
    let mut cutting =
        Cutting { hidden, next: 0, taken: vec![false; hidden.len()], out: Vec::with_capacity(hidden.len()) };
    cutting.go(&View::of(text), 0, "\"");
    cutting.out
}

struct Cutting<'a> {
    hidden: &'a [Hidden],
    /// The first that does not end before the place that is looked at.
    next: usize,
    taken: Vec<bool>,
    out: Vec<Hidden>,
}

impl Cutting<'_> {
    /// Goes through the leaves of JSON.
    fn go(&mut self, view: &View<'_>, depth: usize, quote: &str) {
        let bytes = view.text.as_bytes();
        let mut at = 0;
        while at < bytes.len() && self.next < self.hidden.len() {
            let start = at;
            match bytes[at] {
                b'"' => {
                    at += 1;
                    while bytes.get(at).is_some_and(|byte| *byte != b'"') {
                        at += if bytes[at] == b'\\' { 2 } else { 1 };
                    }
                    self.string(view, start + 1..at.min(bytes.len()), depth, quote);
                    at += 1;
                }
                b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {
                    let part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
                    while bytes.get(at).is_some_and(|byte| part(*byte)) {
                        at += 1;
                    }
                    self.scalar(view.original(start..at), quote);
                }
                _ => at += 1,
            }
        }
    }

    /// Those that lie in a range, by their numbers.
    fn within(&mut self, range: &Range<usize>) -> Range<usize> {
        while self.hidden.get(self.next).is_some_and(|it| it.range.end <= range.start) {
            self.next += 1;
        }
        let count = self.hidden[self.next..].iter().take_while(|it| it.range.start < range.end).count();
        self.next..self.next + count
    }

    fn scalar(&mut self, whole: Range<usize>, quote: &str) {
        for number in self.within(&whole) {
            if self.may_take(number) {
                let hidden = &self.hidden[number];
                self.out.push(Hidden { range: whole.clone(), quotes: quote.to_owned(), ..hidden.clone() });
                // One marker is enough for one number.
                return;
            }
        }
    }

    fn string(&mut self, view: &View<'_>, inner: Range<usize>, depth: usize, quote: &str) {
        if inner.is_empty() {
            return;
        }
        let whole = view.original(inner.clone());
        let numbers = self.within(&whole);
        if numbers.is_empty() {
            return;
        }
        let part = view.part(inner.clone());
        let opens = part.text.trim_start().starts_with(['{', '[']);
        if opens && depth < DEEPEST && is_json(&part.text) {
            // A backslash before each letter of the quote that is one itself or a quote.
            let deeper: String = quote.chars().flat_map(|letter| ['\\', letter]).collect();
            self.go(&part, depth + 1, &deeper);
            return;
        }
        // The units of the string and the findings, side by side.
        let bytes = &view.text.as_bytes()[..inner.end];
        let mut at = inner.start;
        for number in numbers {
            if !self.may_take(number) {
                continue;
            }
            let hidden = &self.hidden[number];
            let (mut start, mut end) = (None, whole.start);
            while at < inner.end {
                let length = match bytes[at] {
                    b'\\' => escape(&bytes[at..]).map_or(2, |(_, length)| length),
                    _ => 1,
                };
                let unit = view.original(at..(at + length).min(inner.end));
                if unit.start >= hidden.range.end {
                    break;
                }
                if unit.end > hidden.range.start {
                    start.get_or_insert(unit.start);
                    end = unit.end;
                }
                at += length;
            }
            if let Some(start) = start.filter(|start| *start < end) {
                self.out.push(Hidden { range: start..end, ..hidden.clone() });
            }
        }
    }

    /// Whether a finding is hidden here too: most lie in one leaf, and what another reading saw beyond it is none.
    fn may_take(&mut self, number: usize) -> bool {
        let first = !std::mem::replace(&mut self.taken[number], true);
        first || self.hidden[number].wide
    }
}
