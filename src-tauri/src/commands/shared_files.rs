//! Lambdesk files that are opened. What is in them is shown; nothing of it is run, filled in or looked up.

use std::sync::atomic::{AtomicU64, Ordering};

use lambdesk_core::failure::Failure;
use lambdesk_core::share::lambdesk_file::{ENDING, Opened};
use lambdesk_core::share::{log_secrets, shared_file};
use lambdesk_core::wire::{OpenedShare, SANDBOX_PROFILE};
use tauri::ipc::Channel;
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

use crate::app::App;
use crate::off_thread::off_thread;
use crate::opened_files::OpenedFiles;
use crate::results::Body;
use crate::shareable::Shareable;

/// Lets the system ask for a Lambdesk file.
#[tauri::command]
pub async fn choose_shared_file(handle: AppHandle) -> Result<Option<String>, ()> {
    let (chosen, answer) = tokio::sync::oneshot::channel();
    // A dialog whose asker is gone has nobody to tell.
    handle.dialog().file().add_filter("Lambdesk file", &[ENDING]).pick_file(|path| drop(chosen.send(path)));
    Ok(answer.await.ok().flatten().map(|path| path.to_string()))
}

/// Opens the file at a path.
#[tauri::command]
pub async fn open_shared_file(app: State<'_, App>, path: String) -> Result<OpenedShare, Failure> {
    let opened = off_thread(move || shared_file::read(&path)).await?;
    Ok(show(&app, opened))
}

/// Opens a file that was dropped into the window: its bytes in base64.
#[tauri::command]
pub async fn read_shared_file(app: State<'_, App>, base64: String) -> Result<OpenedShare, Failure> {
    let opened = off_thread(move || shared_file::read_dropped(&base64)).await?;
    Ok(show(&app, opened))
}

/// Tells the paths of files that the system wants opened, from now on and before.
#[tauri::command]
pub async fn watch_shared_files(files: State<'_, OpenedFiles>, on_file: Channel<String>) -> Result<(), ()> {
    files.listen(on_file);
    Ok(())
}

/// Keeps a result's response at hand, like that of an invocation of this run.
fn show(app: &App, opened: Opened) -> OpenedShare {
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    let Opened { mut share, response, requests } = opened;
    if let (Some(result), Some(request)) = (&mut share.result, requests.first()) {
        result.id = format!("file-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        if let Some(log) = result.answer.as_mut().and_then(|answer| answer.log.as_mut()) {
            log_secrets::mark(log, []);
        }
        app.results.keep(result.id.clone(), Body::Memory(response.unwrap_or_default().into()));
        app.shareables.keep(Shareable {
            input: request.input(SANDBOX_PROFILE),
            region: request.region.clone(),
            invocation: result.clone(),
            secrets: Vec::new(),
            apart: true,
        });
    }
    share
}
