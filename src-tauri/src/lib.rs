//! Lambdesk's desktop shell: the one place that wires core and sandbox to a window.
//!
//! It must stay thin: what can be decided or computed without a window is decided in `lambdesk-core`.

mod app;
mod commands;
mod in_force;
mod results;
mod running;
mod sandbox;

use tauri::Manager;

use app::App;

/// Opens the window and runs until it is closed.
///
/// # Errors
/// When there is no display, or the system's web view cannot be started.
pub fn run() -> tauri::Result<()> {
    tauri::Builder::default()
        .setup(|tauri| {
            let config = tauri.path().app_config_dir()?;
            tauri.manage(App::new(&config));
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![
            commands::start_up::start_up,
            commands::profiles::keychain,
            commands::profiles::save_profile,
            commands::profiles::delete_profile,
            commands::settings::save_settings,
            commands::request::check_request,
            commands::request::preview_request,
            commands::request::describe_function,
            commands::request::check_json,
            commands::request::format_json,
            commands::invocation::invoke,
            commands::invocation::cancel,
            commands::invocation::response_body,
            commands::invocation::response_range,
            commands::invocation::forget,
        ])
        .run(tauri::generate_context!())
}
