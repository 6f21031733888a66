//! A proxy on loopback that passes requests on and does to connections what networks do.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;

/// What happens to one connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: everything is passed on, as long as both sides like.
    Pass,
    /// So many bytes of the request are passed on, then it ends. The service never has it whole.
    Request(usize, End),
    /// The request is passed on and answered, and so many bytes of the answer come back before it ends.
    Answer(usize, End),
    /// As before, counted from the end of the answer.
    AnswerBut(usize, End),
    /// The answer comes back in pieces of so many bytes.
    Slowly(usize),
    /// The request is passed on and answered; these bytes come back instead, and the connection closes.
    Instead(Vec<u8>),
    /// These bytes come back to a request that is not passed on, and the connection closes.
    Refused(Vec<u8>),
    /// The request is passed on and answered; the answer comes back with one byte changed, so far from its end.
    Flipped(usize),
    /// The connection ends as soon as it is there.
    AtOnce(End),
    /// One exchange is passed on, then the idle connection is closed.
    CloseWhenIdle,
}

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// In good order.
    Close,
    /// With a reset.
    Reset,
    /// Not at all: nothing more is read or written.
    Stall,
}

/// A running proxy; it ends when dropped.
pub struct FaultProxy {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    accepting: JoinHandle<()>,
}

/// Longer than any test waits: what stalls is let go of in the end.
const FOR_EVER: Duration = Duration::from_mins(1);

impl FaultProxy {
    /// A proxy before `upstream`, in the runtime that this is called in. The first connection meets the first fault, and so on; all further ones the last.
    ///
    /// # Panics
    /// When there is no port, or no fault.
    pub fn start(upstream: SocketAddr, faults: Vec<Fault>) -> Self {
        assert!(!faults.is_empty(), "a proxy that does nothing is Fault::Pass");
        let socket = TcpSocket::new_v4().expect("a socket");
        // A large payload must not fit into what the system takes in for a side that does not read.
        socket.set_recv_buffer_size(64 * 1024).expect("a buffer");
        socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a port");
        let listener = socket.listen(64).expect("a listener");
        let address = listener.local_addr().expect("an address");
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = connections.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let number = counted.fetch_add(1, Ordering::Relaxed);
                let fault = faults[number.min(faults.len() - 1)].clone();
                // A side that hangs up is what is wanted here.
                tokio::spawn(async move { drop(connection(client, upstream, fault).await) });
            }
        });
        Self { address, connections, accepting }
    }

    /// Where it listens, as an endpoint.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many connections came so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

/// A listener that accepts nothing: its queue is full, so that the system answers no further connection.
pub struct Full {
    /// Where it listens.
    pub address: SocketAddr,
    _listener: TcpListener,
    _queue: Vec<TcpStream>,
}

impl Full {
    /// Listens, and fills its own queue.
    ///
    /// # Panics
    /// When there is no port.
    pub async fn listen() -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a port");
        let address = socket.local_addr().expect("an address");
        let listener = socket.listen(1).expect("a listener");
        let mut queue = Vec::new();
        while let Ok(Ok(connected)) =
            tokio::time::timeout(Duration::from_millis(100), TcpStream::connect(address)).await
        {
            queue.push(connected);
        }
        Self { address, _listener: listener, _queue: queue }
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn connection(mut client: TcpStream, upstream: SocketAddr, fault: Fault) -> io::Result<()> {
    if let Fault::AtOnce(how) = fault {
        return end(client, how).await;
    }
    let mut service = TcpStream::connect(upstream).await?;
    match fault {
        Fault::Pass => {
            tokio::io::copy_bidirectional(&mut client, &mut service).await?;
            return Ok(());
        }
        Fault::Request(bytes, how) => {
            // The first bytes are there: a small request is then out as a whole, as far as its sender can tell.
            client.peek(&mut [0]).await?;
            let mut part = Vec::new();
            while part.len() < bytes {
                let mut piece = vec![0; (bytes - part.len()).min(64 * 1024)];
                let count = client.read(&mut piece).await?;
                if count == 0 {
                    break;
                }
                part.extend_from_slice(&piece[..count]);
                service.write_all(&piece[..count]).await?;
            }
            return end(client, how).await;
        }
        Fault::Refused(bytes) => {
            message(&mut client).await?;
            client.write_all(&bytes).await?;
            return end(client, End::Close).await;
        }
        _ => {}
    }
    let request = message(&mut client).await?;
    service.write_all(&request).await?;
    let mut answer = message(&mut service).await?;
    match fault {
        Fault::Answer(bytes, how) => {
            client.write_all(&answer[..bytes.min(answer.len())]).await?;
            end(client, how).await
        }
        Fault::AnswerBut(bytes, how) => {
            client.write_all(&answer[..answer.len().saturating_sub(bytes)]).await?;
            end(client, how).await
        }
        Fault::Slowly(size) => {
            client.set_nodelay(true)?;
            for piece in answer.chunks(size) {
                client.write_all(piece).await?;
                tokio::task::yield_now().await;
            }
            end(client, End::Close).await
        }
        Fault::Instead(bytes) => {
            client.write_all(&bytes).await?;
            end(client, End::Close).await
        }
        Fault::Flipped(from_end) => {
            let place = answer.len().saturating_sub(from_end + 1);
            answer[place] ^= 1;
            client.write_all(&answer).await?;
            end(client, End::Close).await
        }
        Fault::CloseWhenIdle => {
            client.write_all(&answer).await?;
            end(client, End::Close).await
        }
        Fault::Pass | Fault::AtOnce(_) | Fault::Request(..) | Fault::Refused(_) => Ok(()),
    }
}

async fn end(mut client: TcpStream, how: End) -> io::Result<()> {
    match how {
        End::Close => client.shutdown().await,
        End::Reset => client.set_zero_linger(),
        End::Stall => {
            tokio::time::sleep(FOR_EVER).await;
            Ok(())
        }
    }
}

/// One whole HTTP message, as it came: by its length, or to the end of its chunks.
async fn message(side: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut piece = vec![0; 64 * 1024];
    while !is_whole(&bytes) {
        match side.read(&mut piece).await? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => bytes.extend_from_slice(&piece[..count]),
        }
    }
    Ok(bytes)
}

fn is_whole(bytes: &[u8]) -> bool {
    let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let body = &bytes[head + 4..];
    let fields = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
    if fields.contains("transfer-encoding: chunked") {
        return body.ends_with(b"\r\n0\r\n\r\n") || body == b"0\r\n\r\n";
    }
    let length = fields.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    body.len() >= length.unwrap_or(0)
}
