//! A request for curl in a POSIX shell, signed by curl with keys of the environment.

use super::literal::shell;
use super::outgoing::{Outgoing, PAYLOAD_FILE, Payload};
use crate::invoke::request::percent_encoded;

pub(super) fn write(outgoing: &mut Outgoing) -> String {
    if let Some(profile) = &outgoing.profile {
        let profile = shell(profile);
        outgoing.remarks.push(format!(
            "curl takes keys of the environment: eval \"$(aws configure export-credentials --profile {profile} --format env)\" puts those of the profile there."
        ));
    }
    if outgoing.function.contains(':') {
        outgoing.remarks.push(
            "Some versions of curl sign a function’s ARN wrongly, and are refused: use the bare name where that is enough."
                .into(),
        );
    }
    if outgoing.stream {
        outgoing.remarks.push("curl shows the frames of the stream as they are, which are not text.".into());
    }
    let mut lines = vec!["curl --silent --show-error".to_owned()];
    let mut header = |name: &str, value: Option<&str>| {
        lines.extend(value.map(|value| format!("--header {}", shell(&format!("{name}: {value}")))));
    };
    header("Content-Type", Some("application/json"));
    header("X-Amz-Invocation-Type", outgoing.kind_name());
    header("X-Amz-Log-Type", outgoing.tail.then_some("Tail"));
    header("X-Amz-Client-Context", outgoing.client_context.as_deref());
    header("X-Amz-Tenant-Id", outgoing.tenant_id.as_deref());
    header("X-Amz-Durable-Execution-Name", outgoing.durable_execution_name.as_deref());
    lines.push(format!("--aws-sigv4 {}", shell(&format!("aws:amz:{}:lambda", outgoing.region))));
    lines.push("--user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\"".into());
    // An empty value makes curl leave the header out.
    lines.push("--header \"X-Amz-Security-Token: $AWS_SESSION_TOKEN\"".into());
    lines.push(format!("--max-time {} --connect-timeout {}", outgoing.wait, outgoing.connect));
    lines.push(match &outgoing.payload {
        Payload::None => "--data-raw ''".into(),
        // Unlike --data, it takes a leading @ as it is.
        Payload::Inline(payload) => format!("--data-raw {}", shell(payload)),
        Payload::File => format!("--data-binary @{PAYLOAD_FILE}"),
    });
    let (version, ending) =
        if outgoing.stream { ("2021-11-15", "response-streaming-invocations") } else { ("2015-03-31", "invocations") };
    let function = percent_encoded(&outgoing.function);
    let query = outgoing.qualifier.as_deref().map(|it| format!("?Qualifier={}", percent_encoded(it)));
    let address = format!("{}/{version}/functions/{function}/{ending}{}", outgoing.address, query.unwrap_or_default());
    lines.push(shell(&address));
    lines.join(" \\\n  ") + "\n"
}
