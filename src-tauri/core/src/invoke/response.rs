//! Reading an answer: which of the outcomes it is, and what a retry needs to know. Pure.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::attempt::Ending;
use super::carried::Carried;
use super::error_code::{self, CodeClass, ErrorCode};
use super::event_stream::Complete;
use super::hint;
use super::log::Log;
use super::outcome::{FunctionError, NoAnswer, NoAnswerCause, Outcome, PayloadPosition, Rejection};

/// An answer, with its body unless that was streamed.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: StatusCode,
    /// Headers in the order they came.
    pub headers: HeaderMap,
    /// The body, byte for byte; of a streamed one its beginning, at most 1 MB.
    pub body: Bytes,
    /// How a streamed response came in; its bytes are in the spool it was given.
    pub stream: Option<Streamed>,
}

/// How a streamed response came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Streamed {
    /// Chunks of payload.
    pub chunks: u64,
    /// Bytes of payload.
    pub bytes: u64,
    /// From the first chunk to the last.
    pub duration: Duration,
    /// How it ended; `None` when it broke off.
    pub complete: Option<Complete>,
}

impl Answer {
    /// Whether `body` is all there is.
    pub fn is_whole(&self) -> bool {
        self.stream.as_ref().is_none_or(|stream| stream.bytes == self.body.len() as u64)
    }

    /// The same, without what the request carried. A function's own answer stays as it came: it knows nothing of that.
    #[must_use]
    pub(crate) fn without(mut self, carried: &Carried) -> Self {
        if !self.status.is_success() {
            self.body = carried.mask(self.body);
            carried.mask_headers(&mut self.headers);
        }
        self
    }

    /// A header as text; `None` when it is absent or not text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// `X-Amz-Executed-Version`: `$LATEST` or a number.
    pub fn executed_version(&self) -> Option<&str> {
        self.header("x-amz-executed-version")
    }

    /// `X-Amz-Function-Error`: `Handled` or `Unhandled`.
    pub fn function_error(&self) -> Option<&str> {
        self.header("x-amz-function-error")
    }

    /// `X-Amz-Log-Result`, or the `LogResult` that ended a stream; still base64.
    pub fn log_result(&self) -> Option<&str> {
        self.header("x-amz-log-result").or_else(|| self.stream.as_ref()?.complete.as_ref()?.log_result.as_deref())
    }

    /// `X-Amz-Durable-Execution-Arn`.
    pub fn durable_execution_arn(&self) -> Option<&str> {
        self.header("x-amz-durable-execution-arn")
    }

    /// Whether the body is a stream of events, as `InvokeWithResponseStream` answers.
    pub fn is_event_stream(&self) -> bool {
        let kind = self.header("content-type").unwrap_or_default();
        self.status.is_success() && kind.starts_with("application/vnd.amazon.eventstream")
    }

    /// The decoded log tail.
    pub fn log(&self) -> Option<Log> {
        Log::decode(self.log_result()?)
    }

    /// `x-amzn-RequestId`.
    pub fn request_id(&self) -> Option<&str> {
        self.header("x-amzn-requestid")
    }

    /// `X-Amzn-Trace-Id`.
    pub fn trace_id(&self) -> Option<&str> {
        self.header("x-amzn-trace-id")
    }

    /// The pause the service asks for: `x-amz-retry-after` in milliseconds, or `Retry-After` in seconds.
    pub fn retry_after(&self) -> Option<Duration> {
        let number = |name| self.header(name)?.trim().parse::<u64>().ok();
        number("x-amz-retry-after")
            .map(Duration::from_millis)
            .or_else(|| number("retry-after").map(Duration::from_secs))
    }

