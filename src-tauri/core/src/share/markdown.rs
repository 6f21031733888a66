//! A result as Markdown that GitHub, GitLab, Jira and Slack show alike: a heading, a list and fenced texts. What a
//! function said stands in code alone, where nothing is a heading, a mention, a link or HTML.

use std::fmt::Write;

use super::facts::{self, Section};
use super::shared::Shared;
use crate::visible::visible;

/// More lines than this are folded away, where folding is wanted.
const FOLDED: usize = 25;
/// How much of a text stands in it, in bytes. GitHub takes 65,536 letters a comment, GitLab a million, Jira 32,767.
const LONGEST: usize = 20_000;
/// The same where nothing is folded: a chat. Slack takes 4,000 letters well, and three texts stand in a result.
const LONGEST_UNFOLDED: usize = 1_200;

/// Writes it. With `fold` long texts are folded away, else they are cut short.
pub fn write(shared: &Shared, fold: bool) -> String {
    let mut out = format!("### {}\n\n- **Function:** {}\n", words(shared.title()), code(&facts::subtitle(shared)));
    let (outcome, _) = facts::outcome(shared);
    let status = shared.invocation.answer.as_ref().map(|answer| format!(", status {}", answer.status));
    // Writing to a string does not fail, here and below.
    let _ = writeln!(out, "- **Outcome:** {outcome}{}", status.unwrap_or_default());
    for (name, text) in facts::rows(shared) {
        let _ = writeln!(out, "- **{name}:** {}", words(&text));
    }
    for (name, text) in facts::options(shared) {
        let _ = writeln!(out, "- **{name}:** {}", words(&text));
    }
    for check in &shared.invocation.checks {
        let mark = if check.verdict == crate::wire::CheckVerdict::Passed { "✓" } else { "✗" };
        let _ = writeln!(out, "- {mark} {} {}", code(&check.label), code(&check.sentence));
    }
    let trouble = facts::trouble(shared);
    if !trouble.is_empty() {
        let text = trouble.join("\n");
        section(&mut out, &Section { title: "What went wrong", text, note: String::new(), json: false }, fold);
    }
    for one in facts::sections(shared) {
        section(&mut out, &one, fold);
    }
    attempts(&mut out, shared);
    out
}

fn section(out: &mut String, section: &Section, fold: bool) {
    let _ = write!(out, "\n**{}**\n", section.title);
    if !section.note.is_empty() {
        let _ = write!(out, "\n{}\n", section.note);
    }
    if section.text.is_empty() {
        return;
    }
    let text = visible(&section.text);
    let most = if fold { LONGEST } else { LONGEST_UNFOLDED };
    let shown = &text[..text.floor_char_boundary(most.min(text.len()))];
    let lines = shown.lines().count();
    let folded = fold && lines > FOLDED;
    if folded {
        // The empty line lets what follows be Markdown again.
        let _ = write!(out, "\n<details><summary>{lines} lines</summary>\n");
    }
    let fence = "`".repeat(longest_run(shown, '`').max(2) + 1);
    let kind = if section.json { "json" } else { "text" };
    let end = if shown.ends_with('\n') { "" } else { "\n" };
    let _ = write!(out, "\n{fence}{kind}\n{shown}{end}{fence}\n");
    if folded {
        out.push_str("\n</details>\n");
    }
    if shown.len() < text.len() {
        let _ = write!(
            out,
            "\nCut here: {} of {} bytes are shown. A Lambdesk file or web page has all.\n",
            shown.len(),
            text.len()
        );
    }
}

fn attempts(out: &mut String, shared: &Shared) {
    if shared.invocation.attempts.len() < 2 {
        return;
    }
    out.push_str("\n**Attempts**\n\n");
    for attempt in &shared.invocation.attempts {
        let why = attempt.next.as_ref().map(|next| &next.reason).or(attempt.stop.as_ref());
        let why = why.map(|why| format!(" {}", code(why))).unwrap_or_default();
        let _ =
            writeln!(out, "{}. {}, {}.{why}", attempt.number, code(&attempt.label), facts::millis(attempt.duration));
    }
}

/// A text within a line: as it is when nothing in it can mean anything, else as code.
fn words(text: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | ',' | '.' | '(' | ')');
    // A digit and a dot at the beginning make a list, and a domain is made a link.
    let is_plain = text.chars().all(plain)
        && !text.split(' ').any(|word| word.trim_end_matches(['.', ',']).contains('.') && !is_number(word));
    if is_plain && !text.trim().is_empty() { text.trim().to_owned() } else { code(text) }
}

fn is_number(word: &str) -> bool {
    word.trim_end_matches(['.', ',']).chars().all(|letter| letter.is_ascii_digit() || letter == '.')
}

/// A text as code within a line. Back-ticks become a letter that looks alike: programs disagree on how to keep them there,
/// and the whole text stands in a fence besides.
fn code(text: &str) -> String {
    let letter = |letter: char| match letter {
        '\n' | '\t' => ' ',
        '`' => 'ˋ',
        letter => letter,
    };
    let line: String = visible(text).chars().map(letter).collect();
    let line = line.trim();
    if line.is_empty() { "(empty)".into() } else { format!("`{line}`") }
}

fn longest_run(text: &str, of: char) -> usize {
    text.split(|letter| letter != of).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_code() {
        assert_eq!(code("`x`\n# y"), "`ˋxˋ # y`");
        assert_eq!(words("Create order, EU customer"), "Create order, EU customer");
        for text in ["@team", "#1", "a_b_", "www.example.com", "<b>", "!1", "a*b*", "1. x-y", "https://x"] {
            assert!(words(text).starts_with('`'), "{text}");
        }
        assert_eq!(words("79.67 ms, billed 80 ms"), "79.67 ms, billed 80 ms");
    }
}
