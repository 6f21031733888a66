//! What HTTP/2 adds to what can go wrong: refused streams, farewells, windows that never open.

use std::io;
use std::time::{Duration, Instant};

use lambdesk_core::invoke::outcome::Outcome;
use lambdesk_core::invoke::run::Finished;
use lambdesk_core::invoke::transport::{Transport, TransportSettings};
use lambdesk_tests::scripted::Scripted;
use lambdesk_tests::tls_front::{Authority, Handshake, TlsFront};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::{IMPATIENT, bench, impatient, story};

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RESET: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const END_STREAM: u8 = 1;
const ACKNOWLEDGED: u8 = 1;
const END_HEADERS: u8 = 4;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("a short frame").to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// `:status: 200`, as HPACK's static table has it.
fn ok() -> Vec<u8> {
    frame(HEADERS, END_HEADERS, 1, &[0x88])
}

/// What a port says: at once, and when the whole request is there; and whether it hangs up then.
#[derive(Clone)]
struct Script {
    first: Vec<u8>,
    then: Vec<u8>,
    hangs_up: bool,
}

impl Script {
    async fn play(self, mut client: TcpStream) -> io::Result<()> {
        client.write_all(&self.first).await?;
        let mut preface = [0; 24];
        client.read_exact(&mut preface).await?;
        loop {
            let mut head = [0; 9];
            client.read_exact(&mut head).await?;
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
            client.read_exact(&mut vec![0; length]).await?;
            if matches!(head[3], DATA | HEADERS) && head[4] & END_STREAM != 0 {
                client.write_all(&self.then).await?;
                if self.hangs_up {
                    return client.shutdown().await;
                }
            }
        }
    }
}

fn cases() -> Vec<(&'static str, Script)> {
    let hello = frame(SETTINGS, 0, 0, &[]);
    let says = |then: Vec<u8>| Script { first: hello.clone(), then, hangs_up: false };
    let begins = |first: Vec<u8>| Script { first, then: Vec::new(), hangs_up: false };
    let last_of_none = |error: u32| [0u32.to_be_bytes(), error.to_be_bytes()].concat();
    vec![
        ("nothing is ever said", begins(Vec::new())),
        ("no answer comes", says(Vec::new())),
        ("the window for the payload stays closed", begins(frame(SETTINGS, 0, 0, &[]))),
        ("what comes is not HTTP/2", begins(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec())),
        ("the stream is refused", says(frame(RESET, 0, 1, &7u32.to_be_bytes()))),
        ("the stream is cancelled", says(frame(RESET, 0, 1, &8u32.to_be_bytes()))),
        ("the service says farewell", says(frame(GOAWAY, 0, 0, &last_of_none(0)))),
        ("the service wants less of it", says(frame(GOAWAY, 0, 0, &last_of_none(11)))),
        ("it hangs up without an answer", Script { hangs_up: true, ..says(Vec::new()) }),
        ("it hangs up after the headers", Script { hangs_up: true, ..says(ok()) }),
        (
            "the stream is reset within the response",
            says([ok(), frame(DATA, 0, 1, b"{"), frame(RESET, 0, 1, &[0, 0, 0, 2])].concat()),
        ),
        ("the response stalls", says([ok(), frame(DATA, 0, 1, b"{")].concat())),
        ("the headers are no HPACK", says(frame(HEADERS, END_HEADERS, 1, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff]))),
        ("it answers", says([ok(), frame(DATA, END_STREAM, 1, b"{}")].concat())),
    ]
}

