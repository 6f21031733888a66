//! The log tail: decoded, split into lines, and its REPORT line read as figures.
//!
//! The service sends the last 4 KB of log as base64 in `X-Amz-Log-Result`. The cut can fall in the middle of a
//! character, so decoding is lossy. What a function writes is hostile text: everything here is total and never fails.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::span::Millis;

/// The size of a whole tail, in bytes. A log of exactly this size was probably cut at its start.
pub const TAIL_BYTES: usize = 4096;

/// A decoded log tail.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
pub struct Log {
    /// The lines in order, without their line ends.
    pub lines: Vec<LogLine>,
    /// True when the tail is full, so that earlier lines are probably missing.
    pub truncated: bool,
    /// What the last REPORT line, or `platform.report` event, says.
    pub figures: Option<Figures>,
    /// What the XRAY line says, when the invocation was traced.
    pub trace: Option<Trace>,
    /// Where the log is instead, for functions on Lambda Managed Instances: the tail then names a log stream.
    pub stream: Option<LogStream>,
}

/// An X-Ray trace that the invocation belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Trace {
    /// `1-5759e988-bd862e3fe1be46a994272793`.
    pub trace_id: String,
    /// Segment id, when there is one.
    pub segment_id: Option<String>,
    /// Whether it was sampled, when that is said.
    pub sampled: Option<bool>,
}

/// A log stream in CloudWatch Logs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LogStream {
    /// Such as `/aws/lambda/orders`.
    #[serde(rename(deserialize = "logGroup"))]
    pub group: String,
    /// Such as `2026/11/23/orders[3]0123`.
    #[serde(rename(deserialize = "logStreamName"))]
    pub name: String,
}

/// One line of log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LogLine {
    /// What the line is.
    pub kind: LogKind,
    /// The line as written, tabs included.
    pub text: String,
    /// Secrets that the line holds, in order and apart; they are masked on the screen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<HiddenSpan>>", optional)]
    pub hidden: Vec<HiddenSpan>,
}

/// A part of a line that is masked on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct HiddenSpan {
    /// From which UTF-16 unit of the line on.
    pub from: u32,
    /// Up to which, exclusive.
    pub to: u32,
    /// What it is, in a word or two: `AWS session token`.
    pub label: String,
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
        if let Ok(stream) = serde_json::from_slice::<LogStream>(bytes) {
            return Self { lines: Vec::new(), truncated: false, figures: None, trace: None, stream: Some(stream) };
        }
        let text = String::from_utf8_lossy(bytes);
        let truncated = bytes.len() >= TAIL_BYTES;
        Self { truncated, ..Self::of_lines(text.lines().map(str::to_owned).collect()) }
    }

    /// A log that is whole, from its lines.
    pub fn of_lines(lines: Vec<String>) -> Self {
        let line = |text: String| LogLine { kind: LogKind::of(&text), text, hidden: Vec::new() };
        let lines: Vec<LogLine> = lines.into_iter().map(line).collect();
        let events = lines.iter().rev().map(|line| line.text.as_str());
        let figures = events.clone().find_map(|line| Figures::from_report(line).or_else(|| Figures::from_event(line)));
        let trace = events.clone().find_map(Trace::in_line);
        Self { lines, truncated: false, figures, trace, stream: None }
    }
}

