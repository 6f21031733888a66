//! What can be known by its form: AWS's key IDs, tokens and accounts, JSON Web Tokens, private keys, addresses, and the
//! tokens of vendors. Each is looked at where a few letters of it were seen, and reads no further than it may be long.

use std::ops::Range;

use super::names::is_account;
use super::vendors::{FORMS, MIDDLES};
use super::{Candidate, marker};
use crate::wire::FindingKind;

/// The longest token and key, in bytes.
const LONGEST: usize = 16 * 1024;

/// AWS's prefixes of unique IDs, by the reference of IAM identifiers; `A3T` is of the oldest keys.
const KEY_PREFIXES: [&str; 13] =
    ["AKIA", "ASIA", "ABIA", "ACCA", "AGPA", "AIDA", "AIPA", "ANPA", "ANVA", "APKA", "AROA", "ASCA", "A3T"];

/// How session tokens of STS begin: base64 of a few bytes and of words such as `origin_ec` and `aws`.
const SESSION_PREFIXES: [&str; 6] =
    ["IQoJb3JpZ2lu", "FwoGZXIvYXdz", "FQoGZXIvYXdz", "FQoDYXdz", "AQoDYXdz", "AQoEXAMPLE"];

/// A form, by what is seen of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An AWS key ID.
    KeyId,
    /// An AWS session token.
    Session,
    /// A JSON Web Token.
    Jwt,
    /// A private key.
    PrivateKey,
    /// An address with a password.
    Url,
    /// An e-mail address.
    Email,
    /// An ARN.
    Arn,
    /// A host name with an account before it.
    HostAfterAccount,
    /// A queue's address, with an account behind the host.
    AccountAfterHost,
    /// `Bearer …`, `Basic …`.
    Scheme,
    /// A vendor's token.
    Vendor(usize),
    /// A vendor's token that is known by its middle.
    Middle(usize),
}

/// What is looked for, and what it is a sign of.
pub fn signs() -> impl Iterator<Item = (&'static str, Form)> {
    let keys = KEY_PREFIXES.iter().map(|prefix| (*prefix, Form::KeyId));
    let sessions = SESSION_PREFIXES.iter().map(|prefix| (*prefix, Form::Session));
    let others = [
        ("eyJ", Form::Jwt),
        ("-----BEGIN ", Form::PrivateKey),
        ("://", Form::Url),
        ("@", Form::Email),
        ("arn:", Form::Arn),
        (".dkr.ecr.", Form::HostAfterAccount),
        (".signin.aws", Form::HostAfterAccount),
        ("amazonaws.com/", Form::AccountAfterHost),
        ("amazonaws.com.cn/", Form::AccountAfterHost),
        ("bearer ", Form::Scheme),
        ("basic ", Form::Scheme),
    ];
    let vendors = FORMS.iter().enumerate().map(|(number, form)| (form.prefix, Form::Vendor(number)));
    let middles = MIDDLES.iter().enumerate().map(|(number, form)| (form.0, Form::Middle(number)));
    keys.chain(sessions).chain(others).chain(vendors).chain(middles)
}

