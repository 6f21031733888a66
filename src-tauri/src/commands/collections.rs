//! Collections: opening, closing, and what changes in them.

use std::sync::Arc;

use lambdesk_core::failure::Failure;
use lambdesk_core::wire::{Collection, CollectionChange, Collections};
use tauri::ipc::Channel;
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

use crate::app::App;
use crate::off_thread::off_thread;

/// Which collections were open, and which are recent.
#[tauri::command]
pub async fn collections(app: State<'_, App>) -> Result<Collections, ()> {
    Ok(app.collections.list())
}

/// Opens a folder as a collection.
#[tauri::command]
pub async fn open_collection(app: State<'_, App>, path: String) -> Result<Collection, Failure> {
    let (collections, now) = (app.collections.clone(), app.clock.now());
    off_thread(move || collections.open(&path, now)).await
}

/// Makes a collection.
#[tauri::command]
pub async fn create_collection(app: State<'_, App>, path: String, name: String) -> Result<Collection, Failure> {
    let (collections, now) = (app.collections.clone(), app.clock.now());
    off_thread(move || collections.create(&path, &name, now)).await
}

/// Closes a collection.
#[tauri::command]
pub async fn close_collection(app: State<'_, App>, id: String) -> Result<(), Failure> {
    app.collections.close(&id)
}

/// Takes a collection off the recent ones.
#[tauri::command]
pub async fn forget_collection(app: State<'_, App>, id: String) -> Result<(), Failure> {
    app.collections.close(&id)?;
    app.collections.known().forget(&id)
}

/// Lets the system ask for a folder.
#[tauri::command]
pub async fn choose_folder(handle: AppHandle) -> Result<Option<String>, ()> {
    let (chosen, answer) = tokio::sync::oneshot::channel();
    // A dialog whose asker is gone has nobody to tell.
    handle.dialog().file().pick_folder(|path| drop(chosen.send(path)));
    Ok(answer.await.ok().flatten().map(|path| path.to_string()))
}

/// Tells every change of the open collections from now on.
#[tauri::command]
pub async fn watch_collections(app: State<'_, App>, on_change: Channel<CollectionChange>) -> Result<(), ()> {
    // A page that is gone hears nothing; the one that comes asks anew.
    app.collections.listen(Arc::new(move |change| drop(on_change.send(change))));
    Ok(())
}
