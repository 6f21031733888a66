//! A request for the AWS CLI in a POSIX shell.
//!
//! The payload goes in by a pipe and `fileb://`, which both versions read byte for byte: `--payload '…'` would want
//! another flag in version 2, which version 1 refuses, and would take a payload that begins with `file://` for a path.

use super::literal::shell;
use super::outgoing::{Outgoing, PAYLOAD_FILE, Payload};

/// Where the CLI writes the response.
const RESPONSE_FILE: &str = "response.json";

pub(super) fn write(outgoing: &mut Outgoing) -> String {
    if outgoing.stream {
        outgoing.remarks.push("The AWS CLI cannot stream a response, and asks for it whole.".into());
    }
    let mut lines = vec![format!("AWS_MAX_ATTEMPTS={} aws lambda invoke", outgoing.attempts)];
    let mut option = |name: &str, value: Option<&str>| {
        lines.extend(value.map(|value| format!("{name} {}", shell(value))));
    };
    option("--function-name", Some(&outgoing.function));
    option("--qualifier", outgoing.qualifier.as_deref());
    option("--invocation-type", outgoing.kind_name());
    option("--log-type", outgoing.tail.then_some("Tail"));
    option("--client-context", outgoing.client_context.as_deref());
    option("--tenant-id", outgoing.tenant_id.as_deref());
    option("--durable-execution-name", outgoing.durable_execution_name.as_deref());
    option("--region", Some(&outgoing.region));
    option("--profile", outgoing.profile.as_deref());
    option("--endpoint-url", outgoing.endpoint.as_deref());
    option("--cli-read-timeout", Some(&outgoing.wait.to_string()));
    option("--cli-connect-timeout", Some(&outgoing.connect.to_string()));
    let source = match outgoing.payload {
        Payload::None => None,
        Payload::Inline(_) => Some("fileb:///dev/stdin".to_owned()),
        Payload::File => Some(format!("fileb://{PAYLOAD_FILE}")),
    };
    option("--payload", source.as_deref());
    lines.push(RESPONSE_FILE.into());
    let before = match &outgoing.payload {
        Payload::Inline(payload) => format!("printf '%s' {} |\n", shell(payload)),
        Payload::None | Payload::File => String::new(),
    };
    before + &lines.join(" \\\n  ") + "\n"
}
