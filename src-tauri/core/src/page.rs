//! A web page that can be sent to anybody: one file, no script, nothing from elsewhere, in both themes, printable. It
//! brings its own security policy, which allows nothing but its one style. What stands in it stands there as text.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::visible::visible;

const STYLE: &str = include_str!("page.css");

/// A whole page. `style` comes after what all pages share; `body` is HTML.
pub fn page(title: &str, style: &str, body: &str) -> String {
    let style = format!("{STYLE}{style}");
    let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
        escaped(title)
    )
}

/// Text as HTML has it. Letters that no eye sees are shown.
pub fn escaped(text: &str) -> String {
    let text: Cow<'_, str> = visible(text);
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(escaped("<a href=\"x\" b='c'>&"), "&lt;a href=&quot;x&quot; b=&#39;c&#39;&gt;&amp;");
        assert_eq!(escaped("\u{1b}[31m\u{202e}x\n\ty"), "␛[31m⟨U+202E⟩x\n\ty");
        let page = page("<x>", "", "");
        assert!(page.contains("<title>&lt;x&gt;</title>") && page.contains("default-src 'none'"));
    }
}
