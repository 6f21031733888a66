//! Requests that come from other tools and go to them.

use lambdesk_core::exchange::code::{self, Code, CodeLanguage, Owner};
use lambdesk_core::exchange::collection_files::{self, WrittenCollection};
use lambdesk_core::exchange::command_line::{self, ReadCommand};
use lambdesk_core::exchange::imported::Imported;
use lambdesk_core::failure::Failure;
use lambdesk_core::variables::request::field_problems;
use lambdesk_core::wire::{ENVIRONMENT_PROFILE, InvokeInput, Inward};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

use crate::app::App;

/// Reads a command line of the AWS CLI or curl. A secret that stands in it is dropped.
#[tauri::command]
pub async fn read_command_line(text: Inward<String>) -> Result<ReadCommand, Failure> {
    command_line::read(&text)
}

/// Reads a collection that Postman exported. Adds nothing.
#[tauri::command]
pub async fn read_postman_collection(path: String) -> Result<Imported, Failure> {
    collection_files::read_postman(&path)
}

/// Writes what was imported as a collection, into a new folder.
#[tauri::command]
pub async fn write_imported_collection(imported: Imported, folder: String) -> Result<WrittenCollection, Failure> {
    collection_files::write(&imported, &folder)
}

/// Lets the system ask for a JSON file.
#[tauri::command]
pub async fn choose_json_file(handle: AppHandle) -> Result<Option<String>, ()> {
    let (chosen, answer) = tokio::sync::oneshot::channel();
    // A dialog whose asker is gone has nobody to tell.
    handle.dialog().file().add_filter("JSON", &["json"]).pick_file(|path| drop(chosen.send(path)));
    Ok(answer.await.ok().flatten().map(|path| path.to_string()))
}

/// A request written for another tool, its variables filled in. Asks no keychain: a secret is masked in it, and that is said.
#[tauri::command]
pub async fn copy_as(app: State<'_, App>, input: InvokeInput, language: CodeLanguage) -> Result<Code, Failure> {
    let plan = app.plan(&input.profile).await?;
    let owner = match input.profile.as_str() {
        ENVIRONMENT_PROFILE => Owner::Environment,
        id => id.strip_prefix("aws:").map_or(Owner::Ours(plan.name), |name| Owner::AwsProfile(name.to_owned())),
    };
    let filled = app.variables.masked(&input, app.clock.now())?;
    if !filled.shown.problems.is_empty() {
        return Err(Failure::invalid(field_problems(&filled.shown.problems)));
    }
    let (input, masked) = filled.masked();
    let mut code = code::write(&input, &plan.place, &app.in_force.resolved(), &owner, language)?;
    if masked {
        code.remarks
            .insert(0, "Put the values of secret variables in where •••••• stands. They are not copied.".into());
    }
    Ok(code)
}
