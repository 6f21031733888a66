//! Filling in: each `{{ … }}` of a text becomes its value, written by its place. Twice at once: as it is sent, and as it is
//! shown, with a mask for what is secret.
//!
//! A variable has one value within one filling-in, so that an `order_id` that is made of `uuid()` is the same wherever it
//! stands. It keeps to limits, because a collection may be somebody else's.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use minijinja::value::Object;
use minijinja::{Environment, ErrorKind, Value};
use zeroize::Zeroizing;

use super::expressions::{self, Expression, Place, Writing};
use super::functions;
use super::scope::Scope;
use super::trouble::Trouble;
use super::value::{self, MASK};
use crate::failure::Field;
use crate::wire::{FillCause, FillProblem, VariableKind};

/// How deep variables may need each other, and how long a value or text may become. Lambda takes 6 MB.
const DEEPEST: usize = 32;
const LONGEST: usize = 32 << 20;

/// What a secret is where only the form of a request is looked at: letters that are fine everywhere.
const STAND_IN: &str = "hidden";

/// The values of secret variables, by name.
#[derive(Clone, Default)]
pub enum SecretValues {
    /// Something stands for each: for what is only shown.
    #[default]
    Masked,
    /// Those that were asked for and are there.
    Known(HashMap<String, Zeroizing<String>>),
}

/// The collection that a request belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// Its id.
    pub id: String,
    /// Its folder, canonical.
    pub root: PathBuf,
    /// What it may read of the program's environment.
    pub allowed_env: Vec<String>,
    /// The chosen environment; empty for none.
    pub environment: String,
}

/// One filling-in.
pub struct Filling {
    /// The time that it is.
    pub now: SystemTime,
    /// Where the request belongs; `None` for one in no collection, which has functions but no variables.
    pub collection: Option<Surroundings>,
    scope: Scope,
    secrets: SecretValues,
    /// Secret variables that were needed.
    needed: Mutex<BTreeSet<String>>,
    /// The secrets that were put in.
    put_in: Mutex<Vec<Zeroizing<String>>>,
    resolved: Mutex<HashMap<String, Result<Resolved, Trouble>>>,
    /// The variables whose values are being made.
    open: Mutex<Vec<String>>,
    /// Whether the expression at hand touched a secret.
    secret: AtomicBool,
    /// What went wrong first in the expression at hand.
    trouble: Mutex<Option<Trouble>>,
}

/// A text that is filled in.
#[derive(Clone, PartialEq, Eq)]
pub struct FilledText {
    /// As it is sent.
    pub sent: Zeroizing<String>,
    /// As it is shown.
    pub shown: String,
    /// What could not be filled in; it stands as it was written.
    pub problems: Vec<FillProblem>,
}

/// A variable's value.
#[derive(Clone)]
struct Resolved {
    sent: Zeroizing<String>,
    shown: String,
    json: bool,
    secret: bool,
}

impl Filling {
    /// One with these variables, at this time.
    pub fn new(scope: Scope, collection: Option<Surroundings>, secrets: SecretValues, now: SystemTime) -> Arc<Self> {
        Arc::new(Self {
            now,
            collection,
            scope,
            secrets,
            needed: Mutex::default(),
            put_in: Mutex::default(),
            resolved: Mutex::default(),
            open: Mutex::default(),
            secret: AtomicBool::new(false),
            trouble: Mutex::default(),
        })
    }

    /// The secret variables that were needed until now.
    pub fn needed(&self) -> BTreeSet<String> {
        lock(&self.needed).clone()
    }

    /// The secrets that were put in until now, and what was computed of them: for taking them out of what is kept.
    pub fn put_in(&self) -> Vec<Zeroizing<String>> {
        lock(&self.put_in).clone()
    }

    /// Fills a text in.
    pub fn text(self: &Arc<Self>, field: Field, text: &str, writing: Writing) -> FilledText {
        let expressions = expressions::find(text, writing);
        let environment = functions::environment(self);
        let mut problems = Vec::new();
        let pieces = self.pieces(&environment, text, &expressions, |expression, trouble| {
            problems.push(trouble.at(field, text, expression.whole.clone()));
        });
        FilledText { sent: pieces.sent, shown: pieces.shown, problems }
    }

    /// What went wrong in the expression at hand. Only the first counts: the rest follows from it.
    pub(super) fn note(&self, trouble: Trouble) {
        lock(&self.trouble).get_or_insert(trouble);
    }

    /// The expression at hand has this secret in it.
    pub(super) fn put_secret_in(&self, secret: &str) {
        lock(&self.put_in).push(Zeroizing::new(secret.to_owned()));
        self.touch_secret();
    }

    fn touch_secret(&self) {
        self.secret.store(true, Ordering::Relaxed);
    }

