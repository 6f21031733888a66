//! Other clients, as far as they are installed: boto3 in a process that stays, curl and the AWS CLI in one each.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use lambdesk_tests::repository;

/// Keys that the server does not look at.
const KEY: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const REGION: &str = "us-east-1";

/// Where `tests/interop/environment.sh clients` has put boto3 and the AWS CLI.
fn installed(program: &str) -> PathBuf {
    repository::root().join("target/interop/clients/bin").join(program)
}

/// boto3 with a warm connection.
pub struct Boto3 {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Boto3 {
    /// Starts it; `None` when it is not installed.
    pub fn start(address: &str, payload: &Path) -> Option<Self> {
        let python = installed("python");
        if !python.exists() {
            return None;
        }
        let mut process = Command::new(python)
            .arg(repository::root().join("tests/benchmarks/boto3_client.py"))
            .args([address, REGION, KEY, SECRET])
            .arg(payload)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let (input, output) = (process.stdin.take()?, BufReader::new(process.stdout.take()?));
        let mut boto3 = Self { process, input, output };
        // The first one opens the connection.
        boto3.invoke()?;
        Some(boto3)
    }

    /// Invokes once; microseconds, by its own clock.
    pub fn invoke(&mut self) -> Option<f64> {
        self.input.write_all(b"\n").ok()?;
        let mut line = String::new();
        self.output.read_line(&mut line).ok()?;
        line.trim().parse().ok()
    }
}

impl Drop for Boto3 {
    fn drop(&mut self) {
        // Gone already is what is wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs a command to its end; microseconds, or `None` when it is not there or fails.
fn timed(command: &mut Command) -> Option<f64> {
    let moment = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    status.success().then(|| moment.elapsed().as_secs_f64() * 1e6)
}

/// curl, which signs by itself.
pub struct Curl {
    url: String,
    payload: String,
}

impl Curl {
    /// For an address and a payload's file.
    pub fn new(url: &str, payload: &Path) -> Self {
        Self { url: url.to_owned(), payload: format!("@{}", payload.display()) }
    }

    /// Invokes once; microseconds.
    pub fn invoke(&self) -> Option<f64> {
        timed(
            Command::new("curl")
                .args(["--silent", "--fail", "--aws-sigv4", &format!("aws:amz:{REGION}:lambda")])
                .args(["--user", &format!("{KEY}:{SECRET}"), "--header", "Expect:"])
                .args(["--data-binary", &self.payload, &self.url]),
        )
    }
}

/// `aws lambda invoke`.
pub struct AwsCli {
    endpoint: String,
    payload: String,
}

impl AwsCli {
    /// For an endpoint and a payload's file.
    pub fn new(endpoint: &str, payload: &Path) -> Self {
        Self { endpoint: endpoint.to_owned(), payload: format!("fileb://{}", payload.display()) }
    }

    /// Invokes once; microseconds.
    pub fn invoke(&self) -> Option<f64> {
        timed(
            Command::new(installed("aws"))
                .args(["lambda", "invoke", "--function-name", "echo", "--endpoint-url", &self.endpoint])
                .args(["--region", REGION, "--payload", &self.payload, "/dev/null"])
                .envs([("AWS_ACCESS_KEY_ID", KEY), ("AWS_SECRET_ACCESS_KEY", SECRET), ("HOME", "/nonexistent")]),
        )
    }
}
