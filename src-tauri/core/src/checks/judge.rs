//! Whether checks hold, each with a sentence that says what was found.

use std::time::Duration;

use jmespath::Variable;

use super::ready::{self, Ready, Test, Words};
use super::seen::Seen;
use super::{cut, quoted};
use crate::invoke::log::Log;
use crate::invoke::outcome::Outcome;
use crate::query::exact::{self, Exact};
use crate::query::expression::Expression;
use crate::span;
use crate::wire::{Check, CheckResult, CheckVerdict, ExpectedOutcome};

/// Judges each check, in their order.
pub fn judge(checks: &[Check], seen: &Seen<'_>) -> Vec<CheckResult> {
    // Read once for all of them; not at all when none looks at it.
    let looks = checks.iter().any(|check| matches!(check, Check::Response { .. }));
    let response = if looks { response(seen) } else { Ok(Variable::Null) };
    checks
        .iter()
        .map(|check| {
            let found = match Ready::of(check) {
                Ok(ready) => found(&ready, seen, &response),
                Err(mistake) => Found::Nothing(mistake.message),
            };
            let (verdict, sentence) = match found {
                Found::Holds(sentence) => (CheckVerdict::Passed, sentence),
                Found::Fails(sentence) => (CheckVerdict::Failed, sentence),
                Found::Nothing(why) => (CheckVerdict::NotEvaluated, why),
            };
            CheckResult { verdict, label: ready::label(check), sentence }
        })
        .collect()
}

/// What was found, in a sentence.
enum Found {
    /// What was expected.
    Holds(String),
    /// Something else.
    Fails(String),
    /// Nobody can say.
    Nothing(String),
}

impl Found {
    fn is(holds: bool, sentence: String) -> Self {
        if holds { Self::Holds(sentence) } else { Self::Fails(sentence) }
    }
}

fn found(ready: &Ready, seen: &Seen<'_>, response: &Result<Variable, String>) -> Found {
    match ready {
        Ready::Outcome { is, code } => outcome(*is, code.as_deref(), seen.outcome),
        Ready::Response { expression, test } => match response {
            Ok(response) => value(expression, test, response),
            Err(why) => Found::Nothing(why.clone()),
        },
        Ready::Duration { below } => duration(*below, seen),
        Ready::Log { test } => match &seen.log {
            Some(log) => words(test, log),
            None => Found::Nothing("No log came back: ask for the log tail in the request's options.".into()),
        },
    }
}

fn response(seen: &Seen<'_>) -> Result<Variable, String> {
    let bytes = seen.response?;
    if bytes.is_empty() {
        return Err("The response is empty.".into());
    }
    let text = str::from_utf8(bytes).map_err(|_| "The response is not text.".to_owned())?;
    exact::read(text).ok_or_else(|| "The response is not JSON.".to_owned())
}

fn outcome(expected: ExpectedOutcome, code: Option<&str>, actual: &Outcome) -> Found {
    let (is, actual_code, words) = match actual {
        Outcome::Succeeded => (ExpectedOutcome::Succeeded, None, String::new()),
        Outcome::FunctionError(error) => {
            let message = error.error.error_message.clone().unwrap_or_default();
            (ExpectedOutcome::FunctionError, error.error.error_type.as_deref(), message)
        }
        Outcome::Rejected(rejection) => {
            (ExpectedOutcome::Rejected, rejection.code.as_deref(), rejection.message.clone())
        }
        Outcome::NoAnswer(no_answer) => (ExpectedOutcome::NoAnswer, None, no_answer.message.clone()),
    };
    let named = match is {
        ExpectedOutcome::Succeeded => "It succeeded",
        ExpectedOutcome::FunctionError => "It ended in a function error",
        ExpectedOutcome::Rejected => "Lambda rejected it",
        ExpectedOutcome::NoAnswer => "No answer came",
    };
    let mut sentence = named.to_owned();
    if let Some(code) = actual_code {
        sentence += &format!(" ({})", cut(code));
    }
    let right_code = code.is_none_or(|code| actual_code == Some(code));
    if is == expected && right_code {
        return Found::Holds(sentence + ".");
    }
    if !words.is_empty() {
        sentence += &format!(": {}", cut(&words));
    }
    let of_type = code.map(|code| format!(" ({})", cut(code))).unwrap_or_default();
    let end = if sentence.ends_with(['.', '!', '?']) { "" } else { "." };
    Found::Fails(format!("{sentence}{end} Expected that it {}{of_type}.", ready::outcome(expected)))
}

