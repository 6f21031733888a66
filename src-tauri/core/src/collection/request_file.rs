//! A request on disk: its payload and its sidecar. Reading, and saving so that only what changed is written and nobody's
//! work is overwritten.

use std::path::Path;

use toml_edit::Value;

use super::folder_file::{self, Inherited};
use super::inside;
use super::names::{PAYLOAD, SIDECAR};
use super::text_file::TextFile;
use super::toml_file::{Keys, TomlFile, change};
use super::trouble::CollectionError;
use super::{check_table, sending_table, variable_table};
use crate::variables::scope::Layer;
use crate::wire::{RequestContent, RequestSource, SavedRequest, Saving, VariableLevel};

/// A request's two files.
struct Files {
    payload: TextFile,
    sidecar: TomlFile,
}

/// A payload's path without its ending.
///
/// # Errors
/// When it is no payload's.
pub fn stem(path: &str) -> Result<&str, CollectionError> {
    path.strip_suffix(PAYLOAD).filter(|stem| !inside::split(stem).1.is_empty()).ok_or_else(|| {
        CollectionError::BadPath(format!("“{path}” is no request: the name of a payload ends with {PAYLOAD}."))
    })
}

impl Files {
    fn read(root: &Path, path: &str) -> Result<Self, CollectionError> {
        let sidecar = format!("{}{SIDECAR}", stem(path)?);
        Ok(Self {
            payload: TextFile::read(&inside::resolve(root, path)?)?,
            sidecar: TomlFile::read(&inside::resolve(root, &sidecar)?)?,
        })
    }

    fn exist(&self) -> bool {
        self.payload.exists() || self.sidecar.exists()
    }

    fn stamp(&self) -> String {
        format!("{} {}", self.payload.stamp(), self.sidecar.stamp())
    }

    fn content(&self) -> (RequestContent, Vec<String>) {
        let mut keys = Keys::of(self.sidecar.document.as_table());
        let content = RequestContent {
            payload: self.payload.text(),
            name: keys.text("name").filter(|name| !name.trim().is_empty()),
            sending: sending_table::read(&mut keys),
            notes: keys.text("notes").unwrap_or_default(),
            variables: variable_table::read(&mut keys),
            checks: check_table::read(&mut keys),
        };
        let mut problems = keys.problems;
        if !self.payload.exists() {
            problems.push("Its payload is not there. Saving makes it.".to_owned());
        }
        (content, problems)
    }

    /// Writes what is different.
    fn write(&mut self, after: &RequestContent) -> Result<(), CollectionError> {
        let (before, _) = self.content();
        let table = self.sidecar.document.as_table_mut();
        change(table, "name", before.name.as_ref(), after.name.as_ref(), |name| Value::from(name.as_str()));
        sending_table::write(table, &before.sending, &after.sending);
        let notes = |notes: &String| Some(notes.clone()).filter(|notes| !notes.is_empty());
        let (old_notes, new_notes) = (notes(&before.notes), notes(&after.notes));
        change(table, "notes", old_notes.as_ref(), new_notes.as_ref(), |notes| Value::from(notes.as_str()));
        variable_table::write(table, &before.variables, &after.variables);
        check_table::write(table, &before.checks, &after.checks);
        // The payload first: a sidecar alone is no request.
        self.payload.write(&after.payload)?;
        if before != *after {
            self.sidecar.write()?;
        }
        Ok(())
    }
}

/// Opens a request.
///
/// # Errors
/// When it is gone, or one of its files, or one above it, cannot be read.
pub fn open(root: &Path, source: &RequestSource) -> Result<SavedRequest, CollectionError> {
    let files = Files::read(root, &source.path)?;
    if !files.exist() {
        return Err(CollectionError::Gone(inside::split(&source.path).1.to_owned()));
    }
    let Inherited { sending: inherited, problems: above, .. } =
        folder_file::inherited(root, inside::split(&source.path).0)?;
    let (content, mut problems) = files.content();
    problems.extend(above);
    let shown_name = content.name.clone().unwrap_or_else(|| file_stem(&source.path).to_owned());
    Ok(SavedRequest { source: source.clone(), shown_name, content, inherited, stamp: files.stamp(), problems })
}

/// Saves a request where nobody else changed it meanwhile.
///
/// # Errors
/// When it cannot be saved: a variable's name, or a file.
pub fn save(
    root: &Path,
    source: &RequestSource,
    after: &RequestContent,
    stamp: Option<&str>,
) -> Result<Saving, CollectionError> {
    variable_table::check(&after.variables)?;
    let mut files = match Files::read(root, &source.path) {
        Ok(files) => files,
        Err(error @ (CollectionError::BadPath(_) | CollectionError::Outside(_))) => return Err(error),
        // It could not have been opened like that: somebody broke it meanwhile.
        Err(error) => {
            return Ok(Saving::Conflict { stamp: None, on_disk: None, problem: Some(error.to_string()) });
        }
    };
    let now = files.exist().then(|| files.stamp());
    if now.as_deref() != stamp {
        let on_disk = match now {
            Some(_) => Some(Box::new(open(root, source)?)),
            None => None,
        };
        return Ok(Saving::Conflict { stamp: now, on_disk, problem: None });
    }
    files.write(after)?;
    Ok(Saving::Saved { request: Box::new(open(root, source)?) })
}

/// The variables that a request's own sidecar gives, and whether it is filled in; nothing when it has no sidecar.
///
/// # Errors
/// When it cannot be read.
pub fn own_variables(root: &Path, path: &str) -> Result<(Layer, Option<bool>), CollectionError> {
    let file = format!("{}{SIDECAR}", stem(path)?);
    let sidecar = TomlFile::read(&inside::resolve(root, &file)?)?;
    let mut keys = Keys::of(sidecar.document.as_table());
    let layer = Layer { level: VariableLevel::Request, variables: variable_table::read(&mut keys), file };
    Ok((layer, keys.flag("template")))
}

/// The name of a payload's file without its ending.
pub fn file_stem(path: &str) -> &str {
    let name = inside::split(path).1;
    name.strip_suffix(PAYLOAD).unwrap_or(name)
}
