//! Which of a log stream's events are one invocation's. Pure.
//!
//! An execution environment runs one invocation at a time, so what stands between an invocation's START and its REPORT is
//! its own, whether or not a line names the request id. On Managed Instances several run at a time: what is seen to be
//! another's is left out then, and that lines without an id may be another's is known.

use serde::Deserialize;

/// An invocation's lines in one stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Its lines without their line ends.
    pub lines: Vec<String>,
    /// How often it began here: Lambda repeats a queued event under the same id.
    pub starts: u32,
    /// Whether the last of them has its end.
    pub ended: bool,
    /// Whether another invocation began before it had ended.
    pub mixed: bool,
}

/// What Lambda says of an invocation between the function's lines.
#[derive(Debug, PartialEq, Eq)]
enum Mark {
    /// An environment comes up.
    Init,
    /// An invocation begins.
    Start(String),
    /// It ends, and this is what it took.
    Report(String),
    /// Something else of Lambda's about an invocation.
    Of(String),
}

/// An event of Lambda's, or of a function's logger, in the JSON format.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Event {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "requestId", alias = "AWSRequestId", alias = "aws_request_id", alias = "function_request_id")]
    request_id: String,
    record: Record,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Record {
    #[serde(rename = "requestId")]
    request_id: String,
}

/// Cuts out what is of `request_id`. The messages are one stream's, in order.
pub fn cut<'a>(messages: impl IntoIterator<Item = &'a str>, request_id: &str) -> Cut {
    let mut cut = Cut::default();
    // What an environment writes while it comes up belongs to the invocation that it comes up for.
    let mut coming_up: Option<Vec<String>> = None;
    let mut open = false;
    for message in messages {
        let line = message.trim_end_matches(['\n', '\r']);
        match Mark::of(line) {
            Some(Mark::Init) => coming_up = Some(vec![line.to_owned()]),
            Some(Mark::Start(id)) if id == request_id => {
                cut.lines.extend(coming_up.take().unwrap_or_default());
                cut.lines.push(line.to_owned());
                cut.starts += 1;
                (open, cut.ended) = (true, false);
            }
            Some(Mark::Start(_)) => {
                coming_up = None;
                cut.mixed |= open;
            }
            Some(Mark::Report(id)) if id == request_id => {
                cut.lines.push(line.to_owned());
                (open, cut.ended) = (false, true);
            }
            Some(Mark::Of(id)) if id == request_id => cut.lines.push(line.to_owned()),
            Some(Mark::Report(_) | Mark::Of(_)) => {}
            None if names(line, request_id) => cut.lines.push(line.to_owned()),
            None if open && !is_anothers(line, request_id) => cut.lines.push(line.to_owned()),
            None => {
                if let Some(lines) = &mut coming_up {
                    lines.push(line.to_owned());
                }
            }
        }
    }
    cut
}

/// Whether this message ends the invocation.
pub fn is_end(message: &str, request_id: &str) -> bool {
    Mark::of(message.trim_end()).is_some_and(|mark| mark == Mark::Report(request_id.to_owned()))
}

impl Mark {
    fn of(line: &str) -> Option<Self> {
        let id = |rest: &str| rest.split([' ', '\t']).next().unwrap_or_default().to_owned();
        if let Some(rest) = line.strip_prefix("START RequestId: ") {
            return Some(Self::Start(id(rest)));
        }
        if let Some(rest) = line.strip_prefix("REPORT RequestId: ") {
            return Some(Self::Report(id(rest)));
        }
        if let Some(rest) = line.strip_prefix("END RequestId: ") {
            return Some(Self::Of(id(rest)));
        }
        if line.starts_with("INIT_START ") {
            return Some(Self::Init);
        }
        let event: Event = line.starts_with('{').then(|| serde_json::from_str(line).ok())??;
        let id = event.record.request_id;
        match event.kind.as_str() {
            "platform.initStart" => Some(Self::Init),
            "platform.start" => Some(Self::Start(id)),
            "platform.report" => Some(Self::Report(id)),
            kind if kind.starts_with("platform.") && !id.is_empty() => Some(Self::Of(id)),
            _ => None,
        }
    }
}

fn names(line: &str, request_id: &str) -> bool {
    line.contains(request_id)
}

