//! Putting what happened into sentences: the label of an attempt, and what is said of an invocation without an answer.
//! Pure.

use std::time::Duration;

use super::connection::NO_TLS;
use super::endpoint::Endpoint;
use super::outcome::{NoAnswer, NoAnswerCause, Outcome};
use super::transport::Lost;
use crate::span;

/// What the sentences speak of.
pub struct Circumstances<'a> {
    /// Where it went.
    pub endpoint: &'a Endpoint,
    /// The function as written.
    pub function: &'a str,
    /// How long an attempt may wait.
    pub wait: Duration,
    /// How long all attempts may take.
    pub total: Duration,
    /// Whether a durable execution name makes all attempts one execution.
    pub one_execution: bool,
    /// Whether it was a dry run, which runs nothing.
    pub dry_run: bool,
}

/// A few words for the list of attempts.
pub fn label(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Succeeded => "Succeeded".into(),
        Outcome::FunctionError(error) => error.error.error_type.clone().unwrap_or_else(|| error.handling.clone()),
        Outcome::Rejected(rejection) => match &rejection.code {
            Some(code) => code.strip_suffix("Exception").unwrap_or(code).to_owned(),
            None => format!("HTTP {}", rejection.status),
        },
        Outcome::NoAnswer(no_answer) => match no_answer.cause {
            NoAnswerCause::NameNotFound => "Name not found",
            NoAnswerCause::ConnectionRefused => "Connection refused",
            NoAnswerCause::ConnectTimeout => "Could not connect in time",
            NoAnswerCause::Tls => "TLS failed",
            NoAnswerCause::NotConnected => "Could not connect",
            NoAnswerCause::ConnectionLost => "Connection lost",
            NoAnswerCause::WaitTimeout => "Waited too long",
            NoAnswerCause::TotalTimeout => "All attempts took too long",
            NoAnswerCause::ReceiveTimeout => "The answer stalled",
            NoAnswerCause::Unreadable => "Unreadable answer",
            NoAnswerCause::Gateway => "Gateway error",
            NoAnswerCause::Cancelled => "Cancelled",
        }
        .into(),
    }
}

/// The outcome of an invocation that was cancelled between two attempts.
pub fn cancelled_in_pause() -> Outcome {
    Outcome::NoAnswer(NoAnswer {
        cause: NoAnswerCause::Cancelled,
        message: "You cancelled in the pause before the next attempt.".into(),
        hint: "No attempt before it ran.".into(),
        may_have_run: false,
    })
}

