//! The document that holds a function's test events: an OpenAPI schema whose `components.examples` has them. What is not
//! understood stays as it is, and so does the text of every value: numbers, escapes, white space and order.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use super::event::{TestEvent, name_of, type_named};
use crate::wire::InvocationType;

/// Why a document cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// It is no JSON object.
    #[error("it is not JSON ({0})")]
    NotJson(String),
    /// It has no place for examples.
    #[error("it has no “components”, which hold the test events")]
    NoComponents,
}

/// The document, in the text it came in.
#[derive(Debug)]
pub struct Document {
    whole: Members,
}

/// An object's members, in their order and in the text they were written in.
#[derive(Debug, Default)]
struct Members(Vec<(String, Box<RawValue>)>);

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    /// [`DocumentError`] when it is none that can hold test events.
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        let whole: Members = serde_json::from_str(text).map_err(|error| DocumentError::NotJson(error.to_string()))?;
        let document = Self { whole };
        document.components()?;
        Ok(document)
    }

    /// The events, in their order. What has no payload, or is none of ours otherwise, is left out.
    pub fn events(&self) -> Vec<TestEvent> {
        let Ok(examples) = self.components().map(|components| components.object("examples").unwrap_or_default()) else {
            return Vec::new();
        };
        examples.0.iter().filter_map(|(name, example)| event(name, example)).collect()
    }

    /// The event of a name.
    pub fn event(&self, name: &str) -> Option<TestEvent> {
        self.events().into_iter().find(|event| event.name == name)
    }

    /// Whether there is an example of this name, be it an event or not.
    pub fn has(&self, name: &str) -> bool {
        let examples = self.components().ok().and_then(|components| components.object("examples"));
        examples.is_some_and(|examples| examples.get(name).is_some())
    }

    /// How many examples there are, be they events or not.
    pub fn len(&self) -> usize {
        let examples = self.components().ok().and_then(|components| components.object("examples"));
        examples.map_or(0, |examples| examples.0.len())
    }

    /// Whether there are no examples.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts an event in; one of the same name is replaced where it stands, and keeps what else it says.
    ///
    /// # Errors
    /// [`DocumentError::NotJson`] when the payload is not JSON.
    pub fn put(&mut self, event: &TestEvent) -> Result<(), DocumentError> {
        let not_json = |error: serde_json::Error| DocumentError::NotJson(error.to_string());
        // Checked, and without the white space around it, which no JSON keeps.
        let payload: Box<RawValue> = serde_json::from_str(event.payload.trim()).map_err(not_json)?;
        let mut components = self.components()?;
        let mut examples = components.object("examples").unwrap_or_default();
        let mut example = examples.object(&event.name).unwrap_or_default();
        example.set("value", payload);
        let mut metadata = example.object("x-metadata").unwrap_or_default();
        metadata.set("invocationType", to_raw_value(name_of(event.invocation_type)).map_err(not_json)?);
        example.set("x-metadata", metadata.to_raw()?);
        examples.set(&event.name, example.to_raw()?);
        components.set("examples", examples.to_raw()?);
        self.whole.set("components", components.to_raw()?);
        Ok(())
    }

    /// Takes an event out; false when there is none of this name.
    ///
    /// # Errors
    /// As [`Self::put`]; not for a document that was read.
    pub fn remove(&mut self, name: &str) -> Result<bool, DocumentError> {
        let mut components = self.components()?;
        let mut examples = components.object("examples").unwrap_or_default();
        let before = examples.0.len();
        examples.0.retain(|(key, _)| key != name);
        if examples.0.len() == before {
            return Ok(false);
        }
        components.set("examples", examples.to_raw()?);
        self.whole.set("components", components.to_raw()?);
        Ok(true)
    }

    /// The document's text.
    pub fn text(&self) -> String {
        serde_json::to_string(&self.whole).unwrap_or_default()
    }

    fn components(&self) -> Result<Members, DocumentError> {
        self.whole.object("components").ok_or(DocumentError::NoComponents)
    }
}

fn event(name: &str, example: &RawValue) -> Option<TestEvent> {
    let example: Members = serde_json::from_str(example.get()).ok()?;
    let kind = example.object("x-metadata").and_then(|metadata| {
        let kind: String = serde_json::from_str(metadata.get("invocationType")?.get()).ok()?;
        Some(type_named(&kind))
    });
    Some(TestEvent {
        name: name.to_owned(),
        payload: example.get("value")?.get().to_owned(),
        invocation_type: kind.unwrap_or(InvocationType::RequestResponse),
    })
}

impl Members {
    /// The value of a key; of one that is there twice the last, as every reader has it.
    fn get(&self, key: &str) -> Option<&RawValue> {
        self.0.iter().rev().find(|(name, _)| name == key).map(|(_, value)| &**value)
    }

