//! `lambdesk-cli run` against the sandbox: what it runs, what it prints, what it reports, how it exits.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::path::PathBuf;
use std::process::{Command, Output};

use lambdesk_sandbox::{Options, Sandbox};
use tempfile::TempDir;

/// A sandbox, and a folder with a collection in it.
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
    async fn with(files: &[(&str, &str)]) -> Self {
        let desk =
            Self { sandbox: Sandbox::start(Options::default()).await.unwrap(), folder: tempfile::tempdir().unwrap() };
        for (path, text) in files {
            let path = desk.path(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let keys = self.sandbox.credentials();
        let mut command = Command::new(env!("CARGO_BIN_EXE_lambdesk-cli"));
        command
            .arg("run")
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_ACCESS_KEY_ID", &keys.access_key_id)
            .env("AWS_SECRET_ACCESS_KEY", &keys.secret_access_key)
            .env("AWS_REGION", self.sandbox.region())
            .env("AWS_ENDPOINT_URL_LAMBDA", self.sandbox.endpoint());
        command
    }

    async fn run(&self, arguments: &[&str]) -> Said {
        said(self.command(arguments)).await
    }
}

/// Runs on another thread: the sandbox needs this one.
async fn said(mut command: Command) -> Said {
    let Output { status, stdout, stderr } =
        tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: status.code().unwrap(), out: text(stdout), err: text(stderr) }
}

/// The names of a document's elements with their names, when it is well-formed.
fn elements(xml: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => return found,
            quick_xml::events::Event::Start(start) | quick_xml::events::Event::Empty(start) => {
                let name = start.try_get_attribute("name").unwrap();
                let name = name.map(|name| name.value.into_owned()).unwrap_or_default();
                found.push(format!("{} {name}", start.name().as_ref()).trim_end().to_owned());
            }
            _ => {}
        }
    }
}

const COLLECTION: [(&str, &str); 6] = [
    (
        "team/lambdesk.toml",
        "format = 1\nname = \"Team\"\n[defaults]\nfunction = \"echo\"\n[variables]\nstage = \"dev\"\n",
    ),
    ("team/environments/ci.toml", "secrets = [\"token\"]\n[variables]\nstage = \"ci\"\n"),
    ("team/orders/create.json", "{ \"id\": 12345678901234567890, \"stage\": \"{{ stage }}\" }"),
    (
        "team/orders/create.toml",
        "[[checks]]\nexpression = \"id\"\nequals = { json = '12345678901234567890' }\n[[checks]]\nexpression = \"stage\"\nequals = \"ci\"\n[[checks]]\nlog_contains = \"REPORT\"\n",
    ),
    ("team/orders/plain.json", "{}"),
    ("team/elsewhere/other.json", "{}"),
];

#[tokio::test]
async fn a_folder_takes_what_is_above_it_and_passes() {
    let desk = Desk::with(&COLLECTION).await;
    let said = desk.run(&["team/orders", "--environment", "ci", "--report", "report.xml"]).await;
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    let lines: Vec<&str> = said.out.lines().filter(|line| line.starts_with("passed")).collect();
    assert_eq!(lines.len(), 2, "{}", said.out);
    assert!(lines[0].contains("orders/create.json") && said.out.contains("\n2 passed in "), "{}", said.out);
    assert_eq!(desk.sandbox.runs("echo"), 2);
    let report = desk.read("report.xml");
    let cases: Vec<String> = elements(&report).into_iter().filter(|it| it.starts_with("test")).collect();
    assert_eq!(cases, ["testsuites Team: orders", "testsuite orders", "testcase create", "testcase plain"], "{report}");
    assert!(report.contains("REPORT RequestId"), "the log tail is in it: {report}");
}

#[tokio::test]
async fn what_cannot_be_read_is_a_failed_case_and_the_rest_runs() {
    let mut files = COLLECTION.to_vec();
    files.extend([
        ("team/orders/broken.json", "{}"),
        ("team/orders/broken.toml", "function = \n"),
        ("team/orders/check.json", "{}"),
        ("team/orders/check.toml", "[[checks]]\nexpression = \"a[\"\nexists = true\n"),
        ("team/orders/fails.json", "{}"),
        ("team/orders/fails.toml", "function = \"fail\"\n"),
        ("team/orders/unknown.json", "{{ nobody }}"),
        ("team/orders/wrong.json", "{}"),
        ("team/orders/wrong.toml", "[[checks]]\nexpression = \"a\"\nmood = 1\n"),
    ]);
    let desk = Desk::with(&files).await;
    std::fs::write(desk.path("team/orders/bytes.json"), b"\xff\xfe").unwrap();
    let arguments =
        ["team/orders", "-e", "ci", "--jobs", "4", "--report", "r.json", "--report", "r.html", "--report", "r.xml"];
    let said = desk.run(&arguments).await;
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    assert!(said.out.contains("\n6 failed") || said.out.contains(", 6 failed in"), "{}", said.out);
    for reason in ["UTF-8", "Its sidecar is not valid TOML", "Check 1 cannot be used", "nobody", "“mood”"] {
        assert!(said.out.contains(reason), "{reason}: {}", said.out);
    }
    assert_eq!((desk.sandbox.runs("echo"), desk.sandbox.runs("fail")), (2, 1));
    let report: serde_json::Value = serde_json::from_str(&desk.read("r.json")).unwrap();
    assert_eq!((&report["lambdesk_run"], &report["summary"]["failed"]), (&1.into(), &6.into()));
    assert_eq!(report["requests"].as_array().unwrap().len(), 8);
    let xml = desk.read("r.xml");
    assert_eq!(elements(&xml).iter().filter(|it| it.starts_with("testcase")).count(), 8);
    assert!(desk.read("r.html").contains('8') && !desk.read("r.html").contains("<script"));
}

