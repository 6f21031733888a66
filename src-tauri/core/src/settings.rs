//! Time limits and retries that stand for all requests: their defaults, what they may be, and `settings.toml`.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use toml_edit::DocumentMut;

use crate::atomic_file;
use crate::failure::{Failure, Field, FieldProblem};
use crate::history::Limits;
use crate::invoke::retry::{ATTEMPTS, RetryPolicy};
use crate::invoke::transport::TransportSettings;
use crate::span;
use crate::wire::{HistorySettings, RetryInput, RetryPresets, Settings};

/// The limit over all attempts, unless something else is asked for. No careful sequence comes near it: it stops what
/// would otherwise go on unwatched.
pub const TOTAL: Duration = Duration::from_hours(1);

impl Default for Settings {
    fn default() -> Self {
        let transport = TransportSettings::default();
        Self {
            connect: span::format(transport.connect.unwrap_or(Duration::from_secs(10))),
            idle: span::format(transport.idle),
            total: span::format(TOTAL),
            keep_alive: span::format(transport.keep_alive.unwrap_or(Duration::from_secs(30))),
            retries: RetryPolicy::CAREFUL.into(),
            history: HistorySettings::default(),
        }
    }
}

impl From<RetryPolicy> for RetryInput {
    fn from(policy: RetryPolicy) -> Self {
        Self { classes: policy.classes, attempts: policy.attempts, longest_pause: span::format(policy.longest_pause) }
    }
}

impl RetryPresets {
    /// The presets as the window shows them.
    pub fn all() -> Self {
        Self {
            careful: RetryPolicy::CAREFUL.into(),
            like_aws_cli: RetryPolicy::LIKE_AWS_CLI.into(),
            off: RetryPolicy::OFF.into(),
        }
    }
}

impl RetryInput {
    /// The policy that these fields come to.
    ///
    /// # Errors
    /// The fields at fault.
    pub fn resolve(&self) -> Result<RetryPolicy, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        if !ATTEMPTS.contains(&self.attempts) {
            problems.push(FieldProblem::new(Field::Attempts, "There can be 1 to 10 attempts."));
        }
        match span::parse(&self.longest_pause) {
            Ok(longest_pause) if problems.is_empty() => {
                return Ok(RetryPolicy { classes: self.classes, attempts: self.attempts, longest_pause });
            }
            Ok(_) => {}
            Err(message) => problems.push(FieldProblem::new(Field::LongestPause, message)),
        }
        Err(problems)
    }
}

/// Settings that can be used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ResolvedSettings {
    /// What stands over every connection.
    pub transport: TransportSettings,
    /// The limit over all attempts.
    pub total: Duration,
    /// What is sent again.
    pub retries: RetryPolicy,
    /// How much of the history is kept.
    pub history: Limits,
}

impl Default for ResolvedSettings {
    fn default() -> Self {
        Self {
            transport: TransportSettings::default(),
            total: TOTAL,
            retries: RetryPolicy::CAREFUL,
            history: Limits::default(),
        }
    }
}

impl Settings {
    /// What the fields come to.
    ///
    /// # Errors
    /// The fields at fault.
    pub fn resolve(&self) -> Result<ResolvedSettings, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut read = |field, text: &str| {
            span::parse(text).map_err(|message| problems.push(FieldProblem::new(field, message))).ok()
        };
        let connect = read(Field::Connect, &self.connect);
        let idle = read(Field::Idle, &self.idle);
        let total = read(Field::Total, &self.total);
        let keep_alive = read(Field::KeepAlive, &self.keep_alive);
        // The kernel counts in whole seconds.
        if keep_alive.is_some_and(|interval| interval < Duration::from_secs(1)) {
            problems.push(FieldProblem::new(Field::KeepAlive, "A probe can be sent once a second at most."));
        }
        let retries = self.retries.resolve().map_err(|more| problems.extend(more)).ok();
        let history = self.history.resolve().map_err(|more| problems.extend(more)).ok();
        match (connect, idle, total, keep_alive, retries, history) {
            (Some(connect), Some(idle), Some(total), Some(keep_alive), Some(retries), Some(history))
                if problems.is_empty() =>
            {
                let transport = TransportSettings { connect: Some(connect), idle, keep_alive: Some(keep_alive) };
                Ok(ResolvedSettings { transport, total, retries, history })
            }
            _ => Err(problems),
        }
    }
}

