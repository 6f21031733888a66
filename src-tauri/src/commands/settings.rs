//! Settings: time limits and retries where a request does not say otherwise.

use lambdesk_core::failure::Failure;
use lambdesk_core::wire::Settings;
use tauri::State;

use crate::app::App;

/// Saves the settings and uses them from now on.
#[tauri::command]
pub async fn save_settings(app: State<'_, App>, settings: Settings) -> Result<(), Failure> {
    app.in_force.save(settings)?;
    app.history.limit(app.in_force.resolved().history);
    Ok(())
}
