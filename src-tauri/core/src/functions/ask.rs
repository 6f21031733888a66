//! Asking: `GetFunctionConfiguration` and `GetAlias`, each a signed GET.

use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::{Method, Request};
use serde::Deserialize;
use tokio::time::Instant;

use super::facts::{AliasFacts, FunctionConfiguration, FunctionFacts, VersionShare};
use crate::invoke::function_name::FunctionName;
use crate::invoke::outcome::Outcome;
use crate::invoke::request::percent_encoded;
use crate::invoke::run::Engine;
use crate::invoke::sign::{self, LAMBDA, sha256_hex};
use crate::invoke::stopwatch::Stopwatch;
use crate::invoke::transport::{Exchange, Stop};
use crate::invoke_input::Target;

/// How long an answer may take. Nobody waits for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is asked, of whom, as whom.
pub struct Question {
    /// Where it goes.
    pub target: Target,
    /// The function, as typed.
    pub function: FunctionName,
    /// Version or alias; `None` for none.
    pub qualifier: Option<String>,
    /// As whom.
    pub credentials: Credentials,
}

/// `GetFunctionConfiguration`'s members that are used.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    timeout: Option<u32>,
    memory_size: Option<u32>,
    runtime: Option<String>,
    state: Option<String>,
    state_reason: Option<String>,
    logging_config: Option<LoggingConfig>,
    version: Option<String>,
    description: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LoggingConfig {
    log_group: Option<String>,
}

/// `GetAlias`'s members that are used.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Alias {
    function_version: String,
    routing_config: Option<RoutingConfig>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RoutingConfig {
    additional_version_weights: Option<std::collections::BTreeMap<String, f64>>,
}

/// Asks all there is to ask, and notes what could not be found out.
pub async fn ask(engine: Engine, question: Question) -> FunctionFacts {
    let (configuration, alias) = tokio::join!(configuration(&engine, &question), alias(&engine, &question));
    let mut facts = FunctionFacts::default();
    match configuration {
        Ok(configuration) => facts.configuration = Some(configuration),
        Err(why) => facts.unknown.push(why),
    }
    match alias {
        Ok(alias) => facts.alias = alias,
        // One function that is not there is one thing to be told.
        Err(why) if facts.unknown.is_empty() => facts.unknown.push(why),
        Err(_) => {}
    }
    facts
}

async fn configuration(engine: &Engine, question: &Question) -> Result<FunctionConfiguration, String> {
    let query = question.qualifier.as_deref().map(|qualifier| format!("?Qualifier={}", percent_encoded(qualifier)));
    let path = format!("{}/configuration{}", path(question), query.unwrap_or_default());
    let found: Configuration = get(engine, question, &path)
        .await
        .map_err(|why| why.sentence("The function's configuration", "lambda:GetFunctionConfiguration"))?;
    Ok(FunctionConfiguration {
        timeout_seconds: found.timeout,
        memory_mb: found.memory_size,
        runtime: found.runtime,
        state: found.state,
        state_reason: found.state_reason.filter(|reason| !reason.is_empty()),
        log_group: found.logging_config.and_then(|logging| logging.log_group),
        version: found.version,
        description: found.description.filter(|description| !description.is_empty()),
    })
}

async fn alias(engine: &Engine, question: &Question) -> Result<Option<AliasFacts>, String> {
    let Some(name) = question.qualifier.as_deref().filter(|qualifier| is_alias(qualifier)) else { return Ok(None) };
    // The name's own qualifier would be a second one here.
    let function = question.function.without_qualifier();
    let path = format!("/2015-03-31/functions/{}/aliases/{}", percent_encoded(&function), percent_encoded(name));
    let found: Alias =
        get(engine, question, &path).await.map_err(|why| why.sentence("Where the alias leads", "lambda:GetAlias"))?;
    let weights = found.routing_config.and_then(|routing| routing.additional_version_weights).unwrap_or_default();
    let rest = 1.0 - weights.values().sum::<f64>();
    let mut versions = vec![VersionShare { version: found.function_version, share: rest }];
    versions.extend(weights.into_iter().map(|(version, share)| VersionShare { version, share }));
    Ok(Some(AliasFacts { name: name.to_owned(), versions }))
}

/// Versions are numbers and `$LATEST`; all else is an alias.
fn is_alias(qualifier: &str) -> bool {
    !qualifier.starts_with('$') && !qualifier.bytes().all(|byte| byte.is_ascii_digit())
}

fn path(question: &Question) -> String {
    // A qualifier goes into the query, so that there is one way to say it.
    format!("/2015-03-31/functions/{}", percent_encoded(&question.function.without_qualifier()))
}

/// Why something is not known.
enum Unknown {
    Forbidden,
    NotFound(String),
    Other(String),
}

impl Unknown {
    fn sentence(self, what: &str, action: &str) -> String {
        match self {
            Self::Forbidden => format!("{what} is not known: the profile has no permission for {action}."),
            Self::NotFound(message) => format!("{what} is not known: {}.", message.trim_end_matches('.')),
            Self::Other(why) => format!("{what} could not be asked for: {}.", why.trim_end_matches('.')),
        }
    }
}

async fn get<T: serde::de::DeserializeOwned>(engine: &Engine, question: &Question, path: &str) -> Result<T, Unknown> {
    let Target { endpoint, region } = &question.target;
    let other = |error: &dyn std::fmt::Display| Unknown::Other(error.to_string());
    let mut request = Request::builder()
        .method(Method::GET)
        .uri(format!("{}{path}", endpoint.as_str()))
        .body(Bytes::new())
        .map_err(|error| other(&error))?;
    let time = engine.time_for(endpoint);
    sign::sign(&mut request, &sha256_hex(b""), &question.credentials, region, LAMBDA, time)
        .map_err(|error| other(&error))?;
    let watch = Arc::new(Stopwatch::new(Instant::now()));
    let exchange = Exchange {
        request,
        loopback: endpoint.is_loopback(),
        wait: PATIENCE,
        spool: None,
        stop: Stop::default(),
        on_step: Arc::new(|_| {}),
    };
    let answer = engine.transport().exchange(exchange, &watch).await.map_err(|lost| {
        let detail = if lost.detail.is_empty() { "no answer came".to_owned() } else { lost.detail };
        Unknown::Other(detail)
    })?;
    match answer.outcome(time) {
        Outcome::Succeeded => serde_json::from_slice(&answer.body)
            .map_err(|error| Unknown::Other(format!("the answer cannot be read ({error})"))),
        Outcome::Rejected(rejection) if rejection.status == 403 => Err(Unknown::Forbidden),
        Outcome::Rejected(rejection) if rejection.status == 404 => Err(Unknown::NotFound(rejection.message)),
        Outcome::Rejected(rejection) => Err(Unknown::Other(rejection.message)),
        Outcome::NoAnswer(lost) => Err(Unknown::Other(lost.message)),
        Outcome::FunctionError(_) => Err(Unknown::Other("the endpoint ran something instead".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_told_from_versions() {
        assert!(is_alias("live") && is_alias("v2"));
        assert!(!is_alias("$LATEST") && !is_alias("12"));
    }
}
