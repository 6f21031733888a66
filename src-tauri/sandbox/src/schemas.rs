//! EventBridge Schemas, as far as shareable test events of Lambda functions need it: registries, schemas with their
//! versions, and a schema made of an event. From the service's model of 2019-12-02.
//!
//! It must not know what the documents hold; that is between those who write and read them.

mod discovery;
mod refusals;
mod registries;

use std::time::SystemTime;

use axum::body::Body;
use axum::http::{Response, StatusCode, request::Parts};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer;
use crate::moment::iso8601;
use crate::options::Options;
use crate::principal::Principal;
use crate::query::Query;
use crate::refusal::Refusal;

pub use registries::Registries;
use registries::{Place, Schema, Version};

/// The signing name.
pub const SERVICE: &str = "schemas";

/// Whether a path is one of this service's.
pub fn is_path(path: &str) -> bool {
    path == "/v1/discover" || path == "/v1/registries" || path.starts_with("/v1/registries/")
}

/// The longest document and the longest event, in characters.
const LONGEST: usize = 100_000;

/// The service, as one caller sees it.
#[derive(Debug)]
pub struct Schemas<'a> {
    /// What the sandbox was started with.
    pub options: &'a Options,
    /// What is registered.
    pub registries: &'a Registries,
    /// Who calls.
    pub caller: &'a Principal,
    /// When the request came in.
    pub now: SystemTime,
}

/// A request's body.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Members {
    content: Option<String>,
    r#type: Option<String>,
    description: Option<String>,
    events: Option<Vec<String>>,
}

