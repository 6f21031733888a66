//! How two JSON texts differ in what they say: by structure, with exact numbers. The order of keys and the layout do not
//! matter. Pure.
//!
//! Lists are laid against each other, so that an item that was put in is one difference and not as many as there are items
//! after it. Items that differ are compared with each other where they name the same thing, or stand in the same place.

mod path;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use crate::query::exact::Exact;
use crate::wire::{Change, Comparison, Difference};
use path::{Pattern, Step, written};

/// The largest text that is compared, in bytes: as values it takes some 20 times as much memory.
pub const LARGEST: usize = 32 << 20;
/// How many differences are told. Nobody looks through more, and what is told crosses to the page.
const MOST: usize = 1000;
/// How much of a value is told, in letters.
const LONGEST: usize = 300;
/// How long lists may be laid against each other exactly; then roughly. It takes time by their length times what differs.
const PATIENCE: Duration = Duration::from_secs(2);
/// Members that name what an item of a list is, the surest first.
const NAMES: [&str; 8] = ["id", "Id", "ID", "key", "Key", "name", "Name", "arn"];

/// Compares two texts.
pub fn compare(one: &[u8], other: &[u8], ignored: &[String]) -> Comparison {
    let mut comparison = Comparison::default();
    let mut patterns = Vec::new();
    for text in ignored {
        match Pattern::parse(text) {
            Ok(pattern) => patterns.push(pattern),
            Err(problem) => comparison.problems.push(problem),
        }
    }
    let (mut one, mut other) = match (read(one), read(other)) {
        (Ok(one), Ok(other)) => (one, other),
        (Err(why), Ok(_)) => return Comparison { unlike: Some(format!("The one at the left {why}.")), ..comparison },
        (Ok(_), Err(why)) => return Comparison { unlike: Some(format!("The one at the right {why}.")), ..comparison },
        (Err(_), Err(why)) => return Comparison { unlike: Some(format!("Each of them {why}.")), ..comparison },
    };
    let deadline = Instant::now() + PATIENCE;
    let all = if patterns.is_empty() { 0 } else { Differing::of(&one, &other, deadline).count };
    for value in [&mut one, &mut other] {
        leave_out(value, &patterns, &mut Vec::new());
    }
    let Differing { found, count, .. } = Differing::of(&one, &other, deadline);
    comparison.more = count - found.len() as u64;
    comparison.ignored = all.saturating_sub(count);
    comparison.differences = found;
    comparison
}

/// Reads one; the error ends a sentence about it.
fn read(text: &[u8]) -> Result<Exact, String> {
    if text.len() > LARGEST {
        return Err(format!("has more than {} MB, too much to compare by structure", LARGEST >> 20));
    }
    let text = str::from_utf8(text).map_err(|_| "is no text")?;
    if text.trim().is_empty() {
        return Err("is empty".into());
    }
    Exact::parse(text).ok_or_else(|| "is no JSON, or is nested too deep".into())
}

/// Takes out what does not matter. An item of a list becomes null, so that those after it keep their places.
fn leave_out(value: &mut Exact, patterns: &[Pattern], place: &mut Vec<Step>) {
    if patterns.is_empty() {
        return;
    }
    let mut is_out = |step: Step, inner: &mut Exact| {
        place.push(step);
        let out = patterns.iter().any(|pattern| pattern.is(place));
        if !out {
            leave_out(inner, patterns, place);
        }
        place.pop();
        out
    };
    match value {
        Exact::Object(members) => members.retain(|key, inner| !is_out(Step::Key(key.clone()), inner)),
        Exact::List(items) => {
            for (at, inner) in items.iter_mut().enumerate() {
                if is_out(Step::Item(at), inner) {
                    *inner = Exact::Null;
                }
            }
        }
        _ => {}
    }
}

/// What differs between two values.
struct Differing {
    found: Vec<Difference>,
    count: u64,
    place: Vec<Step>,
    deadline: Instant,
}

impl Differing {
    fn of(one: &Exact, other: &Exact, deadline: Instant) -> Self {
        let mut differing = Self { found: Vec::new(), count: 0, place: Vec::new(), deadline };
        differing.values(one, other);
        differing
    }

    fn values(&mut self, one: &Exact, other: &Exact) {
        match (one, other) {
            (Exact::Object(left), Exact::Object(right)) => {
                for (key, value) in left {
                    self.at(Step::Key(key.clone()), Some(value), right.get(key));
                }
                for (key, value) in right.iter().filter(|(key, _)| !left.contains_key(*key)) {
                    self.at(Step::Key(key.clone()), None, Some(value));
                }
            }
            (Exact::List(left), Exact::List(right)) => self.lists(left, right),
            _ if one == other => {}
            _ => self.tell(Some(one), Some(other)),
        }
    }

