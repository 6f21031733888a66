//! Where an invocation goes, in the order in which the AWS CLI asks.

use crate::Home;

const PATH: &str = "/2015-03-31/functions/f/invocations";

#[tokio::test]
async fn the_region_has_its_endpoint() {
    assert_eq!(Home::new().url().await, format!("https://lambda.eu-west-1.amazonaws.com{PATH}"));
    let china = Home::new().with("AWS_REGION", "cn-north-1");
    assert_eq!(china.url().await, format!("https://lambda.cn-north-1.amazonaws.com.cn{PATH}"));
}

#[tokio::test]
async fn fips_and_dual_stack_are_switched_on_by_the_environment_or_the_profile() {
    let fips = "https://lambda-fips.eu-west-1.amazonaws.com";
    let both = "https://lambda-fips.eu-west-1.api.aws";
    for (home, base) in [
        (Home::new().with("AWS_USE_FIPS_ENDPOINT", "true"), fips),
        (Home::new().config("[default]\nuse_fips_endpoint = true\n"), fips),
        (Home::new().with("AWS_USE_DUALSTACK_ENDPOINT", "true"), "https://lambda.eu-west-1.api.aws"),
        (Home::new().config("[default]\nuse_dualstack_endpoint = true\nuse_fips_endpoint = true\n"), both),
    ] {
        assert_eq!(home.url().await, format!("{base}{PATH}"));
    }
    let custom = Home::new().with("AWS_USE_FIPS_ENDPOINT", "true").with("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    let said = custom.run(&["invoke", "--function-name", "f", "--print-request"]).await;
    assert!(said.err.contains("FIPS and a custom endpoint are not supported together"), "{said:?}");
}

#[tokio::test]
async fn a_configured_endpoint_goes_before_the_regions() {
    let local = |port: u16| format!("http://127.0.0.1:{port}{PATH}");
    let file = "[default]\nendpoint_url = http://127.0.0.1:3\nservices = local\n[services local]\nlambda =\n  endpoint_url = http://127.0.0.1:4\n";
    for (home, url) in [
        (
            Home::new()
                .with("AWS_ENDPOINT_URL_LAMBDA", "http://127.0.0.1:1")
                .with("AWS_ENDPOINT_URL", "http://127.0.0.1:2")
                .config(file),
            local(1),
        ),
        (Home::new().with("AWS_ENDPOINT_URL", "http://127.0.0.1:2"), local(2)),
        (Home::new().config("[default]\nendpoint_url = http://127.0.0.1:3\n"), local(3)),
        (Home::new().config(file), local(4)),
    ] {
        assert_eq!(home.url().await, url);
    }
}

#[tokio::test]
async fn configured_endpoints_can_be_passed_over() {
    let aws = format!("https://lambda.eu-west-1.amazonaws.com{PATH}");
    for home in [
        Home::new().with("AWS_ENDPOINT_URL_LAMBDA", "http://127.0.0.1:1"),
        Home::new().with("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
        Home::new().config("[default]\nendpoint_url = http://127.0.0.1:1\n"),
    ] {
        assert_eq!(home.with("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true").url().await, aws);
    }
    let file = "[default]\nendpoint_url = http://127.0.0.1:1\nignore_configured_endpoint_urls = true\n";
    assert_eq!(Home::new().config(file).url().await, aws);
}

#[tokio::test]
async fn plain_http_leaves_this_computer_only_when_it_is_allowed() {
    let home = Home::new().with("AWS_ENDPOINT_URL", "http://lambda.example:9");
    let said = home.run(&["invoke", "--function-name", "f", "--print-request"]).await;
    assert!(said.err.contains("not encrypted") && said.err.contains("--allow-plain-http"), "{said:?}");
    let said = home.run(&["invoke", "--function-name", "f", "--print-request", "--allow-plain-http"]).await;
    assert!(said.out.contains("http://lambda.example:9"), "{said:?}");
}

#[tokio::test]
async fn what_would_be_sent_is_one_json_object_without_secrets() {
    let home = Home::new().with("AWS_SESSION_TOKEN", "planted-TOKEN");
    let said = home
        .run(&[
            "invoke",
            "--function-name",
            "f",
            "--qualifier",
            "$LATEST",
            "--payload",
            "{}",
            "--log-type",
            "Tail",
            "--tenant-id",
            "blue team",
            "--print-request",
        ])
        .await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let request: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&said.out).expect("one object");
    let members: Vec<&str> = request.keys().map(String::as_str).collect();
    for member in ["method", "url", "headers", "canonical_request", "string_to_sign", "authorization"] {
        assert!(members.contains(&member), "{member} is missing in {members:?}");
    }
    assert!(request["url"].as_str().expect("text").ends_with("?Qualifier=%24LATEST"));
    assert!(request["authorization"].as_str().expect("text").ends_with("Signature=********"));
    assert!(!said.out.contains("planted"), "{}", said.out);
}