async fn tell(name: &str, script: Script, payload: &'static str, attempts: u32) -> (Finished, String) {
    let authority = Authority::new("Known");
    let (_folder, trusted) = authority.bundle();
    // No case is about connecting, and fourteen handshakes at once take their time.
    let patient = TransportSettings { connect: Some(Duration::from_secs(10)), ..IMPATIENT };
    let bench = bench().await.over(Transport::new(patient).trusting(Some(trusted)));
    let port = Scripted::start(move |client| script.clone().play(client)).await;
    let front = TlsFront::start(port.address(), Handshake::TakesForHttp2(authority.identity("localhost", false))).await;
    let mut call = impatient(bench.call("echo", payload), &front.endpoint());
    call.wait = Duration::from_secs(2);
    call.retries.attempts = attempts;
    let start = Instant::now();
    let finished = bench.run(&call).await;
    assert!(start.elapsed() < Duration::from_secs(15), "{name}: no limit but the last stood over it");
    let named = front.endpoint().replace("https://localhost:", "");
    let told = story(name, &finished, 0).replace(&named, "PORT");
    (finished, told)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_http_2_is_told() {
    let mut running = JoinSet::new();
    for (number, (name, script)) in cases().into_iter().enumerate() {
        running.spawn(async move {
            let large = name.contains("window");
            // Longer than the window that is open before anything is said, and than what is handed over beyond it.
            let payload = if large { format!("\"{}\"", "x".repeat(900_000)).leak() } else { r#"{"a":1}"# };
            let (finished, told) = tell(name, script, payload, if large { 1 } else { 3 }).await;
            if let Outcome::NoAnswer(lost) = &finished.outcome {
                assert_eq!(lost.may_have_run, !large, "{name}: {lost:?}");
            }
            (number, told)
        });
    }
    let mut stories = running.join_all().await;
    stories.sort();
    let all: Vec<String> = stories.into_iter().map(|(_, story)| story).collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_a_body_is_not_sent_again_over_http_2_either() {
    let hello = frame(SETTINGS, 0, 0, &[]);
    for (name, then, hangs_up) in [
        ("refused", frame(RESET, 0, 1, &7u32.to_be_bytes()), false),
        ("hung up", Vec::new(), true),
        ("silent", Vec::new(), false),
    ] {
        let (finished, _) = tell(name, Script { first: hello.clone(), then, hangs_up }, "", 3).await;
        let Outcome::NoAnswer(lost) = &finished.outcome else { panic!("{name}: {:?}", finished.outcome) };
        assert!(lost.may_have_run && finished.attempts.len() == 1, "{name}: {finished:#?}");
    }
}

/// Answers only after so many pings, each of which is answered.
async fn after_pings(mut client: TcpStream, wanted: usize) -> io::Result<()> {
    client.write_all(&frame(SETTINGS, 0, 0, &[])).await?;
    client.read_exact(&mut [0; 24]).await?;
    let (mut pings, mut is_whole) = (0, false);
    loop {
        let mut head = [0; 9];
        client.read_exact(&mut head).await?;
        let mut body = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
        client.read_exact(&mut body).await?;
        is_whole |= matches!(head[3], DATA | HEADERS) && head[4] & END_STREAM != 0;
        if head[3] == PING && head[4] & ACKNOWLEDGED == 0 {
            pings += usize::from(is_whole);
            client.write_all(&frame(PING, ACKNOWLEDGED, 0, &body)).await?;
            if pings == wanted {
                client.write_all(&[ok(), frame(DATA, END_STREAM, 1, b"{}")].concat()).await?;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_connection_is_pinged_while_an_answer_is_waited_for() {
    let authority = Authority::new("Known");
    let (_folder, trusted) = authority.bundle();
    let settings = TransportSettings { keep_alive: Some(Duration::from_secs(1)), ..TransportSettings::default() };
    let bench = bench().await.over(Transport::new(settings).trusting(Some(trusted)));
    let port = Scripted::start(|client| after_pings(client, 2)).await;
    let front = TlsFront::start(port.address(), Handshake::TakesForHttp2(authority.identity("localhost", false))).await;
    let mut call = impatient(bench.call("echo", "{}"), &front.endpoint());
    call.wait = Duration::from_secs(15);
    let finished = bench.run(&call).await;
    assert_eq!(finished.outcome, Outcome::Succeeded, "without pings no answer comes");
}
