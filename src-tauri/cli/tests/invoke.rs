//! The real program against the sandbox: what it prints, what it writes, how it exits.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::path::PathBuf;
use std::process::{Command, Output};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lambdesk_sandbox::{Options, Sandbox};
use tempfile::TempDir;

/// A sandbox, and a home folder of its own for each program that is run.
struct Desk {
    sandbox: Sandbox,
    folder: TempDir,
}

/// What one run said.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Desk {
    async fn new() -> Self {
        Self { sandbox: Sandbox::start(Options::default()).await.unwrap(), folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let keys = self.sandbox.credentials();
        let mut command = self.bare(arguments);
        command
            .env("AWS_ACCESS_KEY_ID", &keys.access_key_id)
            .env("AWS_SECRET_ACCESS_KEY", &keys.secret_access_key)
            .env("AWS_REGION", self.sandbox.region())
            .env("AWS_ENDPOINT_URL_LAMBDA", self.sandbox.endpoint());
        command
    }

    /// Nothing set up at all.
    fn bare(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lambdesk-cli"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("AWS_EC2_METADATA_DISABLED", "true");
        command
    }

    async fn invoke(&self, arguments: &[&str]) -> Said {
        said(self.command(&[&["invoke"], arguments].concat())).await
    }
}

/// Runs on another thread: the sandbox needs this one.
async fn said(mut command: Command) -> Said {
    let Output { status, stdout, stderr } =
        tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: status.code().unwrap(), out: text(stdout), err: text(stderr) }
}

#[tokio::test]
async fn the_guides_first_example() {
    let desk = Desk::new().await;
    let said = desk.invoke(&["--function-name", "echo", "--payload", "{ \"key\": \"value\" }", "response.json"]).await;
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert_eq!(said.out, "{\n    \"StatusCode\": 200,\n    \"ExecutedVersion\": \"$LATEST\"\n}\n");
    assert_eq!(desk.file("response.json"), "{ \"key\": \"value\" }");
}

#[tokio::test]
async fn the_guides_example_of_a_bad_payload() {
    let desk = Desk::new().await;
    let said = desk.invoke(&["--function-name", "echo", "--payload", "value", "response.json"]).await;
    assert_eq!((said.code, said.out.as_str()), (254, ""));
    let line = "\nAn error occurred (InvalidRequestContentException) when calling the Invoke operation: Could not parse request body into json: ";
    assert!(said.err.starts_with(line), "{}", said.err);
    assert!(!desk.path("response.json").exists());
}

#[tokio::test]
async fn the_guides_example_of_a_log() {
    let desk = Desk::new().await;
    let arguments =
        ["--function-name", "echo", "out", "--log-type", "Tail", "--query", "LogResult", "--output", "text"];
    let said = desk.invoke(&arguments).await;
    let log = String::from_utf8(STANDARD.decode(said.out.trim_end()).unwrap()).unwrap();
    assert!(log.contains("START RequestId: ") && log.contains("\nREPORT RequestId: "), "{log}");
}

#[tokio::test]
async fn a_function_error_is_no_error_of_the_program() {
    let desk = Desk::new().await;
    let said = desk.invoke(&["--function-name", "fail", "--query", "FunctionError", "out"]).await;
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (0, "\"Unhandled\"\n", ""));
    assert!(desk.file("out").contains("errorType"));
}

#[tokio::test]
async fn names_arns_and_qualifiers() {
    let desk = Desk::new().await;
    let (region, account) = (desk.sandbox.region(), desk.sandbox.account());
    let arn = format!("arn:aws:lambda:{region}:{account}:function:echo");
    let live = format!("{arn}:live");
    let version = ["--query", "ExecutedVersion", "--output", "text", "out"];
    for (arguments, executed) in [
        (vec!["--function-name", arn.as_str()], "$LATEST\n"),
        (vec!["--function-name", live.as_str()], "3\n"),
        (vec!["--function-name=echo", "--qualifier", "2"], "2\n"),
        (vec!["--function-name", "echo", "--qualifier", "$LATEST"], "$LATEST\n"),
    ] {
        let said = desk.invoke(&[&arguments[..], &version].concat()).await;
        assert_eq!((said.err.as_str(), said.out.as_str()), ("", executed), "{arguments:?}");
    }
}

