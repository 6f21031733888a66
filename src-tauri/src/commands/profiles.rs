//! Profiles: adding, changing, deleting. Secrets come in and never go out.

use lambdesk_core::failure::Failure;
use lambdesk_core::wire::{KeychainState, Profile, ProfileDraft};
use tauri::State;

use crate::app::App;

/// Whether secrets can be kept.
#[tauri::command]
pub async fn keychain(app: State<'_, App>) -> Result<KeychainState, ()> {
    Ok(match app.profiles.check_keychain().await {
        Ok(()) => KeychainState::Ready,
        Err(error) => KeychainState::Unavailable { failure: error.into() },
    })
}

/// Adds or changes a profile.
#[tauri::command]
pub async fn save_profile(app: State<'_, App>, draft: ProfileDraft) -> Result<Profile, Failure> {
    app.profiles.save(&draft).await
}

/// Deletes a profile and its secret.
#[tauri::command]
pub async fn delete_profile(app: State<'_, App>, id: String) -> Result<(), Failure> {
    app.profiles.delete(&id).await
}
