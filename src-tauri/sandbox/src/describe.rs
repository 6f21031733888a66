//! The operations that only tell: lists of functions, versions and aliases, and one function's configuration.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::function::{CANARY_WEIGHT, Function, LATEST, Target, VERSIONS};
use crate::refusal::Refusal;

/// Where the functions live.
#[derive(Clone, Copy, Debug)]
pub struct Home<'a> {
    /// Region.
    pub region: &'a str,
    /// Account.
    pub account: &'a str,
}

/// Which page of a list is asked for.
#[derive(Clone, Copy, Debug)]
pub struct PageQuery<'a> {
    /// The number of items already listed, as the page before told it.
    pub marker: Option<&'a str>,
    /// `MaxItems`.
    pub most: Option<&'a str>,
    /// The most that a page has, whatever is asked for.
    pub size: usize,
}

/// The action that a policy allows or not for one of a function's resources; `None` when there is no such resource.
pub fn action(resource: &[&str]) -> Option<&'static str> {
    match resource {
        [] => Some("lambda:GetFunction"),
        ["configuration"] => Some("lambda:GetFunctionConfiguration"),
        ["versions"] => Some("lambda:ListVersionsByFunction"),
        ["aliases"] => Some("lambda:ListAliases"),
        ["aliases", _] => Some("lambda:GetAlias"),
        _ => None,
    }
}

/// What `GetFunctionConfiguration` tells and lists leave out, by the service's API reference.
const NOT_LISTED: [&str; 2] = ["State", "LastUpdateStatus"];

/// `ListFunctions`.
pub fn functions(home: Home<'_>, query: PageQuery<'_>) -> Result<Value, Refusal> {
    let (page, next) = page(&Function::ALL, query)?;
    let list: Vec<Value> = page.iter().map(|function| listed(configuration(home, *function, LATEST, None))).collect();
    Ok(json!({ "Functions": list, "NextMarker": next }))
}

/// `ListVersionsByFunction`.
pub fn versions(home: Home<'_>, function: Function, query: PageQuery<'_>) -> Result<Value, Refusal> {
    let all = [LATEST, VERSIONS[0], VERSIONS[1], VERSIONS[2]];
    let (page, next) = page(&all, query)?;
    let list: Vec<Value> =
        page.iter().map(|version| listed(configuration(home, function, version, Some(version)))).collect();
    Ok(json!({ "Versions": list, "NextMarker": next }))
}

/// `ListAliases`.
pub fn aliases(home: Home<'_>, function: Function, query: PageQuery<'_>) -> Result<Value, Refusal> {
    let (page, next) = page(&["canary", "live"], query)?;
    let list: Vec<Value> = page.iter().filter_map(|name| alias(home, function, name)).collect();
    Ok(json!({ "Aliases": list, "NextMarker": next }))
}

/// `GetAlias`; `None` when there is no such alias.
pub fn alias(home: Home<'_>, function: Function, name: &str) -> Option<Value> {
    let (version, description, routing) = match name {
        "live" => ("3", "What customers use", None),
        "canary" => {
            ("2", "A tenth goes to version 3", Some(json!({ "AdditionalVersionWeights": { "3": CANARY_WEIGHT } })))
        }
        _ => return None,
    };
    let mut alias = json!({
        "AliasArn": function.arn(home.region, home.account, Some(name)),
        "Name": name,
        "FunctionVersion": version,
        "Description": description,
        "RevisionId": revision(function, name),
    });
    if let Some(routing) = routing {
        alias["RoutingConfig"] = routing;
    }
    Some(alias)
}

