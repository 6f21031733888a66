//! The only HTTP: one request out, one answer in, with what happened on the way. No retries, no signing.

use std::error::Error;
use std::future::pending;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::carried::Carried;
use super::connection::{self, ConnectionError};
use super::event_stream::{StreamError, StreamEvent, StreamReader};
use super::outcome::NoAnswerCause;
use super::response::{Answer, Streamed};
use super::spool::Spool;
use super::stopwatch::{Mark, Stopwatch};

pub use super::connection::TransportSettings;

/// The largest body that is taken into memory. Lambda's own are 6 MB; this only guards against an endpoint without end.
const LARGEST_BODY: usize = 256 * 1024 * 1024;

/// As much of a stream is kept in memory too, so that a short one can be looked through like any response.
const STREAM_BEGINNING: usize = 1024 * 1024;

/// The pieces in which a payload is handed to the connection, so that the last one being asked for says that the
/// others are on their way. Loopback sends 6 MB as fast in pieces of this size as in one.
const PIECE: usize = 256 * 1024;

/// HTTP with kept connections. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct Transport {
    settings: TransportSettings,
    ca_bundle: Option<PathBuf>,
    outside: Arc<OnceLock<reqwest::Client>>,
    loopback: Arc<OnceLock<reqwest::Client>>,
}

/// A step of one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A connection is there and the payload begins to go out; true when it was open already.
    Sending(bool),
    /// The last of the payload was handed to the connection.
    Sent,
    /// The status line and headers are here.
    Answered(u16),
    /// So many bytes of the body are here.
    Received {
        /// Bytes so far; of a stream, its payload's.
        bytes: u64,
        /// Of so many, if the service said.
        total: Option<u64>,
        /// Chunks of a stream so far.
        chunks: Option<u64>,
    },
}

/// What ends an exchange before its own limits do.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    /// Cancelled when the user cancels.
    pub cancel: CancellationToken,
    /// When the limit over all attempts is reached; `None` for never.
    pub deadline: Option<Instant>,
}

impl Stop {
    /// Why it is time to stop, if it is.
    pub fn is_due(&self) -> Option<NoAnswerCause> {
        if self.cancel.is_cancelled() {
            return Some(NoAnswerCause::Cancelled);
        }
        self.deadline.is_some_and(|deadline| deadline <= Instant::now()).then_some(NoAnswerCause::TotalTimeout)
    }

    /// Waits until it is time to stop, and says why.
    pub async fn stopped(&self) -> NoAnswerCause {
        let late = async {
            match self.deadline {
                Some(deadline) => sleep_until(deadline).await,
                None => pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => NoAnswerCause::Cancelled,
            () = late => NoAnswerCause::TotalTimeout,
        }
    }

    /// What a future comes to, unless it is time to stop first. What is there at once needs no timer, and what is always
    /// there at once can be stopped all the same.
    ///
    /// # Errors
    /// Why it was stopped.
    pub async fn before<F: Future>(&self, future: F) -> Result<F::Output, NoAnswerCause> {
        if let Some(cause) = self.is_due() {
            return Err(cause);
        }
        tokio::select! {
            biased;
            output = future => Ok(output),
            cause = self.stopped() => Err(cause),
        }
    }

    /// Waits until it is time to stop, or so long has passed since the payload began to go out, and says which.
    ///
    /// One timer for both, and none that is set when the sending begins: each would wake another thread, in every
    /// exchange. It looks when it could be over at the earliest.
    async fn stopped_or_waited(&self, wait: Duration, watch: &Stopwatch) -> NoAnswerCause {
        let over = async {
            loop {
                let (began, now) = (watch.began_sending(), Instant::now());
                let waited = began.unwrap_or(now).checked_add(wait);
                if self.deadline.is_some_and(|deadline| deadline <= now) {
                    return NoAnswerCause::TotalTimeout;
                }
                if began.is_some() && waited.is_some_and(|waited| waited <= now) {
                    return NoAnswerCause::WaitTimeout;
                }
                match waited.into_iter().chain(self.deadline).min() {
                    Some(next) => sleep_until(next).await,
                    None => pending().await,
                }
            }
        };
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => NoAnswerCause::Cancelled,
            cause = over => cause,
        }
    }
}

