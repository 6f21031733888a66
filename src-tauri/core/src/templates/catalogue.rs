//! The table of templates, by where their events come from.
//!
//! An event's file and its form agree: filled with what its fields hold at first, a template is its file, byte for byte.
//! A test holds that, and writes the files' derived places (`UPDATE_TEMPLATES=1`).

mod databases;
mod development;
mod devices;
mod http;
mod identity;
mod messages;
mod monitoring;
mod requests;
mod storage;
mod streams;

use super::Template;
use super::field::Field;
use super::form::{Document, Form, Place, Query, Source};

/// All templates, in the order to list them.
pub(super) fn templates() -> impl Iterator<Item = &'static Template> {
    [
        http::TEMPLATES,
        requests::TEMPLATES,
        storage::TEMPLATES,
        messages::TEMPLATES,
        streams::TEMPLATES,
        databases::TEMPLATES,
        identity::TEMPLATES,
        monitoring::TEMPLATES,
        development::TEMPLATES,
        devices::TEMPLATES,
    ]
    .into_iter()
    .flatten()
}

/// A template, with the event of the file that is named after it.
macro_rules! template {
    (
        $service:literal, $id:literal, $title:literal, $summary:literal, $keywords:literal,
        fields: $fields:expr, places: $places:expr $(,)?
    ) => {
        $crate::templates::Template {
            id: $id,
            service: $service,
            title: $title,
            summary: $summary,
            keywords: $keywords,
            fields: $fields,
            event: $crate::templates::form::Document {
                text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/templates/events/", $id, ".json")),
                places: $places,
            },
        }
    };
}
use template;

const fn at(pointer: &'static str, form: Form, pattern: &'static str) -> Place {
    Place { pointer, form, source: Source::Pattern(pattern) }
}

const fn text(pointer: &'static str, pattern: &'static str) -> Place {
    at(pointer, Form::Text, pattern)
}

const fn json(pointer: &'static str, pattern: &'static str) -> Place {
    at(pointer, Form::Json, pattern)
}

const fn query(pointer: &'static str, shape: Query) -> Place {
    at(pointer, Form::Query(shape), "{query}")
}

/// A document inside another.
const fn inner(pointer: &'static str, form: Form, document: &'static Document) -> Place {
    Place { pointer, form, source: Source::Inner(document) }
}

/// The methods of HTTP, those that carry a body first.
const METHODS: &[(&str, &str)] = &[
    ("POST", "POST"),
    ("GET", "GET"),
    ("PUT", "PUT"),
    ("PATCH", "PATCH"),
    ("DELETE", "DELETE"),
    ("HEAD", "HEAD"),
    ("OPTIONS", "OPTIONS"),
];

/// The methods of HTTP, those that only ask first.
const ASKING_METHODS: &[(&str, &str)] =
    &[("GET", "GET"), ("POST", "POST"), ("PUT", "PUT"), ("PATCH", "PATCH"), ("DELETE", "DELETE"), ("HEAD", "HEAD")];

const BODY_FORMS: &[(&str, &str)] = &[("false", "As text"), ("true", "As base64")];

/// What a shop's order looks like.
const ORDER: &str = r#"{"customer": "C-7", "lines": [{"sku": "BK-7714", "quantity": 2}]}"#;

const METHOD: Field = Field::choice("method", "Method", METHODS);
const QUERY: Field = Field::line("query", "Query", "currency=EUR");
const CONTENT_TYPE: Field = Field::line("content_type", "Content type", "application/json");
const BODY: Field = Field::lines("body", "Body", ORDER);
const BODY_FORM: Field = Field::choice("base64", "The body is sent", BODY_FORMS);