fn value(expression: &Expression, test: &Test, response: &Variable) -> Found {
    let found = match expression.search(response) {
        Ok(found) => found,
        Err(why) => return Found::Nothing(why),
    };
    let shown = if found == Exact::Null { "nothing".to_owned() } else { show(&found) };
    let is = |holds: bool, expected: String| {
        Found::is(holds, if holds { format!("Found {shown}.") } else { format!("Found {shown}; expected {expected}.") })
    };
    match (test, &found) {
        (Test::Equals(expected), _) => is(found == *expected, show(expected)),
        (Test::Exists, _) => is(found != Exact::Null, "something".into()),
        (Test::Missing, _) => is(found == Exact::Null, "nothing".into()),
        (Test::Matches(regex), Exact::Text(said)) => {
            is(regex.is_match(said), format!("a text that matches {}", cut(regex.as_str())))
        }
        (Test::Matches(_), _) => is(false, "a text".into()),
        (Test::Below(most), Exact::Number(number)) => is(number < most, format!("a number below {most}")),
        (Test::Above(least), Exact::Number(number)) => is(number > least, format!("a number above {least}")),
        (Test::Below(_) | Test::Above(_), _) => is(false, "a number".into()),
    }
}

fn show(value: &Exact) -> String {
    cut(&value.show(1000))
}

fn duration(below: Duration, seen: &Seen<'_>) -> Found {
    match (seen.outcome, seen.ran) {
        (Outcome::Rejected(_), _) => Found::Nothing("It did not run.".into()),
        (Outcome::NoAnswer(_), None) => Found::Nothing("No answer came, so that nobody knows how long it ran.".into()),
        (_, Some(ran)) => limit(ran, below, &format!("It ran for {}", exactly(ran))),
        // As seen from here it is longer than the function ran: the careful way round.
        (_, None) => {
            let took = seen.took;
            limit(took, below, &format!("It took {} as measured here, the way there and back included", exactly(took)))
        }
    }
}

fn limit(time: Duration, below: Duration, sentence: &str) -> Found {
    if time < below {
        return Found::Holds(format!("{sentence}."));
    }
    Found::Fails(format!("{sentence}; expected less than {}.", span::format(below)))
}

/// A time that says why it is not below a limit near it.
fn exactly(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1000.0;
    if millis < 10_000.0 { format!("{millis:.2} ms") } else { format!("{:.3} s", millis / 1000.0) }
}

fn words(wanted: &Words, log: &Log) -> Found {
    let text = log.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    let here = if log.truncated { "in the last 4 KB of the log" } else { "in the log" };
    if log.stream.is_some() {
        return Found::Nothing("The log is in CloudWatch, and not with the answer.".into());
    }
    let (holds, sentence) = match wanted {
        Words::Contains(it) => match line_with(&text, |line| line.contains(it.as_str())) {
            Some(line) => (true, format!("Found {here}: {}.", cut(line))),
            None if text.contains(it.as_str()) => (true, format!("Found {here}.")),
            None => (false, format!("{} is not {here}.", quoted(it))),
        },
        Words::Lacks(it) => match line_with(&text, |line| line.contains(it.as_str())) {
            Some(line) => (false, format!("{} is {here}: {}.", quoted(it), cut(line))),
            None if text.contains(it.as_str()) => (false, format!("{} is {here}.", quoted(it))),
            None => (true, format!("{} is not {here}.", quoted(it))),
        },
        Words::Matches(regex) => match line_with(&text, |line| regex.is_match(line)) {
            Some(line) => (true, format!("Found {here}: {}.", cut(line))),
            None if regex.is_match(&text) => (true, format!("Found {here}.")),
            None => (false, format!("Nothing {here} matches {}.", cut(regex.as_str()))),
        },
    };
    Found::is(holds, sentence)
}

