//! What goes to standard output: the members of the response, as `--query` and `--output` want them.

use std::io::{self, Write};

use lambdesk_core::invoke::outcome::Outcome;
use lambdesk_core::invoke::response::Answer;
use lambdesk_core::wire::Preview;

use crate::query::Query;
use crate::trouble::Trouble;
use crate::value::Value;

/// How the result is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Json,
    Text,
}

impl Format {
    /// The format that `--output` names.
    pub fn asked_for(written: &str) -> Result<Self, Trouble> {
        match written {
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            "table" | "yaml" | "yaml-stream" | "off" => Err(Trouble::Usage(format!(
                "--output {written} is not supported by lambdesk-cli. Choose json or text."
            ))),
            _ => Err(Trouble::Usage(format!("Bad value for --output {written}: choose json or text."))),
        }
    }

    /// The format that the AWS files name for all commands. One that we do not have gives JSON, so that a file made for
    /// another program does not stop this one.
    pub fn configured(written: Option<&str>) -> Self {
        if written == Some("text") { Self::Text } else { Self::Json }
    }
}

/// The members of the response but its payload, in the order of the service's model. A stream has its error and its log
/// at its end, not in headers.
pub fn members(answer: &Answer, outcome: &Outcome) -> Value {
    let text = |text: Option<&str>| text.map(|text| Value::Text(text.to_owned()));
    let error = match outcome {
        Outcome::FunctionError(error) => Some(error.handling.as_str()),
        Outcome::Succeeded | Outcome::Rejected(_) | Outcome::NoAnswer(_) => None,
    };
    let members = [
        ("StatusCode", Some(Value::Number(answer.status.as_u16().into()))),
        ("FunctionError", text(error)),
        ("LogResult", text(answer.log_result())),
        ("ExecutedVersion", text(answer.executed_version())),
        ("DurableExecutionArn", text(answer.durable_execution_arn())),
    ];
    Value::Object(members.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect())
}

/// Prints a request that was not sent, as one JSON object.
pub fn print_request(shown: &Preview) -> Result<(), Trouble> {
    let headers = shown.headers.iter().map(|header| (header.name.clone(), Value::Text(header.value.clone()))).collect();
    let text = |text: &str| Value::Text(text.to_owned());
    let members = [
        ("method", text(&shown.method)),
        ("url", text(&shown.url)),
        ("headers", Value::Object(headers)),
        ("canonical_request", text(&shown.canonical_request)),
        ("string_to_sign", text(&shown.string_to_sign)),
        ("authorization", text(&shown.authorization)),
    ];
    print(&Value::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()), None, Format::Json)
}

/// Prints a result. A reader that has gone is no error.
pub fn print(result: &Value, query: Option<&Query>, format: Format) -> Result<(), Trouble> {
    let asked = query.map(|query| query.of(result)).transpose()?;
    let result = asked.as_ref().unwrap_or(result);
    let bytes = match format {
        Format::Json => result.to_json().map_err(|error| Trouble::Other(error.to_string()))?,
        Format::Text => result.to_text().into_bytes(),
    };
    let mut out = io::stdout().lock();
    match out.write_all(&bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Trouble::Other(format!("The result cannot be printed: {error}")))
        }
        _ => Ok(()),
    }
}
