//! How a known value looks where it was encoded together with what stands around it. Pure.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// What of a value's base64 does not depend on what stands before and after it: at each of the three places in a group,
/// in both alphabets. The letter on either side of one may hold a few more bits of the value.
pub fn base64_cores(value: &[u8]) -> Vec<Vec<u8>> {
    let core = |skip: usize| {
        let mut bytes = vec![0; skip];
        bytes.extend_from_slice(value);
        // Letters that hold bits of what stands before it, and of what follows.
        let start = (skip * 8).div_ceil(6);
        let end = (bytes.len() * 8 / 6).max(start);
        [STANDARD_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)]
            .map(|text| text.as_bytes()[start..end].to_vec())
    };
    (0..3).flat_map(core).collect()
}

/// Whether a letter can be one of base64, in either alphabet.
pub fn is_base64_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte)
}

/// Hexadecimal, in small and in capital letters.
pub fn hexadecimal(value: &[u8]) -> [String; 2] {
    let small: String = value.iter().map(|byte| format!("{byte:02x}")).collect();
    let capital = small.to_ascii_uppercase();
    [small, capital]
}

/// As a form of the web has it: with `+` for blanks, and few letters as they are.
pub fn form(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    #[test]
    fn a_core_stands_in_the_base64_of_every_text_around_it() {
        let cores = base64_cores("s3cret?~Key".as_bytes());
        for before in ["", "a", "ab", "abc"] {
            for after in ["", "x", "xy"] {
                let text = STANDARD.encode(format!("{before}s3cret?~Key{after}"));
                let found = cores.iter().any(|core| text.contains(std::str::from_utf8(core).expect("ASCII")));
                assert!(found, "{text}");
            }
        }
        assert!(base64_cores(b"").iter().all(Vec::is_empty));
    }
}
