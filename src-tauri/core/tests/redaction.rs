//! How much is found of what must be hidden, and how much is hidden that need not be: `redaction/true.toml` and
//! `redaction/harmless.toml`, measured by kind. Run with `--no-capture` to see the table.

use std::collections::BTreeMap;
use std::fmt::Write;

use lambdesk_core::share::redaction::Redactor;
use lambdesk_core::wire::{Findings, HideOptions, SharePart};
use serde::Deserialize;

#[derive(Deserialize)]
struct Samples {
    sample: Vec<Sample>,
}

#[derive(Deserialize)]
struct Sample {
    #[serde(default)]
    kind: String,
    text: String,
    /// The secret in parts; none of it may be left.
    #[serde(default)]
    secret: Vec<String>,
    /// Something with a secret in it, encoded, in parts; it may not be left whole.
    #[serde(default)]
    encoded: Vec<String>,
}

fn samples(text: &str) -> Vec<Sample> {
    toml_edit::de::from_str::<Samples>(text).expect("samples").sample
}

fn redacted(text: &str) -> (String, Findings) {
    let mut redactor = Redactor::new(&HideOptions::default(), []).expect("a redactor");
    let clean = redactor.text(SharePart::Log, text);
    (clean, redactor.findings(|_| true))
}

/// Whether a good part of a secret is left: twelve letters in a row that were not in the text around it. What is encoded
/// has other things in it that stay, so that there the whole is looked for.
fn holds_any_of(clean: &str, secret: &str, around: &str) -> bool {
    let letters: Vec<char> = secret.chars().collect();
    let long = if around == "body={}" { letters.len() } else { letters.len().min(12) };
    letters.windows(long).map(String::from_iter).any(|part: String| clean.contains(&part) && !around.contains(&part))
}

#[test]
fn what_must_be_hidden_is() {
    let mut table: BTreeMap<String, (u32, u32, u32)> = BTreeMap::new();
    let (mut missed, mut all) = (Vec::new(), 0);
    for sample in samples(include_str!("redaction/true.toml")) {
        let secret = sample.secret.concat() + &sample.encoded.concat();
        let (clean, found) = redacted(&sample.text.replacen("{}", &secret, 1));
        let hidden = !holds_any_of(&clean, &secret, &sample.text) && !found.list.is_empty();
        let named = found.list.iter().any(|it| {
            format!("{}", serde_json::to_value(it.kind).unwrap_or_default()).trim_matches('"') == sample.kind
        });
        let row = table.entry(sample.kind.clone()).or_default();
        row.0 += 1;
        row.1 += u32::from(hidden);
        row.2 += u32::from(hidden && named);
        all += 1;
        if !hidden {
            missed.push(format!("{}: {}", sample.kind, sample.text.replacen("{}", &secret, 1)));
        }
    }
    let mut said = format!("{:20}{:>8}{:>8}{:>8}\n", "kind", "samples", "hidden", "named");
    for (kind, (samples, hidden, named)) in &table {
        let _ = writeln!(said, "{kind:20}{samples:>8}{hidden:>8}{named:>8}");
    }
    println!("{said}missed: {missed:#?}");
    assert!(all >= 200, "{all} samples");
    for (kind, (samples, hidden, _)) in table {
        // AWS's own forms are all found; of the rest, 97 of 100.
        let floor = if kind.starts_with("aws_") || kind == "account_id" { 100 } else { 97 };
        assert!(hidden * 100 >= samples * floor, "{kind}: {hidden} of {samples}, missed {missed:#?}");
    }
}

#[test]
fn what_is_harmless_stays() {
    let samples = samples(include_str!("redaction/harmless.toml"));
    let mut wrong = Vec::new();
    for sample in &samples {
        let (clean, found) = redacted(&sample.text);
        if clean == sample.text {
            assert!(found.list.is_empty(), "{}: {found:?}", sample.text);
        } else {
            wrong.push(clean);
        }
    }
    println!("false alarms: {} of {}: {wrong:#?}", wrong.len(), samples.len());
    assert!(samples.len() >= 200, "{} samples", samples.len());
    assert!(wrong.len() * 100 <= samples.len() * 2, "{wrong:#?}");
}
