//! The loop: sign, send, read, decide, pause, and again. Every attempt is kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::attempt::{Attempt, Ending, NextAttempt};
use super::endpoint::Endpoint;
use super::expiry_note::ExpiryNote;
use super::explain::{Circumstances, cancelled_in_pause, explain, label};
use super::hint::wrong_clock;
use super::outcome::{NoAnswer, NoAnswerCause, Outcome, Rejection};
use super::progress::Progress;
use super::region::Region;
use super::request::InvokeRequest;
use super::response::Answer;
use super::retry::{Ended, Follows, Quota, RetryPolicy};
use super::sign::{self, SignError};
use super::spool::Spool;
use super::stopwatch::Stopwatch;
use super::transport::{Exchange, Lost, Step, Stop, Transport};
use super::verdict::PayloadVerdict;
use crate::clock::Clock;
use crate::span;

/// Runs invocations. Cheap to clone; clones share connections, quota and what is known of clocks.
#[derive(Clone)]
pub struct Engine {
    transport: Transport,
    clock: Arc<dyn Clock>,
    quota: Arc<Mutex<Quota>>,
    /// By how many seconds this computer's clock is ahead of an endpoint's, where one complained.
    skews: Arc<Mutex<HashMap<String, i64>>>,
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
    /// How long all attempts may take together, pauses included.
    pub total: Duration,
    /// Whether another attempt follows.
    pub retries: RetryPolicy,
    /// Where a streamed response goes. Used when the request asks for one.
    pub spool: Option<Spool>,
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
    /// The last answer, if there was one; what had come of it, if it broke off.
    pub answer: Option<Answer>,
    /// Every attempt in order; at least one.
    pub attempts: Vec<Attempt>,
    /// What was corrected on the way, each in a sentence.
    pub corrections: Vec<String>,
}

impl Finished {
    /// What the response says of itself: only what a function returned says anything.
    pub fn verdict(&self) -> Option<PayloadVerdict> {
        let answer = self.answer.as_ref().filter(|it| self.outcome == Outcome::Succeeded && it.is_whole())?;
        PayloadVerdict::of(&answer.body)
    }
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

/// What reports go to.
pub type OnProgress = Arc<dyn Fn(Progress) + Send + Sync>;

/// One invocation under way.
struct Run<'a> {
    engine: &'a Engine,
    call: &'a Call,
    on_progress: &'a OnProgress,
    start: Instant,
    /// The user, and the limit over all attempts, unless that is too far to tell.
    stop: Stop,
    /// The request as it is sent next: a correction may change it.
    request: InvokeRequest,
    /// Credentials that a correction brought.
    fresh: Option<Credentials>,
    corrected: Corrected,
    attempts: Vec<Attempt>,
    corrections: Vec<String>,
}

/// Each of these is mended once.
#[derive(Default)]
struct Corrected {
    clock: bool,
    credentials: bool,
    tail: bool,
}

/// What one attempt came to.
struct Tried {
    outcome: Outcome,
    ending: Ending,
    answer: Option<Answer>,
    watch: Arc<Stopwatch>,
    /// Whom it was signed as; `None` when it did not come to that.
    credentials: Option<Credentials>,
}

impl Engine {
    /// An engine over a transport and a clock.
    pub fn new(transport: Transport, clock: Arc<dyn Clock>) -> Self {
        Self { transport, clock, quota: Arc::default(), skews: Arc::default() }
    }

    /// The same over another transport: new connections are made by it.
    #[must_use]
    pub fn over(&self, transport: Transport) -> Self {
        Self { transport, ..self.clone() }
    }

    /// The transport it sends by.
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// The time to sign with for an endpoint: this computer's, corrected where the endpoint complained.
    pub fn time_for(&self, endpoint: &Endpoint) -> SystemTime {
        let skew = self.skews.lock().unwrap_or_else(PoisonError::into_inner).get(endpoint.as_str()).copied();
        let (now, skew) = (self.clock.now(), skew.unwrap_or(0));
        let span = Duration::from_secs(skew.unsigned_abs());
        let corrected = if skew > 0 { now.checked_sub(span) } else { now.checked_add(span) };
        corrected.unwrap_or(now)
    }

