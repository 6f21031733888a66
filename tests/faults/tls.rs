//! TLS that cannot be agreed on, and TLS that can because its authority is trusted.

use lambdesk_core::invoke::attempt::PhaseKind;
use lambdesk_core::invoke::outcome::Outcome;
use lambdesk_core::invoke::transport::Transport;
use lambdesk_tests::tls_front::{Authority, Handshake, TlsFront};

use crate::{IMPATIENT, address, bench, honest, impatient, settled, story};

#[tokio::test]
async fn each_failure_of_tls_is_told_and_nothing_is_sent() {
    let (known, unknown) = (Authority::new("Known"), Authority::new("Unknown"));
    let (_folder, trusted) = known.bundle();
    let cases = [
        ("nobody knows the authority", Handshake::Takes(unknown.identity("localhost", false))),
        ("the certificate has expired", Handshake::Takes(known.identity("localhost", true))),
        ("the certificate is for another name", Handshake::Takes(known.identity("elsewhere.example", false))),
        ("plain HTTP is spoken", Handshake::PlainHttp),
        ("the handshake stalls", Handshake::Stalls),
        ("the handshake is reset", Handshake::Resets),
    ];
    let mut stories = Vec::new();
    for (name, handshake) in cases {
        let bench = bench().await.over(Transport::new(IMPATIENT).trusting(Some(trusted.clone())));
        let front = TlsFront::start(address(&bench), handshake).await;
        let finished = bench.run(&impatient(bench.call("echo", "{}"), &front.endpoint())).await;
        assert_eq!(honest(&bench, "echo", &finished).await, 0);
        let port = front.endpoint().replace("https://localhost:", "");
        stories.push(settled(&story(name, &finished, 0).replace(&port, "PORT")));
    }
    insta::assert_snapshot!(stories.join("\n"));
}

#[tokio::test]
async fn http_2_is_spoken_where_it_is_offered() {
    let authority = Authority::new("Known");
    let (_folder, trusted) = authority.bundle();
    let bench = bench().await.over(Transport::new(IMPATIENT).trusting(Some(trusted)));
    let identity = authority.identity("localhost", false);
    let front = TlsFront::start(address(&bench), Handshake::TakesForHttp2(identity)).await;
    let payload = format!("\"{}\"", "x".repeat(500_000)).leak();
    let call = impatient(bench.call("echo", payload), &front.endpoint());
    for warm in [false, true] {
        let finished = bench.run(&call).await;
        assert_eq!(finished.outcome, Outcome::Succeeded);
        assert_eq!(finished.answer.expect("an answer").body, payload.as_bytes());
        assert_eq!(finished.attempts[0].warm, Some(warm));
    }
    assert_eq!(bench.sandbox.runs("echo"), 2);
}

#[tokio::test]
async fn an_authority_of_the_bundle_is_trusted_beside_the_systems() {
    let authority = Authority::new("Known");
    let (_folder, trusted) = authority.bundle();
    let bench = bench().await.over(Transport::new(IMPATIENT).trusting(Some(trusted)));
    let front = TlsFront::start(address(&bench), Handshake::Takes(authority.identity("localhost", false))).await;
    let call = impatient(bench.call("echo", r#"{"a":1}"#), &front.endpoint());
    let finished = bench.run(&call).await;
    assert_eq!(finished.outcome, Outcome::Succeeded);
    honest(&bench, "echo", &finished).await;
    let kinds: Vec<PhaseKind> = finished.attempts[0].phases.iter().map(|phase| phase.kind).collect();
    assert!(kinds.contains(&PhaseKind::Tls) && kinds.contains(&PhaseKind::Connect), "{kinds:?}");
}
