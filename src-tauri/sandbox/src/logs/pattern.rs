//! Filter patterns of CloudWatch Logs, as far as unstructured ones go: words that must all be there, `?` before those of
//! which one must, `-` before those that must not, and quotes around words with other letters. Case matters.

/// A pattern that was understood.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    all: Vec<String>,
    any: Vec<String>,
    none: Vec<String>,
}

impl Pattern {
    /// Reads one; `None` for what the sandbox does not know: JSON, columns, regular expressions.
    pub fn parse(text: &str) -> Option<Self> {
        let mut pattern = Self::default();
        let mut rest = text.trim();
        if rest.starts_with(['{', '[']) {
            return None;
        }
        while !rest.is_empty() {
            let (list, term) = match rest.as_bytes()[0] {
                b'?' => (&mut pattern.any, &rest[1..]),
                b'-' => (&mut pattern.none, &rest[1..]),
                b'%' => return None,
                _ => (&mut pattern.all, rest),
            };
            let (word, after) = match term.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"')?,
                None => term.split_once(char::is_whitespace).unwrap_or((term, "")),
            };
            list.push(word.to_owned());
            rest = after.trim_start();
        }
        Some(pattern)
    }

    /// Whether a message passes.
    pub fn passes(&self, message: &str) -> bool {
        let has = |word: &String| message.contains(word.as_str());
        self.all.iter().all(has) && !self.none.iter().any(has) && (self.any.is_empty() || self.any.iter().any(has))
    }
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
            ("order -stored", false),
            ("-\"stored order\" order", true),
        ] {
            assert_eq!(Pattern::parse(pattern).expect(pattern).passes("[INFO] order stored"), passes, "{pattern}");
        }
        for unknown in ["{ $.level = \"ERROR\" }", "[a, b]", "%ERR.R%", "\"open"] {
            assert_eq!(Pattern::parse(unknown), None, "{unknown}");
        }
    }
}
