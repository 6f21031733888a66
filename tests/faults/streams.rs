//! What happens to a stream of events: it breaks, it lies, it falls silent.

use lambdesk_core::invoke::outcome::{NoAnswerCause, Outcome};
use lambdesk_core::invoke::request::RawRequest;
use lambdesk_core::invoke::run::Call;
use lambdesk_core::invoke::spool::Spool;
use lambdesk_tests::engine::Bench;
use lambdesk_tests::fault_proxy::End::{Close, Reset, Stall};
use lambdesk_tests::fault_proxy::Fault::{self, Answer, AnswerBut, Flipped, Pass, Request, Slowly};

use crate::{bench, honest, impatient, proxy, story};

fn streamed(bench: &Bench, endpoint: &str) -> (Call, Spool) {
    let raw = RawRequest {
        function: "stream".into(),
        stream: true,
        payload: r#"{"chunks":6,"bytes":400,"delay_ms":0}"#.into(),
        ..RawRequest::default()
    };
    let spool = Spool::temporary().expect("a file");
    let mut call = impatient(bench.call("stream", ""), endpoint);
    call.request = raw.resolve().expect("a request");
    call.spool = Some(spool.clone());
    (call, spool)
}

#[tokio::test]
async fn each_fault_of_a_stream_is_told() {
    let cases: [(&str, Fault); 13] = [
        ("nothing happens", Pass),
        ("a byte at a time", Slowly(1)),
        ("ends before the request", Request(0, Reset)),
        ("ends before the answer", Answer(0, Close)),
        ("ends after the headers", Answer(420, Close)),
        ("ends within a chunk", AnswerBut(1200, Close)),
        ("is reset within a chunk", AnswerBut(1200, Reset)),
        ("falls silent within a chunk", AnswerBut(1200, Stall)),
        ("ends before its end was told", AnswerBut(150, Close)),
        ("a byte of the last frame is changed", Flipped(20)),
        ("a byte of a chunk is changed", Flipped(1200)),
        ("its end is cut by a byte", AnswerBut(8, Close)),
        ("the last bytes of HTTP are missing", AnswerBut(1, Close)),
    ];
    let mut stories = Vec::new();
    for (name, fault) in cases {
        let bench = bench().await;
        let proxy = proxy(&bench, vec![fault]);
        let (call, spool) = streamed(&bench, &proxy.endpoint());
        let finished = bench.run(&call).await;
        let runs = honest(&bench, "stream", &finished).await;
        if let Some(stream) = finished.answer.as_ref().and_then(|answer| answer.stream.as_ref()) {
            assert_eq!(stream.bytes, spool.len(), "what came is kept");
        }
        if finished.outcome == Outcome::Succeeded {
            assert_eq!(spool.len(), 2400, "{name}");
        }
        stories.push(story(name, &finished, runs));
    }
    insta::assert_snapshot!(stories.join("\n"));
}

#[tokio::test]
async fn every_byte_of_a_stream_is_guarded() {
    // Wherever a byte is changed, what is shown as whole is whole.
    let unharmed = bench().await;
    let (call, whole) = streamed(&unharmed, unharmed.sandbox.endpoint());
    assert_eq!(unharmed.run(&call).await.outcome, Outcome::Succeeded);
    let whole = whole.read(0, usize::MAX).expect("read");
    for from_end in (0..1500).step_by(97) {
        let bench = bench().await;
        let proxy = proxy(&bench, vec![Flipped(from_end)]);
        let (call, spool) = streamed(&bench, &proxy.endpoint());
        let finished = bench.run(&call).await;
        honest(&bench, "stream", &finished).await;
        match &finished.outcome {
            // A changed letter in the framing of HTTP itself can go unnoticed: the frames inside are whole.
            Outcome::Succeeded => assert_eq!(spool.read(0, usize::MAX).expect("read"), whole, "{from_end}"),
            Outcome::NoAnswer(lost) => {
                assert!(lost.may_have_run);
                assert!(
                    matches!(
                        lost.cause,
                        NoAnswerCause::Unreadable | NoAnswerCause::ConnectionLost | NoAnswerCause::ReceiveTimeout
                    ),
                    "{lost:?}"
                );
            }
            other => panic!("{from_end}: {other:?}"),
        }
    }
}
