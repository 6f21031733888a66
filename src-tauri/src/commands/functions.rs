//! Which functions there are, and what can stand after their names.

use lambdesk_core::failure::Failure;
use lambdesk_core::functions::listed::{self, LIST, ListedFunction};
use lambdesk_core::functions::lists::{FunctionList, Shelf};
use lambdesk_core::functions::qualifiers::{Qualifiers, qualifiers};
use lambdesk_core::invoke::sign::LAMBDA;
use lambdesk_core::invoke_input::{self, Target};
use lambdesk_core::rest_call::{CallError, RestApi};
use lambdesk_core::wire::{FunctionListQuery, FunctionPage, FunctionQuery, KnownFunctions, SANDBOX_PROFILE};
use tauri::State;
use tauri::ipc::Channel;

use crate::app::{App, Way};

/// What is known of a profile's functions already. Asks no keychain, and calls nothing.
#[tauri::command]
pub async fn known_functions(app: State<'_, App>, query: FunctionListQuery) -> Result<KnownFunctions, Failure> {
    let plan = app.plan(&query.profile).await?;
    let target = invoke_input::resolve_target(LAMBDA, query.region.as_deref(), &plan.place)?;
    let used = app.used.of(&query.profile, target.region.as_str());
    let place = Shelf::new(plan.place.account.as_deref(), &query.profile, &target);
    Ok(KnownFunctions { list: app.lists.known(&place), used })
}

/// All functions of a profile, read anew, page by page. It ends early when `cancel` is called with its id.
#[tauri::command]
pub async fn list_functions(
    app: State<'_, App>,
    id: String,
    query: FunctionListQuery,
    on_page: Channel<FunctionPage>,
) -> Result<FunctionList, Failure> {
    let ticket = app
        .running
        .begin(&id)
        .ok_or_else(|| Failure::other("This list is being read already.", "Wait for it to end, or cancel it."))?;
    tokio::select! {
        list = list(&app, &query, &on_page) => list,
        () = ticket.token.cancelled() => Err(Failure::other("Reading the list of functions was stopped.", "")),
    }
}

async fn list(app: &App, query: &FunctionListQuery, on_page: &Channel<FunctionPage>) -> Result<FunctionList, Failure> {
    let way = app.way(&query.profile).await?;
    let target = invoke_input::resolve_target(LAMBDA, query.region.as_deref(), &way.plan.place)?;
    let mut listed = read(&way, &target, on_page).await?;
    if let Err(CallError::Credentials { .. }) = listed {
        // What was remembered is of no use any more: others are fetched, or it is said what is missing.
        way.access.forget(&way.plan).await;
        listed = read(&way, &target, on_page).await?;
    }
    let functions = listed.map_err(|error| error.failure(LIST))?;
    let list = FunctionList::new(functions, app.clock.now());
    let place = Shelf::new(way.plan.place.account.as_deref(), &query.profile, &target);
    // The sandbox is at another address the next time.
    app.lists.keep(&place, list.clone(), query.profile != SANDBOX_PROFILE);
    Ok(list)
}

/// All pages with the credentials at hand. The outer failure is that there are none.
async fn read(
    way: &Way,
    target: &Target,
    on_page: &Channel<FunctionPage>,
) -> Result<Result<Vec<ListedFunction>, CallError>, Failure> {
    let credentials = way.access.credentials(&way.plan).await?;
    let api = RestApi {
        engine: &way.engine,
        endpoint: &target.endpoint,
        region: &target.region,
        service: LAMBDA,
        credentials: &credentials,
    };
    let mut number = 0;
    let send = |functions: &[ListedFunction]| {
        number += 1;
        // A page that is gone sees no list; it is kept all the same.
        drop(on_page.send(FunctionPage { number, functions: functions.to_vec() }));
    };
    Ok(listed::functions(api, send).await)
}

/// The aliases and versions of a function; nothing while what is typed names none.
#[tauri::command]
pub async fn list_qualifiers(app: State<'_, App>, query: FunctionQuery) -> Result<Qualifiers, Failure> {
    let way = app.way(&query.profile).await?;
    let Some((target, function)) = invoke_input::resolve_query(&query, &way.plan.place) else {
        return Ok(Qualifiers::default());
    };
    let credentials = way.access.credentials(&way.plan).await?;
    let api = RestApi {
        engine: &way.engine,
        endpoint: &target.endpoint,
        region: &target.region,
        service: LAMBDA,
        credentials: &credentials,
    };
    Ok(qualifiers(api, &function).await)
}
