//! Lambda's operations: which path leads to which, for whom, and whether the caller may. The same functions exist in
//! every account. It must not know how the caller proved who they are.

use std::sync::Arc;
use std::time::SystemTime;

use axum::body::Body;
use axum::http::{Response, StatusCode, request::Parts};
use bytes::Bytes;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::answer;
use crate::arn::Named;
use crate::describe::{self, Home, PageQuery};
use crate::function::Function;
use crate::invoke::Invocation;
use crate::memory::Memory;
use crate::options::Options;
use crate::principal::Principal;
use crate::query::Query;
use crate::refusal::Refusal;

/// Lambda, as one caller sees it.
#[derive(Debug)]
pub struct Lambda<'a> {
    /// What the sandbox was started with.
    pub options: &'a Options,
    /// What is remembered between invocations.
    pub memory: &'a Arc<Memory>,
    /// Who calls.
    pub caller: &'a Principal,
    /// When the request came in.
    pub now: SystemTime,
}

impl Lambda<'_> {
    /// Answers a request.
    pub async fn answer(&self, parts: &Parts, payload: Bytes, request_id: &str) -> Result<Response<Body>, Refusal> {
        let home = self.home();
        let query = Query(parts.uri.query().unwrap_or_default());
        let (marker, most) = (query.get("Marker"), query.get("MaxItems"));
        let pages = PageQuery { marker: marker.as_deref(), most: most.as_deref(), size: self.options.page_size };
        let decoded: Vec<String> = parts
            .uri
            .path()
            .trim_matches('/')
            .split('/')
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
            .collect();
        let path: Vec<&str> = decoded.iter().map(String::as_str).collect();
        let unknown = || {
            let message = "The operation is not one that the sandbox knows.";
            Refusal::user(StatusCode::NOT_FOUND, "UnknownOperationException", message)
        };
        let told = match (parts.method.as_str(), path.as_slice()) {
            ("GET", ["2015-03-31", "functions"]) => {
                self.allow("lambda:ListFunctions", "*")?;
                self.pace("lambda:ListFunctions")?;
                describe::functions(home, pages)?
            }
            ("POST", [version, "functions", name, operation @ ("invocations" | "response-streaming-invocations")]) => {
                let (function, qualifier) =
                    self.function("lambda:InvokeFunction", name, query.get("Qualifier").as_deref())?;
                let (headers, now) = (&parts.headers, self.now);
                let invocation = Invocation { home, function, qualifier, headers, payload, request_id, now };
                return match (*version, *operation) {
                    ("2015-03-31", "invocations") => invocation.answer(self.memory.clone()).await,
                    ("2021-11-15", "response-streaming-invocations") => invocation.answer_streaming(self.memory),
                    _ => Err(unknown()),
                };
            }
            ("GET", ["2015-03-31", "functions", name, rest @ ..]) => {
                let action = describe::action(rest).ok_or_else(unknown)?;
                let (function, qualifier) = self.function(action, name, query.get("Qualifier").as_deref())?;
                let qualifier = qualifier.as_deref();
                match rest {
                    [] => json!({
                        "Configuration": describe::configuration_of(home, function, qualifier)?,
                        "Code": { "RepositoryType": "S3", "Location": format!("https://sandbox.invalid/{name}.zip") },
                        "Tags": {},
                    }),
                    ["configuration"] => describe::configuration_of(home, function, qualifier)?,
                    ["versions"] => {
                        self.pace(action)?;
                        describe::versions(home, function, pages)?
                    }
                    ["aliases"] => {
                        self.pace(action)?;
                        describe::aliases(home, function, pages)?
                    }
                    ["aliases", alias] => describe::alias(home, function, alias).ok_or_else(|| {
                        let arn = function.arn(home.region, home.account, Some(alias));
                        Refusal::not_found(format!("Cannot find alias arn: {arn}"))
                    })?,
                    _ => return Err(unknown()),
                }
            }
            _ => return Err(unknown()),
        };
        Ok(answer::json(&without_nulls(told)))
    }

    fn home(&self) -> Home<'_> {
        Home { region: &self.options.region, account: &self.caller.account }
    }

    /// Refuses an action that is denied.
    fn allow(&self, action: &str, resource: &str) -> Result<(), Refusal> {
        if self.options.denies(action) || !self.caller.may(action) {
            return Err(Refusal::denied(self.caller, action, resource, "identity-based"));
        }
        Ok(())
    }

    /// Refuses what comes too often: so many requests of a listing action as the sandbox was told to.
    fn pace(&self, action: &'static str) -> Result<(), Refusal> {
        if self.memory.asked(action) <= self.options.throttled_lists {
            return Err(Refusal::throttled("CallerRateLimitExceeded"));
        }
        Ok(())
    }

    /// The function of a name and the qualifier that is asked for, if the action is allowed on it. Whether it exists is
    /// not told to someone who may not know.
    fn function(&self, action: &str, text: &str, query: Option<&str>) -> Result<(Function, Option<String>), Refusal> {
        let named = Named::parse(text)?;
        let qualifier = named.qualified(query)?;
        let home = self.home();
        if let Some(region) = &named.region
            && region != home.region
        {
            let message = format!("Functions from '{region}' are not reachable in this region ('{}')", home.region);
            return Err(Refusal::not_found(message));
        }
        if let Some(account) = &named.account
            && account != home.account
        {
            let resource = format!("arn:aws:lambda:{}:{account}:function:{}", home.region, named.name);
            return Err(Refusal::denied(self.caller, action, &resource, "resource-based"));
        }
        let suffix = qualifier.as_deref().map(|qualifier| format!(":{qualifier}")).unwrap_or_default();
        let arn = format!("arn:aws:lambda:{}:{}:function:{}{suffix}", home.region, home.account, named.name);
        self.allow(action, &arn)?;
        let function = Function::of_name(&named.name)
            .ok_or_else(|| describe::not_found(home, &named.name, qualifier.as_deref()))?;
        Ok((function, qualifier))
    }
}

/// The service leaves absent members out.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key, without_nulls(value)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(caller: &Principal, check: impl FnOnce(Lambda<'_>)) {
        let (options, memory) = (Options::default(), Arc::default());
        check(Lambda { options: &options, memory: &memory, caller, now: SystemTime::UNIX_EPOCH });
    }

    #[test]
    fn functions_belong_to_the_callers_account() {
        with(&Principal::user("210987654321"), |lambda| {
            assert_eq!(lambda.home().account, "210987654321");
            assert!(lambda.function("lambda:InvokeFunction", "210987654321:function:echo", None).is_ok());
            let refusal = lambda.function("lambda:InvokeFunction", "123456789012:function:echo", None).unwrap_err();
            assert!(refusal.message.starts_with("User: arn:aws:iam::210987654321:user/sandbox is not authorized"));
        });
    }

    #[test]
    fn a_role_may_not_do_what_its_policies_do_not_allow() {
        let caller = Principal::assumed_role("123456789012", "ReadOnly", "jane", &["lambda:InvokeFunction"]);
        with(&caller, |lambda| {
            assert!(lambda.function("lambda:GetFunction", "echo", None).is_ok());
            let refusal = lambda.function("lambda:InvokeFunction", "echo", Some("live")).unwrap_err();
            assert_eq!(
                refusal.message,
                "User: arn:aws:sts::123456789012:assumed-role/ReadOnly/jane is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:123456789012:function:echo:live because no identity-based policy allows the lambda:InvokeFunction action"
            );
        });
    }
}
