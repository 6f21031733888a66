//! Invoking, and cancelling.

use std::sync::Arc;

use lambdesk_core::failure::Failure;
use lambdesk_core::invoke::progress::Progress;
use lambdesk_core::invoke::spool::Spool;
use lambdesk_core::invoke_input;
use lambdesk_core::production::Target;
use lambdesk_core::variables::request::FilledRequest;
use lambdesk_core::wire::{Demand, Invocation, InvocationType, InvokeInput};
use tauri::State;
use tauri::ipc::Channel;

use crate::app::{App, Way};
use crate::results::Body;
use crate::sending::{Outgoing, Sent};

/// Invokes a function and reports each step. All four outcomes are answers; a failure means that nothing was sent.
#[tauri::command]
pub async fn invoke(
    app: State<'_, App>,
    id: String,
    input: InvokeInput,
    on_progress: Channel<Progress>,
) -> Result<Invocation, Failure> {
    let ticket = app
        .running
        .begin(&id)
        .ok_or_else(|| Failure::other("This invocation is under way already.", "Wait for it to end, or cancel it."))?;
    let (way, filled) = tokio::select! {
        ready = ready(&app, &input) => ready?,
        // The keychain may be waiting for its own prompt.
        () = ticket.token.cancelled() => {
            return Err(Failure::other("You cancelled before anything was sent.", "The function did not run."));
        }
    };
    // A page that is gone hears nothing; the invocation goes on all the same.
    let report = Arc::new(move |step| drop(on_progress.send(step)));
    let outgoing = Outgoing {
        id: &id,
        input: &filled.sent,
        secrets: filled.secrets.iter().map(|secret| secret.as_str()).collect(),
        checks: &filled.sent.checks,
    };
    let on_spool = |spool: &Spool| app.results.keep(id.clone(), Body::Disk(spool.clone()));
    let Sent { invocation, body, .. } = app.send(&way, outgoing, &ticket.token, report, on_spool).await?;
    if let Some(body @ Body::Memory(_)) = body {
        app.results.keep(id, body);
    }
    Ok(invocation)
}

/// A profile's way and the request as it is sent, its variables filled in, when everything that is asked of the user was
/// given: credentials, and the confirmation of an invocation in production.
async fn ready(app: &App, input: &InvokeInput) -> Result<(Way, FilledRequest), Failure> {
    let way = app.way(&input.profile).await?;
    let filled = app.variables.fill(input, app.clock.now()).await?;
    let input = &filled.sent;
    // What cannot be sent is told before anybody is asked for anything.
    invoke_input::resolve(input, &way.plan.place, &app.in_force.resolved(), way.credentials())?;
    way.access.credentials(&way.plan).await?;
    let runs = input.invocation_type != InvocationType::DryRun;
    if way.plan.production && runs {
        let typed = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let target = Target {
            profile: input.profile.clone(),
            region: input.region.clone().unwrap_or_else(|| way.plan.place.region.clone()),
            function: input.function.trim().to_owned(),
            qualifier: typed(&input.qualifier),
        };
        if !app.confirmations.allow(&target, input.confirmed) {
            // The account is for the question; that it is not known is no reason not to ask.
            let identity = app.identities.of(&way.access, &way.plan, false).await.ok();
            let account = identity.map(|identity| identity.account).filter(|account| !account.is_empty());
            let Target { region, function, qualifier, .. } = target;
            let demand = Demand::Confirm {
                profile_name: way.plan.name.clone(),
                account: account.or_else(|| way.plan.place.account.clone()),
                region,
                function,
                qualifier,
            };
            return Err(Failure::demand("This is production.", "Confirm the invocation, and it is sent.", demand));
        }
    }
    Ok((way, filled))
}

/// Stops waiting for an invocation. It does not stop the function.
#[tauri::command]
pub async fn cancel(app: State<'_, App>, id: String) -> Result<(), ()> {
    app.running.cancel(&id);
    Ok(())
}

/// Drops the body of an invocation.
#[tauri::command]
pub async fn forget(app: State<'_, App>, id: String) -> Result<(), ()> {
    app.results.forget(&id);
    app.shareables.forget(&id);
    Ok(())
}
