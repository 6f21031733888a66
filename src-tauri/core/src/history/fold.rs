//! Text as it is searched: without the difference between capital and small letters, and with JSON's `\u00fc` read as the
//! character that it stands for (Python's `json.dumps` writes every umlaut so). What is looked for is folded in the same
//! way. Pure.

use std::borrow::Cow;

/// Folds a text.
pub(super) fn fold(text: &str) -> String {
    let text = characters(text);
    // Letter by letter: as a whole, a Greek sigma would depend on what follows it.
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.chars().flat_map(char::to_lowercase).collect() }
}

/// What is looked for: words parted by white space, each of which must be found somewhere. There are no operators, so
/// that no input can be wrong; a word that is there twice counts once.
pub(super) fn terms(typed: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for word in typed.split_whitespace() {
        // NUL would end the text for SQLite. No JSON holds one.
        let word = fold(&word.replace('\0', ""));
        if !word.is_empty() && !terms.contains(&word) {
            terms.push(word);
        }
    }
    terms
}

/// Reads `\uXXXX` as characters, pairs of surrogates too. Control characters and broken escapes stay as they are.
fn characters(text: &str) -> Cow<'_, str> {
    if !text.contains("\\u") {
        return Cow::Borrowed(text);
    }
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\\u") {
        read.push_str(&rest[..at]);
        rest = &rest[at..];
        let (character, length) = match (unit(rest), unit(rest.get(6..).unwrap_or_default())) {
            (Some(high @ 0xd800..=0xdbff), Some(low @ 0xdc00..=0xdfff)) => {
                (char::from_u32(0x1_0000 + ((high - 0xd800) << 10 | (low - 0xdc00))), 12)
            }
            (Some(unit), _) => (char::from_u32(unit).filter(|it| !it.is_control()), 6),
            (None, _) => (None, 2),
        };
        match character {
            Some(character) => read.push(character),
            None => read.push_str(&rest[..length]),
        }
        rest = &rest[length..];
    }
    read.push_str(rest);
    Cow::Owned(read)
}

/// The UTF-16 unit of the escape that a text begins with.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|it| it.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_alike_whatever_their_case_and_form() {
        assert_eq!(fold("OrderID Müller"), fold(r"orderid M\u00fcLLER"));
        assert_eq!(fold(r"\ud83d\ude80!"), "🚀!");
        assert!(fold("ΟΔΟΣΑ").contains(&fold("ΟΔΟΣ")), "a part is folded as it is in the whole");
        for broken in [r"\u", r"\u12", r"\uzzzz", r"\ud83d", r"\ud83d\u0041", "\\u00é"] {
            // Whatever it is, it is folded to something and its rest is kept.
            assert!(fold(&format!("{broken} END")).ends_with(" end"), "{broken}");
        }
        assert_eq!(fold(r"a\u0000b"), r"a\u0000b", "no NUL is made");
    }

    #[test]
    fn words_are_parted_by_white_space_only() {
        assert_eq!(terms("  ORD-2026  \"orderId\":\t* ord-2026 \0"), ["ord-2026", "\"orderid\":", "*"]);
        assert!(terms(" \n ").is_empty());
    }
}
