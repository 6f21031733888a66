//! The Lambdesk file, `.lambdesk`: a result, and perhaps a collection, as one JSON that Lambdesk opens. The format is
//! `docs/lambdesk-file.md`, the schema `docs/schema/lambdesk-file.json`.
//!
//! Such a file comes from anybody. Nothing in it names a command, a file of the computer or a variable of its
//! environment, and nothing in it is run, filled in or looked up when it is opened. What could reach for such things once
//! it is sent (`{{ env(…) }}`, `{{ file(…) }}`) is switched off and told.

mod body;
mod content;
mod limits;
mod open;
mod strict;

use super::json::with_hidden_letters_escaped;
use super::shared::{Shared, SharedRequest};
use super::trouble::ShareError;
use crate::wire::OpenedShare;
use content::{Collection, Content, Request, ResultContent};

/// How such files end.
pub const ENDING: &str = "lambdesk";
/// The version of the format that is written, and the only one that is read.
pub const FORMAT: u64 = 1;

pub use limits::{
    DEEPEST, LARGEST, LARGEST_BODY, LONGEST_NAME, LONGEST_TEXT, MOST_ATTEMPTS, MOST_FOLDERS, MOST_LINES, MOST_REQUESTS,
};

/// A Lambdesk file that was read.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What crosses to the window.
    pub share: OpenedShare,
    /// The result's response, byte for byte.
    pub response: Option<Vec<u8>>,
    /// The requests as they were shared, with payloads that may be no text.
    pub requests: Vec<SharedRequest>,
}

/// Writes a result.
///
/// # Errors
/// When it holds more than a file may.
pub fn write(shared: &Shared) -> Result<String, ShareError> {
    check_body("its payload", shared.request.payload.as_deref())?;
    check_body("its response", shared.response.as_deref())?;
    let content = Content {
        format: FORMAT,
        request: Some(Request::of(&shared.request)),
        result: Some(ResultContent::of(shared)),
        collection: None,
    };
    finish(&content)
}

/// Writes several requests, with a name for all of them.
///
/// # Errors
/// When they are more than a file may hold.
pub fn write_collection(name: &str, requests: &[SharedRequest]) -> Result<String, ShareError> {
    if requests.len() > MOST_REQUESTS {
        return Err(ShareError::TooLarge(format!("it has more than {MOST_REQUESTS} requests")));
    }
    requests.iter().try_for_each(|request| check_body("a payload", request.payload.as_deref()))?;
    let requests = requests.iter().map(Request::of).collect();
    let collection = Some(Collection { name: name.to_owned(), requests });
    finish(&Content { format: FORMAT, request: None, result: None, collection })
}

fn check_body(what: &str, body: Option<&[u8]>) -> Result<(), ShareError> {
    if body.is_some_and(|body| body.len() > LARGEST_BODY) {
        return Err(ShareError::TooLarge(format!("{what} is longer than {} MB", LARGEST_BODY / 1024 / 1024)));
    }
    Ok(())
}

fn finish(content: &Content) -> Result<String, ShareError> {
    let text = serde_json::to_string_pretty(content).map_err(|error| ShareError::TooLarge(error.to_string()))?;
    if text.len() > LARGEST {
        return Err(ShareError::TooLarge(format!("it would be longer than {} MB", LARGEST / 1024 / 1024)));
    }
    Ok(with_hidden_letters_escaped(&text) + "\n")
}

/// Reads a file. Never fails but with a sentence, whatever the bytes are.
///
/// # Errors
/// Why it is refused.
pub fn read(bytes: &[u8]) -> Result<Opened, ShareError> {
    open::read(bytes)
}

#[cfg(test)]
mod tests;
