//! The loop: sign, send, read, decide, pause, and again. Every attempt is kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::attempt::{Attempt, Ending};
use super::endpoint::Endpoint;
use super::outcome::{NoAnswer, NoAnswerCause, Outcome};
use super::progress::Progress;
use super::region::Region;
use super::request::InvokeRequest;
use super::response::Answer;
use super::retry::RetryPolicy;
use super::sign::{self, SignError};
use super::transport::{Lost, Step, Transport};
use crate::clock::Clock;
use crate::span;

/// Runs invocations. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    transport: Transport,
    clock: Arc<dyn Clock>,
}

/// One invocation: what, where, as whom, and how patiently.
#[derive(Clone, Debug)]
pub struct Call {
    /// What to send.
    pub request: InvokeRequest,
    /// Where to.
    pub endpoint: Endpoint,
    /// The region it is signed for.
    pub region: Region,
    /// Asked anew for each attempt.
    pub credentials: SharedCredentialsProvider,
    /// How long each attempt may wait for its answer's headers.
    pub wait: Duration,
    /// Whether another attempt follows.
    pub retries: RetryPolicy,
}

/// A finished invocation.
#[derive(Debug)]
pub struct Finished {
    /// When it started, by the clock.
    pub started_at: SystemTime,
    /// From the start to the last byte, pauses included.
    pub duration: Duration,
    /// How it ended.
    pub outcome: Outcome,
    /// The last answer, if there was one.
    pub answer: Option<Answer>,
    /// Every attempt in order; at least one.
    pub attempts: Vec<Attempt>,
}

