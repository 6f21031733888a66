//! One call of an AWS API that speaks JSON, other than Invoke: signed, sent, sent again where that can do no harm, and
//! read. Most speak rest-json; CloudWatch Logs names its operation in a header (AWS JSON 1.1). It must not know which API it is, nor what is made of the answers.

use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::{HeaderValue, Method, Request, header};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::failure::{Failure, FailureCode};
use crate::invoke::endpoint::Endpoint;
use crate::invoke::explain::{Circumstances, explain};
use crate::invoke::outcome::{NoAnswerCause, Outcome, Rejection};
use crate::invoke::region::Region;
use crate::invoke::response::Answer;
use crate::invoke::retry::{Ended, Follows, Quota, RetryClasses, RetryPolicy};
use crate::invoke::run::{Engine, ending_of};
use crate::invoke::sign::{self, sha256_hex};
use crate::invoke::stopwatch::Stopwatch;
use crate::invoke::transport::{Exchange, Lost, Stop};

/// How long one answer may take. AWS answers these within a second.
const PATIENCE: Duration = Duration::from_secs(10);

/// Attempts of one call: at a throttle's pauses (up to 1, 2, 4 and 8 s) as long as anybody looks at a list that fills.
const ATTEMPTS: u32 = 5;

/// An API at its endpoint, as somebody.
#[derive(Clone, Copy)]
pub struct RestApi<'a> {
    /// What sends: its connections, and its knowledge of wrong clocks.
    pub engine: &'a Engine,
    /// Where.
    pub endpoint: &'a Endpoint,
    /// Region that is signed for.
    pub region: &'a Region,
    /// Signing name, such as `lambda`.
    pub service: &'static str,
    /// As whom.
    pub credentials: &'a Credentials,
}

/// Why a call came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The caller's policies do not allow it.
    #[error("{message}")]
    Forbidden {
        /// AWS's words.
        message: String,
    },
    /// The credentials themselves are not good: expired, revoked, or with a wrong secret.
    #[error("{message}")]
    Credentials {
        /// AWS's words.
        message: String,
        /// What to do; may be empty.
        hint: String,
    },
    /// What is named is not there.
    #[error("{message}")]
    NotFound {
        /// AWS's words.
        message: String,
    },
    /// It is there already, or as it should be already.
    #[error("{message}")]
    Conflict {
        /// AWS's words.
        message: String,
    },
    /// Asked too often, and the pauses did not help.
    #[error("{message}")]
    Throttled {
        /// AWS's words.
        message: String,
    },
    /// Refused for another reason, or the service failed.
    #[error("{message}")]
    Refused {
        /// AWS's words.
        message: String,
        /// What to do; may be empty.
        hint: String,
    },
    /// No whole answer came.
    #[error("{message}")]
    NoAnswer {
        /// What happened, as a sentence.
        message: String,
        /// What to do.
        hint: String,
    },
    /// The answer is none of this API's.
    #[error("the answer cannot be read ({0})")]
    Unreadable(String),
}

/// What a call was for, to be said when it came to nothing.
#[derive(Clone, Copy, Debug)]
pub struct Purpose {
    /// Begins the sentence, such as `The list of functions`.
    pub what: &'static str,
    /// The permission it takes, such as `lambda:ListFunctions`.
    pub action: &'static str,
    /// What can be done without it; may be empty.
    pub without: &'static str,
}

