//! Variables of Postman, `{{name}}`, as ours: `{{ name }}`, with names that ours can have.

use std::collections::HashSet;

use super::format::Variable;
use super::unique;
use crate::exchange::imported::{ImportedVariable, LeftOut};

/// What Postman makes up itself, and what makes up the same here.
const MADE_UP: [(&str, &str); 6] = [
    ("$guid", "uuid()"),
    ("$randomUUID", "uuid()"),
    ("$timestamp", "timestamp()"),
    ("$isoTimestamp", "now()"),
    ("$randomInt", "random_int(0, 1000)"),
    ("$randomBoolean", "random_int(0, 1) == 1"),
];

/// How deep values are looked into that name other variables.
const DEEPEST: usize = 8;

/// The variables of a collection.
pub(super) struct Variables {
    all: Vec<Known>,
}

struct Known {
    /// As Postman has it.
    key: String,
    /// As ours is called.
    name: String,
    value: String,
    secret: bool,
}

impl Variables {
    pub(super) fn of(variables: &[Variable]) -> Self {
        let mut taken = HashSet::new();
        let enabled = variables.iter().filter(|it| !it.disabled && !it.key.trim().is_empty());
        let known = enabled.map(|variable| Known {
            key: variable.key.trim().to_owned(),
            name: unique(&name_of(&variable.key), &mut taken),
            value: variable.value.clone(),
            secret: variable.kind == "secret" || sounds_secret(&variable.key),
        });
        Self { all: known.collect() }
    }

    /// A text with the values of variables in it; those without a value stay.
    pub(super) fn filled(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..DEEPEST {
            let filled = replace(&text, |key| {
                self.all
                    .iter()
                    .find(|it| it.key == key && !it.secret && !it.value.is_empty())
                    .map(|it| it.value.clone())
            });
            if filled == text || filled.len() > 64 * 1024 {
                break;
            }
            text = filled;
        }
        text
    }

    /// What stands where a secret belongs is one.
    pub(super) fn mark_secret(&mut self, text: &str) {
        replace(text, |key| {
            self.all.iter_mut().filter(|it| it.key == key).for_each(|it| it.secret = true);
            None
        });
    }

    /// Says which variables are called otherwise now, and whose values were dropped.
    pub(super) fn names_said(&self, left_out: &mut Vec<LeftOut>) {
        for known in &self.all {
            let what = format!("Variable {}", known.key);
            if known.name != known.key {
                left_out.push(LeftOut { what: what.clone(), why: format!("It is called {} here.", known.name) });
            }
            if known.secret && !known.value.is_empty() {
                let why = "It looks like a secret: its value was dropped. Enter it in the environment.";
                left_out.push(LeftOut { what, why: why.into() });
            }
        }
    }

    pub(super) fn into_imported(self) -> Vec<ImportedVariable> {
        let imported = self.all.into_iter().map(|known| ImportedVariable {
            name: known.name,
            value: if known.secret { String::new() } else { renamed(&known.value) },
            secret: known.secret,
        });
        imported.collect()
    }
}

/// A text whose variables are written as ours.
pub(super) fn renamed(text: &str) -> String {
    replace(text, |key| {
        let made_up = MADE_UP.iter().find(|(theirs, _)| *theirs == key).map(|(_, ours)| (*ours).to_owned());
        // What Postman makes up and we do not stays as it is, and is an error at its place when it is sent.
        let ours = made_up.or_else(|| (!key.starts_with('$')).then(|| name_of(key)));
        ours.map(|ours| format!("{{{{ {ours} }}}}"))
    })
}

/// Replaces each `{{key}}` for which there is something.
fn replace(text: &str, mut with: impl FnMut(&str) -> Option<String>) -> String {
    let (mut replaced, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("{{") {
        replaced.push_str(before);
        let inner = after.split_once("}}").filter(|(key, _)| !key.contains(['{', '}', '\n', '"']));
        let Some((key, tail)) = inner else {
            replaced.push_str("{{");
            rest = after;
            continue;
        };
        match with(key.trim()) {
            Some(text) => replaced.push_str(&text),
            None => replaced.extend(["{{", key, "}}"]),
        }
        rest = tail;
    }
    replaced.push_str(rest);
    replaced
}

/// A name that a variable of ours can have.
fn name_of(key: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
    let name: String = key.trim().chars().map(letter).collect();
    if name.starts_with(|first: char| first.is_ascii_digit()) || name.is_empty() { format!("_{name}") } else { name }
}

/// Whether a name is one that people give to secrets. Rather one too many: a value is soon entered again.
fn sounds_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase().replace(['-', ' ', '.'], "_");
    ["secret", "password", "passwd", "token", "credential", "private_key", "api_key", "apikey", "access_key"]
        .iter()
        .any(|word| key.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_ours() {
        assert_eq!(
            renamed("{{a-b}} {{ c }} {{$guid}} {{$randomCity}} {{x"),
            "{{ a_b }} {{ c }} {{ uuid() }} {{$randomCity}} {{x"
        );
        assert_eq!(renamed("{\"a\": {\"b\": {{n}}}}"), "{\"a\": {\"b\": {{ n }}}}");
        assert_eq!(name_of("1st"), "_1st");
        assert!(sounds_secret("AWS-Secret") && sounds_secret("x.api key") && !sounds_secret("customer"));
    }

    #[test]
    fn values_that_name_each_other_come_to_an_end() {
        let variable = |key: &str, value: &str| Variable {
            key: key.into(),
            value: value.into(),
            kind: String::new(),
            disabled: false,
        };
        let variables =
            Variables::of(&[variable("a", "{{b}}{{b}}"), variable("b", "{{a}}{{a}}"), variable("c", "x{{d}}")]);
        assert!(variables.filled("{{a}}").len() <= 64 * 1024);
        assert_eq!(variables.filled("{{c}}"), "x{{d}}");
    }
}