/// One exchange: what is sent, and how patiently it is waited for.
pub struct Exchange {
    /// The request, signed.
    pub request: Request<Bytes>,
    /// Whether it goes to this computer, so that no proxy stands between.
    pub loopback: bool,
    /// How long the answer's headers may take, from when the payload begins to go out.
    pub wait: Duration,
    /// Where a streamed response goes; `None` when none was asked for.
    pub spool: Option<Spool>,
    /// What ends it early; what had come of the answer until then is kept.
    pub stop: Stop,
    /// Called at each step, from the connection's own task too.
    pub on_step: Arc<dyn Fn(Step) + Send + Sync>,
}

/// Why there is no answer.
#[derive(Debug)]
pub struct Lost {
    /// Where it stopped.
    pub cause: NoAnswerCause,
    /// The underlying error in its own words, for the message.
    pub detail: String,
    /// False only when not all of the request can have reached the service.
    pub may_have_run: bool,
    /// What had come of the answer until then.
    pub answer: Option<Answer>,
}

impl Lost {
    /// Lost before anything came back.
    pub fn new(cause: NoAnswerCause, detail: impl Into<String>, may_have_run: bool) -> Self {
        Self { cause, detail: detail.into(), may_have_run, answer: None }
    }
}

impl Transport {
    /// A transport. Its clients are made at the first use, so that starting up does not wait for the trust store.
    pub fn new(settings: TransportSettings) -> Self {
        Self { settings, ca_bundle: None, outside: Arc::default(), loopback: Arc::default() }
    }

    /// The same, trusting the certificates of a PEM file beside the system's.
    #[must_use]
    pub fn trusting(self, ca_bundle: Option<PathBuf>) -> Self {
        Self { ca_bundle, ..Self::new(self.settings) }
    }

    /// What stands over its connections.
    pub fn settings(&self) -> &TransportSettings {
        &self.settings
    }

    /// The client for an address; loopback is never reached through a proxy.
    ///
    /// # Errors
    /// When the trust store or the proxy settings cannot be read.
    pub fn client(&self, loopback: bool) -> Result<reqwest::Client, ConnectionError> {
        let place = if loopback { &self.loopback } else { &self.outside };
        if let Some(client) = place.get() {
            return Ok(client.clone());
        }
        let client = connection::client(&self.settings, self.ca_bundle.as_ref(), loopback)?;
        Ok(place.get_or_init(|| client).clone())
    }

    /// Sends a request and reads the whole answer. What happens when is noted on `watch`.
    ///
    /// Dropping the future ends the exchange.
    ///
    /// # Errors
    /// [`Lost`] when no whole answer came.
    pub async fn exchange(&self, exchange: Exchange, watch: &Arc<Stopwatch>) -> Result<Answer, Lost> {
        let carried = Carried::of(exchange.request.headers());
        let exchanged = watch.clone().during(self.exchange_watched(exchange, watch)).await;
        exchanged
            .map(|answer| answer.without(&carried))
            .map_err(|lost| Lost { answer: lost.answer.map(|answer| answer.without(&carried)), ..lost })
    }

    async fn exchange_watched(&self, exchange: Exchange, watch: &Arc<Stopwatch>) -> Result<Answer, Lost> {
        let Exchange { request, loopback, wait, spool, stop, on_step } = exchange;
        let unsent = |detail: String| Lost::new(NoAnswerCause::NotConnected, detail, false);
        let client = self.client(loopback).map_err(|error| unsent(error.to_string()))?;
        let request = request.map(|payload| {
            reqwest::Body::wrap(Payload { rest: payload, watch: watch.clone(), on_step: on_step.clone() })
        });
        let request = reqwest::Request::try_from(request).map_err(|error| unsent(innermost(&error)))?;
        // Until a connection is there, its own limit stands.
        let response = tokio::select! {
            biased;
            result = client.execute(request) => result.map_err(|error| classify(&error, watch.handed_over()))?,
            cause = stop.stopped_or_waited(wait, watch) => return Err(Lost::new(cause, "", watch.handed_over())),
        };
        watch.note(Mark::Answered);
        on_step(Step::Answered(response.status().as_u16()));
        let answer =
            Answer { status: response.status(), headers: response.headers().clone(), body: Bytes::new(), stream: None };
        match spool {
            Some(spool) if answer.is_event_stream() => {
                self.receive_stream(response, answer, &stop, &spool, &*on_step).await
            }
            _ => self.receive(response, answer, &stop, &*on_step).await,
        }
    }

