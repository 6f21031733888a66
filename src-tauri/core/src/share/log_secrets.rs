//! Secrets that a function printed: found, so that the window can mask them. The log itself stays as it came.

use super::redaction::{Redactor, Secret};
use crate::invoke::log::{HiddenSpan, Log, LogLine};
use crate::wire::{FindingKind, HideOptions};

/// What must not leave the machine, and is no secret to who looks at the screen.
const NO_SECRETS: [FindingKind; 3] = [FindingKind::AccountId, FindingKind::CardNumber, FindingKind::Email];

/// Notes in each line where secrets stand. `secrets` are values that are found wherever they stand: those of secret
/// variables, and of the credentials that were used.
pub fn mark<'a>(log: &mut Log, secrets: impl IntoIterator<Item = &'a str>) {
    if log.lines.is_empty() {
        return;
    }
    let options = HideOptions { shown: NO_SECRETS.to_vec(), ..HideOptions::default() };
    let Ok(mut redactor) = Redactor::new(&options, secrets) else { return };
    // All at once: a private key goes over many lines.
    let text = log.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    let found = redactor.secrets(&text);
    let (mut from, mut next) = (0, 0);
    for line in &mut log.lines {
        let to = from + line.text.len();
        line.hidden.clear();
        while let Some(secret) = found.get(next).filter(|secret| secret.range.start < to) {
            hide(line, secret, from);
            if secret.range.end > to {
                break;
            }
            next += 1;
        }
        from = to + 1;
    }
}

/// Hides the part of a secret that lies in a line, which begins at `from`.
fn hide(line: &mut LogLine, secret: &Secret, from: usize) {
    let text = &line.text;
    let start = text.floor_char_boundary(secret.range.start.saturating_sub(from));
    let end = text.ceil_char_boundary(secret.range.end.saturating_sub(from).min(text.len()));
    if start < end {
        let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
        let (before, within) = (units(&text[..start]), units(&text[start..end]));
        line.hidden.push(HiddenSpan { from: before, to: before + within, label: secret.label.to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines as the window shows them.
    fn shown(log: &str, secrets: &[&str]) -> String {
        let mut log = Log::from_bytes(log.as_bytes());
        mark(&mut log, secrets.iter().copied());
        let line = |line: &LogLine| {
            let units: Vec<u16> = line.text.encode_utf16().collect();
            let (mut out, mut at) = (String::new(), 0);
            for span in &line.hidden {
                let (from, to) = (span.from as usize, span.to as usize);
                out += &String::from_utf16_lossy(&units[at..from]);
                out += &format!("[{}]", span.label);
                at = to;
            }
            out + &String::from_utf16_lossy(&units[at..])
        };
        log.lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn secrets_are_found_where_they_stand() {
        let log = "START RequestId: 57f231fb-1730-4395-85cb-4f71bd2b87b8 Version: 42\n\
                   é😀 AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY and more\n\
                   {\"password\": \"hunter2-long\", \"n\": 1}\n\
                   hers: s3cr3t-value; ann@example.com in 482100937716\n\n";
        insta::assert_snapshot!(shown(log, &["s3cr3t-value"]), @r#"
        START RequestId: 57f231fb-1730-4395-85cb-4f71bd2b87b8 Version: 42
        é😀 AWS_SECRET_ACCESS_KEY=[AWS secret access key] and more
        {"password": "[password or secret]", "n": 1}
        hers: [secret variable]; ann@example.com in 482100937716
        "#);
    }

    #[test]
    fn a_key_over_many_lines_is_hidden_in_each() {
        let log = "key:\n-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n-----END PRIVATE KEY-----\nEND";
        insta::assert_snapshot!(shown(log, &[]), @r"
        key:
        [private key]
        [private key]
        [private key]
        END
        ");
    }
}
