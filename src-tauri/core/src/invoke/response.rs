//! Reading an answer: which of the outcomes it is, and what a retry needs to know. Pure.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::attempt::Ending;
use super::hint;
use super::log::Log;
use super::outcome::{FunctionError, Outcome, Rejection};

/// An answer with its whole body.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: StatusCode,
    /// Headers in the order they came.
    pub headers: HeaderMap,
    /// The body, byte for byte.
    pub body: Bytes,
}

impl Answer {
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

    /// `X-Amz-Log-Result`, still base64.
    pub fn log_result(&self) -> Option<&str> {
        self.header("x-amz-log-result")
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
            return match self.function_error() {
                None => Outcome::Succeeded,
                Some(handling) => Outcome::FunctionError(function_error(handling, &self.body)),
            };
        }
        let body = serde_json::from_slice::<Value>(&self.body).ok();
        let text = |names: &[&str]| -> Option<String> {
            let object = body.as_ref()?.as_object()?;
            names.iter().find_map(|name| object.get(*name)?.as_str()).map(str::to_owned)
        };
        let code = self.header("x-amzn-errortype").map(str::to_owned).or_else(|| text(&["__type", "code", "Code"]));
        let code = code.as_deref().map(error_code).filter(|code| !code.is_empty());
        let message = text(&["message", "Message", "errorMessage"]).unwrap_or_else(|| self.plain_message());
        let reason = text(&["Reason", "reason"]);
        let hint = hint::for_rejection(self.status, code.as_deref(), &message, self.clock_skew(now));
        Outcome::Rejected(Rejection { status: self.status.as_u16(), code, message, reason, hint })
    }

    /// What this answer means for a retry.
    pub fn ending(&self, outcome: &Outcome) -> Ending {
        let Outcome::Rejected(rejection) = outcome else {
            return match outcome {
                Outcome::FunctionError(_) => Ending::FunctionError,
                _ => Ending::Succeeded,
            };
        };
        match (rejection.status, rejection.code.as_deref()) {
            (429, _) | (_, Some("ThrottlingException" | "Throttling" | "TooManyRequestsException")) => {
                Ending::Throttled
            }
            (500 | 503 | 504, _) => Ending::ServiceError,
            (502, code) if !code.is_some_and(is_lasting) => Ending::ServiceError,
            _ => Ending::Rejected,
        }
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

/// The 502s that are mistakes in the function's configuration: sending again changes nothing.
fn is_lasting(code: &str) -> bool {
    matches!(
        code,
        "EC2AccessDeniedException"
            | "ENILimitReachedException"
            | "InvalidRuntimeException"
            | "InvalidSecurityGroupIDException"
            | "InvalidSubnetIDException"
            | "InvalidZipFileException"
            | "KMSAccessDeniedException"
            | "KMSDisabledException"
            | "KMSInvalidStateException"
            | "KMSNotFoundException"
            | "SubnetIPAddressLimitReachedException"
    )
}

fn function_error(handling: &str, body: &[u8]) -> FunctionError {
    let body = serde_json::from_slice::<Value>(body).ok();
    let text = |name: &str| body.as_ref()?.get(name)?.as_str().map(str::to_owned);
    let stack = ["stackTrace", "trace"].iter().find_map(|name| body.as_ref()?.get(*name)?.as_array());
    FunctionError {
        handling: handling.to_owned(),
        error_type: text("errorType"),
        error_message: text("errorMessage"),
        stack: stack.into_iter().flatten().map(frame).collect(),
    }
}

/// One frame as text: most runtimes send text, the older Python runtime a list of file, line, function and source.
fn frame(frame: &Value) -> String {
    match frame {
        Value::String(text) => text.trim_end_matches('\n').to_owned(),
        other => other.to_string(),
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
        assert_eq!(error.error_type.as_deref(), Some("KeyError"));
        assert_eq!(error.stack, ["  File \"app.py\"", r#"["a.py",3,"f","x"]"#]);
    }

    #[test]
    fn a_function_error_need_not_be_an_error_object() {
        let failed = answer(200, &[("x-amz-function-error", "Handled")], "\"just text\"");
        let Outcome::FunctionError(error) = failed.outcome(SystemTime::UNIX_EPOCH) else { panic!("a function error") };
        assert_eq!((error.error_type, error.stack), (None, vec![]));
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
        assert_eq!(
            rejection(&page).message,
            "The endpoint answered 503 (Service Unavailable) without an error message."
        );
        assert_eq!(rejection(&answer(403, &[], "Forbidden by proxy")).message, "Forbidden by proxy");
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
