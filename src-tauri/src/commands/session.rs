//! What survives a restart: open tabs, and what is unsaved in them.

use lambdesk_core::failure::Failure;
use lambdesk_core::wire::{RestoredSession, Session, TabDraft};
use tauri::State;

use crate::app::App;
use crate::off_thread::off_thread;

/// What was open when the program ended.
#[tauri::command]
pub async fn restore_session(app: State<'_, App>) -> Result<RestoredSession, Failure> {
    let session = app.session.clone();
    off_thread(move || Ok(session.restore())).await
}

/// Keeps which tabs are open.
#[tauri::command]
pub async fn save_session(app: State<'_, App>, session: Session) -> Result<(), Failure> {
    let files = app.session.clone();
    off_thread(move || files.save(&session)).await
}

/// Keeps what is unsaved in a tab, or that nothing is any more.
#[tauri::command]
pub async fn save_draft(app: State<'_, App>, tab: String, draft: Option<TabDraft>) -> Result<(), Failure> {
    let files = app.session.clone();
    off_thread(move || files.save_draft(&tab, draft.as_ref())).await
}
