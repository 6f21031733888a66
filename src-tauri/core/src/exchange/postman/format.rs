//! Postman's format as its published schema has it, as far as an invocation needs it. What may be a text or an object is
//! both here.

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
pub(super) struct Collection {
    pub info: Info,
    pub item: Vec<Item>,
    #[serde(default)]
    pub variable: Vec<Variable>,
    pub auth: Option<Auth>,
    #[serde(default)]
    pub event: Vec<Value>,
}

#[derive(Deserialize)]
pub(super) struct Info {
    #[serde(default)]
    pub name: String,
}

/// A folder, when it has items; else a request.
#[derive(Deserialize)]
pub(super) struct Item {
    #[serde(default)]
    pub name: String,
    #[serde(rename = "item")]
    pub inner: Option<Vec<Item>>,
    #[serde(default, deserialize_with = "request")]
    pub request: Option<Request>,
    pub auth: Option<Auth>,
    #[serde(default)]
    pub event: Vec<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Request {
    pub method: String,
    pub url: Option<Url>,
    #[serde(deserialize_with = "headers")]
    pub header: Vec<Header>,
    pub body: Option<Body>,
    pub auth: Option<Auth>,
    pub description: Option<Text>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Url {
    Text(String),
    Parts {
        #[serde(default)]
        raw: String,
    },
}

#[derive(Deserialize)]
pub(super) struct Header {
    #[serde(default)]
    pub key: String,
    #[serde(default, deserialize_with = "text")]
    pub value: String,
    #[serde(default)]
    pub disabled: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Body {
    pub mode: String,
    pub raw: String,
    pub disabled: bool,
}

#[derive(Deserialize)]
pub(super) struct Variable {
    #[serde(default)]
    pub key: String,
    #[serde(default, deserialize_with = "text")]
    pub value: String,
    #[serde(default, rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub disabled: bool,
}

/// How requests are signed. Its parameters are a list in version 2.1, an object in 2.0.
#[derive(Deserialize)]
pub(super) struct Auth {
    #[serde(default, rename = "type")]
    pub kind: String,
    #[serde(default)]
    awsv4: Value,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Text {
    Plain(String),
    Of {
        #[serde(default)]
        content: String,
    },
}

impl Url {
    /// The address as it was typed.
    pub(super) fn raw(&self) -> String {
        match self {
            Self::Text(text) | Self::Parts { raw: text } => text.clone(),
        }
    }
}

impl Text {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Plain(text) | Self::Of { content: text } => text.clone(),
        }
    }
}

impl Auth {
    /// A parameter's text; empty when it is not there.
    pub(super) fn value(&self, name: &str) -> String {
        let value = match &self.awsv4 {
            Value::Array(list) => list
                .iter()
                .find(|it| it.get("key").and_then(Value::as_str) == Some(name))
                .and_then(|it| it.get("value")),
            object => object.get(name),
        };
        value.and_then(Value::as_str).unwrap_or_default().to_owned()
    }
}

/// A request may be a mere address.
fn request<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Request>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        Address(String),
        Whole(Box<Request>),
    }
    Ok(Option::<Form>::deserialize(deserializer)?.map(|form| match form {
        Form::Address(address) => Request { method: "GET".into(), url: Some(Url::Text(address)), ..Request::default() },
        Form::Whole(request) => *request,
    }))
}

/// Headers may be a text of lines.
fn headers<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Header>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        List(Vec<Header>),
        Lines(String),
    }
    Ok(match Option::<Form>::deserialize(deserializer)? {
        None => Vec::new(),
        Some(Form::List(list)) => list,
        Some(Form::Lines(lines)) => {
            let pairs = lines.lines().filter_map(|line| line.split_once(':'));
            let header = |(key, value): (&str, &str)| Header {
                key: key.trim().to_owned(),
                value: value.trim().to_owned(),
                disabled: false,
            };
            pairs.map(header).collect()
        }
    })
}

/// A value that may be a number, a flag or nothing.
fn text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    })
}
