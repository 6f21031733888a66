//! A request as it is being written: what cannot be sent, what would be, and where its JSON is broken.

use lambdesk_core::failure::Failure;
use lambdesk_core::functions::facts::FunctionFacts;
use lambdesk_core::invoke::preview::preview;
use lambdesk_core::variables::request::field_problems;
use lambdesk_core::wire::{FunctionQuery, InvokeInput, JsonProblem, Preview, RequestCheck};
use lambdesk_core::{invoke_input, json_text};
use tauri::State;

use crate::app::App;

/// What cannot be sent as it is, and what should be looked at first, field by field.
#[tauri::command]
pub async fn check_request(app: State<'_, App>, input: InvokeInput) -> Result<RequestCheck, Failure> {
    let filled = app.variables.masked(&input, app.clock.now())?;
    let place = app.plan(&input.profile).await?.place;
    let mut check = invoke_input::check(&filled.sent, &place, &app.in_force.resolved());
    // What cannot be filled in is said instead of what follows from it.
    let unfilled = field_problems(&filled.shown.problems);
    check.problems.retain(|problem| unfilled.iter().all(|it| it.field != problem.field));
    check.problems.splice(0..0, unfilled);
    Ok(check)
}

/// The request as it would be sent, its secrets masked, those of variables too. Asks the keychain; sends nothing.
#[tauri::command]
pub async fn preview_request(app: State<'_, App>, input: InvokeInput) -> Result<Preview, Failure> {
    let way = app.way(&input.profile).await?;
    let filled = app.variables.masked(&input, app.clock.now())?;
    if !filled.shown.problems.is_empty() {
        return Err(Failure::invalid(field_problems(&filled.shown.problems)));
    }
    let call = invoke_input::resolve(&filled.sent, &way.plan.place, &app.in_force.resolved(), way.credentials())?;
    let credentials = way.access.credentials(&way.plan).await?;
    let time = way.engine.time_for(&call.endpoint);
    preview(&call.request, &call.endpoint, &call.region, &credentials, time)
        .map_err(|error| Failure::other(format!("The request cannot be signed: {error}."), "Check the profile."))
}

/// What is known of a function; nothing while what is typed names none. Asks the keychain, and Lambda.
#[tauri::command]
pub async fn describe_function(app: State<'_, App>, query: FunctionQuery) -> Result<FunctionFacts, Failure> {
    let way = app.way(&query.profile).await?;
    let Some((target, function)) = invoke_input::resolve_query(&query, &way.plan.place) else {
        return Ok(FunctionFacts::default());
    };
    let credentials = way.access.credentials(&way.plan).await?;
    let qualifier = Some(query.qualifier.trim().to_owned()).filter(|qualifier| !qualifier.is_empty());
    Ok(app.functions.facts(&way.engine, target, function, qualifier, credentials).await)
}

/// Where a text stops being JSON.
#[tauri::command]
pub async fn check_json(text: String) -> Option<JsonProblem> {
    json_text::problem(&text)
}

/// JSON laid out.
#[tauri::command]
pub async fn format_json(text: String) -> Result<String, Failure> {
    json_text::format(&text).ok_or_else(|| Failure::other("The payload is not JSON.", "Mend the marked place first."))
}
