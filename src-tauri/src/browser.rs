//! The user's browser. Only addresses that core has looked at are opened.

use std::time::Duration;

use tauri::Url;

/// How long a browser may take to be started. Some starters last as long as the browser itself.
const PATIENCE: Duration = Duration::from_secs(3);

/// Opens an address.
///
/// # Errors
/// Why no browser could be started, as a sentence.
pub async fn open(address: &Url) -> Result<(), String> {
    let address = address.to_string();
    let starting = tauri::async_runtime::spawn_blocking(move || open::that(address));
    match tokio::time::timeout(PATIENCE, starting).await {
        Ok(Ok(Ok(()))) | Err(_) => Ok(()),
        Ok(Ok(Err(error))) => Err(format!("No browser could be opened ({error}).")),
        Ok(Err(error)) => Err(format!("No browser could be opened ({error}).")),
    }
}