#[tokio::test]
async fn variables_come_from_the_command_line_and_secrets_from_the_environment() {
    let mut files = COLLECTION.to_vec();
    files.push(("team/secret.json", "{ \"token\": \"{{ token }}\", \"stage\": \"{{ stage }}\" }"));
    files.push((
        "team/secret.toml",
        "[[checks]]\nexpression = \"token\"\nequals = \"hunter2-hunter2\"\n[[checks]]\nexpression = \"token\"\nequals = \"no\"\n[[checks]]\nexpression = \"stage\"\nequals = \"mine\"\n",
    ));
    let desk = Desk::with(&files).await;
    let mut command = desk.command(&["team/secret.json", "-e", "ci", "--set", "stage=mine", "--report", "r.json"]);
    command.env("LAMBDESK_SECRET_token", "hunter2-hunter2");
    let said = said(command).await;
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    let report = desk.read("r.json");
    assert!(report.contains("\"checks_passed\": 2"), "{report}");
    // Neither what was found nor what was expected shows it.
    assert!(report.contains("••••") && !format!("{report}{}", said.out).contains("hunter2"), "{report}");
}

#[tokio::test]
async fn repeating_gives_figures_and_failing_fast_leaves_the_rest() {
    let desk = Desk::with(&COLLECTION).await;
    let said = desk.run(&["team", "-e", "ci", "--repeat", "5", "--jobs", "3", "--rate", "200"]).await;
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert_eq!(desk.sandbox.runs("echo"), 15);
    assert!(said.out.contains("(5 of 5)") && said.out.contains("15 durations: shortest "), "{}", said.out);
    std::fs::write(desk.path("team/elsewhere/other.toml"), "function = \"fail\"").unwrap();
    let said = desk.run(&["team", "-e", "ci", "--fail-fast", "--report", "r.xml"]).await;
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.out.contains("1 failed, 2 not begun"), "{}", said.out);
    assert_eq!(desk.read("r.xml").matches("<skipped").count(), 2);
}

#[tokio::test]
async fn wrong_usage_exits_with_2_and_runs_nothing() {
    let desk = Desk::with(&COLLECTION).await;
    std::fs::create_dir(desk.path("empty")).unwrap();
    for (arguments, word) in [
        (&["nowhere"][..], "nowhere cannot be read"),
        (&[][..], "FOLDER"),
        (&["team", "--jobs", "0"][..], "1 to 50"),
        (&["team", "--repeat", "20000"][..], "10,000"),
        (&["team", "--rate", "0"][..], "0.01"),
        (&["team", "--rate", "fast"][..], "--rate"),
        (&["team", "--report", "report.txt"][..], ".xml"),
        (&["team", "--set", "stage"][..], "name=value"),
        (&["team", "--environment", "prod"][..], "There is ci."),
        (&["team", "--query", "a"][..], "--report"),
        (&["team", "--collection", "empty"][..], "not in the collection"),
        (&["empty"][..], "no requests"),
    ] {
        let said = desk.run(arguments).await;
        assert_eq!(said.code, 2, "{arguments:?}: {}", said.err);
        assert!(said.err.contains(word), "{arguments:?}: {}", said.err);
    }
    let said = desk.run(&["team", "--report", "no-such-folder/r.xml"]).await;
    assert_eq!(said.code, 255, "{}", said.err);
    assert!(said.err.contains("The function was not invoked."), "{}", said.err);
    assert_eq!(desk.sandbox.runs("echo"), 0);
}

#[cfg(unix)]
#[tokio::test]
async fn stopping_says_so_and_still_writes_the_report() {
    let mut files = COLLECTION.to_vec();
    files.extend([("team/a/slow.json", "{\"seconds\": 60}"), ("team/a/slow.toml", "function = \"slow\"\n")]);
    let desk = Desk::with(&files).await;
    let program = desk
        .command(&["team", "-e", "ci", "--report", "r.json"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    while desk.sandbox.runs("slow") == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let pid = rustix::process::Pid::from_child(&program);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let output = tokio::task::spawn_blocking(move || program.wait_with_output()).await.unwrap().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert!(String::from_utf8_lossy(&output.stderr).contains("Cancelled."));
    let report: serde_json::Value = serde_json::from_str(&desk.read("r.json")).unwrap();
    assert_eq!((&report["summary"]["stopped"], &report["summary"]["not_begun"]), (&1.into(), &3.into()));
}
