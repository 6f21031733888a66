//! Profiles: listing, adding, changing, deleting, and who they are. Secrets come in and never go out.

use lambdesk_core::failure::Failure;
use lambdesk_core::wire::{Identity, Inward, KeychainState, Profile, ProfileDraft, ProfileList};
use tauri::State;

use crate::app::App;

/// Whether secrets can be kept.
#[tauri::command]
pub async fn keychain(app: State<'_, App>) -> Result<KeychainState, ()> {
    Ok(match app.profiles().secrets().check().await {
        Ok(()) => KeychainState::Ready,
        Err(error) => KeychainState::Unavailable { failure: error.into() },
    })
}

/// Lets the system ask for what unlocks the keychain.
#[tauri::command]
pub async fn unlock_keychain(app: State<'_, App>) -> Result<(), Failure> {
    Ok(app.profiles().secrets().unlock().await?)
}

/// All profiles but the sandbox, read anew.
#[tauri::command]
pub async fn list_profiles(app: State<'_, App>) -> Result<ProfileList, ()> {
    Ok(app.profiles().list().await)
}

/// Adds or changes a profile.
#[tauri::command]
pub async fn save_profile(app: State<'_, App>, draft: Inward<ProfileDraft>) -> Result<Profile, Failure> {
    app.profiles().save(&draft).await
}

/// Deletes a profile and its secret.
#[tauri::command]
pub async fn delete_profile(app: State<'_, App>, id: String) -> Result<(), Failure> {
    app.profiles().delete(&id).await
}

/// Who a profile is. Signs in as far as that needs nobody.
#[tauri::command]
pub async fn identify(app: State<'_, App>, profile: String, fresh: bool) -> Result<Identity, Failure> {
    let way = app.way(&profile).await?;
    app.identities.of(&way.access, &way.plan, fresh).await
}
