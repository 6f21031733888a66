//! A schema made of events, as `GetDiscoveredSchema` makes it: the types of what is there, and what every event has.

use serde_json::{Map, Value, json};

/// An OpenAPI document that describes all of these events.
pub fn document(events: &[Value]) -> Value {
    let schema =
        events.iter().skip(1).fold(described(events.first()), |schema, event| merged(schema, &described(Some(event))));
    json!({
        "openapi": "3.0.0",
        "info": { "version": "1.0.0", "title": "Event" },
        "paths": {},
        "components": { "schemas": { "Event": schema } },
    })
}

/// The schema of one value; anything fits where there is none.
fn described(value: Option<&Value>) -> Value {
    match value {
        None | Some(Value::Null) => json!({}),
        Some(Value::Bool(_)) => json!({ "type": "boolean" }),
        Some(Value::Number(_)) => json!({ "type": "number" }),
        Some(Value::String(text)) if is_moment(text) => json!({ "type": "string", "format": "date-time" }),
        Some(Value::String(_)) => json!({ "type": "string" }),
        Some(Value::Array(items)) => {
            let items = items
                .iter()
                .map(|item| described(Some(item)))
                .reduce(|one, other| merged(one, &other))
                .unwrap_or_else(|| json!({}));
            json!({ "type": "array", "items": items })
        }
        Some(Value::Object(members)) => {
            let properties: Map<String, Value> =
                members.iter().map(|(name, value)| (name.clone(), described(Some(value)))).collect();
            let required: Vec<&String> = members.keys().collect();
            let mut schema = json!({ "type": "object", "properties": properties });
            // OpenAPI allows no empty list here.
            if !required.is_empty() {
                schema["required"] = json!(required);
            }
            schema
        }
    }
}

/// What describes both; anything fits where they differ.
fn merged(one: Value, other: &Value) -> Value {
    if one == *other {
        return one;
    }
    if one["type"] != "object" || other["type"] != "object" {
        return json!({});
    }
    let empty = Map::new();
    let members = |schema: &Value| schema["properties"].as_object().unwrap_or(&empty).clone();
    let (mut properties, others) = (members(&one), members(other));
    for (name, schema) in others {
        let both = properties.remove(&name).map_or_else(|| schema.clone(), |before| merged(before, &schema));
        properties.insert(name, both);
    }
    let names = |schema: &Value| schema["required"].as_array().cloned().unwrap_or_default();
    let required: Vec<Value> = names(&one).into_iter().filter(|name| names(other).contains(name)).collect();
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// Whether a text is a time as RFC 3339 writes it.
fn is_moment(text: &str) -> bool {
    time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_says_what_every_event_has() {
        let events =
            [json!({ "id": 1, "at": "2026-11-26T10:00:00Z", "lines": [{ "n": 1 }, { "m": "x" }] }), json!({ "id": 2 })];
        let made = document(&events);
        let event = &made["components"]["schemas"]["Event"];
        assert_eq!(event["required"], json!(["id"]));
        assert_eq!(event["properties"]["id"], json!({ "type": "number" }));
        assert_eq!(event["properties"]["at"]["format"], "date-time");
        assert_eq!(event["properties"]["lines"]["items"]["properties"]["m"], json!({ "type": "string" }));
        assert_eq!(made["openapi"], "3.0.0");
        for event in [json!(null), json!([]), json!("text"), json!({})] {
            assert_eq!(document(&[event])["paths"], json!({}));
        }
    }
}