    /// The next piece of a body.
    async fn piece(&self, response: &mut reqwest::Response, stop: &Stop) -> Result<Option<Bytes>, Lost> {
        match stop.before(timeout(self.settings.idle, response.chunk())).await {
            Err(cause) => Err(Lost::new(cause, "", true)),
            Ok(Err(_)) => Err(Lost::new(NoAnswerCause::ReceiveTimeout, "", true)),
            Ok(Ok(Err(error))) => Err(Lost::new(broken(&error), innermost(&error), true)),
            Ok(Ok(Ok(piece))) => Ok(piece),
        }
    }

    async fn receive(
        &self,
        mut response: reqwest::Response,
        mut answer: Answer,
        stop: &Stop,
        on_step: &(dyn Fn(Step) + Send + Sync),
    ) -> Result<Answer, Lost> {
        let total = response.content_length();
        let mut body = Vec::with_capacity(usize::try_from(total.unwrap_or(0)).unwrap_or(0).min(LARGEST_BODY));
        let (mut pace, mut reported) = (Pace::default(), 0);
        let lost = loop {
            match self.piece(&mut response, stop).await {
                Ok(Some(piece)) if body.len() + piece.len() > LARGEST_BODY => {
                    let detail = format!("the answer is longer than {LARGEST_BODY} bytes ({} more)", piece.len());
                    break Some(Lost::new(NoAnswerCause::Unreadable, detail, true));
                }
                Ok(Some(piece)) => {
                    body.extend_from_slice(&piece);
                    if pace.is_time() {
                        reported = body.len();
                        on_step(Step::Received { bytes: body.len() as u64, total, chunks: None });
                    }
                }
                Ok(None) => break None,
                Err(lost) => break Some(lost),
            }
        };
        if body.len() > reported {
            on_step(Step::Received { bytes: body.len() as u64, total, chunks: None });
        }
        answer.body = body.into();
        match lost {
            None => Ok(answer),
            Some(lost) => Err(Lost { answer: Some(answer), ..lost }),
        }
    }

    async fn receive_stream(
        &self,
        mut response: reqwest::Response,
        mut answer: Answer,
        stop: &Stop,
        spool: &Spool,
        on_step: &(dyn Fn(Step) + Send + Sync),
    ) -> Result<Answer, Lost> {
        let mut stream = Streamed::default();
        let mut beginning = Vec::new();
        let (mut reader, mut pace) = (StreamReader::default(), Pace::default());
        let mut span: Option<(Instant, Instant)> = None;
        let end = 'end: loop {
            let piece = match self.piece(&mut response, stop).await {
                Ok(Some(piece)) => piece,
                // What comes after the last event says nothing any more.
                _ if stream.complete.is_some() => break None,
                Ok(None) => {
                    let detail =
                        if reader.is_in_the_middle() { "in the middle of a chunk" } else { "between two chunks" };
                    break Some(Lost::new(NoAnswerCause::ConnectionLost, format!("the stream ended {detail}"), true));
                }
                Err(lost) => break Some(lost),
            };
            reader.push(&piece);
            loop {
                match reader.next_event() {
                    Ok(None) => break,
                    // As above.
                    Err(_) if stream.complete.is_some() => break 'end None,
                    Ok(Some(StreamEvent::Complete(complete))) => stream.complete = Some(complete),
                    Ok(Some(StreamEvent::Chunk(chunk))) => {
                        if let Err(error) = spool.append(&chunk) {
                            let detail = format!("what came in could not be kept on disk: {error}");
                            break 'end Some(Lost::new(NoAnswerCause::Unreadable, detail, true));
                        }
                        let room = STREAM_BEGINNING - beginning.len();
                        beginning.extend_from_slice(&chunk[..chunk.len().min(room)]);
                        let now = Instant::now();
                        span = Some((span.map_or(now, |(first, _)| first), now));
                        stream.chunks += 1;
                        if pace.is_time() {
                            on_step(stream.step(spool));
                        }
                    }
                    Err(error) => {
                        let cause = match error {
                            StreamError::Exception { .. } => NoAnswerCause::ConnectionLost,
                            StreamError::Frame(_) | StreamError::TooLong | StreamError::Complete(_) => {
                                NoAnswerCause::Unreadable
                            }
                        };
                        break 'end Some(Lost::new(cause, error.to_string(), true));
                    }
                }
            }
        };
        stream.duration = span.map_or(Duration::ZERO, |(first, last)| last - first);
        stream.bytes = spool.len();
        on_step(stream.step(spool));
        answer.stream = Some(stream);
        answer.body = beginning.into();
        match end {
            None => Ok(answer),
            Some(lost) => Err(Lost { answer: Some(answer), ..lost }),
        }
    }
}

