//! What the `stream` function says, chunk by chunk: the text is made as it is taken, so that 200 MB need no memory. It
//! must not know where the text goes.

use std::time::Duration;

use serde_json::Value;

use crate::response_stream::PIECE;

/// A line of what chunks are filled with; its line break makes it 64 bytes.
const LINE: &str = "a line of printable text that fills the chunk up to its size...\n";

/// What the payload asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How many chunks.
    pub chunks: u64,
    /// How long to wait between two.
    pub delay: Duration,
    /// Bytes in each; a short line of text when absent.
    pub bytes: Option<usize>,
    /// After how many chunks the handler fails; never, when absent.
    pub fail_after: Option<u64>,
}

impl Plan {
    /// The most chunks there are.
    pub const MOST: u64 = 100_000;

    /// Reads the payload; what it does not say has its default.
    pub fn of(payload: &[u8]) -> Self {
        let payload: Value = serde_json::from_slice(payload).unwrap_or_default();
        let number = |key: &str| payload.get(key).and_then(Value::as_u64);
        Self {
            chunks: number("chunks").unwrap_or(10).min(Self::MOST),
            delay: Duration::from_millis(number("delay_ms").unwrap_or(200)),
            bytes: number("bytes").map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX)),
            fail_after: number("fail_after"),
        }
    }

    /// The text of a chunk, counted from 1, in pieces; a chunk without bytes is one empty piece.
    pub fn chunk(&self, number: u64) -> Chunk {
        let head = format!("chunk {number} of {}\n", self.chunks).into_bytes();
        let bytes = self.bytes.unwrap_or(head.len());
        Chunk { head, bytes, at: 0, done: false }
    }
}

/// A chunk's text, piece by piece.
#[derive(Debug)]
pub struct Chunk {
    head: Vec<u8>,
    bytes: usize,
    at: usize,
    done: bool,
}

impl Iterator for Chunk {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        if self.done {
            return None;
        }
        let length = (self.bytes - self.at).min(PIECE);
        let mut piece = Vec::with_capacity(length);
        if self.at == 0 {
            piece.extend_from_slice(&self.head[..self.head.len().min(length)]);
        }
        while piece.len() < length {
            let from = (self.at + piece.len() - self.head.len()) % LINE.len();
            let line = &LINE.as_bytes()[from..];
            piece.extend_from_slice(&line[..line.len().min(length - piece.len())]);
        }
        self.at += length;
        self.done = self.at == self.bytes;
        if let (true, Some(last)) = (self.done, piece.last_mut()) {
            *last = b'\n';
        }
        Some(piece)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(plan: &Plan, number: u64) -> Vec<u8> {
        plan.chunk(number).flatten().collect()
    }

    #[test]
    fn the_payload_says_what_is_streamed() {
        let plain = Plan { chunks: 10, delay: Duration::from_millis(200), bytes: None, fail_after: None };
        assert_eq!(Plan::of(b"{}"), plain);
        assert_eq!(Plan::of(b"[1]"), plain);
        let asked = Plan::of(br#"{"chunks":1000000,"delay_ms":0,"bytes":64,"fail_after":2}"#);
        let wanted = Plan { chunks: 100_000, delay: Duration::ZERO, bytes: Some(64), fail_after: Some(2) };
        assert_eq!(asked, wanted);
    }

    #[test]
    fn a_chunk_has_exactly_as_many_bytes_of_text() {
        assert_eq!(whole(&Plan::of(b"{}"), 1), b"chunk 1 of 10\n");
        for bytes in [0, 1, 13, 14, 15, 64, 100, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7] {
            let plan = Plan { bytes: Some(bytes), ..Plan::of(b"{}") };
            let text = whole(&plan, 2);
            assert_eq!(text.len(), bytes);
            assert!(text.iter().all(|byte| *byte == b'\n' || (b' '..=b'~').contains(byte)), "{bytes}");
            assert!(bytes == 0 || text.ends_with(b"\n"), "{bytes}");
            assert!(bytes < 15 || text.starts_with(b"chunk 2 of 10\n"), "{bytes}");
            assert!(plan.chunk(2).all(|piece| piece.len() <= PIECE));
            assert!(plan.chunk(2).count() >= 1);
        }
        assert_eq!(LINE.len(), 64);
    }
}
