//! IAM Identity Center: one click signs in, the session serves until the company ends it.

use std::time::Duration;

use lambdesk_core::credentials::identity_center::Portal;
use lambdesk_core::failure::Failure;
use lambdesk_core::wire::Demand;
use lambdesk_sandbox::Options;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::desk::{Desk, demand, now, write};

#[tokio::test]
async fn one_sign_in_serves_all_roles_and_the_next_run() {
    let mut desk = Desk::new().await;
    let (developer, reader) = (desk.single_sign_on("Developer").await, desk.single_sign_on("ReadOnly").await);
    let asked = desk.identify(&developer.id).await.expect_err("not signed in");
    assert!(matches!(demand(&asked), Demand::SignIn { start_url, .. } if *start_url == desk.sandbox.start_url()));

    let signed_in = desk.sign_in("allow").await.expect("signed in");
    assert!(signed_in.renews && signed_in.not_kept.is_none(), "{signed_in:?}");
    let identity = desk.identify(&developer.id).await.expect("known");
    assert_eq!(identity.account, desk.sandbox.account());
    assert_eq!(identity.name, "Developer · jane.doe@example.com");
    assert_eq!(identity.through, "through IAM Identity Center");
    assert!(identity.renews && identity.can_sign_out && identity.expires_at.is_some());
    assert!(desk.identify(&reader.id).await.expect("known").arn.contains("ReadOnly"));

    desk.reopen();
    assert!(desk.identify(&developer.id).await.is_ok(), "the keychain has the session");
    let kept = format!("{:?}", desk.keychain);
    assert!(!kept.contains("ASIA"), "the keychain's secrets show themselves: {kept}");
}

#[tokio::test]
async fn accounts_and_roles_are_listed_over_all_pages() {
    let desk = Desk::new().await;
    let portal = Portal::new(desk.access.sessions.clone(), desk.center());
    assert!(portal.accounts().await.is_err(), "not signed in");
    desk.sign_in("allow").await.expect("signed in");
    let accounts = portal.accounts().await.expect("listed");
    assert!(accounts.len() > 20, "{}", accounts.len());
    let names: Vec<String> = accounts.iter().map(|account| account.name.to_lowercase()).collect();
    assert!(names.is_sorted());
    let development = accounts.iter().find(|account| account.name == "Acme Development").expect("there");
    assert_eq!(development.id, desk.sandbox.account());
    assert_eq!(portal.roles(&development.id).await.expect("listed"), ["Admin", "Developer", "ReadOnly"]);
    let mut empty = 0;
    for account in &accounts {
        empty += usize::from(portal.roles(&account.id).await.expect("listed").is_empty());
    }
    assert_eq!(empty, 1, "an account without a role is an empty list, not an error");
}

#[tokio::test]
async fn a_denial_a_code_that_ran_out_and_a_cancel_are_told_apart() {
    let options = Options { device_lifetime: Duration::from_secs(2), ..Options::default() };
    let desk = Desk::with(options, "").await;
    let said = |failure: Failure| failure.message;
    assert_eq!(said(desk.sign_in("deny").await.expect_err("denied")), "The sign-in was denied in the browser.");

    let sign_ins = &desk.access.sign_ins;
    let started = sign_ins.begin(&desk.center()).await.expect("begun");
    assert_eq!(
        said(sign_ins.finish(&started.id).await.expect_err("ran out")),
        "The code ran out before it was confirmed."
    );

    let started = sign_ins.begin(&desk.center()).await.expect("begun");
    let (finished, ()) = tokio::join!(sign_ins.finish(&started.id), async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        sign_ins.cancel(&started.id);
    });
    assert_eq!(said(finished.expect_err("cancelled")), "You cancelled the sign-in.");
    assert_eq!(said(sign_ins.finish(&started.id).await.expect_err("over")), "This sign-in is over.");
}