/// Why nothing could be sent at all.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// No credentials.
    #[error("no credentials: {0}")]
    Credentials(#[from] CredentialsError),
    /// The request could not be signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The endpoint and the name make no address.
    #[error("the request has no valid address: {0}")]
    Address(#[from] http::Error),
}

/// What one attempt came to.
struct Tried {
    outcome: Outcome,
    ending: Ending,
    label: String,
    answer: Option<Answer>,
}

impl Engine {
    /// An engine over a transport and a clock.
    pub fn new(transport: Transport, clock: Arc<dyn Clock>) -> Self {
        Self { transport, clock }
    }

    /// Invokes. Ends early when `cancel` is cancelled, with [`NoAnswerCause::Cancelled`]: the function may go on.
    ///
    /// # Errors
    /// [`RunError`] when nothing could be sent. All that happens after sending is an [`Outcome`].
    pub async fn run(
        &self,
        call: &Call,
        cancel: &CancellationToken,
        on_progress: Arc<dyn Fn(Progress) + Send + Sync>,
    ) -> Result<Finished, RunError> {
        let (started_at, start) = (self.clock.now(), Instant::now());
        let mut attempts: Vec<Attempt> = Vec::new();
        loop {
            let number = u32::try_from(attempts.len()).unwrap_or(u32::MAX).saturating_add(1);
            let offset = start.elapsed();
            on_progress(Progress::AttemptStarted { number, offset: offset.into() });
            let tried = self.attempt(call, number, start, cancel, &on_progress).await?;
            let asked = tried.answer.as_ref().and_then(Answer::retry_after);
            let next = call.retries.next(number, tried.ending, asked, fastrand::f64());
            let pause = next.as_ref().map(|next| Duration::from_secs_f64(next.delay.0 / 1000.0));
            let attempt = Attempt {
                number,
                offset: offset.into(),
                duration: start.elapsed().saturating_sub(offset).into(),
                ending: tried.ending,
                label: tried.label,
                status: tried.answer.as_ref().map(|answer| answer.status.as_u16()),
                next,
            };
            on_progress(Progress::AttemptEnded { attempt: attempt.clone() });
            attempts.push(attempt);
            let (outcome, answer) = match pause {
                None => (tried.outcome, tried.answer),
                Some(pause) => tokio::select! {
                    () = tokio::time::sleep(pause) => continue,
                    () = cancel.cancelled() => (cancelled_in_pause(), tried.answer),
                },
            };
            return Ok(Finished { started_at, duration: start.elapsed(), outcome, answer, attempts });
        }
    }

    async fn attempt(
        &self,
        call: &Call,
        number: u32,
        start: Instant,
        cancel: &CancellationToken,
        on_progress: &Arc<dyn Fn(Progress) + Send + Sync>,
    ) -> Result<Tried, RunError> {
        let credentials = call.credentials.provide_credentials().await?;
        let mut request = call.request.to_http(&call.endpoint)?;
        sign::sign(&mut request, &credentials, &call.region, sign::LAMBDA, self.clock.now())?;

        let sending = Arc::new(AtomicBool::new(call.request.payload_len() == 0));
        let bytes = call.request.payload_len() as u64;
        let on_step = {
            let (sending, on_progress) = (sending.clone(), on_progress.clone());
            move |step| {
                on_progress(match step {
                    Step::Sending => {
                        sending.store(true, Ordering::Release);
                        Progress::Sending { number, bytes }
                    }
                    Step::Sent => Progress::Waiting { number, offset: start.elapsed().into() },
                    Step::Answered(status) => Progress::Answered { number, status },
                    Step::Received(bytes, total) => Progress::Received { number, bytes, total },
                });
            }
        };
        let exchange = self.transport.exchange(request, call.endpoint.is_loopback(), call.wait, Arc::new(on_step));
        let result = tokio::select! {
            biased;
            () = cancel.cancelled() => {
                let may_have_run = sending.load(Ordering::Acquire);
                Err(Lost { cause: NoAnswerCause::Cancelled, detail: String::new(), may_have_run })
            }
            result = exchange => result,
        };
        Ok(match result {
            Ok(answer) => {
                let outcome = answer.outcome(self.clock.now());
                let ending = answer.ending(&outcome);
                Tried { ending, label: label(&outcome), outcome, answer: Some(answer) }
            }
            Err(lost) => {
                let ending = ending_of(&lost);
                let outcome = Outcome::NoAnswer(explain(&lost, call));
                Tried { ending, label: label(&outcome), outcome, answer: None }
            }
        })
    }
}

fn cancelled_in_pause() -> Outcome {
    Outcome::NoAnswer(NoAnswer {
        cause: NoAnswerCause::Cancelled,
        message: "You cancelled in the pause before the next attempt.".into(),
        hint: "Every attempt before it was refused.".into(),
        may_have_run: false,
    })
}

fn ending_of(lost: &Lost) -> Ending {
    match lost.cause {
        NoAnswerCause::Cancelled => Ending::Cancelled,
        _ if !lost.may_have_run => Ending::NeverSent,
        NoAnswerCause::WaitTimeout | NoAnswerCause::ReceiveTimeout => Ending::TimedOut,
        NoAnswerCause::NameNotFound
        | NoAnswerCause::ConnectionRefused
        | NoAnswerCause::ConnectTimeout
        | NoAnswerCause::Tls
        | NoAnswerCause::NotConnected
        | NoAnswerCause::ConnectionLost => Ending::ConnectionLost,
    }
}

/// A few words for the list of attempts.
fn label(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Succeeded => "Succeeded".into(),
        Outcome::FunctionError(error) => error.error_type.clone().unwrap_or_else(|| error.handling.clone()),
        Outcome::Rejected(rejection) => match &rejection.code {
            Some(code) => code.strip_suffix("Exception").unwrap_or(code).to_owned(),
            None => format!("HTTP {}", rejection.status),
        },
        Outcome::NoAnswer(no_answer) => match no_answer.cause {
            NoAnswerCause::NameNotFound => "Name not found",
            NoAnswerCause::ConnectionRefused => "Connection refused",
            NoAnswerCause::ConnectTimeout => "Could not connect in time",
            NoAnswerCause::Tls => "TLS failed",
            NoAnswerCause::NotConnected => "Could not connect",
            NoAnswerCause::ConnectionLost => "Connection lost",
            NoAnswerCause::WaitTimeout => "Waited too long",
            NoAnswerCause::ReceiveTimeout => "The answer stalled",
            NoAnswerCause::Cancelled => "Cancelled",
        }
        .into(),
    }
}

