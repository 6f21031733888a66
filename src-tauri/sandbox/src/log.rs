//! A function's log, in Lambda's own format, and the tail of it that the service sends.

use std::fmt::Write as _;
use std::time::{Duration, Instant, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::function::Function;
use crate::json_log;
use crate::logs::book::Sink;

/// The service sends the last 4 KB, cut at the byte.
const TAIL: usize = 4096;

const RUNTIME_ARN: &str =
    "arn:aws:lambda:us-east-1::runtime:b9b3d4a3e5c0f0a6d5c9a6a4f8a5f5b1b7e3c9d2a1f4e6b8c0d2e4f6a8b0c2d4";

/// The format that a function's logs are configured to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// START, END and REPORT between the function's lines.
    Text,
    /// An object a line.
    Json,
}

/// The log of one run.
#[derive(Debug)]
pub struct RunLog {
    request_id: String,
    format: LogFormat,
    /// When the run began, by the sandbox's clock and by one that only measures.
    began: (SystemTime, Instant),
    text: String,
    /// Where it goes line by line, as it is written.
    sink: Option<Sink>,
}

/// What the REPORT line says.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    /// How long the handler ran.
    pub duration: Duration,
    /// How long the environment took to come up; a cold start.
    pub init: Option<Duration>,
    /// How much memory it used at most, in MB.
    pub max_memory_mb: u32,
    /// Status (`error`, `timeout`) and error type, where it did not return.
    pub broken: Option<(&'static str, &'static str)>,
}

impl Report {
    /// Milliseconds that are billed: initialisation is, too.
    pub fn billed_millis(&self) -> f64 {
        (millis(self.duration) + millis(self.init.unwrap_or_default())).ceil()
    }
}

/// A span in milliseconds.
pub fn millis(span: Duration) -> f64 {
    span.as_secs_f64() * 1000.0
}

impl RunLog {
    /// Begins the log of a run that began at `now`.
    pub fn begin(
        function: Function,
        request_id: &str,
        version: &str,
        cold: bool,
        format: LogFormat,
        now: SystemTime,
        sink: Option<Sink>,
    ) -> Self {
        let began = (now, Instant::now());
        let mut log = Self { request_id: request_id.to_owned(), format, began, text: String::new(), sink };
        if cold {
            let runtime = match function.runtime() {
                "nodejs22.x" => "nodejs:22.v49",
                _ => "python:3.13.v61",
            };
            log.write(&match format {
                LogFormat::Text => format!("INIT_START Runtime Version: {runtime}\tRuntime Version ARN: {RUNTIME_ARN}"),
                LogFormat::Json => json_log::init_start(&log.stamp(), function, runtime, RUNTIME_ARN, version),
            });
        }
        log.write(&match format {
            LogFormat::Text => format!("START RequestId: {request_id} Version: {version}"),
            LogFormat::Json => json_log::start(&log.stamp(), request_id, version),
        });
        log
    }

    /// The moment, as a line of log writes it.
    pub fn stamp(&self) -> String {
        json_log::stamp(self.moment())
    }

    fn moment(&self) -> SystemTime {
        self.began.0 + self.began.1.elapsed()
    }

    /// Adds a line as the function wrote it.
    pub fn line(&mut self, line: &str) {
        match self.format {
            LogFormat::Text => self.write(line),
            LogFormat::Json => self.write(&json_log::line(&self.stamp(), &self.request_id, line)),
        }
    }

    fn write(&mut self, line: &str) {
        if let Some(sink) = &self.sink {
            sink.write(self.moment(), line);
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Ends the log with what the run took.
    pub fn end(&mut self, function: Function, report: &Report) {
        if self.format == LogFormat::Json {
            let stamp = self.stamp();
            self.write(&json_log::runtime_done(&stamp, &self.request_id, report));
            self.write(&json_log::report(&stamp, &self.request_id, function, report));
            return;
        }
        let end = format!("END RequestId: {}", self.request_id);
        let mut line = format!(
            "REPORT RequestId: {}\tDuration: {:.2} ms\tBilled Duration: {:.0} ms\tMemory Size: {} MB\tMax Memory Used: {} MB\t",
            self.request_id,
            millis(report.duration),
            report.billed_millis(),
            function.memory_mb(),
            report.max_memory_mb,
        );
        if let Some(init) = report.init {
            let _ = write!(line, "Init Duration: {:.2} ms\t", millis(init));
        }
        if let Some((status, kind)) = report.broken {
            let _ = write!(line, "Status: {status}\t");
            if !kind.is_empty() {
                let _ = write!(line, "Error Type: {kind}\t");
            }
        }
        if function == Function::Talkative {
            self.write(&self.last_line(end.len() + line.len() + 2));
        }
        self.write(&end);
        self.write(&line);
    }

    /// A last line whose blanks make the tail begin in the middle of a character, as happens in practice. `after`: how many
    /// bytes come after it.
    fn last_line(&self, after: usize) -> String {
        let line = |blanks: usize| format!("[INFO]\tall of it is checked{}", " ".repeat(blanks));
        let cuts = |line: &String| {
            let length = self.text.len() + line.len() + 1 + after;
            length > TAIL && !self.text.is_char_boundary(length - TAIL)
        };
        (0..8).map(line).find(cuts).unwrap_or_else(|| line(0))
    }

    /// The tail, as `X-Amz-Log-Result` carries it.
    pub fn tail(&self) -> String {
        let bytes = self.text.as_bytes();
        STANDARD.encode(&bytes[bytes.len().saturating_sub(TAIL)..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_adds_up() {
        let mut log = RunLog::begin(Function::Echo, "id", "3", true, LogFormat::Text, SystemTime::UNIX_EPOCH, None);
        let report = Report {
            duration: Duration::from_micros(1_230),
            init: Some(Duration::from_millis(100)),
            max_memory_mb: 36,
            broken: None,
        };
        log.end(Function::Echo, &report);
        assert!(log.text.contains("START RequestId: id Version: 3\nEND RequestId: id\nREPORT RequestId: id\tDuration: 1.23 ms\tBilled Duration: 102 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tInit Duration: 100.00 ms\t\n"));
    }
}
