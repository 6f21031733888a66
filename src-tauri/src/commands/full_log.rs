//! The whole log of an invocation, from CloudWatch Logs.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use lambdesk_core::failure::Failure;
use lambdesk_core::full_log::{LOGS, Reading, Wanted, span_of};
use lambdesk_core::invoke::function_name::FunctionName;
use lambdesk_core::invoke_input::{self, Target};
use lambdesk_core::rest_call::RestApi;
use lambdesk_core::share::log_secrets;
use lambdesk_core::wire::{FullLog, FullLogStep, FunctionQuery, Invocation, InvocationType, InvokeInput};
use tauri::State;
use tauri::ipc::Channel;
use zeroize::Zeroizing;

use crate::app::{App, Way};

/// An invocation whose log is wanted.
struct Invoked {
    input: InvokeInput,
    region: String,
    invocation: Invocation,
    secrets: Vec<Zeroizing<String>>,
}

/// Reads it, and waits for what is delivered late. It ends early when `cancel` is called with `log-` and the id.
#[tauri::command]
pub async fn full_log(app: State<'_, App>, id: String, on_step: Channel<FullLogStep>) -> Result<FullLog, Failure> {
    let ticket = app
        .running
        .begin(&format!("log-{id}"))
        .ok_or_else(|| Failure::other("This log is being read already.", "Wait for it to end, or stop it."))?;
    let invoked = find(&app, &id).await?;
    // A page that is gone hears nothing.
    let report = move |step| drop(on_step.send(step));
    report(FullLogStep::LookingUp);
    let ready = tokio::select! {
        ready = ready(&app, &invoked) => ready?,
        // Nothing came.
        () = ticket.token.cancelled() => return Ok(FullLog::default()),
    };
    let Ready { way, target, credentials, wanted } = ready;
    let api = RestApi {
        engine: &way.engine,
        endpoint: &target.endpoint,
        region: &target.region,
        service: LOGS,
        credentials: &credentials,
    };
    let mut reading = Reading::new(api, wanted);
    let now = millis(app.clock.now());
    let stopped = tokio::select! {
        read = reading.read(now, &report) => {
            read?;
            false
        }
        () = ticket.token.cancelled() => true,
    };
    let mut full = reading.so_far(stopped);
    log_secrets::mark(&mut full.log, invoked.secrets.iter().map(|secret| secret.as_str()));
    Ok(full)
}

/// All that is needed to read it.
struct Ready {
    way: Way,
    target: Target,
    credentials: Credentials,
    wanted: Wanted,
}

async fn ready(app: &App, invoked: &Invoked) -> Result<Ready, Failure> {
    let way = app.way(&invoked.input.profile).await?;
    let target = invoke_input::resolve_target(LOGS, Some(&invoked.region), &way.plan.place)?;
    let credentials = way.access.credentials(&way.plan).await?;
    let wanted = wanted(app, &way, invoked).await?;
    Ok(Ready { way, target, credentials, wanted })
}

/// An invocation of this run of the program, or of the history.
async fn find(app: &App, id: &str) -> Result<Invoked, Failure> {
    if let Some(kept) = app.shareables.get(id) {
        if kept.apart {
            return Err(Failure::other("This result comes from a file: its log is not within reach.", ""));
        }
        return Ok(Invoked {
            input: kept.input.clone(),
            region: kept.region.clone(),
            invocation: kept.invocation.clone(),
            secrets: kept.secrets.clone(),
        });
    }
    let entry = app.history.entry(id.to_owned()).await?;
    let invocation =
        entry.invocation.ok_or_else(|| Failure::other("This invocation has not ended yet.", "Look when it has."))?;
    Ok(Invoked { input: entry.request, region: entry.row.region, invocation, secrets: Vec::new() })
}

/// What is looked for, and where.
async fn wanted(app: &App, way: &Way, invoked: &Invoked) -> Result<Wanted, Failure> {
    let Invoked { input, region, invocation, .. } = invoked;
    let answer = invocation.answer.as_ref();
    let request_id = answer.and_then(|answer| answer.request_id.clone()).ok_or_else(|| {
        Failure::other(
            "Lambda told no request ID for this invocation, so that its log cannot be told from others.",
            "Look at the function's log group in the AWS console.",
        )
    })?;
    let (began, ended) = span_of(invocation);
    let mut remarks = Vec::new();
    let (group, stream) = match answer.and_then(|answer| answer.log.as_ref()?.stream.as_ref()) {
        Some(stream) => Wanted::at(stream),
        None => (group(app, way, input, region, &mut remarks).await?, None),
    };
    Ok(Wanted {
        request_id,
        group,
        stream,
        began,
        ended,
        queued: input.invocation_type == InvocationType::Event,
        remarks,
    })
}

/// The group that the function writes to: it says so itself, or has one by its name.
async fn group(
    app: &App,
    way: &Way,
    input: &InvokeInput,
    region: &str,
    remarks: &mut Vec<String>,
) -> Result<String, Failure> {
    let query = FunctionQuery {
        profile: input.profile.clone(),
        region: Some(region.to_owned()),
        function: input.function.clone(),
        qualifier: input.qualifier.clone(),
    };
    let name = FunctionName::parse(&input.function)
        .map_err(|error| Failure::other(format!("The function's name cannot be read: {error}."), ""))?;
    let default = Wanted::default_group(name.name());
    let Some((target, function)) = invoke_input::resolve_query(&query, &way.plan.place) else { return Ok(default) };
    let credentials = way.access.credentials(&way.plan).await?;
    let qualifier = Some(query.qualifier.trim().to_owned()).filter(|qualifier| !qualifier.is_empty());
    let facts = app.functions.facts(&way.engine, target, function, qualifier, credentials).await;
    let Some(configuration) = facts.configuration else {
        remarks.extend(facts.unknown);
        remarks.push(format!("So {default} was read, the log group that a function has unless it says otherwise."));
        return Ok(default);
    };
    Ok(configuration.log_group.filter(|group| !group.is_empty()).unwrap_or(default))
}

fn millis(moment: SystemTime) -> u64 {
    let since = moment.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
