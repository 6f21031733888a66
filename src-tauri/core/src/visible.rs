//! Letters that no eye sees, made visible: control letters (an escape of a terminal's colours), letters that turn the
//! direction of what follows, and letters without width. Hostile text hides behind them.

use std::borrow::Cow;

/// The text with what is invisible shown: `␛` for the escape letter, `⟨U+202E⟩` for one that has no picture. Line ends and
/// tabs stay; a carriage return before a line end goes.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' if letters.peek() == Some(&'\n') => {}
            '\0'..='\u{1f}' if is_hidden(letter) => {
                out.push(char::from_u32(0x2400 + u32::from(letter)).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            '\u{7f}' => out.push('␡'),
            letter if is_hidden(letter) => out.push_str(&format!("⟨U+{:04X}⟩", u32::from(letter))),
            letter => out.push(letter),
        }
    }
    Cow::Owned(out)
}

/// Whether a letter is not seen, or changes how others are.
pub fn is_hidden(letter: char) -> bool {
    match letter {
        // A joiner makes one emoji of several, so it stays.
        '\n' | '\t' | '\u{200d}' => false,
        letter if letter.is_control() => true,
        _ => matches!(letter,
            '\u{61c}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_is_shown() {
        assert_eq!(visible("a\u{0}b\u{7f}\u{85}\u{202e}c\u{200b}\r\nd"), "a␀b␡⟨U+0085⟩⟨U+202E⟩c⟨U+200B⟩\nd");
        assert!(matches!(visible("plain\n\ttext ä"), Cow::Borrowed(_)));
    }
}
