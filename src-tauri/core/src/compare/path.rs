//! Places in JSON: as an expression writes them, and patterns of them. Pure.

use std::fmt::Write as _;

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A member of an object.
    Key(String),
    /// An item of a list, from 0.
    Item(usize),
}

/// The way to a value, as an expression writes it: `items[3]."odd key"`; empty for the whole.
pub fn written(steps: &[Step]) -> String {
    let mut out = String::new();
    for step in steps {
        match step {
            // Writing to a string does not fail.
            Step::Item(at) => drop(write!(out, "[{at}]")),
            Step::Key(key) => {
                out.push_str(if out.is_empty() { "" } else { "." });
                if is_plain(key) {
                    out.push_str(key);
                } else {
                    out.push_str(&serde_json::to_string(key).unwrap_or_default());
                }
            }
        }
    }
    out
}

fn is_plain(key: &str) -> bool {
    key.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && key.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// Places that do not matter: `meta.requestId`, `items[*].updated`, `headers.*`, `**.etag`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Key(String),
    AnyKey,
    Item(usize),
    AnyItem,
    /// Any number of steps, none too.
    Any,
}

impl Pattern {
    /// Reads one.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("“{text}” is no path: {why}.");
        let mut rest = text.trim();
        rest = rest.strip_prefix("@.").or_else(|| rest.strip_prefix('@')).unwrap_or(rest);
        if rest.is_empty() {
            return Err(wrong("it names nothing"));
        }
        let mut parts = Vec::new();
        let mut first = true;
        while !rest.is_empty() {
            if let Some(bracket) = rest.strip_prefix('[') {
                let (inside, after) = bracket.split_once(']').ok_or_else(|| wrong("a bracket is not closed"))?;
                parts.push(match inside.trim() {
                    "*" | "" => Part::AnyItem,
                    number => Part::Item(number.parse().map_err(|_| wrong("a number or * stands in brackets"))?),
                });
                rest = after;
            } else {
                if !first {
                    rest = rest.strip_prefix('.').ok_or_else(|| wrong("a point stands between two names"))?;
                }
                let (part, after) = Self::name(rest).ok_or_else(|| wrong("a name is missing"))?;
                parts.push(part);
                rest = after;
            }
            first = false;
        }
        // Each of them tries every step.
        if parts.iter().filter(|part| **part == Part::Any).count() > 3 {
            return Err(wrong("** can stand in it three times"));
        }
        Ok(Self(parts))
    }

    fn name(text: &str) -> Option<(Part, &str)> {
        if text.starts_with('"') {
            let mut names = serde_json::Deserializer::from_str(text).into_iter::<String>();
            let name = names.next()?.ok()?;
            return Some((Part::Key(name), &text[names.byte_offset()..]));
        }
        let end = text.find(['.', '[']).unwrap_or(text.len());
        let (name, after) = text.split_at(end);
        Some((
            match name.trim() {
                "" => return None,
                "*" => Part::AnyKey,
                "**" => Part::Any,
                name => Part::Key(name.to_owned()),
            },
            after,
        ))
    }

    /// Whether a place is one of these.
    pub fn is(&self, place: &[Step]) -> bool {
        fits(&self.0, place)
    }
}

fn fits(parts: &[Part], place: &[Step]) -> bool {
    match (parts.split_first(), place.split_first()) {
        (None, None) => true,
        (Some((Part::Any, rest)), _) => {
            fits(rest, place) || place.split_first().is_some_and(|(_, after)| fits(parts, after))
        }
        (Some((part, rest)), Some((step, after))) => {
            let one = match (part, step) {
                (Part::Key(name), Step::Key(key)) => name == key,
                (Part::Item(wanted), Step::Item(at)) => wanted == at,
                (Part::AnyKey, Step::Key(_)) | (Part::AnyItem, Step::Item(_)) => true,
                _ => false,
            };
            one && fits(rest, after)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: &str) -> Step {
        Step::Key(key.into())
    }

    #[test]
    fn places_are_written_as_an_expression_has_them() {
        assert_eq!(written(&[]), "");
        assert_eq!(written(&[Step::Item(2), key("a")]), "[2].a");
        assert_eq!(written(&[key("a"), key("odd \"key\""), Step::Item(0)]), r#"a."odd \"key\""[0]"#);
    }

    #[test]
    fn patterns_mean_what_they_say() {
        let place = [key("items"), Step::Item(3), key("odd.key")];
        for (pattern, is) in [
            ("items[3].\"odd.key\"", true),
            ("@.items[*].*", true),
            ("items[].*", true),
            ("**", true),
            ("**.\"odd.key\"", true),
            ("items.**", true),
            ("**[3].**", true),
            ("items[2].*", false),
            ("items[*]", false),
            ("items.*.\"odd.key\"", false),
            ("**.items", false),
        ] {
            assert_eq!(Pattern::parse(pattern).expect(pattern).is(&place), is, "{pattern}");
        }
        assert!(Pattern::parse("request-id").unwrap().is(&[key("request-id")]));
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for (pattern, told) in [
            ("", "“” is no path: it names nothing."),
            ("a[1", "“a[1” is no path: a bracket is not closed."),
            ("a[x]", "“a[x]” is no path: a number or * stands in brackets."),
            ("a..b", "“a..b” is no path: a name is missing."),
            ("a[1]b", "“a[1]b” is no path: a point stands between two names."),
            ("**.**.**.**", "“**.**.**.**” is no path: ** can stand in it three times."),
            ("\"open", "“\"open” is no path: a name is missing."),
        ] {
            assert_eq!(Pattern::parse(pattern).expect_err(pattern), told);
        }
    }

    #[test]
    fn many_steps_of_any_length_do_not_take_for_ever() {
        let place: Vec<Step> = (0..100).map(|_| key("a")).collect();
        let pattern = Pattern::parse("**.a.**.b").unwrap();
        assert!(!pattern.is(&place));
    }
}