    /// This computer's time, as its clock has it.
    pub(crate) fn now(&self) -> SystemTime {
        self.clock.now()
    }

    /// Notes how far this computer's clock is ahead of an endpoint's, in seconds: from now on it is signed with its time.
    pub(crate) fn note_skew(&self, endpoint: &Endpoint, seconds: i64) {
        let place = endpoint.as_str().to_owned();
        self.skews.lock().unwrap_or_else(PoisonError::into_inner).insert(place, seconds);
    }

    /// Invokes. Ends early when `cancel` is cancelled, with [`NoAnswerCause::Cancelled`]: the function may go on.
    ///
    /// # Errors
    /// [`RunError`] when nothing could be sent. All that happens after the first sending is an [`Outcome`].
    pub async fn run(
        &self,
        call: &Call,
        cancel: &CancellationToken,
        on_progress: OnProgress,
    ) -> Result<Finished, RunError> {
        let (started_at, start) = (self.clock.now(), Instant::now());
        let run = Run {
            engine: self,
            call,
            on_progress: &on_progress,
            start,
            stop: Stop { cancel: cancel.clone(), deadline: start.checked_add(call.total) },
            request: call.request.clone(),
            fresh: None,
            corrected: Corrected::default(),
            attempts: Vec::new(),
            corrections: Vec::new(),
        };
        run.finish(started_at).await
    }
}

