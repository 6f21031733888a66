//! A streamed response on its way: the function writes on one side, the connection takes on the other, and in between
//! lies no more than a handful of frames. It must not know what is written.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use bytes::Bytes;
use http_body::Frame;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::event_stream::{Complete, invoke_complete, payload_chunk};

/// Lambda's limit for a streamed response, in bytes.
pub const STREAM_LIMIT: usize = 209_715_200;

/// The most that goes into one frame. Small enough that the frames which wait for the socket are half a megabyte at most,
/// large enough that 200 MB go out in about 3,200 of them.
pub const PIECE: usize = 65_536;

/// How many frames wait for the socket; then the function waits.
const WAITING: usize = 8;

/// The function's side of a streamed response.
#[derive(Debug)]
pub struct ResponseStream {
    frames: Sender<Bytes>,
    written: usize,
}

/// That the response would pass Lambda's limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl ResponseStream {
    /// Opens one. The body ends when the stream is completed, or dropped.
    pub fn open() -> (Self, Body) {
        let (frames, taken) = channel(WAITING);
        (Self { frames, written: 0 }, Body::new(Frames(taken)))
    }

    /// Writes bytes as one or more chunks, and waits while the connection is behind. What a client that hung up would
    /// have got is dropped: it does not stop a function. Up to the limit everything is sent, beyond it nothing.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), TooLarge> {
        let room = STREAM_LIMIT - self.written;
        let fits = &bytes[..bytes.len().min(room)];
        self.written += fits.len();
        if bytes.is_empty() {
            self.send(payload_chunk(b"")).await;
        }
        for piece in fits.chunks(PIECE) {
            if self.frames.is_closed() {
                break;
            }
            self.send(payload_chunk(piece)).await;
        }
        if fits.len() < bytes.len() { Err(TooLarge) } else { Ok(()) }
    }

    /// Ends it.
    pub async fn complete(self, complete: &Complete<'_>) {
        self.send(invoke_complete(complete)).await;
    }

    async fn send(&self, frame: Bytes) {
        // It fails when the client has hung up.
        let _ = self.frames.send(frame).await;
    }
}

/// The connection's side.
struct Frames(Receiver<Bytes>);

impl http_body::Body for Frames {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.0.poll_recv(context).map(|frame| frame.map(|bytes| Ok(Frame::data(bytes))))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::to_bytes;
    use tokio::time::timeout;

    use super::*;
    use crate::event_stream::tests::read;

    #[tokio::test]
    async fn large_writes_become_pieces() {
        let (mut stream, body) = ResponseStream::open();
        let written: Vec<u8> = (0..PIECE * 2 + 5).map(|at| b'a' + u8::try_from(at % 26).unwrap()).collect();
        let sent = written.clone();
        let writer = tokio::spawn(async move {
            stream.write(&sent).await.expect("small enough");
            stream.write(b"").await.expect("empty, and a chunk all the same");
            stream.complete(&Complete::default()).await;
        });
        let frames = read(&to_bytes(body, usize::MAX).await.expect("a body"));
        writer.await.expect("done");
        let lengths: Vec<usize> = frames.iter().map(|frame| frame.payload.len()).collect();
        assert_eq!(lengths, [PIECE, PIECE, 5, 0, 2]);
        assert_eq!(frames[..3].iter().flat_map(|frame| frame.payload.clone()).collect::<Vec<u8>>(), written);
    }

    #[tokio::test]
    async fn a_function_waits_for_a_slow_client_and_not_for_one_that_hung_up() {
        let (mut stream, body) = ResponseStream::open();
        let ahead = vec![b'.'; PIECE * (WAITING + 1)];
        assert!(timeout(Duration::from_millis(50), stream.write(&ahead)).await.is_err(), "it waits");
        drop(body);
        let rest = timeout(Duration::from_secs(5), stream.write(&ahead)).await.expect("it goes on");
        assert_eq!(rest, Ok(()));
    }

    #[tokio::test]
    async fn nothing_passes_the_limit() {
        let (mut stream, body) = ResponseStream::open();
        drop(body);
        let most = vec![b'.'; STREAM_LIMIT];
        assert_eq!(stream.write(&most).await, Ok(()));
        assert_eq!(stream.write(b"").await, Ok(()));
        assert_eq!(stream.write(b"1").await, Err(TooLarge));
    }
}
