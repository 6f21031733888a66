//! The only HTTP: one request out, one answer in, with what happened on the way. No retries, no signing.

use std::error::Error;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body::{Body, Frame, SizeHint};

use super::outcome::NoAnswerCause;
use super::response::Answer;

/// The largest body that is taken into memory. Lambda's own are 6 MB; this only guards against an endpoint without end.
const LARGEST_BODY: usize = 256 * 1024 * 1024;

/// The pieces in which a payload is handed to the connection, so that the last one being asked for says that the
/// others are on their way. Loopback sends 6 MB as fast in pieces of this size as in one.
const PIECE: usize = 256 * 1024;

/// What stands over every connection.
#[derive(Clone, Copy, Debug)]
pub struct TransportSettings {
    /// How long a connection may take to come about, TLS included. `None` waits without end.
    pub connect: Option<Duration>,
    /// How long the body may stall between two pieces.
    pub idle: Duration,
    /// How often a silent connection is probed. NATs and load balancers drop flows after about 350 s of silence.
    pub keep_alive: Duration,
}

impl Default for TransportSettings {
    fn default() -> Self {
        Self {
            connect: Some(Duration::from_secs(10)),
            idle: Duration::from_mins(1),
            keep_alive: Duration::from_secs(30),
        }
    }
}

/// HTTP with kept connections. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct Transport {
    settings: TransportSettings,
    outside: Arc<OnceLock<reqwest::Client>>,
    loopback: Arc<OnceLock<reqwest::Client>>,
}

/// A step of one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A connection is there and the payload begins to go out.
    Sending,
    /// The last of the payload was handed to the connection.
    Sent,
    /// The status line and headers are here.
    Answered(u16),
    /// So many bytes of the body are here, of so many if the service said.
    Received(u64, Option<u64>),
}

/// Why there is no answer.
#[derive(Debug)]
pub struct Lost {
    /// Where it stopped.
    pub cause: NoAnswerCause,
    /// The underlying error in its own words, for the message.
    pub detail: String,
    /// False only when no byte of the request can have reached the service.
    pub may_have_run: bool,
}

impl Transport {
    /// A transport. Its clients are made at the first use, so that starting up does not wait for the trust store.
    pub fn new(settings: TransportSettings) -> Self {
        Self { settings, outside: Arc::default(), loopback: Arc::default() }
    }

