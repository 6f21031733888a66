//! A request as it is being written: what cannot be sent, and where its JSON is broken.

use lambdesk_core::failure::{Failure, FieldProblem};
use lambdesk_core::wire::{InvokeInput, JsonProblem};
use lambdesk_core::{invoke_input, json_text};
use tauri::State;

use crate::app::App;

/// What cannot be sent as it is, field by field.
#[tauri::command]
pub async fn check_request(app: State<'_, App>, input: InvokeInput) -> Result<Vec<FieldProblem>, Failure> {
    Ok(invoke_input::check(&input, &app.place(&input.profile).await?))
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