    fn lists(&mut self, one: &[Exact], other: &[Exact]) {
        let operations = capture_diff_slices_deadline(Algorithm::Myers, one, other, Some(self.deadline));
        // What was put in and taken out, against what stands in the same place and differs: the simpler story is told.
        let moved: usize = operations
            .iter()
            .map(|operation| {
                let (_, old, new) = operation.as_tag_tuple();
                if matches!(operation, DiffOp::Equal { .. }) { 0 } else { old.len().max(new.len()) }
            })
            .sum();
        let in_place =
            one.len() == other.len() && one.iter().zip(other).filter(|(one, other)| one != other).count() <= moved;
        if in_place {
            for (at, (one, other)) in one.iter().zip(other).enumerate() {
                self.replaced((at, std::slice::from_ref(one)), (at, std::slice::from_ref(other)));
            }
            return;
        }
        for operation in operations {
            match operation {
                DiffOp::Equal { .. } => {}
                DiffOp::Delete { old_index, old_len, .. } => {
                    for (at, item) in one.iter().enumerate().skip(old_index).take(old_len) {
                        self.at(Step::Item(at), Some(item), None);
                    }
                }
                DiffOp::Insert { new_index, new_len, .. } => {
                    for (at, item) in other.iter().enumerate().skip(new_index).take(new_len) {
                        self.at(Step::Item(at), None, Some(item));
                    }
                }
                DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                    let (old, new) = (&one[old_index..old_index + old_len], &other[new_index..new_index + new_len]);
                    self.replaced((old_index, old), (new_index, new));
                }
            }
        }
    }

    /// Items that took the place of others: those of one name are compared as far as they are in the same order, then those
    /// in the same place.
    fn replaced(&mut self, (from, old): (usize, &[Exact]), (to, new): (usize, &[Exact])) {
        let names: HashMap<String, usize> =
            new.iter().enumerate().filter_map(|(at, item)| Some((name(item)?, at))).collect();
        let mut taken = vec![false; new.len()];
        let mut next = 0;
        let mut partners: Vec<Option<usize>> = old
            .iter()
            .map(|item| {
                let at = *names.get(&name(item)?)?;
                let follows = at >= next && !std::mem::replace(&mut taken[at], true);
                follows.then(|| {
                    next = at + 1;
                    at
                })
            })
            .collect();
        for (at, partner) in partners.iter_mut().enumerate() {
            // What names different things is not the same thing changed.
            let fits = |new: &Exact| name(&old[at]).is_none() || name(new).is_none();
            if partner.is_none() && at < new.len() && !taken[at] && fits(&new[at]) {
                taken[at] = true;
                *partner = Some(at);
            }
        }
        for (at, partner) in partners.into_iter().enumerate() {
            self.at(Step::Item(from + at), Some(&old[at]), partner.map(|at| &new[at]));
        }
        for (at, item) in new.iter().enumerate().filter(|(at, _)| !taken[*at]) {
            self.at(Step::Item(to + at), None, Some(item));
        }
    }

    fn at(&mut self, step: Step, one: Option<&Exact>, other: Option<&Exact>) {
        self.place.push(step);
        match (one, other) {
            (Some(one), Some(other)) => self.values(one, other),
            _ => self.tell(one, other),
        }
        self.place.pop();
    }

    fn tell(&mut self, one: Option<&Exact>, other: Option<&Exact>) {
        self.count += 1;
        if self.found.len() < MOST {
            let change = match (one, other) {
                (None, _) => Change::Added,
                (_, None) => Change::Removed,
                _ => Change::Changed,
            };
            let [one, other] = [one, other].map(|value| value.map(shown));
            self.found.push(Difference { path: written(&self.place), change, one, other });
        }
    }
}

/// What an item of a list calls itself.
fn name(item: &Exact) -> Option<String> {
    let Exact::Object(members) = item else { return None };
    NAMES.iter().find_map(|key| match members.get(*key)? {
        value @ (Exact::Text(_) | Exact::Number(_)) => Some(format!("{key}={}", value.show(usize::MAX))),
        _ => None,
    })
}

