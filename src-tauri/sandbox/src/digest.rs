//! Hashing, and comparing secrets: by digest, or in a time that does not depend on where two texts begin to differ. It
//! must not know what the secrets open.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// The SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Compares without telling by the time taken where two texts begin to differ.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

/// What is kept of a token in place of the token. Two digests can be compared in the ordinary way: nobody can choose
/// what a digest begins with, so the time taken says nothing of the token.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of a token.
    pub fn of(token: &str) -> Self {
        Self(sha256(token.as_bytes()))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_the_same_only_when_all_of_them_is() {
        assert!(same(b"token", b"token"));
        assert!(!same(b"token", b"Token"));
        assert!(!same(b"token", b"token "));
        assert_eq!(Digest::of("a"), Digest::of("a"));
        assert_ne!(Digest::of("a"), Digest::of("b"));
    }

    #[test]
    fn a_digest_shows_nothing() {
        assert_eq!(format!("{:?}", Digest::of("a")), "Digest(..)");
    }
}