fn line_with(text: &str, has: impl Fn(&str) -> bool) -> Option<&str> {
    text.lines().find(|line| has(line)).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invoke::outcome::{ErrorObject, FunctionError, NoAnswer, NoAnswerCause};
    use crate::wire::{CheckTest, LogTest};

    const BODY: &str =
        r#"{"id":12345678901234567890,"total":{"amount":46.00},"state":"ACCEPTED","note":null,"lines":[1,2]}"#;

    fn seen<'a>(outcome: &'a Outcome, body: &'a str, log: &str) -> Seen<'a> {
        let log = (!log.is_empty()).then(|| Log::from_bytes(log.as_bytes()));
        Seen {
            outcome,
            response: Ok(body.as_bytes()),
            ran: log.as_ref().and_then(|log| Some(Duration::from_secs_f64(log.figures?.duration?.0 / 1000.0))),
            took: Duration::from_millis(1500),
            log,
        }
    }

    fn response(expression: &str, test: CheckTest) -> Check {
        Check::Response { expression: expression.into(), test }
    }

    fn equals(json: &str) -> CheckTest {
        CheckTest::Equals { json: json.into() }
    }

    fn said(checks: &[Check], seen: &Seen<'_>) -> String {
        let line = |it: CheckResult| format!("{:?} — {} — {}", it.verdict, it.label, it.sentence);
        judge(checks, seen).into_iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_test_of_a_value_has_its_sentence() {
        let matches = |pattern: &str| CheckTest::Matches { pattern: pattern.into() };
        let below = |number: &str| CheckTest::Below { number: number.into() };
        let above = |number: &str| CheckTest::Above { number: number.into() };
        let checks = [
            response("id", equals("12345678901234567890")),
            response("id", equals("12345678901234567891")),
            response("total.amount", equals("46")),
            response("state", equals("\"REJECTED\"")),
            response("lines", equals("[1, 2]")),
            response("state", matches("^ACC")),
            response("state", matches("^REJ")),
            response("lines", matches("1")),
            response("state", CheckTest::Exists),
            response("note", CheckTest::Exists),
            response("note", CheckTest::Missing),
            response("state", CheckTest::Missing),
            response("total.amount", below("46.01")),
            response("total.amount", below("46")),
            response("id", above("12345678901234567889")),
            response("id", above("12345678901234567890")),
            response("state", above("1")),
            response("sum(state)", CheckTest::Exists),
            response("a[", CheckTest::Exists),
            response("state", matches("(")),
            response("state", equals("ACCEPTED")),
            response("state", below("many")),
        ];
        insta::assert_snapshot!(said(&checks, &seen(&Outcome::Succeeded, BODY, "")));
    }

    #[test]
    fn outcomes_times_and_logs_have_theirs() {
        let is = |is, code: Option<&str>| Check::Outcome { is, code: code.map(str::to_owned) };
        let log = |test| Check::Log { test };
        let contains = |text: &str| log(LogTest::Contains { text: text.into() });
        let checks = [
            is(ExpectedOutcome::Succeeded, None),
            is(ExpectedOutcome::FunctionError, None),
            is(ExpectedOutcome::FunctionError, Some("KeyError")),
            is(ExpectedOutcome::FunctionError, Some("ValueError")),
            is(ExpectedOutcome::Rejected, Some("TooManyRequestsException")),
            Check::Duration { below: "2 s".into() },
            Check::Duration { below: "79 ms".into() },
            Check::Duration { below: "soon".into() },
            contains("reserved"),
            contains("lost"),
            log(LogTest::Lacks { text: "lost".into() }),
            log(LogTest::Lacks { text: "reserved".into() }),
            log(LogTest::Matches { pattern: r"for \d lines".into() }),
            log(LogTest::Matches { pattern: r"^\d+$".into() }),
            contains(""),
        ];
        let error = ErrorObject {
            error_type: Some("KeyError".into()),
            error_message: Some("'id'".into()),
            ..ErrorObject::default()
        };
        let failed = Outcome::FunctionError(FunctionError { handling: "Unhandled".into(), error, causes: Vec::new() });
        let lines =
            "INFO reserved stock for 2 lines\nREPORT RequestId: a\tDuration: 79.67 ms\tBilled Duration: 80 ms\n";
        let with_log = said(&checks, &seen(&failed, "{}", lines));
        let lost = Outcome::NoAnswer(NoAnswer {
            cause: NoAnswerCause::WaitTimeout,
            message: "No answer came within 3 s.".into(),
            hint: String::new(),
            may_have_run: true,
        });
        let nothing = Seen { response: Err("There is no response."), ..seen(&lost, "", "") };
        let without = [
            is(ExpectedOutcome::NoAnswer, None),
            is(ExpectedOutcome::Succeeded, None),
            contains("x"),
            checks[5].clone(),
            response("a", CheckTest::Exists),
        ];
        let without = said(&without, &nothing);
        let took = said(&[checks[5].clone(), Check::Duration { below: "1 s".into() }], &seen(&failed, "{}", ""));
        insta::assert_snapshot!(format!("{with_log}\n\n{without}\n\n{took}"));
    }

    #[test]
    fn a_response_that_is_no_json_is_said_so() {
        let check = [response("a", CheckTest::Exists)];
        for (body, sentence) in [("<html>", "The response is not JSON."), ("", "The response is empty.")] {
            let results = judge(&check, &seen(&Outcome::Succeeded, body, ""));
            assert_eq!((results[0].verdict, results[0].sentence.as_str()), (CheckVerdict::NotEvaluated, sentence));
        }
    }

    #[test]
    fn long_values_are_cut() {
        let body = format!("{{\"a\":\"{}\"}}", "é".repeat(100_000));
        let results = judge(&[response("a", equals("1"))], &seen(&Outcome::Succeeded, &body, ""));
        assert!(results[0].sentence.chars().count() < 300, "{}", results[0].sentence);
    }
}
