//! TLS before a service that speaks none, with certificates made for the test.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// An authority that nobody knows, unless its certificate is given to them.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate in PEM form.
    pub pem: String,
}

/// A server's certificate and key.
pub struct Identity {
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
}

impl Authority {
    /// A new one of this name.
    ///
    /// # Panics
    /// When no key can be made.
    pub fn new(name: &str) -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// Its certificate in a file, as `AWS_CA_BUNDLE` names one. The file is gone with the folder.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn bundle(&self) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ca.pem");
        std::fs::write(&path, &self.pem).expect("written");
        (folder, path)
    }

    /// A server's certificate for a name, in force or expired.
    ///
    /// # Panics
    /// When the name is impossible.
    pub fn identity(&self, name: &str, expired: bool) -> Identity {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
        if expired {
            (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1));
        }
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        Identity { certificate: certificate.into(), key }
    }
}

/// A port that speaks TLS, or something else where TLS is expected.
pub struct TlsFront {
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

/// What happens where a handshake is expected.
pub enum Handshake {
    /// The handshake, with this certificate.
    Takes(Identity),
    /// The handshake, with this certificate, and HTTP/2 agreed on.
    TakesForHttp2(Identity),
    /// An answer in plain HTTP.
    PlainHttp,
    /// Nothing, for ever.
    Stalls,
    /// A reset.
    Resets,
}

impl TlsFront {
    /// Listens, and passes what comes in on to `upstream`.
    ///
    /// # Panics
    /// When there is no port, or the certificate cannot be used.
    pub async fn start(upstream: SocketAddr, handshake: Handshake) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let handshake = Arc::new(match handshake {
            Handshake::Takes(identity) => Ok(acceptor(identity, None)),
            Handshake::TakesForHttp2(identity) => Ok(acceptor(identity, Some(b"h2"))),
            other => Err(other),
        });
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let handshake = handshake.clone();
                // A side that hangs up is what is wanted here.
                tokio::spawn(async move { drop(connection(client, upstream, &handshake).await) });
            }
        });
        Self { address, accepting }
    }

    /// Where it listens, as an endpoint of the name that certificates are made for.
    pub fn endpoint(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }
}

impl Drop for TlsFront {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn acceptor(Identity { certificate, key }: Identity, protocol: Option<&[u8]>) -> TlsAcceptor {
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a certificate that can be used");
    config.alpn_protocols.extend(protocol.map(<[u8]>::to_vec));
    TlsAcceptor::from(Arc::new(config))
}

async fn connection(
    mut client: TcpStream,
    upstream: SocketAddr,
    handshake: &Result<TlsAcceptor, Handshake>,
) -> std::io::Result<()> {
    match handshake {
        Ok(acceptor) => {
            let mut client = acceptor.accept(client).await?;
            let mut service = TcpStream::connect(upstream).await?;
            tokio::io::copy_bidirectional(&mut client, &mut service).await.map(drop)
        }
        Err(Handshake::PlainHttp) => {
            use tokio::io::AsyncWriteExt;
            client.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await?;
            client.shutdown().await
        }
        Err(Handshake::Resets) => client.set_zero_linger(),
        Err(Handshake::Stalls | Handshake::Takes(_) | Handshake::TakesForHttp2(_)) => {
            tokio::time::sleep(Duration::from_mins(1)).await;
            Ok(())
        }
    }
}