    fn pieces(
        self: &Arc<Self>,
        environment: &Environment<'static>,
        text: &str,
        expressions: &[Expression],
        mut problem: impl FnMut(&Expression, &Trouble),
    ) -> Pieces {
        let mut pieces = Pieces::with_room(text.len());
        let mut from = 0;
        for expression in expressions {
            pieces.push_as_written(&text[from..expression.whole.start]);
            let written = self.expression(environment, text, expression).and_then(|piece| {
                if pieces.sent.len() + piece.sent.len() > LONGEST {
                    return Err(Trouble::other("The text becomes longer than 32 MB."));
                }
                Ok(piece)
            });
            match written {
                Ok(piece) => pieces.push(&piece),
                Err(trouble) => {
                    problem(expression, &trouble);
                    pieces.push_as_written(&text[expression.whole.clone()]);
                }
            }
            from = expression.whole.end;
        }
        pieces.push_as_written(&text[from..]);
        pieces
    }

    /// What an expression becomes at its place.
    fn expression(
        self: &Arc<Self>,
        environment: &Environment<'static>,
        text: &str,
        expression: &Expression,
    ) -> Result<Pieces, Trouble> {
        if !expression.closed {
            return Err(Trouble::other("This “{{” has no “}}”."));
        }
        let (code, place) = (expression.code(text), expression.place);
        if code.is_empty() {
            return Err(Trouble::other("There is nothing between “{{” and “}}”."));
        }
        if expressions::is_name(&code) {
            // Not by way of minijinja, so that the exact text survives.
            let found = self.resolve(environment, &code)?;
            let write = |text: &str| {
                // A mask is no JSON.
                let json = found.json && (!found.secret || value::of_json(text).is_ok());
                if json { value::write_json(text, place) } else { value::write_text(text, place) }
            };
            if found.secret {
                self.touch_secret();
            }
            return Ok(Pieces {
                sent: Zeroizing::new(write(&found.sent)),
                shown: write(&found.shown),
                secret: found.secret,
            });
        }
        self.compute(environment, &code, place)
    }

    /// What minijinja makes of code.
    fn compute(
        self: &Arc<Self>,
        environment: &Environment<'static>,
        code: &str,
        place: Place,
    ) -> Result<Pieces, Trouble> {
        let outer = (self.secret.swap(false, Ordering::Relaxed), lock(&self.trouble).take());
        let names = Names { filling: self.clone(), environment: environment.clone(), called: functions::called(code) };
        let value = environment
            .compile_expression(code)
            .and_then(|compiled| compiled.eval(Value::from_object(names)))
            .map_err(|error| (error.kind(), sentence(&error)));
        let secret = self.secret.swap(outer.0, Ordering::Relaxed);
        let noted = std::mem::replace(&mut *lock(&self.trouble), outer.1);
        let value = match (value, noted) {
            (Ok(value), None) if !value.is_undefined() => value,
            // A name that nobody has is no trouble where a default was given for it.
            (Ok(value), Some(Trouble { cause: FillCause::Unknown { .. }, .. })) if !value.is_undefined() => value,
            // A function that there is none of was looked for as a variable, too.
            (Err((ErrorKind::UnknownFunction, sentence)), Some(Trouble { cause: FillCause::Unknown { .. }, .. })) => {
                return Err(Trouble::other(sentence));
            }
            (_, Some(noted)) => return Err(noted),
            // The reason could have the secret in it.
            (Err(_), None) if secret => return Err(Trouble::other("This cannot be computed with a secret value.")),
            (Err((_, sentence)), None) => return Err(Trouble::other(sentence)),
            (Ok(_), None) => return Err(Trouble::other("This has no value.")),
        };
        let sent = value::write(&value, place).map_err(|_| Trouble::other("This is no value that can be sent."))?;
        if secret {
            let computed = value.as_str().map_or_else(|| sent.clone(), str::to_owned);
            self.put_secret_in(&computed);
        }
        let shown = if secret { value::write_text(MASK, place) } else { sent.clone() };
        Ok(Pieces { sent: Zeroizing::new(sent), shown, secret })
    }

    /// The value of a variable.
    fn resolve(self: &Arc<Self>, environment: &Environment<'static>, name: &str) -> Result<Resolved, Trouble> {
        if let Some(known) = lock(&self.resolved).get(name) {
            return known.clone();
        }
        {
            let mut open = lock(&self.open);
            if let Some(first) = open.iter().position(|it| it == name) {
                let names = open[first..].iter().cloned().chain([name.to_owned()]).collect();
                return Err(Trouble::of(FillCause::Circular { names }));
            }
            if open.len() >= DEEPEST {
                return Err(Trouble::other("Variables need each other more than 32 deep."));
            }
            open.push(name.to_owned());
        }
        let resolved = self.make(environment, name);
        lock(&self.open).pop();
        // One that is part of a circle is in another circle from elsewhere.
        if !matches!(&resolved, Err(Trouble { cause: FillCause::Circular { .. }, .. })) {
            lock(&self.resolved).insert(name.to_owned(), resolved.clone());
        }
        resolved
    }