impl Schemas<'_> {
    /// Answers a request.
    pub fn answer(&self, parts: &Parts, body: &[u8]) -> Result<Response<Body>, Refusal> {
        let decoded: Vec<String> = parts
            .uri
            .path()
            .trim_matches('/')
            .split('/')
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
            .collect();
        let path: Vec<&str> = decoded.iter().map(String::as_str).collect();
        let query = Query(parts.uri.query().unwrap_or_default());
        let members = || -> Result<Members, Refusal> {
            match body {
                [] => Ok(Members::default()),
                body => serde_json::from_slice(body).map_err(|_| refusals::bad_request("Invalid request body")),
            }
        };
        match (parts.method.as_str(), path.as_slice()) {
            ("POST", ["v1", "discover"]) => self.discover(&members()?),
            ("GET", ["v1", "registries", "name", registry]) => self.describe_registry(registry),
            ("POST", ["v1", "registries", "name", registry]) => self.create_registry(registry, members()?),
            ("GET", ["v1", "registries", "name", registry, "schemas"]) => self.list_schemas(registry, query),
            (method, ["v1", "registries", "name", registry, "schemas", "name", schema, rest @ ..]) => {
                let place = Place { registry, schema };
                match (method, rest) {
                    ("GET", []) => self.describe(place, query),
                    ("POST", []) => self.create(place, members()?),
                    ("PUT", []) => self.update(place, members()?),
                    ("DELETE", []) => self.delete(place),
                    ("GET", ["versions"]) => self.list_versions(place, query),
                    ("DELETE", ["version", version]) => self.delete_version(place, version),
                    _ => Err(refusals::unknown()),
                }
            }
            _ => Err(refusals::unknown()),
        }
    }

    fn discover(&self, members: &Members) -> Result<Response<Body>, Refusal> {
        self.allow("schemas:GetDiscoveredSchema", "*")?;
        check_type(members.r#type.as_deref())?;
        let events = members.events.as_deref().unwrap_or_default();
        if events.is_empty() || events.len() > 10 {
            return Err(refusals::bad_request("Events must contain between 1 and 10 items"));
        }
        if events.iter().any(|event| !(1..=LONGEST).contains(&event.chars().count())) {
            return Err(refusals::too_long("Event", LONGEST));
        }
        let parsed: Result<Vec<Value>, _> = events.iter().map(|event| serde_json::from_str(event)).collect();
        let parsed = parsed.map_err(|_| refusals::bad_request("Event is not a valid JSON document"))?;
        Ok(answer::json(&json!({ "Content": discovery::document(&parsed).to_string() })))
    }

    fn describe_registry(&self, registry: &str) -> Result<Response<Body>, Refusal> {
        let arn = self.registry_arn(registry);
        self.allow("schemas:DescribeRegistry", &arn)?;
        let description = self.registries.description(&self.caller.account, registry)?;
        Ok(answer::json(&registry_told(registry, &arn, &description)))
    }

    fn create_registry(&self, registry: &str, members: Members) -> Result<Response<Body>, Refusal> {
        let arn = self.registry_arn(registry);
        self.allow("schemas:CreateRegistry", &arn)?;
        check_name(registry, "Registry")?;
        let description = members.description.unwrap_or_default();
        self.registries.create_registry(&self.caller.account, registry, &description)?;
        Ok(created(&registry_told(registry, &arn, &description)))
    }

    fn list_schemas(&self, registry: &str, query: Query<'_>) -> Result<Response<Body>, Refusal> {
        self.allow("schemas:ListSchemas", &self.registry_arn(registry))?;
        let prefix = query.get("schemaNamePrefix").unwrap_or_default();
        let names = self.registries.schemas(&self.caller.account, registry, &prefix)?;
        let (names, next) = page(&names, query)?;
        let told = |(name, versions): &(String, usize)| {
            let arn = self.schema_arn(Place { registry, schema: name });
            json!({ "SchemaName": name, "SchemaArn": arn, "VersionCount": versions, "tags": {} })
        };
        Ok(answer::json(&with_token("Schemas", &names.iter().map(told).collect::<Vec<_>>(), next)))
    }

    fn describe(&self, place: Place<'_>, query: Query<'_>) -> Result<Response<Body>, Refusal> {
        self.allow("schemas:DescribeSchema", &self.schema_arn(place))?;
        let version = query.get("schemaVersion");
        self.registries.look(&self.caller.account, place, |schema| {
            let found = match &version {
                None => schema.latest(),
                Some(version) => schema.version(version).ok_or_else(|| refusals::no_version(place, version))?,
            };
            let mut told = self.told(place, schema, found);
            told["Content"] = json!(found.content);
            Ok(answer::json(&told))
        })
    }

    fn create(&self, place: Place<'_>, members: Members) -> Result<Response<Body>, Refusal> {
        self.allow("schemas:CreateSchema", &self.schema_arn(place))?;
        check_name(place.schema, "Schema")?;
        check_type(members.r#type.as_deref())?;
        let content = check_content(members.content)?;
        let account = &self.caller.account;
        self.registries.create(account, place, members.description.unwrap_or_default(), content, self.now)?;
        self.registries.look(account, place, |schema| Ok(created(&self.told(place, schema, schema.latest()))))
    }

    fn update(&self, place: Place<'_>, members: Members) -> Result<Response<Body>, Refusal> {
        self.allow("schemas:UpdateSchema", &self.schema_arn(place))?;
        if members.r#type.is_some() {
            check_type(members.r#type.as_deref())?;
        }
        let account = &self.caller.account;
        let content = members.content.map(|content| check_content(Some(content))).transpose()?;
        self.registries.update(account, place, members.description, content, self.now)?;
        self.registries.look(account, place, |schema| Ok(answer::json(&self.told(place, schema, schema.latest()))))
    }

    fn delete(&self, place: Place<'_>) -> Result<Response<Body>, Refusal> {
        self.allow("schemas:DeleteSchema", &self.schema_arn(place))?;
        self.registries.delete(&self.caller.account, place)?;
        Ok(nothing())
    }

    fn list_versions(&self, place: Place<'_>, query: Query<'_>) -> Result<Response<Body>, Refusal> {
        self.allow("schemas:ListSchemaVersions", &self.schema_arn(place))?;
        let arn = self.schema_arn(place);
        self.registries.look(&self.caller.account, place, |schema| {
            let (versions, next) = page(&schema.versions, query)?;
            let told = |version: &Version| {
                let number = version.number.to_string();
                json!({ "SchemaName": place.schema, "SchemaArn": arn, "SchemaVersion": number, "Type": "OpenApi3" })
            };
            Ok(answer::json(&with_token("SchemaVersions", &versions.iter().map(told).collect::<Vec<_>>(), next)))
        })
    }

    fn delete_version(&self, place: Place<'_>, version: &str) -> Result<Response<Body>, Refusal> {
        self.allow("schemas:DeleteSchemaVersion", &self.schema_arn(place))?;
        self.registries.delete_version(&self.caller.account, place, version)?;
        Ok(nothing())
    }

    /// Refuses an action that is denied: by its own name, or by the permission it takes.
    fn allow(&self, action: &str, resource: &str) -> Result<(), Refusal> {
        if self.options.denies(action) || !self.caller.may(action) {
            return Err(refusals::forbidden(self.caller, action, resource));
        }
        Ok(())
    }

    fn registry_arn(&self, registry: &str) -> String {
        format!("arn:aws:schemas:{}:{}:registry/{registry}", self.options.region, self.caller.account)
    }

    fn schema_arn(&self, Place { registry, schema }: Place<'_>) -> String {
        format!("arn:aws:schemas:{}:{}:schema/{registry}/{schema}", self.options.region, self.caller.account)
    }

    fn told(&self, place: Place<'_>, schema: &Schema, version: &Version) -> Value {
        json!({
            "Description": schema.description,
            "LastModified": iso8601(schema.latest().created),
            "SchemaArn": self.schema_arn(place),
            "SchemaName": place.schema,
            "SchemaVersion": version.number.to_string(),
            "tags": {},
            "Type": "OpenApi3",
            "VersionCreatedDate": iso8601(version.created),
        })
    }
}

fn registry_told(name: &str, arn: &str, description: &str) -> Value {
    json!({ "Description": description, "RegistryArn": arn, "RegistryName": name, "tags": {} })
}

fn created(value: &Value) -> Response<Body> {
    let mut response = answer::json(value);
    *response.status_mut() = StatusCode::CREATED;
    response
}

fn nothing() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// Names have letters, digits, and few signs (the service's user guide).
fn check_name(name: &str, what: &str) -> Result<(), Refusal> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | '@');
    let longest = if what == "Schema" { 385 } else { 64 };
    if name.is_empty() || name.len() > longest || !name.chars().all(allowed) {
        return Err(refusals::bad_request(&format!("{what} name {name} is not valid")));
    }
    Ok(())
}

