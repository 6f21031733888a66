//! Shareable test events by our core, for tests that have another client beside it:
//! `test-events list|get|put|delete FUNCTION [NAME]`. The payload of `put` comes in, that of `get` goes out. Endpoint,
//! region and keys are the environment's, as the AWS CLI reads them; failures go to standard error with exit code 1.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "what a program for scripts has to say")]

use std::env::{args, var};
use std::io::{Read, Write, stdin, stdout};
use std::process::ExitCode;
use std::sync::Arc;

use aws_credential_types::Credentials;
use lambdesk_core::clock::SystemClock;
use lambdesk_core::failure::Failure;
use lambdesk_core::invoke::endpoint::Endpoint;
use lambdesk_core::invoke::region::Region;
use lambdesk_core::invoke::run::Engine;
use lambdesk_core::invoke::transport::{Transport, TransportSettings};
use lambdesk_core::rest_call::RestApi;
use lambdesk_core::test_events::registry::SCHEMAS;
use lambdesk_core::test_events::{Registry, TestEvent, TestEventError};
use lambdesk_core::wire::InvocationType;

#[tokio::main]
async fn main() -> ExitCode {
    match done().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", Failure::from(error).message);
            ExitCode::FAILURE
        }
    }
}

async fn done() -> Result<(), TestEventError> {
    let of = |name: &str| var(name).unwrap_or_default();
    let arguments: Vec<String> = args().skip(1).collect();
    let argument = |at: usize| arguments.get(at).map(String::as_str).unwrap_or_default();
    let endpoint = Endpoint::custom(&of("AWS_ENDPOINT_URL")).expect("AWS_ENDPOINT_URL");
    let region = Region::parse(&of("AWS_REGION")).expect("AWS_REGION");
    let token = Some(of("AWS_SESSION_TOKEN")).filter(|token| !token.is_empty());
    let credentials = Credentials::new(of("AWS_ACCESS_KEY_ID"), of("AWS_SECRET_ACCESS_KEY"), token, None, "test");
    let engine = Engine::new(Transport::new(TransportSettings::default()), Arc::new(SystemClock));
    let registry = Registry(RestApi {
        engine: &engine,
        endpoint: &endpoint,
        region: &region,
        service: SCHEMAS,
        credentials: &credentials,
    });
    let (function, name) = (argument(1), argument(2));
    match argument(0) {
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
            registry.put(function, &event, argument(3) == "--replace").await?;
        }
        "delete" => drop(registry.delete(function, name).await?),
        other => panic!("list, get, put or delete, not {other}"),
    }
    Ok(())
}
