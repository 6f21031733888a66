//! One page that can be sent to anybody: no script, nothing from elsewhere, in both themes. All that came from a function
//! or a file stands in it as text.

use std::fmt::Write;
use std::time::Duration;

use super::{Report, plot};
use crate::page::{escaped, page};
use crate::runs::record::Record;
use crate::span::{self, Millis};
use crate::wire::{CheckVerdict, RunFigures, RunRow, RunStanding};

const STYLE: &str = include_str!("report.css");

/// Writes it.
pub fn write(report: &Report<'_>) -> String {
    let mut out = String::new();
    heading(&mut out, report);
    if let Some(figures) = &report.summary.figures {
        durations(&mut out, report, figures);
    }
    table(&mut out, report);
    page(&format!("{} · run", report.title), STYLE, &out)
}

fn heading(out: &mut String, report: &Report<'_>) {
    let summary = report.summary;
    let environment = report.environment.map(|name| format!(" · environment {}", escaped(name))).unwrap_or_default();
    // Writing to a string does not fail, here and below.
    let _ = write!(
        out,
        "<h1>{}</h1>\n<p class=\"quiet\">{}{environment} · {} · took {}</p>\n<ul class=\"counts\">",
        escaped(report.title),
        escaped(report.place),
        report.began().replace('T', " ").replace('Z', " UTC"),
        time(summary.duration),
    );
    let counts = [
        ("passed", "✓", "passed", summary.passed),
        ("failed", "✗", "failed", summary.failed),
        ("quiet", "■", "stopped", summary.stopped),
        ("quiet", "–", "not begun", summary.not_begun),
    ];
    for (class, mark, words, count) in counts {
        if count > 0 {
            let _ = write!(out, "<li class=\"{class}\">{mark} {count} {words}</li>");
        }
    }
    out.push_str("</ul>\n");
}

fn durations(out: &mut String, report: &Report<'_>, figures: &RunFigures) {
    let answered: Vec<&RunRow> =
        report.book.records().iter().filter(|record| record.was_answered()).map(|record| &record.row).collect();
    let says = format!(
        "Durations of {} invocations: from {} to {}, median {}, 95th percentile {}; {} cold starts.",
        figures.count,
        time(figures.min),
        time(figures.max),
        time(figures.median),
        time(figures.p95),
        figures.cold_starts,
    );
    out.push_str("<h2>Durations</h2>\n<dl>");
    let all = [
        ("Shortest", figures.min),
        ("Median", figures.median),
        ("95th percentile", figures.p95),
        ("Longest", figures.max),
    ];
    for (name, figure) in all {
        let _ = write!(out, "<div><dt>{name}</dt><dd>{}</dd></div>", time(figure));
    }
    let _ = write!(
        out,
        "<div><dt>Cold starts</dt><dd>{}</dd></div></dl>\n{}\n",
        figures.cold_starts,
        plot::svg(&answered, &says)
    );
    if answered.len() > 1 {
        out.push_str("<p class=\"quiet\">Each dot is an invocation, from left to right as they began; a diamond is a cold start.</p>\n");
    }
}

fn table(out: &mut String, report: &Report<'_>) {
    out.push_str("<h2>Invocations</h2>\n<table>\n<thead><tr><th>Request<th>Result<th>Checks<th class=\"right\">Duration<th class=\"right\">Status</tr></thead>\n<tbody>\n");
    for record in report.in_order() {
        row(out, report, record);
    }
    for (case, left) in report.cases.iter().zip(report.not_begun()) {
        if left > 0 {
            let _ = writeln!(
                out,
                "<tr><td>{}<div class=\"quiet\">{}</div><td class=\"quiet\">– Not begun{}<td><td><td></tr>",
                escaped(&case.name),
                escaped(&case.path),
                if left > 1 { format!(", {left} times") } else { String::new() },
            );
        }
    }
    out.push_str("</tbody>\n</table>\n");
}

fn row(out: &mut String, report: &Report<'_>, record: &Record) {
    let row = &record.row;
    let (class, mark) = match row.standing {
        RunStanding::Passed => ("passed", "✓ Passed"),
        RunStanding::Failed => ("failed", "✗ Failed"),
        RunStanding::Stopped => ("quiet", "■ Stopped"),
    };
    let path = report.case(row.case).map_or("", |case| case.path.as_str());
    let checks = if row.checks == 0 { String::new() } else { format!("{} of {}", row.checks_passed, row.checks) };
    let _ = write!(
        out,
        "<tr><td>{}<div class=\"quiet\">{}</div><td class=\"{class}\">{mark}<div class=\"quiet\">{}</div><td>{checks}<td class=\"right\">{}{}<td class=\"right\">{}</tr>",
        escaped(&report.name(record)),
        escaped(path),
        escaped(&row.label),
        time(row.duration),
        if row.cold { "<div class=\"quiet\">cold start</div>" } else { "" },
        row.status.map(|status| status.to_string()).unwrap_or_default(),
    );
    details(out, record);
    out.push('\n');
}

/// What did not hold, what did, and the log.
fn details(out: &mut String, record: &Record) {
    let lacks_reasons = record.reasons.is_empty() && record.row.reason.is_none();
    if lacks_reasons && record.checks.is_empty() && record.log.is_none() {
        return;
    }
    out.push_str("<tr class=\"details\"><td colspan=\"5\">");
    let reasons = if record.reasons.is_empty() { record.row.reason.as_slice() } else { &record.reasons };
    for reason in reasons {
        let _ = write!(out, "<p>{}</p>", escaped(reason));
    }
    let passed: Vec<_> = record.checks.iter().filter(|check| check.verdict == CheckVerdict::Passed).collect();
    if !passed.is_empty() || record.log.is_some() {
        out.push_str("<details><summary>Checks and log</summary>");
        for check in passed {
            let _ = write!(out, "<p>✓ {}: {}</p>", escaped(&check.label), escaped(&check.sentence));
        }
        if let Some(log) = &record.log {
            let _ = write!(out, "<pre>{}</pre>", escaped(log));
        }
        out.push_str("</details>");
    }
    if record.dropped {
        out.push_str("<p class=\"quiet\">Its checks and log were not kept: the run was long.</p>");
    }
    out.push_str("</tr>");
}

fn time(millis: Millis) -> String {
    if millis.0 < 1000.0 {
        return format!("{:.0} ms", millis.0);
    }
    span::format(Duration::try_from_secs_f64(millis.0 / 1000.0).unwrap_or_default())
}
