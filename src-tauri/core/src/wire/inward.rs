//! What the page sends and may hold a secret.

use std::fmt;
use std::ops::Deref;

use serde::de::{Deserialize, Deserializer, Error};
use zeroize::Zeroize;

/// An argument of a command that may hold a secret: wiped when dropped, never shown, and when it has not the form that is
/// wanted, that is told without a word of it. (serde would say what it found instead.)
pub struct Inward<T: Zeroize>(T);

impl<'de, T: Deserialize<'de> + Zeroize> Deserialize<'de> for Inward<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::deserialize(from).map(Self).map_err(|_| D::Error::custom("it has not the form that is wanted"))
    }
}

impl<T: Zeroize> Deref for Inward<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Inward<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Inward(hidden)")
    }
}

impl<T: Zeroize> Drop for Inward<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ProfileDraft;

    #[test]
    fn what_is_wrong_with_it_is_told_without_it() {
        assert_eq!(*serde_json::from_str::<Inward<String>>("\"739184\"").expect("a text"), "739184");
        for (wrong, told) in [
            (serde_json::from_str::<Inward<String>>("739184").map(drop), "739184"),
            (serde_json::from_str::<Inward<ProfileDraft>>("\"planted\"").map(drop), "planted"),
            (
                serde_json::from_str::<Inward<ProfileDraft>>(r#"{"credentials":{"kind":"planted"}}"#).map(drop),
                "planted",
            ),
        ] {
            let error = wrong.expect_err("refused");
            assert!(!format!("{error} {error:?}").contains(told), "{error}");
        }
    }
}
