//! Looking through a response with an expression, and the keys that an expression can go on with.

use std::collections::BTreeSet;

use jmespath::Variable;

use super::exact;
use super::expression::Expression;
use crate::failure::Failure;
use crate::json_text;
use crate::wire::FilteredResponse;

/// The largest response that is looked through, in bytes: as values it takes some 20 times as much memory.
pub const LARGEST: usize = 32 << 20;
/// The largest result, in bytes as it is shown: what the window lays out is held there several times over, and an expression
/// can repeat what it finds.
const LARGEST_RESULT: usize = 32 << 20;
/// How many keys are offered. Nobody looks through more.
const MOST_KEYS: usize = 200;
/// How many of a list's items are asked for their keys.
const MOST_ITEMS: usize = 50;

/// What an expression finds in a response, laid out. Keys come in the order of the alphabet, and numbers in their shortest
/// form: `1.10` is `1.1`.
///
/// # Errors
/// A sentence about the expression, or why the response cannot be looked through.
pub fn filter(body: &[u8], expression: &str) -> Result<FilteredResponse, Failure> {
    let expression = Expression::parse(expression).map_err(wrong)?;
    let found = expression.search(&read(body)?).map_err(wrong)?;
    let items = match &found {
        exact::Exact::List(items) => Some(u32::try_from(items.len()).unwrap_or(u32::MAX)),
        _ => None,
    };
    let json = found.show(LARGEST_RESULT);
    // It was cut off there.
    if json.len() > LARGEST_RESULT {
        return Err(Failure::other(
            format!("What is found has more than {} MB, too much to show.", LARGEST_RESULT >> 20),
            "Ask for less of each, or for fewer.",
        ));
    }
    Ok(FilteredResponse { json: json_text::format(&json).unwrap_or(json), items })
}

/// The keys of what an expression finds, as an expression writes them; of a list, those of its items. An empty expression
/// finds the response itself. What finds nothing has no keys.
///
/// # Errors
/// Why the response cannot be looked through.
pub fn keys(body: &[u8], expression: &str) -> Result<Vec<String>, Failure> {
    let expression = if expression.trim().is_empty() { "@" } else { expression };
    let response = read(body)?;
    let Ok(found) = Expression::parse(expression).and_then(|expression| expression.search(&response)) else {
        return Ok(Vec::new());
    };
    let mut keys = BTreeSet::new();
    let items = match &found {
        exact::Exact::List(items) => items.as_slice(),
        other => std::slice::from_ref(other),
    };
    for item in items.iter().take(MOST_ITEMS) {
        if let exact::Exact::Object(members) = item {
            keys.extend(members.keys().take(MOST_KEYS).map(|key| written(key)));
        }
    }
    Ok(keys.into_iter().take(MOST_KEYS).collect())
}

fn read(body: &[u8]) -> Result<Variable, Failure> {
    if body.len() > LARGEST {
        return Err(Failure::other(
            format!("The response has more than {} MB, too much to look through.", LARGEST >> 20),
            "Save it, and look through it with a tool of the command line.",
        ));
    }
    let read = str::from_utf8(body).ok().and_then(exact::read);
    read.ok_or_else(|| Failure::other("The response is not JSON, or is nested too deep to look through.", ""))
}

fn wrong(sentence: String) -> Failure {
    Failure::other(sentence, "")
}

/// A key as an expression writes it: quoted where it is no plain name.
fn written(key: &str) -> String {
    let plain = key.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && key.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if plain { key.to_owned() } else { serde_json::to_string(key).unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDERS: &[u8] =
        br#"{"orders": [{"id": 12345678901234567890, "total": 1.10}, {"id": 2, "a b": true}], "next": null}"#;

    fn found(expression: &str) -> String {
        match filter(ORDERS, expression) {
            Ok(found) => format!("{} {:?}", found.json.split_whitespace().collect::<String>(), found.items),
            Err(failure) => failure.message,
        }
    }

    #[test]
    fn what_is_found_is_laid_out_with_exact_numbers() {
        assert_eq!(found("orders[].id"), "[12345678901234567890,2] Some(2)");
        assert_eq!(found("orders[?total].{total: total}"), r#"[{"total":1.1}] Some(1)"#);
        assert_eq!(found("nothing"), "null None");
        assert!(found("orders[").starts_with("The expression cannot be read at character"));
        assert!(found("sum(next)").starts_with("The expression cannot be answered"));
        assert!(filter(b"\xff", "a").is_err() && filter(&vec![b' '; LARGEST + 1], "a").is_err());
        let large = format!("\"{}\"", "x".repeat(LARGEST_RESULT / 2));
        let failure = filter(large.as_bytes(), "[@, @, @, @, @, @]").expect_err("too much");
        assert_eq!(failure.message, "What is found has more than 32 MB, too much to show.");
    }

    #[test]
    fn keys_are_those_of_what_was_found() {
        assert_eq!(keys(ORDERS, "").expect("JSON"), ["next", "orders"]);
        assert_eq!(keys(ORDERS, "orders").expect("JSON"), ["\"a b\"", "id", "total"]);
        assert_eq!(keys(ORDERS, "orders[1]").expect("JSON"), ["\"a b\"", "id"]);
        assert_eq!(keys(ORDERS, "orders[").expect("JSON"), Vec::<String>::new());
        assert_eq!(keys(ORDERS, "next").expect("JSON"), Vec::<String>::new());
    }
}
