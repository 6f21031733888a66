//! The functions that an expression can call. Each is made for one filling-in, which has one time; what may be read of the
//! program's environment and of files is what the collection is allowed to.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use minijinja::value::{Kwargs, Rest};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value, filters};
use time::format_description::{parse_strftime_owned, well_known::Rfc3339};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::fill::Filling;
use super::trouble::Trouble;
use crate::collection::inside;
use crate::wire::FillCause;

/// Their names.
pub const NAMES: [&str; 7] = ["uuid", "now", "timestamp", "date", "random_int", "env", "file"];

/// How much an expression may compute: far more than any does that a person wrote.
const FUEL: u64 = 100_000;

/// Where expressions are evaluated: minijinja with few of its filters and without anything that could read or loop.
pub fn environment(filling: &Arc<Filling>) -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.add_filter("default", filters::default);
    environment.add_filter("upper", filters::upper);
    environment.add_filter("lower", filters::lower);
    environment.add_filter("trim", filters::trim);
    environment.add_filter("replace", filters::replace);
    environment.add_filter("length", filters::length);
    environment.add_filter("first", filters::first);
    environment.add_filter("last", filters::last);
    environment.add_filter("join", filters::join);
    environment.add_filter("int", filters::int);
    environment.add_filter("float", filters::float);
    environment.add_filter("string", filters::string);
    environment.add_filter("round", filters::round);
    environment.add_filter("safe", filters::safe);
    environment.add_filter("tojson", tojson);
    let now = filling.now;
    environment.add_function("uuid", || Uuid::new_v4().to_string());
    environment.add_function("now", move |named: Kwargs| {
        let moment = shifted(now, offset(None, &named)?.as_deref())?;
        moment.format(&Rfc3339).map_err(|error| refuse(error.to_string()))
    });
    environment.add_function("timestamp", move |unit: Option<String>, named: Kwargs| {
        let moment = shifted(now, offset(None, &named)?.as_deref())?;
        match unit.as_deref() {
            None | Some("s") => Ok(i128::from(moment.unix_timestamp())),
            Some("ms") => Ok(moment.unix_timestamp_nanos() / 1_000_000),
            Some(other) => Err(refuse(format!("timestamp() counts in “s” or “ms”, not in “{other}”."))),
        }
    });
    environment.add_function("date", move |format: Option<String>, by: Option<String>, named: Kwargs| {
        let moment = shifted(now, offset(by, &named)?.as_deref())?;
        written(moment, format.as_deref().unwrap_or("%Y-%m-%d"))
    });
    environment.add_function("random_int", |low: i64, high: i64| {
        if low > high {
            return Err(refuse(format!(
                "random_int({low}, {high}) has nothing to choose from: the smaller one comes first."
            )));
        }
        Ok(fastrand::i64(low..=high))
    });
    let own = filling.clone();
    environment.add_function("env", move |name: String| env(&own, &name));
    let own = filling.clone();
    environment.add_function("file", move |path: String, more: Rest<Value>| file(&own, &path, &more));
    environment
}

/// Names that code calls as functions: they are not variables there, whatever is called so.
pub fn called(code: &str) -> BTreeSet<&'static str> {
    let is_called = |name: &&str| {
        code.match_indices(name).any(|(at, _)| {
            let before = code[..at].chars().next_back();
            let part_of_name = before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_' || letter == '.');
            !part_of_name && code[at + name.len()..].trim_start().starts_with('(')
        })
    };
    NAMES.iter().copied().filter(|name| is_called(name)).collect()
}

fn refuse(sentence: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, sentence.into())
}

fn offset(by: Option<String>, named: &Kwargs) -> Result<Option<String>, Error> {
    let named_offset = named.get::<Option<String>>("offset")?;
    named.assert_all_used()?;
    Ok(by.or(named_offset))
}

fn shifted(now: SystemTime, offset: Option<&str>) -> Result<OffsetDateTime, Error> {
    // Nobody reads nanoseconds.
    let moment = OffsetDateTime::from(now).truncate_to_millisecond();
    let Some(offset) = offset.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(moment) };
    let wrong = || refuse(format!("“{offset}” is no span of time. Write one such as “-1 day”, “+2 h” or “30 min”."));
    let (back, span) = match offset.strip_prefix('-') {
        Some(span) => (true, span),
        None => (false, offset.strip_prefix('+').unwrap_or(offset)),
    };
    let span: Duration = humantime::parse_duration(span.trim()).map_err(|_| wrong())?;
    let moved = if back {
        checked(|| moment.checked_sub(span.try_into().ok()?))
    } else {
        checked(|| moment.checked_add(span.try_into().ok()?))
    };
    moved.ok_or_else(wrong)
}

fn checked(compute: impl FnOnce() -> Option<OffsetDateTime>) -> Option<OffsetDateTime> {
    // Years of four digits: what RFC 3339 can write.
    compute().filter(|moment| (Date::MIN.year().max(0)..=9999).contains(&moment.year()))
}

fn written(moment: OffsetDateTime, format: &str) -> Result<String, Error> {
    let wrong = || refuse(format!("“{format}” is no form for a date. Write one such as “%Y-%m-%d %H:%M”."));
    let items = parse_strftime_owned(format).map_err(|_| wrong())?;
    moment.format(&items).map_err(|_| wrong())
}

fn tojson(value: &Value) -> Result<Value, Error> {
    let json = serde_json::to_string(value).map_err(|error| refuse(error.to_string()))?;
    Ok(Value::from(json))
}

fn env(filling: &Filling, name: &str) -> Result<String, Error> {
    let Some(collection) = &filling.collection else {
        return Err(refuse("env() works in requests of a collection, when you allow it there."));
    };
    if !collection.allowed_env.iter().any(|allowed| allowed == name) {
        let cause = FillCause::EnvNotAllowed { collection: collection.id.clone(), name: name.to_owned() };
        filling.note(Trouble::of(cause));
        return Err(refuse("not allowed"));
    }
    let value =
        std::env::var(name).map_err(|_| refuse(format!("The program's environment has no variable “{name}”.")))?;
    // What is in the environment is often a secret.
    filling.put_secret_in(&value);
    Ok(value)
}

fn file(filling: &Filling, path: &str, more: &[Value]) -> Result<String, Error> {
    if !more.is_empty() {
        return Err(refuse("file() takes one path."));
    }
    let Some(collection) = &filling.collection else {
        return Err(refuse("file() works in requests of a collection: it reads the collection's files."));
    };
    inside::read_text(&collection.root, path).map_err(refuse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_is_a_function() {
        assert_eq!(called("date + date (1)"), BTreeSet::from(["date"]));
        assert_eq!(called("update() + x.uuid() + my_env('a')"), BTreeSet::new());
        assert_eq!(called("env('A') ~ file('b')"), BTreeSet::from(["env", "file"]));
    }
}
