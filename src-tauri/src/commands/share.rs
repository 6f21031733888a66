//! Sharing a result or a folder's requests: what would leave, what is hidden in it, and where it goes. Nothing is uploaded.

use std::path::{Path, PathBuf};

use lambdesk_core::collection::inside;
use lambdesk_core::failure::{Failure, Field, FieldProblem};
use lambdesk_core::share;
use lambdesk_core::share::git_folder;
use lambdesk_core::share::shared::Shared;
use lambdesk_core::share::shared_folder::SharedFolder;
use lambdesk_core::share::trouble::ShareError;
use lambdesk_core::typed_path::typed_path;
use lambdesk_core::wire::{
    HiddenText, HideOptions, RequestSource, ShareClipboard, ShareForm, ShareOptions, ShareParts, SharePreview,
};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;
use zeroize::Zeroizing;

use super::response;
use crate::app::App;
use crate::off_thread::off_thread;

/// A result, whole, and the values that are hidden wherever they stand in it.
struct Found {
    shared: Shared,
    secrets: Vec<Zeroizing<String>>,
}

/// What would be saved, to the letter, and what is hidden in it.
#[tauri::command]
pub async fn share_preview(app: State<'_, App>, id: String, options: ShareOptions) -> Result<SharePreview, Failure> {
    let found = find(&app, &id).await?;
    off_thread(move || share::preview(&found.shared, &options, texts(&found.secrets)).map_err(|error| refused(&error)))
        .await
}

/// A result for the clipboard, with the same hidden.
#[tauri::command]
pub async fn share_clipboard(
    app: State<'_, App>,
    id: String,
    parts: ShareParts,
    hide: HideOptions,
) -> Result<ShareClipboard, Failure> {
    let found = find(&app, &id).await?;
    off_thread(move || {
        let prepared = share::prepare(&found.shared, parts, &hide, texts(&found.secrets));
        prepared.map(|prepared| prepared.clipboard()).map_err(|error| refused(&error))
    })
    .await
}

/// Writes what is shared into a file.
#[tauri::command]
pub async fn save_share(app: State<'_, App>, id: String, options: ShareOptions, path: String) -> Result<(), Failure> {
    let path = whole(&path)?;
    let SharePreview { text, .. } = share_preview(app, id, options).await?;
    off_thread(move || write(&path, &text)).await
}

/// Where a saved request is on the web.
#[tauri::command]
pub async fn request_link(app: State<'_, App>, source: RequestSource) -> Result<Option<String>, Failure> {
    let root = app.collections.root(&source.collection)?;
    off_thread(move || Ok(git_folder::link_of(&inside::resolve(&root, &source.path)?))).await
}

/// What would be saved of a folder's requests, and what is hidden in them.
#[tauri::command]
pub async fn share_folder_preview(
    app: State<'_, App>,
    source: RequestSource,
    hide: HideOptions,
) -> Result<SharePreview, Failure> {
    let root = app.collections.root(&source.collection)?;
    let collection = app.collections.collection(&source.collection)?;
    off_thread(move || SharedFolder::read(&root, &collection, &source.path)?.preview(&hide)).await
}

/// Writes a folder's requests into a file.
#[tauri::command]
pub async fn save_folder_share(
    app: State<'_, App>,
    source: RequestSource,
    hide: HideOptions,
    path: String,
) -> Result<(), Failure> {
    let path = whole(&path)?;
    let SharePreview { text, .. } = share_folder_preview(app, source, hide).await?;
    off_thread(move || write(&path, &text)).await
}

/// A text of a result's log, with the same hidden.
#[tauri::command]
pub async fn hide_in_text(app: State<'_, App>, id: String, text: String) -> Result<HiddenText, Failure> {
    let kept = app.shareables.get(&id);
    off_thread(move || {
        let secrets = kept.as_ref().map(|kept| kept.secrets.as_slice()).unwrap_or_default();
        share::hide(&text, texts(secrets)).map_err(|error| refused(&error))
    })
    .await
}

/// Lets the system ask where it goes.
#[tauri::command]
pub async fn choose_share(handle: AppHandle, name: String, form: ShareForm) -> Result<Option<String>, ()> {
    let (chosen, answer) = tokio::sync::oneshot::channel();
    let title = match form {
        ShareForm::WebPage => "Web page",
        ShareForm::Markdown => "Markdown",
        ShareForm::LambdeskFile => "Lambdesk file",
        ShareForm::Json => "JSON",
    };
    let dialog = handle.dialog().file().set_file_name(name).add_filter(title, &[share::ending(form)]);
    // A dialog whose asker is gone has nobody to tell.
    dialog.save_file(|path| drop(chosen.send(path)));
    Ok(answer.await.ok().flatten().map(|path| path.to_string()))
}

/// A result of this run of the program as it was, or else of the history as it is kept.
async fn find(app: &App, id: &str) -> Result<Found, Failure> {
    // Where a body cannot be read, that is said: nothing is shared as if the function had returned nothing.
    let body = async |answered: bool| if answered { response::body_of(app, id).await } else { Ok(Vec::new()) };
    if let Some(kept) = app.shareables.get(id) {
        let answer = kept.invocation.answer.as_ref();
        let response = body(answer.is_some()).await?;
        let length = answer.map_or(0, |answer| answer.body_bytes);
        let left_out = length.saturating_sub(u64::try_from(response.len()).unwrap_or(u64::MAX));
        let shared = Shared::of(&kept.input, &kept.region, &kept.invocation, response, left_out);
        return Ok(Found { shared, secrets: kept.secrets.clone() });
    }
    let entry = app.history.entry(id.to_owned()).await?;
    let answered = entry.invocation.as_ref().is_some_and(|invocation| invocation.answer.is_some());
    let shared = Shared::of_entry(&entry, body(answered).await?)
        .ok_or_else(|| Failure::other("This invocation has not ended yet.", "Share it when it has."))?;
    Ok(Found { shared, secrets: Vec::new() })
}

/// A path as typed, that leads to one place wherever one stands.
fn whole(path: &str) -> Result<PathBuf, Failure> {
    let typed = typed_path(path);
    if typed.is_absolute() {
        return Ok(typed);
    }
    Err(Failure::invalid(vec![FieldProblem::new(Field::Path, "Type the whole path of a file.")]))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| {
        Failure::other(
            format!("It cannot be written to {}: {error}.", path.display()),
            "Check the folder's permissions, and the free space.",
        )
    })
}

/// Why it cannot be written as it was wanted.
fn refused(error: &ShareError) -> Failure {
    Failure::other(error.to_string(), "Change what is hidden, or leave a part out.")
}

fn texts(secrets: &[Zeroizing<String>]) -> impl Iterator<Item = &str> {
    secrets.iter().map(|secret| secret.as_str())
}
