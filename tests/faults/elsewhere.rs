//! Answers that are not the service's last word: sent elsewhere, and refused while the payload is still going out.

use lambdesk_core::invoke::outcome::{NoAnswerCause, Outcome};
use lambdesk_tests::fault_proxy::Fault;
use lambdesk_tests::scripted::Scripted;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::{bench, honest, impatient, proxy, story};

#[tokio::test]
async fn nobody_is_followed_elsewhere() {
    // Whoever is named there would be given a signed request, which is good for 5 minutes.
    let elsewhere = Scripted::start(|client| async move { client.readable().await }).await;
    let mut stories = Vec::new();
    for status in
        ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]
    {
        let location = format!("http://{}/2015-03-31/functions/echo/invocations", elsewhere.address());
        let answer = format!("HTTP/1.1 {status}\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
        let bench = bench().await;
        let proxy = proxy(&bench, vec![Fault::Refused(answer.into_bytes())]);
        let finished = bench.run(&impatient(bench.call("echo", "{}"), &proxy.endpoint())).await;
        let runs = honest(&bench, "echo", &finished).await;
        assert!(matches!(finished.outcome, Outcome::Rejected(_)), "{:?}", finished.outcome);
        assert_eq!((proxy.connections(), finished.attempts.len()), (1, 1));
        stories.push(story(status, &finished, runs));
    }
    assert_eq!(elsewhere.connections(), 0);
    insta::assert_snapshot!(stories.join("\n"));
}

fn large() -> &'static str {
    format!("\"{}\"", "x".repeat(5_900_000)).leak()
}

const TOO_LARGE: &str = "HTTP/1.1 413 Request Entity Too Large\r\nx-amzn-errortype: RequestTooLargeException\r\ncontent-length: 23\r\nconnection: close\r\n\r\n{\"Message\":\"Too large\"}";

#[tokio::test]
async fn a_refusal_in_the_middle_of_the_payload_is_heard() {
    // The rest is read and thrown away, as a service does that means to be understood.
    let port = Scripted::start(|mut client| async move {
        let mut piece = vec![0; 64 * 1024];
        let _ = client.read(&mut piece).await?;
        client.write_all(TOO_LARGE.as_bytes()).await?;
        while client.read(&mut piece).await? > 0 {}
        Ok(())
    })
    .await;
    let bench = bench().await;
    let call = impatient(bench.call("echo", large()), &format!("http://{}", port.address()));
    let finished = bench.run(&call).await;
    let Outcome::Rejected(rejection) = &finished.outcome else { panic!("{:?}", finished.outcome) };
    assert_eq!((rejection.status, rejection.code.as_deref()), (413, Some("RequestTooLargeException")));
    assert_eq!((rejection.message.as_str(), finished.attempts.len(), port.connections()), ("Too large", 1, 1));
}

#[tokio::test]
async fn a_refusal_that_hangs_up_on_the_payload_is_heard_or_the_request_was_incomplete() {
    // What is unread when a side hangs up turns into a reset, which can overtake the refusal.
    let port = Scripted::start(|mut client| async move {
        let _ = client.read(&mut [0; 1024]).await?;
        client.write_all(TOO_LARGE.as_bytes()).await
    })
    .await;
    let bench = bench().await;
    let call = impatient(bench.call("echo", large()), &format!("http://{}", port.address()));
    let finished = bench.run(&call).await;
    match &finished.outcome {
        Outcome::Rejected(rejection) => assert_eq!(rejection.status, 413),
        Outcome::NoAnswer(lost) => {
            assert_eq!((lost.cause, lost.may_have_run), (NoAnswerCause::ConnectionLost, false), "{lost:?}");
        }
        other => panic!("{other:?}"),
    }
}
