//! A library of events as AWS's services send them, each with a small form for what people change in it.
//!
//! Everything is embedded: an event is a JSON file in `events/`, and a table in `catalogue/` says what it is called and
//! which places each field of its form goes to. The events are our own, with documentation's accounts, addresses and
//! domains.
//!
//! Times and ids are fixed examples, not `{{ now() }}` and `{{ uuid() }}`: a template gives the same bytes each time, so
//! that two runs can be compared, and any other tool takes the payload as it is. Whoever wants fresh ones writes the
//! variable into the payload, or into a field, which is put in as it stands.
//!
//! It must not know requests, files or the window: a form goes in, a payload comes out.

mod catalogue;
mod derived;
mod field;
mod form;
mod place;

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

pub use field::{FieldKind, TemplateChoice};

use crate::failure::Failure;
use field::Field;
use form::Document;

/// A template, as the table has it.
#[derive(Debug)]
struct Template {
    id: &'static str,
    /// The service it comes from; templates of one service stand together.
    service: &'static str,
    title: &'static str,
    /// One sentence.
    summary: &'static str,
    /// Words people may search for, beside those of the title and the service.
    keywords: &'static str,
    fields: &'static [Field],
    event: Document,
}

/// An event that a function may be sent, as the window lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct EventTemplate {
    /// Stable.
    pub id: String,
    /// The service that sends it; templates of one service stand together.
    pub service: String,
    /// What happened, such as "Object created".
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Words to search by, beside those that are shown.
    pub keywords: String,
    /// Its form.
    pub fields: Vec<TemplateField>,
}

/// A field of a template's form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TemplateField {
    /// Unique in its template.
    pub id: String,
    /// As shown.
    pub label: String,
    /// How it is edited, and what it may hold.
    pub kind: FieldKind,
    /// What it holds at first.
    pub default: String,
}

/// A template with its form filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FilledTemplate {
    /// The event. A field with a problem stands there as it is at first.
    pub payload: String,
    /// Which fields cannot be used, and why.
    pub problems: Vec<TemplateProblem>,
}

/// A field of a form that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TemplateProblem {
    /// The field's id.
    pub field: String,
    /// A sentence that says what is allowed.
    pub message: String,
}

/// All templates, in the order to list them.
pub fn all() -> Vec<EventTemplate> {
    catalogue::templates().map(EventTemplate::from).collect()
}

/// Fills a template's form. Fields that are not given keep what they hold at first; those it does not have are ignored.
///
/// # Errors
/// When there is no such template.
pub fn fill(id: &str, given: &BTreeMap<String, String>) -> Result<FilledTemplate, Failure> {
    let template = catalogue::templates().find(|template| template.id == id).ok_or_else(|| {
        Failure::other(format!("There is no event template “{id}”."), "Choose one from the list of templates.")
    })?;
    let mut problems = Vec::new();
    let values: BTreeMap<&str, &str> = template
        .fields
        .iter()
        .map(|field| {
            let value = given.get(field.id).map_or(field.default, String::as_str);
            match field.kind.check(value) {
                Ok(()) => (field.id, value),
                Err(message) => {
                    problems.push(TemplateProblem { field: field.id.to_owned(), message });
                    (field.id, field.default)
                }
            }
        })
        .collect();
    Ok(FilledTemplate { payload: template.event.fill(&values), problems })
}

impl From<&Template> for EventTemplate {
    fn from(template: &Template) -> Self {
        let fields = template.fields.iter().map(|field| TemplateField {
            id: field.id.to_owned(),
            label: field.label.to_owned(),
            kind: (&field.kind).into(),
            default: field.default.to_owned(),
        });
        Self {
            id: template.id.to_owned(),
            service: template.service.to_owned(),
            title: template.title.to_owned(),
            summary: template.summary.to_owned(),
            keywords: template.keywords.to_owned(),
            fields: fields.collect(),
        }
    }
}
