//! A check as written, read into what can be judged: its expression compiled, its numbers and times known.

use std::time::Duration;

use regex::{Regex, RegexBuilder};

use super::{cut, quoted};
use crate::json_text;
use crate::query::decimal::Decimal;
use crate::query::exact::Exact;
use crate::query::expression::Expression;
use crate::span;
use crate::wire::{Check, CheckPart, CheckTest, ExpectedOutcome, LogTest};

/// A check that can be judged.
pub enum Ready {
    /// How it ends.
    Outcome { is: ExpectedOutcome, code: Option<String> },
    /// What is found in the response.
    Response { expression: Expression, test: Test },
    /// How long it ran.
    Duration { below: Duration },
    /// What the log holds.
    Log { test: Words },
}

/// What is expected of a value.
pub enum Test {
    Equals(Exact),
    Matches(Regex),
    Exists,
    Missing,
    Below(Decimal),
    Above(Decimal),
}

/// What is expected of a text.
pub enum Words {
    Contains(String),
    Lacks(String),
    Matches(Regex),
}

/// Why a check cannot be judged, ever.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub part: CheckPart,
    /// One sentence.
    pub message: String,
}

impl Ready {
    /// Reads a check.
    ///
    /// # Errors
    /// The first part that cannot be used.
    pub fn of(check: &Check) -> Result<Self, Mistake> {
        Ok(match check {
            Check::Outcome { is, code } => {
                let code = code.as_deref().map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned);
                Self::Outcome { is: *is, code }
            }
            Check::Response { expression, test } => Self::Response {
                expression: Expression::parse(expression)
                    .map_err(|message| Mistake { part: CheckPart::Expression, message })?,
                test: Test::of(test).map_err(of_value)?,
            },
            Check::Duration { below } => Self::Duration { below: span::parse(below).map_err(of_value)? },
            Check::Log { test } => Self::Log { test: Words::of(test).map_err(of_value)? },
        })
    }
}

impl Test {
    fn of(test: &CheckTest) -> Result<Self, String> {
        let number = |text: &str| {
            Decimal::parse(text.trim())
                .ok_or_else(|| format!("Write a number, such as 46.50; {} is none.", quoted(text)))
        };
        Ok(match test {
            CheckTest::Equals { json } => Self::Equals(json_value(json)?),
            CheckTest::Matches { pattern } => Self::Matches(regex(pattern)?),
            CheckTest::Exists => Self::Exists,
            CheckTest::Missing => Self::Missing,
            CheckTest::Below { number: written } => Self::Below(number(written)?),
            CheckTest::Above { number: written } => Self::Above(number(written)?),
        })
    }
}

impl Words {
    fn of(wanted: &LogTest) -> Result<Self, String> {
        let text = |text: &String| {
            if text.is_empty() { Err("Write the text that is looked for.".to_owned()) } else { Ok(text.clone()) }
        };
        Ok(match wanted {
            LogTest::Contains { text: it } => Self::Contains(text(it)?),
            LogTest::Lacks { text: it } => Self::Lacks(text(it)?),
            LogTest::Matches { pattern } => Self::Matches(regex(pattern)?),
        })
    }
}

fn of_value(message: String) -> Mistake {
    Mistake { part: CheckPart::Value, message }
}

fn json_value(json: &str) -> Result<Exact, String> {
    if let Some(problem) = json_text::problem(json) {
        return Err(format!("It is not JSON: {} A text stands in quotes.", problem.message));
    }
    Exact::parse(json).ok_or_else(|| "Write a value as JSON: a text stands in quotes.".to_owned())
}

fn regex(pattern: &str) -> Result<Regex, String> {
    /// What a compiled expression may take, in bytes: a few hundred times what anybody writes.
    const LARGEST: usize = 1 << 20;
    if pattern.is_empty() {
        return Err("Write the regular expression that is looked for.".to_owned());
    }
    RegexBuilder::new(pattern).size_limit(LARGEST).dfa_size_limit(LARGEST).build().map_err(|error| {
        // The last line has the reason; the others draw the place.
        let all = error.to_string();
        let why = all.lines().last().unwrap_or_default().trim().trim_start_matches("error: ").trim_end_matches('.');
        format!("The regular expression cannot be read: {why}.")
    })
}

/// The words of an outcome.
pub fn outcome(is: ExpectedOutcome) -> &'static str {
    match is {
        ExpectedOutcome::Succeeded => "succeeds",
        ExpectedOutcome::FunctionError => "ends in a function error",
        ExpectedOutcome::Rejected => "is rejected",
        ExpectedOutcome::NoAnswer => "gets no answer",
    }
}

/// What a check expects, in a few words.
pub fn label(check: &Check) -> String {
    match check {
        Check::Outcome { is, code: None } => format!("It {}", outcome(*is)),
        Check::Outcome { is, code: Some(code) } => format!("It {} ({})", outcome(*is), cut(code)),
        Check::Response { expression, test } => {
            let test = match test {
                CheckTest::Equals { json } => format!("equals {}", cut(json)),
                CheckTest::Matches { pattern } => format!("matches {}", cut(pattern)),
                CheckTest::Exists => "exists".to_owned(),
                CheckTest::Missing => "does not exist".to_owned(),
                CheckTest::Below { number } => format!("is below {}", cut(number)),
                CheckTest::Above { number } => format!("is above {}", cut(number)),
            };
            format!("{} {test}", cut(expression))
        }
        Check::Duration { below } => format!("It runs for less than {}", cut(below)),
        Check::Log { test } => match test {
            LogTest::Contains { text } => format!("The log contains {}", quoted(text)),
            LogTest::Lacks { text } => format!("The log does not contain {}", quoted(text)),
            LogTest::Matches { pattern } => format!("The log matches {}", cut(pattern)),
        },
    }
}
