//! Asking of one function: `GetFunctionConfiguration` and `GetAlias`.

use aws_credential_types::Credentials;
use serde::Deserialize;

use super::facts::{AliasFacts, FunctionConfiguration, FunctionFacts};
use super::shares::{RoutingConfig, shares};
use crate::invoke::function_name::FunctionName;
use crate::invoke::request::percent_encoded;
use crate::invoke::run::Engine;
use crate::invoke::sign::LAMBDA;
use crate::invoke_input::Target;
use crate::rest_call::{Purpose, RestApi};

const CONFIGURATION: Purpose =
    Purpose { what: "The function's configuration", action: "lambda:GetFunctionConfiguration", without: "" };

const ALIAS: Purpose = Purpose { what: "Where the alias leads", action: "lambda:GetAlias", without: "" };

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
    architectures: Option<Vec<String>>,
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

/// Asks all there is to ask, and notes what could not be found out.
pub async fn ask(engine: Engine, question: Question) -> FunctionFacts {
    let api = RestApi {
        engine: &engine,
        endpoint: &question.target.endpoint,
        region: &question.target.region,
        service: LAMBDA,
        credentials: &question.credentials,
    };
    let (configuration, alias) = tokio::join!(configuration(api, &question), alias(api, &question));
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

async fn configuration(api: RestApi<'_>, question: &Question) -> Result<FunctionConfiguration, String> {
    let query = question.qualifier.as_deref().map(|qualifier| format!("?Qualifier={}", percent_encoded(qualifier)));
    let path = format!("{}/configuration{}", path(question), query.unwrap_or_default());
    let found: Configuration = api.get(&path).await.map_err(|why| why.sentence(CONFIGURATION))?;
    Ok(FunctionConfiguration {
        timeout_seconds: found.timeout,
        memory_mb: found.memory_size,
        runtime: found.runtime,
        architecture: found.architectures.and_then(|architectures| architectures.into_iter().next()),
        state: found.state,
        state_reason: found.state_reason.filter(|reason| !reason.is_empty()),
        log_group: found.logging_config.and_then(|logging| logging.log_group),
        version: found.version,
        description: found.description.filter(|description| !description.is_empty()),
    })
}

async fn alias(api: RestApi<'_>, question: &Question) -> Result<Option<AliasFacts>, String> {
    let Some(name) = question.qualifier.as_deref().filter(|qualifier| is_alias(qualifier)) else { return Ok(None) };
    // The name's own qualifier would be a second one here.
    let function = question.function.without_qualifier();
    let path = format!("/2015-03-31/functions/{}/aliases/{}", percent_encoded(&function), percent_encoded(name));
    let found: Alias = api.get(&path).await.map_err(|why| why.sentence(ALIAS))?;
    Ok(Some(AliasFacts { name: name.to_owned(), versions: shares(found.function_version, found.routing_config) }))
}

/// Versions are numbers and `$LATEST`; all else is an alias.
fn is_alias(qualifier: &str) -> bool {
    !qualifier.starts_with('$') && !qualifier.bytes().all(|byte| byte.is_ascii_digit())
}

fn path(question: &Question) -> String {
    // A qualifier goes into the query, so that there is one way to say it.
    format!("/2015-03-31/functions/{}", percent_encoded(&question.function.without_qualifier()))
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