fn check_type(kind: Option<&str>) -> Result<(), Refusal> {
    match kind {
        Some("OpenApi3") => Ok(()),
        Some("JSONSchemaDraft4") => Err(refusals::bad_request("The sandbox keeps schemas of type OpenApi3 only")),
        _ => Err(refusals::bad_request("Type must be one of OpenApi3, JSONSchemaDraft4")),
    }
}

/// A document has to be OpenAPI 3, as the service checks it.
fn check_content(content: Option<String>) -> Result<String, Refusal> {
    let content = content.unwrap_or_default();
    if !(1..=LONGEST).contains(&content.chars().count()) {
        return Err(refusals::too_long("Content", LONGEST));
    }
    let document: Value = serde_json::from_str(&content)
        .map_err(|_| refusals::bad_request("Invalid schema content: it is not a JSON document"))?;
    let version = document["openapi"].as_str().unwrap_or_default();
    let whole = version.starts_with("3.")
        && document["info"]["title"].is_string()
        && document["info"]["version"].is_string()
        && document["paths"].is_object();
    if whole {
        Ok(content)
    } else {
        Err(refusals::bad_request("Invalid schema content: it is not an OpenAPI 3.0 document"))
    }
}

/// One page of a list. The token is the number of items already told.
fn page<'a, T>(all: &'a [T], query: Query<'_>) -> Result<(&'a [T], Option<String>), Refusal> {
    let number = |name: &str| query.get(name).filter(|text| !text.is_empty()).map(|text| text.parse::<usize>());
    let from = match number("nextToken") {
        None => 0,
        Some(Ok(from)) if from <= all.len() => from,
        Some(_) => return Err(refusals::bad_request("NextToken is not valid")),
    };
    let limit = match number("limit") {
        None => 10,
        Some(Ok(limit)) if (1..=100).contains(&limit) => limit,
        Some(_) => return Err(refusals::bad_request("Limit must be between 1 and 100")),
    };
    let to = (from + limit).min(all.len());
    Ok((&all[from..to], (to < all.len()).then(|| to.to_string())))
}