#[tokio::test]
async fn a_wrong_address_or_region_is_said_at_once() {
    let desk = Desk::new().await;
    let elsewhere = lambdesk_core::credentials::identity_center::Center::new(
        format!("{}/elsewhere", desk.sandbox.endpoint()),
        desk.sandbox.region(),
    );
    let failure = desk.access.sign_ins.begin(&elsewhere).await.expect_err("unknown");
    assert!(failure.message.contains("does not know the address"), "{}", failure.message);
    let nobody = lambdesk_core::credentials::identity_center::Center::new("http://127.0.0.1:9/start", "us-east-1");
    let failure = desk.access.sign_ins.begin(&nobody).await.expect_err("nobody there");
    assert!(failure.message.starts_with("IAM Identity Center could not be reached"), "{}", failure.message);
}

#[tokio::test]
async fn a_token_is_renewed_once_however_many_ask() {
    let options = Options {
        token_lifetime: Duration::from_secs(4),
        sso_role_lifetime: Duration::from_secs(4),
        ..Options::default()
    };
    let desk = Desk::with(options, "").await;
    let developer = desk.single_sign_on("Developer").await;
    desk.sign_in("allow").await.expect("signed in");
    // Past the token's end; its refresh token is good once, and a second use of it would end the session.
    tokio::time::sleep(Duration::from_millis(4_200)).await;
    let plan = desk.plan(&developer.id).await;
    let asks = (0..8).map(|_| desk.access.credentials(&plan));
    let mut keys = std::collections::HashSet::new();
    for asked in futures(asks).await {
        keys.insert(asked.expect("renewed").access_key_id().to_owned());
    }
    assert_eq!(keys.len(), 1, "the role's credentials were fetched once");
    // And once more, with the refresh token that came with the renewal.
    tokio::time::sleep(Duration::from_millis(4_200)).await;
    assert!(desk.access.credentials(&plan).await.is_ok());
}

