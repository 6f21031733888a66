//! How much is kept: what can be written for it, and the standard.

use std::time::Duration;

use crate::failure::{Field, FieldProblem};
use crate::wire::HistorySettings;

const KB: u64 = 1024;
const DAY: Duration = Duration::from_hours(24);

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Whether anything is recorded.
    pub keep: bool,
    /// How old an invocation becomes; `None` for any age.
    pub age: Option<Duration>,
    /// How many bytes there may be on disk; `None` for any number.
    pub bytes: Option<u64>,
}

impl Default for Limits {
    /// Three months: one looks up what one did last week, or last quarter. A gigabyte: some 500,000 invocations of a
    /// kilobyte each way.
    fn default() -> Self {
        Self { keep: true, age: Some(90 * DAY), bytes: Some(KB * KB * KB) }
    }
}

impl Default for HistorySettings {
    fn default() -> Self {
        Self { keep: true, age: "90 days".into(), size: "1 GB".into() }
    }
}

impl HistorySettings {
    /// What the fields come to.
    ///
    /// # Errors
    /// The fields at fault.
    pub fn resolve(&self) -> Result<Limits, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let age = age(&self.age).map_err(|message| problems.push(FieldProblem::new(Field::HistoryAge, message))).ok();
        let size =
            size(&self.size).map_err(|message| problems.push(FieldProblem::new(Field::HistorySize, message))).ok();
        match (age, size) {
            (Some(age), Some(bytes)) => Ok(Limits { keep: self.keep, age, bytes }),
            _ => Err(problems),
        }
    }
}

/// `90 days`, `12 weeks`, `6 months`, `1 year`, or a bare number of days.
fn age(text: &str) -> Result<Option<Duration>, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let age = match text.parse::<u32>() {
        Ok(days) => DAY.checked_mul(days),
        Err(_) => humantime::parse_duration(&text.to_ascii_lowercase()).ok(),
    };
    match age {
        None => Err("Write an age such as 90 days, 6 months or 1 year, or leave it empty."),
        Some(age) if age < Duration::from_hours(1) => Err("The shortest age is 1 hour."),
        age => Ok(age),
    }
}

/// `500 MB`, `1.5 GB`, or a bare number of megabytes. Units of 1024.
fn size(text: &str) -> Result<Option<u64>, &'static str> {
    const LEAST: f64 = 10.0;
    const MOST: f64 = 1024.0 * 1024.0;
    let text = text.trim().to_ascii_lowercase();
    if text.is_empty() {
        return Ok(None);
    }
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let megabytes = match unit.trim() {
        "" | "m" | "mb" | "mib" => Some(1.0),
        "g" | "gb" | "gib" => Some(1024.0),
        _ => None,
    };
    match megabytes.zip(number.parse::<f64>().ok()).map(|(unit, number)| unit * number) {
        None => Err("Write a size such as 500 MB or 2 GB, or leave it empty."),
        Some(size) if size < LEAST => Err("The smallest size is 10 MB."),
        Some(size) if size > MOST => Err("The largest size is 1024 GB. Leave it empty for any size."),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 10 and 2^20")]
        Some(size) => Ok(Some((size * 1024.0 * 1024.0) as u64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_understood() {
        for (text, days) in [("90 days", 90), ("30", 30), (" 2 Weeks ", 14), ("1day", 1)] {
            assert_eq!(age(text), Ok(Some(days * DAY)), "{text}");
        }
        for (text, megabytes) in [("500 MB", 500), ("2gb", 2048), ("1.5 GB", 1536), ("64", 64)] {
            assert_eq!(size(text), Ok(Some(megabytes * KB * KB)), "{text}");
        }
        assert_eq!((age(""), size(" ")), (Ok(None), Ok(None)));
        assert_eq!(HistorySettings::default().resolve(), Ok(Limits::default()));
    }

    #[test]
    fn the_rest_is_refused_at_its_field() {
        for text in ["soon", "1 min", "-1 days", "5 lightyears"] {
            assert!(age(text).is_err(), "{text}");
        }
        for text in ["much", "1 KB", "5", "1e9", "2 TB", "1..2 GB", "9999999 GB", "."] {
            assert!(size(text).is_err(), "{text}");
        }
        let wrong = HistorySettings { age: "soon".into(), size: "much".into(), keep: true };
        let fields: Vec<Field> = wrong.resolve().expect_err("refused").iter().map(|it| it.field).collect();
        assert_eq!(fields, [Field::HistoryAge, Field::HistorySize]);
    }
}
