//! `[variables]`, as a sidecar, `lambdesk.toml` and an environment have it.
//!
//! TOML's own kinds are used as far as they go. What they cannot hold with its exact text (`null`, an integer of 20 digits,
//! JSON with an order of its own) is `{ json = '…' }`.

use std::collections::HashSet;

use serde::de::IgnoredAny;
use toml_edit::{InlineTable, Item, Table, TableLike, Value};

use super::toml_file::{Keys, set};
use super::trouble::CollectionError;
use crate::variables::expressions;
use crate::wire::{Variable, VariableKind};

const KEY: &str = "variables";
const SECRETS: &str = "secrets";

/// Reads `[variables]`.
pub fn read(keys: &mut Keys) -> Vec<Variable> {
    let Some(table) = keys.read(KEY, "a table", Item::as_table_like) else { return Vec::new() };
    let mut variables = Vec::new();
    for (name, item) in table.iter() {
        match (expressions::is_name(name), from_item(item)) {
            (true, Some((kind, value))) => variables.push(Variable { name: name.to_owned(), value, kind }),
            (false, _) => keys.problems.push(format!("“{name}” is no name for a variable: {NAMES}")),
            (true, None) => keys.problems.push(format!("The value of “{name}” cannot be written in JSON.")),
        }
    }
    variables
}

/// Reads the names of secret variables.
pub fn read_secrets(keys: &mut Keys) -> Vec<Variable> {
    let names = |item: &Item| -> Option<Vec<String>> {
        item.as_array()?.iter().map(|name| name.as_str().map(str::to_owned)).collect()
    };
    let names = keys.read(SECRETS, "a list of names", names).unwrap_or_default();
    let (good, bad): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| expressions::is_name(name));
    keys.problems.extend(bad.iter().map(|name| format!("“{name}” is no name for a variable: {NAMES}")));
    good.into_iter().map(|name| Variable { name, value: String::new(), kind: VariableKind::Secret }).collect()
}

/// Changes what is different. Variables keep their places; new ones come last.
pub fn write(table: &mut dyn TableLike, before: &[Variable], after: &[Variable]) {
    let plain = |list: &[Variable]| -> Vec<Variable> {
        list.iter().filter(|it| it.kind != VariableKind::Secret).cloned().collect()
    };
    let (before, after) = (plain(before), plain(after));
    if before == after {
        return;
    }
    if after.is_empty() && before.len() == table.get(KEY).and_then(Item::as_table_like).map_or(0, TableLike::len) {
        table.remove(KEY);
        return;
    }
    if table.get(KEY).and_then(Item::as_table_like).is_none() {
        table.insert(KEY, Item::Table(Table::new()));
    }
    let Some(variables) = table.get_mut(KEY).and_then(Item::as_table_like_mut) else { return };
    for gone in before.iter().filter(|old| !after.iter().any(|new| new.name == old.name)) {
        variables.remove(&gone.name);
    }
    for variable in &after {
        if !before.contains(variable) {
            set(variables, &variable.name, to_value(variable));
        }
    }
}

/// Changes which names are secret.
pub fn write_secrets(table: &mut dyn TableLike, before: &[Variable], after: &[Variable]) {
    let secret = |list: &[Variable]| -> Vec<String> {
        list.iter().filter(|it| it.kind == VariableKind::Secret).map(|it| it.name.clone()).collect()
    };
    let (before, after) = (secret(before), secret(after));
    if before == after {
        return;
    }
    if after.is_empty() {
        table.remove(SECRETS);
        return;
    }
    if table.get(SECRETS).and_then(Item::as_array).is_none() {
        set(table, SECRETS, Value::Array(toml_edit::Array::new()));
    }
    let Some(names) = table.get_mut(SECRETS).and_then(Item::as_array_mut) else { return };
    names.retain(|name| name.as_str().is_some_and(|name| after.iter().any(|it| it == name)));
    for name in after.iter().filter(|name| !before.contains(name)) {
        names.push(name.as_str());
    }
}

/// What a variable may be called, for sentences.
pub const NAMES: &str = "letters without accents, digits and “_” are fine, and a digit does not come first.";