/// Looks at what was seen at `sign`.
pub fn look(text: &str, sign: Range<usize>, form: Form, found: &mut Vec<Candidate>) {
    let bytes = text.as_bytes();
    let seen = match form {
        Form::KeyId => key_id(text, sign).map(|range| (range, FindingKind::AwsKeyId)),
        Form::Session => session(text, sign).map(|range| (range, FindingKind::AwsSessionToken)),
        Form::Jwt => jwt(text, sign).map(|range| (range, FindingKind::Jwt)),
        Form::PrivateKey => private_key(text, sign).map(|range| (range, FindingKind::PrivateKey)),
        Form::Url => url_password(bytes, sign).map(|range| (range, FindingKind::UrlPassword)),
        Form::Email => email(text, sign.start).map(|range| (range, FindingKind::Email)),
        Form::Arn => arn_account(text, sign).map(|range| (range, FindingKind::AccountId)),
        Form::HostAfterAccount => {
            let start = sign.start.saturating_sub(12);
            account(text, start..sign.start).map(|range| (range, FindingKind::AccountId))
        }
        Form::AccountAfterHost => account(text, sign.end..sign.end + 12).map(|range| (range, FindingKind::AccountId)),
        Form::Scheme => scheme(text, sign).map(|range| (range, FindingKind::Authorization)),
        Form::Vendor(number) => {
            let it = &FORMS[number];
            let digits =
                |range: &Range<usize>| bytes[range.clone()].iter().filter(|byte| byte.is_ascii_digit()).count();
            let range = (&text[sign.clone()] == it.prefix && starts(bytes, sign.start)).then(|| {
                let end = run(bytes, sign.end, |byte| it.letters.holds(byte));
                trimmed(bytes, sign.start..end)
            });
            let range = range.filter(|range| range.end >= sign.end + it.least && digits(range) >= it.digits);
            if let Some(range) = range {
                found.push(Candidate { range, kind: FindingKind::VendorToken, label: it.label });
            }
            return;
        }
        Form::Middle(number) => {
            let (mark, label, letters, [fewest, most], after) = MIDDLES[number];
            if &text[sign.clone()] == mark {
                let start =
                    (sign.start.saturating_sub(most + 1)..sign.start).rev().take_while(|at| letters.holds(bytes[*at]));
                let start = start.last().unwrap_or(sign.start);
                if !(fewest..=most).contains(&(sign.start - start)) {
                    return;
                }
                let end = run(bytes, sign.end, |byte| letters.holds(byte));
                let range = trimmed(bytes, start..end);
                if range.end >= sign.end + after && range.end <= sign.end + 200 {
                    found.push(Candidate { range, kind: FindingKind::VendorToken, label });
                }
            }
            return;
        }
    };
    if let Some((range, kind)) = seen {
        found.push(Candidate { range, kind, label: marker::label(kind) });
    }
}

/// Whether a word may begin here.
pub fn starts(bytes: &[u8], at: usize) -> bool {
    at.checked_sub(1).is_none_or(|before| !(bytes[before].is_ascii_alphanumeric() || bytes[before] == b'_'))
}

fn run(bytes: &[u8], from: usize, holds: impl Fn(u8) -> bool) -> usize {
    let most = bytes.len().min(from + LONGEST);
    (from..most).find(|at| !holds(bytes[*at])).unwrap_or(most)
}

/// Without the marks that end a sentence.
fn trimmed(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let mut end = range.end;
    while end > range.start && matches!(bytes[end - 1], b'.' | b':') {
        end -= 1;
    }
    range.start..end
}

