//! A request for Rust, with aws-sdk-lambda.

use super::literal::rust;
use super::outgoing::{Outgoing, PAYLOAD_FILE, Payload};
use crate::wire::InvocationType;

pub(super) fn write(outgoing: &Outgoing) -> String {
    let mut text = String::from(
        "// cargo add aws-config aws-sdk-lambda tokio --features tokio/full\nuse std::time::Duration;\n\nuse aws_config::{BehaviorVersion, Region, retry::RetryConfig, timeout::TimeoutConfig};\nuse aws_sdk_lambda::primitives::Blob;\n",
    );
    let mut types = Vec::new();
    if outgoing.kind != InvocationType::RequestResponse {
        types.push(if outgoing.stream { "ResponseStreamingInvocationType" } else { "InvocationType" });
    }
    if outgoing.stream {
        types.push("InvokeWithResponseStreamResponseEvent as Event");
    }
    if outgoing.tail {
        types.push("LogType");
    }
    if !types.is_empty() {
        text += &format!("use aws_sdk_lambda::types::{{{}}};\n", types.join(", "));
    }
    text += "\n#[tokio::main]\nasync fn main() -> Result<(), Box<dyn std::error::Error>> {\n    let config = aws_config::defaults(BehaviorVersion::latest())\n";
    text += &format!("        .region(Region::new({}))\n", rust(&outgoing.region));
    if let Some(profile) = &outgoing.profile {
        text += &format!("        .profile_name({})\n", rust(profile));
    }
    if let Some(endpoint) = &outgoing.endpoint {
        text += &format!("        .endpoint_url({})\n", rust(endpoint));
    }
    text += &format!(
        "        .retry_config(RetryConfig::standard().with_max_attempts({}))\n        .timeout_config(\n            TimeoutConfig::builder()\n                .connect_timeout(Duration::from_secs({}))\n                .read_timeout(Duration::from_secs({}))\n                .build(),\n        )\n        .load()\n        .await;\n",
        outgoing.attempts, outgoing.connect, outgoing.wait
    );
    let call = if outgoing.stream { "invoke_with_response_stream" } else { "invoke" };
    let answer = if outgoing.stream { "mut response" } else { "response" };
    text += &format!("    let {answer} = aws_sdk_lambda::Client::new(&config)\n        .{call}()\n");
    for (name, value) in outgoing.members() {
        let value = match name {
            "InvocationType" if outgoing.stream => format!("ResponseStreamingInvocationType::{value}"),
            "InvocationType" | "LogType" => format!("{name}::{value}"),
            _ => rust(value),
        };
        text += &format!("        .{}({value})\n", snake_case(name));
    }
    match &outgoing.payload {
        Payload::None => {}
        Payload::Inline(payload) => text += &format!("        .payload(Blob::new({}))\n", rust(payload)),
        Payload::File => text += &format!("        .payload(Blob::new(std::fs::read({})?))\n", rust(PAYLOAD_FILE)),
    }
    text += "        .send()\n        .await?;\n";
    if outgoing.stream {
        text += "    while let Some(event) = response.event_stream.recv().await? {\n        match event {\n            Event::PayloadChunk(chunk) => {\n                let bytes = chunk.payload.unwrap_or_else(|| Blob::new(\"\"));\n                print!(\"{}\", String::from_utf8_lossy(bytes.as_ref()));\n            }\n            end => println!(\"{end:?}\"),\n        }\n    }\n";
    } else {
        text += "    println!(\"{} {:?} {:?}\", response.status_code, response.function_error, response.executed_version);\n    let payload = response.payload.unwrap_or_else(|| Blob::new(\"\"));\n    println!(\"{}\", String::from_utf8_lossy(payload.as_ref()));\n";
        if outgoing.tail {
            text += "    // Base64 of the last 4 KB of the log.\n    println!(\"{}\", response.log_result.unwrap_or_default());\n";
        }
    }
    text + "    Ok(())\n}\n"
}

/// `FunctionName` becomes `function_name`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