impl Run<'_> {
    async fn finish(mut self, started_at: SystemTime) -> Result<Finished, RunError> {
        let mut before = None;
        loop {
            let number = u32::try_from(self.attempts.len()).unwrap_or(u32::MAX).saturating_add(1);
            let offset = self.start.elapsed();
            (self.on_progress)(Progress::AttemptStarted { number, offset: offset.into() });
            let tried = match self.attempt(number).await {
                Ok(tried) => tried,
                Err(error) => return self.without_another(started_at, before, &error).ok_or(error),
            };
            let (next, stop) = match self.follows(number, &tried).await {
                Follows::Again(next) => (Some(next), None),
                Follows::Nothing(why) => (None, why),
            };
            let pause = next.as_ref().map(|next| Duration::from_secs_f64(next.delay.0 / 1000.0));
            let attempt = Attempt {
                number,
                offset: offset.into(),
                duration: self.start.elapsed().saturating_sub(offset).into(),
                ending: tried.ending,
                label: label(&tried.outcome),
                status: tried.answer.as_ref().map(|answer| answer.status.as_u16()),
                warm: tried.watch.warm(),
                phases: tried.watch.phases(),
                next,
                stop,
            };
            (self.on_progress)(Progress::AttemptEnded { attempt: attempt.clone() });
            self.attempts.push(attempt);
            let Some(pause) = pause else {
                let earlier = self.attempts.len() - 1;
                return Ok(self.finished(started_at, tried.outcome, earlier, tried.answer));
            };
            tokio::select! {
                () = sleep(pause) => before = Some((tried.outcome, tried.answer)),
                () = self.stop.cancel.cancelled() => {
                    let earlier = self.attempts.len();
                    return Ok(self.finished(started_at, cancelled_in_pause(), earlier, tried.answer));
                }
            }
        }
    }

    /// How it ended, with so many attempts earlier than the one that the outcome is of.
    fn finished(self, started_at: SystemTime, outcome: Outcome, earlier: usize, answer: Option<Answer>) -> Finished {
        // Whatever became of a dry run, it ran nothing.
        let earlier = if self.request.is_dry_run() { 0 } else { earlier };
        let outcome = as_a_whole(outcome, &self.attempts[..earlier]);
        let Self { attempts, corrections, .. } = self;
        Finished { started_at, duration: self.start.elapsed(), outcome, answer, attempts, corrections }
    }

    /// The end when another attempt could not be made: what the one `before` came to, and why there is no other. `None`
    /// when there was none before, so that nothing was sent at all.
    fn without_another(
        mut self,
        started_at: SystemTime,
        before: Option<(Outcome, Option<Answer>)>,
        error: &RunError,
    ) -> Option<Finished> {
        let (outcome, answer) = before?;
        let last = self.attempts.last_mut()?;
        (last.next, last.stop) = (None, Some(format!("Another attempt could not be made: {error}.")));
        let earlier = self.attempts.len() - 1;
        Some(self.finished(started_at, outcome, earlier, answer))
    }

    async fn attempt(&self, number: u32) -> Result<Tried, RunError> {
        let watch = Arc::new(Stopwatch::new(Instant::now()));
        let mut credentials = None;
        let result = self.exchange(number, &watch, &mut credentials).await?;
        Ok(match result {
            Ok(answer) => {
                let outcome = answer.outcome(self.engine.clock.now());
                if matches!(outcome, Outcome::Succeeded | Outcome::FunctionError(_)) {
                    self.engine.quota.lock().unwrap_or_else(PoisonError::into_inner).succeeded();
                }
                Tried { ending: answer.ending(&outcome), outcome, answer: Some(answer), watch, credentials }
            }
            Err(mut lost) => {
                let (ending, answer) = (ending_of(&lost), lost.answer.take());
                let outcome = Outcome::NoAnswer(explain(&lost, &self.circumstances()));
                Tried { outcome, ending, answer, watch, credentials }
            }
        })
    }

    async fn exchange(
        &self,
        number: u32,
        watch: &Arc<Stopwatch>,
        signed_as: &mut Option<Credentials>,
    ) -> Result<Result<Answer, Lost>, RunError> {
        let Call { endpoint, region, credentials, wait, spool, .. } = self.call;
        let credentials = match &self.fresh {
            Some(fresh) => fresh.clone(),
            None => match self.stop.before(credentials.provide_credentials()).await {
                Ok(credentials) => credentials?,
                Err(cause) => return Ok(Err(Lost::new(cause, "", false))),
            },
        };
        *signed_as = Some(credentials.clone());
        let mut request = self.request.to_http(endpoint)?;
        let (hash, time) = (self.request.payload_hash(), self.engine.time_for(endpoint));
        sign::sign(&mut request, hash, &credentials, region, sign::LAMBDA, time)?;
        let spool = spool.clone().filter(|_| self.request.is_streamed());
        if let Some(Err(error)) = spool.as_ref().map(Spool::clear) {
            let detail = format!("there is no room for the response on disk: {error}");
            return Ok(Err(Lost::new(NoAnswerCause::NotConnected, detail, false)));
        }
        let (bytes, start) = (self.request.payload_len() as u64, self.start);
        let on_progress = self.on_progress.clone();
        let on_step = move |step| {
            on_progress(match step {
                Step::Sending(warm) => Progress::Sending { number, bytes, warm },
                Step::Sent => Progress::Waiting { number, offset: start.elapsed().into() },
                Step::Answered(status) => Progress::Answered { number, status },
                Step::Received { bytes, total, chunks } => Progress::Received { number, bytes, total, chunks },
            });
        };
        let loopback = endpoint.is_loopback();
        let (stop, on_step) = (self.stop.clone(), Arc::new(on_step));
        let exchange = Exchange { request, loopback, wait: *wait, spool, stop, on_step };
        Ok(self.engine.transport.exchange(exchange, watch).await)
    }

    /// What follows an attempt: first a mistake that can be mended, then what the policy says.
    async fn follows(&mut self, number: u32, tried: &Tried) -> Follows {
        if self.call.retries.attempts > 1
            && let Some(reason) = self.correct(tried).await
        {
            self.corrections.push(reason.clone());
            return Follows::Again(NextAttempt { delay: Duration::ZERO.into(), asked_by_service: false, reason });
        }
        if let Outcome::NoAnswer(lost) = &tried.outcome {
            match lost.cause {
                NoAnswerCause::TotalTimeout => return Follows::Nothing(None),
                NoAnswerCause::Tls => return Follows::Nothing(Some("It would fail in the same way again.".into())),
                _ => {}
            }
        }
        let ended = Ended {
            number,
            ending: tried.ending,
            asked: tried.answer.as_ref().and_then(Answer::retry_after),
            one_execution: self.request.is_one_execution(),
        };
        let follows = {
            let mut quota = self.engine.quota.lock().unwrap_or_else(PoisonError::into_inner);
            self.call.retries.follows(ended, fastrand::f64(), &mut quota)
        };
        match follows {
            Follows::Again(next)
                if self
                    .stop
                    .deadline
                    .is_some_and(|end| Instant::now() + Duration::from_secs_f64(next.delay.0 / 1000.0) >= end) =>
            {
                let total = span::format(self.call.total);
                Follows::Nothing(Some(format!("The limit of {total} over all attempts leaves no time for another.")))
            }
            follows => follows,
        }
    }

    /// Mends what a refusal complains of, once each, and says what was done. Only refusals come here, so it did not run.
    async fn correct(&mut self, tried: &Tried) -> Option<String> {
        let Outcome::Rejected(rejection) = &tried.outcome else { return None };
        let answer = tried.answer.as_ref()?;
        if !self.corrected.clock
            && let Some(skew) = answer.wrong_clock(&tried.outcome, self.engine.clock.now())
        {
            self.corrected.clock = true;
            self.engine.note_skew(&self.call.endpoint, skew);
            return Some(format!("{}; the request was signed again with AWS's time.", wrong_clock(skew)));
        }
        let expired = matches!(rejection.code.as_deref(), Some("ExpiredTokenException" | "ExpiredToken"));
        if expired && !self.corrected.credentials {
            self.corrected.credentials = true;
            tried.credentials.iter().for_each(ExpiryNote::note);
            let fresh = self.stop.before(self.call.credentials.provide_credentials()).await.ok()?.ok()?;
            // The same ones again would be refused again.
            if tried.credentials.as_ref().is_some_and(|before| !same(before, &fresh)) {
                self.fresh = Some(fresh);
                return Some("The credentials had expired; new ones were fetched.".into());
            }
        }
        if !self.corrected.tail
            && rejection.status == 400
            && rejection.message.contains("Tail logs are not supported")
            && let Some(without) = self.request.without_tail()
        {
            self.corrected.tail = true;
            self.request = without;
            return Some("This function gives no log tail; it was invoked again without asking for it.".into());
        }
        None
    }

    fn circumstances(&self) -> Circumstances<'_> {
        Circumstances {
            endpoint: &self.call.endpoint,
            function: self.request.function(),
            wait: self.call.wait,
            total: self.call.total,
            one_execution: self.request.is_one_execution(),
            dry_run: self.request.is_dry_run(),
        }
    }
}

