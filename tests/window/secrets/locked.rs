//! A keychain that is locked, that its user does not unlock, or that has not been set up: each is said, unlocking it goes
//! on with what was wanted, and nobody is asked twice.

use std::time::Duration;

use lambdesk_sandbox::{Options, Sandbox};
use lambdesk_tests::browser::decide;
use lambdesk_tests::desktop::{Desktop, PASSWORD};
use lambdesk_tests::window::{Opening, Window};

use crate::profiles::{Form, add_profile, fill};

fn on(desktop: &Desktop) -> Opening {
    Opening { environment: desktop.environment(), ..Opening::default() }
}

fn form<'a>(name: &'a str, aws: &'a Sandbox) -> Form<'a> {
    let keys = aws.credentials();
    Form {
        name,
        access_key_id: &keys.access_key_id,
        secret_access_key: &keys.secret_access_key,
        session_token: "",
        region: aws.region(),
        endpoint: aws.endpoint(),
    }
}

async fn invoke(window: &Window) {
    window.fill("Function", "echo").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
}

#[tokio::test]
async fn a_locked_keychain_is_unlocked_once_and_it_goes_on() {
    let (desktop, aws) = (Desktop::open(), Sandbox::start(Options::default()).await.expect("a sandbox"));
    let window = Window::open_with(&on(&desktop)).await;
    add_profile(&window, &form("Staging", &aws)).await;
    assert!(desktop.kept().contains(&aws.credentials().secret_access_key));
    desktop.lock();
    assert!(!desktop.kept().contains(&aws.credentials().secret_access_key), "it is not locked");

    // The next day.
    let mut window = window.restart(&on(&desktop)).await;
    window.profiles("Staging").await;
    window.dialog_says("closed to Lambdesk").await;
    assert!(!desktop.is_asking(), "the system asks before anybody pressed a button");

    window.click("button", "Unlock…").await;
    desktop.dismiss().await;
    window.dialog_says("The keychain did not let Lambdesk in.").await;
    assert!(!desktop.is_asking(), "who said no is asked again");

    window.click("button", "Unlock…").await;
    desktop.answer(&[PASSWORD]).await;
    window.closed().await;
    invoke(&window).await;
    assert_eq!(aws.runs("echo"), 1);

    // One unlock serves a working day, whatever the keychain does meanwhile.
    desktop.lock();
    invoke(&window).await;
    assert_eq!(aws.runs("echo"), 2);
    assert!(!desktop.is_asking());
    window.end().await;
    aws.stop().await;
}

#[tokio::test]
async fn an_invocation_says_that_the_keychain_is_locked_and_goes_on_once_it_is_not() {
    let (desktop, aws) = (Desktop::open(), Sandbox::start(Options::default()).await.expect("a sandbox"));
    let window = Window::open_with(&on(&desktop)).await;
    add_profile(&window, &form("Staging", &aws)).await;
    desktop.lock();

    let mut window = window.restart(&on(&desktop)).await;
    window.profiles("Staging").await;
    window.dialog_says("closed to Lambdesk").await;
    window.click("button", "Cancel").await;
    window.closed().await;
    window.fill("Function", "echo").await;
    window.click("button", "Invoke").await;
    window.dialog_says("closed to Lambdesk").await;
    assert!(!desktop.is_asking(), "the system asks before anybody pressed a button");
    window.click("button", "Unlock…").await;
    desktop.answer(&[PASSWORD]).await;
    window.outcome("Succeeded").await;
    assert_eq!(aws.runs("echo"), 1);
    window.end().await;
    aws.stop().await;
}

#[tokio::test]
async fn what_a_locked_keychain_does_not_take_is_kept_after_unlocking_or_for_this_run() {
    let (desktop, aws) = (Desktop::open(), Sandbox::start(Options::default()).await.expect("a sandbox"));
    let secret = &aws.credentials().secret_access_key;
    desktop.lock();
    let mut window = Window::open_with(&on(&desktop)).await;
    window.click("button", "Add a profile…").await;
    window.click("button", "Access keys").await;
    fill(&window, &form("First", &aws)).await;
    window.click("button", "Save profile").await;
    window.dialog_says("The keychain is locked.").await;
    window.click("button", "Keep for this run only").await;
    window.closed().await;
    invoke(&window).await;

    window.profiles("Add a profile…").await;
    window.click("button", "Access keys").await;
    fill(&window, &form("Second", &aws)).await;
    window.click("button", "Save profile").await;
    window.dialog_says("The keychain is locked.").await;
    assert!(!desktop.is_asking(), "the system asks before anybody pressed a button");
    window.click("button", "Unlock…").await;
    desktop.answer(&[PASSWORD]).await;
    window.closed().await;
    assert_eq!(desktop.kept().matches(secret.as_str()).count(), 1, "only the second is in the keychain");
    assert_eq!(super::files_with(window.home(), secret), Vec::<String>::new());
    window.end().await;
    aws.stop().await;
}

#[tokio::test]
async fn a_keychain_that_has_not_been_set_up_is_set_up_by_the_system() {
    let (desktop, aws) = (Desktop::without_keyring(), Sandbox::start(Options::default()).await.expect("a sandbox"));
    let mut window = Window::open_with(&on(&desktop)).await;
    window.click("button", "Add a profile…").await;
    window.click("button", "Access keys").await;
    fill(&window, &form("First", &aws)).await;
    window.click("button", "Save profile").await;
    window.dialog_says("The keychain has not been set up yet.").await;
    window.click("button", "Unlock…").await;
    desktop.answer(&[PASSWORD, PASSWORD]).await;
    window.closed().await;
    assert!(desktop.kept().contains(&aws.credentials().secret_access_key));
    invoke(&window).await;
    window.end().await;
    aws.stop().await;
}

#[tokio::test]
async fn sessions_are_renewed_behind_a_locked_keychain_without_anybody_being_asked() {
    let options = Options {
        token_lifetime: Duration::from_secs(6),
        sso_role_lifetime: Duration::from_secs(4),
        ..Options::default()
    };
    let (desktop, aws) = (Desktop::open(), Sandbox::start(options).await.expect("a sandbox"));
    let config = format!(
        "[profile work]\nsso_start_url = {}\nsso_region = {region}\nsso_account_id = {}\nsso_role_name = Developer\nregion = {region}\nendpoint_url = {}\n",
        aws.start_url(),
        aws.account(),
        aws.endpoint(),
        region = aws.region(),
    );
    let opening = Opening { files: vec![(".aws/config", config)], ..on(&desktop) };
    let mut window = Window::open_with(&opening).await;
    window.profiles("work").await;
    decide(&window, "allow").await;
    window.closed().await;
    invoke(&window).await;
    assert!(desktop.kept().contains("refresh_token"), "the session is in the keychain");
    desktop.lock();
    let since = std::time::Instant::now();
    while since.elapsed() < Duration::from_secs(14) {
        invoke(&window).await;
        assert!(!desktop.is_asking(), "a session's renewal asks for the keychain");
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    assert_eq!(window.opened().len(), 1, "nobody signed in again");
    window.end().await;
    aws.stop().await;
}
