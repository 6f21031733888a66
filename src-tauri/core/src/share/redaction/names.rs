//! What is secret by the name beside it: `password: …`, `"clientSecret": "…"`, `--token …`, `<Password>…`, a header, a
//! cookie. The name is judged by how it ends; what follows is read as JSON, YAML, an assignment, Python or XML has it.

use std::ops::Range;

use super::values::{self, Ends, JUDGED, Value};
use super::view::decode_base64;
use super::{Candidate, marker};
use crate::wire::FindingKind;

/// Words that a name may end with. Each is a reason to look at the name it stands in.
pub const WORDS: [&str; 17] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "_pass",
    "secret",
    "token",
    "key",
    "authorization",
    "cookie",
    "signature",
    "sig=",
    "account",
    "owner",
    "principal",
    "\"aws\"",
];

/// What a name may hold around its word, on each side.
const LONGEST_NAME: usize = 64;

/// What must be true of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Test {
    /// Anything that is no placeholder.
    Password,
    /// Long, and no mere word.
    Token,
    /// A header's value: a scheme and what it needs.
    Header,
    /// `a=b`.
    Cookie,
    /// An AWS key ID.
    KeyId,
    /// Hexadecimal or base64 of a signature.
    Signature,
    /// Twelve digits.
    Account,
}

/// Names that end like a token's and are none: places in a list, and what makes a call happen once.
const HARMLESS: [&str; 17] = [
    "nexttoken",
    "pagetoken",
    "paginationtoken",
    "continuationtoken",
    "clienttoken",
    "clientrequesttoken",
    "idempotencytoken",
    "idempotencykey",
    "synctoken",
    "resumetoken",
    "starttoken",
    "stoptoken",
    "eostoken",
    "bostoken",
    "padtoken",
    "maxtoken",
    "publictoken",
];

/// What a name's end says, the longer ends first. Names are in small letters, without `_`, `-` and `.`.
const ENDS: &[(&str, FindingKind, Test)] = &[
    ("secretaccesskey", FindingKind::AwsSecretKey, Test::Token),
    ("awssecretkey", FindingKind::AwsSecretKey, Test::Token),
    ("awssecret", FindingKind::AwsSecretKey, Test::Token),
    ("sessiontoken", FindingKind::AwsSessionToken, Test::Token),
    ("securitytoken", FindingKind::AwsSessionToken, Test::Token),
    ("amzsignature", FindingKind::AwsSignature, Test::Signature),
    ("authorization", FindingKind::Authorization, Test::Header),
    ("cookie", FindingKind::Cookie, Test::Cookie),
    ("passwordhash", FindingKind::NamedSecret, Test::Token),
    ("password", FindingKind::NamedSecret, Test::Password),
    ("passwd", FindingKind::NamedSecret, Test::Password),
    ("passphrase", FindingKind::NamedSecret, Test::Password),
    ("passcode", FindingKind::NamedSecret, Test::Password),
    ("pwd", FindingKind::NamedSecret, Test::Password),
    ("pass", FindingKind::NamedSecret, Test::Password),
    ("secretstring", FindingKind::NamedSecret, Test::Token),
    ("secretvalue", FindingKind::NamedSecret, Test::Token),
    ("secretbinary", FindingKind::NamedSecret, Test::Token),
    ("secret", FindingKind::NamedSecret, Test::Token),
    ("token", FindingKind::NamedSecret, Test::Token),
    ("apikey", FindingKind::NamedSecret, Test::Token),
    ("secretkey", FindingKind::NamedSecret, Test::Token),
    ("privatekey", FindingKind::NamedSecret, Test::Token),
    ("accountkey", FindingKind::NamedSecret, Test::Token),
    ("storagekey", FindingKind::NamedSecret, Test::Token),
    ("sharedaccesskey", FindingKind::NamedSecret, Test::Token),
    ("sharedaccesssignature", FindingKind::NamedSecret, Test::Token),
    ("accesskey", FindingKind::NamedSecret, Test::Token),
    ("encryptionkey", FindingKind::NamedSecret, Test::Token),
    ("signingkey", FindingKind::NamedSecret, Test::Token),
    ("masterkey", FindingKind::NamedSecret, Test::Token),
    ("subscriptionkey", FindingKind::NamedSecret, Test::Token),
    ("functionskey", FindingKind::NamedSecret, Test::Token),
    ("authkey", FindingKind::NamedSecret, Test::Token),
    ("licensekey", FindingKind::NamedSecret, Test::Token),
    ("hmackey", FindingKind::NamedSecret, Test::Token),
    ("accesskeyid", FindingKind::AwsKeyId, Test::KeyId),
    ("signature", FindingKind::AwsSignature, Test::Signature),
    ("sig", FindingKind::VendorToken, Test::Signature),
    ("accountid", FindingKind::AccountId, Test::Account),
    ("accountnumber", FindingKind::AccountId, Test::Account),
    ("account", FindingKind::AccountId, Test::Account),
    ("ownerid", FindingKind::AccountId, Test::Account),
    ("owner", FindingKind::AccountId, Test::Account),
    ("principal", FindingKind::AccountId, Test::Account),
    ("aws", FindingKind::AccountId, Test::Account),
];

