//! Lambdesk's desktop shell: the one place that wires core and sandbox to a window.
//!
//! It must stay thin: what can be decided or computed without a window is decided in `lambdesk-core`.

mod app;
mod browser;
mod commands;
mod in_force;
mod off_thread;
mod results;
mod running;
mod runs;
mod sandbox;

use tauri::Manager;

use app::App;

/// Opens the window and runs until it is closed.
///
/// # Errors
/// When there is no display, or the system's web view cannot be started.
pub fn run() -> tauri::Result<()> {
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .setup(|tauri| {
            let (config, data) = (tauri.path().app_config_dir()?, tauri.path().app_data_dir()?);
            tauri.manage(App::new(&config, &data));
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![
            commands::start_up::start_up,
            commands::profiles::keychain,
            commands::profiles::unlock_keychain,
            commands::profiles::list_profiles,
            commands::profiles::save_profile,
            commands::profiles::delete_profile,
            commands::profiles::identify,
            commands::sign_in::begin_sign_in,
            commands::sign_in::finish_sign_in,
            commands::sign_in::cancel_sign_in,
            commands::sign_in::open_sign_in_page,
            commands::sign_in::sso_accounts,
            commands::sign_in::sso_roles,
            commands::sign_in::sign_out,
            commands::sign_in::give_code,
            commands::sign_in::approve_command,
            commands::sharing::keys_in_file,
            commands::sharing::import_keys,
            commands::sharing::restore_keys,
            commands::sharing::choose_file,
            commands::sharing::read_shared_profiles,
            commands::sharing::import_shared_profiles,
            commands::sharing::export_profiles,
            commands::settings::save_settings,
            commands::collections::collections,
            commands::collections::open_collection,
            commands::collections::create_collection,
            commands::collections::close_collection,
            commands::collections::forget_collection,
            commands::collections::choose_folder,
            commands::collections::watch_collections,
            commands::saved_requests::open_request,
            commands::saved_requests::save_request,
            commands::saved_requests::create_request,
            commands::saved_requests::create_folder,
            commands::saved_requests::rename_entry,
            commands::saved_requests::move_entry,
            commands::saved_requests::duplicate_entry,
            commands::saved_requests::delete_entry,
            commands::saved_requests::open_folder,
            commands::saved_requests::save_folder,
            commands::variables::open_environment,
            commands::variables::save_environment,
            commands::variables::delete_environment,
            commands::variables::set_secret_variable,
            commands::variables::allow_env,
            commands::variables::list_variables,
            commands::variables::fill_request,
            commands::session::restore_session,
            commands::session::save_session,
            commands::session::save_draft,
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
            commands::runs::check_checks,
            commands::runs::run_folder,
            commands::runs::run_result,
            commands::runs::save_run_report,
            commands::runs::choose_report,
            commands::runs::forget_run,
        ])
        .run(tauri::generate_context!())
}
