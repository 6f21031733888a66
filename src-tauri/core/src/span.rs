//! Spans of time: as the wire carries them, and as people write and read them.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A span in milliseconds, with fractions. Crosses to the page as a plain number.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct Millis(pub f64);

impl From<Duration> for Millis {
    fn from(span: Duration) -> Self {
        Self(span.as_secs_f64() * 1000.0)
    }
}

/// The longest wait that can be asked for. Lambda's own longest run is 15 minutes (90 on managed instances, event
/// invocations only); a day leaves room for endpoints that are not Lambda.
pub const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// Reads a span as a person writes it: `15 min 30 s`, `90s`, `1h`, `2m30s`, or a bare number of seconds.
///
/// # Errors
/// A sentence that says what is allowed, when it is not a span, is zero, or is longer than [`LONGEST_WAIT`].
pub fn parse(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let span = match text.parse::<f64>() {
        Ok(seconds) => Duration::try_from_secs_f64(seconds).ok(),
        Err(_) => humantime::parse_duration(&text.to_ascii_lowercase()).ok(),
    };
    match span {
        None => Err("Write a time such as 30 s, 2 min or 15 min 30 s.".into()),
        Some(span) if span < Duration::from_millis(1) => Err("The time must be longer than zero.".into()),
        Some(span) if span > LONGEST_WAIT => Err("The longest time is 24 h.".into()),
        Some(span) => Ok(span),
    }
}

/// Writes a span as the window shows it: `250 ms`, `1.5 s`, `45 s`, `15 min 30 s`, `2 h`.
pub fn format(span: Duration) -> String {
    let whole = span.as_secs();
    if span.subsec_millis() != 0 && whole < 60 {
        return if whole == 0 {
            format!("{} ms", span.as_millis())
        } else {
            format!("{} s", (span.as_secs_f64() * 10.0).round() / 10.0)
        };
    }
    let parts = [(whole / 3600, "h"), (whole / 60 % 60, "min"), (whole % 60, "s")];
    let words: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n} {unit}")).collect();
    if words.is_empty() { "0 s".into() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        for (text, seconds) in
            [("90", 90), ("15 min 30 s", 930), ("1h", 3600), ("2m30s", 150), (" 1 min ", 60), ("24 H", 86_400)]
        {
            assert_eq!(parse(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        assert_eq!(parse("0.5"), Ok(Duration::from_millis(500)));
    }

    #[test]
    fn refuses_with_a_sentence() {
        for text in ["", "soon", "-1", "0", "25h", "1e300", "NaN", "15 lightyears"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for seconds in [1, 59, 60, 61, 930, 3600, 3661, 86_400] {
            let span = Duration::from_secs(seconds);
            assert_eq!(parse(&format(span)), Ok(span));
        }
        assert_eq!(format(Duration::from_millis(1500)), "1.5 s");
        assert_eq!(format(Duration::from_millis(250)), "250 ms");
    }
}