#[tokio::test]
async fn payloads_from_files_go_out_byte_for_byte() {
    let desk = Desk::new().await;
    std::fs::write(desk.path("in.json"), "{\"id\": 12345678901234567890,\r\n \"city\": \"Köln\"}\n").unwrap();
    for payload in ["file://in.json", "fileb://in.json"] {
        let said = desk.invoke(&["--function-name", "echo", "--payload", payload, "out"]).await;
        assert_eq!((said.code, desk.file("out")), (0, desk.file("in.json")), "{}", said.err);
    }
    let base64 = ["--cli-binary-format", "base64", "--payload", "eyJhIjoxfQ==", "--function-name", "echo", "out"];
    assert_eq!(desk.invoke(&base64).await.code, 0);
    assert_eq!(desk.file("out"), "{\"a\":1}");
}

#[tokio::test]
async fn wrong_usage_is_252() {
    let desk = Desk::new().await;
    for arguments in [
        vec!["out"],
        vec!["--function-name", "echo"],
        vec!["--function-name", "echo", "--nonsense", "out"],
        vec!["--function-name", "", "out"],
        vec!["--function-name", "echo", "--payload", "file://missing.json", "out"],
        vec!["--function-name", "echo", "--query", "a[", "out"],
        vec!["--function-name", "echo", "--output", "table", "out"],
        vec!["--function-name", "echo", "--endpoint-url", "nowhere", "out"],
    ] {
        let said = desk.invoke(&arguments).await;
        assert_eq!((said.code, said.out.as_str()), (252, ""), "{arguments:?}: {}", said.err);
    }
    assert_eq!(desk.sandbox.runs("echo"), 0);
}

#[tokio::test]
async fn what_is_not_set_up_is_253() {
    let desk = Desk::new().await;
    let said_bare = said(desk.bare(&["invoke", "--function-name", "echo", "out"])).await;
    assert_eq!(said_bare.code, 253);
    assert!(said_bare.err.starts_with("\nYou must specify a region."), "{}", said_bare.err);
    let keyless = [
        "invoke",
        "--function-name",
        "echo",
        "--region",
        "us-east-1",
        "--endpoint-url",
        desk.sandbox.endpoint(),
        "out",
    ];
    let said_keyless = said(desk.bare(&keyless)).await;
    assert_eq!(said_keyless.code, 253);
    assert!(said_keyless.err.starts_with("\nUnable to locate credentials."), "{}", said_keyless.err);
}

#[tokio::test]
async fn refusals_are_254() {
    let desk = Desk::new().await;
    let missing = desk.invoke(&["--function-name", "no-such-function", "out"]).await;
    assert_eq!(missing.code, 254);
    assert!(missing.err.starts_with("\nAn error occurred (ResourceNotFoundException)"), "{}", missing.err);
    let mut wrong = desk.command(&["invoke", "--function-name", "echo", "out"]);
    wrong.env("AWS_SECRET_ACCESS_KEY", "wrong-secret-that-nobody-may-see");
    let wrong = said(wrong).await;
    assert_eq!((wrong.code, desk.sandbox.runs("echo")), (254, 0));
    assert!(wrong.err.contains("(InvalidSignatureException)") && !wrong.err.contains("wrong-secret"), "{}", wrong.err);
}

#[tokio::test]
async fn no_answer_is_255_and_never_a_second_run() {
    let desk = Desk::new().await;
    let refused = desk.invoke(&["--function-name", "echo", "--endpoint-url", "http://127.0.0.1:1", "out"]).await;
    assert_eq!(refused.code, 255);
    let line =
        "\nCould not connect to the endpoint URL: \"http://127.0.0.1:1/2015-03-31/functions/echo/invocations\"\n";
    assert!(refused.err.starts_with(line), "{}", refused.err);
    let payload = "{\"seconds\": 3}";
    let slow = desk.invoke(&["--function-name", "slow", "--payload", payload, "--cli-read-timeout", "1", "out"]).await;
    assert_eq!((slow.code, desk.sandbox.runs("slow")), (255, 1), "{}", slow.err);
    assert!(slow.err.starts_with("\nRead timeout on endpoint URL: ") && slow.err.contains("may have run"));
}

