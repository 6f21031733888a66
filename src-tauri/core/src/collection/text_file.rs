//! A small text file of a collection, and how it is changed: its byte order mark and its line ends stay, and so do its
//! permissions and a link that it is. What is in it is seen with `\n` alone.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::trouble::CollectionError;
use crate::atomic_file;

/// The longest file that is opened. Lambda takes 6 MB; what is a little longer shall at least be seen.
pub const LONGEST: u64 = 16 << 20;

const MARK: &str = "\u{feff}";

/// A text file as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFile {
    path: PathBuf,
    /// As it is, mark and line ends included; `None` when there is no file.
    whole: Option<String>,
}

impl TextFile {
    /// Reads a file, which need not be there.
    ///
    /// # Errors
    /// When it cannot be read, is no text, or is too long.
    pub fn read(path: &Path) -> Result<Self, CollectionError> {
        let failed = |cause| CollectionError::io(path, "read", cause);
        let of = |whole| Self { path: path.to_owned(), whole };
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(of(None)),
            Err(error) => return Err(failed(error)),
        };
        if !metadata.is_file() {
            return Err(failed(io::Error::other("it is no file")));
        }
        let mut bytes = Vec::new();
        File::open(path).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes)).map_err(failed)?;
        if bytes.len() as u64 > LONGEST {
            return Err(CollectionError::TooLong { path: path.to_owned(), size: size(metadata.len()) });
        }
        let whole = String::from_utf8(bytes).map_err(|_| CollectionError::NotText { path: path.to_owned() })?;
        Ok(of(Some(whole)))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is there.
    pub fn exists(&self) -> bool {
        self.whole.is_some()
    }

    /// What is in it, without its mark and with `\n` alone; empty when it is not there.
    pub fn text(&self) -> String {
        with_plain_line_ends(self.body())
    }

    /// Tells this content from any other, and from no file.
    pub fn stamp(&self) -> String {
        let Some(whole) = &self.whole else { return "-".to_owned() };
        Sha256::digest(whole.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Writes another text, when it is another. Answers whether it was.
    ///
    /// # Errors
    /// When it cannot be written. It is then as it was.
    pub fn write(&mut self, text: &str) -> Result<bool, CollectionError> {
        let text = with_plain_line_ends(text);
        if self.exists() && text == self.text() {
            return Ok(false);
        }
        let body = with_line_ends_of(&text, self.body());
        let mark = if self.whole.as_deref().is_some_and(|whole| whole.starts_with(MARK)) { MARK } else { "" };
        let whole = format!("{mark}{body}");
        atomic_file::replace(&self.path, whole.as_bytes())
            .map_err(|cause| CollectionError::io(&self.path, "written", cause))?;
        self.whole = Some(whole);
        Ok(true)
    }

    fn body(&self) -> &str {
        let whole = self.whole.as_deref().unwrap_or_default();
        whole.strip_prefix(MARK).unwrap_or(whole)
    }
}

/// A size as people read it.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KB", bytes / 1024),
        _ => format!("{} MB", bytes / 1_048_576),
    }
}

/// All line ends as `\n`: editors make the same of `\r\n` and `\r`.
fn with_plain_line_ends(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// A text with the line ends of another: lines that both begin or end with keep theirs, new ones get what most have.
fn with_line_ends_of(text: &str, old: &str) -> String {
    if !old.contains('\r') {
        return text.to_owned();
    }
    let before: Vec<(&str, &str)> = lines(old);
    let after: Vec<(&str, &str)> = lines(text);
    let shorter = before.len().min(after.len());
    let same = |pair: &(&(&str, &str), &(&str, &str))| pair.0.0 == pair.1.0;
    let head = before.iter().zip(&after).take(shorter).take_while(same).count();
    let tail = before.iter().rev().zip(after.iter().rev()).take(shorter - head).take_while(same).count();
    let count = |end: &str| before.iter().filter(|line| line.1 == end).count();
    let most = ["\r\n", "\n", "\r"].into_iter().max_by_key(|end| count(end)).unwrap_or("\n");
    let mut out = String::with_capacity(text.len() + after.len());
    for (number, (line, end)) in after.iter().enumerate() {
        let kept = if number < head {
            before[number].1
        } else if number >= after.len() - tail {
            before[before.len() - (after.len() - number)].1
        } else {
            most
        };
        out.push_str(line);
        if !end.is_empty() {
            // A line that ends now may have been the last one, without an end.
            let end = if kept.is_empty() { most } else { kept };
            // `\r` and `\n` of two lines would make one line end.
            let would_join = end == "\n" && out.ends_with('\r');
            out.push_str(if would_join { "\r" } else { end });
        }
    }
    out
}

/// Lines with their ends.
fn lines(text: &str) -> Vec<(&str, &str)> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find(['\r', '\n']) {
        let end = if rest[at..].starts_with("\r\n") { 2 } else { 1 };
        found.push((&rest[..at], &rest[at..at + end]));
        rest = &rest[at + end..];
    }
    found.push((rest, ""));
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(bytes: &[u8]) -> (tempfile::TempDir, TextFile) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.json");
        fs::write(&path, bytes).expect("written");
        (folder, TextFile::read(&path).expect("read"))
    }

    #[test]
    fn mark_and_line_ends_stay() {
        let (_folder, mut file) = file("\u{feff}{\r\n  \"a\": 1,\n  \"b\": 2\r\n}".as_bytes());
        assert_eq!(file.text(), "{\n  \"a\": 1,\n  \"b\": 2\n}");
        assert!(!file.write("{\n  \"a\": 1,\n  \"b\": 2\n}").expect("fine"), "nothing is different");
        assert!(file.write("{\n  \"a\": 1,\n  \"c\": 3,\n  \"b\": 2\n}\n").expect("written"));
        let bytes = fs::read_to_string(file.path()).expect("read");
        assert_eq!(bytes, "\u{feff}{\r\n  \"a\": 1,\n  \"c\": 3,\r\n  \"b\": 2\r\n}\r\n");
        assert_eq!(TextFile::read(file.path()).expect("read"), file);
    }

    #[test]
    fn a_stamp_tells_contents_apart() {
        let (folder, file) = file(b"1");
        let none = TextFile::read(&folder.path().join("none")).expect("read");
        fs::write(folder.path().join("empty"), "").expect("written");
        let empty = TextFile::read(&folder.path().join("empty")).expect("read");
        assert!(!none.exists() && empty.exists());
        assert_eq!(std::collections::HashSet::from([none.stamp(), empty.stamp(), file.stamp()]).len(), 3);
    }

    #[test]
    fn what_cannot_be_opened_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let long = folder.path().join("long.json");
        File::create(&long).and_then(|file| file.set_len(50 << 20)).expect("made");
        assert!(TextFile::read(&long).expect_err("told").to_string().contains("50 MB"));
        assert!(matches!(TextFile::read(folder.path()), Err(CollectionError::Io { .. })));
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read(old in "[a\u{feff}\r\n]{0,12}", new in "[ab\r\n]{0,12}") {
            let (_folder, mut file) = file(old.as_bytes());
            file.write(&new).expect("written");
            let read = TextFile::read(file.path()).expect("read");
            prop_assert_eq!(read.text(), with_plain_line_ends(&new));
            prop_assert_eq!(&read, &file);
        }

        #[test]
        fn what_stays_is_not_touched(old in "[ab\r\n]{0,12}") {
            let (_folder, mut file) = file(old.as_bytes());
            let text = file.text();
            prop_assert!(!file.write(&text).expect("fine"));
            prop_assert_eq!(fs::read(file.path()).expect("read"), old.as_bytes());
        }
    }
}
