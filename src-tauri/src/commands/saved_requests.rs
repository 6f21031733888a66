//! Saved requests and folders: opening, saving, making, renaming, moving, copying and deleting.

use lambdesk_core::collection::entries::{self, Place};
use lambdesk_core::collection::{folder_file, request_file};
use lambdesk_core::failure::Failure;
use lambdesk_core::wire::{
    FolderContent, FolderSaving, RequestContent, RequestSource, SavedFolder, SavedRequest, Saving,
};
use tauri::State;

use crate::app::App;
use crate::off_thread::off_thread;

/// A request as it is on disk.
#[tauri::command]
pub async fn open_request(app: State<'_, App>, source: RequestSource) -> Result<SavedRequest, Failure> {
    let root = app.collections.root(&source.collection)?;
    off_thread(move || Ok(request_file::open(&root, &source)?)).await
}

/// Saves a request, where nobody else changed it meanwhile.
#[tauri::command]
pub async fn save_request(
    app: State<'_, App>,
    source: RequestSource,
    content: RequestContent,
    stamp: Option<String>,
) -> Result<Saving, Failure> {
    let collections = app.collections.clone();
    off_thread(move || {
        let save = |root: &_| request_file::save(root, &source, &content, stamp.as_deref());
        Ok(collections.change(&source.collection, save)?)
    })
    .await
}

/// Makes a request in a folder.
#[tauri::command]
pub async fn create_request(
    app: State<'_, App>,
    folder: RequestSource,
    name: String,
    content: RequestContent,
) -> Result<SavedRequest, Failure> {
    let collections = app.collections.clone();
    off_thread(move || {
        let create = |root: &_| entries::create_request(root, &folder, &name, &content);
        Ok(collections.change(&folder.collection, create)?)
    })
    .await
}

/// Makes a folder in a folder.
#[tauri::command]
pub async fn create_folder(app: State<'_, App>, folder: RequestSource, name: String) -> Result<RequestSource, Failure> {
    let RequestSource { collection, path } = folder;
    let path = app.collections.change(&collection, |root| entries::create_folder(root, &path, &name))?;
    Ok(RequestSource { collection, path })
}

/// Renames a request or folder.
#[tauri::command]
pub async fn rename_entry(app: State<'_, App>, source: RequestSource, name: String) -> Result<RequestSource, Failure> {
    let RequestSource { collection, path } = source;
    let path = app.collections.change(&collection, |root| entries::rename(Place { root, path: &path }, &name))?;
    Ok(RequestSource { collection, path })
}

/// Moves a request or folder into a folder.
#[tauri::command]
pub async fn move_entry(
    app: State<'_, App>,
    source: RequestSource,
    folder: RequestSource,
) -> Result<RequestSource, Failure> {
    let collections = app.collections.clone();
    off_thread(move || {
        let there = collections.root(&folder.collection)?;
        let to = Place { root: &there, path: &folder.path };
        let path = collections
            .change(&source.collection, |root| entries::move_into(Place { root, path: &source.path }, to))?;
        Ok(RequestSource { collection: folder.collection.clone(), path })
    })
    .await
}

/// Copies a request or folder beside itself.
#[tauri::command]
pub async fn duplicate_entry(app: State<'_, App>, source: RequestSource) -> Result<RequestSource, Failure> {
    let collections = app.collections.clone();
    off_thread(move || {
        let RequestSource { collection, path } = source;
        let path = collections.change(&collection, |root| entries::duplicate(Place { root, path: &path }))?;
        Ok(RequestSource { collection, path })
    })
    .await
}

/// Deletes a request or folder.
#[tauri::command]
pub async fn delete_entry(app: State<'_, App>, source: RequestSource, for_good: bool) -> Result<(), Failure> {
    let collections = app.collections.clone();
    off_thread(move || {
        let delete = |root: &_| entries::delete(Place { root, path: &source.path }, for_good);
        Ok(collections.change(&source.collection, delete)?)
    })
    .await
}

/// What a folder's settings say.
#[tauri::command]
pub async fn open_folder(app: State<'_, App>, source: RequestSource) -> Result<SavedFolder, Failure> {
    Ok(folder_file::open(&app.collections.root(&source.collection)?, &source)?)
}

/// Saves a folder's settings, where nobody else changed them meanwhile.
#[tauri::command]
pub async fn save_folder(
    app: State<'_, App>,
    source: RequestSource,
    content: FolderContent,
    stamp: String,
) -> Result<FolderSaving, Failure> {
    let save = |root: &_| folder_file::save(root, &source, &content, &stamp);
    Ok(app.collections.change(&source.collection, save)?)
}