    /// Which outcome this answer is, were it the last. `now` is compared with the service's clock for the hint.
    pub fn outcome(&self, now: SystemTime) -> Outcome {
        if self.status.is_success() {
            let complete = self.stream.as_ref().and_then(|stream| stream.complete.as_ref());
            if let Some((complete, code)) = complete.and_then(|it| Some((it, it.error_code.as_deref()?))) {
                let details = complete.error_details.as_deref().unwrap_or_default();
                return Outcome::FunctionError(stream_error(code, details));
            }
            return match self.function_error() {
                None => Outcome::Succeeded,
                Some(handling) => Outcome::FunctionError(FunctionError::of(handling, &self.body)),
            };
        }
        let body = serde_json::from_slice::<Value>(&self.body).ok();
        let text = |names: &[&str]| -> Option<String> {
            let object = body.as_ref()?.as_object()?;
            names.iter().find_map(|name| object.get(*name)?.as_str()).map(str::to_owned)
        };
        let code = self.header("x-amzn-errortype").map(str::to_owned).or_else(|| text(&["__type", "code", "Code"]));
        let code = code.as_deref().map(error_code).filter(|code| !code.is_empty());
        if code.is_none() && self.status.is_server_error() {
            // `cargo lambda watch` gives a function's own error so, without the header that tells it.
            if text(&["errorType"]).is_some() && text(&["errorMessage"]).is_some() {
                return Outcome::FunctionError(FunctionError::of("Unhandled", &self.body));
            }
            return Outcome::NoAnswer(self.gateway());
        }
        let message = text(&["message", "Message", "errorMessage"]).unwrap_or_else(|| self.plain_message());
        let reason = text(&["Reason", "reason"]);
        let known = code.as_deref().and_then(ErrorCode::of);
        let throttle = reason.as_deref().map(error_code::throttle_reason).filter(|meaning| !meaning.is_empty());
        Outcome::Rejected(Rejection {
            status: self.status.as_u16(),
            meaning: throttle.or(known.map(|known| known.meaning)).unwrap_or_default().to_owned(),
            hint: hint::for_rejection(self.status, code.as_deref(), &message, self.clock_skew(now)),
            position: (self.status == StatusCode::BAD_REQUEST).then(|| PayloadPosition::in_message(&message)).flatten(),
            code,
            message,
            reason,
        })
    }

    /// What a 5xx without an error code is: not Lambda's own. Whatever gave it may have passed the request on.
    fn gateway(&self) -> NoAnswer {
        NoAnswer {
            cause: NoAnswerCause::Gateway,
            message: self.plain_message(),
            hint: "Lambda's own errors carry a code, so this came from something in between, which may have passed the request on. Look at the function's log before you invoke again.".into(),
            may_have_run: true,
        }
    }

    /// What this answer means for a retry.
    pub fn ending(&self, outcome: &Outcome) -> Ending {
        let rejection = match outcome {
            Outcome::Succeeded => return Ending::Succeeded,
            Outcome::FunctionError(_) => return Ending::FunctionError,
            Outcome::NoAnswer(_) => return Ending::ConnectionLost,
            Outcome::Rejected(rejection) => rejection,
        };
        let known = rejection.code.as_deref().and_then(ErrorCode::of);
        match known.map(|known| known.class) {
            _ if rejection.status == 429 => Ending::Throttled,
            Some(CodeClass::Throttled) => Ending::Throttled,
            Some(CodeClass::Service) => Ending::ServiceError,
            Some(CodeClass::NotReady) => Ending::NotReady,
            Some(CodeClass::NotReadyIfPending) if is_pending(&rejection.message) => Ending::NotReady,
            None if matches!(rejection.code.as_deref(), Some("Throttling" | "RequestLimitExceeded")) => {
                Ending::Throttled
            }
            None if matches!(rejection.status, 500 | 502 | 503 | 504) => Ending::ServiceError,
            Some(CodeClass::NotReadyIfPending | CodeClass::Lasting) | None => Ending::Rejected,
        }
    }

    /// Whether the answer refuses the request for its clock, and how far this computer's clock is then ahead of the
    /// service's (negative: behind), in seconds.
    pub fn wrong_clock(&self, outcome: &Outcome, now: SystemTime) -> Option<i64> {
        let Outcome::Rejected(rejection) = outcome else { return None };
        if !hint::is_about_time(rejection.code.as_deref(), &rejection.message) {
            return None;
        }
        self.clock_skew(now)
    }

    /// What can be said of an error body that is not the service's: its text if it is short, or its status.
    fn plain_message(&self) -> String {
        /// Longer than any sentence, shorter than a page of HTML.
        const SHORT: usize = 300;
        let text = str::from_utf8(&self.body).unwrap_or_default().trim();
        if !text.is_empty() && text.len() <= SHORT && !text.starts_with(['{', '<']) {
            return text.to_owned();
        }
        let reason = self.status.canonical_reason().unwrap_or("no reason given");
        format!("The endpoint answered {} ({reason}) without an error message.", self.status.as_u16())
    }

