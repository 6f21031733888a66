//! The frames of a streamed response, whole and cut anywhere. The first byte says how large the pieces are; the second
//! whether the rest is frames as they are, or the inside of frames whose checksums are right: no fuzzer guesses those.
#![no_main]

use lambdesk_core::invoke::event_stream::{StreamEvent, StreamReader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [size, form, rest @ ..] = data else { return };
    let bytes = if form % 2 == 0 { rest.to_vec() } else { framed(rest) };
    let read = |piece: usize| {
        let mut reader = StreamReader::default();
        let mut payload = Vec::new();
        for piece in bytes.chunks(piece) {
            reader.push(piece);
            loop {
                match reader.next_event() {
                    Ok(Some(StreamEvent::Chunk(chunk))) => payload.extend_from_slice(&chunk),
                    Ok(Some(StreamEvent::Complete(_))) => {}
                    Ok(None) => break,
                    Err(error) => return (payload, Some(error.to_string())),
                }
            }
        }
        (payload, None)
    };
    // How the network cuts it must not matter.
    assert_eq!(read(usize::from(*size).max(1)), read(bytes.len().max(1)));
});

/// Frames around bytes: each part begins with the length of its headers and of its payload.
fn framed(mut rest: &[u8]) -> Vec<u8> {
    let mut frames = Vec::new();
    while let [headers, payload, tail @ ..] = rest {
        let headers = usize::from(*headers).min(tail.len());
        let payload = usize::from(*payload).min(tail.len() - headers);
        let start = frames.len();
        let length = |bytes: usize| u32::try_from(bytes).expect("short").to_be_bytes();
        frames.extend(length(16 + headers + payload));
        frames.extend(length(headers));
        frames.extend(crc32fast::hash(&frames[start..]).to_be_bytes());
        frames.extend(&tail[..headers + payload]);
        frames.extend(crc32fast::hash(&frames[start..]).to_be_bytes());
        rest = &tail[headers + payload..];
    }
    frames
}
