//! A request for Python, with boto3.

use super::literal::{json, python};
use super::outgoing::{Outgoing, PAYLOAD_FILE, Payload};

pub(super) fn write(outgoing: &Outgoing) -> String {
    let mut imports = vec!["import boto3", "from botocore.config import Config"];
    if outgoing.tail && !outgoing.stream {
        imports.insert(0, "import base64\n");
    }
    if outgoing.payload == Payload::File {
        imports.insert(0, "from pathlib import Path\n");
    }
    let profile = outgoing.profile.as_deref().map(|name| format!("profile_name={}", json(name)));
    let endpoint = outgoing.endpoint.as_deref().map(|endpoint| format!("    endpoint_url={},\n", json(endpoint)));
    let members = outgoing.members().into_iter().map(|(name, value)| format!("    {name}={},\n", json(value)));
    let mut members: String = members.collect();
    match &outgoing.payload {
        Payload::None => {}
        Payload::Inline(payload) => members += &format!("    Payload={}.encode(),\n", python(payload)),
        Payload::File => members += &format!("    Payload=Path({}).read_bytes(),\n", json(PAYLOAD_FILE)),
    }
    let (call, read) = if outgoing.stream {
        (
            "invoke_with_response_stream",
            "for event in response[\"EventStream\"]:\n    if chunk := event.get(\"PayloadChunk\"):\n        print(chunk[\"Payload\"].decode(), end=\"\", flush=True)\n    elif end := event.get(\"InvokeComplete\"):\n        print(\"\\n\", end.get(\"ErrorCode\"), end.get(\"ErrorDetails\"))\n",
        )
    } else {
        let read = "print(response[\"StatusCode\"], response.get(\"FunctionError\"), response.get(\"ExecutedVersion\"))\nprint(response[\"Payload\"].read().decode())\n";
        ("invoke", read)
    };
    let log = if outgoing.tail && !outgoing.stream {
        "if log := response.get(\"LogResult\"):\n    print(base64.b64decode(log).decode(errors=\"replace\"))\n"
    } else {
        ""
    };
    let Outgoing { region, wait, connect, attempts, .. } = outgoing;
    format!(
        "{imports}\n\nsession = boto3.Session({profile})\nclient = session.client(\n    \"lambda\",\n    region_name={region},\n{endpoint}    config=Config(read_timeout={wait}, connect_timeout={connect}, retries={{\"mode\": \"standard\", \"total_max_attempts\": {attempts}}}),\n)\nresponse = client.{call}(\n{members})\n{read}{log}",
        imports = imports.join("\n"),
        profile = profile.unwrap_or_default(),
        region = json(region),
        endpoint = endpoint.unwrap_or_default(),
    )
}