/// `settings.toml`. Comments, order and unknown keys survive a change; a write is a temporary file and a rename.
#[derive(Clone, Debug)]
pub struct SettingsFile {
    path: PathBuf,
    /// One change at a time: a change reads the file and writes it.
    changing: Arc<Mutex<()>>,
}

/// Why the file could not be read or written. It is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum SettingsFileError {
    /// The operating system said no.
    #[error("{} could not be {doing}: {cause}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// `read` or `written`.
        doing: &'static str,
        /// Why.
        cause: io::Error,
    },
    /// It is not TOML, or a value has another type than it should.
    #[error("{} cannot be understood: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where and why.
        message: String,
    },
    /// A value cannot be used.
    #[error("{}: {message}", path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// What is allowed.
        message: String,
    },
}

impl From<SettingsFileError> for Failure {
    fn from(error: SettingsFileError) -> Self {
        let hint = match &error {
            SettingsFileError::Io { .. } => "Check the file's and the folder's permissions and the free space.",
            SettingsFileError::Syntax { .. } | SettingsFileError::Value { .. } => {
                "Mend the file in an editor and open Lambdesk again. The defaults are used until then."
            }
        };
        Self::other(format!("{error}."), hint)
    }
}

impl SettingsFile {
    /// The file at `path`, which need not exist yet.
    pub fn new(path: PathBuf) -> Self {
        Self { path, changing: Arc::default() }
    }

    /// What the file says; the defaults where it says nothing or is missing.
    ///
    /// # Errors
    /// When it cannot be read, understood or used.
    pub fn read(&self) -> Result<Settings, SettingsFileError> {
        let settings: Settings = toml_edit::de::from_document(self.document()?).map_err(|error| self.syntax(&error))?;
        settings.resolve().map_err(|problems| SettingsFileError::Value {
            path: self.path.clone(),
            message: problems
                .first()
                .map(|problem| problem.message.trim_end_matches('.').to_owned())
                .unwrap_or_default(),
        })?;
        Ok(settings)
    }

    /// Changes the file so that it says this.
    ///
    /// # Errors
    /// When it cannot be written, or what stands in it is not TOML.
    pub fn save(&self, settings: &Settings) -> Result<(), SettingsFileError> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut document = self.document()?;
        let said = toml_edit::ser::to_document(settings).map_err(|error| self.syntax(&error))?;
        merge(document.as_table_mut(), said.as_table());
        atomic_file::write(&self.path, &document.to_string()).map_err(|cause| self.io("written", cause))
    }

    fn document(&self) -> Result<DocumentMut, SettingsFileError> {
        match std::fs::read_to_string(&self.path) {
            Ok(text) => text.parse().map_err(|error: toml_edit::TomlError| self.syntax(&error)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(DocumentMut::new()),
            Err(cause) => Err(self.io("read", cause)),
        }
    }

    fn io(&self, doing: &'static str, cause: io::Error) -> SettingsFileError {
        SettingsFileError::Io { path: self.path.clone(), doing, cause }
    }

    fn syntax(&self, error: &dyn std::fmt::Display) -> SettingsFileError {
        // The whole error draws the place over several lines; its first line names it.
        let message = error.to_string().lines().next().unwrap_or_default().to_owned();
        SettingsFileError::Syntax { path: self.path.clone(), message }
    }
}

