//! Random bytes and letters for keys, tokens and codes. The randomness is the operating system's, by way of the UUIDs
//! that the sandbox makes anyway; hashing two of them evens out the bits that every UUID has in common.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::digest::sha256;

/// So many random bytes.
pub fn bytes(count: usize) -> Vec<u8> {
    let mut made = Vec::with_capacity(count + 32);
    while made.len() < count {
        let seed = [Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat();
        made.extend(sha256(&seed));
    }
    made.truncate(count);
    made
}

/// So many letters of an alphabet of at most 256 ASCII letters.
pub fn letters(alphabet: &[u8], count: usize) -> String {
    bytes(count).into_iter().map(|byte| char::from(alphabet[usize::from(byte) % alphabet.len()])).collect()
}

/// A token of so many random bytes, in letters that need no encoding in an address or a header.
pub fn token(start: &str, count: usize) -> String {
    format!("{start}{}", URL_SAFE_NO_PAD.encode(bytes(count)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_as_asked_for_and_no_two_alike() {
        for count in [0, 1, 32, 33, 240] {
            assert_eq!(bytes(count).len(), count);
        }
        assert_ne!(bytes(16), bytes(16));
        let code = letters(b"BC", 40);
        assert!(code.len() == 40 && code.bytes().all(|letter| b"BC".contains(&letter)), "{code}");
    }
}
