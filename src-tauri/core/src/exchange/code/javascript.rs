//! A request for JavaScript, with version 3 of the SDK.

use super::literal::{javascript, json};
use super::outgoing::{Outgoing, PAYLOAD_FILE, Payload};

pub(super) fn write(outgoing: &Outgoing) -> String {
    let command = if outgoing.stream { "InvokeWithResponseStreamCommand" } else { "InvokeCommand" };
    let mut text = format!("import {{ LambdaClient, {command} }} from \"@aws-sdk/client-lambda\";\n");
    if outgoing.payload == Payload::File {
        text += "import { readFile } from \"node:fs/promises\";\n";
    }
    text += &format!("\nconst client = new LambdaClient({{\n  region: {},\n", json(&outgoing.region));
    if let Some(profile) = &outgoing.profile {
        text += &format!("  profile: {},\n", json(profile));
    }
    if let Some(endpoint) = &outgoing.endpoint {
        text += &format!("  endpoint: {},\n", json(endpoint));
    }
    text += &format!(
        "  maxAttempts: {},\n  requestHandler: {{ requestTimeout: {}, connectionTimeout: {} }},\n}});\n",
        outgoing.attempts,
        outgoing.wait * 1000,
        outgoing.connect * 1000
    );
    text += &format!("const response = await client.send(\n  new {command}({{\n");
    for (name, value) in outgoing.members() {
        text += &format!("    {name}: {},\n", json(value));
    }
    match &outgoing.payload {
        Payload::None => {}
        Payload::Inline(payload) => text += &format!("    Payload: {},\n", javascript(payload)),
        Payload::File => text += &format!("    Payload: await readFile({}),\n", json(PAYLOAD_FILE)),
    }
    text += "  }),\n);\n";
    if outgoing.stream {
        text += "for await (const event of response.EventStream) {\n  if (event.PayloadChunk) process.stdout.write(event.PayloadChunk.Payload);\n  if (event.InvokeComplete) console.log(event.InvokeComplete);\n}\n";
    } else {
        text += "console.log(response.StatusCode, response.FunctionError, response.ExecutedVersion);\nconsole.log(response.Payload?.transformToString());\n";
        if outgoing.tail {
            text += "if (response.LogResult) console.log(Buffer.from(response.LogResult, \"base64\").toString());\n";
        }
    }
    text
}