/// Whether a line says that it is of another invocation: in JSON by its key, in text by the id where runtimes put it.
fn is_anothers(line: &str, request_id: &str) -> bool {
    if line.starts_with('{') {
        let event: Event = serde_json::from_str(line).unwrap_or_default();
        return is_id(&event.request_id) && event.request_id != request_id;
    }
    line.split('\t').take(4).any(|part| is_id(part) && part != request_id)
}

/// Whether it has the form of a request id, a UUID.
fn is_id(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "57f231fb-1730-4395-85cb-4f71bd2b87b8";
    const THEIRS: &str = "00000000-1730-4395-85cb-4f71bd2b87b8";

    fn lines(text: &str) -> Vec<String> {
        text.replace("OURS", OURS).replace("THEIRS", THEIRS).lines().map(str::to_owned).collect()
    }

    fn of(text: &str) -> Cut {
        cut(lines(text).iter().map(String::as_str), OURS)
    }

    #[test]
    fn what_stands_between_start_and_report_is_its_own() {
        let cut = of("START RequestId: THEIRS Version: 3
theirs
END RequestId: THEIRS
REPORT RequestId: THEIRS\tDuration: 1 ms
START RequestId: OURS Version: 3
without an id
[INFO]\t2026-11-23T10:00:00Z\tOURS\twith one
END RequestId: OURS
REPORT RequestId: OURS\tDuration: 1 ms
XRAY TraceId: 1-2\tSampled: true OURS
START RequestId: THEIRS Version: 3
theirs again");
        assert_eq!(
            cut.lines,
            lines(
                "START RequestId: OURS Version: 3
without an id
[INFO]\t2026-11-23T10:00:00Z\tOURS\twith one
END RequestId: OURS
REPORT RequestId: OURS\tDuration: 1 ms
XRAY TraceId: 1-2\tSampled: true OURS"
            )
        );
        assert_eq!((cut.starts, cut.ended, cut.mixed), (1, true, false));
    }

    #[test]
    fn what_an_environment_writes_as_it_comes_up_belongs_to_its_first_invocation() {
        let of_ours = "INIT_START Runtime Version: x
loading
START RequestId: OURS Version: 3";
        assert_eq!(of(of_ours).lines, lines(of_ours));
        assert!(!of(of_ours).ended);
        let of_theirs = of_ours.replace("OURS", "THEIRS") + "\nREPORT RequestId: THEIRS\nSTART RequestId: OURS";
        assert_eq!(of(&of_theirs).lines, lines("START RequestId: OURS"));
    }

    #[test]
    fn json_is_read_by_its_keys_and_what_is_anothers_is_left_out() {
        let text = r#"{"type":"platform.start","record":{"requestId":"OURS"}}
{"type":"platform.start","record":{"requestId":"THEIRS"}}
{"level":"INFO","requestId":"OURS"}
{"level":"INFO","requestId":"THEIRS"}
{"level":"INFO"}
{"type":"platform.runtimeDone","record":{"requestId":"THEIRS"}}
{"type":"platform.report","record":{"requestId":"OURS"}}"#;
        let cut = of(text);
        assert_eq!(
            cut.lines,
            lines(
                r#"{"type":"platform.start","record":{"requestId":"OURS"}}
{"level":"INFO","requestId":"OURS"}
{"level":"INFO"}
{"type":"platform.report","record":{"requestId":"OURS"}}"#
            )
        );
        assert!(cut.mixed && cut.ended);
        assert!(is_end(&lines(text)[6], OURS) && !is_end(&lines(text)[6], THEIRS));
    }

    #[test]
    fn a_repeated_event_has_all_its_runs() {
        let run = "START RequestId: OURS\nREPORT RequestId: OURS\n";
        let cut = of(&format!("{run}noise\n{run}START RequestId: OURS"));
        assert_eq!((cut.starts, cut.ended, cut.lines.len()), (3, false, 5));
    }

    #[test]
    fn without_lambdas_own_lines_those_that_name_the_id_are_left() {
        let cut = of("[INFO]\tx\tOURS\tone\nnobody's\n[INFO]\tx\tTHEIRS\ttwo");
        assert_eq!((cut.lines, cut.starts), (lines("[INFO]\tx\tOURS\tone"), 0));
    }
}
