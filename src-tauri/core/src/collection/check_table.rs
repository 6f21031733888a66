//! `[[checks]]`: what a request expects of a run. Kept as data; nothing is run here.

use toml_edit::{ArrayOfTables, Item, Table, TableLike, Value};

use super::toml_file::Keys;
use super::variable_table::{item_json, json_value};
use crate::wire::{Check, CheckTest, ExpectedOutcome, LogTest};

const KEY: &str = "checks";

const OUTCOMES: [(&str, ExpectedOutcome); 4] = [
    ("succeeded", ExpectedOutcome::Succeeded),
    ("function-error", ExpectedOutcome::FunctionError),
    ("rejected", ExpectedOutcome::Rejected),
    ("no-answer", ExpectedOutcome::NoAnswer),
];

/// Reads `[[checks]]`. One that is not understood is a problem, and is left out.
pub fn read(keys: &mut Keys) -> Vec<Check> {
    let Some(item) = keys.item(KEY) else { return Vec::new() };
    let tables = tables(item);
    if tables.is_empty() && item.as_array().is_none_or(|array| !array.is_empty()) {
        keys.problems.push(format!("“{KEY}” should be a list of tables, each written [[{KEY}]]."));
    }
    let mut checks = Vec::new();
    for (number, table) in tables.into_iter().enumerate() {
        match check(&table) {
            Some(check) => checks.push(check),
            None => keys.problems.push(format!("Check {} {}.", number + 1, trouble(&table))),
        }
    }
    checks
}

/// Writes the checks, when they are others than before. Those that are not understood stay, before the others.
pub fn write(table: &mut dyn TableLike, before: &[Check], after: &[Check]) {
    if before == after {
        return;
    }
    let mut kept = ArrayOfTables::new();
    let mut mine: Vec<(Check, Table)> = Vec::new();
    for old in table.get(KEY).map(tables).unwrap_or_default() {
        match check(&old) {
            Some(check) => mine.push((check, old)),
            None => kept.push(old),
        }
    }
    for check in after {
        // One that was there keeps its comments.
        let table = match mine.iter().position(|(old, _)| old == check) {
            Some(at) => mine.remove(at).1,
            None => written(check),
        };
        kept.push(table);
    }
    if kept.is_empty() {
        table.remove(KEY);
    } else {
        // Their places among other tables are found anew.
        for one in kept.iter_mut() {
            one.set_position(None);
        }
        table.insert(KEY, Item::ArrayOfTables(kept));
    }
}

/// The tables, with the comments that belong to each.
fn tables(item: &Item) -> Vec<Table> {
    match item {
        Item::ArrayOfTables(tables) => tables.iter().cloned().collect(),
        Item::Value(Value::Array(values)) => {
            values.iter().filter_map(Value::as_inline_table).map(|table| table.clone().into_table()).collect()
        }
        _ => Vec::new(),
    }
}

/// The keys that each kind of check has, the one that makes it this kind first.
const KINDS: [&[&str]; 5] =
    [&["outcome", "code"], &["duration_below"], &["log_contains"], &["log_lacks"], &["log_matches"]];
const OF_RESPONSE: [&str; 6] = ["expression", "equals", "matches", "exists", "below", "above"];

/// Why a check is not understood, to follow its number.
fn trouble(table: &dyn TableLike) -> String {
    let keys: Vec<&str> = table.iter().map(|(key, _)| key).collect();
    let known = |key: &str| KINDS.iter().any(|kind| kind.contains(&key)) || OF_RESPONSE.contains(&key);
    match keys.iter().find(|key| !known(key)) {
        Some(key) => format!("has “{key}”, which no check has"),
        None if keys.contains(&"expression") => {
            "needs one of equals, matches, exists, below and above, and of the right type".to_owned()
        }
        None if keys.is_empty() => "is empty".to_owned(),
        None => "is of a kind that is not known, or incomplete".to_owned(),
    }
}

fn check(table: &dyn TableLike) -> Option<Check> {
    let said = |key: &str| table.get(key).and_then(Item::as_str).map(str::to_owned);
    // A key that is not understood may change what is meant.
    let only = |known: &[&str]| table.iter().all(|(key, _)| known.contains(&key));
    if let Some(kind) = KINDS.iter().find(|kind| table.contains_key(kind[0])) {
        if !only(kind) {
            return None;
        }
        let value = said(kind[0])?;
        return match kind[0] {
            "outcome" => {
                let is = OUTCOMES.iter().find(|(known, _)| *known == value)?.1;
                let code = match table.get("code") {
                    Some(code) => Some(code.as_str()?.to_owned()),
                    None => None,
                };
                Some(Check::Outcome { is, code })
            }
            "duration_below" => Some(Check::Duration { below: value }),
            "log_contains" => Some(Check::Log { test: LogTest::Contains { text: value } }),
            "log_lacks" => Some(Check::Log { test: LogTest::Lacks { text: value } }),
            _ => Some(Check::Log { test: LogTest::Matches { pattern: value } }),
        };
    }
    let expression = said("expression")?;
    // One thing is expected of what is found; a second check says a second.
    if table.len() != 2 || !only(&OF_RESPONSE) {
        return None;
    }
    let test = if let Some(item) = table.get("equals") {
        CheckTest::Equals { json: json_of(item)? }
    } else if let Some(pattern) = said("matches") {
        CheckTest::Matches { pattern }
    } else if let Some(item) = table.get("below") {
        CheckTest::Below { number: json_of(item)? }
    } else if let Some(item) = table.get("above") {
        CheckTest::Above { number: json_of(item)? }
    } else if table.get("exists")?.as_bool()? {
        CheckTest::Exists
    } else {
        CheckTest::Missing
    };
    Some(Check::Response { expression, test })
}

