//! Keep-alive against a NAT that forgets silent connections. The network of its own that this needs is made by `run.py`,
//! which says so where it may not be made.

use std::process::Command;

use lambdesk_tests::repository;

/// What `run.py` exits with when there can be no such network here.
const SKIPPED: i32 = 77;

#[test]
fn a_long_silent_invocation_survives_with_keep_alive_and_is_lost_without() {
    let (cli, sandbox) = (repository::program("lambdesk-cli"), repository::program("lambdesk-sandbox"));
    assert!(cli.exists() && sandbox.exists(), "Build them first: `cargo build --workspace --bins`.");
    let output = Command::new("python3")
        .arg(repository::root().join("tests/nat/run.py"))
        .arg("--cli")
        .arg(cli)
        .arg("--sandbox")
        .arg(sandbox)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("python3");
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}{}", String::from_utf8_lossy(&output.stderr));
    if output.status.code() == Some(SKIPPED) {
        assert!(said.starts_with("Skipped: "), "a test that is skipped says why");
        return;
    }
    assert!(output.status.success(), "see above");
}
