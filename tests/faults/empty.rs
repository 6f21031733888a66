//! Invocations whose request has no body: the same honesty where there is nothing to send after the head.

use lambdesk_core::invoke::outcome::Outcome;
use lambdesk_core::invoke::request::RawRequest;
use lambdesk_tests::fault_proxy::End::{Close, Reset, Stall};
use lambdesk_tests::fault_proxy::Fault::{self, Answer, AnswerBut, Pass, Request};
use tokio::task::JoinSet;

use crate::{bench, impatient, proxy, story};

const KINDS: [&str; 3] = ["RequestResponse", "Event", "DryRun"];

fn faults() -> [(&'static str, Fault); 8] {
    [
        ("nothing happens", Pass),
        ("reset before the request was read", Request(0, Reset)),
        ("closed within the request's headers", Request(250, Close)),
        ("stalls within the request's headers", Request(250, Stall)),
        ("reset before the answer", Answer(0, Reset)),
        ("closed before the answer", Answer(0, Close)),
        ("stalls before the answer", Answer(0, Stall)),
        ("closed one byte before the end", AnswerBut(1, Close)),
    ]
}

async fn tell(kind: &str, name: &str, fault: Fault) -> String {
    let bench = bench().await;
    let proxy = proxy(&bench, vec![fault]);
    let mut call = impatient(bench.call("echo", ""), &proxy.endpoint());
    let raw = RawRequest { function: "echo".into(), invocation_type: Some(kind.into()), ..RawRequest::default() };
    call.request = raw.resolve().expect("a request");
    let finished = bench.run(&call).await;
    tokio::time::sleep(std::time::Duration::from_millis(60)).await;
    let runs = bench.sandbox.runs("echo");
    assert!(runs <= 1 && (kind != "DryRun" || runs == 0), "{kind}, {name}: {runs} runs");
    if let Outcome::NoAnswer(lost) = &finished.outcome {
        assert!(lost.may_have_run || runs == 0, "{kind}, {name}: {lost:?}");
    }
    story(&format!("{kind}, {name}"), &finished, runs)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_a_body_is_not_sent_again_either() {
    let mut running = JoinSet::new();
    for (number, kind) in KINDS.into_iter().enumerate() {
        for (place, (name, fault)) in faults().into_iter().enumerate() {
            running.spawn(async move { ((number, place), tell(kind, name, fault).await) });
        }
    }
    let mut stories = running.join_all().await;
    stories.sort();
    let all: Vec<String> = stories.into_iter().map(|(_, story)| story).collect();
    insta::assert_snapshot!(all.join("\n"));
}
