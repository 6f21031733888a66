//! What the first paint needs.

use lambdesk_core::wire::{Platform, RetryPresets, StartUp};
use tauri::State;

use crate::app::App;

/// Everything the window needs to show itself. Starts the sandbox; asks no keychain.
#[tauri::command]
pub async fn start_up(app: State<'_, App>) -> Result<StartUp, ()> {
    let (settings, settings_failure) = app.in_force.settings();
    Ok(StartUp {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        platform: Platform::CURRENT,
        profiles: app.profiles().list().await,
        sandbox: app.sandbox.state().await,
        sandbox_start_url: app.sandbox.start_url().await,
        settings,
        settings_failure,
        presets: RetryPresets::all(),
    })
}
