//! What is sent, what is shown, and what is said when something cannot be filled in.

use std::time::{Duration, UNIX_EPOCH};

use super::*;
use crate::variables::scope::Layer;
use crate::wire::{Variable, VariableLevel};

fn filling(variables: &[(&str, VariableKind, &str)], secrets: SecretValues) -> Arc<Filling> {
    let variables = variables.iter().map(|(name, kind, value)| Variable {
        name: (*name).into(),
        value: (*value).into(),
        kind: *kind,
    });
    let layer =
        Layer { level: VariableLevel::Collection, file: "lambdesk.toml".into(), variables: variables.collect() };
    // 2026-11-26 21:36:17.250 UTC
    let now = UNIX_EPOCH + Duration::from_millis(1_795_728_977_250);
    Filling::new(Scope::new(vec![layer]), None, secrets, now)
}

const TEXT: VariableKind = VariableKind::Text;
const JSON: VariableKind = VariableKind::Json;

fn sample() -> Arc<Filling> {
    filling(
        &[
            ("name", TEXT, "Ana \"A\"\n"),
            ("id", JSON, "12345678901234567890"),
            ("price", JSON, "1.10"),
            ("order", JSON, r#"{"id": {{ id }}, "by": "{{ name }}", "tags": ["a"]}"#),
            ("greeting", TEXT, "Hello {{ name }}"),
            ("order_id", TEXT, "o-{{ uuid() }}"),
            ("date", TEXT, "my date"),
        ],
        SecretValues::Masked,
    )
}

fn fill(text: &str) -> FilledText {
    sample().text(Field::Payload, text, expressions::writing_of(text))
}

fn sent(text: &str) -> String {
    let filled = fill(text);
    assert_eq!(filled.problems, [], "{text}");
    filled.sent.to_string()
}

fn problem(text: &str) -> String {
    let filled = fill(text);
    assert_eq!((filled.sent.as_str(), filled.problems.len()), (text, 1), "{:?}", filled.problems);
    filled.problems[0].message.clone()
}

#[test]
fn a_value_is_written_by_its_place() {
    assert_eq!(sent(r#"{"a": {{ name }}}"#), r#"{"a": "Ana \"A\"\n"}"#);
    assert_eq!(sent(r#"{"a": "To {{ name }}!"}"#), r#"{"a": "To Ana \"A\"\n!"}"#);
    assert_eq!(
        sent(r#"{"a": {{ id }}, "b": "n{{ id }}", "c": {{ price }}}"#),
        r#"{"a": 12345678901234567890, "b": "n12345678901234567890", "c": 1.10}"#
    );
    assert_eq!(sent("[{{ order }}]"), r#"[{"id": 12345678901234567890, "by": "Ana \"A\"\n", "tags": ["a"]}]"#);
    assert_eq!(
        sent(r#"["{{ order }}"]"#).len(),
        r#"["{\"id\": 12345678901234567890, \"by\": \"Ana \\\"A\\\"\\n\", \"tags\": [\"a\"]}"]"#.len()
    );
    assert_eq!(sent("{{ greeting }}!"), "Hello Ana \"A\"\n!");
    assert_eq!(sent("{{ greeting }}"), r#""Hello Ana \"A\"\n""#);
}

#[test]
fn every_filled_text_is_json_when_it_was_meant_to_be() {
    for text in
        [r#"{"a": {{ order }}, "b": "{{ order }} {{ name }}"}"#, r#"["{{ name | upper }}", {{ name | length }}]"#]
    {
        serde_json::from_str::<serde_json::Value>(&sent(text)).expect("JSON");
    }
}

#[test]
fn code_is_computed() {
    assert_eq!(sent("[{{ id + 1 }}]"), "[12345678901234567891]");
    assert_eq!(sent("[{{ order.id }}, {{ order.tags[0] }}]"), "[12345678901234567890, \"a\"]");
    assert_eq!(sent(r#"["{{ nobody | default("x") }}", {{ "{{" }}]"#), r#"["x", "{{"]"#);
    assert_eq!(sent(r#"[{{ [1, none, true] }}, {{ {"a": 1.5} }}]"#), r#"[[1,null,true], {"a":1.5}]"#);
    assert_eq!(sent(r#"[{{ '{"x": 1}' | safe }}]"#), r#"[{"x": 1}]"#);
}

#[test]
fn functions_have_one_time() {
    assert_eq!(
        sent("{{ now() }} {{ timestamp() }} {{ timestamp('ms') }}"),
        "2026-11-26T21:36:17.25Z 1795728977 1795728977250"
    );
    assert_eq!(
        sent("a {{ date() }} {{ date('%d.%m.%Y', '-1 day') }} {{ now(offset='+2h') }}"),
        "a 2026-11-26 25.11.2026 2026-11-26T23:36:17.25Z"
    );
    assert_eq!(sent("a {{ date }} {{ date | upper }}"), "a my date MY DATE");
    assert_eq!(sent("[{{ random_int(7, 7) }}]"), "[7]");
    for wrong in [
        "{{ date('%Q') }}",
        "{{ date(offset='soon') }}",
        "{{ random_int(2, 1) }}",
        "{{ date(of='x') }}",
        "{{ env('HOME') }}",
        "{{ file('a') }}",
    ] {
        assert!(problem(wrong).ends_with('.'), "{wrong}");
    }
}

#[test]
fn a_variable_has_one_value_and_a_function_a_new_one_each_time() {
    let text = sent("{{ order_id }} {{ order_id }} {{ uuid() }} {{ uuid() }}.");
    let words: Vec<&str> = text.trim_end_matches('.').split(' ').collect();
    assert_eq!(words[0], words[1]);
    assert_ne!(words[2], words[3]);
    assert_ne!(sent("{{ order_id }}."), sent("{{ order_id }}."));
}

#[test]
fn what_cannot_be_filled_in_is_told_at_its_place() {
    assert_eq!(problem("{\n \"a\": {{ nobody }}}"), "No variable is called “nobody” here.");
    assert_eq!(problem("[{{ nobody.x + 1 }}]"), "No variable is called “nobody” here.");
    assert_eq!(problem("[{{ }}]"), "There is nothing between “{{” and “}}”.");
    assert_eq!(problem("[\"{{ a"), "This “{{” has no “}}”.");
    assert!(problem("[{{ 1 + }}]").starts_with("This cannot be understood"), "{}", problem("[{{ 1 + }}]"));
    assert!(problem("[{{ nofunction() }}]").contains("no such function"), "{}", problem("[{{ nofunction() }}]"));
    assert!(problem("[{{ name | nofilter }}]").contains("no such filter"));
    let filled = fill("{\n \"a\": {{ nobody }}, \"b\": {{ id }}}");
    assert_eq!(filled.shown, "{\n \"a\": {{ nobody }}, \"b\": 12345678901234567890}");
    assert_eq!((filled.problems[0].line, filled.problems[0].column, filled.problems[0].length), (2, 7, 12));
}

#[test]
fn circles_end() {
    let filling = filling(
        &[("a", TEXT, "{{ b }}"), ("b", TEXT, "x {{ c | upper }}"), ("c", TEXT, "{{ a }}"), ("d", TEXT, "{{ e }}")],
        SecretValues::Masked,
    );
    let text = filling.text(Field::Function, "{{ a }} {{ c }} {{ d }}", Writing::Plain);
    let said: Vec<&str> = text.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "“a” needs itself: a → b → c → a.",
            "“c” needs itself: c → a → b → c.",
            "In the value of “d”: No variable is called “e” here."
        ]
    );
}

#[test]
fn hostile_variables_stay_within_limits() {
    let mut variables = vec![("v0".to_owned(), "x".repeat(1000))];
    for number in 1..40 {
        variables.push((format!("v{number}"), format!("{{{{ v{0} }}}}{{{{ v{0} }}}}", number - 1)));
    }
    let variables: Vec<_> = variables.iter().map(|(name, value)| (name.as_str(), TEXT, value.as_str())).collect();
    let filling = filling(&variables, SecretValues::Masked);
    for text in ["{{ v25 }}", "{{ v39 }}", "{{ v0 * 1000000000 }}", "{{ '%9999999999d' }}"] {
        let filled = filling.text(Field::Payload, text, Writing::Plain);
        assert!(filled.sent.len() <= LONGEST, "{text}");
    }
    assert_eq!(filling.text(Field::Payload, "{{ v39 }}", Writing::Plain).problems.len(), 1);
}

#[test]
fn secrets_are_sent_and_not_shown() {
    let variables = [
        ("key", VariableKind::Secret, ""),
        ("missing", VariableKind::Secret, ""),
        ("header", TEXT, "Bearer {{ key }}"),
        ("object", JSON, r#"{"auth": "{{ header }}"}"#),
    ];
    let known = SecretValues::Known(HashMap::from([("key".to_owned(), Zeroizing::new("planted\"".to_owned()))]));
    let text = r#"{"a": "{{ header }}", "b": {{ object }}, "c": "{{ key | upper }}", "d": {{ key ~ 1 }}, "e": 1}"#;
    let sending = filling(&variables, known.clone());
    let filled = sending.text(Field::Payload, text, Writing::Json);
    assert_eq!(filled.problems, []);
    assert_eq!(
        filled.shown,
        r#"{"a": "Bearer ••••••", "b": {"auth": "Bearer ••••••"}, "c": "••••••", "d": "••••••", "e": 1}"#
    );
    assert_eq!(
        *filled.sent,
        r#"{"a": "Bearer planted\"", "b": {"auth": "Bearer planted\""}, "c": "PLANTED\"", "d": "planted\"1", "e": 1}"#
    );
    let put_in: BTreeSet<String> = sending.put_in().iter().map(|secret| secret.to_string()).collect();
    assert_eq!(put_in, ["PLANTED\"", "planted\"", "planted\"1"].map(str::to_owned).into());
    let masked = filling(&variables, SecretValues::Masked).text(Field::Payload, text, Writing::Json);
    assert_eq!(masked.shown, filled.shown);
    let filling = filling(&variables, known);
    let wrong = filling.text(Field::Payload, "{{ key - 1 }} {{ date(key) }} {{ key | int }}", Writing::Plain);
    // A format without a place for a part of the date is a text like any other.
    assert_eq!(wrong.shown, "{{ key - 1 }} •••••• {{ key | int }}");
    assert_eq!(wrong.problems.len(), 2);
    assert!(wrong.problems.iter().all(|problem| !problem.message.contains("planted")), "{:?}", wrong.problems);
    assert_eq!(filling.needed(), BTreeSet::from(["key".to_owned()]));
    let filled = filling.text(Field::Payload, r#"["{{ missing }}"]"#, Writing::Json);
    assert!(matches!(&filled.problems[0].cause, FillCause::SecretMissing { name, .. } if name == "missing"));
    assert_eq!(filling.needed(), ["key", "missing"].map(str::to_owned).into());
}

proptest::proptest! {
    #[test]
    fn any_text_is_as_safe_in_json_as_in_a_variable(value in proptest::prelude::any::<String>(), code in "[a-z0-9{}\"'\\\\ .|()+~-]{0,20}") {
        let value = value.replace("{{", "{ {");
        let filling = filling(&[("v", TEXT, &value)], SecretValues::Masked);
        let filled = filling.text(Field::Payload, r#"{"a": "{{ v }}", "b": {{ v }}}"#, Writing::Json);
        let read: serde_json::Value = serde_json::from_str(&filled.sent).expect("JSON");
        proptest::prop_assert_eq!(&read["a"], &read["b"]);
        proptest::prop_assert_eq!(read["a"].as_str(), Some(value.as_str()));
        // Whatever is between braces: an answer or a sentence.
        let text = format!("{{{{ {code} }}}}");
        for problem in filling.text(Field::Payload, &text, Writing::Plain).problems {
            proptest::prop_assert!(problem.message.ends_with('.'));
        }
    }
}
