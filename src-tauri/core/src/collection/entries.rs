//! Making, renaming, moving, copying and deleting requests and folders. A request is two files; both go together, and a name
//! that is taken by either is taken.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use toml_edit::Value;

use super::names::{ENVIRONMENTS, PAYLOAD, SETTINGS, SIDECAR, file_name, free_copy, is_taken};
use super::toml_file::{Keys, TomlFile, change};
use super::trouble::CollectionError;
use super::{folder_file, inside, request_file};
use crate::wire::{RequestContent, RequestSource, SavedRequest, Saving};

/// A request or folder in its collection.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The collection's folder, canonical.
    pub root: &'a Path,
    /// The request's or folder's path.
    pub path: &'a str,
}

impl Place<'_> {
    fn whole(self) -> Result<PathBuf, CollectionError> {
        inside::resolve(self.root, self.path)
    }

    /// Whether it is a folder.
    ///
    /// # Errors
    /// When it is gone.
    fn is_folder(self) -> Result<bool, CollectionError> {
        let whole = self.whole()?;
        let gone = || CollectionError::Gone(inside::split(self.path).1.to_owned());
        if whole.is_dir() {
            return Ok(true);
        }
        // A sidecar may stand alone.
        let there = whole.symlink_metadata().is_ok() || self.sidecar()?.symlink_metadata().is_ok();
        if there { Ok(false) } else { Err(gone()) }
    }

    fn sidecar(self) -> Result<PathBuf, CollectionError> {
        inside::resolve(self.root, &format!("{}{SIDECAR}", request_file::stem(self.path)?))
    }
}

/// Makes a request in a folder.
///
/// # Errors
/// When the name is taken or no name, or it cannot be written.
pub fn create_request(
    root: &Path,
    folder: &RequestSource,
    name: &str,
    content: &RequestContent,
) -> Result<SavedRequest, CollectionError> {
    let file = free_for_request(Place { root, path: &folder.path }, name)?;
    let path = inside::join(&folder.path, &format!("{file}{PAYLOAD}"));
    let content = RequestContent { name: shown(name, &file), ..content.clone() };
    let source = RequestSource { collection: folder.collection.clone(), path };
    match request_file::save(root, &source, &content, None)? {
        Saving::Saved { request } => Ok(*request),
        // Somebody was faster.
        Saving::Conflict { .. } => Err(CollectionError::NameTaken(file)),
    }
}

/// Makes a folder in a folder; answers its path.
///
/// # Errors
/// When the name is taken or no name, or it cannot be made.
pub fn create_folder(root: &Path, folder: &str, name: &str) -> Result<String, CollectionError> {
    let file = free_for_folder(Place { root, path: folder }, name)?;
    let path = inside::join(folder, &file);
    let whole = inside::resolve(root, &path)?;
    fs::create_dir(&whole).map_err(|cause| CollectionError::io(&whole, "made", cause))?;
    if let Some(name) = shown(name, &file) {
        folder_file::rename(root, &path, Some(name))?;
    }
    Ok(path)
}

/// Renames a request or folder; answers its path then.
///
/// # Errors
/// When the name is taken or no name, or it cannot be renamed.
pub fn rename(place: Place, name: &str) -> Result<String, CollectionError> {
    let (parent, old) = inside::split(place.path);
    let folder = Place { root: place.root, path: parent };
    if place.path.is_empty() {
        // A collection's folder stays where it is.
        let named = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        folder_file::rename(place.root, "", named)?;
        return Ok(String::new());
    }
    let file = file_name(name)?;
    let is_folder = place.is_folder()?;
    // A sidecar that is broken is moved as it is, as long as nothing has to be said in it.
    let silent = !is_folder && shown(name, &file).is_none() && name_of(place).is_err();
    if !is_folder && !silent {
        name_of(place)?;
    }
    let new = if is_folder { file.clone() } else { format!("{file}{PAYLOAD}") };
    let path = inside::join(parent, &new);
    if new != old {
        // On some systems another spelling of a name is the same file.
        if new.to_lowercase() != old.to_lowercase() {
            if is_folder {
                free_for_folder(folder, name)?
            } else {
                free_for_request(folder, name)?
            };
        }
        carry(place, Place { root: place.root, path: &path }, is_folder)?;
    }
    if is_folder {
        let at = inside::join(&path, SETTINGS);
        // Only where a name is said, or has to be.
        if shown(name, &file).is_some() || inside::resolve(place.root, &at)?.exists() {
            folder_file::rename(place.root, &path, shown(name, &file))?;
        }
    } else if !silent {
        set_name(Place { root: place.root, path: &path }, shown(name, &file).as_deref())?;
    }
    Ok(path)
}

