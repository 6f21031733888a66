//! Roles: with an external ID, with a device, one upon the other, and as the AWS files have them.

use std::time::Duration;

use lambdesk_core::failure::{Failure, Field};
use lambdesk_core::wire::{CredentialsDraft, Demand, Profile};
use lambdesk_sandbox::Options;

use crate::desk::{Desk, demand, now, write};

/// A profile that assumes a role of the sandbox's account.
async fn role(desk: &Desk, name: &str, source: &Profile, role: &str, change: fn(&mut CredentialsDraft)) -> Profile {
    let mut credentials = CredentialsDraft::AssumeRole {
        source: source.id.clone(),
        role_arn: format!("arn:aws:iam::{}:role/{role}", desk.sandbox.account()),
        external_id: String::new(),
        session_name: String::new(),
        duration: String::new(),
        mfa_serial: String::new(),
    };
    change(&mut credentials);
    desk.save(name, credentials).await
}

fn plain(_: &mut CredentialsDraft) {}

#[tokio::test]
async fn a_role_on_top_of_keys_and_one_on_top_of_that() {
    let desk = Desk::new().await;
    let keys = desk.keys("Keys").await;
    let developer = role(&desk, "Developer", &keys, "Developer", |draft| {
        if let CredentialsDraft::AssumeRole { session_name, .. } = draft {
            *session_name = "jane".into();
        }
    })
    .await;
    let identity = desk.identify(&developer.id).await.expect("assumed");
    assert_eq!(
        (identity.name.as_str(), identity.through.as_str()),
        ("Developer · jane", "with access keys, in role Developer")
    );
    assert!(identity.renews && !identity.can_sign_out);
    let deployer = role(&desk, "Deployer", &developer, "Deployer", plain).await;
    let identity = desk.identify(&deployer.id).await.expect("assumed by the role");
    assert_eq!(identity.name, "Deployer · lambdesk");
    // Only the role may assume it.
    let direct = role(&desk, "Direct", &keys, "Deployer", plain).await;
    let failure = desk.identify(&direct.id).await.expect_err("denied");
    assert!(
        failure.message.contains("sts:AssumeRole on arn:aws:iam::123456789012:role/Deployer was denied"),
        "{}",
        failure.message
    );
}

#[tokio::test]
async fn an_external_id_is_needed_where_the_role_asks_for_it() {
    let desk = Desk::new().await;
    let keys = desk.keys("Keys").await;
    let without = role(&desk, "Without", &keys, "Partner", plain).await;
    assert!(desk.identify(&without.id).await.is_err());
    let with = role(&desk, "With", &keys, "Partner", |draft| {
        if let CredentialsDraft::AssumeRole { external_id, .. } = draft {
            *external_id = "lambdesk-partner".into();
        }
    })
    .await;
    assert_eq!(desk.identify(&with.id).await.expect("assumed").name, "Partner · lambdesk");
}

#[tokio::test]
async fn a_device_is_asked_for_once_until_the_session_ends() {
    let mut desk = Desk::new().await;
    let keys = desk.keys("Keys").await;
    let operator = role(&desk, "Operator", &keys, "Operator", |draft| {
        if let CredentialsDraft::AssumeRole { mfa_serial, .. } = draft {
            *mfa_serial = "arn:aws:iam::123456789012:mfa/sandbox".into();
        }
    })
    .await;
    let failure = desk.identify(&operator.id).await.expect_err("a code is wanted");
    assert!(matches!(demand(&failure), Demand::Code { serial, .. } if serial.ends_with("mfa/sandbox")));
    let plan = desk.plan(&operator.id).await;
    let at_the_field = |failure: Failure| failure.problems.iter().map(|problem| problem.field).collect::<Vec<_>>();
    assert_eq!(at_the_field(desk.access.give_code(&plan, "12 34").await.expect_err("too short")), [Field::Code]);
    assert_eq!(at_the_field(desk.access.give_code(&plan, "654321").await.expect_err("wrong")), [Field::Code]);
    desk.access.give_code(&plan, " 123 456 ").await.expect("right");
    let identity = desk.identify(&operator.id).await.expect("assumed");
    assert!(identity.name.starts_with("Operator") && !identity.renews && identity.can_sign_out, "{identity:?}");

    desk.reopen();
    desk.identify(&operator.id).await.expect("the next run does not ask again");
    desk.access.sign_out(&desk.plan(&operator.id).await).await.expect("ended");
    assert!(desk.identify(&operator.id).await.is_err(), "then it asks again");
}

#[tokio::test]
async fn what_ends_is_fetched_anew_and_a_device_asked_again() {
    let desk = Desk::with(Options { role_lifetime: Some(Duration::from_secs(2)), ..Options::default() }, "").await;
    let keys = desk.keys("Keys").await;
    let developer = role(&desk, "Developer", &keys, "Developer", plain).await;
    let plan = desk.plan(&developer.id).await;
    let first = desk.access.credentials(&plan).await.expect("assumed");
    let again = desk.access.credentials(&plan).await.expect("remembered");
    assert_eq!(first.access_key_id(), again.access_key_id());
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    let fresh = desk.access.credentials(&plan).await.expect("assumed again");
    assert_ne!(first.access_key_id(), fresh.access_key_id());
}

