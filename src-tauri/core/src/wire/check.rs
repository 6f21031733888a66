//! What is expected of an invocation, where such an expectation cannot be used, and what came of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Something that is expected of an invocation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Check {
    /// How it ends.
    Outcome {
        /// The outcome that is expected.
        is: ExpectedOutcome,
        /// The error's type, of a function error, or its code, of a rejection; `None` for any.
        #[serde(default)]
        code: Option<String>,
    },
    /// What a JMESPath expression finds in the response.
    Response {
        /// The expression.
        expression: String,
        /// What is expected of what it finds.
        test: CheckTest,
    },
    /// How long the function ran, as a span such as `2 s`.
    Duration {
        /// It ran for less than this.
        below: String,
    },
    /// What the log tail holds.
    Log {
        /// What is expected of it.
        test: LogTest,
    },
}

/// What is expected of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CheckTest {
    /// It is this.
    Equals {
        /// JSON text, with exact numbers.
        json: String,
    },
    /// It is a text in which this regular expression is found.
    Matches {
        /// The expression.
        pattern: String,
    },
    /// There is something, and it is not null.
    Exists,
    /// There is nothing, or null.
    Missing,
    /// It is a number that is smaller.
    Below {
        /// The number, as written.
        number: String,
    },
    /// It is a number that is greater.
    Above {
        /// The number, as written.
        number: String,
    },
}

/// What is expected of the log tail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LogTest {
    /// This text is in it.
    Contains {
        /// The text.
        text: String,
    },
    /// This text is not in it.
    Lacks {
        /// The text.
        text: String,
    },
    /// This regular expression is found in it.
    Matches {
        /// The expression.
        pattern: String,
    },
}

/// The outcomes that a check can expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExpectedOutcome {
    /// It ran and did not fail.
    Succeeded,
    /// It ran and failed.
    FunctionError,
    /// Lambda would not run it.
    Rejected,
    /// No answer came.
    NoAnswer,
}

/// Why a check cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CheckProblem {
    /// Which check, counted from 0.
    pub check: u32,
    /// Which part of it.
    pub part: CheckPart,
    /// One sentence.
    pub message: String,
}

/// A part of a check that is written by a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckPart {
    /// The JMESPath expression.
    Expression,
    /// What is compared with.
    Value,
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheckResult {
    /// Whether it holds.
    pub verdict: CheckVerdict,
    /// What was expected, in a few words: `total.amount is below 50`.
    pub label: String,
    /// What was found, in one sentence; values are cut where they are long.
    pub sentence: String,
}

/// Whether a check holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckVerdict {
    /// It holds.
    Passed,
    /// It does not.
    Failed,
    /// Nobody can say: it is broken, or what it looks at is not there.
    NotEvaluated,
}
