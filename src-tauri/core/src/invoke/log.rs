//! The log tail: decoded, split into lines, and its REPORT line read as figures.
//!
//! The service sends the last 4 KB of log as base64 in `X-Amz-Log-Result`. The cut can fall in the middle of a
//! character, so decoding is lossy. What a function writes is hostile text: everything here is total and never fails.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use ts_rs::TS;

use crate::span::Millis;

/// The size of a whole tail, in bytes. A log of exactly this size was probably cut at its start.
pub const TAIL_BYTES: usize = 4096;

/// A decoded log tail.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Log {
    /// The lines in order, without their line ends.
    pub lines: Vec<LogLine>,
    /// True when the tail is full, so that earlier lines are probably missing.
    pub truncated: bool,
    /// What the last REPORT line says.
    pub figures: Option<Figures>,
}

/// One line of log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LogLine {
    /// What the line is.
    pub kind: LogKind,
    /// The line as written, tabs included.
    pub text: String,
}

/// What a line of log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LogKind {
    /// Lambda's own: `START`, `END`, `REPORT`, `INIT_START`, `XRAY`, `RESTORE_START` …
    Platform,
    /// `ERROR`, `FATAL`, `CRITICAL`.
    Error,
    /// `WARN`, `WARNING`.
    Warn,
    /// `INFO`.
    Info,
    /// `DEBUG`, `TRACE`.
    Debug,
    /// Anything else.
    Plain,
}

/// The figures of a REPORT line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, TS)]
pub struct Figures {
    /// `Duration`.
    pub duration: Option<Millis>,
    /// `Billed Duration`.
    pub billed: Option<Millis>,
    /// `Init Duration`: a cold start.
    pub init: Option<Millis>,
    /// `Restore Duration`: a start from a snapshot.
    pub restore: Option<Millis>,
    /// `Memory Size` in MB.
    pub memory_mb: Option<u32>,
    /// `Max Memory Used` in MB.
    pub max_memory_mb: Option<u32>,
}

impl Log {
    /// Decodes the value of `X-Amz-Log-Result`. `None` when it is not base64.
    pub fn decode(log_result: &str) -> Option<Self> {
        let bytes = STANDARD.decode(log_result.trim()).ok()?;
        Some(Self::from_bytes(&bytes))
    }

    /// Reads a tail that is already bytes.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let lines: Vec<LogLine> =
            text.lines().map(|line| LogLine { kind: LogKind::of(line), text: line.to_owned() }).collect();
        let figures = lines.iter().rev().find_map(|line| Figures::from_report(&line.text));
        Self { lines, truncated: bytes.len() >= TAIL_BYTES, figures }
    }
}

impl LogKind {
    fn of(line: &str) -> Self {
        const PLATFORM: [&str; 8] = [
            "START RequestId:",
            "END RequestId:",
            "REPORT RequestId:",
            "INIT_START ",
            "INIT_REPORT ",
            "RESTORE_START ",
            "RESTORE_REPORT ",
            "XRAY TraceId:",
        ];
        if PLATFORM.iter().any(|start| line.starts_with(start)) {
            return Self::Platform;
        }
        if line.starts_with('{') {
            return Self::of_json(line);
        }
        // Managed runtimes put the level first, in brackets (Python) or as the third tab-separated part (Node).
        line.split(['\t', ' ', '[', ']', ':', '|'])
            .filter(|word| !word.is_empty())
            .take(6)
            .find_map(Self::of_level)
            .unwrap_or(Self::Plain)
    }

    fn of_json(line: &str) -> Self {
        #[derive(serde::Deserialize)]
        struct Levelled {
            #[serde(alias = "logLevel", alias = "severity", alias = "LEVEL")]
            level: String,
        }
        serde_json::from_str::<Levelled>(line)
            .ok()
            .and_then(|entry| Self::of_level(&entry.level.to_ascii_uppercase()))
            .unwrap_or(Self::Plain)
    }

    fn of_level(word: &str) -> Option<Self> {
        match word {
            "ERROR" | "FATAL" | "CRITICAL" => Some(Self::Error),
            "WARN" | "WARNING" => Some(Self::Warn),
            "INFO" => Some(Self::Info),
            "DEBUG" | "TRACE" => Some(Self::Debug),
            _ => None,
        }
    }
}

impl Figures {
    /// Reads `REPORT RequestId: …\tDuration: 79.67 ms\tBilled Duration: 80 ms\t…`. `None` when it is not a REPORT line.
    pub fn from_report(line: &str) -> Option<Self> {
        let rest = line.strip_prefix("REPORT RequestId:")?;
        let mut figures = Self::default();
        for part in rest.split('\t') {
            let Some((name, value)) = part.split_once(':') else { continue };
            match name.trim() {
                "Duration" => figures.duration = millis(value),
                "Billed Duration" => figures.billed = millis(value),
                "Init Duration" => figures.init = millis(value),
                "Restore Duration" => figures.restore = millis(value),
                "Memory Size" => figures.memory_mb = megabytes(value),
                "Max Memory Used" => figures.max_memory_mb = megabytes(value),
                _ => {}
            }
        }
        Some(figures)
    }
}

fn millis(value: &str) -> Option<Millis> {
    let number: f64 = value.trim().strip_suffix("ms")?.trim().parse().ok()?;
    number.is_finite().then_some(Millis(number))
}

fn megabytes(value: &str) -> Option<u32> {
    value.trim().strip_suffix("MB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_line_becomes_figures() {
        let line = "REPORT RequestId: 57f231fb-1730-4395-85cb-4f71bd2b87b8\tDuration: 79.67 ms\tBilled Duration: 80 ms\tMemory Size: 128 MB\tMax Memory Used: 73 MB\tInit Duration: 203.10 ms\t";
        let figures = Figures::from_report(line).expect("a REPORT line");
        assert_eq!(figures.duration, Some(Millis(79.67)));
        assert_eq!(figures.billed, Some(Millis(80.0)));
        assert_eq!(figures.init, Some(Millis(203.1)));
        assert_eq!((figures.memory_mb, figures.max_memory_mb), (Some(128), Some(73)));
        assert_eq!(Figures::from_report("REPORT: all is well"), None);
    }

    #[test]
    fn a_tail_cut_in_a_character_is_still_read() {
        let mut bytes = "é START".as_bytes()[1..].to_vec();
        bytes.resize(TAIL_BYTES, b'\n');
        let log = Log::from_bytes(&bytes);
        assert_eq!(log.lines[0].text, "\u{fffd} START");
        assert!(log.truncated);
    }

    #[test]
    fn the_last_report_counts() {
        let text = "REPORT RequestId: a\tDuration: 1 ms\nnoise\nREPORT RequestId: b\tDuration: 2 ms\n";
        let log = Log::decode(&STANDARD.encode(text)).expect("base64");
        assert_eq!(log.figures.and_then(|f| f.duration), Some(Millis(2.0)));
        assert!(!log.truncated);
    }

    #[test]
    fn levels_are_recognised_where_runtimes_put_them() {
        for (line, kind) in [
            ("START RequestId: 1 Version: 3", LogKind::Platform),
            ("[WARNING]\t2026-11-23T10:00:00.000Z\tabc\tlow stock", LogKind::Warn),
            ("2026-11-23T10:00:00.000Z\tabc\tERROR\tInvoke Error", LogKind::Error),
            (r#"{"level":"info","message":"x"}"#, LogKind::Info),
            ("START of the day", LogKind::Plain),
            ("nothing to INFORM about", LogKind::Plain),
            ("", LogKind::Plain),
        ] {
            assert_eq!(LogKind::of(line), kind, "{line}");
        }
    }
}
