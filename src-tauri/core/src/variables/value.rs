//! Values and how they are written at their place. A JSON variable is put in with its exact text, so that `1.10` and a
//! 20-digit integer survive. Pure.

use std::collections::BTreeMap;

use minijinja::Value;
use serde_json::value::RawValue;

use super::expressions::Place;

/// What stands in place of a secret where it is shown.
pub const MASK: &str = "••••••";

/// A value as minijinja computes with it. Integers stay exact up to 38 digits.
///
/// # Errors
/// When the text is not JSON.
pub fn of_json(text: &str) -> Result<Value, serde_json::Error> {
    from_raw(serde_json::from_str::<&RawValue>(text)?)
}

fn from_raw(raw: &RawValue) -> Result<Value, serde_json::Error> {
    let text = raw.get().trim();
    match text.as_bytes().first() {
        Some(b'{') => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(text)?;
            let members = members.into_iter().map(|(name, raw)| Ok((name, from_raw(raw)?)));
            Ok(Value::from_pairs(members.collect::<Result<BTreeMap<String, Value>, serde_json::Error>>()?))
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text)?;
            Ok(Value::from(items.into_iter().map(from_raw).collect::<Result<Vec<Value>, _>>()?))
        }
        Some(b'"') => Ok(Value::from(serde_json::from_str::<String>(text)?)),
        Some(b't' | b'f') => Ok(Value::from(text == "true")),
        Some(b'n') => Ok(Value::from(())),
        _ => match text.parse::<i128>() {
            Ok(integer) => Ok(Value::from(integer)),
            Err(_) => Ok(Value::from(serde_json::from_str::<f64>(text)?)),
        },
    }
}

/// Text as it is written at a place.
pub fn write_text(text: &str, place: Place) -> String {
    match place {
        Place::Plain => text.to_owned(),
        Place::InString => {
            let quoted = quoted(text);
            quoted[1..quoted.len() - 1].to_owned()
        }
        Place::Value => quoted(text),
    }
}

/// JSON as it is written at a place: as it is where a value belongs, and its text elsewhere.
pub fn write_json(json: &str, place: Place) -> String {
    match place {
        Place::Value => json.to_owned(),
        Place::Plain | Place::InString => write_text(json, place),
    }
}

/// What an expression came to, as it is written at a place.
///
/// # Errors
/// When it cannot be JSON: a function, say.
pub fn write(value: &Value, place: Place) -> Result<String, serde_json::Error> {
    match value.as_str() {
        // `| safe` says that it is written for this place already.
        Some(text) if value.is_safe() => Ok(text.to_owned()),
        Some(text) => Ok(write_text(text, place)),
        None => serde_json::to_string(value).map(|json| write_json(&json, place)),
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_else(|_| "\"\"".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_stay_exact() {
        let value = of_json(r#"{"id": 12345678901234567890, "list": [1, -2, 1.5, null, true]}"#).expect("JSON");
        let id = value.get_attr("id").expect("a member");
        assert_eq!(write(&id, Place::Value).expect("written"), "12345678901234567890");
        let list = value.get_attr("list").expect("a member");
        assert_eq!(write(&list, Place::Value).expect("written"), "[1,-2,1.5,null,true]");
    }

    #[test]
    fn a_value_is_written_by_its_place() {
        let text = "a \"b\"\n\\";
        assert_eq!(write_text(text, Place::Plain), text);
        assert_eq!(write_text(text, Place::InString), r#"a \"b\"\n\\"#);
        assert_eq!(write_text(text, Place::Value), r#""a \"b\"\n\\""#);
        assert_eq!(write_json("1.10", Place::Value), "1.10");
        assert_eq!(write_json(r#"{"a": 1}"#, Place::InString), r#"{\"a\": 1}"#);
    }

    #[test]
    fn what_is_no_json_is_told() {
        for text in ["", "{", "value", "1 2"] {
            assert!(of_json(text).is_err(), "{text}");
        }
    }
}
