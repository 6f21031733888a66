//! What is known of a function: asked of the sandbox, kept, and tolerated when it is not allowed.

use std::sync::Arc;

use aws_credential_types::Credentials;
use lambdesk_core::clock::SystemClock;
use lambdesk_core::functions::Functions;
use lambdesk_core::functions::facts::FunctionFacts;
use lambdesk_core::invoke::endpoint::Endpoint;
use lambdesk_core::invoke::function_name::FunctionName;
use lambdesk_core::invoke::region::Region;
use lambdesk_core::invoke_input::Target;
use lambdesk_sandbox::Options;
use lambdesk_tests::engine::Bench;

async fn facts(bench: &Bench, function: &str, qualifier: Option<&str>) -> FunctionFacts {
    let keys = bench.sandbox.credentials();
    let target = Target {
        endpoint: Endpoint::custom(bench.sandbox.endpoint()).expect("an endpoint"),
        region: Region::parse(bench.sandbox.region()).expect("a region"),
    };
    let credentials = Credentials::new(&keys.access_key_id, &keys.secret_access_key, None, None, "test");
    let function = FunctionName::parse(function).expect("a name");
    Functions::default().facts(bench.engine(), target, function, qualifier.map(str::to_owned), credentials).await
}

#[tokio::test]
async fn a_functions_limits_and_an_aliass_weights_are_found_out() {
    let bench = Bench::new().await;
    for (name, qualifier) in [("slow", Some("canary")), ("slow:canary", None)] {
        let found = facts(&bench, name, qualifier).await;
        let configuration = found.configuration.expect("a configuration");
        assert_eq!((configuration.timeout_seconds, configuration.memory_mb), (Some(900), Some(256)));
        assert_eq!(configuration.state.as_deref(), Some("Active"));
        assert_eq!(configuration.log_group.as_deref(), Some("/aws/lambda/slow"));
        let alias = found.alias.expect("an alias");
        let shares: Vec<(&str, f64)> =
            alias.versions.iter().map(|share| (share.version.as_str(), share.share)).collect();
        assert_eq!(shares, [("2", 0.9), ("3", 0.1)]);
        assert_eq!(found.unknown, Vec::<String>::new());
    }
    assert!(facts(&bench, "slow", Some("3")).await.alias.is_none(), "a version is no alias");
    assert_eq!(bench.sandbox.runs("slow"), 0);
}

#[tokio::test]
async fn a_permission_that_is_missing_is_told_and_nothing_more() {
    let deny = vec!["lambda:GetFunctionConfiguration".to_owned()];
    let bench = Bench::with(Options { deny, ..Options::default() }, Arc::new(SystemClock)).await;
    let found = facts(&bench, "echo", Some("live")).await;
    assert!(found.configuration.is_none());
    assert!(found.alias.is_some(), "what is allowed is found out all the same");
    assert_eq!(
        found.unknown,
        [
            "The function's configuration is not known: the profile has no permission for lambda:GetFunctionConfiguration."
        ]
    );
}

#[tokio::test]
async fn a_function_that_is_not_there_is_told_once() {
    let bench = Bench::new().await;
    let found = facts(&bench, "nobody", Some("live")).await;
    assert_eq!(found.unknown.len(), 1);
    assert!(found.unknown[0].contains("Function not found"), "{:?}", found.unknown);
}

#[tokio::test]
async fn what_is_known_is_kept() {
    let bench = Bench::new().await;
    let (functions, engine) = (Functions::default(), bench.engine().clone());
    let keys = bench.sandbox.credentials();
    let credentials = Credentials::new(&keys.access_key_id, &keys.secret_access_key, None, None, "test");
    let target = Target {
        endpoint: Endpoint::custom(bench.sandbox.endpoint()).expect("an endpoint"),
        region: Region::parse(bench.sandbox.region()).expect("a region"),
    };
    let ask = |name: &str| {
        let function = FunctionName::parse(name).expect("a name");
        functions.facts(&engine, target.clone(), function, None, credentials.clone())
    };
    let first = ask("echo").await;
    assert!(first.configuration.is_some() && !first.refreshing);
    drop(bench);
    assert_eq!(ask("echo").await, first, "nobody had to be asked");
    assert!(ask("slow").await.configuration.is_none(), "and nobody could have been");
}
