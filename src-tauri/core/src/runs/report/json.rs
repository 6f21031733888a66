//! JSON for programs. Its shape is written down in the README; a change that could break a reader raises the version.

use serde::Serialize;

use super::Report;
use crate::wire::{CheckResult, RunRow, RunSummary};

/// The version of the shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    lambdesk_run: u32,
    title: &'a str,
    environment: Option<&'a str>,
    place: &'a str,
    started_at: String,
    rounds: u32,
    summary: &'a RunSummary,
    requests: Vec<Request<'a>>,
}

#[derive(Serialize)]
struct Request<'a> {
    path: &'a str,
    name: &'a str,
    problem: Option<&'a str>,
    not_begun: u32,
    invocations: Vec<Invocation<'a>>,
}

#[derive(Serialize)]
struct Invocation<'a> {
    #[serde(flatten)]
    row: &'a RunRow,
    reasons: &'a [String],
    results: &'a [CheckResult],
    log: Option<&'a str>,
    details_dropped: bool,
}

/// Writes it.
pub fn write(report: &Report<'_>) -> Result<String, String> {
    let left = report.not_begun();
    let mut requests: Vec<Request<'_>> = report
        .cases
        .iter()
        .zip(left)
        .map(|(case, not_begun)| Request {
            path: &case.path,
            name: &case.name,
            problem: case.problem.as_deref(),
            not_begun,
            invocations: Vec::new(),
        })
        .collect();
    for record in report.in_order() {
        let request = usize::try_from(record.row.case).ok().and_then(|case| requests.get_mut(case));
        if let Some(request) = request {
            request.invocations.push(Invocation {
                row: &record.row,
                reasons: &record.reasons,
                results: &record.checks,
                log: record.log.as_deref(),
                details_dropped: record.dropped,
            });
        }
    }
    let document = Document {
        lambdesk_run: VERSION,
        title: report.title,
        environment: report.environment,
        place: report.place,
        started_at: report.began(),
        rounds: report.rounds,
        summary: report.summary,
        requests,
    };
    serde_json::to_string_pretty(&document)
        .map(|text| text + "\n")
        .map_err(|error| format!("The report cannot be written as JSON: {error}."))
}
