//! A parameter's value: as written on the command line, or in a file that `file://` or `fileb://` names.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use lambdesk_core::typed_path::typed_path;

use crate::arguments::BinaryFormat;
use crate::outfile::errno;
use crate::trouble::Trouble;

/// A text parameter. `name` is the option's, for the error.
pub fn text(name: &str, written: String) -> Result<String, Trouble> {
    match File::named_by(&written) {
        None => Ok(written),
        Some(file) => file.text(name),
    }
}

/// A parameter that may be absent.
pub fn optional(name: &str, written: Option<String>) -> Result<Option<String>, Trouble> {
    written.map(|written| text(name, written)).transpose()
}

/// The payload's bytes. What a file holds is taken as it is, line ends included; `fileb://` is never base64.
pub fn payload(written: Option<String>, format: BinaryFormat) -> Result<Vec<u8>, Trouble> {
    const NAME: &str = "--payload";
    let Some(written) = written else { return Ok(Vec::new()) };
    if let Some(file) = File::named_by(&written)
        && file.binary
    {
        return file.bytes(NAME);
    }
    let text = text(NAME, written)?;
    match format {
        BinaryFormat::RawInBase64Out => Ok(text.into_bytes()),
        BinaryFormat::Base64 => {
            STANDARD.decode(text.trim_end()).map_err(|_| Trouble::Usage(format!("Invalid base64: \"{text}\"")))
        }
    }
}

/// A file that a value names.
struct File<'a> {
    written: &'a str,
    path: &'a str,
    binary: bool,
}

impl<'a> File<'a> {
    fn named_by(written: &'a str) -> Option<Self> {
        let text = written.strip_prefix("file://").map(|path| Self { written, path, binary: false });
        text.or_else(|| written.strip_prefix("fileb://").map(|path| Self { written, path, binary: true }))
    }

    fn bytes(&self, name: &str) -> Result<Vec<u8>, Trouble> {
        let path = typed_path(self.path);
        std::fs::read(&path).map_err(|error| self.trouble(name, &format!(": {}", errno(&error, &path))))
    }

    fn text(&self, name: &str) -> Result<String, Trouble> {
        String::from_utf8(self.bytes(name)?).map_err(|_| {
            let why = format!(
                " ({}), text contents could not be decoded.  If this is a binary file, please use the fileb:// prefix instead of the file:// prefix.",
                self.path
            );
            Trouble::Usage(format!("Error parsing parameter '{name}': Unable to load paramfile{why}"))
        })
    }

    fn trouble(&self, name: &str, why: &str) -> Trouble {
        Trouble::Usage(format!("Error parsing parameter '{name}': Unable to load paramfile {}{why}", self.written))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(result: Result<Vec<u8>, Trouble>) -> String {
        result.expect_err("refused").to_string()
    }

    #[test]
    fn a_payload_is_taken_as_it_is_unless_it_is_said_to_be_base64() {
        let raw = |text: &str| payload(Some(text.into()), BinaryFormat::RawInBase64Out).expect("bytes");
        assert_eq!(raw("{ \"key\": \"value\" }"), b"{ \"key\": \"value\" }");
        assert_eq!(raw("e30="), b"e30=");
        assert_eq!(payload(Some("e30=".into()), BinaryFormat::Base64).expect("bytes"), b"{}");
        assert_eq!(said(payload(Some("{}".into()), BinaryFormat::Base64)), "Invalid base64: \"{}\"");
        assert!(payload(None, BinaryFormat::Base64).expect("nothing").is_empty());
    }

    #[test]
    fn files_are_read_as_text_or_as_bytes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("payload");
        std::fs::write(&path, b"\xff\r\n").expect("written");
        let bytes = format!("fileb://{}", path.display());
        assert_eq!(payload(Some(bytes), BinaryFormat::Base64).expect("bytes"), b"\xff\r\n");
        let text = said(payload(Some(format!("file://{}", path.display())), BinaryFormat::RawInBase64Out));
        assert!(text.contains("could not be decoded"), "{text}");
    }

    #[test]
    fn a_missing_file_is_named() {
        assert_eq!(
            said(payload(Some("file:///nope".into()), BinaryFormat::RawInBase64Out)),
            "Error parsing parameter '--payload': Unable to load paramfile file:///nope: [Errno 2] No such file or directory: '/nope'"
        );
    }
}
