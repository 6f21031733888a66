//! A result as one web page: no script, nothing from elsewhere, for a phone and for paper, and good without its style.

use std::fmt::Write;

use super::facts::{self, Section, Tone};
use super::shared::Shared;
use crate::page::{escaped, page};

const STYLE: &str = include_str!("web_page.css");

/// More lines than this are folded away, so that what comes after them is found.
const FOLDED: usize = 400;

/// Writes it.
pub fn write(shared: &Shared) -> String {
    let title = shared.title();
    let mut out =
        format!("<h1>{}</h1>\n<p class=\"quiet\">{}</p>\n", escaped(title), escaped(&facts::subtitle(shared)));
    let (words, tone) = facts::outcome(shared);
    let class = if tone == Tone::Good { "passed" } else { "failed" };
    let status = shared.invocation.answer.as_ref().map(|answer| format!(", status {}", answer.status));
    // Writing to a string does not fail, here and below.
    let _ = write!(
        out,
        "<table class=\"facts\">\n<tr><th scope=\"row\">Outcome<td><b class=\"{class}\">{words}</b>{}</tr>\n",
        status.unwrap_or_default()
    );
    for (name, text) in facts::rows(shared) {
        let _ = writeln!(out, "<tr><th scope=\"row\">{name}<td>{}</tr>", escaped(&text));
    }
    out.push_str("</table>\n");
    let trouble = facts::trouble(shared);
    if !trouble.is_empty() {
        let _ = writeln!(out, "<h2>What went wrong</h2>\n<pre>{}</pre>", escaped(&trouble.join("\n")));
    }
    checks(&mut out, shared);
    for one in facts::sections(shared) {
        section(&mut out, &one);
        if one.title == "Payload" {
            for (name, text) in facts::options(shared) {
                let _ = writeln!(out, "<p class=\"quiet\">{name}: {}</p>", escaped(&text));
            }
        }
    }
    attempts(&mut out, shared);
    page(title, STYLE, &out)
}

fn section(out: &mut String, section: &Section) {
    let _ = writeln!(out, "<h2>{}</h2>", section.title);
    if !section.note.is_empty() {
        let _ = writeln!(out, "<p class=\"quiet\">{}</p>", escaped(&section.note));
    }
    if section.text.is_empty() {
        return;
    }
    let lines = section.text.lines().count();
    let text = escaped(&section.text);
    // A line end right after <pre> would be lost.
    let first = if text.starts_with('\n') { "\n" } else { "" };
    let _ = if lines > FOLDED {
        writeln!(out, "<details><summary>{lines} lines</summary><pre>{first}{text}</pre></details>")
    } else {
        writeln!(out, "<pre>{first}{text}</pre>")
    };
}

fn checks(out: &mut String, shared: &Shared) {
    if shared.invocation.checks.is_empty() {
        return;
    }
    out.push_str("<h2>Checks</h2>\n<ul class=\"checks\">\n");
    for check in &shared.invocation.checks {
        let (class, mark) = match check.verdict {
            crate::wire::CheckVerdict::Passed => ("passed", "✓"),
            crate::wire::CheckVerdict::Failed => ("failed", "✗"),
            crate::wire::CheckVerdict::NotEvaluated => ("quiet", "–"),
        };
        let _ = writeln!(
            out,
            "<li><span class=\"{class}\">{mark}</span> {}: {}</li>",
            escaped(&check.label),
            escaped(&check.sentence)
        );
    }
    out.push_str("</ul>\n");
}

fn attempts(out: &mut String, shared: &Shared) {
    if shared.invocation.attempts.is_empty() {
        return;
    }
    out.push_str("<h2>Attempts</h2>\n<table>\n<thead><tr><th>No.<th>Result<th class=\"right\">Began after<th class=\"right\">Took</tr></thead>\n<tbody>\n");
    for attempt in &shared.invocation.attempts {
        let next = attempt
            .next
            .as_ref()
            .map(|next| format!("{} Sent again after {}.", next.reason, facts::millis(next.delay)));
        let why = next.or_else(|| attempt.stop.clone()).unwrap_or_default();
        let status = attempt.status.map(|status| format!(", status {status}")).unwrap_or_default();
        let why = if why.is_empty() { why } else { format!("<div class=\"quiet\">{}</div>", escaped(&why)) };
        let _ = writeln!(
            out,
            "<tr><td>{}<td>{}{status}{why}<td class=\"right\">{}<td class=\"right\">{}</tr>",
            attempt.number,
            escaped(&attempt.label),
            facts::millis(attempt.offset),
            facts::millis(attempt.duration),
        );
    }
    out.push_str("</tbody>\n</table>\n");
}
