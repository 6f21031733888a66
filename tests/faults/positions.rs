//! Every byte at which a connection can end, one after the other: nothing is shown as whole that is not, and nothing runs
//! that is said not to have.

use lambdesk_core::invoke::endpoint::Endpoint;
use lambdesk_core::invoke::outcome::{NoAnswerCause, Outcome};
use lambdesk_core::invoke::request::RawRequest;
use lambdesk_core::invoke::run::Call;
use lambdesk_tests::engine::Bench;
use lambdesk_tests::fault_proxy::End::{Close, Reset};
use lambdesk_tests::fault_proxy::Fault;

use crate::{bench, impatient, proxy};

const PAYLOAD: &str = r#"{"n":12345678901234567890}"#;

fn call(bench: &Bench, endpoint: &str, payload: String) -> Call {
    // Without the log's tail: every answer is as long as the one before.
    let raw = RawRequest { function: "echo".into(), payload: payload.into(), ..RawRequest::default() };
    let mut call = impatient(bench.call("echo", ""), endpoint);
    call.request = raw.resolve().expect("a request");
    call
}

/// More than the request or the answer has bytes.
const BEYOND: usize = 1500;

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_closed_at_any_byte_is_lost() {
    let bench = bench().await;
    let faults = (0..BEYOND).map(|bytes| Fault::Answer(bytes, Close)).collect();
    let proxy = proxy(&bench, faults);
    let call = call(&bench, &proxy.endpoint(), PAYLOAD.into());
    for bytes in 0..BEYOND {
        let finished = bench.run(&call).await;
        assert_eq!((finished.attempts.len(), bench.sandbox.runs("echo")), (1, bytes as u64 + 1), "{bytes}");
        match &finished.outcome {
            Outcome::NoAnswer(lost) => {
                assert_eq!((lost.cause, lost.may_have_run), (NoAnswerCause::ConnectionLost, true), "{bytes}: {lost:?}");
            }
            Outcome::Succeeded => {
                assert_eq!(finished.answer.expect("an answer").body, PAYLOAD, "{bytes}");
                assert!(bytes > 200, "the whole answer within {bytes} bytes");
                return;
            }
            other => panic!("{bytes}: {other:?}"),
        }
    }
    panic!("no answer has {BEYOND} bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_reset_at_any_byte_is_lost() {
    // A reset can overtake what was sent before it, so that only the bytes before the last are told apart.
    let bench = bench().await;
    let proxy = proxy(&bench, (1..400).map(|but| Fault::AnswerBut(but, Reset)).collect());
    let call = call(&bench, &proxy.endpoint(), PAYLOAD.into());
    for but in 1..400u64 {
        let finished = bench.run(&call).await;
        assert_eq!((finished.attempts.len(), bench.sandbox.runs("echo")), (1, but), "{but}");
        let Outcome::NoAnswer(lost) = &finished.outcome else { panic!("{but}: {:?}", finished.outcome) };
        assert_eq!((lost.cause, lost.may_have_run), (NoAnswerCause::ConnectionLost, true), "{but}: {lost:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_ends_at_any_byte_is_never_run() {
    for end in [Close, Reset] {
        let bench = bench().await;
        // The request is a little longer than this; every third byte, in a time that one waits for.
        let places: Vec<usize> = (0..385).step_by(3).collect();
        let proxy = proxy(&bench, places.iter().map(|bytes| Fault::Request(*bytes, end)).collect());
        let call = call(&bench, &proxy.endpoint(), PAYLOAD.into());
        for bytes in places {
            let finished = bench.run(&call).await;
            let Outcome::NoAnswer(lost) = &finished.outcome else { panic!("{bytes}: {:?}", finished.outcome) };
            assert_eq!((lost.cause, finished.attempts.len()), (NoAnswerCause::ConnectionLost, 1), "{bytes}: {lost:?}");
        }
        assert_eq!(bench.sandbox.runs("echo"), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payload_that_ends_at_any_piece_runs_once_at_most() {
    // Around the pieces in which the payload is handed over, and around the end.
    const PIECE: usize = 256 * 1024;
    const PIECES: usize = 22;
    let places = [0, 1, 12, PIECES].map(|pieces| PIECE * pieces);
    let places = places.into_iter().flat_map(|bytes| [bytes, bytes + 300]);
    let bench = bench().await;
    // One request for all, so that its payload is hashed once.
    let mut call = call(&bench, bench.sandbox.endpoint(), format!("\"{}\"", "x".repeat(PIECES * PIECE - 2)));
    for bytes in places {
        for end in [Close, Reset] {
            let before = bench.sandbox.runs("echo");
            let proxy = proxy(&bench, vec![Fault::Request(bytes, end), Fault::Pass]);
            call.endpoint = Endpoint::custom(&proxy.endpoint()).expect("an endpoint");
            let finished = bench.run(&call).await;
            match (&finished.outcome, bench.sandbox.runs("echo") - before) {
                // Either it was not whole and was sent again, or nobody can know.
                (Outcome::Succeeded, 1) => assert_eq!(finished.attempts.len(), 2, "{bytes}"),
                (Outcome::NoAnswer(lost), 0) => assert!(lost.may_have_run, "{bytes}: {lost:?}"),
                other => panic!("{bytes}: {other:?}"),
            }
        }
    }
    assert!(bench.sandbox.runs("echo") > 0, "what was not whole is sent again");
}
