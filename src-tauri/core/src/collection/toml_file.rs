//! A TOML file of a collection: read without losing anything of it, and changed key by key, so that comments, order and
//! what is not known stay.

use std::path::Path;

use toml_edit::{DocumentMut, Item, TableLike, Value};

use super::text_file::TextFile;
use super::trouble::CollectionError;
use crate::toml_place::place_and_reason;

/// The format that this Lambdesk reads and writes.
pub const FORMAT: i64 = 1;

/// A TOML file, which need not be there.
#[derive(Clone, Debug)]
pub struct TomlFile {
    file: TextFile,
    /// What is in it.
    pub document: DocumentMut,
}

impl TomlFile {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, is not TOML, or was written by a later Lambdesk.
    pub fn read(path: &Path) -> Result<Self, CollectionError> {
        let file = TextFile::read(path)?;
        let document: DocumentMut = file
            .text()
            .parse()
            .map_err(|error| CollectionError::Syntax { path: path.to_owned(), message: place_and_reason(&error) })?;
        check_format(path, document.as_table())?;
        Ok(Self { file, document })
    }

    /// Whether it is there.
    pub fn exists(&self) -> bool {
        self.file.exists()
    }

    /// Tells this content from any other, and from no file.
    pub fn stamp(&self) -> String {
        self.file.stamp()
    }

    /// Writes what was changed. A file that would have nothing to say is not made.
    ///
    /// # Errors
    /// When it cannot be written. It is then as it was.
    pub fn write(&mut self) -> Result<(), CollectionError> {
        let text = self.document.to_string();
        if !self.exists() && text.trim().is_empty() {
            return Ok(());
        }
        self.file.write(&text).map(drop)
    }
}

/// Refuses what a later Lambdesk wrote.
///
/// # Errors
/// When it says another format than ours.
pub fn check_format(path: &Path, table: &dyn TableLike) -> Result<(), CollectionError> {
    match table.get("format") {
        None => Ok(()),
        Some(item) if item.as_integer() == Some(FORMAT) => Ok(()),
        Some(item) => {
            Err(CollectionError::Format { path: path.to_owned(), format: item.to_string().trim().to_owned() })
        }
    }
}

/// Reads keys of a table, and notes those of which nothing can be made.
pub struct Keys<'a> {
    table: &'a dyn TableLike,
    /// What could not be understood, each in a sentence.
    pub problems: Vec<String>,
}

impl<'a> Keys<'a> {
    /// The keys of a table.
    pub fn of(table: &'a dyn TableLike) -> Self {
        Self { table, problems: Vec::new() }
    }

    /// What a key holds.
    pub fn item(&self, key: &str) -> Option<&'a Item> {
        self.table.get(key).filter(|item| !item.is_none())
    }

    /// A text.
    pub fn text(&mut self, key: &str) -> Option<String> {
        self.read(key, "a text in quotes", |item| item.as_str().map(str::to_owned))
    }

    /// Yes or no.
    pub fn flag(&mut self, key: &str) -> Option<bool> {
        self.read(key, "true or false", Item::as_bool)
    }

    /// A key of a kind; `wanted` says which, for the sentence.
    pub fn read<T>(&mut self, key: &str, wanted: &str, read: impl FnOnce(&'a Item) -> Option<T>) -> Option<T> {
        let item = self.item(key)?;
        let found = read(item);
        if found.is_none() {
            self.problems.push(format!("“{key}” should be {wanted}."));
        }
        found
    }
}

/// Changes a key, when its value is another. `None` removes it. What stands around the value stays.
pub fn change<T: PartialEq>(
    table: &mut dyn TableLike,
    key: &str,
    before: Option<&T>,
    after: Option<&T>,
    to_value: impl FnOnce(&T) -> Value,
) {
    if before == after {
        return;
    }
    match after {
        None => drop(table.remove(key)),
        Some(after) => set(table, key, to_value(after)),
    }
}

/// Puts a value at a key, in the place and with the comments of the one that was there.
pub fn set(table: &mut dyn TableLike, key: &str, mut value: Value) {
    match table.get_mut(key) {
        Some(item) if !item.is_none() => {
            if let Some(old) = item.as_value() {
                *value.decor_mut() = old.decor().clone();
            }
            *item = Item::Value(value);
        }
        _ => drop(table.insert(key, Item::Value(value))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_later_lambdesk_wrote_is_refused_with_a_word() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("lambdesk.toml");
        for (text, fine) in [("format = 1", true), ("", true), ("format = 2", false), ("format = \"1\"", false)] {
            std::fs::write(&path, text).expect("written");
            assert_eq!(TomlFile::read(&path).is_ok(), fine, "{text}");
        }
        std::fs::write(&path, "format = 2 # newer").expect("written");
        let said = TomlFile::read(&path).expect_err("refused").to_string();
        assert!(said.contains("has format 2") && said.contains("update Lambdesk"), "{said}");
    }

    #[test]
    fn a_broken_file_is_named_by_its_place_and_not_by_its_words() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.toml");
        std::fs::write(&path, "a = 1\nb = planted\n").expect("written");
        let said = TomlFile::read(&path).expect_err("refused").to_string();
        assert!(said.contains("line 2") && !said.contains("planted"), "{said}");
    }

    #[test]
    fn a_change_keeps_what_is_around_it() {
        let mut document: DocumentMut = "# first\na = 1 # why\n\n[t] # table\nb = 2\n".parse().expect("TOML");
        change(document.as_table_mut(), "a", Some(&1), Some(&5), |value| Value::from(*value));
        change(document.as_table_mut(), "c", None, Some(&7), |value| Value::from(*value));
        change(document.as_table_mut(), "d", None::<&i64>, None, |value| Value::from(*value));
        assert_eq!(document.to_string(), "# first\na = 5 # why\nc = 7\n\n[t] # table\nb = 2\n");
    }
}
