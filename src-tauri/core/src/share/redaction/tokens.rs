//! Runs of letters that may be more than letters: AWS secret keys, by how they are mixed, and text in base64 or
//! hexadecimal, which is then read like any other; and card numbers.

use std::ops::Range;

use super::view::{View, decode_base64};
use super::{Candidate, marker};
use crate::wire::FindingKind;

/// The shortest run that is read as base64, in letters: 12 bytes of text. What is secret by its form is longer.
const SHORTEST: usize = 16;

/// The shortest run that is read as hexadecimal.
const SHORTEST_HEX: usize = 24;

/// How much is decoded to see whether it is text.
const SAMPLE: usize = 64;

/// How a run reads.
pub enum Reading {
    /// As base64, from here.
    Base64(Range<usize>),
    /// As hexadecimal.
    Hex(Range<usize>),
}

/// Goes through the runs of a text.
pub fn look(text: &str, found: &mut Vec<Candidate>, readings: &mut Vec<Reading>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !is_part(bytes[at]) {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && is_part(bytes[at]) {
            at += 1;
        }
        if at - start < SHORTEST {
            continue;
        }
        secret_keys(bytes, start..at, found);
        let run = &bytes[start..at];
        if run.len() >= SHORTEST_HEX && run.iter().all(u8::is_ascii_hexdigit) {
            if is_text(&hex(&run[..run.len().min(SAMPLE) & !1]), run.len() > SAMPLE) {
                readings.push(Reading::Hex(start..start + (run.len() & !1)));
            }
            continue;
        }
        // A log's tail may begin anywhere within a group of four.
        for skip in 0..4 {
            let sample = &run[skip..run.len().min(skip + SAMPLE)];
            if sample.len() >= SHORTEST - 4 && is_text(&decode_base64(sample), true) {
                readings.push(Reading::Base64(start + skip..at));
                break;
            }
        }
    }
    cards(bytes, found);
}

/// The view of a reading.
pub fn view<'a>(whole: &'a View<'a>, reading: &Reading) -> Option<View<'a>> {
    match reading {
        Reading::Base64(range) => whole.base64_decoded(range.clone()),
        Reading::Hex(range) => whole.hex_decoded(range.clone()),
    }
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

fn hex(digits: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok()).unwrap_or(0);
    digits.chunks_exact(2).map(|two| digit(two[0]) << 4 | digit(two[1])).collect()
}

/// Whether bytes are text, perhaps with a cut letter at its end: valid UTF-8 without control letters but white space.
/// Of 12 random bytes that is so once in some hundred thousand times.
fn is_text(bytes: &[u8], cut: bool) -> bool {
    let text = match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if cut && error.error_len().is_none() => {
            str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let readable = |letter: char| !letter.is_control() || matches!(letter, '\n' | '\r' | '\t');
    !text.is_empty() && text.chars().all(readable) && text.bytes().filter(u8::is_ascii).count() * 4 >= text.len() * 3
}

/// An AWS secret access key has 40 letters of base64, no more and no less.
fn secret_keys(bytes: &[u8], run: Range<usize>, found: &mut Vec<Candidate>) {
    let mut from = run.start;
    while from < run.end {
        let end = (from..run.end).find(|at| matches!(bytes[*at], b'-' | b'_')).unwrap_or(run.end);
        let alone = bytes.get(end).is_none_or(|byte| !matches!(byte, b'-' | b'_' | b'='));
        let alone = alone && from.checked_sub(1).is_none_or(|before| !matches!(bytes[before], b'-' | b'_'));
        if end - from == 40 && alone && is_mixed(&bytes[from..end]) {
            let kind = FindingKind::AwsSecretKey;
            found.push(Candidate { range: from..end, kind, label: marker::label(kind) });
        }
        from = end + 1;
    }
}

/// Whether 40 letters are as mixed as those of a key. Of random letters of base64 two neighbours are of one kind (small,
/// capital, digit, mark) four times in ten, so that there are some 25 stretches of a kind, and fewer than 14 once in a
/// million times; a path or a name in camel case has hardly as many. Hexadecimal and text in base64 are something else.
fn is_mixed(letters: &[u8]) -> bool {
    let kind = |byte: &u8| match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    let stretches = 1 + letters.windows(2).filter(|two| kind(&two[0]) != kind(&two[1])).count();
    let has = |wanted| letters.iter().any(|byte| kind(byte) == wanted);
    let mut seen = [false; 128];
    for byte in letters {
        seen[usize::from(*byte & 0x7f)] = true;
    }
    let different = seen.iter().filter(|seen| **seen).count();
    stretches >= 14 && different >= 20 && has(0) && has(1) && has(2) && !is_text(&decode_base64(letters), false)
}

/// Numbers of 14 to 19 digits, perhaps in groups, that begin as a card company's and pass Luhn's check.
fn cards(bytes: &[u8], found: &mut Vec<Candidate>) {
    let mut at = 0;
    while let Some(start) = (at..bytes.len()).find(|at| bytes[*at].is_ascii_digit()) {
        let (mut digits, mut end) = (Vec::with_capacity(20), start);
        let mut gaps = 0;
        while end < bytes.len() {
            match bytes[end] {
                digit @ b'0'..=b'9' => digits.push(digit - b'0'),
                // One space or dash between groups of digits.
                b' ' | b'-' if bytes.get(end + 1).is_some_and(u8::is_ascii_digit) && digits.len() < 20 => gaps += 1,
                _ => break,
            }
            end += 1;
        }
        at = end;
        let before = start.checked_sub(1).map(|before| bytes[before]);
        let joined = |byte: Option<u8>| {
            byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        };
        let ends_sentence = bytes.get(end) == Some(&b'.') && !bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        let alone = !joined(before) && (ends_sentence || !joined(bytes.get(end).copied()));
        if alone && gaps <= 4 && is_card(&digits) {
            let kind = FindingKind::CardNumber;
            found.push(Candidate { range: start..end, kind, label: marker::label(kind) });
        }
    }
}

/// The companies' ranges and lengths as ISO/IEC 7812 registrations have them; 13 and 19 digits of Visa are left out: the
/// former are gone, and both are as many as those of article and message numbers.
fn is_card(digits: &[u8]) -> bool {
    let leading = |count: usize| digits.iter().take(count).fold(0_u32, |sum, digit| sum * 10 + u32::from(*digit));
    let known = match digits.len() {
        14 => matches!(leading(2), 36 | 38 | 39) || matches!(leading(3), 300..=305),
        15 => matches!(leading(2), 34 | 37),
        16 => {
            leading(1) == 4
                || matches!(leading(2), 51..=55 | 62 | 65)
                || matches!(leading(4), 2221..=2720 | 6011 | 3528..=3589)
                || matches!(leading(3), 644..=649)
        }
        _ => false,
    };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(*digit) << (place % 2);
            if digit > 9 { digit - 9 } else { digit }
        })
        .sum();
    // A number of one digit repeated is nobody's.
    known && sum.is_multiple_of(10) && digits.iter().any(|digit| *digit != digits[0])
}
