//! What stands where something was hidden: `[hidden: AWS session token]`. It needs no escape in JSON, HTML or Markdown.

use std::ops::Range;

use memchr::memmem;

use super::vendors;
use crate::wire::FindingKind;

const OPENING: &str = "[hidden: ";

/// The longest label, in bytes, with some room.
const LONGEST_LABEL: usize = 48;

/// What a finding of this kind is called.
pub const fn label(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::SecretVariable => "secret variable",
        FindingKind::OwnWord => "own word",
        FindingKind::OwnPattern => "own pattern",
        FindingKind::PrivateKey => "private key",
        FindingKind::AwsKeyId => "AWS key ID",
        FindingKind::AwsSecretKey => "AWS secret access key",
        FindingKind::AwsSessionToken => "AWS session token",
        FindingKind::AwsSignature => "AWS signature",
        FindingKind::VendorToken => "token",
        FindingKind::Jwt => "JSON Web Token",
        FindingKind::Authorization => "authorization",
        FindingKind::Cookie => "cookie",
        FindingKind::UrlPassword => "password in a URL",
        FindingKind::NamedSecret => "password or secret",
        FindingKind::AccountId => "account ID",
        FindingKind::CardNumber => "card number",
        FindingKind::Email => "e-mail address",
    }
}

/// The marker with this label.
pub fn marker(label: &str) -> String {
    format!("{OPENING}{label}]")
}

/// Where markers of ours stand already. Only labels that we have count, so that nothing hides behind a made-up one.
pub fn find(text: &str) -> Vec<Range<usize>> {
    let found = memmem::find_iter(text.as_bytes(), OPENING.as_bytes()).filter_map(|start| {
        let from = start + OPENING.len();
        let rest = &text.as_bytes()[from..text.len().min(from + LONGEST_LABEL)];
        let end = memchr::memchr(b']', rest)?;
        let said = &rest[..end];
        let known = FindingKind::ALL.iter().map(|kind| label(*kind)).chain(vendors::labels());
        known.into_iter().any(|label| label.as_bytes() == said).then(|| start..from + end + 1)
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_markers_count() {
        assert_eq!(find("a [hidden: cookie] b"), std::slice::from_ref(&(2..18)));
        assert_eq!(find("[hidden: GitHub token]").len(), 1);
        assert!(find("[hidden: anything] [hidden: cookie").is_empty());
    }

    #[test]
    fn no_label_is_too_long_or_needs_an_escape() {
        for label in FindingKind::ALL.iter().map(|kind| label(*kind)).chain(vendors::labels()) {
            assert!(label.len() < LONGEST_LABEL && !label.contains(['"', '\\', '<', '&', '`', ']']), "{label}");
        }
    }
}