async fn futures<T>(all: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut pending: Vec<_> = all.map(Box::pin).collect();
    let mut done = Vec::new();
    // Polled together, so that they all ask before any is answered.
    std::future::poll_fn(|context| {
        pending.retain_mut(|one| match one.as_mut().poll(context) {
            std::task::Poll::Ready(value) => {
                done.push(value);
                false
            }
            std::task::Poll::Pending => true,
        });
        if pending.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done
}

#[tokio::test]
async fn a_session_that_the_company_ended_leads_to_a_new_sign_in() {
    let desk = Desk::new().await;
    let developer = desk.single_sign_on("Developer").await;
    desk.sign_in("allow").await.expect("signed in");
    desk.identify(&developer.id).await.expect("known");
    desk.sandbox.end_sign_ins();
    // The keys at hand are refused, the token too, and the refresh token with it.
    let plan = desk.plan(&developer.id).await;
    let failure = desk.identities.of(&desk.access, &plan, true).await.expect_err("ended");
    assert!(matches!(demand(&failure), Demand::SignIn { .. }));
    desk.sign_in("allow").await.expect("signed in again");
    assert!(desk.identities.of(&desk.access, &plan, true).await.is_ok());
}

#[tokio::test]
async fn signing_out_forgets_the_session_here_and_there() {
    let desk = Desk::new().await;
    let developer = desk.single_sign_on("Developer").await;
    desk.sign_in("allow").await.expect("signed in");
    desk.identify(&developer.id).await.expect("known");
    desk.access.sign_out(&desk.plan(&developer.id).await).await.expect("signed out");
    let failure = desk.identify(&developer.id).await.expect_err("signed out");
    assert!(matches!(demand(&failure), Demand::SignIn { .. }));
}

#[tokio::test]
async fn a_role_that_was_taken_away_is_said() {
    let desk = Desk::new().await;
    desk.sign_in("allow").await.expect("signed in");
    let gone = desk.single_sign_on("Gone").await;
    let failure = desk.identify(&gone.id).await.expect_err("no such role");
    assert!(failure.message.contains("not yours any more"), "{}", failure.message);
    assert!(failure.demand.is_none());
}

const SESSION: &str = "[sso-session acme]\nsso_start_url = {endpoint}/start\nsso_region = us-east-1\n[profile dev]\nsso_session = acme\nsso_account_id = 123456789012\nsso_role_name = Developer\nregion = us-east-1\nendpoint_url = {endpoint}\n";

/// The AWS CLI's own file for a login, with a token that the sandbox gave.
async fn logged_in_by_the_cli(desk: &Desk, ends: OffsetDateTime) -> std::path::PathBuf {
    let post = |path: &str, body: serde_json::Value| {
        let request = reqwest::Client::new().post(format!("{}{path}", desk.sandbox.endpoint()));
        async move {
            let answer = request.header("content-type", "application/json").body(body.to_string()).send().await;
            let text = answer.expect("sent").text().await.expect("text");
            serde_json::from_str::<serde_json::Value>(&text).expect("JSON")
        }
    };
    let client = post(
        "/client/register",
        serde_json::json!({
            "clientName": "botocore-client", "clientType": "public", "scopes": ["sso:account:access"],
        }),
    );
    let client = client.await;
    let device = post(
        "/device_authorization",
        serde_json::json!({
            "clientId": client["clientId"], "clientSecret": client["clientSecret"], "startUrl": desk.sandbox.start_url(),
        }),
    );
    let device = device.await;
    let form = format!("user_code={}&decision=allow", device["userCode"].as_str().expect("a code"));
    let press = reqwest::Client::new().post(format!("{}/device", desk.sandbox.endpoint()));
    let press = press.header("content-type", "application/x-www-form-urlencoded").body(form);
    press.send().await.expect("pressed").error_for_status().expect("understood");
    let token = post(
        "/token",
        serde_json::json!({
            "clientId": client["clientId"], "clientSecret": client["clientSecret"],
            "grantType": "urn:ietf:params:oauth:grant-type:device_code", "deviceCode": device["deviceCode"],
        }),
    );
    let token = token.await;
    let cached = serde_json::json!({
        "startUrl": desk.sandbox.start_url(), "region": "us-east-1", "accessToken": token["accessToken"],
        "expiresAt": ends.format(&Rfc3339).expect("a time"), "refreshToken": token["refreshToken"],
        "clientId": client["clientId"], "clientSecret": client["clientSecret"],
    });
    // `printf acme | sha1sum`
    let path = desk.folder.path().join(".aws/sso/cache/293abb6b76d7791c0732cc517d38c4b5c734b87f.json");
    write(&path, &cached.to_string());
    path
}

#[tokio::test]
async fn a_login_of_the_aws_cli_is_used_and_left_alone() {
    let desk = Desk::with(Options::default(), SESSION).await;
    let soon = now() + Duration::from_mins(30);
    let path = logged_in_by_the_cli(&desk, soon).await;
    let before = std::fs::read(&path).expect("read");
    let identity = desk.identify("aws:dev").await.expect("the CLI's login serves");
    assert!(!identity.renews && !identity.can_sign_out, "it is the CLI's to renew and to end: {identity:?}");
    assert_eq!(std::fs::read(&path).expect("read"), before);
}

#[tokio::test]
async fn a_login_of_the_aws_cli_that_has_ended_is_not_renewed_behind_its_back() {
    let desk = Desk::with(Options::default(), SESSION).await;
    let path = logged_in_by_the_cli(&desk, now() - Duration::from_secs(1)).await;
    let before = std::fs::read(&path).expect("read");
    let failure = desk.identify("aws:dev").await.expect_err("ended");
    assert!(matches!(demand(&failure), Demand::SignIn { .. }));
    desk.sign_in("allow").await.expect("signed in");
    assert!(desk.identify("aws:dev").await.expect("ours serves the AWS files too").renews);
    assert_eq!(std::fs::read(&path).expect("read"), before);
}
