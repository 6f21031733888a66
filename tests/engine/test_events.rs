//! Shareable test events against the sandbox's registry.

use std::sync::Arc;

use aws_credential_types::Credentials;
use lambdesk_core::clock::SystemClock;
use lambdesk_core::failure::{Failure, Field};
use lambdesk_core::invoke::endpoint::Endpoint;
use lambdesk_core::invoke::region::Region;
use lambdesk_core::rest_call::RestApi;
use lambdesk_core::test_events::registry::SCHEMAS;
use lambdesk_core::test_events::{Registry, TestEvent, TestEventError, TestEvents};
use lambdesk_core::wire::InvocationType;
use lambdesk_sandbox::Options;
use lambdesk_tests::engine::Bench;

/// A registry at the sandbox, with all that a call of it borrows.
struct Desk {
    bench: Bench,
    endpoint: Endpoint,
    region: Region,
    credentials: Credentials,
}

impl Desk {
    async fn with(deny: &[&str]) -> Self {
        let deny = deny.iter().map(|action| (*action).to_owned()).collect();
        let bench = Bench::with(Options { deny, ..Options::default() }, Arc::new(SystemClock)).await;
        let keys = bench.sandbox.credentials();
        Self {
            endpoint: Endpoint::custom(bench.sandbox.endpoint()).expect("an endpoint"),
            region: Region::parse(bench.sandbox.region()).expect("a region"),
            credentials: Credentials::new(&keys.access_key_id, &keys.secret_access_key, None, None, "test"),
            bench,
        }
    }

    fn registry(&self) -> Registry<'_> {
        let Self { bench, endpoint, region, credentials } = self;
        Registry(RestApi { engine: bench.engine(), endpoint, region, service: SCHEMAS, credentials })
    }

    async fn put(&self, name: &str, payload: &str, replace: bool) -> Result<TestEvents, TestEventError> {
        self.registry().put("echo", &event(name, payload), replace).await
    }
}

fn event(name: &str, payload: &str) -> TestEvent {
    TestEvent { name: name.into(), payload: payload.into(), invocation_type: InvocationType::RequestResponse }
}

fn names(events: &TestEvents) -> Vec<&str> {
    events.events.iter().map(|event| event.name.as_str()).collect()
}

#[tokio::test]
async fn an_event_is_put_read_replaced_and_deleted_and_keeps_its_text() {
    const ODD: &str = "{\n  \"id\": 12345678901234567890, \"price\": 1.10,\n  \"e\": \"\\u00e9 世界\"\n}";
    let desk = Desk::with(&[]).await;
    let none = desk.registry().list("echo").await.expect("a list");
    assert_eq!((none.events.len(), none.characters, none.most_characters), (0, 0, 100_000));
    let events = desk.put("first", ODD, false).await.expect("put");
    assert!(events.characters > 0);
    assert_eq!(desk.registry().get("echo", "first").await.expect("there"), event("first", ODD));

    desk.put("second", "[1]", false).await.expect("put");
    let refused = desk.put("second", "[2]", false).await.expect_err("there is one");
    let failure = Failure::from(refused);
    assert_eq!(failure.problems[0].field, Field::Name);
    assert_eq!(failure.message, "There is a test event “second” already.");
    desk.put("second", "[2]", true).await.expect("replaced");
    let queued = TestEvent { invocation_type: InvocationType::Event, ..event("third", "null") };
    desk.registry().put("echo", &queued, false).await.expect("put");
    let events = desk.registry().list("echo").await.expect("a list");
    assert_eq!(names(&events), ["first", "second", "third"]);
    assert_eq!((events.events[1].payload.as_str(), events.events[2].invocation_type), ("[2]", InvocationType::Event));
    assert!(desk.registry().list("slow").await.expect("a list").events.is_empty(), "each function has its own");

    assert_eq!(names(&desk.registry().delete("echo", "first").await.expect("deleted")), ["second", "third"]);
    let gone = desk.registry().delete("echo", "first").await.expect_err("gone");
    assert!(matches!(gone, TestEventError::NotFound(_)), "{gone}");
    desk.registry().delete("echo", "second").await.expect("deleted");
    assert!(desk.registry().delete("echo", "third").await.expect("deleted").events.is_empty());
    assert!(desk.registry().list("echo").await.expect("a list").events.is_empty());
    desk.put("first", ODD, false).await.expect("and again from the beginning");
}

#[tokio::test]
async fn more_changes_than_versions_are_kept() {
    let desk = Desk::with(&[]).await;
    for number in 0..12 {
        desk.put("only", &number.to_string(), true).await.expect("put");
    }
    desk.put("only", "11", true).await.expect("what is so already is as it should be");
    assert_eq!(desk.registry().get("echo", "only").await.expect("there").payload, "11");
}

#[tokio::test]
async fn what_cannot_be_an_event_is_refused_before_anything_is_sent() {
    let desk = Desk::with(&["schemas:GetDiscoveredSchema"]).await;
    for (name, payload, field) in [
        ("fine", "{oops}", Field::Payload),
        ("fine", "  ", Field::Payload),
        ("two words", "{}", Field::Name),
        ("", "{}", Field::Name),
    ] {
        let failure = Failure::from(desk.put(name, payload, false).await.expect_err("refused"));
        assert_eq!(failure.problems[0].field, field, "{name} {payload}: {}", failure.message);
    }
    let long = format!("\"{}\"", "x".repeat(100_000));
    let failure = Failure::from(desk.put("long", &long, false).await.expect_err("too long"));
    assert!(failure.message.contains("may have 100,000 characters"), "{}", failure.message);
}

#[tokio::test]
async fn the_limit_stands_over_all_events_together() {
    let desk = Desk::with(&[]).await;
    let half = format!("\"{}\"", "x".repeat(60_000));
    desk.put("one", &half, false).await.expect("put");
    let refused = desk.put("two", &half, false).await.expect_err("too long together");
    assert!(matches!(refused, TestEventError::TooLong { .. }), "{refused}");
    assert_eq!(names(&desk.registry().list("echo").await.expect("a list")), ["one"]);
}

#[tokio::test]
async fn each_permission_that_is_missing_is_named() {
    for (denied, first) in [
        ("schemas:DescribeSchema", true),
        ("schemas:GetDiscoveredSchema", true),
        ("schemas:DescribeRegistry", true),
        ("schemas:CreateRegistry", true),
        ("schemas:CreateSchema", true),
        ("schemas:ListSchemaVersions", false),
        ("schemas:UpdateSchema", false),
    ] {
        let desk = Desk::with(&[denied]).await;
        if !first {
            desk.put("one", "1", false).await.expect("put");
        }
        let failure = Failure::from(desk.put("two", "2", false).await.expect_err(denied));
        assert!(failure.message.contains(&format!("no permission for {denied}.")), "{}", failure.message);
    }
    let desk = Desk::with(&["schemas:DeleteSchema", "schemas:DeleteSchemaVersion"]).await;
    desk.put("one", "0", false).await.expect("put");
    let failure = Failure::from(desk.registry().delete("echo", "one").await.expect_err("denied"));
    assert!(failure.message.contains("schemas:DeleteSchema."), "{}", failure.message);
    for number in 1..5 {
        desk.put("one", &number.to_string(), true).await.expect("put");
    }
    let failure = Failure::from(desk.put("one", "5", true).await.expect_err("denied"));
    assert!(failure.message.contains("schemas:DeleteSchemaVersion."), "{}", failure.message);
}
