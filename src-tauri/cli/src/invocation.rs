//! From the command line to a finished invocation: everything that can be wrong is found before anything is sent.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::provider::ProvideCredentials;
use lambdesk_core::clock::SystemClock;
use lambdesk_core::invoke::endpoint::{Endpoint, Variant};
use lambdesk_core::invoke::outcome::Outcome;
use lambdesk_core::invoke::preview::preview;
use lambdesk_core::invoke::region::Region;
use lambdesk_core::invoke::request::{InvokeRequest, RawRequest};
use lambdesk_core::invoke::retry::RetryPolicy;
use lambdesk_core::invoke::run::{Call, Engine, Finished, RunError};
use lambdesk_core::invoke::transport::{Transport, TransportSettings};
use lambdesk_core::invoke_input::Place;
use lambdesk_core::settings::TOTAL;
use tokio_util::sync::CancellationToken;

use crate::arguments::{Invoke, Options, Retries};
use crate::outfile::Outfile;
use crate::output::{self, Format};
use crate::parameter;
use crate::query::Query;
use crate::report::InvokeReport;
use crate::signer::Setup;
use crate::trouble::Trouble;
use crate::value::Value;

/// A minute more than the longest that a function may run.
const LONGER_THAN_ANY_FUNCTION: Duration = Duration::from_mins(16);

/// Invokes, writes the response to its file, and prints the rest; or prints the request.
pub async fn run(options: Options, invoke: Invoke) -> Result<(), Trouble> {
    let query = options.query.clone().map(Query::new).transpose()?;
    let format = options.output.as_deref().map(Format::asked_for).transpose()?;
    let plain_http = options.allow_plain_http;
    let endpoint = options.endpoint_url.as_deref().map(|url| endpoint_asked_for(url, plain_http)).transpose()?;
    let (wait, total) = (wait(options.cli_read_timeout), total(options.total_timeout));
    let setup = Setup::read(options.profile.as_deref(), options.region.clone()).await?;
    let transport = transport(&options, wait, setup.ca_bundle())?;
    let (outfile, print_request) = (invoke.outfile.clone(), invoke.print_request);
    let mut report = InvokeReport::asked_for(&invoke)?;
    let request = request(&options, invoke)?;
    if let Some(report) = &mut report {
        report.with(&request.0);
    }
    let signer = setup.signer(&transport).await?;
    let retries = retries(options.retries, options.max_attempts.or(signer.place().attempts));
    let format = format.unwrap_or_else(|| Format::configured(signer.output()));
    let request = request.checked()?;
    let outfile = outfile.map(Outfile::new).transpose()?;
    let (region, endpoint) = target(endpoint, signer.place(), plain_http)?;
    signer.ask().await?;
    let credentials = signer.credentials();
    let mut call = Call { request, endpoint, region, credentials, wait, total, retries, spool: None };
    let Some(outfile) = outfile.filter(|_| !print_request) else { return show(&call, transport).await };
    call.spool = call.request.is_streamed().then(|| outfile.spool());

    let finished = finish(&call, transport).await?;
    let said = written(&finished, &call, &outfile);
    if let Some(report) = &report {
        report.write(&call, &finished).await?;
    }
    output::print(&said?, query.as_ref(), format)
}

/// Writes the response to its file. Gives what is printed.
fn written(finished: &Finished, call: &Call, outfile: &Outfile) -> Result<Value, Trouble> {
    match (&finished.outcome, &finished.answer) {
        (Outcome::Succeeded | Outcome::FunctionError(_), Some(answer)) => {
            if answer.stream.as_ref().is_none_or(|stream| stream.bytes == 0) {
                outfile.write(&answer.body)?;
            }
            Ok(output::members(answer, &finished.outcome))
        }
        (Outcome::Succeeded | Outcome::FunctionError(_), None) => {
            Err(Trouble::Other("The invocation ended without an answer.".into()))
        }
        (Outcome::Rejected(rejection), _) => Err(Trouble::rejected(rejection, finished, call.retries.attempts)),
        (Outcome::NoAnswer(no_answer), _) => Err(Trouble::no_answer(no_answer.clone(), &address(call))),
    }
}

/// Prints the request as one JSON object, and sends nothing.
async fn show(call: &Call, transport: Transport) -> Result<(), Trouble> {
    let credentials = call.credentials.provide_credentials().await.map_err(RunError::from).map_err(unsendable)?;
    let time = Engine::new(transport, Arc::new(SystemClock)).time_for(&call.endpoint);
    let shown = preview(&call.request, &call.endpoint, &call.region, &credentials, time).map_err(unsendable)?;
    output::print_request(&shown)
}

pub fn transport(options: &Options, wait: Duration, of_profile: Option<PathBuf>) -> Result<Transport, Trouble> {
    let seconds = |seconds| Some(Duration::from_secs(seconds)).filter(|span| !span.is_zero());
    let settings = TransportSettings {
        connect: seconds(options.cli_connect_timeout),
        // As in the AWS CLI, the limit stands for every silence, not only for the first.
        idle: wait,
        keep_alive: seconds(options.tcp_keep_alive),
    };
    let ca_bundle = options.ca_bundle.clone().or(of_profile);
    let named = ca_bundle.is_some();
    let transport = Transport::new(settings).trusting(ca_bundle);
    if named {
        // A file that cannot be read is told as such, and not as a connection that did not come about.
        transport.client(false).map_err(|error| Trouble::Other(format!("{error}.")))?;
    }
    Ok(transport)
}

