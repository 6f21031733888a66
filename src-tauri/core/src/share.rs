//! A result that leaves the machine: as a web page, Markdown, a Lambdesk file or JSON, with what must not leave hidden.
//!
//! [`shared`] is what is shared, before it has a form. [`prepare`] takes the parts that are wanted and hides what must not
//! leave ([`redaction`]); only what is [`Prepared`] can be written, so that nothing is written unhidden. What a preview
//! shows is what is written, to the letter. Nothing here reads a file or the clock but [`git_folder`], [`shared_file`] and [`shared_folder`],
//! and nothing here sends anything anywhere.

mod clipboard;
mod facts;
pub mod git_folder;
pub mod git_link;
mod json;
pub mod lambdesk_file;
pub mod log_secrets;
mod markdown;
pub mod redaction;
pub mod shared;
pub mod shared_file;
pub mod shared_folder;
pub mod trouble;
mod web_page;

use std::path::Path;

use crate::wire::{
    Findings, HiddenText, HideOptions, ShareClipboard, ShareForm, ShareOptions, SharePart, ShareParts, SharePreview,
};
use redaction::Redactor;
use shared::{Shared, SharedRequest};
use trouble::ShareError;

/// The longest beginning of a file's name that is made of a request's, in letters.
const LONGEST_NAME: usize = 60;

/// A result in which nothing is left that must not leave.
#[derive(Clone, Debug)]
pub struct Prepared {
    shared: Shared,
    findings: Findings,
}

/// Takes the parts of a result that are shared, and hides in them what must not leave. `secrets` are values that are
/// hidden wherever they stand: those of secret variables, and of the credentials that were used.
///
/// # Errors
/// A word or pattern of the user's own that cannot be used.
pub fn prepare<'a>(
    shared: &Shared,
    parts: ShareParts,
    hide: &HideOptions,
    secrets: impl IntoIterator<Item = &'a str>,
) -> Result<Prepared, ShareError> {
    let mut redactor = Redactor::new(hide, secrets)?;
    let mut shared = shared.clone();
    // All parts, so that ids of findings mean the same whichever of them are shared.
    shared.redact(&mut redactor);
    shared.keep(parts);
    let wanted = |part| match part {
        SharePart::Heading | SharePart::Outcome => true,
        SharePart::Payload | SharePart::Options => parts.payload,
        SharePart::Response => parts.response,
        SharePart::Log => parts.logs,
        SharePart::Attempts => parts.attempts,
    };
    Ok(Prepared { shared, findings: redactor.findings(wanted) })
}

/// What would be saved, and what is hidden in it.
///
/// # Errors
/// A word or pattern of the user's own that cannot be used, or a result that is too large for a file.
pub fn preview<'a>(
    shared: &Shared,
    options: &ShareOptions,
    secrets: impl IntoIterator<Item = &'a str>,
) -> Result<SharePreview, ShareError> {
    let prepared = prepare(shared, options.parts, &options.hide, secrets)?;
    Ok(SharePreview {
        text: prepared.write(options.form, options.fold)?,
        file_name: prepared.file_name(options.form),
        findings: prepared.findings,
    })
}

/// Several requests as a Lambdesk file, with what must not leave hidden: what would be saved, and what is hidden in it.
///
/// # Errors
/// A word or pattern of the user's own that cannot be used, or more requests than a file may hold.
pub fn collection_file<'a>(
    name: &str,
    requests: &[SharedRequest],
    hide: &HideOptions,
    secrets: impl IntoIterator<Item = &'a str>,
) -> Result<SharePreview, ShareError> {
    let mut redactor = Redactor::new(hide, secrets)?;
    let name = redactor.text(SharePart::Heading, name);
    let mut requests = requests.to_vec();
    for request in &mut requests {
        let before = redactor.listed();
        request.redact(&mut redactor);
        redactor.are_in(before, &request.name);
    }
    Ok(SharePreview {
        text: lambdesk_file::write_collection(&name, &requests)?,
        file_name: file_name(&name, ShareForm::LambdeskFile),
        findings: redactor.findings(|_| true),
    })
}

impl Prepared {
    /// The file's content. `fold` is for Markdown: long texts are folded away rather than cut short.
    ///
    /// # Errors
    /// When it is too large for a Lambdesk file.
    pub fn write(&self, form: ShareForm, fold: bool) -> Result<String, ShareError> {
        match form {
            ShareForm::WebPage => Ok(web_page::write(&self.shared)),
            ShareForm::Markdown => Ok(markdown::write(&self.shared, fold)),
            ShareForm::LambdeskFile => lambdesk_file::write(&self.shared),
            ShareForm::Json => json::write(&self.shared).map_err(ShareError::TooLarge),
        }
    }

    /// For the clipboard.
    pub fn clipboard(&self) -> ShareClipboard {
        clipboard::of(&self.shared)
    }

    /// What was found.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// A name for the file, that is one on every system: `create-order-eu-customer.html`.
    pub fn file_name(&self, form: ShareForm) -> String {
        file_name(self.shared.title(), form)
    }
}

fn file_name(title: &str, form: ShareForm) -> String {
    let mut name = String::new();
    for letter in title.chars() {
        if letter.is_alphanumeric() {
            name.extend(letter.to_lowercase());
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    let name: String = name.chars().take(LONGEST_NAME).collect();
    let name = name.trim_matches('-');
    // Windows keeps such names for devices.
    let device = matches!(name, "con" | "prn" | "aux" | "nul")
        || (name.len() == 4 && (name.starts_with("com") || name.starts_with("lpt")));
    let name = match name {
        "" => "result".to_owned(),
        name if device => format!("{name}-result"),
        name => name.to_owned(),
    };
    format!("{name}.{}", ending(form))
}

/// A text of a log in which nothing is left that must not leave.
///
/// # Errors
/// None of the options it is made with can be at fault.
pub fn hide<'a>(text: &str, secrets: impl IntoIterator<Item = &'a str>) -> Result<HiddenText, ShareError> {
    let mut redactor = Redactor::new(&HideOptions::default(), secrets)?;
    let text = redactor.text(SharePart::Log, text);
    let hidden = redactor.findings(|_| true).counts.iter().map(|count| count.hidden).sum();
    Ok(HiddenText { text, hidden })
}

/// How a form's files end.
pub fn ending(form: ShareForm) -> &'static str {
    match form {
        ShareForm::WebPage => "html",
        ShareForm::Markdown => "md",
        ShareForm::LambdeskFile => lambdesk_file::ENDING,
        ShareForm::Json => "json",
    }
}

/// The form that a file's ending asks for.
///
/// # Errors
/// A sentence that says which there are.
pub fn form_of(path: &Path) -> Result<ShareForm, String> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "html" | "htm" => Ok(ShareForm::WebPage),
        "md" | "markdown" => Ok(ShareForm::Markdown),
        lambdesk_file::ENDING => Ok(ShareForm::LambdeskFile),
        "json" => Ok(ShareForm::Json),
        _ => Err("A report's name ends with .html, .md, .lambdesk or .json.".into()),
    }
}

#[cfg(test)]
mod tests;
