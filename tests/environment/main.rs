//! What the environment and the AWS files say of endpoints, proxies and certificates, by the command line.

mod certificates;
mod endpoints;
mod proxies;

use std::path::PathBuf;
use std::process::{Command, Output};

use lambdesk_tests::repository;
use tempfile::TempDir;

/// A home folder of its own, with nothing in the environment but what a test puts there.
struct Home {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

/// What one run said.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Home {
    fn new() -> Self {
        let home = Self { folder: tempfile::tempdir().expect("a folder"), variables: Vec::new() };
        home.with("AWS_REGION", "eu-west-1")
            .with("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .with("AWS_SECRET_ACCESS_KEY", "planted-SECRET")
    }

    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// Writes the AWS config file.
    fn config(self, text: &str) -> Self {
        let path = self.write("config", text);
        self.with("AWS_CONFIG_FILE", path.display().to_string())
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path
    }

    /// Runs the program away from the runtime, which may be needed by whom it talks to.
    async fn run(&self, arguments: &[&str]) -> Said {
        let mut command = Command::new(repository::program("lambdesk-cli"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        let output = tokio::task::spawn_blocking(move || command.output()).await.expect("a thread");
        let Output { status, stdout, stderr } = output.expect("Build it first: `cargo build --workspace --bins`.");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        Said { code: status.code(), out: text(stdout), err: text(stderr) }
    }

    /// The address that an invocation would go to. Nothing is sent.
    async fn url(&self) -> String {
        let said = self.run(&["invoke", "--function-name", "f", "--print-request"]).await;
        let request: serde_json::Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{said:?}"));
        request["url"].as_str().expect("a url").to_owned()
    }
}