fn with_token(member: &str, items: &[Value], next: Option<String>) -> Value {
    let mut told = json!({ member: items });
    if let Some(next) = next {
        told["NextToken"] = json!(next);
    }
    told
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use axum::http::Request;

    use super::*;

    struct Bench {
        options: Options,
        registries: Registries,
        caller: Principal,
    }

    impl Bench {
        fn new(deny: &[&str]) -> Self {
            let deny = deny.iter().map(|action| (*action).to_owned()).collect();
            let options = Options { deny, ..Options::default() };
            Self { caller: Principal::user(&options.account), options, registries: Registries::default() }
        }

        async fn ask(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
            let (parts, ()) = Request::builder().method(method).uri(path).body(()).expect("a request").into_parts();
            let Self { options, registries, caller } = self;
            let schemas = Schemas { options, registries, caller, now: SystemTime::UNIX_EPOCH };
            let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
            let response = schemas.answer(&parts, &body).unwrap_or_else(Refusal::into_json);
            let status = response.status().as_u16();
            let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
            (status, serde_json::from_slice(&bytes).unwrap_or_default())
        }
    }

    const REGISTRY: &str = "/v1/registries/name/lambda-testevent-schemas";
    const SCHEMA: &str = "/v1/registries/name/lambda-testevent-schemas/schemas/name/_echo-schema";

    fn document(title: &str) -> Value {
        let content = json!({ "openapi": "3.0.0", "info": { "version": "1", "title": title }, "paths": {} });
        json!({ "Type": "OpenApi3", "Content": content.to_string() })
    }

    #[tokio::test]
    async fn a_schema_lives_from_its_registry_to_its_last_version() {
        let bench = Bench::new(&[]);
        let (status, told) = bench.ask("GET", REGISTRY, Value::Null).await;
        assert_eq!((status, told["Code"].as_str()), (404, Some("NotFound")), "{told}");
        assert_eq!(bench.ask("POST", SCHEMA, document("1")).await.0, 404, "its registry is not there");
        assert_eq!(bench.ask("POST", REGISTRY, json!({})).await.0, 201);
        assert_eq!(bench.ask("POST", REGISTRY, json!({})).await.0, 409);
        assert_eq!(bench.ask("PUT", SCHEMA, document("1")).await.0, 404);
        assert_eq!(bench.ask("POST", SCHEMA, document("1")).await.0, 201);
        assert_eq!(bench.ask("POST", SCHEMA, document("1")).await.0, 409);
        for number in 2..=5 {
            let (status, told) = bench.ask("PUT", SCHEMA, document(&number.to_string())).await;
            assert_eq!((status, told["SchemaVersion"].as_str()), (200, Some(number.to_string().as_str())), "{told}");
        }
        let (status, told) = bench.ask("PUT", SCHEMA, document("5")).await;
        assert_eq!(status, 409, "{told}");
        assert!(told["Message"].as_str().expect("a message").contains("No change since the previous"), "{told}");
        assert_eq!(bench.ask("PUT", SCHEMA, document("6")).await.0, 400, "there is no room for a sixth");
        assert_eq!(bench.ask("DELETE", &format!("{SCHEMA}/version/1"), Value::Null).await.0, 204);
        assert_eq!(bench.ask("PUT", SCHEMA, document("6")).await.0, 200);
        let (_, told) = bench.ask("GET", &format!("{SCHEMA}/versions?limit=2"), Value::Null).await;
        assert_eq!(
            (told["SchemaVersions"][0]["SchemaVersion"].as_str(), told["NextToken"].as_str()),
            (Some("2"), Some("2"))
        );
        let (_, told) = bench.ask("GET", SCHEMA, Value::Null).await;
        assert!(told["Content"].as_str().expect("content").contains("\"title\":\"6\""), "{told}");
        assert_eq!(bench.ask("DELETE", SCHEMA, Value::Null).await.0, 204);
        assert_eq!(bench.ask("GET", SCHEMA, Value::Null).await.0, 404);
    }

    #[tokio::test]
    async fn accounts_do_not_see_each_others() {
        let mut bench = Bench::new(&[]);
        assert_eq!(bench.ask("POST", REGISTRY, json!({})).await.0, 201);
        bench.caller = Principal::user("210987654321");
        assert_eq!(bench.ask("GET", REGISTRY, Value::Null).await.0, 404);
    }

    #[tokio::test]
    async fn what_is_denied_is_named_and_what_breaks_the_rules_is_refused() {
        let bench = Bench::new(&["schemas:UpdateSchema"]);
        let (status, told) = bench.ask("PUT", SCHEMA, document("1")).await;
        assert_eq!((status, told["Code"].as_str()), (403, Some("Forbidden")), "{told}");
        assert!(
            told["Message"].as_str().expect("a message").contains("is not authorized to perform: schemas:UpdateSchema")
        );
        assert_eq!(bench.ask("POST", REGISTRY, json!({})).await.0, 201);
        for body in [
            json!({ "Type": "OpenApi3", "Content": "no JSON" }),
            json!({ "Type": "OpenApi3", "Content": "{}" }),
            json!({ "Type": "OpenApi3", "Content": "x".repeat(LONGEST + 1) }),
            json!({ "Type": "Else", "Content": "{}" }),
        ] {
            assert_eq!(bench.ask("POST", SCHEMA, body.clone()).await.0, 400, "{}", body["Type"]);
        }
        assert_eq!(bench.ask("POST", "/v1/discover", json!({ "Type": "OpenApi3", "Events": ["{"] })).await.0, 400);
        assert_eq!(bench.ask("PATCH", SCHEMA, Value::Null).await.0, 404);
    }
}
