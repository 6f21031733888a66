//! The history: looked through, opened, tidied up.

use lambdesk_core::failure::Failure;
use lambdesk_core::share::log_secrets;
use lambdesk_core::wire::{HistoryEntry, HistoryNames, HistoryPage, HistoryQuery, HistoryStanding, LastOutcome};
use tauri::State;

use crate::app::App;

/// How the history stands, and what is to be told of it. Each trouble is in one answer only.
#[tauri::command]
pub async fn history_standing(app: State<'_, App>) -> Result<HistoryStanding, ()> {
    Ok(app.history.standing().await)
}

/// A page of the history, the newest first.
#[tauri::command]
pub async fn history_page(app: State<'_, App>, query: HistoryQuery) -> Result<HistoryPage, Failure> {
    app.history.page(query).await
}

/// All that is kept of an invocation but the response's body, which `response_body` reads.
#[tauri::command]
pub async fn history_entry(app: State<'_, App>, id: String) -> Result<HistoryEntry, Failure> {
    let mut entry = app.history.entry(id).await?;
    if let Some(log) = entry.invocation.as_mut().and_then(|it| it.answer.as_mut()).and_then(|it| it.log.as_mut()) {
        log_secrets::mark(log, []);
    }
    Ok(entry)
}

/// Functions and profiles to filter by.
#[tauri::command]
pub async fn history_names(app: State<'_, App>) -> Result<HistoryNames, Failure> {
    app.history.names().await
}

/// How the requests of a collection last ended.
#[tauri::command]
pub async fn last_outcomes(app: State<'_, App>, collection: String) -> Result<Vec<LastOutcome>, Failure> {
    app.history.last_outcomes(collection).await
}

/// Pins an invocation, or lets it go with the others again.
#[tauri::command]
pub async fn pin_history(app: State<'_, App>, id: String, pinned: bool) -> Result<(), Failure> {
    app.history.pin(id, pinned).await
}

/// Deletes invocations. For a minute they can be restored.
#[tauri::command]
pub async fn delete_history(app: State<'_, App>, ids: Vec<String>) -> Result<(), Failure> {
    app.history.delete(ids).await
}

/// Restores what was deleted.
#[tauri::command]
pub async fn restore_history(app: State<'_, App>, ids: Vec<String>) -> Result<(), Failure> {
    app.history.restore(ids).await
}

/// Deletes all that are not pinned, for good. How many there were.
#[tauri::command]
pub async fn clear_history(app: State<'_, App>) -> Result<u32, Failure> {
    let gone = app.history.clear().await?;
    Ok(u32::try_from(gone).unwrap_or(u32::MAX))
}
