//! From a saved request to one that can be sent in a run: its file is read, what is above it counts, its checks can be
//! judged, its variables are filled in. Whatever is wrong with it is one sentence, for the run goes on without it.

use std::time::SystemTime;

use zeroize::Zeroizing;

use crate::checks;
use crate::collection::open_collections::OpenCollections;
use crate::collection::trouble::CollectionError;
use crate::collection::{environment_file, request_file, sending_table};
use crate::failure::{Failure, FailureCode};
use crate::variables::filling::Variables;
use crate::variables::secret_variables::SecretVariables;
use crate::wire::{Check, InvokeInput, RequestSource, SavedRequest, Unsaved, Variable, VariableKind};

/// Reads and fills in the requests of a run. Cheap to clone.
#[derive(Clone)]
pub struct Preparing {
    /// The collections that are open.
    pub collections: OpenCollections,
    /// What fills requests in.
    pub variables: Variables,
    /// Where requests go unless they say otherwise, and with which environment.
    pub setting: Setting,
}

/// What stands over all requests of a run.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// A profile's id.
    pub profile: String,
    /// Region, where a request does not name its own.
    pub region: Option<String>,
    /// The environment's name.
    pub environment: Option<String>,
    /// Values that go before those of all files.
    pub overrides: Vec<Variable>,
    /// How long is waited, whatever a request says.
    pub wait: Option<String>,
}

/// A request that can be sent.
#[derive(Clone)]
pub struct Prepared {
    /// What is sent, its variables filled in, secret ones too.
    pub input: InvokeInput,
    /// What is expected of it.
    pub checks: Vec<Check>,
    /// The secrets that are in it. Whatever is kept of the invocation is kept without them.
    pub secrets: Vec<Zeroizing<String>>,
}

impl Preparing {
    /// Prepares a request anew, as it is on disk now: each time other values of `uuid()` come.
    ///
    /// # Errors
    /// A sentence that says why it cannot be sent.
    pub async fn prepare(&self, source: &RequestSource, now: SystemTime) -> Result<Prepared, String> {
        let root = self.collections.root(&source.collection).map_err(|error| error.to_string())?;
        let read = {
            let source = source.clone();
            move || request_file::open(&root, &source)
        };
        let saved = tokio::task::spawn_blocking(read)
            .await
            .map_err(|error| format!("The request was not read: {error}."))?
            .map_err(|error| error.to_string())?;
        // What is not understood could change what is sent, and what is expected of it.
        if !saved.problems.is_empty() {
            return Err(saved.problems.join(" "));
        }
        let checks = saved.content.checks.clone();
        let broken = checks::problems(&checks);
        if let Some(problem) = broken.first() {
            return Err(format!("Check {} cannot be used: {}", problem.check + 1, problem.message));
        }
        let input = self.input(saved);
        let filled = self.variables.fill(&input, now).await.map_err(|failure| in_a_sentence(&failure))?;
        // They are variables no more, and nobody is to look for them in what came out.
        let input = InvokeInput { unsaved: None, ..filled.sent };
        Ok(Prepared { input, checks, secrets: filled.secrets })
    }

    fn input(&self, saved: SavedRequest) -> InvokeInput {
        let SavedRequest { source, shown_name, content, inherited, .. } = saved;
        let sending = sending_table::over(content.sending, inherited);
        let text = |text: Option<String>| text.unwrap_or_default();
        let setting = &self.setting;
        let variables = || content.variables.iter().chain(&setting.overrides).cloned().collect();
        let unsaved = (!setting.overrides.is_empty()).then(|| Unsaved {
            variables: Some(variables()),
            template: sending.template,
            ..Unsaved::default()
        });
        // Its checks are judged when it has ended, by whoever runs it.
        let plain = InvokeInput::of(&setting.profile, &text(sending.function), &content.payload);
        InvokeInput {
            region: sending.region.or_else(|| setting.region.clone()),
            qualifier: text(sending.qualifier),
            invocation_type: sending.invocation_type.unwrap_or_default(),
            tail: sending.tail.unwrap_or(true),
            stream: sending.stream.unwrap_or(false),
            client_context: text(sending.client_context),
            tenant_id: text(sending.tenant_id),
            durable_execution_name: text(sending.durable_execution_name),
            total: text(sending.total),
            retries: sending.retries,
            name: shown_name,
            source: Some(source),
            environment: setting.environment.clone(),
            unsaved,
            wait: setting.wait.clone().or(sending.wait).unwrap_or_else(|| plain.wait.clone()),
            ..plain
        }
    }
}

/// A failure, with the fields at fault where it names any.
fn in_a_sentence(failure: &Failure) -> String {
    match failure.code {
        FailureCode::InvalidInput => {
            failure.problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join(" ")
        }
        _ => failure.message.clone(),
    }
}

/// Values that must not be in anything that is kept: those of an environment's secret variables.
#[derive(Clone, Default)]
pub struct Masks(Vec<Zeroizing<String>>);

impl Masks {
    /// Those that are on this computer. Where the keychain cannot say, nothing can be sent that holds one.
    ///
    /// # Errors
    /// When the environment cannot be read.
    pub async fn of(
        collections: &OpenCollections,
        secrets: &SecretVariables,
        collection: &str,
        environment: Option<&str>,
    ) -> Result<Self, CollectionError> {
        let Some(environment) = environment else { return Ok(Self::default()) };
        let file = environment_file::open(&collections.root(collection)?, environment)?;
        let names = file.variables.into_iter().filter(|it| it.kind == VariableKind::Secret).map(|it| it.name);
        let values = secrets.load_all(collection, environment, names).await.unwrap_or_default();
        Ok(Self::new(values.into_values()))
    }

    fn new(values: impl IntoIterator<Item = Zeroizing<String>>) -> Self {
        let mut all = Vec::new();
        for value in values {
            // As JSON has it, too. One of one or two letters would be found everywhere and hides nothing.
            let in_json = serde_json::to_string(value.as_str()).unwrap_or_default();
            let inner = in_json.trim_start_matches('"').trim_end_matches('"').to_owned();
            all.extend([Zeroizing::new(inner), value].into_iter().filter(|it| it.chars().count() > 2));
        }
        all.sort_by_key(|value| std::cmp::Reverse(value.len()));
        all.dedup();
        Self(all)
    }

    /// A text without them.
    pub fn clean(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, value| text.replace(value.as_str(), "••••"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_taken_out_in_both_their_forms() {
        let secret = |text: &str| Zeroizing::new(text.to_owned());
        let masks = Masks::new([secret("pa\"ss"), secret("pa\"ssword"), secret("x")]);
        assert_eq!(masks.clean("x pa\"ssword {\"a\":\"pa\\\"ss\"} "), "x •••• {\"a\":\"••••\"} ");
        assert_eq!(Masks::default().clean("as it is"), "as it is");
    }
}
