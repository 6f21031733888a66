//! The listed faults, each with its sentence.

use std::sync::Arc;

use lambdesk_core::invoke::outcome::Outcome;
use lambdesk_tests::fault_proxy::End::{Close, Reset, Stall};
use lambdesk_tests::fault_proxy::Fault;
use lambdesk_tests::fault_proxy::Fault::{Answer, AnswerBut, CloseWhenIdle, Instead, Pass, Refused, Request, Slowly};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::{bench, honest, impatient, proxy, story};

/// A fault, the payload it meets, and the connections it meets.
struct Case {
    name: &'static str,
    large: bool,
    faults: Vec<Fault>,
}

/// Every attempt meets the fault.
fn always(name: &'static str, fault: Fault) -> Case {
    Case { name, large: false, faults: vec![fault] }
}

/// The first attempt meets the fault, the next one none.
fn once(name: &'static str, fault: Fault) -> Case {
    Case { name, large: false, faults: vec![fault, Pass] }
}

fn large(case: Case) -> Case {
    Case { large: true, ..case }
}

fn bytes(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

/// Inside the request line, and inside the headers.
const IN_THE_LINE: usize = 10;
const IN_THE_HEADERS: usize = 250;
/// Far inside a body of 6 MB.
const IN_THE_BODY: usize = 1_000_000;
/// Inside the answer's status line, and inside its headers.
const IN_THE_STATUS: usize = 9;
const IN_THE_ANSWERS_HEADERS: usize = 120;

fn cases() -> Vec<Case> {
    let mut cases = vec![always("nothing happens", Pass)];
    for (how, name) in [(Reset, "is reset"), (Close, "is closed"), (Stall, "stalls")] {
        let named = |place: &str| -> &'static str { format!("the connection {name} {place}").leak() };
        cases.extend([
            always(named("before the request was read"), Request(0, how)),
            always(named("within the request line"), Request(IN_THE_LINE, how)),
            always(named("within the request's headers"), Request(IN_THE_HEADERS, how)),
            large(always(named("within the payload"), Request(IN_THE_BODY, how))),
            always(named("before the answer"), Answer(0, how)),
            always(named("within the status line"), Answer(IN_THE_STATUS, how)),
            always(named("within the answer's headers"), Answer(IN_THE_ANSWERS_HEADERS, how)),
            always(named("within the response"), AnswerBut(5, how)),
            always(named("one byte before the end"), AnswerBut(1, how)),
        ]);
    }
    for how in [Reset, Close] {
        let named = |text: &str| -> &'static str {
            format!("{text} ({})", if how == Reset { "reset" } else { "closed" }).leak()
        };
        cases.extend([
            once(named("only the first connection ends before the request was read"), Request(0, how)),
            large(once(named("only the first connection ends within the payload"), Request(IN_THE_BODY, how))),
            once(named("only the first connection ends before the answer"), Answer(0, how)),
        ]);
    }
    cases.extend([
        always("the answer comes a byte at a time", Slowly(1)),
        always("the connection is closed after each answer", CloseWhenIdle),
        always("the length is larger than the response", Instead(bytes("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{}"))),
        always("the length is smaller than the response", Instead(bytes("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}{}{}{}"))),
        always("the length is no number", Instead(bytes("HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n{}"))),
        always("there are two lengths", Instead(bytes("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}"))),
        always("chunks break off", Instead(bytes("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"a\""))),
        always("a chunk's size is no number", Instead(bytes("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"))),
        always("garbage is answered", Instead(bytes("\x00\x01\x02 this is not HTTP at all\r\n\r\n"))),
        always("another protocol answers", Instead(bytes("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"))),
        always("HTTP of long ago is answered", Instead(bytes("<html>hello</html>"))),
        always("the status is no number", Instead(bytes("HTTP/1.1 abc OK\r\ncontent-length: 2\r\n\r\n{}"))),
        always("a header has no end", Instead([bytes("HTTP/1.1 200 OK\r\nx-long: "), vec![b'x'; 2_000_000]].concat())),
        always("there are too many headers", Instead(bytes(&format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(500))))),
        always(
            "a second answer follows the first",
            Instead(bytes("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 500 No\r\ncontent-length: 2\r\n\r\n{}")),
        ),
        always(
            "interim answers come first",
            Instead(bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")),
        ),
        always(
            "it is sent elsewhere",
            Refused(bytes("HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n")),
        ),
        always("a gateway answers 502", Refused(bytes("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 17\r\n\r\n<h1>Bad</h1>\r\n\r\n\n"))),
        always("a gateway answers 504 to what ran", Instead(bytes("HTTP/1.1 504 Gateway Timeout\r\ncontent-length: 0\r\n\r\n"))),
        always("a proxy wants a sign-in", Refused(bytes("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n"))),
    ]);
    cases
}

async fn tell(case: Case) -> String {
    let bench = bench().await;
    let proxy = proxy(&bench, case.faults);
    let payload: &'static str =
        if case.large { format!("\"{}\"", "x".repeat(6_000_000)).leak() } else { r#"{"n":12345678901234567890}"# };
    let call = impatient(bench.call("echo", payload), &proxy.endpoint());
    let finished = bench.run(&call).await;
    let runs = honest(&bench, "echo", &finished).await;
    if finished.outcome == Outcome::Succeeded
        && !case.name.contains("answer follows")
        && !case.name.contains("interim")
        && !case.name.contains("smaller")
    {
        assert_eq!(finished.answer.as_ref().expect("an answer").body, payload.as_bytes(), "{}", case.name);
    }
    story(case.name, &finished, runs)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_has_its_outcome_and_runs_the_function_once_at_most() {
    // So many at a time that each has its share of the processor.
    let turns = Arc::new(Semaphore::new(4));
    let mut running = JoinSet::new();
    for (number, case) in cases().into_iter().enumerate() {
        let turns = turns.clone();
        running.spawn(async move {
            let _turn = turns.acquire_owned().await;
            (number, tell(case).await)
        });
    }
    let mut stories = running.join_all().await;
    stories.sort();
    let all: Vec<String> = stories.into_iter().map(|(_, story)| story).collect();
    insta::assert_snapshot!(all.join("\n"));
}
