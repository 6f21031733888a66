//! How connections come about: whom they trust, which proxies they use, how they are kept alive, and what is noted of
//! them. It must not know what is sent.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use rustls::client::Tls13ClientSessionValue;
use rustls::client::{ClientSessionMemoryCache, ClientSessionStore, Resumption, Tls12ClientSessionValue};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, NamedGroup};
use tower_layer::Layer;
use tower_service::Service;

use super::stopwatch::{Mark, Stopwatch};

/// What stands over every connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransportSettings {
    /// How long a connection may take to come about, TLS included. `None` waits without end.
    pub connect: Option<Duration>,
    /// How long the body may stall between two pieces.
    pub idle: Duration,
    /// How often a silent connection is probed; `None` never. NATs and load balancers drop flows after about 350 s of
    /// silence.
    pub keep_alive: Option<Duration>,
}

impl Default for TransportSettings {
    fn default() -> Self {
        Self {
            connect: Some(Duration::from_secs(10)),
            idle: Duration::from_mins(1),
            keep_alive: Some(Duration::from_secs(30)),
        }
    }
}

/// Probes that may go unanswered before a connection counts as lost. At 30 s apart that is two minutes: longer than a
/// network that changes over takes, shorter than anybody waits for nothing.
const UNANSWERED_PROBES: u32 = 4;

/// How long an HTTP/2 ping may go unanswered.
const PING_ANSWER: Duration = Duration::from_secs(20);

/// Why no connection can be made at all.
#[derive(Debug, thiserror::Error)]
pub enum ConnectionError {
    /// The file with further certificates cannot be used.
    #[error("the certificates in {} cannot be read: {cause}", path.display())]
    Certificates {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// The system's trust store cannot be used.
    #[error("the system's certificates cannot be used: {0}")]
    Trust(#[from] rustls::Error),
    /// The proxy settings, or something else of the client.
    #[error("the HTTP client cannot be set up: {}", innermost(.0))]
    Client(#[from] reqwest::Error),
}

fn innermost(error: &reqwest::Error) -> String {
    let error: &dyn std::error::Error = error;
    std::iter::successors(Some(error), |error| (*error).source()).last().map(ToString::to_string).unwrap_or_default()
}

/// A client for the outside, or for loopback, which is never reached through a proxy. `ca_bundle` names a PEM file whose
/// certificates are trusted beside the system's.
///
/// # Errors
/// When the trust store, the bundle or the proxy settings cannot be read.
pub fn client(
    settings: &TransportSettings,
    ca_bundle: Option<&PathBuf>,
    loopback: bool,
) -> Result<reqwest::Client, ConnectionError> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("lambdesk/", env!("CARGO_PKG_VERSION")))
        // An invocation is sent again by our own rules or not at all.
        .retry(reqwest::retry::never())
        .redirect(reqwest::redirect::Policy::none())
        .tls_backend_preconfigured(tls(ca_bundle)?)
        .dns_resolver(SystemResolver)
        .connector_layer(WatchLayer)
        .tcp_keepalive(settings.keep_alive)
        .tcp_keepalive_interval(settings.keep_alive)
        .tcp_keepalive_retries(settings.keep_alive.map(|_| UNANSWERED_PROBES))
        .http2_keep_alive_interval(settings.keep_alive)
        .http2_keep_alive_timeout(PING_ANSWER);
    if let Some(connect) = settings.connect {
        builder = builder.connect_timeout(connect);
    }
    if loopback {
        builder = builder.no_proxy();
    }
    Ok(builder.build()?)
}

/// TLS 1.2 and 1.3, the system's trust store and the bundle's certificates, HTTP/2 where it is offered.
fn tls(ca_bundle: Option<&PathBuf>) -> Result<ClientConfig, ConnectionError> {
    let extra = ca_bundle.map(certificates).transpose()?.unwrap_or_default();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(extra, provider.clone())?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config.resumption = Resumption::store(Arc::new(Sessions(ClientSessionMemoryCache::new(SESSIONS))));
    Ok(config)
}

/// How many servers' TLS sessions are kept for a quicker next connection; rustls's own default.
const SESSIONS: usize = 256;

fn certificates(path: &PathBuf) -> Result<Vec<CertificateDer<'static>>, ConnectionError> {
    let error = |cause: String| ConnectionError::Certificates { path: path.clone(), cause };
    let found: Result<Vec<_>, _> =
        CertificateDer::pem_file_iter(path).map_err(|cause| error(cause.to_string()))?.collect();
    let found = found.map_err(|cause| error(cause.to_string()))?;
    if found.is_empty() {
        return Err(error("there is none in PEM form".into()));
    }
    Ok(found)
}