/// Puts a lost exchange into sentences.
fn explain(lost: &Lost, call: &Call) -> NoAnswer {
    let (place, detail, wait) = (call.endpoint.as_str(), &lost.detail, span::format(call.wait));
    let local = call.endpoint.is_loopback();
    let (message, hint) = match lost.cause {
        NoAnswerCause::NameNotFound => (
            format!("The name in {place} could not be looked up."),
            "Check the network, and the region or endpoint for a typing mistake.",
        ),
        NoAnswerCause::ConnectionRefused if local => {
            (format!("Nothing listens at {place}."), "Start the local endpoint, or correct the profile's endpoint.")
        }
        NoAnswerCause::ConnectionRefused => (
            format!("{place} refused the connection."),
            "Check the endpoint's address and port, and any firewall or proxy.",
        ),
        NoAnswerCause::ConnectTimeout => (
            format!("{place} did not accept a connection in time."),
            "Check the network, a VPN or a proxy; a firewall may be dropping the connection.",
        ),
        NoAnswerCause::Tls => (
            format!("No safe connection to {place} could be agreed on: {detail}."),
            "A company proxy may sit in between; its certificate has to be trusted by this computer.",
        ),
        NoAnswerCause::NotConnected => {
            (format!("No connection to {place}: {detail}."), "Check the network and the endpoint.")
        }
        NoAnswerCause::ConnectionLost => (
            format!("The connection to {place} was lost before the whole answer was here: {detail}."),
            "Look at the function's own log before you invoke again.",
        ),
        NoAnswerCause::WaitTimeout => (
            format!("{} did not answer within {wait}.", call.request.function()),
            "Raise “Wait up to” above the function's timeout, and look at its log before you invoke again.",
        ),
        NoAnswerCause::ReceiveTimeout => (
            format!("The answer from {place} began and then stalled."),
            "Look at the function's own log before you invoke again.",
        ),
        NoAnswerCause::Cancelled => (
            "You cancelled the invocation.".to_owned(),
            if lost.may_have_run { "Lambda lets the function run to its end." } else { "Nothing had been sent." },
        ),
    };
    NoAnswer { cause: lost.cause, message, hint: hint.to_owned(), may_have_run: lost.may_have_run }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::invoke::request::RawRequest;

    /// Every sentence about a lost exchange, to be read as a whole when one of them changes.
    #[test]
    fn each_way_of_getting_no_answer_has_its_own_sentence() {
        let mut said = String::new();
        for (endpoint, cause, may_have_run) in [
            ("https://lambda.eu-west-1.amazonaws.com", NoAnswerCause::NameNotFound, false),
            ("http://127.0.0.1:4566", NoAnswerCause::ConnectionRefused, false),
            ("https://lambda.example", NoAnswerCause::ConnectionRefused, false),
            ("https://lambda.example", NoAnswerCause::ConnectTimeout, false),
            ("https://lambda.example", NoAnswerCause::Tls, false),
            ("https://lambda.example", NoAnswerCause::NotConnected, false),
            ("https://lambda.example", NoAnswerCause::ConnectionLost, true),
            ("https://lambda.example", NoAnswerCause::WaitTimeout, true),
            ("https://lambda.example", NoAnswerCause::ReceiveTimeout, true),
            ("https://lambda.example", NoAnswerCause::Cancelled, true),
            ("https://lambda.example", NoAnswerCause::Cancelled, false),
        ] {
            let raw = RawRequest { function: "orders".into(), ..RawRequest::default() };
            let call = Call {
                request: raw.resolve().expect("a request"),
                endpoint: Endpoint::custom(endpoint).expect("an endpoint"),
                region: Region::parse("eu-west-1").expect("a region"),
                credentials: SharedCredentialsProvider::new(aws_credential_types::Credentials::for_tests()),
                wait: Duration::from_secs(90),
                retries: RetryPolicy::CAREFUL,
            };
            let lost = Lost { cause, detail: "the system's own words".into(), may_have_run };
            let told = explain(&lost, &call);
            assert_eq!(told.may_have_run, may_have_run);
            let _ = writeln!(said, "{}: {} {}", label(&Outcome::NoAnswer(told.clone())), told.message, told.hint);
        }
        insta::assert_snapshot!(said);
    }
}
