//! What goes to standard output: the members of the response, as `--query` and `--output` want them.

use std::io::{self, Write};

use lambdesk_core::invoke::response::Answer;

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

/// The members of the response but its payload, in the order of the service's model.
pub fn members(answer: &Answer) -> Value {
    let header = |name| answer.header(name).map(|text| Value::Text(text.to_owned()));
    let members = [
        ("StatusCode", Some(Value::Number(answer.status.as_u16().into()))),
        ("FunctionError", header("x-amz-function-error")),
        ("LogResult", header("x-amz-log-result")),
        ("ExecutedVersion", header("x-amz-executed-version")),
        ("DurableExecutionArn", header("x-amz-durable-execution-arn")),
    ];
    Value::Object(members.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect())
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