/// Looks at the name around a word. Gives where the name ends, so that it is looked at once.
pub fn look(text: &str, word: Range<usize>, ends: &mut Ends, found: &mut Vec<Candidate>) -> usize {
    let name = name_around(text.as_bytes(), word);
    let end = name.end;
    let Some((kind, needs)) = judge(&text[name.clone()]) else { return end };
    if needs == Test::Account {
        account_in_words(text, end, found);
    }
    for value in values::after(text, &name, matches!(needs, Test::Header | Test::Cookie), ends) {
        let judged = text.floor_char_boundary(value.range.end.min(value.range.start + JUDGED));
        let written = &text[value.range.start..judged];
        if holds(needs, written, &value) && !ends.is_within(kind, &value.range) {
            let label = if kind == FindingKind::VendorToken { "Azure key" } else { marker::label(kind) };
            found.push(Candidate { range: value.range, kind, label });
        }
    }
    end
}

fn name_around(bytes: &[u8], word: Range<usize>) -> Range<usize> {
    let part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let start = (word.start.saturating_sub(LONGEST_NAME)..word.start).rev().take_while(|at| part(bytes[*at])).last();
    let last = bytes[word.end - 1];
    let end = if part(last) {
        let most = bytes.len().min(word.end + LONGEST_NAME);
        (word.end..most).find(|at| !part(bytes[*at])).unwrap_or(most)
    } else {
        word.end - 1
    };
    let start = start.unwrap_or(word.start + usize::from(!part(bytes[word.start])));
    start..end.max(start)
}

fn judge(name: &str) -> Option<(FindingKind, Test)> {
    let plain: String =
        name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    let plain = plain.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let one = plain.strip_suffix('s').filter(|one| !one.ends_with('s'));
    let find = |name: &str| {
        if HARMLESS.iter().any(|end| name.ends_with(end)) {
            return None;
        }
        let ends = ENDS.iter().filter(|(end, ..)| name.ends_with(end));
        let (end, kind, test) = ends.max_by_key(|(end, ..)| end.len())?;
        // These are the ends of many words; they count alone, or after a break.
        let short = matches!(*end, "pass" | "aws" | "sig" | "signature" | "principal" | "owner");
        let alone = name.len() == end.len();
        (!short || alone || *end == "pass").then_some((*kind, *test))
    };
    let full = find(plain).or_else(|| one.and_then(find))?;
    if full.1 == Test::Password && plain.ends_with("pass") {
        // `DB_PASS` is one, `bypass` and `compass` are none.
        let lower = name.to_ascii_lowercase();
        let broken = ["_pass", "-pass", ".pass"].iter().any(|end| lower.ends_with(end));
        return (broken || lower == "pass").then_some(full);
    }
    Some(full)
}

fn holds(test: Test, written: &str, value: &Value) -> bool {
    if values::is_placeholder(written) {
        return false;
    }
    let long = |least: usize| written.len() >= least;
    match test {
        Test::Password => value.quoted || !value.is_prose,
        Test::Token => {
            let spaces = written.bytes().filter(|byte| *byte == b' ').count();
            let mixed = written.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
            let number = written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            let path = written.starts_with('/') || written.contains("://") || written.starts_with("arn:");
            long(8)
                && !path
                && !(number && written.len() < 16)
                && (mixed || long(20))
                && (spaces == 0 || value.quoted && spaces < 3)
        }
        Test::Header => {
            let mut parts = written.splitn(2, ' ');
            let (scheme, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default().trim());
            let known = SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known));
            (known && !rest.is_empty() && !values::is_placeholder(rest)) || (rest.is_empty() && long(12))
        }
        Test::Cookie => written.contains('=') && long(3),
        Test::KeyId => long(16) && written.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()),
        Test::Signature => is_signature(written),
        Test::Account => is_account(written),
    }
}

const SCHEMES: [&str; 9] =
    ["bearer", "basic", "digest", "token", "apikey", "negotiate", "ntlm", "aws4-hmac-sha256", "aws4-ecdsa-p256-sha256"];

fn is_signature(written: &str) -> bool {
    let hex = written.len() == 64 && written.bytes().all(|byte| byte.is_ascii_hexdigit());
    // A shared access signature of Azure: base64 of 32 bytes.
    hex || (written.len() == 44 && written.ends_with('=') && decode_base64(written.as_bytes()).len() == 32)
}

/// Twelve digits, or four groups of four as people read them out.
pub fn is_account(written: &str) -> bool {
    let groups = written.split(['-', ' ']).map(str::len);
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    digits == 12
        && written.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b' '))
        && (written.len() == 12 || groups.eq([4, 4, 4]))
}

/// `account 123456789012`, `Account ID is 1234-5678-9012`.
fn account_in_words(text: &str, from: usize, found: &mut Vec<Candidate>) {
    let rest = text.as_bytes();
    let most = rest.len().min(from + 20);
    let Some(start) = (from..most).find(|at| rest[*at].is_ascii_digit()) else { return };
    let between = text.get(from..start).unwrap_or("?").to_ascii_lowercase();
    let words = between.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    if between.contains(['\n', '{', '['])
        || !words.into_iter().all(|word| matches!(word, "id" | "number" | "no" | "is" | "of" | "aws"))
    {
        return;
    }
    for length in [14, 12] {
        let end = start + length;
        let after = rest.get(end).is_some_and(u8::is_ascii_alphanumeric);
        if let Some(written) = text.get(start..end)
            && !after
            && is_account(written)
        {
            let kind = FindingKind::AccountId;
            found.push(Candidate { range: start..end, kind, label: marker::label(kind) });
            return;
        }
    }
}