    fn make(self: &Arc<Self>, environment: &Environment<'static>, name: &str) -> Result<Resolved, Trouble> {
        let variable =
            self.scope.find(name).ok_or_else(|| Trouble::of(FillCause::Unknown { name: name.to_owned() }))?;
        if variable.kind == VariableKind::Secret {
            return self.secret_value(name);
        }
        let json = variable.kind == VariableKind::Json;
        let writing = if json { Writing::Json } else { Writing::Plain };
        let expressions = expressions::find(&variable.value, writing);
        let mut first = None;
        let pieces = self.pieces(environment, &variable.value, &expressions, |_, trouble| {
            first.get_or_insert_with(|| trouble.clone());
        });
        if let Some(trouble) = first {
            let circular = matches!(trouble.cause, FillCause::Circular { .. });
            return Err(if circular { trouble } else { trouble.within(name) });
        }
        if json && value::of_json(&pieces.sent).is_err() {
            return Err(Trouble::other(format!("The value of “{name}” is not JSON.")));
        }
        Ok(Resolved { sent: pieces.sent, shown: pieces.shown, json, secret: pieces.secret })
    }

    fn secret_value(&self, name: &str) -> Result<Resolved, Trouble> {
        lock(&self.needed).insert(name.to_owned());
        let sent = match &self.secrets {
            SecretValues::Masked => Zeroizing::new(STAND_IN.to_owned()),
            SecretValues::Known(values) => values.get(name).cloned().ok_or_else(|| {
                let of = |collection: &Surroundings| (collection.id.clone(), collection.environment.clone());
                let (collection, environment) = self.collection.as_ref().map(of).unwrap_or_default();
                Trouble::of(FillCause::SecretMissing { collection, environment, name: name.to_owned() })
            })?,
        };
        if matches!(self.secrets, SecretValues::Known(_)) {
            self.put_secret_in(&sent);
        }
        Ok(Resolved { sent, shown: MASK.to_owned(), json: false, secret: true })
    }
}

/// A text as it comes together.
struct Pieces {
    sent: Zeroizing<String>,
    shown: String,
    secret: bool,
}

impl Pieces {
    fn with_room(bytes: usize) -> Self {
        Self { sent: Zeroizing::new(String::with_capacity(bytes)), shown: String::with_capacity(bytes), secret: false }
    }

    fn push(&mut self, more: &Self) {
        self.sent.push_str(&more.sent);
        self.shown.push_str(&more.shown);
        self.secret |= more.secret;
    }

    fn push_as_written(&mut self, text: &str) {
        self.sent.push_str(text);
        self.shown.push_str(text);
    }
}

/// The variables as minijinja asks for them.
struct Names {
    filling: Arc<Filling>,
    environment: Environment<'static>,
    called: BTreeSet<&'static str>,
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Names")
    }
}

impl Object for Names {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let name = key.as_str()?;
        if self.called.contains(name) {
            return None;
        }
        let filling = &self.filling;
        match filling.resolve(&self.environment, name) {
            Ok(found) => {
                if found.secret {
                    filling.touch_secret();
                }
                // What is JSON was looked at when it was made; a mask is none.
                let json = found.json.then(|| value::of_json(&found.sent).ok()).flatten();
                Some(json.unwrap_or_else(|| Value::from(found.sent.as_str())))
            }
            Err(trouble) => {
                filling.note(trouble);
                None
            }
        }
    }
}

/// minijinja's error as a sentence of ours.
fn sentence(error: &minijinja::Error) -> String {
    let detail = error.detail().unwrap_or_default().trim_end_matches('.');
    match error.kind() {
        // Those of our own functions are whole sentences.
        ErrorKind::InvalidOperation if error.detail().is_some_and(|detail| detail.ends_with('.')) => {
            format!("{detail}.")
        }
        ErrorKind::UnknownFunction => format!("There is no such function ({detail})."),
        ErrorKind::UnknownFilter => format!("There is no such filter ({detail})."),
        ErrorKind::OutOfFuel => "This computes for too long.".to_owned(),
        ErrorKind::SyntaxError => format!("This cannot be understood: {detail}."),
        _ if detail.is_empty() => format!("This cannot be computed: {}.", error.kind()),
        _ => format!("This cannot be computed: {detail}."),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