/// That what answered speaks another protocol.
pub const NO_TLS: &str = "what answered there does not speak TLS";

/// Why TLS could not be agreed on, as a part of a sentence.
pub fn words(error: &rustls::Error) -> String {
    use rustls::{CertificateError, Error};
    let Error::InvalidCertificate(why) = error else {
        return match error {
            Error::InvalidMessage(_) => NO_TLS.into(),
            other => other.to_string(),
        };
    };
    match why {
        CertificateError::UnknownIssuer => "its certificate was issued by an authority that is not trusted here".into(),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "its certificate has expired".into(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "its certificate is not valid yet".into()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "its certificate is for another name".into()
        }
        CertificateError::Revoked => "its certificate was revoked".into(),
        other => format!("its certificate cannot be trusted ({other})"),
    }
}

/// The system's way of looking up names, noted.
struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let watch = Stopwatch::current();
        let note = move |mark| watch.as_ref().map(|watch| watch.note(mark));
        Box::pin(async move {
            note(Mark::LookingUp);
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            note(Mark::LookedUp);
            let addresses: Addrs = Box::new(found?.collect::<Vec<_>>().into_iter());
            Ok(addresses)
        })
    }
}

/// Notes when a connection is being made.
#[derive(Clone, Copy)]
struct WatchLayer;

/// A connector that notes.
#[derive(Clone)]
struct Watched<S>(S);

impl<S> Layer<S> for WatchLayer {
    type Service = Watched<S>;

    fn layer(&self, inner: S) -> Watched<S> {
        Watched(inner)
    }
}

impl<S, R> Service<R> for Watched<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let connecting = self.0.call(request);
        let Some(watch) = Stopwatch::current() else { return Box::pin(connecting) };
        // The client may let go of the connection while it comes about, and finish it on another task: the stopwatch
        // goes with it.
        Box::pin(watch.clone().during(async move {
            watch.note(Mark::Connecting);
            let connected = connecting.await;
            if connected.is_ok() {
                watch.note(Mark::Connected);
            }
            connected
        }))
    }
}

/// TLS sessions kept for a quicker next connection. It is also where the beginning of TLS can be seen: the handshake
/// asks here first.
#[derive(Debug)]
struct Sessions(ClientSessionMemoryCache);

impl ClientSessionStore for Sessions {
    fn set_kx_hint(&self, server: ServerName<'static>, group: NamedGroup) {
        self.0.set_kx_hint(server, group);
    }

    fn kx_hint(&self, server: &ServerName<'_>) -> Option<NamedGroup> {
        if let Some(watch) = Stopwatch::current() {
            watch.note(Mark::Tls);
        }
        self.0.kx_hint(server)
    }

    fn set_tls12_session(&self, server: ServerName<'static>, session: Tls12ClientSessionValue) {
        self.0.set_tls12_session(server, session);
    }

    fn tls12_session(&self, server: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        self.0.tls12_session(server)
    }

    fn remove_tls12_session(&self, server: &ServerName<'static>) {
        self.0.remove_tls12_session(server);
    }

    fn insert_tls13_ticket(&self, server: ServerName<'static>, ticket: Tls13ClientSessionValue) {
        self.0.insert_tls13_ticket(server, ticket);
    }

    fn take_tls13_ticket(&self, server: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        self.0.take_tls13_ticket(server)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_that_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ca.pem");
        let said =
            |path: &PathBuf| client(&TransportSettings::default(), Some(path), false).expect_err("refused").to_string();
        assert!(said(&path).contains("ca.pem"), "{}", said(&path));
        std::fs::write(&path, "no certificates here").expect("written");
        assert!(said(&path).ends_with("there is none in PEM form"), "{}", said(&path));
    }
}