fn key_id(text: &str, sign: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if !bytes[sign.clone()].iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        || !starts(bytes, sign.start)
    {
        return None;
    }
    let end = run(bytes, sign.end, |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let after = bytes.get(end).is_some_and(|byte| byte.is_ascii_lowercase() || *byte == b'_');
    let known = if sign.len() == 3 { end - sign.start == 20 } else { (20..=32).contains(&(end - sign.start)) };
    (known && !after).then_some(sign.start..end)
}

fn session(text: &str, sign: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let known = SESSION_PREFIXES.contains(&&text[sign.clone()]) && starts(bytes, sign.start);
    let end =
        run(bytes, sign.end, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_'));
    (known && end - sign.start >= 60).then_some(sign.start..end)
}

fn jwt(text: &str, sign: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let starts = starts(bytes, sign.start)
        && sign.start.checked_sub(1).is_none_or(|before| !matches!(bytes[before], b'-' | b'.'));
    if &text[sign.clone()] != "eyJ" || !starts {
        return None;
    }
    let end = run(bytes, sign.end, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    let range = trimmed(bytes, sign.start..end);
    let mut parts = text[range.clone()].split('.').map(str::len);
    let (header, payload) = (parts.next()?, parts.next()?);
    (header >= 12 && (payload >= 8 || parts.any(|length| length >= 8))).then_some(range)
}

fn private_key(text: &str, sign: Range<usize>) -> Option<Range<usize>> {
    let most = text.floor_char_boundary(text.len().min(sign.start + LONGEST));
    let rest = &text[sign.start..most];
    let title_ends = sign.len() + rest[sign.len()..].get(..60.min(rest.len() - sign.len()))?.find("-----")?;
    let title = &rest[sign.len()..title_ends];
    if !title.contains("PRIVATE KEY") {
        return None;
    }
    let from = title_ends + 5;
    let Some(ending) = rest[from..].find("-----END ").map(|at| from + at) else {
        // It was cut off. What may belong to it does.
        let part = |letter: char| letter.is_ascii_alphanumeric() || "+/=\n\r\\ :,-".contains(letter);
        let end = rest[from..].find(|letter| !part(letter)).map_or(rest.len(), |at| from + at);
        return Some(sign.start..sign.start + end);
    };
    let tail = rest.get(ending + 9..).unwrap_or_default();
    let end = tail.find("-----").filter(|at| *at < 60).map_or(ending + 9, |at| ending + 9 + at + 5);
    Some(sign.start..sign.start + end)
}

/// `user:password@` after `://`; or a long user without a password, which is a token.
fn url_password(bytes: &[u8], sign: Range<usize>) -> Option<Range<usize>> {
    let most = bytes.len().min(sign.end + 1024);
    let stop = |byte: u8| {
        byte.is_ascii_whitespace()
            || matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'`' | b'?' | b'#' | b'/' | b'\\' | b',')
    };
    let authority = sign.end..(sign.end..most).find(|at| stop(bytes[*at])).unwrap_or(most);
    let at = authority.clone().rev().find(|at| bytes[*at] == b'@')?;
    let password = match (authority.start..at).find(|place| bytes[*place] == b':') {
        Some(colon) => colon + 1..at,
        None if at - authority.start >= 20 && !bytes[authority.start..at].contains(&b'.') => authority.start..at,
        None => return None,
    };
    let written = str::from_utf8(&bytes[password.clone()]).ok()?;
    (!super::values::is_placeholder(written)).then_some(password)
}

/// Ends of names that are files, not hosts.
const FILES: [&str; 16] = [
    "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "js", "mjs", "css", "ts", "tsx", "json", "map", "py", "service",
];

fn email(text: &str, at: usize) -> Option<Range<usize>> {
    let local = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '_' | '%' | '+' | '-' | '\'');
    let from = text.floor_char_boundary(at.saturating_sub(64));
    let start = text[from..at].char_indices().rev().take_while(|(_, letter)| local(*letter)).last();
    let mut start = from + start?.0;
    // A quote around it is no part of it.
    while text[start..at].starts_with(['\'', '.', '-']) {
        start += 1;
    }
    let before = &text.as_bytes()[start.saturating_sub(3)..start];
    let name = &text[start..at];
    // What is before an @ in an address is a user or a password, and `git@` is no person.
    if name.is_empty()
        || before.ends_with(b"//")
        || name == "git"
        || before.ends_with(b":") && is_in_authority(text, start)
    {
        return None;
    }
    let bytes = text.as_bytes();
    let most = bytes.len().min(at + 1 + 253);
    let end = (at + 1..most)
        .find(|at| !(bytes[*at].is_ascii_alphanumeric() || matches!(bytes[*at], b'.' | b'-') || bytes[*at] >= 0x80));
    let host = text.get(at + 1..end.unwrap_or(most))?.trim_end_matches(['.', '-']);
    let (_, top) = host.rsplit_once('.')?;
    let top_ok = top.chars().count() >= 2 && top.chars().all(char::is_alphabetic) || top.starts_with("xn--");
    let labels_ok = host.split('.').all(|label| !label.is_empty() && !label.starts_with('-'));
    (top_ok && labels_ok && !FILES.contains(&top.to_ascii_lowercase().as_str())).then(|| start..at + 1 + host.len())
}

fn is_in_authority(text: &str, at: usize) -> bool {
    let from = text.floor_char_boundary(at.saturating_sub(256));
    let word = text[from..at].rsplit(|letter: char| letter.is_whitespace() || "\"'<>,".contains(letter)).next();
    word.is_some_and(|word| word.contains("://"))
}

/// The fifth part: `arn:aws:lambda:eu-west-1:123456789012:function:f`.
fn arn_account(text: &str, sign: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if !starts(bytes, sign.start) {
        return None;
    }
    let mut at = sign.end;
    for longest in [16, 40, 32] {
        let part = (at..bytes.len().min(at + longest))
            .find(|place| !(bytes[*place].is_ascii_alphanumeric() || matches!(bytes[*place], b'-' | b'*')))?;
        at = (bytes.get(part) == Some(&b':')).then_some(part + 1)?;
    }
    account(text, at..at + 12)
}

fn account(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let alone = !digit(range.start.checked_sub(1)) && !digit(Some(range.end));
    (alone && is_account(text.get(range.clone())?)).then_some(range)
}

fn scheme(text: &str, sign: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let end = run(bytes, sign.end, |byte| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte));
    let token = trimmed(bytes, sign.end..end);
    let written = &text[token.clone()];
    let enough = if text[sign.clone()].eq_ignore_ascii_case("basic ") {
        written.len() >= 8 && super::view::decode_base64(written.as_bytes()).contains(&b':') && !written.contains('.')
    } else {
        written.len() >= 12 && written.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
    };
    (enough && starts(bytes, sign.start)).then_some(token)
}