impl Trace {
    /// Reads `XRAY TraceId: 1-…\tSegmentId: …\tSampled: true`, which stands on a line of its own or at the end of REPORT.
    fn in_line(line: &str) -> Option<Self> {
        let rest = &line[line.find("XRAY TraceId: ")?..];
        let value = |name: &str| {
            let value = rest.split_once(name)?.1.split('\t').next()?.trim();
            (!value.is_empty()).then(|| value.to_owned())
        };
        let sampled = value("Sampled: ").and_then(|text| text.parse().ok());
        Some(Self { trace_id: value("TraceId: ")?, segment_id: value("SegmentId: "), sampled })
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
        /// Lambda's own events, in its JSON log format.
        #[derive(Deserialize)]
        struct Event {
            #[serde(rename = "type")]
            kind: String,
        }
        #[derive(Deserialize)]
        struct Levelled {
            #[serde(alias = "logLevel", alias = "severity", alias = "LEVEL")]
            level: String,
        }
        if serde_json::from_str::<Event>(line).is_ok_and(|event| event.kind.starts_with("platform.")) {
            return Self::Platform;
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

    /// Reads the event `platform.report` of Lambda's JSON log format. `None` when it is another line.
    pub fn from_event(line: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Event {
            #[serde(rename = "type")]
            kind: String,
            record: Record,
        }
        #[derive(Deserialize)]
        struct Record {
            metrics: Metrics,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Metrics {
            duration_ms: Option<f64>,
            billed_duration_ms: Option<f64>,
            init_duration_ms: Option<f64>,
            restore_duration_ms: Option<f64>,
            #[serde(rename = "memorySizeMB")]
            memory_size: Option<u32>,
            #[serde(rename = "maxMemoryUsedMB")]
            max_memory_used: Option<u32>,
        }
        let event: Event = line.starts_with('{').then(|| serde_json::from_str(line).ok())??;
        let metrics = (event.kind == "platform.report").then_some(event.record.metrics)?;
        let millis = |number: Option<f64>| number.filter(|number| number.is_finite()).map(Millis);
        Some(Self {
            duration: millis(metrics.duration_ms),
            billed: millis(metrics.billed_duration_ms),
            init: millis(metrics.init_duration_ms),
            restore: millis(metrics.restore_duration_ms),
            memory_mb: metrics.memory_size,
            max_memory_mb: metrics.max_memory_used,
        })
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
    fn lambdas_own_json_events_are_read() {
        let line = r#"{"time":"2026-11-23T10:00:00.000Z","type":"platform.report","record":{"requestId":"a","metrics":{"durationMs":79.67,"billedDurationMs":80,"memorySizeMB":128,"maxMemoryUsedMB":73,"initDurationMs":203.1,"restoreDurationMs":5},"status":"success"}}"#;
        let log = Log::from_bytes(format!("{{\"type\":\"platform.start\",\"record\":{{}}}}\n{line}\n").as_bytes());
        assert_eq!(log.lines.iter().map(|line| line.kind).collect::<Vec<_>>(), [LogKind::Platform; 2]);
        let figures = log.figures.expect("figures");
        assert_eq!((figures.duration, figures.restore), (Some(Millis(79.67)), Some(Millis(5.0))));
        assert_eq!((figures.memory_mb, figures.max_memory_mb), (Some(128), Some(73)));
        assert_eq!(Figures::from_event(r#"{"type":"platform.start","record":{"metrics":{}}}"#), None);
    }

    #[test]
    fn a_trace_is_read_where_it_stands() {
        let text = "REPORT RequestId: a\tDuration: 1 ms\t\nXRAY TraceId: 1-5759e988-bd862e3fe1be46a994272793\tSegmentId: 05dad8a1\tSampled: true\t\n";
        let trace = Log::from_bytes(text.as_bytes()).trace.expect("a trace");
        assert_eq!(trace.trace_id, "1-5759e988-bd862e3fe1be46a994272793");
        assert_eq!((trace.segment_id.as_deref(), trace.sampled), (Some("05dad8a1"), Some(true)));
        assert_eq!(Log::from_bytes(b"XRAY TraceId: ").trace, None);
    }

    #[test]
    fn a_managed_instances_tail_names_a_log_stream() {
        let log = Log::from_bytes(br#"{"logGroup":"/aws/lambda/f","logStreamName":"2026/11/23/f[3]0123"}"#);
        let stream = log.stream.expect("a stream");
        assert_eq!((stream.group.as_str(), stream.name.as_str()), ("/aws/lambda/f", "2026/11/23/f[3]0123"));
        assert!(log.lines.is_empty());
        assert_eq!(Log::from_bytes(br#"{"logGroup":"only"}"#).stream, None);
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
