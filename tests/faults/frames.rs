//! A stream's frames written by hand: every way in which one can be wrong, and what is right though unusual.

use std::time::Duration;

use lambdesk_core::invoke::outcome::NoAnswerCause::ReceiveTimeout;
use lambdesk_core::invoke::outcome::Outcome;
use lambdesk_core::invoke::request::RawRequest;
use lambdesk_core::invoke::run::Finished;
use lambdesk_core::invoke::spool::Spool;
use lambdesk_core::invoke::transport::{Transport, TransportSettings};
use lambdesk_tests::engine::Bench;
use lambdesk_tests::fault_proxy::Fault;
use lambdesk_tests::scripted::Scripted;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinSet;

use crate::{IMPATIENT, bench, honest, impatient, proxy};

/// CRC-32 as Ethernet has it, a bit at a time: no second reading of the format is shared with what is tested.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

/// A frame that says of itself what it is told to, with checksums that fit that.
fn frame_of(total: u32, headers_length: u32, headers: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut frame = [total.to_be_bytes(), headers_length.to_be_bytes()].concat();
    frame.extend(crc(&frame).to_be_bytes());
    frame.extend([headers, payload].concat());
    frame.extend(crc(&frame).to_be_bytes());
    frame
}

fn headers(pairs: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, value) in pairs {
        bytes.push(u8::try_from(name.len()).expect("a short name"));
        bytes.extend(name.as_bytes());
        bytes.push(7);
        bytes.extend(u16::try_from(value.len()).expect("a short value").to_be_bytes());
        bytes.extend(value.as_bytes());
    }
    bytes
}

fn message(pairs: &[(&str, &str)], payload: &[u8]) -> Vec<u8> {
    let headers = headers(pairs);
    let length = |bytes: usize| u32::try_from(bytes).expect("a short frame");
    frame_of(length(16 + headers.len() + payload.len()), length(headers.len()), &headers, payload)
}

fn event(kind: &str, payload: &[u8]) -> Vec<u8> {
    message(&[(":message-type", "event"), (":event-type", kind)], payload)
}

fn one() -> Vec<u8> {
    event("PayloadChunk", b"one")
}

fn complete() -> Vec<u8> {
    event("InvokeComplete", b"{}")
}

/// A frame with one bit of the byte at this place changed.
fn flipped(mut frame: Vec<u8>, place: usize) -> Vec<u8> {
    frame[place] ^= 1;
    frame
}