#[tokio::test]
async fn a_file_that_cannot_be_written_stops_the_invocation_before_it_runs() {
    let desk = Desk::new().await;
    let said = desk.invoke(&["--function-name", "echo", "no/such/folder/out"]).await;
    assert_eq!((said.code, desk.sandbox.runs("echo")), (255, 0));
    assert!(said.err.contains("[Errno 2] No such file or directory: 'no/such/folder/out'"), "{}", said.err);
}

#[tokio::test]
async fn throttles_and_service_errors_are_ridden_out() {
    let desk = Desk::new().await;
    for function in ["throttled", "unavailable"] {
        let said = desk.invoke(&["--function-name", function, "out"]).await;
        assert_eq!((said.code, desk.sandbox.runs(function)), (0, 1), "{}", said.err);
    }
}

#[tokio::test]
async fn profiles_of_the_aws_files() {
    let desk = Desk::new().await;
    let keys = desk.sandbox.credentials();
    let (id, secret) = (&keys.access_key_id, &keys.secret_access_key);
    std::fs::create_dir(desk.path(".aws")).unwrap();
    let config = format!(
        "[profile local]\nregion = {}\nservices = local\noutput = text\n[services local]\nlambda =\n  endpoint_url = {}\n",
        desk.sandbox.region(),
        desk.sandbox.endpoint()
    );
    std::fs::write(desk.path(".aws/config"), config).unwrap();
    let credentials = format!("[local]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n");
    std::fs::write(desk.path(".aws/credentials"), credentials).unwrap();
    let arguments = ["invoke", "--function-name", "echo", "--profile", "local", "out"];
    let mut named = desk.bare(&arguments);
    // A profile that is named goes before the environment's keys.
    named.env("AWS_ACCESS_KEY_ID", "AKIAOTHER").env("AWS_SECRET_ACCESS_KEY", "other");
    let named = said(named).await;
    assert_eq!((named.err.as_str(), named.out.as_str()), ("", "$LATEST\t200\n"));
    let mut by_environment = desk.bare(&["invoke", "--function-name", "echo", "out"]);
    by_environment.env("AWS_PROFILE", "local");
    assert_eq!(said(by_environment).await.code, 0);
    let missing = desk.invoke(&["--function-name", "echo", "--profile", "nope", "out"]).await;
    assert_eq!((missing.code, missing.err.as_str()), (255, "\nThe config profile (nope) could not be found\n"));
}

#[tokio::test]
async fn a_setting_that_cannot_be_read_is_said_before_anything_is_sent() {
    let desk = Desk::new().await;
    std::fs::create_dir(desk.path(".aws")).unwrap();
    let keys = "aws_access_key_id = AKIDBASE\naws_secret_access_key = secret\n";
    std::fs::write(desk.path(".aws/config"), format!("[profile base]\n{keys}use_fips_endpoint = maybe\n")).unwrap();
    let in_file = desk.invoke(&["--function-name", "echo", "--profile", "base", "out"]).await;
    let sentence =
        "\nProfile “base” has use_fips_endpoint = maybe in the AWS config file. It is true or false.\n".to_owned();
    assert_eq!((in_file.code, in_file.err), (255, sentence));
    let mut by_environment = desk.command(&["invoke", "--function-name", "echo", "out"]);
    by_environment.env("AWS_MAX_ATTEMPTS", "many");
    let by_environment = said(by_environment).await;
    let sentence = "\nThe environment has AWS_MAX_ATTEMPTS=many. It is a whole number from 1.\n".to_owned();
    assert_eq!((by_environment.code, by_environment.err), (255, sentence));
    assert_eq!(desk.sandbox.runs("echo"), 0);
}

