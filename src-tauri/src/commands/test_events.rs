//! Shareable test events of a function.

use lambdesk_core::failure::{Failure, Field, FieldProblem};
use lambdesk_core::invoke::function_name::FunctionName;
use lambdesk_core::invoke_input;
use lambdesk_core::rest_call::RestApi;
use lambdesk_core::test_events::registry::SCHEMAS;
use lambdesk_core::test_events::{Registry, TestEvent, TestEvents};
use lambdesk_core::wire::{FunctionQuery, TestEventDraft};
use tauri::State;

use crate::app::App;

/// What is to be done with a function's test events.
enum Act {
    List,
    Publish(TestEventDraft),
    Delete(String),
}

/// The test events of the function that is named.
#[tauri::command]
pub async fn list_test_events(app: State<'_, App>, query: FunctionQuery) -> Result<TestEvents, Failure> {
    done(&app, &query, Act::List).await
}

/// Publishes a test event, and says what there is then. One of the same name is replaced only when the draft says so.
#[tauri::command]
pub async fn publish_test_event(
    app: State<'_, App>,
    query: FunctionQuery,
    draft: TestEventDraft,
) -> Result<TestEvents, Failure> {
    done(&app, &query, Act::Publish(draft)).await
}

/// Deletes a test event for everybody, and says what there is then.
#[tauri::command]
pub async fn delete_test_event(app: State<'_, App>, query: FunctionQuery, name: String) -> Result<TestEvents, Failure> {
    done(&app, &query, Act::Delete(name)).await
}

async fn done(app: &App, query: &FunctionQuery, act: Act) -> Result<TestEvents, Failure> {
    let function = FunctionName::parse(&query.function)
        .map_err(|message| Failure::invalid(vec![FieldProblem::new(Field::Function, message)]))?;
    let way = app.way(&query.profile).await?;
    let target = invoke_input::resolve_target(SCHEMAS, query.region.as_deref(), &way.plan.schemas_place())?;
    let credentials = way.access.credentials(&way.plan).await?;
    let registry = Registry(RestApi {
        engine: &way.engine,
        endpoint: &target.endpoint,
        region: &target.region,
        service: SCHEMAS,
        credentials: &credentials,
    });
    let events = match act {
        Act::List => registry.list(function.name()).await?,
        Act::Publish(TestEventDraft { name, payload, invocation_type, replace }) => {
            registry.put(function.name(), &TestEvent { name, payload, invocation_type }, replace).await?
        }
        Act::Delete(name) => registry.delete(function.name(), &name).await?,
    };
    Ok(events)
}