/// Moves a request or folder into a folder; answers its path there.
///
/// # Errors
/// When its name is taken there, or it cannot be moved.
pub fn move_into(place: Place, folder: Place) -> Result<String, CollectionError> {
    let name = inside::split(place.path).1;
    let is_folder = place.is_folder()?;
    if is_folder && (place.path.is_empty() || folder.whole()?.starts_with(place.whole()?)) {
        return Err(CollectionError::IntoItself(name.to_owned()));
    }
    let path = inside::join(folder.path, name);
    let to = Place { root: folder.root, path: &path };
    if to.whole()? == place.whole()? {
        return Ok(path);
    }
    require_folder(folder)?;
    let taken = if is_folder {
        is_taken(&folder.whole()?, name)
    } else {
        request_is_taken(&folder.whole()?, request_file::file_stem(name))
    };
    if taken {
        return Err(CollectionError::NameTaken(request_file::file_stem(name).to_owned()));
    }
    carry(place, to, is_folder)?;
    Ok(path)
}

/// Copies a request or folder beside itself; answers the copy's path.
///
/// # Errors
/// When it cannot be copied.
pub fn duplicate(place: Place) -> Result<String, CollectionError> {
    let (parent, name) = inside::split(place.path);
    let folder = Place { root: place.root, path: parent }.whole()?;
    if place.is_folder()? {
        if place.path.is_empty() {
            return Err(CollectionError::IntoItself("The collection".to_owned()));
        }
        let copy = free_copy(name, |name| is_taken(&folder, name));
        let path = inside::join(parent, &copy);
        copy_all(&place.whole()?, &inside::resolve(place.root, &path)?)?;
        if let Some(shown) = folder_file::name_and_problem(&folder.join(&copy).join(SETTINGS)).0 {
            folder_file::rename(place.root, &path, Some(free_copy(&shown, |_| false)))?;
        }
        return Ok(path);
    }
    let copy = free_copy(request_file::file_stem(name), |stem| request_is_taken(&folder, stem));
    let path = inside::join(parent, &format!("{copy}{PAYLOAD}"));
    let to = Place { root: place.root, path: &path };
    for (from, to) in [(place.whole()?, to.whole()?), (place.sidecar()?, to.sidecar()?)] {
        if from.is_file() {
            fs::copy(&from, &to).map_err(|cause| CollectionError::io(&to, "written", cause))?;
        }
    }
    if let Some(shown) = name_of(to)? {
        set_name(to, Some(&free_copy(&shown, |_| false)))?;
    }
    Ok(path)
}

/// Deletes a request or folder: to the system's trash, or for good.
///
/// # Errors
/// When the trash does not take it, or it cannot be deleted.
pub fn delete(place: Place, for_good: bool) -> Result<(), CollectionError> {
    let name = request_file::file_stem(place.path).to_owned();
    if place.path.is_empty() {
        return Err(CollectionError::BadPath(
            "The collection's own folder is not deleted. Close it instead.".to_owned(),
        ));
    }
    let paths = if place.is_folder()? { vec![place.whole()?] } else { vec![place.whole()?, place.sidecar()?] };
    let paths: Vec<PathBuf> = paths.into_iter().filter(|path| path.symlink_metadata().is_ok()).collect();
    if !for_good {
        return to_trash(&paths).map_err(|cause| CollectionError::NoTrash { name, cause });
    }
    for path in paths {
        // A link is deleted, not what it leads to.
        let whole_folder = path.is_dir() && !path.is_symlink();
        let deleted = if whole_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        deleted.map_err(|cause| CollectionError::io(&path, "deleted", cause))?;
    }
    Ok(())
}

/// Puts files into the system's trash. What is said when it does not take them begins in the middle of a sentence.
///
/// # Errors
/// Why not.
pub fn to_trash(paths: &[PathBuf]) -> Result<(), String> {
    trash::delete_all(paths).map_err(|error| match error {
        trash::Error::FileSystem { source, .. } => source.to_string(),
        trash::Error::Os { description, .. } | trash::Error::Unknown { description } => description,
        other => other.to_string(),
    })
}

