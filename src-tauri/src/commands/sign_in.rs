//! Signing in: what only the user can give, and the sessions that come of it. No token crosses.

use lambdesk_core::credentials::identity_center::{Center, Portal};
use lambdesk_core::failure::Failure;
use lambdesk_core::wire::{IdentityCenter, Inward, SignInStarted, SignedIn, SsoAccount};
use tauri::State;

use crate::app::App;
use crate::browser;

/// Begins a sign-in with IAM Identity Center and opens the browser.
#[tauri::command]
pub async fn begin_sign_in(app: State<'_, App>, center: IdentityCenter) -> Result<SignInStarted, Failure> {
    let sign_ins = app.access().sign_ins;
    let mut started = sign_ins.begin(&Center::try_from(&center)?).await?;
    if let Some(address) = sign_ins.address(&started.id) {
        started.not_opened = browser::open(&address).await.err();
    }
    Ok(started)
}

/// Waits until the browser has confirmed.
#[tauri::command]
pub async fn finish_sign_in(app: State<'_, App>, id: String) -> Result<SignedIn, Failure> {
    app.access().sign_ins.finish(&id).await
}

/// Gives up a sign-in.
#[tauri::command]
pub async fn cancel_sign_in(app: State<'_, App>, id: String) -> Result<(), ()> {
    app.access().sign_ins.cancel(&id);
    Ok(())
}

/// Opens the browser again.
#[tauri::command]
pub async fn open_sign_in_page(app: State<'_, App>, id: String) -> Result<(), Failure> {
    let over = || Failure::other("This sign-in is over.", "Begin another.");
    let address = app.access().sign_ins.address(&id).ok_or_else(over)?;
    browser::open(&address).await.map_err(|why| Failure::other(why, "Copy the address and open it yourself."))
}

/// The accounts of a session.
#[tauri::command]
pub async fn sso_accounts(app: State<'_, App>, center: IdentityCenter) -> Result<Vec<SsoAccount>, Failure> {
    Ok(Portal::new(app.access().sessions, Center::try_from(&center)?).accounts().await?)
}

/// The roles of a session in an account.
#[tauri::command]
pub async fn sso_roles(app: State<'_, App>, center: IdentityCenter, account: String) -> Result<Vec<String>, Failure> {
    Ok(Portal::new(app.access().sessions, Center::try_from(&center)?).roles(&account).await?)
}

/// Ends the session that a profile uses.
#[tauri::command]
pub async fn sign_out(app: State<'_, App>, profile: String) -> Result<(), Failure> {
    let way = app.way(&profile).await?;
    way.access.sign_out(&way.plan).await
}

/// Gives the code of a device.
#[tauri::command]
pub async fn give_code(app: State<'_, App>, profile: String, code: Inward<String>) -> Result<(), Failure> {
    let way = app.way(&profile).await?;
    way.access.give_code(&way.plan, &code).await
}

/// Allows the command that was shown to run for a profile of the AWS files.
#[tauri::command]
pub async fn approve_command(app: State<'_, App>, profile: String, command: String) -> Result<(), Failure> {
    let way = app.way(&profile).await?;
    way.access.approve(&way.plan, &command)
}
