//! The schema registry as the SAM CLI and Lambda's console use it for test events: the registry
//! `lambda-testevent-schemas`, and in it `_NAME-schema` for the function NAME. (EventBridge Schemas API, 2019-12-02.)

use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::document::Document;
use super::event::{TestEvent, TestEvents};
use super::trouble::TestEventError;
use crate::invoke::request::percent_encoded;
use crate::rest_call::{CallError, Purpose, RestApi};

/// The registry's signing name, and what its endpoints are called by.
pub const SCHEMAS: &str = "schemas";

/// The registry of test events.
const REGISTRY: &str = "lambda-testevent-schemas";
/// The kind of document.
const OPEN_API: &str = "OpenApi3";
/// The most characters of a document, by the service's model.
const LONGEST: usize = 100_000;
/// How many versions of a document are kept; the oldest goes first.
const VERSIONS: usize = 5;

/// A registry of test events, as one caller sees it.
#[derive(Clone, Copy)]
pub struct Registry<'a>(pub RestApi<'a>);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    content: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VersionPage {
    #[serde(default)]
    schema_versions: Vec<Version>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Version {
    schema_version: String,
}

/// A call's purpose, by the permission it takes.
const fn to(what: &'static str, action: &'static str) -> Purpose {
    Purpose { what, action, without: "" }
}

const READ: Purpose = to("The list of test events", "schemas:DescribeSchema");
const DISCOVER: Purpose = to("The schema of the payload", "schemas:GetDiscoveredSchema");
const FIND_REGISTRY: Purpose = to("The registry of test events", "schemas:DescribeRegistry");
const MAKE_REGISTRY: Purpose = to("A new registry of test events", "schemas:CreateRegistry");
const MAKE: Purpose = to("A first test event", "schemas:CreateSchema");
const CHANGE: Purpose = to("A change of the test events", "schemas:UpdateSchema");
const DELETE: Purpose = to("The deletion of the last test event", "schemas:DeleteSchema");
const LIST_VERSIONS: Purpose = to("The list of earlier versions", "schemas:ListSchemaVersions");
const DELETE_VERSION: Purpose = to("The deletion of the oldest version", "schemas:DeleteSchemaVersion");

fn failed(purpose: Purpose) -> impl FnOnce(CallError) -> TestEventError {
    move |error| TestEventError::Call { purpose, error }
}

impl Registry<'_> {
    /// The test events of a function, by its bare name.
    ///
    /// # Errors
    /// When they cannot be read. That there are none is no error.
    pub async fn list(&self, function: &str) -> Result<TestEvents, TestEventError> {
        Ok(told(self.read(function).await?.as_ref()))
    }

    /// One test event.
    ///
    /// # Errors
    /// When it is not there, or cannot be read.
    pub async fn get(&self, function: &str, name: &str) -> Result<TestEvent, TestEventError> {
        let found = self.read(function).await?.and_then(|document| document.event(name));
        found.ok_or_else(|| TestEventError::NotFound(name.to_owned()))
    }

    /// Puts a test event into the registry, for all who may read it; and what is there then.
    ///
    /// # Errors
    /// When it cannot be an event, when there is one of this name and it is not to be replaced (`replace`), and when the
    /// registry says no.
    pub async fn put(&self, function: &str, event: &TestEvent, replace: bool) -> Result<TestEvents, TestEventError> {
        if let Some(problem) = crate::json_text::problem(&event.payload) {
            let place = format!("line {}, column {}", problem.line, problem.column);
            return Err(TestEventError::NotJson(format!("{} ({place})", problem.message.trim_end_matches('.'))));
        }
        if event.payload.trim().is_empty() {
            return Err(TestEventError::NotJson("it is empty".into()));
        }
        let Some(mut document) = self.read(function).await? else {
            TestEvent::check_name(&event.name).map_err(TestEventError::Name)?;
            return self.create(function, event).await;
        };
        match document.has(&event.name) {
            true if !replace => return Err(TestEventError::Exists(event.name.clone())),
            // Whatever it is called, it is there.
            true => {}
            false => TestEvent::check_name(&event.name).map_err(TestEventError::Name)?,
        }
        document.put(event)?;
        self.update(function, &document).await?;
        Ok(told(Some(&document)))
    }

    /// Takes a test event out of the registry, and what is there then. With the last one the document goes.
    ///
    /// # Errors
    /// When it is not there, or the registry says no.
    pub async fn delete(&self, function: &str, name: &str) -> Result<TestEvents, TestEventError> {
        let not_found = || TestEventError::NotFound(name.to_owned());
        let mut document = self.read(function).await?.ok_or_else(not_found)?;
        if !document.remove(name)? {
            return Err(not_found());
        }
        if document.is_empty() {
            self.0.tell(Method::DELETE, &schema_path(function), None).await.map_err(failed(DELETE))?;
            return Ok(told(None));
        }
        self.update(function, &document).await?;
        Ok(told(Some(&document)))
    }