/// Moves what belongs to an entry.
fn carry(from: Place, to: Place, is_folder: bool) -> Result<(), CollectionError> {
    if is_folder {
        return transfer(&from.whole()?, &to.whole()?);
    }
    let (payload, sidecar) = (from.whole()?, from.sidecar()?);
    if payload.symlink_metadata().is_ok() {
        transfer(&payload, &to.whole()?)?;
    }
    if sidecar.symlink_metadata().is_ok()
        && let Err(error) = transfer(&sidecar, &to.sidecar()?)
    {
        // Both or none.
        let _ = transfer(&to.whole()?, &payload);
        return Err(error);
    }
    Ok(())
}

/// Moves a file or folder, also to another disk.
fn transfer(from: &Path, to: &Path) -> Result<(), CollectionError> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            copy_all(from, to)?;
            let removed = if from.is_dir() { fs::remove_dir_all(from) } else { fs::remove_file(from) };
            removed.map_err(|cause| CollectionError::io(from, "removed after it was copied", cause))
        }
        moved => moved.map_err(|cause| CollectionError::io(from, "moved", cause)),
    }
}

/// Copies a file or folder. Links are copied as links.
fn copy_all(from: &Path, to: &Path) -> Result<(), CollectionError> {
    let failed = |cause| CollectionError::io(to, "written", cause);
    let kind = from.symlink_metadata().map_err(|cause| CollectionError::io(from, "read", cause))?.file_type();
    if kind.is_symlink() {
        let leads_to = fs::read_link(from).map_err(failed)?;
        #[cfg(unix)]
        return std::os::unix::fs::symlink(leads_to, to).map_err(failed);
        #[cfg(not(unix))]
        return Err(failed(io::Error::other(format!("it is a link to {}", leads_to.display()))));
    }
    if !kind.is_dir() {
        return fs::copy(from, to).map(drop).map_err(failed);
    }
    fs::create_dir(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(|cause| CollectionError::io(from, "read", cause))? {
        let entry = entry.map_err(|cause| CollectionError::io(from, "read", cause))?;
        copy_all(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// What a TOML file says of a name that no file can have as it is.
fn shown(name: &str, file: &str) -> Option<String> {
    Some(name.trim().to_owned()).filter(|name| name != file)
}

fn require_folder(folder: Place) -> Result<PathBuf, CollectionError> {
    let whole = folder.whole()?;
    if whole.is_dir() { Ok(whole) } else { Err(CollectionError::Gone(inside::split(folder.path).1.to_owned())) }
}

fn request_is_taken(folder: &Path, stem: &str) -> bool {
    is_taken(folder, &format!("{stem}{PAYLOAD}")) || is_taken(folder, &format!("{stem}{SIDECAR}"))
}

fn free_for_request(folder: Place, name: &str) -> Result<String, CollectionError> {
    let file = file_name(name)?;
    let whole = require_folder(folder)?;
    if request_is_taken(&whole, &file) { Err(CollectionError::NameTaken(file)) } else { Ok(file) }
}

fn free_for_folder(folder: Place, name: &str) -> Result<String, CollectionError> {
    let file = file_name(name)?;
    let whole = require_folder(folder)?;
    let own = folder.path.is_empty() && file.eq_ignore_ascii_case(ENVIRONMENTS);
    if own || is_taken(&whole, &file) { Err(CollectionError::NameTaken(file)) } else { Ok(file) }
}

fn name_of(request: Place) -> Result<Option<String>, CollectionError> {
    let sidecar = TomlFile::read(&request.sidecar()?)?;
    Ok(Keys::of(sidecar.document.as_table()).text("name"))
}

fn set_name(request: Place, name: Option<&str>) -> Result<(), CollectionError> {
    let mut sidecar = TomlFile::read(&request.sidecar()?)?;
    let before = Keys::of(sidecar.document.as_table()).text("name");
    if before.as_deref() != name {
        let text = |name: &&str| Value::from(*name);
        change(sidecar.document.as_table_mut(), "name", before.as_deref().as_ref(), name.as_ref(), text);
        sidecar.write()?;
    }
    Ok(())
}
