//! Reading what came back: whole, in parts, through an expression or by what stands in it; and its way into a file.

use std::io::Write;

use lambdesk_core::failure::{Failure, Field, FieldProblem};
use lambdesk_core::json_text;
use lambdesk_core::query::filter;
use lambdesk_core::query::find::{Finder, Listener};
use lambdesk_core::typed_path::typed_path;
use lambdesk_core::wire::{BodyForm, FilteredResponse, FindQuery, FindStep, FindSummary};
use tauri::ipc::{Channel, Response};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::off_thread::off_thread;
use crate::results::Body;

/// How much of a body is copied at once, in bytes.
const PIECE: usize = 1 << 20;

/// The body of a finished invocation as raw bytes: JSON around 6 MB would take the page far longer to read.
#[tauri::command]
pub async fn response_body(app: State<'_, App>, id: String, form: BodyForm) -> Result<Response, Failure> {
    let body = body(&app, &id).await?;
    off_thread(move || Ok(Response::new(in_form(all(&body)?, form)))).await
}

/// What a JMESPath expression finds in a response.
#[tauri::command]
pub async fn filter_response(app: State<'_, App>, id: String, expression: String) -> Result<FilteredResponse, Failure> {
    let body = body(&app, &id).await?;
    off_thread(move || filter::filter(&looked_through(&body)?, &expression)).await
}

/// The keys that an expression can go on with, as an expression writes them.
#[tauri::command]
pub async fn response_keys(app: State<'_, App>, id: String, expression: String) -> Result<Vec<String>, Failure> {
    let body = body(&app, &id).await?;
    off_thread(move || filter::keys(&looked_through(&body)?, &expression)).await
}

/// A part of a body as raw bytes, also while it comes in: fewer than asked for at its end.
#[tauri::command]
pub async fn response_range(app: State<'_, App>, id: String, offset: u64, length: u32) -> Result<Response, Failure> {
    let body = body(&app, &id).await?;
    let most = usize::try_from(length).unwrap_or(usize::MAX);
    off_thread(move || Ok(Response::new(range(&body, offset, most)?))).await
}

/// Looks through a response of any length. It ends early when `cancel` is called with `search`.
#[tauri::command]
pub async fn find_in_response(
    app: State<'_, App>,
    search: String,
    id: String,
    query: FindQuery,
    on_step: Channel<FindStep>,
) -> Result<FindSummary, Failure> {
    let ticket = app
        .running
        .begin(&search)
        .ok_or_else(|| Failure::other("This search is under way already.", "Wait for it to end, or stop it."))?;
    let body = body(&app, &id).await?;
    let mut listener = Page { on_step, stop: ticket.token.clone() };
    off_thread(move || {
        let finder = Finder::parse(&query)?;
        finder.look(|offset, most| body.range(offset, most), &mut listener).map_err(|error| unread(&error))
    })
    .await
}

/// The page, as what a search tells.
struct Page {
    on_step: Channel<FindStep>,
    stop: CancellationToken,
}

impl Listener for Page {
    fn step(&mut self, step: FindStep) {
        // A page that is gone stops nothing by that.
        drop(self.on_step.send(step));
    }

    fn goes_on(&self) -> bool {
        !self.stop.is_cancelled()
    }
}

/// Lets the system ask where a response goes.
#[tauri::command]
pub async fn choose_response(handle: AppHandle, name: String) -> Result<Option<String>, ()> {
    let (chosen, answer) = tokio::sync::oneshot::channel();
    // A dialog whose asker is gone has nobody to tell.
    handle.dialog().file().set_file_name(name).save_file(|path| drop(chosen.send(path)));
    Ok(answer.await.ok().flatten().map(|path| path.to_string()))
}