    async fn read(&self, function: &str) -> Result<Option<Document>, TestEventError> {
        match self.0.get::<Described>(&schema_path(function)).await {
            Ok(described) => Ok(Some(Document::parse(&described.content)?)),
            // No registry, or no document in it.
            Err(CallError::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(READ)(error)),
        }
    }

    /// The first event of a function: the service makes a document of it, which then holds it.
    async fn create(&self, function: &str, event: &TestEvent) -> Result<TestEvents, TestEventError> {
        check_length(&event.payload)?;
        let sample = json!({ "Type": OPEN_API, "Events": [event.payload] });
        let discovered: Described =
            self.0.ask(Method::POST, "/v1/discover", &sample).await.map_err(failed(DISCOVER))?;
        let mut document = Document::parse(&discovered.content)?;
        document.put(event)?;
        let text = document.text();
        check_length(&text)?;
        match self.0.get::<Value>(&registry_path()).await {
            Ok(_) => {}
            Err(CallError::NotFound { .. }) => {
                let made = self.0.tell(Method::POST, &registry_path(), Some(&json!({}))).await;
                match made {
                    // Somebody else made it meanwhile.
                    Ok(()) | Err(CallError::Conflict { .. }) => {}
                    Err(error) => return Err(failed(MAKE_REGISTRY)(error)),
                }
            }
            Err(error) => return Err(failed(FIND_REGISTRY)(error)),
        }
        let content = json!({ "Type": OPEN_API, "Content": text });
        self.0.tell(Method::POST, &schema_path(function), Some(&content)).await.map_err(failed(MAKE))?;
        Ok(told(Some(&document)))
    }

    async fn update(&self, function: &str, document: &Document) -> Result<(), TestEventError> {
        let text = document.text();
        check_length(&text)?;
        self.make_room(function).await?;
        let content = json!({ "Type": OPEN_API, "Content": text });
        match self.0.tell(Method::PUT, &schema_path(function), Some(&content)).await {
            // "No change since the previous schema version" is what is wanted.
            Ok(()) | Err(CallError::Conflict { .. }) => Ok(()),
            Err(error) => Err(failed(CHANGE)(error)),
        }
    }

    /// Deletes the oldest versions of a document, so that there is room for one more.
    async fn make_room(&self, function: &str) -> Result<(), TestEventError> {
        let path = format!("{}/versions", schema_path(function));
        let (mut address, mut versions) = (path.clone(), Vec::new());
        loop {
            let page: VersionPage = self.0.get(&address).await.map_err(failed(LIST_VERSIONS))?;
            versions.extend(page.schema_versions.into_iter().map(|version| version.schema_version));
            match page.next_token.filter(|token| !token.is_empty()) {
                // More pages than there can be versions: an endpoint that leads in a circle.
                Some(_) if versions.len() > 100 * VERSIONS => break,
                Some(token) => address = format!("{path}?nextToken={}", percent_encoded(&token)),
                None => break,
            }
        }
        versions.sort_by_key(|version| version.parse::<u64>().unwrap_or_default());
        let surplus = (versions.len() + 1).saturating_sub(VERSIONS);
        for version in versions.iter().take(surplus) {
            let path = format!("{}/version/{}", schema_path(function), percent_encoded(version));
            match self.0.tell(Method::DELETE, &path, None).await {
                // Gone is what it should be.
                Ok(()) | Err(CallError::NotFound { .. }) => {}
                Err(error) => return Err(failed(DELETE_VERSION)(error)),
            }
        }
        Ok(())
    }
}

fn registry_path() -> String {
    format!("/v1/registries/name/{REGISTRY}")
}

fn schema_path(function: &str) -> String {
    format!("{}/schemas/name/{}", registry_path(), percent_encoded(&format!("_{function}-schema")))
}

fn check_length(text: &str) -> Result<(), TestEventError> {
    match text.chars().count() {
        characters if characters > LONGEST => Err(TestEventError::TooLong { characters, most: LONGEST }),
        _ => Ok(()),
    }
}

fn told(document: Option<&Document>) -> TestEvents {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    TestEvents {
        events: document.map(Document::events).unwrap_or_default(),
        characters: document.map_or(0, |document| count(document.text().chars().count())),
        most_characters: count(LONGEST),
    }
}
