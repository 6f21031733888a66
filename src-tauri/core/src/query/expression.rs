//! A `JMESPath` expression whose literals keep every digit.

use jmespath::{Expression as Compiled, Variable};

use super::exact::{Exact, marked};

/// Longer than anybody writes.
const LONGEST: usize = 1000;
/// The parser, and what searches, call themselves for each of these signs. A thread's 2 MB end at some 300 of them.
const NESTING: [char; 11] = ['(', '[', '{', '!', '&', '*', '.', '|', '=', '<', '>'];
const DEEPEST: usize = 100;

/// An expression that can be searched with.
pub struct Expression(Compiled<'static>);

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// A sentence that says where it is wrong, and why.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err("Write a JMESPath expression, such as order.total.".into());
        }
        if text.len() > LONGEST {
            return Err(format!("The expression has more than {LONGEST} characters."));
        }
        if text.matches(NESTING).count() > DEEPEST {
            return Err(format!("The expression has more than {DEEPEST} dots, brackets and signs."));
        }
        // As it was written, so that places are right.
        jmespath::compile(text).map_err(|error| {
            let why = error.reason.to_string();
            let why = why.strip_prefix("Parse error: ").unwrap_or(&why).trim_end_matches(['.', '\n']);
            let why = why.lines().next().unwrap_or_default();
            format!("The expression cannot be read at character {}: {why}.", error.offset + 1)
        })?;
        let compiled = jmespath::compile(&with_marked_literals(text)).map_err(|error| error.reason.to_string())?;
        Ok(Self(compiled))
    }

    /// What it finds; null where there is nothing.
    ///
    /// # Errors
    /// A sentence that says why it cannot be answered: a function was given what it does not take.
    pub fn search(&self, response: &Variable) -> Result<Exact, String> {
        let found = self.0.search(response).map_err(|error| {
            let why = error.reason.to_string();
            let why = why.strip_prefix("Runtime error: ").unwrap_or(&why).trim_end_matches('.');
            format!("The expression cannot be answered: {why}.")
        })?;
        Ok(Exact::of(&found))
    }
}

/// The expression with its JSON literals, which stand in backticks, marked as the response is.
fn with_marked_literals(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\'', '"', '`']) {
        let quote = rest.as_bytes()[at];
        let end = closing(rest, at, quote);
        out.push_str(&rest[..at]);
        let quoted = &rest[at..end];
        if quote == b'`' {
            out.push_str(&marked(quoted));
        } else {
            out.push_str(quoted);
        }
        rest = &rest[end..];
    }
    out + rest
}

/// The place after what begins with a quote at `at`.
fn closing(text: &str, at: usize, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = at + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::query::exact;

    fn ask(expression: &str, response: &str) -> String {
        let response = exact::read(response).expect("JSON");
        let found = Expression::parse(expression).and_then(|expression| expression.search(&response));
        found.map_or_else(|why| why, |found| found.show(999))
    }

    #[test]
    fn numbers_keep_their_digits_in_what_is_found_and_in_filters() {
        let response = r#"{"ids":[12345678901234567890,12345678901234567891],"small":[1,2]}"#;
        assert_eq!(ask("ids[1]", response), "12345678901234567891");
        assert_eq!(ask("ids[?@ == `12345678901234567891`]", response), "[12345678901234567891]");
        assert_eq!(ask("small[?@ > `1`]", response), "[2]");
        assert_eq!(ask("sum(small)", response), "3");
        assert_eq!(ask("contains(ids, `12345678901234567890`)", response), "true");
    }

    #[test]
    fn quotes_of_every_kind_are_left_alone() {
        let response = r#"{"a`b":"12345678901234567890","c":"it's"}"#;
        assert_eq!(ask("\"a`b\"", response), "\"12345678901234567890\"");
        assert_eq!(ask("c == 'it\\'s'", response), "true");
        assert_eq!(ask("[`\"\\`12345678901234567890\"`]", response), "[\"`12345678901234567890\"]");
    }

    #[test]
    fn a_bad_expression_is_told_at_its_place() {
        let why = |text: &str| Expression::parse(text).err().expect("refused");
        assert!(why("a[").starts_with("The expression cannot be read at character 3: "), "{}", why("a["));
        assert!(why(" ").starts_with("Write a JMESPath"));
        assert!(why(&"a".repeat(1001)).contains("1000"));
        assert!(ask("nothing_like_this(a)", "{}").starts_with("The expression cannot be answered: "));
        assert!(ask("sum(a)", r#"{"a":[12345678901234567890]}"#).starts_with("The expression cannot be answered: "));
    }

    #[test]
    fn the_deepest_expression_is_survived() {
        for open in ["(", "[", "!", "a[?", "{a:", "&", "a[*]."] {
            let _ = Expression::parse(&open.repeat(DEEPEST / open.matches(NESTING).count()));
            assert!(Expression::parse(&open.repeat(DEEPEST + 1)).is_err());
        }
        for chain in ["a.", "a||", "a&&", "a|", "a=="] {
            let most = DEEPEST / chain.matches(NESTING).count();
            let found = Expression::parse(&(chain.repeat(most) + "a")).map(|it| it.search(&Variable::Null));
            assert!(matches!(found, Ok(Ok(_))), "{chain}");
            assert!(Expression::parse(&(chain.repeat(most + 1) + "a")).is_err(), "{chain}");
        }
        let deep = format!("{}a{}", "(".repeat(DEEPEST), ")".repeat(DEEPEST));
        assert_eq!(ask(&deep, r#"{"a":1}"#), "1");
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in ".{0,60}") {
            let _ = Expression::parse(&text);
        }

        #[test]
        fn any_brackets_are_survived(text in "[a`'\"\\[\\]().|&?0-9\\\\]{0,40}") {
            if let Ok(expression) = Expression::parse(&text) {
                let _ = expression.search(&Variable::Null);
            }
        }
    }
}