    /// The client for an address; loopback is never reached through a proxy.
    ///
    /// # Errors
    /// When the trust store or the proxy settings cannot be read.
    pub fn client(&self, loopback: bool) -> Result<reqwest::Client, reqwest::Error> {
        let place = if loopback { &self.loopback } else { &self.outside };
        if let Some(client) = place.get() {
            return Ok(client.clone());
        }
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("lambdesk/", env!("CARGO_PKG_VERSION")))
            // An invocation is sent again by our own rules or not at all.
            .retry(reqwest::retry::never())
            .redirect(reqwest::redirect::Policy::none())
            .tcp_keepalive(self.settings.keep_alive)
            .tcp_keepalive_interval(self.settings.keep_alive)
            .http2_keep_alive_interval(self.settings.keep_alive)
            .http2_keep_alive_timeout(Duration::from_secs(20));
        if let Some(connect) = self.settings.connect {
            builder = builder.connect_timeout(connect);
        }
        if loopback {
            builder = builder.no_proxy();
        }
        let client = builder.build()?;
        Ok(place.get_or_init(|| client).clone())
    }

    /// Sends a request and reads the whole answer. `wait` is how long the headers of the answer may take, from now.
    ///
    /// Dropping the future ends the exchange. `on_step` is called from the connection's own task too.
    ///
    /// # Errors
    /// [`Lost`] when no whole answer came.
    pub async fn exchange(
        &self,
        request: Request<Bytes>,
        loopback: bool,
        wait: Duration,
        on_step: Arc<dyn Fn(Step) + Send + Sync>,
    ) -> Result<Answer, Lost> {
        let never_sent = |cause, detail: String| Lost { cause, detail, may_have_run: false };
        let client =
            self.client(loopback).map_err(|error| never_sent(NoAnswerCause::NotConnected, innermost(&error)))?;
        let progress = Arc::new(AtomicU8::new(0));
        let empty = request.body().is_empty();
        let request = request.map(|payload| {
            if payload.is_empty() {
                return reqwest::Body::from(payload);
            }
            reqwest::Body::wrap(Payload { rest: payload, progress: progress.clone(), on_step: on_step.clone() })
        });
        let request = reqwest::Request::try_from(request)
            .map_err(|error| never_sent(NoAnswerCause::NotConnected, innermost(&error)))?;
        // Whether anything can have reached the service; with an empty payload there is no sign, so it may have.
        let may_have_run = || empty || progress.load(Ordering::Acquire) > 0;
        let mut response = match tokio::time::timeout(wait, client.execute(request)).await {
            Err(_) => {
                let cause = if may_have_run() { NoAnswerCause::WaitTimeout } else { NoAnswerCause::ConnectTimeout };
                return Err(Lost { cause, detail: String::new(), may_have_run: may_have_run() });
            }
            Ok(Err(error)) => return Err(classify(&error)),
            Ok(Ok(response)) => response,
        };
        on_step(Step::Answered(response.status().as_u16()));
        let (status, headers, total) = (response.status(), response.headers().clone(), response.content_length());
        let lost = |cause, detail| Lost { cause, detail, may_have_run: true };
        let mut body = Vec::with_capacity(usize::try_from(total.unwrap_or(0)).unwrap_or(0).min(LARGEST_BODY));
        loop {
            match tokio::time::timeout(self.settings.idle, response.chunk()).await {
                Err(_) => return Err(lost(NoAnswerCause::ReceiveTimeout, String::new())),
                Ok(Err(error)) => return Err(lost(NoAnswerCause::ConnectionLost, innermost(&error))),
                Ok(Ok(None)) => break,
                Ok(Ok(Some(piece))) if body.len() + piece.len() > LARGEST_BODY => {
                    let detail = format!("the answer is longer than {LARGEST_BODY} bytes ({} more)", piece.len());
                    return Err(lost(NoAnswerCause::ConnectionLost, detail));
                }
                Ok(Ok(Some(piece))) => {
                    body.extend_from_slice(&piece);
                    on_step(Step::Received(body.len() as u64, total));
                }
            }
        }
        Ok(Answer { status, headers, body: body.into() })
    }
}

/// A payload that says when the connection asks for it.
struct Payload {
    rest: Bytes,
    progress: Arc<AtomicU8>,
    on_step: Arc<dyn Fn(Step) + Send + Sync>,
}

impl Body for Payload {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.progress.fetch_max(1, Ordering::AcqRel) == 0 {
            (self.on_step)(Step::Sending);
        }
        let size = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(size);
        if self.rest.is_empty() && self.progress.fetch_max(2, Ordering::AcqRel) == 1 {
            (self.on_step)(Step::Sent);
        }
        Poll::Ready((!piece.is_empty()).then(|| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}

fn classify(error: &reqwest::Error) -> Lost {
    let detail = innermost(error);
    if !error.is_connect() {
        return Lost { cause: NoAnswerCause::ConnectionLost, detail, may_have_run: true };
    }
    let refused = sources(error)
        .filter_map(|source| source.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::ConnectionRefused);
    let tls = sources(error).any(|source| {
        source.is::<rustls::Error>()
            || source
                .downcast_ref::<io::Error>()
                .and_then(io::Error::get_ref)
                .is_some_and(<dyn Error + Send + Sync>::is::<rustls::Error>)
    });
    let cause = if error.is_dns() {
        NoAnswerCause::NameNotFound
    } else if error.is_timeout() {
        NoAnswerCause::ConnectTimeout
    } else if refused {
        NoAnswerCause::ConnectionRefused
    } else if tls {
        NoAnswerCause::Tls
    } else {
        NoAnswerCause::NotConnected
    };
    Lost { cause, detail, may_have_run: false }
}

/// The error and all that caused it, outermost first.
fn sources<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

/// The last cause in its own words. The outer ones name the address, which is said elsewhere.
fn innermost(error: &reqwest::Error) -> String {
    sources(error).last().map(ToString::to_string).unwrap_or_default()
}