fn shown(value: &Exact) -> String {
    let text = value.show(LONGEST * 4);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Each difference on a line: sign, path, values.
    fn told(one: &str, other: &str, ignored: &[&str]) -> Vec<String> {
        let ignored: Vec<String> = ignored.iter().map(|text| (*text).to_owned()).collect();
        compare(one.as_bytes(), other.as_bytes(), &ignored)
            .differences
            .into_iter()
            .map(|Difference { path, one, other, .. }| match (one, other) {
                (Some(one), Some(other)) => format!("{path}: {one} → {other}"),
                (Some(one), None) => format!("-{path}: {one}"),
                (_, other) => format!("+{path}: {}", other.unwrap_or_default()),
            })
            .collect()
    }

    #[test]
    fn moved_keys_layout_and_the_writing_of_numbers_are_no_difference() {
        let one = r#"{"a": 1.0, "b": [1, {"c": "é"}], "d": 12345678901234567890}"#;
        let other = "{\"d\":12345678901234567890,\n\"b\":[1.00,{\"c\":\"\\u00e9\"}],\"a\":1}";
        assert!(told(one, other, &[]).is_empty());
        assert_eq!(
            told("12345678901234567890", "12345678901234567891", &[]),
            [": 12345678901234567890 → 12345678901234567891"]
        );
    }

    #[test]
    fn what_differs_is_told_where_it_is() {
        let one = r#"{"state": "OPEN", "gone": null, "lines": [{"sku": "A", "qty": 1}, {"sku": "B", "qty": 2}]}"#;
        let other = r#"{"state": "DONE", "new key": [], "lines": [{"sku": "A", "qty": 1}, {"sku": "B", "qty": 3}]}"#;
        assert_eq!(
            told(one, other, &[]),
            ["-gone: null", "lines[1].qty: 2 → 3", "state: \"OPEN\" → \"DONE\"", "+\"new key\": []"]
        );
        assert_eq!(told("[1]", "{\"a\": 1}", &[]), [": [1] → {\"a\": 1}"]);
    }

    #[test]
    fn an_item_that_was_put_in_is_one_difference() {
        assert_eq!(told("[1, 2, 3, 4]", "[1, 9, 2, 3, 4]", &[]), ["+[1]: 9"]);
        assert_eq!(told("[1, 2, 3, 4]", "[1, 3, 4]", &[]), ["-[1]: 2"]);
        assert_eq!(told("[null, 1, null]", "[null, null, null]", &[]), ["[1]: 1 → null"]);
        assert_eq!(told("[1, 2, 3, 4]", "[2, 3, 4, 1]", &[]), ["-[0]: 1", "+[3]: 1"]);
        let one = r#"[{"id": 1, "v": 1}, {"id": 2, "v": 1}]"#;
        let other = r#"[{"id": 3, "v": 1}, {"id": 1, "v": 2}, {"id": 2, "v": 1}]"#;
        assert_eq!(told(one, other, &[]), ["[0].v: 1 → 2", "+[0]: {\"id\": 3, \"v\": 1}"]);
        let other = r#"[{"id": 2, "v": 1}, {"id": 1, "v": 1}]"#;
        assert_eq!(told(one, other, &[]).len(), 4, "the order of items matters");
        let other = r#"[{"id": 7, "v": 1}, {"id": 2, "v": 1}]"#;
        assert_eq!(told(one, other, &[]), ["-[0]: {\"id\": 1, \"v\": 1}", "+[0]: {\"id\": 7, \"v\": 1}"]);
    }

    #[test]
    fn chosen_paths_do_not_matter_and_are_counted() {
        let one = r#"{"id": 1, "items": [{"at": 1, "v": 1}, {"at": 2, "v": 2}], "meta": {"etag": "a"}}"#;
        let other = r#"{"id": 2, "items": [{"at": 3, "v": 1}, {"at": 4, "v": 3}], "meta": {"etag": "b"}}"#;
        assert_eq!(told(one, other, &["items[*].at", "**.etag", "id"]), ["items[1].v: 2 → 3"]);
        let ignored = ["id".to_owned(), "a[".to_owned()];
        let comparison = compare(one.as_bytes(), other.as_bytes(), &ignored);
        assert_eq!((comparison.ignored, comparison.problems.len()), (1, 1));
        assert!(told("[1, 2]", "[1, 3]", &["[1]"]).is_empty());
    }

    #[test]
    fn there_may_be_any_number_and_values_of_any_length() {
        let list = |value: &str| format!("[{}]", vec![value; 2000].join(","));
        let comparison = compare(list("1").as_bytes(), list("2").as_bytes(), &[]);
        assert_eq!((comparison.differences.len(), comparison.more), (1000, 1000));
        let long = format!("\"{}\"", "é".repeat(10_000));
        let told = told(&long, "1", &[]);
        assert!(told[0].ends_with("…  → 1") || told[0].ends_with("… → 1"), "{}", told[0].len());
        assert!(told[0].chars().count() < 320);
    }

    #[test]
    fn what_is_no_json_is_told() {
        for (one, other, unlike) in [
            ("x", "1", "The one at the left is no JSON, or is nested too deep."),
            ("1", "", "The one at the right is empty."),
            ("", " ", "Each of them is empty."),
        ] {
            assert_eq!(compare(one.as_bytes(), other.as_bytes(), &[]).unlike.as_deref(), Some(unlike));
        }
        assert_eq!(compare(&[0xff], b"1", &[]).unlike.as_deref(), Some("The one at the left is no text."));
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf =
            prop_oneof![Just(serde_json::Value::Null), any::<bool>().prop_map(Into::into), (0..5).prop_map(Into::into)];
        leaf.prop_recursive(4, 48, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(serde_json::Value::from),
                prop::collection::btree_map("[a-c]|id", inner, 0..5).prop_map(serde_json::Value::from_iter),
            ]
        })
    }

    proptest! {
        #[test]
        fn nothing_differs_from_itself_and_all_else_does(one in json(), other in json()) {
            let (left, right) = (one.to_string(), other.to_string());
            prop_assert!(told(&left, &left, &[]).is_empty());
            prop_assert_eq!(told(&left, &right, &[]).is_empty(), one == other);
        }
    }
}
