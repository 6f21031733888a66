//! Lambdesk's desktop shell: the one place that wires core and sandbox to a window.
//!
//! It must stay thin: what can be decided or computed without a window is decided in `lambdesk-core`.

mod app;
mod browser;
mod commands;
mod copies;
mod in_force;
mod off_thread;
mod opened_files;
mod results;
mod running;
mod runs;
mod sandbox;
mod sending;
mod shareable;

use std::hash::{DefaultHasher, Hash, Hasher};

use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager, RunEvent, Wry};

use app::{App, Folders};
use opened_files::OpenedFiles;

/// Opens the window and runs until it is closed.
///
/// # Errors
/// When there is no display, or the system's web view cannot be started.
pub fn run() -> tauri::Result<()> {
    let opened = OpenedFiles::default();
    // Paths cross to the page as text: one that is none is told as a file that is not there.
    let here = std::env::current_dir().unwrap_or_default();
    opened.offer(std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()), &here);
    tauri::Builder::default()
        .plugin(single_instance(opened.clone()))
        .plugin(tauri_plugin_dialog::init())
        .manage(opened)
        .setup(|tauri| {
            let path = tauri.path();
            let folders =
                Folders { config: path.app_config_dir()?, data: path.app_data_dir()?, cache: path.app_cache_dir()? };
            tauri.manage(App::new(&folders));
            Ok(())
        })
        .invoke_handler(handler())
        .build(tauri::generate_context!())?
        .run(|tauri, event| match event {
            RunEvent::Exit => {
                // A program that is started from now on is no second one.
                tauri_plugin_single_instance::destroy(tauri);
                let app = tauri.state::<App>();
                app.copies.clear();
                // What has just ended is to be in the history.
                app.history.close();
            }
            #[cfg(target_os = "macos")]
            RunEvent::Opened { urls } => {
                let urls = urls.into_iter().map(String::from);
                tauri.state::<OpenedFiles>().offer(urls, std::path::Path::new("/"));
            }
            _ => {}
        });
    Ok(())
}

/// A second start hands its files to the first, and ends.
fn single_instance(opened: OpenedFiles) -> TauriPlugin<Wry> {
    let taken = move |tauri: &AppHandle, arguments: Vec<String>, folder: String| {
        opened.offer(arguments.into_iter().skip(1), folder.as_ref());
        if let Some(window) = tauri.get_webview_window("main") {
            // A window that cannot be brought to the front shows them all the same.
            drop(window.unminimize().and_then(|()| window.set_focus()));
        }
    };
    tauri_plugin_single_instance::Builder::new().callback(taken).dbus_id(bus_name()).build()
}

/// Instances are told apart by where their data is: two that have nothing in common may run side by side.
fn bus_name() -> String {
    let mut hash = DefaultHasher::new();
    for place in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "HOME"] {
        std::env::var_os(place).hash(&mut hash);
    }
    format!("dev.lambdesk.desktop.i{:016x}", hash.finish())
}

/// The commands. What the page may call of them stands in `permissions/commands.toml`.
#[expect(clippy::too_many_lines, reason = "it is a list")]
fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
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
        commands::share::share_preview,
        commands::share::share_clipboard,
        commands::share::save_share,
        commands::share::choose_share,
        commands::share::request_link,
        commands::share::share_folder_preview,
        commands::share::save_folder_share,
        commands::share::hide_in_text,
        commands::shared_files::choose_shared_file,
        commands::shared_files::open_shared_file,
        commands::shared_files::read_shared_file,
        commands::shared_files::watch_shared_files,
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
        commands::templates::list_templates,
        commands::templates::fill_template,
        commands::exchange::read_command_line,
        commands::exchange::read_postman_collection,
        commands::exchange::write_imported_collection,
        commands::exchange::choose_json_file,
        commands::exchange::copy_as,
        commands::request::check_request,
        commands::request::preview_request,
        commands::request::describe_function,
        commands::functions::known_functions,
        commands::functions::list_functions,
        commands::functions::list_qualifiers,
        commands::test_events::list_test_events,
        commands::test_events::publish_test_event,
        commands::test_events::delete_test_event,
        commands::request::check_json,
        commands::request::format_json,
        commands::invocation::invoke,
        commands::invocation::cancel,
        commands::invocation::forget,
        commands::response::response_body,
        commands::response::response_range,
        commands::response::filter_response,
        commands::response::response_keys,
        commands::response::find_in_response,
        commands::response::choose_response,
        commands::response::save_response,
        commands::response::open_response,
        commands::full_log::full_log,
        commands::prices::cost_estimate,
        commands::prices::prices,
        commands::prices::save_price,
        commands::prices::forget_price,
        commands::compare::same_request,
        commands::compare::compare_results,
        commands::compare::compared_text,
        commands::history::history_standing,
        commands::history::history_page,
        commands::history::history_entry,
        commands::history::history_names,
        commands::history::last_outcomes,
        commands::history::pin_history,
        commands::history::delete_history,
        commands::history::restore_history,
        commands::history::clear_history,
        commands::runs::check_checks,
        commands::runs::run_folder,
        commands::runs::run_result,
        commands::runs::save_run_report,
        commands::runs::choose_report,
        commands::runs::forget_run,
    ]
}