/// Puts the values of `from` into `into`, leaving all else there as it is.
fn merge(into: &mut toml_edit::Table, from: &toml_edit::Table) {
    for (key, item) in from {
        let table = item.clone().into_table().ok();
        match (into.get_mut(key).and_then(toml_edit::Item::as_table_mut), table) {
            (Some(inner), Some(table)) => merge(inner, &table),
            (None, Some(table)) => {
                let mut inner = toml_edit::Table::new();
                merge(&mut inner, &table);
                into.insert(key, toml_edit::Item::Table(inner));
            }
            (_, None) => {
                let mut value = item.clone();
                if let (Some(new), Some(old)) =
                    (value.as_value_mut(), into.get(key).and_then(toml_edit::Item::as_value))
                {
                    *new.decor_mut() = old.decor().clone();
                }
                // In its place, so that a comment above the key stays.
                match into.get_mut(key) {
                    Some(old) => *old = value,
                    None => drop(into.insert(key, value)),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_can_be_used_and_are_what_the_engine_has() {
        let resolved = Settings::default().resolve().expect("fine");
        assert_eq!(resolved, ResolvedSettings::default());
        for (input, policy) in [
            (RetryPresets::all().careful, RetryPolicy::CAREFUL),
            (RetryPresets::all().like_aws_cli, RetryPolicy::LIKE_AWS_CLI),
            (RetryPresets::all().off, RetryPolicy::OFF),
        ] {
            assert_eq!(input.resolve(), Ok(policy));
        }
    }

    #[test]
    fn each_impossible_field_is_named() {
        let wrong = Settings {
            connect: "soon".into(),
            idle: "0".into(),
            total: "2 days".into(),
            keep_alive: "500 ms".into(),
            retries: RetryInput { attempts: 11, longest_pause: String::new(), ..RetryPolicy::CAREFUL.into() },
            history: HistorySettings { age: "soon".into(), size: "much".into(), keep: true },
        };
        let fields: Vec<Field> = wrong.resolve().expect_err("refused").iter().map(|problem| problem.field).collect();
        assert_eq!(
            fields,
            [
                Field::Connect,
                Field::Idle,
                Field::Total,
                Field::KeepAlive,
                Field::Attempts,
                Field::LongestPause,
                Field::HistoryAge,
                Field::HistorySize
            ]
        );
    }

    #[test]
    fn a_change_leaves_comments_and_what_is_not_known() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/settings.toml");
        let file = SettingsFile::new(path.clone());
        assert_eq!(file.read().expect("the defaults"), Settings::default());
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(&path, "# ours\nconnect = \"5 s\" # short\nlater = 1\n[retries.more]\nx = 1\n")
            .expect("written");
        assert!(matches!(file.read(), Err(SettingsFileError::Syntax { .. })), "half a table of retries is no table");
        std::fs::write(&path, "# ours\nconnect = \"5 s\" # short\nlater = 1\n").expect("written");
        let mut settings = file.read().expect("read");
        assert_eq!(settings.connect, "5 s");
        settings.connect = "7 s".into();
        settings.retries.classes.timed_out = true;
        file.save(&settings).expect("saved");
        let text = std::fs::read_to_string(&path).expect("read");
        assert!(text.starts_with("# ours\nconnect = \"7 s\" # short\nlater = 1\n"), "{text}");
        assert_eq!(file.read().expect("read"), settings);
    }

    #[test]
    fn a_file_that_is_wrong_is_left_alone_and_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.toml");
        let file = SettingsFile::new(path.clone());
        for text in ["connect = ", "connect = 5", "connect = \"soon\""] {
            std::fs::write(&path, text).expect("written");
            let failure = Failure::from(file.read().expect_err("refused"));
            assert!(failure.message.contains("settings.toml"), "{}", failure.message);
        }
        std::fs::write(&path, "connect = ").expect("written");
        assert!(file.save(&Settings::default()).is_err());
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "connect = ");
    }
}