/// The outcome of the last attempt, as the outcome of all: what an attempt `before` it may have run, may have run.
fn as_a_whole(outcome: Outcome, before: &[Attempt]) -> Outcome {
    const EARLIER: &str = "An earlier attempt may have run. Look at the function's log before you invoke again.";
    if !before.iter().any(|attempt| matches!(attempt.ending, Ending::ConnectionLost | Ending::TimedOut)) {
        return outcome;
    }
    match outcome {
        Outcome::NoAnswer(lost) if !lost.may_have_run => {
            Outcome::NoAnswer(NoAnswer { may_have_run: true, hint: EARLIER.into(), ..lost })
        }
        Outcome::Rejected(rejection) => {
            let hint = format!("{EARLIER} {}", rejection.hint).trim_end().to_owned();
            Outcome::Rejected(Rejection { hint, ..rejection })
        }
        outcome => outcome,
    }
}

fn same(one: &Credentials, other: &Credentials) -> bool {
    one.access_key_id() == other.access_key_id()
        && one.secret_access_key() == other.secret_access_key()
        && one.session_token() == other.session_token()
}

/// What an exchange without an answer means for a retry.
pub(crate) fn ending_of(lost: &Lost) -> Ending {
    match lost.cause {
        NoAnswerCause::Cancelled => Ending::Cancelled,
        _ if !lost.may_have_run => Ending::NeverSent,
        NoAnswerCause::WaitTimeout | NoAnswerCause::TotalTimeout | NoAnswerCause::ReceiveTimeout => Ending::TimedOut,
        NoAnswerCause::NameNotFound
        | NoAnswerCause::ConnectionRefused
        | NoAnswerCause::ConnectTimeout
        | NoAnswerCause::Tls
        | NoAnswerCause::NotConnected
        | NoAnswerCause::ConnectionLost
        | NoAnswerCause::Unreadable
        | NoAnswerCause::Gateway => Ending::ConnectionLost,
    }
}
