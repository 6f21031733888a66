//! The frames of `application/vnd.amazon.eventstream`, written by the sandbox's own hand, so that a client's reader is
//! held against a second reading of the format. It must not know who runs or what is said.
//!
//! A frame is big-endian: total length (u32), length of the headers (u32), CRC32 of these eight bytes, the headers, the
//! payload, CRC32 of everything before it.

use bytes::{BufMut, Bytes, BytesMut};
use serde::Serialize;

/// The content type of a response in frames.
pub const CONTENT_TYPE: &str = "application/vnd.amazon.eventstream";

/// Total length, length of the headers, CRC32 of the two.
const PRELUDE: usize = 12;
/// CRC32 of the whole.
const TRAILER: usize = 4;
/// A header's value that is text has this type; it is the only one that Lambda's events use.
const TEXT: u8 = 7;

/// What `InvokeComplete` says. Members without a value are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Complete<'a> {
    /// Why the invocation failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<&'a str>,
    /// The error object, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_details: Option<&'a str>,
    /// The log's tail in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_result: Option<&'a str>,
}

/// A `PayloadChunk`: the bytes as they are.
pub fn payload_chunk(bytes: &[u8]) -> Bytes {
    event("PayloadChunk", "application/octet-stream", bytes)
}

/// The `InvokeComplete` that ends a stream.
pub fn invoke_complete(complete: &Complete<'_>) -> Bytes {
    // Three optional texts always serialize.
    let json = serde_json::to_vec(complete).unwrap_or_default();
    event("InvokeComplete", "application/json", &json)
}

fn event(event_type: &str, content_type: &str, payload: &[u8]) -> Bytes {
    let mut headers = BytesMut::new();
    for (name, value) in [(":message-type", "event"), (":event-type", event_type), (":content-type", content_type)] {
        headers.put_u8(length(name.len()));
        headers.put_slice(name.as_bytes());
        headers.put_u8(TEXT);
        headers.put_u16(u16::from(length(value.len())));
        headers.put_slice(value.as_bytes());
    }
    let total = PRELUDE + headers.len() + payload.len() + TRAILER;
    let mut frame = BytesMut::with_capacity(total);
    frame.put_u32(word(total));
    frame.put_u32(word(headers.len()));
    frame.put_u32(crc32fast::hash(&frame));
    frame.put_slice(&headers);
    frame.put_slice(payload);
    frame.put_u32(crc32fast::hash(&frame));
    frame.freeze()
}

/// Names and values are the literals above, the longest of 24 bytes.
fn length(bytes: usize) -> u8 {
    u8::try_from(bytes).unwrap_or(u8::MAX)
}

/// Nothing here comes near 4 GB: a response ends at 200 MB, and its pieces are smaller by far.
fn word(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
pub mod tests {
    use std::collections::HashMap;

    use super::*;

    /// A frame as a reader sees it.
    #[derive(Debug, PartialEq, Eq)]
    pub struct Frame {
        pub headers: HashMap<String, String>,
        pub payload: Vec<u8>,
    }

    impl Frame {
        pub fn kind(&self) -> &str {
            &self.headers[":event-type"]
        }
    }

    /// The CRC32 of IEEE 802.3 bit by bit, so that the library's is not held against itself.
    fn crc32(bytes: &[u8]) -> u32 {
        let mut crc = u32::MAX;
        for byte in bytes {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
            }
        }
        !crc
    }

    fn word_at(bytes: &[u8], at: usize) -> usize {
        u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
    }

    /// Reads all frames of a response, and panics where one is broken.
    pub fn read(mut bytes: &[u8]) -> Vec<Frame> {
        let mut frames = Vec::new();
        while !bytes.is_empty() {
            let (total, headers_length) = (word_at(bytes, 0), word_at(bytes, 4));
            assert_eq!(word_at(bytes, 8), crc32(&bytes[..8]) as usize, "the prelude's checksum");
            assert_eq!(word_at(bytes, total - 4), crc32(&bytes[..total - 4]) as usize, "the frame's checksum");
            let mut headers = HashMap::new();
            let mut rest = &bytes[12..12 + headers_length];
            while !rest.is_empty() {
                let name_end = 1 + usize::from(rest[0]);
                let name = str::from_utf8(&rest[1..name_end]).unwrap();
                assert_eq!(rest[name_end], 7, "only texts");
                let value_at = name_end + 3;
                let value_end = value_at + usize::from(u16::from_be_bytes([rest[name_end + 1], rest[name_end + 2]]));
                headers.insert(name.to_owned(), str::from_utf8(&rest[value_at..value_end]).unwrap().to_owned());
                rest = &rest[value_end..];
            }
            frames.push(Frame { headers, payload: bytes[12 + headers_length..total - 4].to_vec() });
            bytes = &bytes[total..];
        }
        frames
    }

    #[test]
    fn the_checksum_is_the_one_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32fast::hash(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn frames_come_back_as_they_were_written() {
        let complete =
            Complete { error_code: Some("Unhandled"), error_details: Some("{\"a\":\"é\"}"), log_result: None };
        let bytes = [payload_chunk(b"\x00\xff one"), payload_chunk(b""), invoke_complete(&complete)].concat();
        let frames = read(&bytes);
        assert_eq!(
            frames.iter().map(Frame::kind).collect::<Vec<_>>(),
            ["PayloadChunk", "PayloadChunk", "InvokeComplete"]
        );
        assert_eq!(frames[0].payload, b"\x00\xff one");
        assert!(frames.iter().all(|frame| frame.headers[":message-type"] == "event"));
        assert_eq!(frames[0].headers[":content-type"], "application/octet-stream");
        assert_eq!(frames[2].headers[":content-type"], "application/json");
        assert_eq!(
            frames[2].payload,
            "{\"ErrorCode\":\"Unhandled\",\"ErrorDetails\":\"{\\\"a\\\":\\\"é\\\"}\"}".as_bytes()
        );
        assert!(frames[1].payload.is_empty());
    }

    #[test]
    fn a_success_says_nothing_but_that_it_is_complete() {
        assert_eq!(read(&invoke_complete(&Complete::default()))[0].payload, b"{}");
    }
}