    /// How far this computer's clock is ahead of the service's (negative: behind), in seconds.
    fn clock_skew(&self, now: SystemTime) -> Option<i64> {
        use time::OffsetDateTime;
        use time::format_description::well_known::Rfc2822;
        let date = self.header("date")?.replace("GMT", "+0000");
        let service = OffsetDateTime::parse(&date, &Rfc2822).ok()?;
        Some((OffsetDateTime::from(now) - service).whole_seconds())
    }
}

/// `namespace#Code:address` to `Code`.
fn error_code(text: &str) -> String {
    let text = text.rsplit('#').next().unwrap_or(text);
    text.split(':').next().unwrap_or(text).trim().to_owned()
}

/// Whether a conflict passes by itself: the function is coming up, or an update is under way.
fn is_pending(message: &str) -> bool {
    message.contains("Pending") || message.contains("update is in progress")
}

/// The error that ended a stream: its details are the error object, or plain words.
fn stream_error(code: &str, details: &str) -> FunctionError {
    let mut error = FunctionError::of(code, details.as_bytes());
    if error.error.error_message.is_none() && !details.is_empty() {
        error.error.error_message = Some(details.to_owned());
    }
    error
}

impl PayloadPosition {
    /// The place that the service's JSON reader names: `… line: 3, column: 12 …`.
    fn in_message(message: &str) -> Option<Self> {
        let number = |name: &str| {
            let rest = message.split_once(name)?.1;
            let digits: &str = rest.split(|letter: char| !letter.is_ascii_digit()).next()?;
            digits.parse::<u32>().ok().filter(|number| *number > 0)
        };
        Some(Self { line: number("line: ")?, column: number("column: ")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &'static str) -> Answer {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, http::HeaderValue::from_static(value));
        }
        Answer {
            status: StatusCode::from_u16(status).expect("a status"),
            headers: map,
            body: Bytes::from_static(body.as_bytes()),
            stream: None,
        }
    }

    fn rejection(answer: &Answer) -> Rejection {
        match answer.outcome(SystemTime::UNIX_EPOCH) {
            Outcome::Rejected(rejection) => rejection,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_function_that_failed_is_told_from_one_that_succeeded() {
        assert_eq!(answer(200, &[], "null").outcome(SystemTime::UNIX_EPOCH), Outcome::Succeeded);
        let failed = answer(
            200,
            &[("x-amz-function-error", "Unhandled")],
            r#"{"errorType":"KeyError","errorMessage":"'customer'","stackTrace":["  File \"app.py\"\n",["a.py",3,"f","x"]]}"#,
        );
        let Outcome::FunctionError(error) = failed.outcome(SystemTime::UNIX_EPOCH) else { panic!("a function error") };
        assert_eq!((error.handling.as_str(), error.error.error_type.as_deref()), ("Unhandled", Some("KeyError")));
    }

    #[test]
    fn a_stream_that_ended_in_an_error_is_a_function_error() {
        let failed = |details: &str| {
            let complete = Complete {
                error_code: Some("Unhandled".into()),
                error_details: Some(details.into()),
                log_result: Some("eA==".into()),
            };
            let stream = Streamed { complete: Some(complete), ..Streamed::default() };
            let answer = Answer { stream: Some(stream), ..answer(200, &[], "") };
            assert_eq!(answer.log_result(), Some("eA=="));
            let Outcome::FunctionError(error) = answer.outcome(SystemTime::UNIX_EPOCH) else { panic!("no error") };
            (error.handling, error.error.error_type, error.error.error_message)
        };
        let object = r#"{"errorType":"KeyError","errorMessage":"'x'"}"#;
        assert_eq!(failed(object), ("Unhandled".into(), Some("KeyError".into()), Some("'x'".into())));
        assert_eq!(failed("just words"), ("Unhandled".into(), None, Some("just words".into())));
    }

    #[test]
    fn the_header_names_the_code_before_the_body_does() {
        let both = answer(
            404,
            &[("x-amzn-errortype", "ResourceNotFoundException:http://internal.amazon.com/coral/")],
            r#"{"__type":"other","Message":"Function not found: f"}"#,
        );
        let found = rejection(&both);
        assert_eq!(found.code.as_deref(), Some("ResourceNotFoundException"));
        assert_eq!(found.message, "Function not found: f");
        let body = answer(400, &[], r#"{"__type":"com.amazon.coral.service#ExpiredTokenException","message":"old"}"#);
        assert_eq!(rejection(&body).code.as_deref(), Some("ExpiredTokenException"));
    }

    #[test]
    fn an_endpoint_that_is_not_lambda_is_not_quoted_at_length() {
        let page = answer(503, &[], "<html><body>Service Unavailable</body></html>");
        let outcome = page.outcome(SystemTime::UNIX_EPOCH);
        let Outcome::NoAnswer(gateway) = &outcome else { panic!("{outcome:?}") };
        assert_eq!((gateway.cause, gateway.may_have_run), (NoAnswerCause::Gateway, true));
        assert_eq!(gateway.message, "The endpoint answered 503 (Service Unavailable) without an error message.");
        assert_eq!(page.ending(&outcome), Ending::ConnectionLost);
        assert_eq!(rejection(&answer(403, &[], "Forbidden by proxy")).message, "Forbidden by proxy");
    }

    #[test]
    fn a_local_endpoint_may_tell_a_functions_error_by_its_body_alone() {
        let told = answer(500, &[], r#"{"errorType":"TypeError","errorMessage":"as asked"}"#);
        let outcome = told.outcome(SystemTime::UNIX_EPOCH);
        assert!(
            matches!(&outcome, Outcome::FunctionError(error) if error.error.error_type.as_deref() == Some("TypeError"))
        );
        assert_eq!(told.ending(&outcome), Ending::FunctionError);
    }

    #[test]
    fn retries_know_what_lasts() {
        let ending = |status, code: &'static str| {
            let answer = answer(status, &[("x-amzn-errortype", code)], "{}");
            let outcome = answer.outcome(SystemTime::UNIX_EPOCH);
            answer.ending(&outcome)
        };
        assert_eq!(ending(429, "TooManyRequestsException"), Ending::Throttled);
        assert_eq!(ending(500, "ServiceException"), Ending::ServiceError);
        assert_eq!(ending(502, "EC2ThrottledException"), Ending::ServiceError);
        assert_eq!(ending(502, "KMSDisabledException"), Ending::Rejected);
        assert_eq!(ending(404, "ResourceNotFoundException"), Ending::Rejected);
        assert_eq!(ending(409, "SnapStartNotReadyException"), Ending::NotReady);
        assert_eq!(ending(502, "ENINotReadyException"), Ending::NotReady);
        assert_eq!(ending(400, "ThrottlingException"), Ending::Throttled);
        assert_eq!(ending(503, "SomethingNewException"), Ending::ServiceError);
        let conflict = |message: &'static str| {
            let answer = answer(409, &[("x-amzn-errortype", "ResourceConflictException")], message);
            answer.ending(&answer.outcome(SystemTime::UNIX_EPOCH))
        };
        let pending = r#"{"Message":"The operation cannot be performed at this time. The function is currently in the following state: Pending"}"#;
        assert_eq!(conflict(pending), Ending::NotReady);
        assert_eq!(conflict(r#"{"Message":"… in the following state: Failed"}"#), Ending::Rejected);
    }

    #[test]
    fn the_place_of_a_mistake_is_taken_from_the_services_words() {
        let refused = answer(
            400,
            &[("x-amzn-errortype", "InvalidRequestContentException")],
            r#"{"message":"Could not parse request body into json: Unexpected character ('v' (code 118))\n at [Source: (byte[])\"{\"; line: 3, column: 12]"}"#,
        );
        assert_eq!(rejection(&refused).position, Some(PayloadPosition { line: 3, column: 12 }));
        assert_eq!(PayloadPosition::in_message("line: x, column: 4"), None);
        assert_eq!(PayloadPosition::in_message("line: 99999999999, column: 1"), None);
    }

    #[test]
    fn the_pause_the_service_asks_for() {
        assert_eq!(answer(429, &[("retry-after", "2")], "").retry_after(), Some(Duration::from_secs(2)));
        assert_eq!(
            answer(429, &[("retry-after", "2"), ("x-amz-retry-after", "150")], "").retry_after(),
            Some(Duration::from_millis(150))
        );
        assert_eq!(answer(429, &[("retry-after", "tomorrow")], "").retry_after(), None);
    }

    #[test]
    fn a_wrong_clock_is_measured_against_the_services() {
        let late = answer(403, &[("date", "Thu, 01 Jan 1970 00:10:00 GMT")], "");
        assert_eq!(late.clock_skew(SystemTime::UNIX_EPOCH), Some(-600));
    }
}
