//! What each function does when it runs.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::function::Function;
use crate::log::{Report, RunLog};

/// Lambda's limit for a response, in bytes.
const RESPONSE_LIMIT: usize = 6_291_556;

/// What large responses are filled with.
const FILLING: &str = "of many that fill it up ";

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Executed {
    /// The response, or the error object.
    pub body: Bytes,
    /// The value of `X-Amz-Function-Error`.
    pub error: Option<&'static str>,
    /// The log's tail in base64.
    pub log_tail: String,
}

/// One run of a function.
#[derive(Clone, Debug)]
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
}

/// How the handler ended.
enum Ending {
    Returned(Bytes),
    Raised(Value),
    Stopped { error_type: &'static str, message: String, status: &'static str },
}

impl Run {
    /// Runs it to its end.
    pub async fn execute(self) -> Executed {
        let mut log = RunLog::begin(self.function, &self.request_id, self.version, self.cold);
        let start = Instant::now();
        // A runtime takes about a millisecond to hand the event over, and a REPORT line never says less.
        sleep(Duration::from_millis(1)).await;
        let ending = self.handler(&mut log).await;
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
            Ending::Raised(error) => (Bytes::from(error.to_string()), Some("Unhandled")),
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
        if self.function == Function::Talkative {
            log.cut_into_a_character();
        }
        Executed { body, error, log_tail: log.tail() }
    }

    fn number(&self, key: &str) -> Option<f64> {
        serde_json::from_slice::<Value>(&self.payload).ok()?.get(key)?.as_f64().filter(|number| *number >= 0.0)
    }

    async fn handler(&self, log: &mut RunLog) -> Ending {
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
            Function::Throttled | Function::Unavailable => {
                log.line("[INFO]\tthis time it runs");
                Ending::Returned(Bytes::from(json!({ "ran": true, "function": self.function.name() }).to_string()))
            }
            Function::Talkative => self.talk(log),
            Function::Large => self.large(log),
            Function::ApiProxy => Ending::Returned(Bytes::from(api_proxy())),
            Function::Stream => Ending::Returned(Bytes::from(json!({ "chunks": ["one", "two", "three"] }).to_string())),
        }
    }

    fn fail(&self, log: &mut RunLog) -> Ending {
        log.line("[INFO]\treading the customer of the order");
        log.line("[ERROR] KeyError: 'customer'");
        log.line("Traceback (most recent call last):");
        log.line("  File \"/var/task/app.py\", line 41, in handler");
        log.line("    return validate(event)");
        log.line("  File \"/var/task/orders/rules.py\", line 18, in validate");
        log.line("    customer = event[\"customer\"]");
        Ending::Raised(json!({
            "errorMessage": "'customer'",
            "errorType": "KeyError",
            "requestId": self.request_id,
            "stackTrace": [
                "  File \"/var/task/app.py\", line 41, in handler\n    return validate(event)\n",
                "  File \"/var/task/orders/rules.py\", line 18, in validate\n    customer = event[\"customer\"]\n"
            ]
        }))
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
        let seconds = self.function.timeout_seconds();
        sleep(Duration::from_secs(seconds.into())).await;
        Ending::Stopped {
            error_type: "Sandbox.Timedout",
            message: format!("Task timed out after {seconds}.00 seconds"),
            status: "timeout",
        }
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
            let message =
                format!("Response payload size exceeded maximum allowed payload size ({RESPONSE_LIMIT} bytes).");
            return Ending::Raised(json!({ "errorType": "Function.ResponseSizeTooLarge", "errorMessage": message }));
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
}

fn api_proxy() -> String {
    let inner = json!({ "id": "4711", "state": "ACCEPTED", "total": { "amount": 46.0, "currency": "EUR" } });
    json!({
        "statusCode": 200,
        "headers": { "content-type": "application/json" },
        "isBase64Encoded": false,
        "body": inner.to_string(),
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;

    fn run(function: Function, payload: &str) -> Run {
        Run {
            function,
            version: "3",
            request_id: "57f231fb-1730-4395-85cb-4f71bd2b87b8".into(),
            payload: Bytes::from(payload.to_owned()),
            cold: false,
        }
    }

    #[tokio::test]
    async fn large_returns_exactly_what_is_asked_for() {
        for bytes in [1, 10, 11, 12, 13, 14, 50, 299, 300, 301, 100_000, RESPONSE_LIMIT] {
            let done = run(Function::Large, &format!("{{\"bytes\":{bytes}}}")).execute().await;
            assert_eq!(done.body.len(), bytes);
            assert!(serde_json::from_slice::<Value>(&done.body).is_ok(), "{bytes}");
        }
        let done = run(Function::Large, &format!("{{\"bytes\":{}}}", RESPONSE_LIMIT + 1)).execute().await;
        assert_eq!(done.error, Some("Unhandled"));
        assert!(String::from_utf8_lossy(&done.body).contains("Function.ResponseSizeTooLarge"));
    }

    #[tokio::test]
    async fn the_tail_of_the_talkative_one_begins_in_a_character() {
        let done = run(Function::Talkative, "{}").execute().await;
        let tail = base64::engine::general_purpose::STANDARD.decode(done.log_tail).expect("base64");
        assert_eq!(tail.len(), 4096);
        assert!((0x80..0xc0).contains(&tail[0]), "{:x}", tail[0]);
        assert!(String::from_utf8_lossy(&tail).contains("\nEND RequestId: "));
    }
}