/// Looks whether variables can be saved.
///
/// # Errors
/// When one has no name, two have one name, or what is to be JSON is not.
pub fn check(variables: &[Variable]) -> Result<(), CollectionError> {
    let bad = |sentence: String| Err(CollectionError::BadVariable(sentence));
    let mut names = HashSet::new();
    for Variable { name, value, kind } in variables {
        if !expressions::is_name(name) {
            return bad(format!("“{name}” is no name for a variable: {NAMES}"));
        }
        if !names.insert(name) {
            return bad(format!("There are two variables “{name}”."));
        }
        let is_json = || serde_json::from_str::<IgnoredAny>(value).is_ok() || expressions::has_any(value);
        if *kind == VariableKind::Json && !is_json() {
            return bad(format!("The value of “{name}” is not JSON. Make it a text, or mend it."));
        }
    }
    Ok(())
}

fn from_item(item: &Item) -> Option<(VariableKind, String)> {
    let json = |text| (VariableKind::Json, text);
    if let Some(text) = item.as_str() {
        return Some((VariableKind::Text, text.to_owned()));
    }
    if let Some(moment) = item.as_datetime() {
        return Some((VariableKind::Text, moment.to_string()));
    }
    if let Some(table) = item.as_table_like().filter(|table| table.len() == 1)
        && let Some(text) = table.get("json").and_then(Item::as_str)
    {
        return Some(json(text.to_owned()));
    }
    item_json(item).map(json)
}

/// What TOML holds, as JSON with the text that stands there where JSON has the same.
pub fn item_json(item: &Item) -> Option<String> {
    match item {
        Item::Value(value) => value_json(value),
        Item::Table(table) => table_json(table),
        Item::ArrayOfTables(tables) => {
            let tables: Option<Vec<String>> = tables.iter().map(|table| table_json(table)).collect();
            Some(format!("[{}]", tables?.join(", ")))
        }
        Item::None => None,
    }
}

fn value_json(value: &Value) -> Option<String> {
    let quoted = |text: &str| serde_json::to_string(text).ok();
    match value {
        Value::String(text) => quoted(text.value()),
        Value::Datetime(moment) => quoted(&moment.value().to_string()),
        Value::Boolean(flag) => Some(flag.value().to_string()),
        Value::Integer(number) => Some(as_written(&number.display_repr(), || number.value().to_string())),
        Value::Float(number) if !number.value().is_finite() => None,
        Value::Float(number) => {
            Some(as_written(&number.display_repr(), || serde_json::to_string(number.value()).unwrap_or_default()))
        }
        Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(value_json).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        Value::InlineTable(table) => table_json(table),
    }
}

fn table_json(table: &dyn TableLike) -> Option<String> {
    let member =
        |(name, item): (&str, &Item)| Some(format!("{}: {}", serde_json::to_string(name).ok()?, item_json(item)?));
    let members: Option<Vec<String>> = table.iter().map(member).collect();
    Some(format!("{{{}}}", members?.join(", ")))
}

/// A number as it stands there; TOML has more ways to write one than JSON.
fn as_written(text: &str, otherwise: impl FnOnce() -> String) -> String {
    let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
    if is_json { text.to_owned() } else { otherwise() }
}

fn to_value(variable: &Variable) -> Value {
    match variable.kind {
        VariableKind::Text | VariableKind::Secret => Value::from(variable.value.as_str()),
        VariableKind::Json => json_value(&variable.value),
    }
}

