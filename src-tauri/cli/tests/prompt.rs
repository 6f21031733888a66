//! The real program in a terminal of its own: a role asks for a device's code.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::io::{Read, Write};
use std::process::Stdio;
use std::time::Duration;

use lambdesk_sandbox::{Options, Sandbox};
use pty_process::blocking::{Command, Pty, open};
use rustix::termios::{LocalModes, tcgetattr};
use tempfile::TempDir;

/// A sandbox, and a home folder whose profile `operator` is a role with a device.
struct Desk {
    sandbox: Sandbox,
    folder: TempDir,
}

/// How it ended.
struct Ended {
    code: Option<i32>,
    /// What the terminal showed.
    screen: String,
    /// Whether the terminal is as it was.
    restored: bool,
}

const DEVICE: &str = "arn:aws:iam::123456789012:mfa/sandbox";

impl Desk {
    async fn new() -> Self {
        let sandbox = Sandbox::start(Options { mfa_code: "271828".into(), ..Options::default() }).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let keys = sandbox.credentials();
        let (id, secret) = (&keys.access_key_id, &keys.secret_access_key);
        let config = format!(
            "[profile base]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n\
            [profile operator]\nrole_arn = arn:aws:iam::123456789012:role/Operator\nmfa_serial = {DEVICE}\n\
            source_profile = base\nregion = {}\nendpoint_url = {}\n",
            sandbox.region(),
            sandbox.endpoint()
        );
        std::fs::write(folder.path().join("config"), config).unwrap();
        Self { sandbox, folder }
    }

    fn arguments(payload: &str) -> [&str; 8] {
        ["invoke", "--profile", "operator", "--function-name", "echo", "--payload", payload, "out"]
    }

    fn environment(&self) -> [(&str, std::path::PathBuf); 2] {
        [("HOME", self.folder.path().into()), ("AWS_CONFIG_FILE", self.folder.path().join("config"))]
    }

    /// Runs it in a terminal, and types once it asks.
    fn type_in(&self, keys: &str, stdin: Option<Stdio>) -> Ended {
        let (mut pty, pts) = open().unwrap();
        let before = modes(&pty);
        let mut command = Command::new(env!("CARGO_BIN_EXE_lambdesk-cli"))
            .args(Self::arguments("{\"a\":1}"))
            .env_clear()
            .envs(self.environment())
            .current_dir(self.folder.path());
        if let Some(stdin) = stdin {
            command = command.stdin(stdin);
        }
        let mut child = command.spawn(pts).unwrap();
        let mut screen = read_until(&mut pty, |screen| screen.ends_with(": "));
        assert_eq!(screen, format!("Enter MFA code for {DEVICE}: "));
        // The question comes a moment before the terminal hides what is typed.
        while modes(&pty).contains(LocalModes::ECHO) {
            std::thread::sleep(Duration::from_millis(1));
        }
        pty.write_all(keys.as_bytes()).unwrap();
        screen += &read_until(&mut pty, |_| false);
        let restored = modes(&pty) == before;
        Ended { code: child.wait().unwrap().code(), screen, restored }
    }
}

/// What a terminal does with what is typed.
fn modes(pty: &Pty) -> LocalModes {
    tcgetattr(pty).unwrap().local_modes
}

/// Reads the screen until it is as wanted, or the program has ended.
fn read_until(pty: &mut Pty, wanted: impl Fn(&str) -> bool) -> String {
    let (mut screen, mut bytes) = (String::new(), [0; 4096]);
    while !wanted(&screen) {
        match pty.read(&mut bytes) {
            // Linux's word for a terminal that nobody is at any more is an error.
            Ok(0) | Err(_) => break,
            Ok(read) => screen += &String::from_utf8_lossy(&bytes[..read]),
        }
    }
    screen.replace("\r\n", "\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_asked_for_and_not_shown() {
    let desk = Desk::new().await;
    // As it shows on some devices.
    for code in ["271828", "271 828"] {
        let ended = desk.type_in(&format!("{code}\n"), None);
        assert_eq!(ended.code, Some(0), "{}", ended.screen);
        assert!(ended.screen.contains("\"StatusCode\": 200") && !ended.screen.contains(code), "{}", ended.screen);
        assert!(ended.restored);
        assert_eq!(std::fs::read_to_string(desk.folder.path().join("out")).unwrap(), "{\"a\":1}");
    }
    assert_eq!(desk.sandbox.runs("echo"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_asked_for_in_the_terminal_also_when_the_input_is_something_else() {
    let desk = Desk::new().await;
    let ended = desk.type_in("271828\n", Some(Stdio::null()));
    assert_eq!((ended.code, desk.sandbox.runs("echo")), (Some(0), 1), "{}", ended.screen);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_not_right_is_said() {
    let desk = Desk::new().await;
    for (typed, sentence) in [
        ("123456\n", "The code was wrong, or has been used already. Wait for the next one."),
        ("12345\n", "The code has six digits."),
        ("\n", "The code has six digits."),
    ] {
        let ended = desk.type_in(typed, None);
        assert_eq!(ended.code, Some(255), "{}", ended.screen);
        let said = format!("\n\nError when retrieving credentials: {sentence}\n");
        assert!(ended.screen.ends_with(&said) && ended.restored, "{}", ended.screen);
    }
    assert_eq!(desk.sandbox.runs("echo"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_code_is_an_answer_too_and_the_terminal_is_left_as_it_was() {
    let desk = Desk::new().await;
    let (ctrl_c, ctrl_d) = ("\u{3}", "\u{4}");
    let cancelled = desk.type_in(ctrl_c, None);
    assert_eq!(cancelled.code, Some(130), "{}", cancelled.screen);
    assert!(cancelled.screen.ends_with("\nCancelled.\nThe function was not invoked.\n"), "{}", cancelled.screen);
    assert!(cancelled.restored);
    let ended = desk.type_in(ctrl_d, None);
    assert_eq!(ended.code, Some(255), "{}", ended.screen);
    assert!(ended.screen.contains(&format!("the role asks for a code of {DEVICE}, and none was given\n")));
    assert!(ended.restored);
    assert_eq!(desk.sandbox.runs("echo"), 0);
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn without_a_terminal_it_says_so_and_does_not_wait() {
    let desk = Desk::new().await;
    // A session of its own has no terminal, whatever the one that the tests run in.
    let done = std::process::Command::new("setsid")
        .args(["--wait", env!("CARGO_BIN_EXE_lambdesk-cli")])
        .args(Desk::arguments("1"))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs(desk.environment())
        .current_dir(desk.folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    let expected = format!(
        "\nError when retrieving credentials: the role asks for a code of {DEVICE}, and there is no terminal to ask for it\nRun it in a terminal.\n"
    );
    assert_eq!((done.status.code(), said), (Some(255), expected));
    assert_eq!(desk.sandbox.runs("echo"), 0);
}
