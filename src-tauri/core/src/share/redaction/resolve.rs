//! Which of several findings at one place is hidden, and what then stands there.

use std::ops::Range;

use super::leaves::Hidden;
use super::{Found, marker};
use crate::wire::FindingKind;

/// How much stands around a finding in its excerpt, in letters on each side.
const AROUND: usize = 32;

/// What is hidden, in order and without overlaps, and what is shown on purpose. Where findings overlap, all of what they
/// cover is hidden, by the name of the longest. Markers of ours stay as they are.
pub fn resolve(text: &str, candidates: Vec<Found>, hides: impl Fn(&Found) -> bool) -> (Vec<Found>, Vec<Found>) {
    let markers = marker::find(text);
    let (mut hidden, mut kept): (Vec<Found>, Vec<Found>) = (Vec::new(), Vec::new());
    for mut found in candidates {
        if found.range.is_empty() || !without_markers(text, &mut found.range, &markers) {
            continue;
        }
        if hides(&found) {
            hidden.push(found);
        } else {
            kept.push(found);
        }
    }
    let hidden = joined(hidden);
    let mut kept = joined_by_kind(kept);
    kept.retain(|it| !covers(&hidden, &it.range));
    (hidden, kept)
}

/// A finding reaches up to a marker, or begins after it. Says whether anything is left.
fn without_markers(text: &str, range: &mut Range<usize>, markers: &[Range<usize>]) -> bool {
    let first = markers.partition_point(|marker| marker.end <= range.start);
    for marker in &markers[first..] {
        if marker.start >= range.end {
            break;
        }
        let before = range.start..marker.start.max(range.start);
        if is_more(&text[before.clone()]) {
            *range = before;
            return true;
        }
        range.start = marker.end.min(range.end);
    }
    is_more(&text[range.clone()])
}

/// Whether there is anything to hide beside a marker: marks alone are not.
fn is_more(text: &str) -> bool {
    text.chars().any(|letter| !letter.is_whitespace() && !"=.,:;-/+_[]{}()\"'\\".contains(letter))
}

fn joined(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|it| (it.range.start, std::cmp::Reverse(it.range.end), it.kind));
    let mut out: Vec<Found> = Vec::with_capacity(found.len());
    for next in found {
        match out.last_mut() {
            Some(last) if next.range.start < last.range.end => {
                let union = last.range.start..last.range.end.max(next.range.end);
                let longer = next.range.len() > last.range.len();
                // Of the same words, what says more of them names them.
                let same = next.range.len() == last.range.len() && next.kind < last.kind;
                if longer || same {
                    *last = next;
                }
                last.range = union;
            }
            _ => out.push(next),
        }
    }
    out
}

/// The same value seen in two readings counts once; different kinds are told one by one.
fn joined_by_kind(found: Vec<Found>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::with_capacity(found.len());
    for next in found {
        let same = out
            .iter()
            .rev()
            .take(8)
            .any(|it| it.kind == next.kind && it.range.start <= next.range.start && next.range.end <= it.range.end);
        if !same {
            out.push(next);
        }
    }
    out
}

fn covers(hidden: &[Found], range: &Range<usize>) -> bool {
    let at = hidden.partition_point(|it| it.range.end <= range.start);
    hidden.get(at).is_some_and(|it| it.range.start <= range.start && range.end <= it.range.end)
}

/// As it is to be cut to JSON's leaves.
pub fn hidden(found: &Found) -> Hidden {
    let wide = matches!(found.kind, FindingKind::OwnPattern | FindingKind::OwnWord | FindingKind::SecretVariable);
    Hidden { range: found.range.clone(), label: found.label, wide, quotes: String::new() }
}

/// The text with markers in place of what is hidden.
pub fn replaced(text: &str, hidden: &[Hidden]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for it in hidden {
        let start = text.floor_char_boundary(it.range.start).max(from);
        let end = text.ceil_char_boundary(it.range.end).max(start);
        out.push_str(&text[from..start]);
        out.push_str(&it.quotes);
        out.push_str(&marker::marker(it.label));
        out.push_str(&it.quotes);
        from = end;
    }
    out.push_str(&text[from..]);
    out
}

/// What stands around a finding, on one line. It, and all others near it, are hidden, those too that are shown in the
/// text itself.
pub fn excerpt(text: &str, all: &[(&Found, bool)], number: usize) -> String {
    let here = &all[number].0.range;
    let window = text.floor_char_boundary(here.start.saturating_sub(AROUND * 4))
        ..text.ceil_char_boundary(text.len().min(here.end + AROUND * 4));
    let (mut before, mut after, mut from) = (String::new(), String::new(), window.start);
    let first = all[..number].iter().rposition(|(it, _)| it.range.end <= window.start).map_or(0, |at| at + 1);
    let mut marked = "";
    for (index, (it, _)) in all.iter().enumerate().skip(first) {
        if it.range.start >= window.end {
            break;
        }
        let side = if index <= number { &mut before } else { &mut after };
        let start = text.floor_char_boundary(it.range.start).max(from);
        side.push_str(&text[from..start]);
        if index == number {
            marked = it.label;
        } else if it.range.end > from {
            side.push_str(&marker::marker(it.label));
        }
        from = from.max(text.ceil_char_boundary(it.range.end));
    }
    after.push_str(text.get(from..window.end).unwrap_or_default());
    let line =
        |text: &str| text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect::<String>();
    let before: String = {
        let letters: Vec<char> = line(&before).chars().collect();
        letters[letters.len().saturating_sub(AROUND)..].iter().collect()
    };
    let after: String = line(&after).chars().take(AROUND).collect();
    format!("{}{}{}", before.trim_start(), marker::marker(marked), after.trim_end())
}