/// `attempts` are the command line's, the environment's or the profile's.
pub fn retries(preset: Retries, attempts: Option<u32>) -> RetryPolicy {
    let preset = match preset {
        Retries::Careful => RetryPolicy::CAREFUL,
        Retries::LikeAwsCli => RetryPolicy::LIKE_AWS_CLI,
        Retries::Off => RetryPolicy::OFF,
    };
    RetryPolicy { attempts: attempts.unwrap_or(preset.attempts), ..preset }
}

/// What `--total-timeout` means.
pub fn total(seconds: Option<u64>) -> Duration {
    seconds.map_or(TOTAL, Duration::from_secs)
}

/// A request whose files are read, not yet checked.
struct Unchecked(RawRequest);

fn request(options: &Options, invoke: Invoke) -> Result<Unchecked, Trouble> {
    Ok(Unchecked(RawRequest {
        function: parameter::text("--function-name", invoke.function_name)?,
        qualifier: parameter::optional("--qualifier", invoke.qualifier)?,
        invocation_type: parameter::optional("--invocation-type", invoke.invocation_type)?,
        log_type: parameter::optional("--log-type", invoke.log_type)?,
        client_context: parameter::optional("--client-context", invoke.client_context)?,
        tenant_id: parameter::optional("--tenant-id", invoke.tenant_id)?,
        durable_execution_name: parameter::optional("--durable-execution-name", invoke.durable_execution_name)?,
        stream: invoke.stream,
        payload: parameter::payload(invoke.payload, options.cli_binary_format)?.into(),
    }))
}

impl Unchecked {
    /// Checks no more than the AWS CLI does, in its words: what Lambda can judge is Lambda's to judge.
    fn checked(self) -> Result<InvokeRequest, Trouble> {
        let members = [
            ("FunctionName", Some(&self.0.function)),
            ("DurableExecutionName", self.0.durable_execution_name.as_ref()),
            ("Qualifier", self.0.qualifier.as_ref()),
            ("TenantId", self.0.tenant_id.as_ref()),
        ];
        let empty: Vec<String> = members
            .iter()
            .filter(|(_, value)| value.is_some_and(String::is_empty))
            .map(|(name, _)| format!("Invalid length for parameter {name}, value: 0, valid min length: 1"))
            .collect();
        if !empty.is_empty() {
            return Err(Trouble::Usage(format!("Parameter validation failed:\n{}", empty.join("\n"))));
        }
        self.0.resolve_as_given().map_err(|problems| {
            let said: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
            Trouble::Usage(format!("Parameter validation failed:\n{}", said.join("\n")))
        })
    }
}

pub fn endpoint_asked_for(written: &str, plain_http: bool) -> Result<Endpoint, Trouble> {
    Endpoint::custom(written)
        .and_then(|endpoint| endpoint.or_plain_http(plain_http).map_err(|why| format!("{why} ({ALLOW})")))
        .map_err(|why| Trouble::Usage(format!("Bad value for --endpoint-url \"{written}\": {why}")))
}

/// What `--cli-read-timeout` means: 0 is no limit, absent is longer than any function may run.
pub fn wait(seconds: Option<u64>) -> Duration {
    match seconds {
        None => LONGER_THAN_ANY_FUNCTION,
        Some(0) => Duration::MAX,
        Some(seconds) => Duration::from_secs(seconds),
    }
}

/// How plain HTTP is allowed.
const ALLOW: &str = "add --allow-plain-http";

/// Where the request goes, and the region it is signed for.
pub fn target(endpoint: Option<Endpoint>, place: &Place, plain_http: bool) -> Result<(Region, Endpoint), Trouble> {
    let configured = |url: &String| {
        Endpoint::custom(url)
            .and_then(|endpoint| endpoint.or_plain_http(plain_http).map_err(|why| format!("{why} ({ALLOW})")))
            .map_err(|why| Trouble::Other(format!("The configured endpoint “{url}” cannot be used: {why}")))
    };
    let endpoint = match endpoint {
        Some(endpoint) => Some(endpoint),
        None => place.endpoint.as_ref().map(configured).transpose()?,
    };
    let region = Some(place.region.as_str()).filter(|region| !region.is_empty()).ok_or(Trouble::NoRegion)?;
    let variant = place.variant;
    match endpoint {
        Some(_) if variant != Variant::default() => Err(Trouble::Other(format!(
            "Invalid endpoint configuration: {} and a custom endpoint are not supported together",
            if variant.fips { "FIPS" } else { "dual-stack" }
        ))),
        Some(endpoint) => Ok((Region::parse_for_custom_endpoint(region).map_err(Trouble::Other)?, endpoint)),
        None => {
            let region = Region::parse(region).map_err(Trouble::Other)?;
            let endpoint = Endpoint::of_region(&region, variant);
            Ok((region, endpoint))
        }
    }
}

/// Runs the call until it ends or Ctrl+C is pressed.
async fn finish(call: &Call, transport: Transport) -> Result<Finished, Trouble> {
    let cancel = CancellationToken::new();
    let pressed = cancel.clone();
    let listening = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            pressed.cancel();
        }
    });
    let engine = Engine::new(transport, Arc::new(SystemClock));
    let finished = engine.run(call, &cancel, Arc::new(|_| {})).await;
    listening.abort();
    finished.map_err(unsendable)
}

/// Why nothing could be sent.
fn unsendable(error: RunError) -> Trouble {
    match error {
        RunError::Credentials(error) => Trouble::of_credentials(&error),
        error @ (RunError::Sign(_) | RunError::Address(_)) => Trouble::Other(error.to_string()),
    }
}

/// The address that was called, for the error.
fn address(call: &Call) -> String {
    call.request
        .to_http(&call.endpoint)
        .map_or_else(|_| call.endpoint.as_str().to_owned(), |http| http.uri().to_string())
}
