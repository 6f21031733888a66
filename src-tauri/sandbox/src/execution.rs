//! What each function does when it runs.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};

use crate::chunks::Plan;
use crate::function::Function;
use crate::log::{LogFormat, Report, RunLog};
use crate::logs::book::Sink;
use crate::response_stream::{ResponseStream, STREAM_LIMIT};
use crate::runtime_error::{self, Runtime};

/// Lambda's limit for a response, in bytes.
const RESPONSE_LIMIT: usize = 6_291_556;

/// The log stream of Managed Instances.
pub const MANAGED_STREAM: &str = "2026/11/23/managed[3]0123456789abcdef";

/// What large responses are filled with.
const FILLING: &str = "of many that fill it up ";

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Executed {
    /// The response as far as it was not streamed, or the error object.
    pub body: Bytes,
    /// The value of `X-Amz-Function-Error`, or of a stream's `ErrorCode`.
    pub error: Option<&'static str>,
    /// The log's tail in base64.
    pub log_tail: String,
}

/// What Managed Instances send in place of a log's tail: where the log is.
fn log_stream() -> String {
    format!(r#"{{"logGroup":"/aws/lambda/managed","logStreamName":"{MANAGED_STREAM}"}}"#)
}

/// One run of a function.
#[derive(Debug)]
pub struct Run {
    /// Which.
    pub function: Function,
    /// The version that runs.
    pub version: &'static str,
    /// The request's id.
    pub request_id: String,
    /// JSON, byte for byte.
    pub payload: Bytes,
    /// Whether its environment is new.
    pub cold: bool,
    /// When it begins, by the sandbox's clock.
    pub now: SystemTime,
    /// Where its log goes, besides into the answer.
    pub sink: Option<Sink>,
}

/// How the handler ended.
enum Ending {
    Returned(Bytes),
    Streamed,
    Raised(Value),
    /// The response passes a limit, in bytes.
    TooLarge(usize),
    Stopped {
        error_type: &'static str,
        message: String,
        status: &'static str,
    },
}

impl Run {
    /// Runs it to its end. A function that streams writes into `stream`, when there is one.
    pub async fn execute(mut self, stream: Option<&mut ResponseStream>) -> Executed {
        let (sink, format) = (self.sink.take(), self.log_format());
        let mut log = RunLog::begin(self.function, &self.request_id, self.version, self.cold, format, self.now, sink);
        let start = Instant::now();
        // A runtime takes about a millisecond to hand the event over, and a REPORT line never says less.
        sleep(Duration::from_millis(1)).await;
        let ending = self.handler(&mut log, stream).await;
        let memory = self.function.memory_mb();
        let used = match self.function {
            Function::Memory => memory,
            Function::Large => 96,
            _ => 36,
        };
        let mut report = Report {
            // A timer fires a little late; what Lambda reports never passes the limit.
            duration: start.elapsed().min(Duration::from_secs(self.function.timeout_seconds().into())),
            init: self.cold.then_some(Duration::from_micros(98_430)),
            max_memory_mb: used,
            broken: None,
        };
        let (body, error) = match ending {
            Ending::Returned(body) => (body, None),
            Ending::Streamed => (Bytes::new(), None),
            Ending::Raised(error) => (Bytes::from(error.to_string()), Some("Unhandled")),
            Ending::TooLarge(limit) => {
                let kind = "Function.ResponseSizeTooLarge";
                let message = format!("Response payload size exceeded maximum allowed payload size ({limit} bytes).");
                let error = json!({ "errorType": kind, "errorMessage": message });
                // A stream is cut by the service, which gives its own code there.
                let code = if limit == STREAM_LIMIT { kind } else { "Unhandled" };
                (Bytes::from(error.to_string()), Some(code))
            }
            Ending::Stopped { error_type, message, status } => {
                report.broken = Some((status, if status == "timeout" { "" } else { error_type }));
                let message = format!("RequestId: {} Error: {message}", self.request_id);
                (
                    Bytes::from(json!({ "errorType": error_type, "errorMessage": message }).to_string()),
                    Some("Unhandled"),
                )
            }
        };
        log.end(self.function, &report);
        let log_tail = if self.function == Function::Managed { STANDARD.encode(log_stream()) } else { log.tail() };
        Executed { body, error, log_tail }
    }

    fn log_format(&self) -> LogFormat {
        match self.function {
            Function::Talkative if self.text("log_format").as_deref() == Some("json") => LogFormat::Json,
            // It is the only one there.
            Function::Managed => LogFormat::Json,
            _ => LogFormat::Text,
        }
    }

    fn text(&self, key: &str) -> Option<String> {
        serde_json::from_slice::<Value>(&self.payload).ok()?.get(key)?.as_str().map(str::to_owned)
    }

    fn number(&self, key: &str) -> Option<f64> {
        serde_json::from_slice::<Value>(&self.payload).ok()?.get(key)?.as_f64().filter(|number| *number >= 0.0)
    }

    async fn handler(&self, log: &mut RunLog, stream: Option<&mut ResponseStream>) -> Ending {
        match self.function {
            Function::Echo => {
                log.line(&format!("[INFO]\t{} bytes came in and go out", self.payload.len()));
                Ending::Returned(self.payload.clone())
            }
            Function::Nothing => Ending::Returned(Bytes::from_static(b"null")),
            Function::Fail => self.fail(log),
            Function::Slow => self.slow(log).await,
            Function::Timeout => self.time_out().await,
            Function::Memory => {
                log.line("[INFO]\tallocating until nothing is left");
                Ending::Stopped {
                    error_type: "Runtime.ExitError",
                    message: "Runtime exited with error: signal: killed".into(),
                    status: "error",
                }
            }
            Function::Managed => Ending::Returned(Bytes::from_static(br#"{"ran":true}"#)),
            Function::Throttled | Function::Unavailable | Function::Starting => {
                log.line("[INFO]\tthis time it runs");
                Ending::Returned(Bytes::from(json!({ "ran": true, "function": self.function.name() }).to_string()))
            }
            Function::Talkative => self.talk(log),
            Function::Large => self.large(log),
            Function::ApiProxy => Ending::Returned(Bytes::from(self.api_proxy())),
            Function::Stream => self.stream(log, stream).await,
        }
    }

    fn fail(&self, log: &mut RunLog) -> Ending {
        let runtime = Runtime::of(&self.text("runtime").unwrap_or_default());
        log.line("[INFO]\treading the customer of the order");
        let stamp = log.stamp();
        for line in runtime.log(&self.request_id, &stamp) {
            log.line(&line);
        }
        Ending::Raised(runtime.error(&self.request_id))
    }

    async fn slow(&self, log: &mut RunLog) -> Ending {
        let limit = f64::from(self.function.timeout_seconds());
        let seconds = self.number("seconds").unwrap_or(1.0);
        log.line(&format!("[INFO]\twaiting {seconds} s"));
        if seconds > limit {
            return self.time_out().await;
        }
        sleep(Duration::from_secs_f64(seconds)).await;
        Ending::Returned(Bytes::from(json!({ "waited": seconds }).to_string()))
    }

    async fn time_out(&self) -> Ending {
        sleep(Duration::from_secs(self.function.timeout_seconds().into())).await;
        self.timed_out()
    }

    fn timed_out(&self) -> Ending {
        Ending::Stopped {
            error_type: "Sandbox.Timedout",
            message: format!("Task timed out after {}.00 seconds", self.function.timeout_seconds()),
            status: "timeout",
        }
    }

    async fn stream(&self, log: &mut RunLog, stream: Option<&mut ResponseStream>) -> Ending {
        let plan = Plan::of(&self.payload);
        log.line(&format!("[INFO]\twriting {} chunks, {} ms apart", plan.chunks, plan.delay.as_millis()));
        // A client that is slow to take them uses the function's time up, too.
        let limit = Duration::from_secs(self.function.timeout_seconds().into());
        timeout(limit, Self::write_chunks(&plan, log, stream)).await.unwrap_or_else(|_| self.timed_out())
    }

    /// Writes the chunks into the stream; without one they become one text.
    async fn write_chunks(plan: &Plan, log: &mut RunLog, mut stream: Option<&mut ResponseStream>) -> Ending {
        let mut text = Vec::new();
        for written in 0..=plan.chunks {
            if plan.fail_after == Some(written) {
                let message = format!("the source broke off after {written} chunks");
                log.line(&format!("[ERROR]\t{message}"));
                return Ending::Raised(runtime_error::node(
                    "Error",
                    &message,
                    &[
                        "writeChunks (file:///var/task/index.mjs:24:13)",
                        "Runtime.handler (file:///var/task/index.mjs:9:3)",
                    ],
                ));
            }
            if written == plan.chunks {
                break;
            }
            if written > 0 && !plan.delay.is_zero() {
                sleep(plan.delay).await;
            }
            for piece in plan.chunk(written + 1) {
                if let Some(stream) = stream.as_deref_mut() {
                    if stream.write(&piece).await.is_err() {
                        return Ending::TooLarge(STREAM_LIMIT);
                    }
                } else {
                    text.extend_from_slice(&piece);
                    if text.len() > RESPONSE_LIMIT {
                        return Ending::TooLarge(RESPONSE_LIMIT);
                    }
                }
            }
        }
        if stream.is_some() {
            return Ending::Streamed;
        }
        let json = Value::from(String::from_utf8_lossy(&text)).to_string();
        if json.len() > RESPONSE_LIMIT {
            return Ending::TooLarge(RESPONSE_LIMIT);
        }
        Ending::Returned(Bytes::from(json))
    }

    fn talk(&self, log: &mut RunLog) -> Ending {
        for shelf in 1..=60 {
            log.line(&format!("[DEBUG]\tRegal {shelf}: geprüft, für gültig erklärt, übertragen → ✓ äöüßéèêëñç€"));
        }
        log.line("[INFO]\treserved stock for 2 lines in 31 ms");
        log.line(r#"{"level":"INFO","message":"order stored","orderId":"5f0c7b1e","tookMs":12}"#);
        log.line(r#"{"level":"WARN","message":"stock is low","sku":"BK-7714","left":3}"#);
        // Nothing of this is a secret: these are the forms that a reader's eye, and a filter, should catch.
        log.line("[WARNING]\tAWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEXAMPLETOKEN passed to child process");
        log.line("[INFO]\tusing key AKIAIOSFODNN7EXAMPLE");
        log.line("[DEBUG]\tAuthorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJleGFtcGxlIn0.");
        log.line("[DEBUG]\tconnecting to postgres://orders:hunter2@db.example.com/orders");
        log.line("[ERROR]\tcould not reach the loyalty service, going on without it");
        Ending::Returned(Bytes::from(json!({ "checked": 60, "request": self.request_id }).to_string()))
    }

    /// Exactly as many bytes of JSON as asked for: `{"data":["…","…"]}`.
    fn large(&self, log: &mut RunLog) -> Ending {
        const WRAPPED: usize = r#"{"data":""}"#.len();
        // Elements of one line each, so that a reader can scroll it; the last one fills up.
        const ELEMENT: usize = 60;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and bounded below")]
        let bytes = self.number("bytes").unwrap_or(100_000.0).min(1e9) as usize;
        log.line(&format!("[INFO]\tmaking {bytes} bytes"));
        if bytes > RESPONSE_LIMIT {
            return Ending::TooLarge(RESPONSE_LIMIT);
        }
        if bytes < WRAPPED {
            // The shortest JSON of any length: a number.
            return Ending::Returned(Bytes::from("1".repeat(bytes.max(1))));
        }
        let mut out = String::with_capacity(bytes);
        out.push_str(r#"{"data":[""#);
        let mut number = 0;
        // After an element there must be room for `","` and the end.
        while out.len() + 2 * ELEMENT < bytes {
            number += 1;
            let element = format!("element {number} ");
            out.push_str(&element);
            out.extend(FILLING.chars().cycle().take(ELEMENT - element.len() - 3));
            out.push_str("\",\"");
        }
        if bytes < out.len() + 3 {
            return Ending::Returned(Bytes::from(format!(r#"{{"data":"{}"}}"#, ".".repeat(bytes - WRAPPED))));
        }
        out.extend(FILLING.chars().cycle().take(bytes - out.len() - 3));
        out.push_str("\"]}");
        Ending::Returned(Bytes::from(out))
    }

    fn api_proxy(&self) -> String {
        let payload: Value = serde_json::from_slice(&self.payload).unwrap_or_default();
        let status = payload.get("statusCode").and_then(Value::as_u64).unwrap_or(200);
        let inner = if status < 400 {
            json!({ "id": "4711", "state": "ACCEPTED", "total": { "amount": 46.0, "currency": "EUR" } })
        } else {
            json!({ "message": "The order could not be read" })
        };
        json!({
            "statusCode": status,
            "headers": { "content-type": "application/json" },
            "isBase64Encoded": false,
            "body": inner.to_string(),
        })
        .to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::Pin;

    use http_body::Body as _;

    use super::*;
    use crate::event_stream::tests::read;
    use crate::event_stream::{Complete, payload_chunk};

    fn run(function: Function, payload: &str) -> Run {
        Run {
            function,
            version: "3",
            request_id: "57f231fb-1730-4395-85cb-4f71bd2b87b8".into(),
            payload: Bytes::from(payload.to_owned()),
            cold: false,
            now: SystemTime::UNIX_EPOCH,
            sink: None,
        }
    }

    #[tokio::test]
    async fn large_returns_exactly_what_is_asked_for() {
        for bytes in [1, 10, 11, 12, 13, 14, 50, 299, 300, 301, 100_000, RESPONSE_LIMIT] {
            let done = run(Function::Large, &format!("{{\"bytes\":{bytes}}}")).execute(None).await;
            assert_eq!(done.body.len(), bytes);
            assert!(serde_json::from_slice::<Value>(&done.body).is_ok(), "{bytes}");
        }
        let done = run(Function::Large, &format!("{{\"bytes\":{}}}", RESPONSE_LIMIT + 1)).execute(None).await;
        assert_eq!(done.error, Some("Unhandled"));
        assert!(String::from_utf8_lossy(&done.body).contains("Function.ResponseSizeTooLarge"));
    }

    #[tokio::test]
    async fn the_tail_of_the_talkative_one_begins_in_a_character() {
        let done = run(Function::Talkative, "{}").execute(None).await;
        let tail = STANDARD.decode(done.log_tail).expect("base64");
        assert_eq!(tail.len(), 4096);
        assert!((0x80..0xc0).contains(&tail[0]), "{:x}", tail[0]);
        assert!(String::from_utf8_lossy(&tail).contains("\nEND RequestId: "));
    }

    /// Streams a run as `InvokeWithResponseStream` does, as far as the function itself streams.
    async fn streamed(payload: &str) -> (Vec<Vec<u8>>, Executed) {
        let (mut stream, body) = ResponseStream::open();
        let run = run(Function::Stream, payload);
        let task = tokio::spawn(async move {
            let done = run.execute(Some(&mut stream)).await;
            stream.complete(&Complete::default()).await;
            done
        });
        let frames = read(&axum::body::to_bytes(body, usize::MAX).await.expect("a body"));
        let chunks = frames.into_iter().filter(|frame| frame.kind() == "PayloadChunk").map(|frame| frame.payload);
        (chunks.collect(), task.await.expect("done"))
    }

    #[tokio::test]
    async fn stream_writes_chunk_by_chunk_and_takes_its_time() {
        let start = Instant::now();
        let (chunks, done) = streamed(r#"{"chunks":3,"delay_ms":30}"#).await;
        assert_eq!(chunks, [b"chunk 1 of 3\n", b"chunk 2 of 3\n", b"chunk 3 of 3\n"]);
        assert!(start.elapsed() >= Duration::from_millis(60));
        assert_eq!((done.error, done.body.len()), (None, 0));
    }

    #[tokio::test]
    async fn stream_fails_in_the_middle_or_before_it_began() {
        for (after, written) in [(0, 0), (2, 2), (3, 3), (4, 3)] {
            let payload = format!(r#"{{"chunks":3,"delay_ms":0,"bytes":64,"fail_after":{after}}}"#);
            let (chunks, done) = streamed(&payload).await;
            assert_eq!(chunks.len(), written);
            assert!(chunks.iter().all(|chunk| chunk.len() == 64));
            assert_eq!(done.error, (after < 4).then_some("Unhandled"));
            if after < 4 {
                let error: Value = serde_json::from_slice(&done.body).expect("JSON");
                assert_eq!(error["errorMessage"], format!("the source broke off after {after} chunks"));
            }
        }
    }

    #[tokio::test]
    async fn stream_is_cut_at_its_limit() {
        let (mut stream, mut body) = ResponseStream::open();
        let run = run(Function::Stream, r#"{"chunks":3,"delay_ms":0,"bytes":104857600}"#);
        let task = tokio::spawn(async move { run.execute(Some(&mut stream)).await });
        // Frame by frame, and only by their lengths: it is 200 MB.
        let overhead = payload_chunk(b"").len();
        let mut bytes = 0;
        while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            bytes += frame.expect("a frame").into_data().expect("data").len() - overhead;
        }
        assert_eq!(bytes, STREAM_LIMIT);
        let done = task.await.expect("done");
        assert_eq!(done.error, Some("Function.ResponseSizeTooLarge"));
        assert!(String::from_utf8_lossy(&done.body).contains("(209715200 bytes)"));
    }

    #[tokio::test]
    async fn stream_invoked_plainly_returns_its_chunks_as_one_text() {
        let done = run(Function::Stream, r#"{"chunks":2,"delay_ms":0}"#).execute(None).await;
        assert_eq!(done.body, r#""chunk 1 of 2\nchunk 2 of 2\n""#);
        let done = run(Function::Stream, r#"{"chunks":7,"delay_ms":0,"bytes":1000000}"#).execute(None).await;
        assert_eq!(done.error, Some("Unhandled"));
        assert!(String::from_utf8_lossy(&done.body).contains("Function.ResponseSizeTooLarge"));
    }

    #[tokio::test]
    async fn a_log_in_json_has_the_platforms_events() {
        let done = Run { cold: true, ..run(Function::Talkative, r#"{"log_format":"json"}"#) }.execute(None).await;
        let tail = STANDARD.decode(done.log_tail).expect("base64");
        assert_eq!(tail.len(), 4096);
        let tail = String::from_utf8_lossy(&tail);
        // The first line is cut.
        let lines: Vec<Value> =
            tail.lines().skip(1).map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect();
        let report = lines.last().expect("a line");
        assert_eq!(report["type"], "platform.report");
        assert_eq!(report["record"]["metrics"]["memorySizeMB"], 128);
        assert!(report["record"]["metrics"]["initDurationMs"].is_number());
        assert!(lines.iter().any(|line| line["level"] == "ERROR"));
        assert!(!tail.contains("END RequestId"));
    }

    #[tokio::test]
    async fn the_payload_chooses_the_proxy_responses_status() {
        for (payload, status) in [("{}", 200), (r#"{"statusCode":500}"#, 500), (r#"{"statusCode":"x"}"#, 200)] {
            let done = run(Function::ApiProxy, payload).execute(None).await;
            let response: Value = serde_json::from_slice(&done.body).expect("JSON");
            assert_eq!((&response["statusCode"], done.error), (&json!(status), None));
        }
    }

    #[tokio::test]
    async fn the_payload_chooses_the_runtime_that_fails() {
        let done = run(Function::Fail, r#"{"runtime":"java"}"#).execute(None).await;
        let error: Value = serde_json::from_slice(&done.body).expect("JSON");
        assert_eq!(error["cause"]["errorType"], "java.lang.NullPointerException");
        let tail = STANDARD.decode(done.log_tail).expect("base64");
        assert!(String::from_utf8_lossy(&tail).contains("Caused by: java.lang.NullPointerException"));
    }
}
