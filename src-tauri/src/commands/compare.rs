//! Two results laid against each other.

use lambdesk_core::compare::{self, LARGEST};
use lambdesk_core::failure::Failure;
use lambdesk_core::history::Masks;
use lambdesk_core::json_text;
use lambdesk_core::wire::{CompareQuery, ComparedPart, Comparison, HistoryRow};
use tauri::State;
use tauri::ipc::Response;

use super::response;
use crate::app::App;
use crate::off_thread::off_thread;

/// How much of a text crosses to the page, in bytes: its editor lays no more against each other.
const SHOWN: usize = 2 << 20;

/// Invocations of the same request, the newest first.
#[tauri::command]
pub async fn same_request(app: State<'_, App>, id: String) -> Result<Vec<HistoryRow>, Failure> {
    app.history.same_request(id).await
}

/// What differs between two results in what their JSON says.
#[tauri::command]
pub async fn compare_results(app: State<'_, App>, query: CompareQuery) -> Result<Comparison, Failure> {
    let (one, other) = (part_of(&app, &query.one, query.part).await?, part_of(&app, &query.other, query.part).await?);
    off_thread(move || Ok(compare::compare(&one, &other, &query.ignored))).await
}

/// A part of a result as text, JSON laid out: as raw bytes, the first of them when there are many.
#[tauri::command]
pub async fn compared_text(app: State<'_, App>, id: String, part: ComparedPart) -> Result<Response, Failure> {
    let bytes = part_of(&app, &id, part).await?;
    off_thread(move || {
        // What is too large to be compared by structure is not laid out either.
        let laid_out =
            (bytes.len() <= LARGEST).then(|| str::from_utf8(&bytes).ok().and_then(json_text::format)).flatten();
        let mut text = laid_out.unwrap_or_else(|| String::from_utf8_lossy(&bytes).into_owned());
        text.truncate(text.floor_char_boundary(SHOWN));
        Ok(Response::new(text.into_bytes()))
    })
    .await
}

/// A part of a result of this run, a file or the history. The values of secrets are not in it.
async fn part_of(app: &App, id: &str, part: ComparedPart) -> Result<Vec<u8>, Failure> {
    match part {
        ComparedPart::Response => {
            let answered = match app.shareables.get(id) {
                Some(kept) => kept.invocation.answer.is_some(),
                None => app.history.entry(id.to_owned()).await?.invocation.is_some_and(|it| it.answer.is_some()),
            };
            if answered { response::body_of(app, id).await } else { Ok(Vec::new()) }
        }
        ComparedPart::Payload => {
            if let Some(kept) = app.shareables.get(id) {
                let secrets = kept.secrets.iter().map(|secret| secret.as_str());
                return Ok(Masks::new(secrets).bytes(kept.input.payload.as_bytes()).into_owned());
            }
            Ok(app.history.entry(id.to_owned()).await?.request.payload.into_bytes())
        }
    }
}
