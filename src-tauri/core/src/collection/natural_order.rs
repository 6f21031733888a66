//! The order in which people expect names: `2` before `10`, small and capital letters side by side. Pure.

use std::cmp::Ordering;

/// Compares two names. Different names are never equal.
pub fn compare(one: &str, other: &str) -> Ordering {
    let (mut left, mut right) = (one, other);
    loop {
        match (left.chars().next(), right.chars().next()) {
            (None, None) => return one.cmp(other),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) if a.is_ascii_digit() && b.is_ascii_digit() => {
                let (number, rest) = digits(left);
                let (against, other_rest) = digits(right);
                let order = number.len().cmp(&against.len()).then_with(|| number.cmp(against));
                if order != Ordering::Equal {
                    return order;
                }
                (left, right) = (rest, other_rest);
            }
            (Some(a), Some(b)) => {
                let order = a.to_lowercase().cmp(b.to_lowercase());
                if order != Ordering::Equal {
                    return order;
                }
                (left, right) = (&left[a.len_utf8()..], &right[b.len_utf8()..]);
            }
        }
    }
}

/// The number that a text begins with, without zeros before it, and the rest.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    (text[..end].trim_start_matches('0'), &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_capitals() {
        let mut names = ["b", "A10", "a2", "ä", "a", "B1", "a02", "12345678901234567890123", "9"];
        names.sort_by(|one, other| compare(one, other));
        assert_eq!(names, ["9", "12345678901234567890123", "a", "a02", "a2", "A10", "b", "B1", "ä"]);
    }
}