impl Streamed {
    fn step(&self, spool: &Spool) -> Step {
        Step::Received { bytes: spool.len(), total: None, chunks: Some(self.chunks) }
    }
}

/// Reports are for people: 20 a second are as many as a window can show.
#[derive(Default)]
struct Pace(Option<Instant>);

impl Pace {
    fn is_time(&mut self) -> bool {
        const BETWEEN: Duration = Duration::from_millis(50);
        let now = Instant::now();
        if self.0.is_some_and(|last| now - last < BETWEEN) {
            return false;
        }
        self.0 = Some(now);
        true
    }
}

/// A payload that says when the connection begins on it, and when the last of it was asked for.
struct Payload {
    rest: Bytes,
    watch: Arc<Stopwatch>,
    on_step: Arc<dyn Fn(Step) + Send + Sync>,
}

impl Payload {
    fn begins(&self) {
        if self.watch.warm().is_none() {
            self.watch.note(Mark::Sending);
            (self.on_step)(Step::Sending(self.watch.warm() == Some(true)));
        }
    }

    fn ends(&self) {
        if !self.watch.handed_over() {
            self.watch.note(Mark::Sent);
            (self.on_step)(Step::Sent);
        }
    }
}

impl Body for Payload {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.begins();
        let size = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(size);
        if self.rest.is_empty() {
            self.ends();
        }
        Poll::Ready((!piece.is_empty()).then(|| Ok(Frame::data(piece))))
    }

    /// Asked by a connection as it begins to write the request. Of an empty payload, HTTP/1.1 asks nothing more: it is on
    /// its way with this. Not ended at once all the same, so that its length of 0 is told.
    fn is_end_stream(&self) -> bool {
        let ended = self.rest.is_empty() && self.watch.handed_over();
        self.begins();
        if self.rest.is_empty() {
            self.ends();
        }
        ended
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}

fn classify(error: &reqwest::Error, handed_over: bool) -> Lost {
    let detail = innermost(error);
    if !error.is_connect() {
        return Lost::new(broken(error), detail, handed_over);
    }
    let refused = sources(error)
        .filter_map(|source| source.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::ConnectionRefused);
    if let Some(tls) = sources(error).find_map(tls_error) {
        return Lost::new(NoAnswerCause::Tls, connection::words(tls), false);
    }
    let cause = if error.is_dns() {
        NoAnswerCause::NameNotFound
    } else if error.is_timeout() {
        NoAnswerCause::ConnectTimeout
    } else if refused {
        NoAnswerCause::ConnectionRefused
    } else {
        NoAnswerCause::NotConnected
    };
    Lost::new(cause, detail, false)
}

/// TLS's own error, in however many of the system's errors it is wrapped: those do not name it as their source.
fn tls_error<'a>(source: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let inner: &(dyn Error + 'static) = match source.downcast_ref::<io::Error>() {
        Some(error) => error.get_ref()?,
        None => return source.downcast_ref(),
    };
    tls_error(inner)
}

/// What happened to a connection that was there: it broke, or what came over it is not HTTP.
fn broken(error: &reqwest::Error) -> NoAnswerCause {
    let garbled = sources(error).any(|source| {
        let http = source.downcast_ref::<hyper::Error>();
        let system = source.downcast_ref::<io::Error>();
        http.is_some_and(|error| error.is_parse() || error.is_parse_status())
            || system
                .is_some_and(|error| matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput))
    });
    if garbled { NoAnswerCause::Unreadable } else { NoAnswerCause::ConnectionLost }
}

/// The error and all that caused it, outermost first.
fn sources<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

/// The last cause in its own words. The outer ones name the address, which is said elsewhere.
fn innermost(error: &reqwest::Error) -> String {
    sources(error).last().map(ToString::to_string).unwrap_or_default()
}