impl RestApi<'_> {
    /// Reads.
    ///
    /// # Errors
    /// Why it came to nothing.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, CallError> {
        read(&self.send(&Call::rest(Method::GET, path, None)).await?)
    }

    /// Writes and reads what is answered.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn ask<T: DeserializeOwned>(&self, method: Method, path: &str, body: &Value) -> Result<T, CallError> {
        read(&self.send(&Call::rest(method, path, Some(body))).await?)
    }

    /// Writes; what is answered does not matter.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn tell(&self, method: Method, path: &str, body: Option<&Value>) -> Result<(), CallError> {
        self.send(&Call::rest(method, path, body)).await.map(drop)
    }

    /// Reads by an operation that a header names, such as `Logs_20140328.FilterLogEvents`.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn look<T: DeserializeOwned>(&self, operation: &str, members: &Value) -> Result<T, CallError> {
        let operation = HeaderValue::from_str(operation).map_err(|error| unmade(&error))?;
        let body = Bytes::from(members.to_string());
        read(
            &self
                .send(&Call { method: Method::POST, path: "/", body, operation: Some(operation), reads: true })
                .await?,
        )
    }

    /// Sends until there is an answer that settles it. What is lost on the way is sent again only where doing it twice
    /// is as good as once; a throttle and a failing service have done nothing.
    async fn send(&self, call: &Call<'_>) -> Result<Answer, CallError> {
        let policy = RetryPolicy {
            classes: RetryClasses { connection_lost: call.reads, ..HARMLESS },
            attempts: ATTEMPTS,
            longest_pause: Duration::from_secs(20),
        };
        let (mut quota, mut clock_corrected, mut number) = (Quota::default(), false, 0);
        loop {
            number += 1;
            let now = self.engine.now();
            let exchanged = self.exchange(call).await?;
            let (ending, asked) = match &exchanged {
                Ok(answer) => {
                    let outcome = answer.outcome(now);
                    if !clock_corrected && let Some(skew) = answer.wrong_clock(&outcome, now) {
                        clock_corrected = true;
                        self.engine.note_skew(self.endpoint, skew);
                        continue;
                    }
                    (answer.ending(&outcome), answer.retry_after())
                }
                Err(lost) => (ending_of(lost), None),
            };
            let ended = Ended { number, ending, asked, one_execution: false };
            match policy.follows(ended, fastrand::f64(), &mut quota) {
                Follows::Again(next) => sleep(Duration::from_secs_f64(next.delay.0 / 1000.0)).await,
                Follows::Nothing(_) => {
                    return match exchanged {
                        Ok(answer) => judged(answer, now),
                        Err(lost) => Err(self.lost(&lost)),
                    };
                }
            }
        }
    }

    /// One attempt. The outer error is ours: a request that cannot be made or signed.
    async fn exchange(&self, call: &Call<'_>) -> Result<Result<Answer, Lost>, CallError> {
        let hash = sha256_hex(&call.body);
        let address = format!("{}{}", self.endpoint.as_str(), call.path);
        let mut request = Request::builder().method(call.method.clone()).uri(address);
        if let Some(operation) = &call.operation {
            let form = HeaderValue::from_static("application/x-amz-json-1.1");
            request = request.header("x-amz-target", operation).header(header::CONTENT_TYPE, form);
        } else if !call.body.is_empty() {
            request = request.header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let mut request = request.body(call.body.clone()).map_err(|error| unmade(&error))?;
        let time = self.engine.time_for(self.endpoint);
        sign::sign(&mut request, &hash, self.credentials, self.region, self.service, time)
            .map_err(|error| unmade(&error))?;
        let exchange = Exchange {
            request,
            loopback: self.endpoint.is_loopback(),
            wait: PATIENCE,
            spool: None,
            stop: Stop::default(),
            on_step: Arc::new(|_| {}),
        };
        let watch = Arc::new(Stopwatch::new(Instant::now()));
        Ok(self.engine.transport().exchange(exchange, &watch).await)
    }

    fn lost(&self, lost: &Lost) -> CallError {
        const AGAIN: &str = "Check the network, and try again in a moment.";
        let at = Circumstances {
            endpoint: self.endpoint,
            function: self.endpoint.as_str(),
            wait: PATIENCE,
            total: PATIENCE,
            one_execution: false,
            dry_run: false,
        };
        let told = explain(lost, &at);
        let hint = match lost.cause {
            NoAnswerCause::NameNotFound
            | NoAnswerCause::ConnectionRefused
            | NoAnswerCause::ConnectTimeout
            | NoAnswerCause::Tls
            | NoAnswerCause::NotConnected => told.hint,
            // Explained for an invocation, which this is not.
            NoAnswerCause::ConnectionLost
            | NoAnswerCause::WaitTimeout
            | NoAnswerCause::TotalTimeout
            | NoAnswerCause::ReceiveTimeout
            | NoAnswerCause::Unreadable
            | NoAnswerCause::Gateway
            | NoAnswerCause::Cancelled => AGAIN.into(),
        };
        CallError::NoAnswer { message: told.message, hint }
    }
}

/// What has done nothing when it ended so. A connection that does not come about is told at once: whoever is offline
/// wants to know.
const HARMLESS: RetryClasses = RetryClasses {
    never_sent: false,
    throttled: true,
    service_error: true,
    not_ready: false,
    connection_lost: false,
    timed_out: false,
};

/// What is sent.
struct Call<'a> {
    method: Method,
    path: &'a str,
    body: Bytes,
    /// The operation, where a header names it.
    operation: Option<HeaderValue>,
    /// Whether twice is as good as once.
    reads: bool,
}

impl<'a> Call<'a> {
    fn rest(method: Method, path: &'a str, body: Option<&Value>) -> Self {
        let body = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
        Self { reads: method.is_idempotent(), method, path, body, operation: None }
    }
}

fn unmade(error: &dyn std::fmt::Display) -> CallError {
    CallError::Refused { message: format!("The request could not be made: {error}."), hint: String::new() }
}

fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, CallError> {
    serde_json::from_slice(&answer.body).map_err(|error| CallError::Unreadable(error.to_string()))
}

fn judged(answer: Answer, now: std::time::SystemTime) -> Result<Answer, CallError> {
    match answer.outcome(now) {
        Outcome::Succeeded => Ok(answer),
        Outcome::Rejected(rejection) => Err(refusal(rejection)),
        Outcome::NoAnswer(lost) => Err(CallError::NoAnswer { message: lost.message, hint: lost.hint }),
        Outcome::FunctionError(_) => Err(CallError::Unreadable("the endpoint ran something instead".into())),
    }
}