    /// The value of a key, when it is an object.
    fn object(&self, key: &str) -> Option<Self> {
        serde_json::from_str(self.get(key)?.get()).ok()
    }

    /// Gives a key a value, where it stands or at the end.
    fn set(&mut self, key: &str, value: Box<RawValue>) {
        match self.0.iter_mut().rev().find(|(name, _)| name == key) {
            Some((_, place)) => *place = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }

    fn to_raw(&self) -> Result<Box<RawValue>, DocumentError> {
        to_raw_value(self).map_err(|error| DocumentError::NotJson(error.to_string()))
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MADE: &str = r#"{"openapi":"3.0.0","info":{"version":"1.0.0","title":"Event"},"paths":{},"components":{"schemas":{"Event":{"type":"object"}}},"x-own":[1.10,12345678901234567890]}"#;

    fn event(name: &str, payload: &str) -> TestEvent {
        TestEvent { name: name.into(), payload: payload.into(), invocation_type: InvocationType::RequestResponse }
    }

    #[test]
    fn an_event_keeps_its_text_and_all_else_stays() {
        let payload = "{\n  \"id\": 12345678901234567890,\n  \"price\": 1.10, \"e\": \"\\u00e9\"\n}";
        let mut document = Document::parse(MADE).expect("a document");
        assert!(document.is_empty());
        document.put(&event("first", payload)).expect("put");
        document.put(&TestEvent { invocation_type: InvocationType::Event, ..event("second", " null ") }).expect("put");
        let again = Document::parse(&document.text()).expect("a document");
        assert_eq!(again.event("first"), Some(event("first", payload)));
        assert_eq!(again.event("second").expect("there").invocation_type, InvocationType::Event);
        let text = again.text();
        assert!(
            text.starts_with(r#"{"openapi":"3.0.0","info":{"version":"1.0.0","title":"Event"},"paths":{}"#),
            "{text}"
        );
        assert!(text.ends_with(r#""x-own":[1.10,12345678901234567890]}"#), "{text}");
    }

    #[test]
    fn what_another_program_wrote_beside_an_event_stays_with_it() {
        let mut document = Document::parse(
            r#"{"components":{"examples":{"a":{"summary":"mine","value":{"n":1},"x-metadata":{"invocationType":"Event","by":"me"}},"odd":7,"b":{"value":2}}}}"#,
        )
        .expect("a document");
        assert_eq!(document.events().iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert!(document.has("odd") && document.event("odd").is_none());
        document.put(&event("a", "[1]")).expect("put");
        assert!(document.remove("b").expect("removed") && !document.remove("b").expect("none"));
        assert_eq!(
            document.text(),
            r#"{"components":{"examples":{"a":{"summary":"mine","value":[1],"x-metadata":{"invocationType":"RequestResponse","by":"me"}},"odd":7}}}"#
        );
    }

    #[test]
    fn what_holds_no_events_is_refused() {
        for text in ["", "[]", "{", "7"] {
            assert!(matches!(Document::parse(text), Err(DocumentError::NotJson(_))), "{text}");
        }
        for text in ["{}", r#"{"components":1}"#] {
            assert_eq!(Document::parse(text).map(|_| ()), Err(DocumentError::NoComponents), "{text}");
        }
        let mut document = Document::parse(MADE).expect("a document");
        assert!(document.put(&event("a", "{oops}")).is_err());
        assert_eq!(document.text(), MADE, "nothing is changed then");
    }

    fn json() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("null".to_owned()),
            Just("true".to_owned()),
            "-?[1-9][0-9]{0,30}(\\.[0-9]{1,20})?([eE][+-]?[1-9])?",
            "\"([a-z ä世]|\\\\n|\\\\u00e9|\\\\\\\\|\\\\\"){0,12}\"",
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(|items| format!("[{}]", items.join(", "))),
                prop::collection::vec(("\"[a-c]{0,3}\"", inner), 0..5).prop_map(|members| {
                    let members: Vec<String> = members.iter().map(|(key, value)| format!("{key} : {value}")).collect();
                    format!("{{\n{}\n}}", members.join(",\n"))
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_payload_comes_back_as_it_was_written(payload in json(), name in "[a-zA-Z0-9._-]{1,25}", other in json()) {
            let mut document = Document::parse(MADE).expect("a document");
            document.put(&event("before", &other)).expect("put");
            document.put(&event(&name, &payload)).expect("put");
            let mut again = Document::parse(&document.text()).expect("a document");
            prop_assert_eq!(again.event(&name).map(|it| it.payload), Some(payload));
            prop_assert!(again.remove(&name).expect("removed"));
            prop_assert_eq!(again.event("before").is_some(), name != "before");
        }
    }
}