/// A value as JSON; `{ json = '…' }` is what it says.
fn json_of(item: &Item) -> Option<String> {
    let wrapped = item.as_table_like().filter(|table| table.len() == 1);
    match wrapped.and_then(|table| table.get("json")).and_then(Item::as_str) {
        Some(json) => Some(json.to_owned()),
        None => item_json(item),
    }
}

fn written(check: &Check) -> Table {
    let mut table = Table::new();
    let mut set = |key: &str, value: Value| drop(table.insert(key, Item::Value(value)));
    match check {
        Check::Outcome { is, code } => {
            let name = OUTCOMES.iter().find(|(_, known)| known == is).map(|(name, _)| *name);
            set("outcome", name.unwrap_or_default().into());
            if let Some(code) = code {
                set("code", code.as_str().into());
            }
        }
        Check::Duration { below } => set("duration_below", below.as_str().into()),
        Check::Log { test } => match test {
            LogTest::Contains { text } => set("log_contains", text.as_str().into()),
            LogTest::Lacks { text } => set("log_lacks", text.as_str().into()),
            LogTest::Matches { pattern } => set("log_matches", pattern.as_str().into()),
        },
        Check::Response { expression, test } => {
            set("expression", expression.as_str().into());
            match test {
                CheckTest::Equals { json } => set("equals", plain(json)),
                CheckTest::Matches { pattern } => set("matches", pattern.as_str().into()),
                CheckTest::Exists => set("exists", true.into()),
                CheckTest::Missing => set("exists", false.into()),
                CheckTest::Below { number } => set("below", plain(number)),
                CheckTest::Above { number } => set("above", plain(number)),
            }
        }
    }
    table
}

/// JSON as TOML would have it: a text as a text.
fn plain(json: &str) -> Value {
    match serde_json::from_str::<String>(json) {
        Ok(text) if serde_json::to_string(&text).is_ok_and(|same| same == json) => Value::from(text),
        _ => json_value(json),
    }
}

#[cfg(test)]
mod tests {
    use toml_edit::DocumentMut;

    use super::*;

    fn response(expression: &str, test: CheckTest) -> Check {
        Check::Response { expression: expression.into(), test }
    }

    fn all() -> Vec<Check> {
        let equals = |json: &str| CheckTest::Equals { json: json.into() };
        vec![
            Check::Outcome { is: ExpectedOutcome::FunctionError, code: None },
            Check::Outcome { is: ExpectedOutcome::Rejected, code: Some("TooManyRequestsException".into()) },
            response("orders[0].id", equals("12345678901234567890")),
            response("name", equals("\"a \\\" b\"")),
            response("total", equals("1.10")),
            response("list", equals("[1, null]")),
            response("name", CheckTest::Matches { pattern: "^a\\d".into() }),
            response("name", CheckTest::Exists),
            response("count", CheckTest::Below { number: "10".into() }),
            Check::Duration { below: "2 s".into() },
            response("name", CheckTest::Missing),
            response("count", CheckTest::Above { number: "12345678901234567890123".into() }),
            Check::Log { test: LogTest::Contains { text: "done".into() } },
            Check::Log { test: LogTest::Lacks { text: "lost".into() } },
            Check::Log { test: LogTest::Matches { pattern: "in \\d+ ms".into() } },
        ]
    }

    fn read_back(text: &str) -> (Vec<Check>, usize) {
        let document: DocumentMut = text.parse().expect("TOML");
        let mut keys = Keys::of(document.as_table());
        (read(&mut keys), keys.problems.len())
    }

    #[test]
    fn what_is_written_is_read() {
        let mut document = DocumentMut::new();
        write(document.as_table_mut(), &[], &all());
        assert_eq!(read_back(&document.to_string()), (all(), 0), "{document}");
        write(document.as_table_mut(), &all(), &[]);
        assert_eq!(document.to_string(), "");
    }

    #[test]
    fn comments_and_what_is_not_known_stay() {
        let text = "a = 1\n\n[[checks]]\n# later\nmood = \"good\"\n\n# quick\n[[checks]]\nduration_below = \"2 s\"\n\n[t]\nb = 2\n";
        let (before, problems) = read_back(text);
        assert_eq!((before.len(), problems), (1, 1));
        let mut document: DocumentMut = text.parse().expect("TOML");
        let after = [Check::Outcome { is: ExpectedOutcome::Succeeded, code: None }, before[0].clone()];
        write(document.as_table_mut(), &before, &after);
        let now = document.to_string();
        assert_eq!(read_back(&now), (after.to_vec(), 1), "{now}");
        assert!(now.contains("# later\nmood") && now.contains("# quick\n[[checks]]\nduration_below"), "{now}");
    }

    #[test]
    fn a_check_that_is_not_understood_is_told_by_its_number() {
        let text = "[[checks]]\nexpression = \"a\"\n[[checks]]\nexpression = \"a\"\nbelow = 1\nabove = 0\n[[checks]]\noutcome = \"succeeded\"\nmood = 1\n[[checks]]\n[[checks]]\noutcome = \"fine\"\n[[checks]]\nexpression = \"a\"\nexists = 1\n";
        let document: DocumentMut = text.parse().expect("TOML");
        let mut keys = Keys::of(document.as_table());
        assert_eq!(read(&mut keys), []);
        let needs = "needs one of equals, matches, exists, below and above, and of the right type.";
        assert_eq!(
            keys.problems,
            [
                format!("Check 1 {needs}"),
                format!("Check 2 {needs}"),
                "Check 3 has “mood”, which no check has.".to_owned(),
                "Check 4 is empty.".to_owned(),
                "Check 5 is of a kind that is not known, or incomplete.".to_owned(),
                format!("Check 6 {needs}"),
            ]
        );
    }
}
