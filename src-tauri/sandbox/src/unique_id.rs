//! IDs in the forms that AWS gives them: access key IDs that carry their account, and the unique IDs of roles.
//!
//! The account's place in a key ID is known from what security researchers published and from `sts get-access-key-info`;
//! the prefixes are in IAM's user guide under "unique identifiers".

use crate::digest::sha256;
use crate::random;

/// The letters of base32, which all of these IDs are written in.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A new access key ID of temporary credentials: `ASIA`, then 45 bits in nine letters, of which the first is set, the
/// next 40 are the account and the last four are random; then seven random letters.
pub fn temporary_key_id(account: &str) -> String {
    // An account that is no number has no place in an ID; the ID is as good a name without.
    let account: u64 = account.parse().unwrap_or_default();
    let rest = u64::from(random::bytes(1)[0] & 0xf);
    let bits = 1 << 44 | (account & ((1 << 40) - 1)) << 4 | rest;
    let letters: String = (0..9).rev().map(|at| letter(bits >> (5 * at))).collect();
    format!("ASIA{letters}{}", random::letters(BASE32, 7))
}

/// The unique ID of a role: always the same for the same role of the same account.
pub fn role_id(account: &str, role: &str) -> String {
    let digest = sha256(format!("{account}/{role}").as_bytes());
    let letters: String = digest.iter().take(17).map(|byte| letter(u64::from(*byte))).collect();
    format!("AROA{letters}")
}

/// The letter of the lowest five bits.
fn letter(bits: u64) -> char {
    let [.., low] = bits.to_be_bytes();
    char::from(BASE32[usize::from(low & 0x1f)])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the account back, in the way that the researchers describe.
    fn account_of(id: &str) -> u64 {
        let value = |byte| BASE32.iter().position(|letter| *letter == byte).expect("base32") as u64;
        let bits = id.bytes().skip(4).take(9).fold(0, |bits, byte| bits << 5 | value(byte));
        assert_eq!(bits >> 44, 1, "the first bit is set");
        bits >> 4 & ((1 << 40) - 1)
    }

    #[test]
    fn a_key_id_carries_its_account() {
        for account in ["123456789012", "000000000000", "999999999999", "029608264753"] {
            let id = temporary_key_id(account);
            assert_eq!(id.len(), 20);
            assert!(id.starts_with("ASIA"));
            assert_eq!(account_of(&id), account.parse::<u64>().expect("a number"));
        }
        assert_eq!(account_of("ASIAQNZGKIQY56JQ7WML"), 29_608_264_753, "the published example reads so too");
        assert_ne!(temporary_key_id("123456789012"), temporary_key_id("123456789012"));
    }

    #[test]
    fn a_role_keeps_its_id() {
        let id = role_id("123456789012", "Developer");
        assert_eq!((id.len(), &id[..4]), (21, "AROA"));
        assert_eq!(id, role_id("123456789012", "Developer"));
        assert_ne!(id, role_id("210987654321", "Developer"));
    }
}
