//! Checks: what a request expects of an invocation, judged when it has ended.
//!
//! All of this is pure. It must not know where requests are kept, how they are sent again, or who shows what was found.
//! What functions return is hostile: nothing here runs longer than its length allows, and nothing panics.

mod judge;
mod ready;
mod seen;

use ready::Ready;

pub use judge::judge;
pub use seen::Seen;

use crate::wire::{Check, CheckProblem};

/// What of these checks cannot be used, to be said before anything is sent.
pub fn problems(checks: &[Check]) -> Vec<CheckProblem> {
    let of = |(at, check)| {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        Ready::of(check).err().map(|mistake| CheckProblem { check: at, part: mistake.part, message: mistake.message })
    };
    checks.iter().enumerate().filter_map(of).collect()
}

/// What a check expects, in a few words: `total.amount is below 50`.
pub fn label(check: &Check) -> String {
    ready::label(check)
}

/// The beginning of a text that is too long to be read at a glance, in quotes.
fn quoted(text: &str) -> String {
    format!("“{}”", cut(text))
}

/// The beginning of a text that is too long to be read at a glance.
fn cut(text: &str) -> String {
    /// Two lines of a window.
    const MOST: usize = 160;
    match text.char_indices().nth(MOST) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}
