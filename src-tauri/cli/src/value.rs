//! A result with its keys in order, and the two forms in which the AWS CLI prints it.

use std::collections::BTreeSet;
use std::fmt::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Number;
use serde_json::ser::PrettyFormatter;

/// JSON whose objects keep the order of their keys.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => value.serialize(serializer),
            Self::Number(value) => value.serialize(serializer),
            Self::Text(value) => value.serialize(serializer),
            Self::List(values) => values.serialize(serializer),
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

impl Value {
    /// JSON with four spaces, other letters than ASCII as they are, and a line end. Nothing for an empty object.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut out = Vec::new();
        if matches!(self, Self::Object(members) if members.is_empty()) {
            return Ok(out);
        }
        self.serialize(&mut serde_json::Serializer::with_formatter(&mut out, PrettyFormatter::with_indent(b"    ")))?;
        out.push(b'\n');
        Ok(out)
    }

    /// Lines of values between tabs: the AWS CLI's `--output text`, whose rules these are.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        // Writing into a String does not fail.
        let _ = self.write_text(&mut out, None, None);
        out
    }

    fn is_scalar(&self) -> bool {
        !matches!(self, Self::List(_) | Self::Object(_))
    }

    fn write_text(&self, out: &mut String, name: Option<&str>, columns: Option<&BTreeSet<&str>>) -> fmt::Result {
        match self {
            Self::List(items) => write_list(out, items, name),
            Self::Object(members) => write_object(out, members, name, columns),
            scalar => writeln!(out, "{scalar}"),
        }
    }
}

/// A scalar as Python's `str` has it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("None"),
            Self::Bool(true) => f.write_str("True"),
            Self::Bool(false) => f.write_str("False"),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::List(_) | Self::Object(_) => Ok(()),
        }
    }
}

fn write_list(out: &mut String, items: &[Value], name: Option<&str>) -> fmt::Result {
    if items.iter().any(|item| matches!(item, Value::Object(_))) {
        let members =
            items.iter().filter_map(|item| if let Value::Object(members) = item { Some(members) } else { None });
        let columns = members.flatten().filter(|(_, value)| value.is_scalar()).map(|(key, _)| key.as_str()).collect();
        return items.iter().try_for_each(|item| item.write_text(out, name, Some(&columns)));
    }
    let (scalars, others): (Vec<_>, Vec<_>) = items.iter().partition(|item| item.is_scalar());
    match name {
        _ if scalars.is_empty() => {}
        Some(name) => {
            for scalar in scalars {
                writeln!(out, "{}\t{scalar}", name.to_uppercase())?;
            }
        }
        None => writeln!(out, "{}", scalars.iter().map(ToString::to_string).collect::<Vec<_>>().join("\t"))?,
    }
    others.iter().try_for_each(|item| item.write_text(out, name, None))
}

fn write_object(
    out: &mut String,
    members: &[(String, Value)],
    name: Option<&str>,
    columns: Option<&BTreeSet<&str>>,
) -> fmt::Result {
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_by(|(left, _), (right, _)| left.cmp(right));
    let mut row: Vec<String> = match columns {
        None => sorted.iter().filter(|(_, value)| value.is_scalar()).map(|(_, value)| value.to_string()).collect(),
        Some(columns) => columns
            .iter()
            .map(|column| {
                sorted.iter().find(|(key, _)| key == column).map_or_else(String::new, |(_, value)| value.to_string())
            })
            .collect(),
    };
    if !row.is_empty() {
        row.splice(0..0, name.map(str::to_uppercase));
        writeln!(out, "{}", row.join("\t"))?;
    }
    sorted
        .iter()
        .filter(|(key, value)| columns.map_or(!value.is_scalar(), |columns| !columns.contains(key.as_str())))
        .try_for_each(|(key, value)| value.write_text(out, Some(key), None))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(members: &[(&str, Value)]) -> Value {
        Value::Object(members.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
    }

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn json_keeps_order_and_letters() {
        let value =
            object(&[("b", text("Köln\u{7f}\u{1}")), ("a", Value::List(vec![])), ("c", Value::Number(1.into()))]);
        let json = String::from_utf8(value.to_json().expect("json")).expect("text");
        assert_eq!(json, "{\n    \"b\": \"Köln\u{7f}\\u0001\",\n    \"a\": [],\n    \"c\": 1\n}\n");
        assert_eq!(object(&[]).to_json().expect("json"), b"");
    }

    #[test]
    fn text_is_what_the_aws_cli_prints() {
        assert_eq!(object(&[("StatusCode", Value::Number(200.into())), ("A", text("x"))]).to_text(), "x\t200\n");
        assert_eq!(Value::Null.to_text(), "None\n");
        assert_eq!(Value::List(vec![Value::Bool(true), text("x")]).to_text(), "True\tx\n");
        assert_eq!(Value::List(vec![]).to_text(), "");
        let nested = object(&[("k", Value::List(vec![text("a"), text("b")])), ("z", object(&[("y", text("c"))]))]);
        assert_eq!(nested.to_text(), "K\ta\nK\tb\nZ\tc\n");
    }
}