/// Writes a response into a file.
#[tauri::command]
pub async fn save_response(app: State<'_, App>, id: String, form: BodyForm, path: String) -> Result<(), Failure> {
    let typed = typed_path(&path);
    if !typed.is_absolute() {
        return Err(Failure::invalid(vec![FieldProblem::new(Field::Path, "Type the whole path of a file.")]));
    }
    let body = body(&app, &id).await?;
    off_thread(move || {
        let written = std::fs::File::create(&typed).map_err(Failed::Writing).and_then(|file| copy(&body, form, file));
        written.map_err(|failed| match failed {
            Failed::Reading(failure) => failure,
            Failed::Writing(error) => Failure::other(
                format!("It cannot be written to {}: {error}.", typed.display()),
                "Check the folder's permissions, and the free space.",
            ),
        })
    })
    .await
}

/// Opens a copy of a response in the program that the system has for it. Only plain text is: `json` and `txt`.
#[tauri::command]
pub async fn open_response(app: State<'_, App>, id: String, form: BodyForm, ending: String) -> Result<(), Failure> {
    if !matches!(ending.as_str(), "json" | "txt") {
        return Err(Failure::other("Only text is opened in an editor.", "Save it as a file."));
    }
    let body = body(&app, &id).await?;
    let copies = app.copies.clone();
    off_thread(move || {
        let (path, file) = copies.file(&ending).map_err(|error| no_copy(&error))?;
        copy(&body, form, file).map_err(|failed| match failed {
            Failed::Reading(failure) => failure,
            Failed::Writing(error) => no_copy(&error),
        })?;
        open::that_detached(&path).map_err(|error| {
            Failure::other(
                format!("The system has no program for .{ending} files ({error})."),
                "Choose one in the system's settings, or save the response as a file.",
            )
        })
    })
    .await
}

fn no_copy(error: &std::io::Error) -> Failure {
    Failure::other(format!("A copy for the editor could not be written: {error}."), "Check the free space.")
}

/// What went wrong while a body was copied.
enum Failed {
    Reading(Failure),
    Writing(std::io::Error),
}

/// Copies a body as it came a piece at a time; laid out, it has to be in memory.
fn copy(body: &Body, form: BodyForm, mut file: std::fs::File) -> Result<(), Failed> {
    if form == BodyForm::Formatted {
        let text = in_form(all(body).map_err(Failed::Reading)?, form);
        return file.write_all(&text).map_err(Failed::Writing);
    }
    let mut offset = 0;
    loop {
        let piece = range(body, offset, PIECE).map_err(Failed::Reading)?;
        if piece.is_empty() {
            return file.flush().map_err(Failed::Writing);
        }
        file.write_all(&piece).map_err(Failed::Writing)?;
        offset += piece.len() as u64;
    }
}

fn in_form(body: Vec<u8>, form: BodyForm) -> Vec<u8> {
    let formatted = match form {
        BodyForm::Received => None,
        BodyForm::Formatted => str::from_utf8(&body).ok().and_then(json_text::format).map(String::into_bytes),
    };
    formatted.unwrap_or(body)
}

/// A body that is looked through as a whole: no more of it is read than shows that it is too large.
fn looked_through(body: &Body) -> Result<Vec<u8>, Failure> {
    range(body, 0, filter::LARGEST + 1)
}

/// The whole body of an invocation of this run, or as far as the history keeps it.
pub async fn body_of(app: &App, id: &str) -> Result<Vec<u8>, Failure> {
    let body = body(app, id).await?;
    off_thread(move || all(&body)).await
}

/// The body of an invocation of this run, or of one of the history, which is at hand from then on.
async fn body(app: &App, id: &str) -> Result<Body, Failure> {
    if let Some(body) = app.results.body(id) {
        return Ok(body);
    }
    let kept = app
        .history
        .body(id.to_owned())
        .await
        .map_err(|_| Failure::other("The body of this result is not kept any more.", "Invoke again to see it."))?;
    let body = Body::Memory(kept.into());
    app.results.keep(id.to_owned(), body.clone());
    Ok(body)
}

fn all(body: &Body) -> Result<Vec<u8>, Failure> {
    range(body, 0, usize::MAX)
}

fn range(body: &Body, offset: u64, most: usize) -> Result<Vec<u8>, Failure> {
    body.range(offset, most).map_err(|error| unread(&error))
}

fn unread(error: &std::io::Error) -> Failure {
    Failure::other(format!("The response cannot be read from disk: {error}."), "Invoke again.")
}