#[tokio::test]
async fn a_duration_that_the_role_does_not_allow_is_said() {
    let desk = Desk::new().await;
    let keys = desk.keys("Keys").await;
    let developer = role(&desk, "Developer", &keys, "Developer", plain).await;
    let chained = role(&desk, "Chained", &developer, "Deployer", |draft| {
        if let CredentialsDraft::AssumeRole { duration, .. } = draft {
            *duration = "2 h".into();
        }
    })
    .await;
    let failure = desk.identify(&chained.id).await.expect_err("too long for a chain");
    assert!(failure.message.contains("role chaining"), "{}", failure.message);
}

const FILES: &str = "[profile base]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\nregion = us-east-1\nendpoint_url = {endpoint}\n
[profile developer]\nrole_arn = arn:aws:iam::123456789012:role/Developer\nsource_profile = base\nrole_session_name = jane\nduration_seconds = 900\nregion = us-east-1\nendpoint_url = {endpoint}\n
[profile deployer]\nrole_arn = arn:aws:iam::123456789012:role/Deployer\nsource_profile = developer\nregion = us-east-1\nendpoint_url = {endpoint}\n
[profile partner]\nrole_arn = arn:aws:iam::123456789012:role/Partner\nsource_profile = base\nexternal_id = lambdesk-partner\nregion = us-east-1\nendpoint_url = {endpoint}\n
[profile operator]\nrole_arn = arn:aws:iam::123456789012:role/Operator\nsource_profile = base\nmfa_serial = arn:aws:iam::123456789012:mfa/sandbox\nregion = us-east-1\nservices = local\n
[services local]\nlambda =\n  endpoint_url = {endpoint}\nsts =\n  endpoint_url = {endpoint}\n
[profile process]\ncredential_process = echo '{\"Version\":1,\"AccessKeyId\":\"{key}\",\"SecretAccessKey\":\"{secret}\"}'\nregion = us-east-1\nendpoint_url = {endpoint}\n";

#[tokio::test]
async fn profiles_of_the_aws_files_work_as_they_stand() {
    let desk = Desk::with(Options::default(), FILES).await;
    for (profile, name) in [
        ("aws:base", "sandbox"),
        ("aws:developer", "Developer · jane"),
        ("aws:deployer", "Deployer · lambdesk"),
        ("aws:partner", "Partner · lambdesk"),
    ] {
        assert_eq!(desk.identify(profile).await.expect(profile).name, name, "{profile}");
    }
    let credentials = desk.access.credentials(&desk.plan("aws:developer").await).await.expect("assumed");
    let left = credentials.expiry().expect("it ends").duration_since(now().into()).expect("later");
    assert!(left <= Duration::from_mins(15), "duration_seconds was not sent: {left:?}");
    let failure = desk.identify("aws:operator").await.expect_err("a code is wanted");
    assert!(matches!(demand(&failure), Demand::Code { .. }));
    desk.access.give_code(&desk.plan("aws:operator").await, "123456").await.expect("right");
    assert!(desk.identify("aws:operator").await.is_ok());
}

#[tokio::test]
async fn a_command_is_shown_before_its_first_run() {
    let mut desk = Desk::with(Options::default(), FILES).await;
    let failure = desk.identify("aws:process").await.expect_err("not allowed yet");
    let Demand::Approve { command, aws_profile, .. } = demand(&failure) else { panic!("{failure:?}") };
    assert_eq!(aws_profile, "process");
    let plan = desk.plan("aws:process").await;
    assert!(desk.access.approve(&plan, "echo another").is_err(), "only what was shown");
    desk.access.approve(&plan, command).expect("allowed");
    assert_eq!(desk.identify("aws:process").await.expect("run").name, "sandbox");
    desk.reopen();
    assert!(desk.identify("aws:process").await.is_ok(), "it is allowed from now on");
    let path = desk.folder.path().join(".aws/config");
    let changed = std::fs::read_to_string(&path).expect("read").replace("echo '", "true; echo '");
    write(&path, &changed);
    assert!(desk.identify("aws:process").await.is_err(), "another command is shown again");
}

#[tokio::test]
async fn a_web_identity_is_exchanged() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let desk = Desk::with(Options::default(), "[profile pipeline]\nrole_arn = arn:aws:iam::123456789012:role/Pipeline\nweb_identity_token_file = TOKEN\nrole_session_name = build-7\nregion = us-east-1\nendpoint_url = {endpoint}\n").await;
    let path = desk.folder.path().join("token");
    let config = desk.folder.path().join(".aws/config");
    let text = std::fs::read_to_string(&config).expect("read").replace("TOKEN", &path.display().to_string());
    write(&config, &text);
    let token = |seconds: i64| {
        let exp = now().unix_timestamp() + seconds;
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let claims = serde_json::json!({ "iss": "https://sandbox.invalid", "aud": "sts.amazonaws.com", "sub": "build", "exp": exp, "iat": exp - 600 });
        format!(
            "{}.{}.{}",
            part(serde_json::json!({ "alg": "RS256", "typ": "JWT" })),
            part(claims),
            URL_SAFE_NO_PAD.encode("signature")
        )
    };
    let missing = desk.identify("aws:pipeline").await.expect_err("no token");
    assert!(missing.message.contains("cannot be read"), "{}", missing.message);
    write(&path, &token(-60));
    let expired = desk.identify("aws:pipeline").await.expect_err("expired");
    assert!(expired.message.contains("expired"), "{}", expired.message);
    write(&path, &token(600));
    assert_eq!(desk.identify("aws:pipeline").await.expect("exchanged").name, "Pipeline · build-7");
}
