//! A result for the clipboard: HTML with its styles in it, which mail and chat programs keep when it is pasted, and plain
//! text. Only what they all keep is used: paragraphs, a table, `<pre>`, and colours that can be read on white and on dark.

use std::fmt::Write;

use super::facts::{self, Tone};
use super::shared::Shared;
use crate::page::escaped;
use crate::visible::visible;
use crate::wire::ShareClipboard;

/// How much of a text goes into a mail, in bytes: more belongs into a file.
const LONGEST: usize = 20_000;

const FONT: &str = "font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:1.5";
const PRE: &str = "font-family:Consolas,Menlo,monospace;font-size:12px;white-space:pre-wrap;padding:8px;border:1px solid #c9c8c5;margin:4px 0";

/// Makes both forms.
pub fn of(shared: &Shared) -> ShareClipboard {
    ShareClipboard { html: html(shared), text: text(shared) }
}

fn html(shared: &Shared) -> String {
    let (words, tone) = facts::outcome(shared);
    let colour = if tone == Tone::Good { "#13734a" } else { "#c0271f" };
    let mut out = format!(
        "<div style=\"{FONT}\"><p style=\"margin:0;font-size:18px\"><b>{}</b></p><p style=\"margin:0 0 8px;color:#636a76\">{}</p>\
         <table style=\"border-collapse:collapse;{FONT}\">",
        escaped(shared.title()),
        escaped(&facts::subtitle(shared))
    );
    // Writing to a string does not fail, here and below.
    let _ = write!(out, "{}", row("Outcome", &format!("<b style=\"color:{colour}\">{words}</b>{}", status(shared))));
    for (name, said) in facts::rows(shared) {
        out.push_str(&row(name, &escaped(&said)));
    }
    out.push_str("</table>");
    for (title, said, note) in texts(shared) {
        let _ = write!(out, "<p style=\"margin:12px 0 0\"><b>{title}</b></p>");
        if !note.is_empty() {
            let _ = write!(out, "<p style=\"margin:0;color:#636a76\">{}</p>", escaped(&note));
        }
        if !said.is_empty() {
            let _ = write!(out, "<pre style=\"{PRE}\">{}</pre>", escaped(&said));
        }
    }
    out + "</div>"
}

fn row(name: &str, said: &str) -> String {
    format!(
        "<tr><td style=\"padding:2px 16px 2px 0;color:#636a76;vertical-align:top\">{name}</td><td style=\"padding:2px 0\">{said}</td></tr>"
    )
}

fn status(shared: &Shared) -> String {
    shared.invocation.answer.as_ref().map(|answer| format!(", status {}", answer.status)).unwrap_or_default()
}

fn text(shared: &Shared) -> String {
    let mut out = format!("{}\n{}\n\n", visible(shared.title()), visible(&facts::subtitle(shared)));
    let _ = writeln!(out, "Outcome: {}{}", facts::outcome(shared).0, status(shared));
    for (name, said) in facts::rows(shared) {
        let _ = writeln!(out, "{name}: {}", visible(&said));
    }
    for (title, said, note) in texts(shared) {
        let _ = write!(out, "\n{title}\n");
        for part in [note, said].iter().filter(|part| !part.is_empty()) {
            let _ = writeln!(out, "{}", visible(part).trim_end());
        }
    }
    out
}

/// The texts, each with its title and a word about it.
fn texts(shared: &Shared) -> Vec<(&'static str, String, String)> {
    let mut all = Vec::new();
    let trouble = facts::trouble(shared);
    if !trouble.is_empty() {
        all.push(("What went wrong", trouble.join("\n"), String::new()));
    }
    all.extend(facts::sections(shared).into_iter().map(|it| (it.title, it.text, it.note)));
    for (_, said, note) in &mut all {
        if said.len() > LONGEST {
            let whole = said.len();
            said.truncate(said.floor_char_boundary(LONGEST));
            if !note.is_empty() {
                note.push(' ');
            }
            note.push_str(&format!("Cut here: {} of {whole} bytes are shown.", said.len()));
        }
    }
    all
}
