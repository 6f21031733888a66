//! Secrets that are planted to be looked for, in all forms in which they could have slipped out: as they are, escaped,
//! encoded, in part.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use lambdesk_sandbox::Credentials;

/// So many bytes of a secret, in any form, are a find. By chance they stand nowhere.
const PIECE: usize = size_of::<u128>();

/// What is looked for.
#[derive(Default)]
pub struct Planted {
    names: Vec<String>,
    pieces: HashMap<u128, usize>,
    codes: Vec<String>,
}

impl Planted {
    /// A secret that is like no other, with everything in it that is written differently somewhere.
    pub fn make() -> String {
        let [one, other] = [(); 2].map(|()| Credentials::random().secret_access_key);
        format!("{one}/+\"\\{other}==")
    }

    /// Looks for a secret from now on. The name is for whoever reads what was found.
    ///
    /// # Panics
    /// When it is too short to be told from chance.
    pub fn plant(&mut self, name: &str, secret: &str) {
        assert!(secret.len() >= 2 * PIECE, "{name} is too short to be looked for");
        let number = self.names.len();
        self.names.push(name.to_owned());
        for form in forms(secret) {
            for piece in form.windows(PIECE) {
                self.pieces.insert(number_of(piece), number);
            }
        }
    }

    /// Looks for a code of a few digits from now on, where it stands alone.
    pub fn plant_code(&mut self, code: &str) {
        self.codes.push(code.to_owned());
    }

    /// How many are looked for.
    pub fn count(&self) -> usize {
        self.names.len() + self.codes.len()
    }

    /// What of it stands in a text: its name, and the text around it.
    pub fn find(&self, text: &[u8]) -> Option<String> {
        let around = |at: usize| {
            let part = &text[at.saturating_sub(60)..text.len().min(at + 60)];
            String::from_utf8_lossy(part).into_owned()
        };
        let mut last = 0_u128;
        for (at, byte) in text.iter().enumerate() {
            last = last << 8 | u128::from(*byte);
            if at + 1 >= PIECE
                && let Some(number) = self.pieces.get(&last)
            {
                return Some(format!("{}: …{}…", self.names[*number], around(at)));
            }
        }
        let part_of_number = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_".contains(byte);
        let stands_alone = |code: &str, at: usize| {
            let before = at.checked_sub(1).and_then(|before| text.get(before));
            ![before, text.get(at + code.len())].into_iter().flatten().any(part_of_number)
        };
        self.codes.iter().find_map(|code| {
            let windows = text.windows(code.len()).enumerate();
            let mut found = windows.filter(|(at, window)| *window == code.as_bytes() && stands_alone(code, *at));
            found.next().map(|(at, _)| format!("the code {code}: …{}…", around(at)))
        })
    }

    /// What of it stands in the files below a folder, but for those in `except`.
    pub fn find_below(&self, folder: &Path, except: &[PathBuf]) -> Vec<String> {
        let mut found = Vec::new();
        for path in files(folder) {
            if except.contains(&path) {
                continue;
            }
            let name = path.display().to_string();
            let bytes = fs::read(&path).unwrap_or_default();
            found.extend(
                [name.as_bytes(), &bytes].iter().filter_map(|text| self.find(text)).map(|it| format!("{name}: {it}")),
            );
        }
        found
    }
}

/// All files below a folder. A link is not followed.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found
}

fn number_of(piece: &[u8]) -> u128 {
    piece.iter().fold(0, |number, byte| number << 8 | u128::from(*byte))
}

/// A secret as it is, and as JSON, an address, a form, base64, a dump and a web view's storage have it.
fn forms(secret: &str) -> Vec<Vec<u8>> {
    let bytes = secret.as_bytes();
    let json = serde_json::to_string(secret).unwrap_or_default();
    let json = json.trim_matches('"').to_owned();
    let hex = bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a text cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let percent = |upper: bool| {
        bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = match byte {
                byte if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) => write!(text, "{}", char::from(*byte)),
                byte if upper => write!(text, "%{byte:02X}"),
                byte => write!(text, "%{byte:02x}"),
            };
            text
        })
    };
    let html = secret.replace('&', "&amp;").replace('"', "&quot;");
    let mut forms: Vec<Vec<u8>> = [
        secret.to_owned(),
        json.replace('\\', "\\\\"),
        json.replace('/', "\\/"),
        json,
        html,
        percent(true),
        percent(false),
        hex.to_ascii_uppercase(),
        hex,
    ]
    .map(String::into_bytes)
    .into();
    forms.push(secret.encode_utf16().flat_map(u16::to_le_bytes).collect());
    // Base64 depends on how many bytes go before. The first and the last letters depend on the neighbours.
    for before in 0..3 {
        let shifted = [&b"\0\0\0"[..before], bytes].concat();
        for encoded in [STANDARD.encode(&shifted), URL_SAFE.encode(&shifted)] {
            forms.push(encoded[4..encoded.len() - 4].into());
        }
    }
    forms
}