/// JSON as TOML holds it: a number or a flag as such where its text survives that.
pub fn json_value(json: &str) -> Value {
    let native = json.parse::<Value>().ok().filter(|value| {
        let scalar = value.is_integer() || value.is_float() || value.is_bool();
        scalar && value_json(value).as_deref() == Some(json)
    });
    native.unwrap_or_else(|| {
        let mut table = InlineTable::new();
        table.insert("json", json.into());
        Value::InlineTable(table)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use toml_edit::DocumentMut;

    use super::*;

    fn variable(name: &str, kind: VariableKind, value: &str) -> Variable {
        Variable { name: name.into(), value: value.into(), kind }
    }

    fn read_back(document: &DocumentMut) -> Vec<Variable> {
        let document: DocumentMut = document.to_string().parse().expect("TOML");
        read(&mut Keys::of(document.as_table()))
    }

    #[test]
    fn each_kind_is_read() {
        let text = r#"
            [variables]
            text = "a"
            integer = 42
            hex = 0xff
            grouped = 1_000
            precise = 1.10
            flag = true
            long = { json = "12345678901234567890" }
            nothing = { json = "null" }
            list = [1, "b"]
            object = { a = 1, b = [2.50] }
            day = 2026-11-26
            far = inf
            "not a name" = 1
        "#;
        let document: DocumentMut = text.parse().expect("TOML");
        let mut keys = Keys::of(document.as_table());
        let found: Vec<String> =
            read(&mut keys).into_iter().map(|it| format!("{} {:?} {}", it.name, it.kind, it.value)).collect();
        insta::assert_snapshot!(found.join("\n"), @r#"
        text Text a
        integer Json 42
        hex Json 255
        grouped Json 1000
        precise Json 1.10
        flag Json true
        long Json 12345678901234567890
        nothing Json null
        list Json [1, "b"]
        object Json {"a": 1, "b": [2.50]}
        day Text 2026-11-26
        "#);
        assert_eq!(keys.problems.len(), 2, "{:?}", keys.problems);
    }

    #[test]
    fn a_change_touches_one_line() {
        let mut document: DocumentMut =
            "# ours\n[variables] # all\nb = 1_000 # as it is\n\n# why\na = \"x\"\nc = 3\n".parse().expect("TOML");
        let before = read_back(&document);
        let mut after = before.clone();
        after[1].value = "y".into();
        after.remove(2);
        after.push(variable("d", VariableKind::Json, "1e400"));
        write(document.as_table_mut(), &before, &after);
        assert_eq!(
            document.to_string(),
            "# ours\n[variables] # all\nb = 1_000 # as it is\n\n# why\na = \"y\"\nd = { json = \"1e400\" }\n"
        );
        write(document.as_table_mut(), &after, &[]);
        assert_eq!(read_back(&document), []);
    }

    #[test]
    fn secret_names_are_a_list() {
        let mut document: DocumentMut = "secrets = [ # ours\n  \"a\",\n  \"b\",\n]\n".parse().expect("TOML");
        let before = read_secrets(&mut Keys::of(document.as_table()));
        let after = [before[1].clone(), variable("c", VariableKind::Secret, "")];
        write_secrets(document.as_table_mut(), &before, &after);
        let now: DocumentMut = document.to_string().parse().expect("TOML");
        assert_eq!(read_secrets(&mut Keys::of(now.as_table())), after);
    }

    #[test]
    fn what_cannot_be_saved_is_named() {
        let text = VariableKind::Text;
        for wrong in [
            vec![variable("", text, "")],
            vec![variable("a b", text, "")],
            vec![variable("not", text, "")],
            vec![variable("a", text, "1"), variable("a", text, "2")],
            vec![variable("a", VariableKind::Json, "{")],
        ] {
            assert!(check(&wrong).is_err(), "{wrong:?}");
        }
        assert!(check(&[variable("a", VariableKind::Json, "{\"b\": {{ c }}}")]).is_ok());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            texts in proptest::collection::btree_map("[a-z_][a-z0-9_]{0,8}x", any::<String>(), 0..5),
            numbers in proptest::collection::btree_map("n[a-z]{1,4}", "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,4})?", 0..5),
        ) {
            let texts = texts.iter().map(|(name, value)| variable(name, VariableKind::Text, value));
            let numbers = numbers.iter().map(|(name, value)| variable(name, VariableKind::Json, value));
            let mut all: Vec<Variable> = texts.chain(numbers).collect();
            let mut names = HashSet::new();
            all.retain(|it| expressions::is_name(&it.name) && names.insert(it.name.clone()));
            let mut document = DocumentMut::new();
            write(document.as_table_mut(), &[], &all);
            prop_assert_eq!(read_back(&document), all.clone());
            write(document.as_table_mut(), &all, &[]);
            prop_assert_eq!(document.to_string(), "");
        }
    }
}
