//! What our core asks AWS beside invoking, for tests that have another client or another server: `ask-aws functions`,
//! `ask-aws qualifiers FUNCTION`, `ask-aws log GROUP REQUEST_ID BEGAN ENDED` (milliseconds since 1970), `ask-aws events
//! list|get|put|delete FUNCTION [NAME] [--replace]`. The payload of `put` comes in, that of `get` goes out. Endpoint, region and keys are the environment's, as the AWS CLI reads them; failures
//! go to standard error with exit code 1.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "what a program for scripts has to say")]

use std::env::{args, var};
use std::io::{Read, Write, stdin, stdout};
use std::process::ExitCode;
use std::sync::Arc;

use aws_credential_types::Credentials;
use lambdesk_core::clock::SystemClock;
use lambdesk_core::failure::Failure;
use lambdesk_core::full_log::{LOGS, Reading, Wanted};
use lambdesk_core::functions::listed::{self, LIST};
use lambdesk_core::functions::qualifiers::qualifiers;
use lambdesk_core::invoke::endpoint::Endpoint;
use lambdesk_core::invoke::function_name::FunctionName;
use lambdesk_core::invoke::region::Region;
use lambdesk_core::invoke::run::Engine;
use lambdesk_core::invoke::sign::LAMBDA;
use lambdesk_core::invoke::transport::{Transport, TransportSettings};
use lambdesk_core::rest_call::RestApi;
use lambdesk_core::test_events::registry::SCHEMAS;
use lambdesk_core::test_events::{Registry, TestEvent, TestEventError};
use lambdesk_core::wire::InvocationType;
use serde_json::json;

#[tokio::main]
async fn main() -> ExitCode {
    let of = |name: &str| var(name).unwrap_or_default();
    let endpoint = Endpoint::custom(&of("AWS_ENDPOINT_URL")).expect("AWS_ENDPOINT_URL");
    let region = Region::parse(&of("AWS_REGION")).expect("AWS_REGION");
    let token = Some(of("AWS_SESSION_TOKEN")).filter(|token| !token.is_empty());
    let credentials = Credentials::new(of("AWS_ACCESS_KEY_ID"), of("AWS_SECRET_ACCESS_KEY"), token, None, "test");
    let engine = Engine::new(Transport::new(TransportSettings::default()), Arc::new(SystemClock));
    let at =
        |service| RestApi { engine: &engine, endpoint: &endpoint, region: &region, service, credentials: &credentials };
    let arguments: Vec<String> = args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["functions"] => functions(at(LAMBDA)).await,
        ["qualifiers", function] => {
            let found = qualifiers(at(LAMBDA), &FunctionName::parse(function).expect("a name")).await;
            println!("{}", json!(found));
            Ok(())
        }
        ["log", group, request_id, began, ended] => {
            let moment = |text: &str| text.parse().expect("milliseconds");
            let (began, ended) = (moment(began), moment(ended));
            let (request_id, group) = ((*request_id).to_owned(), (*group).to_owned());
            log(at(LOGS), Wanted { request_id, group, stream: None, began, ended, queued: false, remarks: Vec::new() })
                .await
        }
        ["events", act, function, rest @ ..] => {
            events(Registry(at(SCHEMAS)), act, function, rest).await.map_err(Failure::from)
        }
        other => panic!("{other:?} is not understood"),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", failure.message);
            ExitCode::FAILURE
        }
    }
}

/// One line of JSON for each function, and on standard error how many pages there were.
async fn functions(api: RestApi<'_>) -> Result<(), Failure> {
    let mut pages = 0;
    let functions = listed::functions(api, |_| pages += 1).await.map_err(|error| error.failure(LIST))?;
    for function in functions {
        println!("{}", json!(function));
    }
    eprintln!("{pages} pages");
    Ok(())
}

/// A full log as JSON. It is not waited for, as that of an invocation of long ago.
async fn log(api: RestApi<'_>, wanted: Wanted) -> Result<(), Failure> {
    let mut reading = Reading::new(api, wanted);
    reading.read(u64::MAX, &|_| {}).await?;
    println!("{}", json!(reading.so_far(false)));
    Ok(())
}

async fn events(registry: Registry<'_>, act: &str, function: &str, rest: &[&str]) -> Result<(), TestEventError> {
    let name = rest.first().copied().unwrap_or_default();
    match act {
        "list" => {
            for event in registry.list(function).await?.events {
                println!("{}\t{:?}", event.name, event.invocation_type);
            }
        }
        "get" => {
            let event = registry.get(function, name).await?;
            stdout().write_all(event.payload.as_bytes()).expect("written");
        }
        "put" => {
            let mut payload = String::new();
            stdin().read_to_string(&mut payload).expect("a payload");
            let event = TestEvent { name: name.into(), payload, invocation_type: InvocationType::RequestResponse };
            registry.put(function, &event, rest.contains(&"--replace")).await?;
        }
        "delete" => drop(registry.delete(function, name).await?),
        other => panic!("list, get, put or delete, not {other}"),
    }
    Ok(())
}