fn refusal(rejection: Rejection) -> CallError {
    let Rejection { status, code, message, hint, .. } = rejection;
    let code = code.unwrap_or_default();
    match (status, code.trim_end_matches("Exception")) {
        (_, "AccessDenied" | "Forbidden" | "Unauthorized" | "UnauthorizedOperation") => {
            CallError::Forbidden { message }
        }
        (
            _,
            "ExpiredToken"
            | "UnrecognizedClient"
            | "InvalidClientTokenId"
            | "InvalidSignature"
            | "SignatureDoesNotMatch"
            | "IncompleteSignature"
            | "MissingAuthenticationToken",
        ) => CallError::Credentials { message, hint },
        (404, _) | (_, "ResourceNotFound") => CallError::NotFound { message },
        (409, _) => CallError::Conflict { message },
        (429, _) | (_, "Throttling" | "TooManyRequests" | "RequestLimitExceeded") => CallError::Throttled { message },
        _ => CallError::Refused { message, hint },
    }
}

impl CallError {
    /// What became of a purpose, in one sentence that says why.
    pub fn sentence(&self, purpose: Purpose) -> String {
        let Purpose { what, action, .. } = purpose;
        let because = |why: &str| format!("{what} could not be asked for: {}.", why.trim_end_matches('.'));
        match self {
            Self::Forbidden { .. } => format!("{what} is not known: the profile has no permission for {action}."),
            Self::NotFound { message } => format!("{what} is not known: {}.", message.trim_end_matches('.')),
            Self::Credentials { message, .. } => because(&format!("AWS refused the profile's credentials: {message}")),
            Self::Throttled { message } => {
                because(&format!("AWS is being asked too often ({})", message.trim_end_matches('.')))
            }
            Self::Conflict { message } | Self::Refused { message, .. } | Self::NoAnswer { message, .. } => {
                because(message)
            }
            Self::Unreadable(_) => because(&self.to_string()),
        }
    }

    /// The same as a failure, with what can be done.
    pub fn failure(&self, purpose: Purpose) -> Failure {
        let (code, hint) = match self {
            Self::Credentials { hint, .. } => (FailureCode::CredentialsRefused, hint.as_str()),
            Self::Refused { hint, .. } | Self::NoAnswer { hint, .. } => (FailureCode::Other, hint.as_str()),
            Self::Throttled { .. } => (FailureCode::Other, "Wait a moment, then try again."),
            Self::Unreadable(_) => (FailureCode::Other, "Check the profile's endpoint."),
            Self::Forbidden { .. } | Self::NotFound { .. } | Self::Conflict { .. } => (FailureCode::Other, ""),
        };
        let hint = match purpose.without {
            "" => hint.to_owned(),
            without => format!("{hint} {without}").trim_start().to_owned(),
        };
        Failure::of(code, self.sentence(purpose), hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: Purpose = Purpose {
        what: "The list of functions",
        action: "lambda:ListFunctions",
        without: "A function's name can be typed all the same.",
    };

    fn refused(status: u16, code: &str) -> CallError {
        refusal(Rejection {
            status,
            code: Some(code.into()),
            message: "AWS's words.".into(),
            reason: None,
            meaning: String::new(),
            hint: String::new(),
            position: None,
        })
    }

    #[test]
    fn a_missing_permission_is_told_from_credentials_that_are_over() {
        for code in ["AccessDeniedException", "AccessDenied", "ForbiddenException", "UnauthorizedException"] {
            assert!(matches!(refused(403, code), CallError::Forbidden { .. }), "{code}");
        }
        for code in ["ExpiredTokenException", "UnrecognizedClientException", "InvalidSignatureException"] {
            let failure = refused(403, code).failure(LIST);
            assert_eq!(failure.code, FailureCode::CredentialsRefused, "{code}");
            assert!(failure.message.contains("refused the profile's credentials"), "{}", failure.message);
        }
        assert!(matches!(refused(429, "TooManyRequestsException"), CallError::Throttled { .. }));
        assert!(matches!(refused(409, "ConflictException"), CallError::Conflict { .. }));
        assert!(matches!(refused(400, "BadRequestException"), CallError::Refused { .. }));
    }

    #[test]
    fn the_permission_that_is_missing_is_named_and_what_works_without_it() {
        let failure = refused(403, "AccessDeniedException").failure(LIST);
        assert_eq!(
            failure.message,
            "The list of functions is not known: the profile has no permission for lambda:ListFunctions."
        );
        assert_eq!(failure.hint, "A function's name can be typed all the same.");
        let failure = refused(429, "TooManyRequestsException").failure(LIST);
        assert_eq!(
            failure.message,
            "The list of functions could not be asked for: AWS is being asked too often (AWS's words)."
        );
        assert_eq!(failure.hint, "Wait a moment, then try again. A function's name can be typed all the same.");
    }
}
