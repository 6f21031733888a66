//! Profiles and keys that come from files and go to files: the AWS credentials file, and what a team shares.

use lambdesk_core::credentials::{keys_file, shared_profiles};
use lambdesk_core::failure::Failure;
use lambdesk_core::wire::{KeysImported, KeysInFile, Profile, SharedProfiles};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

use crate::app::App;

/// The access keys of the AWS credentials file, without their secrets.
#[tauri::command]
pub async fn keys_in_file(app: State<'_, App>) -> Result<KeysInFile, Failure> {
    keys_file::keys(app.profiles()).await
}

/// Takes access keys into the keychain, and out of the file if asked to.
#[tauri::command]
pub async fn import_keys(app: State<'_, App>, profiles: Vec<String>, remove: bool) -> Result<KeysImported, Failure> {
    keys_file::import(app.profiles(), &profiles, remove, app.clock.now()).await
}

/// Puts keys back into the credentials file.
#[tauri::command]
pub async fn restore_keys(app: State<'_, App>, backup: String) -> Result<(), Failure> {
    keys_file::restore(app.profiles(), &backup).await
}

/// Lets the system ask for a file: for a new one when a name is proposed.
#[tauri::command]
pub async fn choose_file(handle: AppHandle, save: Option<String>) -> Result<Option<String>, ()> {
    let (chosen, answer) = tokio::sync::oneshot::channel();
    let dialog = handle.dialog().file().add_filter("TOML", &["toml"]);
    // A dialog whose asker is gone has nobody to tell.
    match save {
        Some(name) => dialog.set_file_name(name).save_file(|path| drop(chosen.send(path))),
        None => dialog.pick_file(|path| drop(chosen.send(path))),
    }
    Ok(answer.await.ok().flatten().map(|path| path.to_string()))
}

/// What a shared file of profiles holds.
#[tauri::command]
pub async fn read_shared_profiles(app: State<'_, App>, path: String) -> Result<SharedProfiles, Failure> {
    shared_profiles::read(app.profiles(), &path).await
}

/// Adds profiles of a shared file.
#[tauri::command]
pub async fn import_shared_profiles(
    app: State<'_, App>,
    path: String,
    ids: Vec<String>,
) -> Result<Vec<Profile>, Failure> {
    shared_profiles::import(app.profiles(), &path, &ids).await
}

/// Writes profiles into a file to be shared.
#[tauri::command]
pub async fn export_profiles(app: State<'_, App>, path: String, ids: Vec<String>) -> Result<(), Failure> {
    shared_profiles::export(app.profiles(), &path, &ids)
}