/// After one good chunk comes this, and the answer is whole as far as HTTP goes.
fn cases() -> Vec<(&'static str, Vec<u8>)> {
    let named = headers(&[(":message-type", "event"), (":event-type", "PayloadChunk")]);
    let length = u32::try_from(named.len()).expect("short");
    let error = br#"{"ErrorCode":"Unhandled","ErrorDetails":"{\"errorType\":\"KeyError\"}"}"#;
    let exception =
        message(&[(":message-type", "exception"), (":exception-type", "ServiceException")], br#"{"Message":"Oops"}"#);
    let gone =
        message(&[(":message-type", "error"), (":error-code", "InternalFailure"), (":error-message", "Gone")], b"");
    vec![
        ("its end is told", complete()),
        ("nothing more comes", Vec::new()),
        ("the checksum of a prelude is wrong", flipped(one(), 8)),
        ("the checksum of a frame is wrong", flipped(one(), one().len() - 1)),
        ("a letter of a chunk is changed", flipped(one(), one().len() - 6)),
        ("a length is changed", flipped(one(), 3)),
        ("a frame is said to be longer than it is", frame_of(length + 16 + 300, length, &named, b"two")),
        ("a frame is said to be shorter than a frame", [frame_of(15, 0, b"", b""), complete()].concat()),
        ("a frame is said to be empty", [frame_of(0, 0, b"", b""), complete()].concat()),
        ("a frame is said to have 4 GB", frame_of(u32::MAX, length, &named, b"two")),
        (
            "headers are said to be longer than their frame",
            [frame_of(length + 19, 5000, &named, b"two"), complete()].concat(),
        ),
        ("a header breaks off", [message(&[], b""), frame_of(16 + 3, 3, &[9, b':', b'm'], b""), complete()].concat()),
        ("a frame breaks off", one()[..20].to_vec()),
        ("a prelude breaks off", one()[..5].to_vec()),
        ("an exception comes", exception),
        ("an error comes", gone),
        ("an event of tomorrow comes", [event("Telemetry", b"?"), complete()].concat()),
        ("a frame without headers comes", [message(&[], b"?"), complete()].concat()),
        ("an empty chunk comes", [event("PayloadChunk", b""), complete()].concat()),
        ("its end is not JSON", event("InvokeComplete", b"done")),
        ("its end is nothing", event("InvokeComplete", b"")),
        ("its end is told twice", [complete(), complete()].concat()),
        ("something broken follows its end", [complete(), b"garbage that is longer than a prelude".to_vec()].concat()),
        ("a broken frame follows its end", [complete(), flipped(one(), 8)].concat()),
        ("a second end follows that is not JSON", [complete(), event("InvokeComplete", b"done")].concat()),
        ("the function failed after a chunk", event("InvokeComplete", error)),
    ]
}

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/vnd.amazon.eventstream\r\n";

async fn tell(name: &'static str, frames: Vec<u8>) -> String {
    let bench = bench().await;
    let body = [one(), frames].concat();
    let head = format!("{HEAD}content-length: {}\r\n\r\n", body.len());
    let proxy = proxy(&bench, vec![Fault::Instead([head.into_bytes(), body].concat())]);
    let (finished, spool) = run(&bench, &proxy.endpoint()).await;
    let runs = honest(&bench, "stream", &finished).await;
    // What was whole is kept, whatever came after it.
    assert_eq!(spool.read(0, 100).expect("read"), b"one", "{name}");
    // Everything here is said by us or by the script, so all of it is shown.
    let said = match &finished.outcome {
        Outcome::Succeeded => "succeeded".into(),
        Outcome::FunctionError(error) => format!("function error: {:?}", error.error.error_type),
        Outcome::NoAnswer(lost) => {
            assert!(lost.may_have_run, "{name}");
            format!("{:?}: {}", lost.cause, lost.message.replace(&proxy.endpoint(), "ENDPOINT"))
        }
        Outcome::Rejected(rejection) => panic!("{name}: {rejection:?}"),
    };
    assert_eq!((runs, finished.attempts.len()), (1, 1), "{name}");
    format!("{name}\n    {said}\n")
}

async fn run(bench: &Bench, endpoint: &str) -> (Finished, Spool) {
    let raw = RawRequest {
        function: "stream".into(),
        stream: true,
        payload: r#"{"chunks":1,"bytes":3,"delay_ms":0}"#.into(),
        ..RawRequest::default()
    };
    let spool = Spool::temporary().expect("a file");
    let mut call = impatient(bench.call("stream", ""), endpoint);
    call.request = raw.resolve().expect("a request");
    call.spool = Some(spool.clone());
    (bench.run(&call).await, spool)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_broken_frame_is_told() {
    let mut running = JoinSet::new();
    for (number, (name, frames)) in cases().into_iter().enumerate() {
        running.spawn(async move { (number, tell(name, frames).await) });
    }
    let mut stories = running.join_all().await;
    stories.sort();
    let all: Vec<String> = stories.into_iter().map(|(_, story)| story).collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[tokio::test]
async fn silence_between_two_chunks_ends_by_the_idle_limit_and_after_the_end_means_nothing() {
    for (ends, frames) in [(false, one()), (true, [one(), complete()].concat())] {
        let port = Scripted::start(move |mut client| {
            let frames = frames.clone();
            async move {
                let _ = client.read(&mut [0; 4096]).await?;
                // No length, and the connection stays open.
                client.write_all(format!("{HEAD}\r\n").as_bytes()).await?;
                client.write_all(&frames).await?;
                std::future::pending().await
            }
        })
        .await;
        let settings = TransportSettings { idle: Duration::from_millis(500), ..IMPATIENT };
        let bench = bench().await.over(Transport::new(settings));
        let (finished, spool) = run(&bench, &format!("http://{}", port.address())).await;
        assert_eq!(spool.read(0, 100).expect("read"), b"one");
        match &finished.outcome {
            Outcome::Succeeded => assert!(ends),
            Outcome::NoAnswer(lost) => {
                assert_eq!((lost.cause, lost.may_have_run, ends), (ReceiveTimeout, true, false));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(finished.attempts.len(), 1);
    }
}
