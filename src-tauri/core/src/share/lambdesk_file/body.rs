//! A payload or response in a file: as text where it is UTF-8, else as base64; with its size and its hash, so that what
//! was changed on the way is noticed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::limits::LARGEST_BODY;
use crate::share::trouble::ShareError;

/// The bytes as the file has them.
#[derive(Debug, Serialize, Deserialize)]
pub struct Body {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
    bytes: u64,
    sha256: String,
}

impl Body {
    /// Of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let text = str::from_utf8(bytes).ok().map(str::to_owned);
        let base64 = text.is_none().then(|| STANDARD.encode(bytes));
        Self { text, base64, bytes: bytes.len() as u64, sha256: hash(bytes) }
    }

    /// The bytes, when they are what they say they are.
    pub fn read(self, what: &str) -> Result<Vec<u8>, ShareError> {
        let damaged = |why: &str| ShareError::Damaged(format!("{what} {why}"));
        let bytes = match (self.text, self.base64) {
            (Some(text), None) => text.into_bytes(),
            (None, Some(base64)) => STANDARD.decode(base64).map_err(|_| damaged("is not valid base64"))?,
            _ => return Err(damaged("must have either “text” or “base64”")),
        };
        if bytes.len() > LARGEST_BODY {
            return Err(ShareError::TooMuch(format!("{what} is longer than {} MB", LARGEST_BODY / 1024 / 1024)));
        }
        if bytes.len() as u64 != self.bytes {
            return Err(damaged(&format!("has {} bytes, but says it has {}", bytes.len(), self.bytes)));
        }
        if hash(&bytes) != self.sha256.to_ascii_lowercase() {
            return Err(damaged("has another SHA-256 than it says"));
        }
        Ok(bytes)
    }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
