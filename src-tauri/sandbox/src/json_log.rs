//! Lines of a log in Lambda's JSON format: the platform's own events, and what a Python function logs through its
//! logger. The platform's lines are written out by hand because their order of keys is what people filter by; nothing in
//! them needs escaping.

use std::time::{Duration, SystemTime};

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::function::Function;
use crate::log::{Report, millis};

const MOMENT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// A moment as Lambda's logs write it: UTC, to the millisecond.
pub fn stamp(moment: SystemTime) -> String {
    OffsetDateTime::from(moment).format(MOMENT).unwrap_or_default()
}

fn event(stamp: &str, kind: &str, record: &str) -> String {
    format!(r#"{{"time":"{stamp}","type":"platform.{kind}","record":{{{record}}}}}"#)
}

/// The environment begins to come up.
pub fn init_start(stamp: &str, function: Function, runtime: &str, runtime_arn: &str, version: &str) -> String {
    let name = function.name();
    let record = format!(
        r#""initializationType":"on-demand","phase":"init","runtimeVersion":"{runtime}","runtimeVersionArn":"{runtime_arn}","functionName":"{name}","functionVersion":"{version}""#
    );
    event(stamp, "initStart", &record)
}

/// The invocation begins.
pub fn start(stamp: &str, request_id: &str, version: &str) -> String {
    event(stamp, "start", &format!(r#""requestId":"{request_id}","version":"{version}""#))
}

/// The runtime is done with it.
pub fn runtime_done(stamp: &str, request_id: &str, report: &Report) -> String {
    let duration = number(report.duration);
    let status = status(report);
    let record = format!(r#""requestId":"{request_id}","status":"{status}","metrics":{{"durationMs":{duration}}}"#);
    event(stamp, "runtimeDone", &record)
}

/// What it took.
pub fn report(stamp: &str, request_id: &str, function: Function, report: &Report) -> String {
    let mut metrics = format!(
        r#""durationMs":{},"billedDurationMs":{:.0},"memorySizeMB":{},"maxMemoryUsedMB":{}"#,
        number(report.duration),
        report.billed_millis(),
        function.memory_mb(),
        report.max_memory_mb,
    );
    if let Some(init) = report.init {
        metrics.push_str(&format!(r#","initDurationMs":{}"#, number(init)));
    }
    let record = format!(r#""requestId":"{request_id}","status":"{}","metrics":{{{metrics}}}"#, status(report));
    event(stamp, "report", &record)
}

/// A line that the function wrote: what went through its logger (`[LEVEL]` and a tab before it) becomes an object, what
/// it printed stays as it is.
pub fn line(stamp: &str, request_id: &str, line: &str) -> String {
    let Some((level, message)) = line.strip_prefix('[').and_then(|rest| rest.split_once("]\t")) else {
        return line.to_owned();
    };
    let message = Value::from(message);
    format!(
        r#"{{"timestamp":"{stamp}","level":"{level}","message":{message},"logger":"root","requestId":"{request_id}"}}"#
    )
}

fn status(report: &Report) -> &'static str {
    report.broken.map_or("success", |(status, _)| status)
}

/// Milliseconds, to the microsecond.
fn number(span: Duration) -> String {
    format!("{:.3}", millis(span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_reads_as_lambda_writes_it() {
        let measured = Report {
            duration: Duration::from_micros(1_230),
            init: Some(Duration::from_millis(100)),
            max_memory_mb: 36,
            broken: None,
        };
        let stamp = stamp(SystemTime::UNIX_EPOCH + Duration::from_millis(1_799_999_999_042));
        assert_eq!(
            report(&stamp, "id", Function::Talkative, &measured),
            r#"{"time":"2027-01-15T07:59:59.042Z","type":"platform.report","record":{"requestId":"id","status":"success","metrics":{"durationMs":1.230,"billedDurationMs":102,"memorySizeMB":128,"maxMemoryUsedMB":36,"initDurationMs":100.000}}}"#
        );
    }

    #[test]
    fn what_is_logged_becomes_an_object_and_what_is_printed_stays() {
        let logged: Value = serde_json::from_str(&line("now", "id", "[WARNING]\tsays \"no\"")).expect("JSON");
        assert_eq!((&logged["level"], &logged["message"]), (&Value::from("WARNING"), &Value::from("says \"no\"")));
        assert_eq!(line("now", "id", "plain [text]"), "plain [text]");
    }
}