#[tokio::test]
async fn version_and_help() {
    let desk = Desk::new().await;
    for arguments in [&["--version"][..], &["--help"], &["help"], &["help", "invoke"], &["invoke", "--help"]] {
        let said = said(desk.bare(arguments)).await;
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{arguments:?}");
        assert!(said.out.contains("lambdesk-cli"), "{arguments:?}: {}", said.out);
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_crash_leaves_no_core_dump() {
    let desk = Desk::new().await;
    let arguments = ["invoke", "--function-name", "slow", "--payload", "{\"seconds\": 60}", "out"];
    let mut program = desk.command(&arguments).spawn().unwrap();
    let limits = format!("/proc/{}/limits", program.id());
    while desk.sandbox.runs("slow") == 0 {
        assert_eq!(program.try_wait().unwrap(), None);
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let limits = std::fs::read_to_string(limits).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().collect::<Vec<_>>()[4..6], ["0", "0"]);
    program.kill().unwrap();
    program.wait().unwrap();
}

#[tokio::test]
async fn reports_are_written_and_hide_what_must_not_leave() {
    let desk = Desk::new().await;
    let account = desk.sandbox.account().to_owned();
    let arn = format!("arn:aws:lambda:{}:{account}:function:echo", desk.sandbox.region());
    let payload = r#"{"mail": "ada@example.com", "password": "EXAMPLE-hunter2", "note": "Project Zeus"}"#;
    let mut arguments = vec!["--function-name", &arn, "--payload", payload, "--log-type", "Tail", "out"];
    for file in ["r.html", "r.md", "r.lambdesk", "r.json"] {
        arguments.extend(["--report", file]);
    }
    let shown = [arguments.as_slice(), &["--report-show", "email", "--report-hide", "project zeus"]].concat();
    let said = desk.invoke(&shown).await;
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert_eq!(desk.file("out"), payload);
    for file in ["r.html", "r.md", "r.lambdesk", "r.json"] {
        let text = desk.file(file);
        for hidden in [account.as_str(), "EXAMPLE-hunter2", "Project Zeus"] {
            assert!(!text.contains(hidden), "{file} holds {hidden}: {text}");
        }
        assert!(text.contains("ada@example.com") && text.contains("[hidden: account ID]"), "{file}: {text}");
        assert!(text.contains("START RequestId: "), "{file}: {text}");
    }
    let bare = [arguments.as_slice(), &["--report-without", "payload", "--report-without", "logs"]].concat();
    assert_eq!(desk.invoke(&bare).await.code, 0);
    let text = desk.file("r.html");
    assert!(!text.contains("<h2>Payload") && !text.contains("START RequestId: ") && text.contains("<h2>Response"));
}

#[tokio::test]
async fn a_report_is_written_of_what_went_wrong_too() {
    let desk = Desk::new().await;
    let said = desk.invoke(&["--function-name", "no-such-function", "--report", "r.md", "out"]).await;
    assert_eq!(said.code, 254);
    assert!(desk.file("r.md").contains("ResourceNotFoundException"), "{}", desk.file("r.md"));
    let secret = desk.sandbox.credentials().secret_access_key.clone();
    let payload = format!("{{\"key\": \"{secret}\"}}");
    let said = desk.invoke(&["--function-name", "echo", "--payload", &payload, "--report", "r.json", "out"]).await;
    assert_eq!(said.code, 0);
    assert!(desk.file("out").contains(&secret) && !desk.file("r.json").contains(&secret));
    for arguments in [["--report", "r.xml"], ["--report-show", "everything"], ["--report-without", "nothing"]] {
        let said = desk.invoke(&[&["--function-name", "echo", "out"], &arguments[..]].concat()).await;
        assert_eq!(said.code, 252, "{arguments:?}: {}", said.err);
    }
    let nowhere = desk.invoke(&["--function-name", "echo", "--report", "no/such/r.html", "out"]).await;
    assert_eq!((nowhere.code, desk.sandbox.runs("echo")), (255, 1));
}