/// Puts a lost exchange into sentences.
pub fn explain(lost: &Lost, at: &Circumstances<'_>) -> NoAnswer {
    const LOOK: &str = "Look at the function's own log before you invoke again.";
    let (place, detail) = (at.endpoint.as_str(), &lost.detail);
    let local = at.endpoint.is_loopback();
    let cut_short = !lost.may_have_run;
    let (message, hint) = match lost.cause {
        NoAnswerCause::NameNotFound => (
            format!("The name in {place} could not be looked up."),
            "Check the network, and the region or endpoint for a typing mistake.",
        ),
        NoAnswerCause::ConnectionRefused if local => {
            (format!("Nothing listens at {place}."), "Start the local endpoint, or correct the profile's endpoint.")
        }
        NoAnswerCause::ConnectionRefused => (
            format!("{place} refused the connection."),
            "Check the endpoint's address and port, and any firewall or proxy.",
        ),
        NoAnswerCause::ConnectTimeout => (
            format!("{place} did not accept a connection in time."),
            "Check the network, a VPN or a proxy; a firewall may be dropping the connection.",
        ),
        NoAnswerCause::Tls if detail.ends_with(NO_TLS) => (
            format!("No safe connection to {place} could be agreed on: {detail}."),
            "Check the endpoint's address and port: it may be one for http://.",
        ),
        NoAnswerCause::Tls => (
            format!("No safe connection to {place} could be agreed on: {detail}."),
            "A company proxy may sit in between; its certificate has to be trusted by this computer, or named in AWS_CA_BUNDLE.",
        ),
        NoAnswerCause::NotConnected => {
            (format!("No connection to {place}: {detail}."), "Check the network and the endpoint.")
        }
        NoAnswerCause::ConnectionLost if cut_short => (
            format!("The connection to {place} was lost before the whole request was out: {detail}."),
            "An incomplete request is not run. Check the network.",
        ),
        NoAnswerCause::ConnectionLost => {
            (format!("The connection to {place} was lost before the whole answer was here: {detail}."), LOOK)
        }
        NoAnswerCause::WaitTimeout if cut_short => (
            format!("{place} did not take the whole request within {}.", span::format(at.wait)),
            "An incomplete request is not run. Check the network, or raise “Wait up to”.",
        ),
        NoAnswerCause::WaitTimeout if at.one_execution => (
            format!("{} did not answer within {}.", at.function, span::format(at.wait)),
            "Invoke again under the same durable execution name: it leads to the same execution.",
        ),
        NoAnswerCause::WaitTimeout => (
            format!("{} did not answer within {}.", at.function, span::format(at.wait)),
            "Raise “Wait up to” above the function's timeout, and look at its log before you invoke again.",
        ),
        NoAnswerCause::TotalTimeout => (
            format!("The limit of {} over all attempts ran out.", span::format(at.total)),
            if lost.may_have_run { LOOK } else { "Raise the limit over all attempts, and check the network." },
        ),
        NoAnswerCause::ReceiveTimeout => (format!("The answer from {place} began and then stalled."), LOOK),
        NoAnswerCause::Unreadable => (
            format!("{place} answered something that cannot be read: {detail}."),
            "Check that the endpoint is Lambda's, and look at the function's own log before you invoke again.",
        ),
        NoAnswerCause::Gateway => (format!("{place} answered with a gateway's error: {detail}."), LOOK),
        NoAnswerCause::Cancelled => (
            "You cancelled the invocation.".to_owned(),
            if lost.may_have_run { "Lambda lets the function run to its end." } else { "Nothing had been sent." },
        ),
    };
    let (hint, may_have_run) = match lost.may_have_run {
        true if at.dry_run => ("It was a dry run, which runs nothing.", false),
        may_have_run => (hint, may_have_run),
    };
    NoAnswer { cause: lost.cause, message, hint: hint.to_owned(), may_have_run }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    /// Every sentence about a lost exchange, to be read as a whole when one of them changes.
    #[test]
    fn each_way_of_getting_no_answer_has_its_own_sentence() {
        let mut said = String::new();
        for (endpoint, cause, may_have_run) in [
            ("https://lambda.eu-west-1.amazonaws.com", NoAnswerCause::NameNotFound, false),
            ("http://127.0.0.1:4566", NoAnswerCause::ConnectionRefused, false),
            ("https://lambda.example", NoAnswerCause::ConnectionRefused, false),
            ("https://lambda.example", NoAnswerCause::ConnectTimeout, false),
            ("https://lambda.example", NoAnswerCause::Tls, false),
            ("https://lambda.example", NoAnswerCause::NotConnected, false),
            ("https://lambda.example", NoAnswerCause::ConnectionLost, false),
            ("https://lambda.example", NoAnswerCause::ConnectionLost, true),
            ("https://lambda.example", NoAnswerCause::WaitTimeout, false),
            ("https://lambda.example", NoAnswerCause::WaitTimeout, true),
            ("https://lambda.example", NoAnswerCause::TotalTimeout, false),
            ("https://lambda.example", NoAnswerCause::TotalTimeout, true),
            ("https://lambda.example", NoAnswerCause::ReceiveTimeout, true),
            ("https://lambda.example", NoAnswerCause::Unreadable, true),
            ("https://lambda.example", NoAnswerCause::Gateway, true),
            ("https://lambda.example", NoAnswerCause::Cancelled, true),
            ("https://lambda.example", NoAnswerCause::Cancelled, false),
        ] {
            let endpoint = Endpoint::custom(endpoint).expect("an endpoint");
            let at = Circumstances {
                endpoint: &endpoint,
                function: "orders",
                wait: Duration::from_secs(90),
                total: Duration::from_hours(1),
                one_execution: false,
                dry_run: false,
            };
            let lost = Lost::new(cause, "the system's own words", may_have_run);
            let told = explain(&lost, &at);
            assert_eq!(told.may_have_run, may_have_run);
            let _ = writeln!(said, "{}: {} {}", label(&Outcome::NoAnswer(told.clone())), told.message, told.hint);
        }
        insta::assert_snapshot!(said);
    }
}