/// The configuration of a version, or of the version that an alias leads to. `qualifier` is the one that was asked for.
pub fn configuration(home: Home<'_>, function: Function, version: &str, qualifier: Option<&str>) -> Value {
    let published = version != LATEST;
    let log_format = if function == Function::Managed { "JSON" } else { "Text" };
    json!({
        "FunctionName": function.name(),
        "FunctionArn": function.arn(home.region, home.account, qualifier),
        "Runtime": function.runtime(),
        "Role": format!("arn:aws:iam::{}:role/service-role/{}-role", home.account, function.name()),
        "Handler": function.handler(),
        "CodeSize": 1_294,
        "Description": function.description(),
        "Timeout": function.timeout_seconds(),
        "MemorySize": function.memory_mb(),
        "LastModified": "2026-11-01T09:30:00.000+0000",
        "CodeSha256": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "Version": version,
        "TracingConfig": { "Mode": "PassThrough" },
        "RevisionId": revision(function, version),
        "State": "Active",
        "LastUpdateStatus": if published { Value::Null } else { json!("Successful") },
        "PackageType": "Zip",
        "Architectures": ["x86_64"],
        "EphemeralStorage": { "Size": 512 },
        "SnapStart": { "ApplyOn": "None", "OptimizationStatus": "Off" },
        "LoggingConfig": { "LogFormat": log_format, "LogGroup": format!("/aws/lambda/{}", function.name()) },
    })
}

/// `GetFunctionConfiguration`; the error is the service's when there is no such version or alias.
pub fn configuration_of(home: Home<'_>, function: Function, qualifier: Option<&str>) -> Result<Value, Refusal> {
    let target = Target::of(qualifier).ok_or_else(|| not_found(home, function.name(), qualifier))?;
    Ok(configuration(home, function, target.version(1.0), qualifier))
}

/// That a function, or its version or alias, is not there.
pub fn not_found(home: Home<'_>, name: &str, qualifier: Option<&str>) -> Refusal {
    let suffix = qualifier.map(|qualifier| format!(":{qualifier}")).unwrap_or_default();
    let (region, account) = (home.region, home.account);
    Refusal::not_found(format!("Function not found: arn:aws:lambda:{region}:{account}:function:{name}{suffix}"))
}

fn revision(function: Function, of: &str) -> String {
    // Stable, so that two listings agree: from the bytes of the name.
    let mut bytes = [0u8; 16];
    for (at, byte) in function.name().bytes().chain(of.bytes()).enumerate() {
        bytes[at % 16] = bytes[at % 16].wrapping_mul(31).wrapping_add(byte);
    }
    Uuid::from_bytes(bytes).to_string()
}

/// A configuration as lists have it.
fn listed(mut configuration: Value) -> Value {
    for member in NOT_LISTED {
        configuration[member] = Value::Null;
    }
    configuration
}

fn page<'a, T>(all: &'a [T], query: PageQuery<'_>) -> Result<(&'a [T], Option<String>), Refusal> {
    let PageQuery { marker, most, size } = query;
    let from = match marker {
        None | Some("") => 0,
        Some(text) => text
            .parse::<usize>()
            .ok()
            .filter(|from| *from <= all.len())
            .ok_or_else(|| Refusal::invalid_parameter(format!("Invalid marker: {text}")))?,
    };
    let most = match most {
        None => size,
        Some(text) => {
            let number = text.parse::<usize>().ok().filter(|number| (1..=10_000).contains(number));
            let constraint = "Member must have value greater than or equal to 1";
            number.ok_or_else(|| Refusal::validation(text, "maxItems", constraint))?.min(size)
        }
    };
    let to = (from + most).min(all.len());
    Ok((&all[from..to], (to < all.len()).then(|| to.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: Home<'static> = Home { region: "us-east-1", account: "123456789012" };

    #[test]
    fn pages_follow_each_other() {
        let list = |marker, most, size| functions(HOME, PageQuery { marker, most, size });
        let first = list(None, Some("5"), 50).expect("a page");
        assert_eq!(first["Functions"].as_array().map(Vec::len), Some(5));
        assert_eq!(first["Functions"][0]["State"], Value::Null);
        let rest = list(first["NextMarker"].as_str(), None, 50).expect("a page");
        assert_eq!(rest["Functions"].as_array().map(Vec::len), Some(9));
        assert_eq!(rest["NextMarker"], Value::Null);
        let short = list(None, Some("5"), 3).expect("a page");
        assert_eq!(short["Functions"].as_array().map(Vec::len), Some(3));
        assert!(list(Some("x"), None, 50).is_err());
        assert!(list(None, Some("0"), 50).is_err());
    }

    #[test]
    fn canary_shows_its_weights() {
        let alias = alias(HOME, Function::Echo, "canary").expect("there");
        assert_eq!(alias["FunctionVersion"], "2");
        assert_eq!(alias["RoutingConfig"]["AdditionalVersionWeights"]["3"], 0.1);
    }
}
