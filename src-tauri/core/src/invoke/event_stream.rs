//! Reading the events of `InvokeWithResponseStream`: chunks of payload, then one event that says how it ended. Pure: bytes
//! go in, events come out. Frames and their checksums are read by `aws-smithy-eventstream`.

use aws_smithy_eventstream::frame::{DecodedFrame, MessageFrameDecoder};
use aws_smithy_types::event_stream::Message;
use bytes::{Bytes, BytesMut};
use serde::Deserialize;

/// The longest frame that is taken. Lambda's chunks are far shorter; the format allows 16 MB of payload. This guards
/// against an endpoint that announces a frame without end.
const LONGEST_FRAME: usize = 24 * 1024 * 1024;

/// One event of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamEvent {
    /// A part of the response.
    Chunk(Bytes),
    /// The end.
    Complete(Complete),
}

/// How a stream ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Complete {
    /// Set when the function failed, before or in the middle of its response.
    pub error_code: Option<String>,
    /// What failed: the error object as text, mostly.
    pub error_details: Option<String>,
    /// The log's tail in base64, when it was asked for.
    pub log_result: Option<String>,
}

/// Why a stream cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum StreamError {
    /// A frame's checksum or form is wrong.
    #[error("a frame of the stream is broken: {0}")]
    Frame(String),
    /// A frame is longer than any that Lambda sends.
    #[error("a frame of the stream is longer than {LONGEST_FRAME} bytes")]
    TooLong,
    /// The service sent an error in place of an event.
    #[error("the stream was ended by {code}: {message}")]
    Exception {
        /// Its code.
        code: String,
        /// Its words.
        message: String,
    },
    /// The last event is not JSON.
    #[error("the stream's last event cannot be read: {0}")]
    Complete(String),
}

/// Reads a stream piece by piece.
#[derive(Debug, Default)]
pub struct StreamReader {
    held: BytesMut,
    decoder: MessageFrameDecoder,
}

impl StreamReader {
    /// Takes the next bytes as they came in.
    pub fn push(&mut self, bytes: &[u8]) {
        self.held.extend_from_slice(bytes);
    }

    /// The next event, if all of it is here. Events of kinds that are not known are passed over.
    ///
    /// # Errors
    /// [`StreamError`]; nothing sensible follows then.
    pub fn next_event(&mut self) -> Result<Option<StreamEvent>, StreamError> {
        loop {
            let frame = self.decoder.decode_frame(&mut self.held);
            match frame.map_err(|error| StreamError::Frame(error.to_string()))? {
                DecodedFrame::Incomplete if self.held.len() > LONGEST_FRAME => return Err(StreamError::TooLong),
                DecodedFrame::Incomplete => return Ok(None),
                DecodedFrame::Complete(message) => {
                    if let Some(event) = event(&message)? {
                        return Ok(Some(event));
                    }
                }
            }
        }
    }

    /// Whether bytes are left that make no whole frame.
    pub fn is_in_the_middle(&self) -> bool {
        !self.held.is_empty()
    }
}

fn event(message: &Message) -> Result<Option<StreamEvent>, StreamError> {
    let header = |name: &str| {
        let header = message.headers().iter().find(|header| header.name().as_str() == name)?;
        Some(header.value().as_string().ok()?.as_str().to_owned())
    };
    let payload = message.payload();
    if matches!(header(":message-type").as_deref(), Some("exception" | "error")) {
        let code = header(":exception-type").or_else(|| header(":error-code")).unwrap_or_else(|| "an error".into());
        let said = header(":error-message").unwrap_or_else(|| String::from_utf8_lossy(payload).into_owned());
        return Err(StreamError::Exception { code, message: said });
    }
    match header(":event-type").as_deref() {
        Some("PayloadChunk") => Ok(Some(StreamEvent::Chunk(payload.clone()))),
        Some("InvokeComplete") => {
            let complete = serde_json::from_slice(payload).map_err(|error| StreamError::Complete(error.to_string()))?;
            Ok(Some(StreamEvent::Complete(complete)))
        }
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_eventstream::frame::write_message_to;
    use aws_smithy_types::event_stream::{Header, HeaderValue};

    use super::*;

    fn frame(kind: &str, payload: &'static [u8]) -> Vec<u8> {
        let text = |text: &str| HeaderValue::String(text.to_owned().into());
        let message = Message::new(Bytes::from_static(payload))
            .add_header(Header::new(":message-type", text("event")))
            .add_header(Header::new(":event-type", text(kind)));
        let mut bytes = Vec::new();
        write_message_to(&message, &mut bytes).expect("a frame");
        bytes
    }

    #[test]
    fn events_come_out_however_the_bytes_come_in() {
        let mut bytes = frame("PayloadChunk", b"one");
        bytes.extend(frame("Unknown", b"?"));
        bytes.extend(frame("InvokeComplete", br#"{"ErrorCode":"Unhandled","ErrorDetails":"{}","LogResult":"eA=="}"#));
        for size in [1, 3, 7, bytes.len()] {
            let (mut reader, mut events) = (StreamReader::default(), Vec::new());
            for piece in bytes.chunks(size) {
                reader.push(piece);
                while let Some(event) = reader.next_event().expect("fine") {
                    events.push(event);
                }
            }
            let complete = Complete {
                error_code: Some("Unhandled".into()),
                error_details: Some("{}".into()),
                log_result: Some("eA==".into()),
            };
            assert_eq!(events, [StreamEvent::Chunk(Bytes::from_static(b"one")), StreamEvent::Complete(complete)]);
            assert!(!reader.is_in_the_middle());
        }
    }

    #[test]
    fn every_byte_that_is_wrong_is_found() {
        let whole = frame("PayloadChunk", b"one");
        for at in 0..whole.len() {
            let mut broken = whole.clone();
            broken[at] ^= 0x20;
            let mut reader = StreamReader::default();
            reader.push(&broken);
            // A length that is wrong may only leave the frame unfinished, never give a chunk.
            assert!(!matches!(reader.next_event(), Ok(Some(_))), "byte {at}");
        }
    }
}
