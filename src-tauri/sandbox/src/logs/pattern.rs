//! Filter patterns of CloudWatch Logs, as far as unstructured ones go: words that must all be there, `?` before those of
//! which one must, `-` before those that must not, and quotes around words with other letters. Case matters. From the
//! service's guide, "Filter pattern syntax for metric filters, subscription filters, filter log events".

/// The longest one, in characters, by the service's model.
const LONGEST: usize = 1024;

/// A pattern that was understood.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    all: Vec<String>,
    any: Vec<String>,
    none: Vec<String>,
}

impl Pattern {
    /// Reads one. The error says what is wrong, or that the sandbox does not know it: JSON, columns, regular expressions.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.chars().count() > LONGEST {
            return Err(format!("Invalid filter pattern: it has more than {LONGEST} characters"));
        }
        let mut pattern = Self::default();
        let mut rest = text.trim();
        if rest.starts_with(['{', '[']) {
            return Err(unknown("JSON and columns"));
        }
        while !rest.is_empty() {
            let (list, term) = match rest.as_bytes()[0] {
                b'?' => (&mut pattern.any, &rest[1..]),
                b'-' => (&mut pattern.none, &rest[1..]),
                _ => (&mut pattern.all, rest),
            };
            let (word, after) = match term.strip_prefix('"') {
                Some(quoted) => unquoted(quoted).ok_or("Invalid filter pattern: a quote is open")?,
                None => plain(term)?,
            };
            if word.is_empty() {
                return Err("Invalid filter pattern: a term is empty".into());
            }
            if !after.is_empty() && !after.starts_with(char::is_whitespace) {
                return Err(format!(
                    "Invalid character(s) in term '{}'",
                    term.split_whitespace().next().unwrap_or(term)
                ));
            }
            list.push(word);
            rest = after.trim_start();
        }
        Ok(pattern)
    }

    /// Whether a message passes. Beside terms that must be there, those of which one must are ignored.
    pub fn passes(&self, message: &str) -> bool {
        let has = |word: &String| message.contains(word.as_str());
        let asked = if self.all.is_empty() { &*self.any } else { &[] };
        self.all.iter().all(has) && !self.none.iter().any(has) && (asked.is_empty() || asked.iter().any(has))
    }
}

/// What stands before the closing quote, and what after it. `\"` and `\\` stand for the letter alone.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut word = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((word, &text[at + 1..])),
            '\\' => {
                let (_, next) = letters.next()?;
                if !matches!(next, '"' | '\\') {
                    word.push('\\');
                }
                word.push(next);
            }
            letter => word.push(letter),
        }
    }
    None
}

/// A word without quotes: letters, digits and `_`.
fn plain(term: &str) -> Result<(String, &str), String> {
    let (word, after) = term.split_at(term.find(char::is_whitespace).unwrap_or(term.len()));
    if word.starts_with('%') {
        return Err(unknown("regular expressions"));
    }
    if !word.chars().all(|letter| letter.is_alphanumeric() || letter == '_') {
        return Err(format!("Invalid character(s) in term '{word}'"));
    }
    Ok((word.to_owned(), after))
}

fn unknown(what: &str) -> String {
    format!("Invalid filter pattern: the sandbox knows words, in quotes where they hold other letters, and not {what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_looked_for_as_they_are_asked_for() {
        for (pattern, passes) in [
            ("", true),
            ("order stored", true),
            ("order Stored", false),
            ("\"order stored\"", true),
            ("\"stored order\"", false),
            ("?lost ?stored", true),
            ("?lost ?gone", false),
            ("?lost order", true),
            ("order -stored", false),
            ("-\"stored order\" order", true),
            (r#""\"id\": 1""#, true),
            (r#""\"id\": 2""#, false),
        ] {
            let message = r#"[INFO] order stored {"id": 1}"#;
            assert_eq!(Pattern::parse(pattern).expect(pattern).passes(message), passes, "{pattern}");
        }
        for (wrong, why) in [
            ("{ $.level = \"ERROR\" }", "and not JSON"),
            ("[a, b]", "and not JSON"),
            ("%ERR.R%", "regular"),
            ("-%ERR.R%", "regular"),
            ("\"open", "open"),
            ("?", "empty"),
            ("\"\"", "empty"),
            ("RequestId:", "in term 'RequestId:'"),
            ("ERROR\"x y\"", "Invalid character"),
            ("\"x y\"z", "Invalid character"),
            (&"a".repeat(1025), "1024"),
        ] {
            let said = Pattern::parse(wrong).expect_err(wrong);
            assert!(said.contains(why), "{wrong}: {said}");
        }
    }
}
