//! JUnit's XML, as build servers read it: a suite for each folder, a case for each invocation. The writer leaves out
//! control letters and the colours of terminals.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report as Document, TestCase, TestCaseStatus, TestSuite};

use super::Report;
use crate::runs::record::Record;
use crate::span::Millis;
use crate::wire::{RunCase, RunStanding};

/// Writes it.
pub fn write(report: &Report<'_>) -> Result<String, String> {
    let mut document = Document::new(plain(report.title).as_str());
    document.set_time(span(report.summary.duration));
    let mut suites: Vec<(String, TestSuite)> = Vec::new();
    for record in report.in_order() {
        if let Some(case) = report.case(record.row.case) {
            suite(&mut suites, report, case).add_test_case(test_case(report, case, record));
        }
    }
    for (case, left) in report.cases.iter().zip(report.not_begun()) {
        if left > 0 {
            let mut status = TestCaseStatus::skipped();
            let times = if report.rounds > 1 { format!(" {left} of {} times", report.rounds) } else { String::new() };
            status.set_message(format!("The run ended before it began{times}."));
            let mut skipped = TestCase::new(plain(&case.name).as_str(), status);
            skipped.set_classname(folder(report, case));
            suite(&mut suites, report, case).add_test_case(skipped);
        }
    }
    document.add_test_suites(suites.into_iter().map(|(_, suite)| suite));
    document.to_string().map_err(|error| format!("The report cannot be written as XML: {error}."))
}

/// The folder that a request is in; the collection itself for one that is in none.
fn folder(report: &Report<'_>, case: &RunCase) -> String {
    plain(case.path.rsplit_once('/').map_or(report.title, |(folder, _)| folder))
}

fn suite<'a>(suites: &'a mut Vec<(String, TestSuite)>, report: &Report<'_>, case: &RunCase) -> &'a mut TestSuite {
    let name = folder(report, case);
    let at = suites.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
        let mut suite = TestSuite::new(name.as_str());
        if let Some(environment) = report.environment {
            suite.add_property(("environment", plain(environment).as_str()));
        }
        suite.add_property(("place", plain(report.place).as_str()));
        suite.add_property(("started", report.began().as_str()));
        suites.push((name, suite));
        suites.len() - 1
    });
    &mut suites[at].1
}

fn test_case(report: &Report<'_>, case: &RunCase, record: &Record) -> TestCase {
    let row = &record.row;
    let mut test = TestCase::new(plain(&report.name(record)), status(record));
    test.set_classname(folder(report, case)).set_time(span(row.duration));
    test.extra.insert("file".into(), plain(&case.path).into());
    if let Some(log) = &record.log {
        test.set_system_out(plain(log));
    }
    test
}

fn status(record: &Record) -> TestCaseStatus {
    let kind = match record.row.standing {
        RunStanding::Passed => return TestCaseStatus::success(),
        // It was never asked, or nobody waited for its answer.
        RunStanding::Stopped => NonSuccessKind::Error,
        RunStanding::Failed if record.row.attempts == 0 => NonSuccessKind::Error,
        RunStanding::Failed => NonSuccessKind::Failure,
    };
    let mut status = TestCaseStatus::non_success(kind);
    // The function succeeded where only a check did not.
    let kind = if record.row.label == "Succeeded" { "Check failed" } else { record.row.label.as_str() };
    status.set_type(plain(kind));
    status.set_message(plain(record.row.reason.as_deref().unwrap_or_default()));
    if !record.reasons.is_empty() {
        status.set_description(plain(&record.reasons.join("\n")));
    }
    status
}

/// Text that the writer neither glues together nor lets pass although XML has no such letter.
fn plain(text: &str) -> String {
    let letter = |letter| match letter {
        '\t' => ' ',
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        letter => letter,
    };
    text.chars().map(letter).collect()
}

fn span(millis: Millis) -> Duration {
    Duration::try_from_secs_f64(millis.0 / 1000.0).unwrap_or_default()
}
