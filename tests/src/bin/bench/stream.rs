//! The memory that a streamed response takes on its way to disk: the command line's, at its peak.

use std::process::{Command, Stdio};

use lambdesk_tests::engine::Bench;
use lambdesk_tests::repository;

/// Lambda's limit is 209,715,200 bytes.
const STREAMED: &str = r#"{"chunks":200,"bytes":1000000,"delay_ms":0}"#;

pub async fn stream() {
    let bench = Bench::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let mut peaks = Vec::new();
    for payload in [r#"{"chunks":1,"bytes":10,"delay_ms":0}"#, STREAMED] {
        let keys = bench.sandbox.credentials();
        let mut command = Command::new(repository::program("lambdesk-cli"));
        command
            .args(["invoke", "--function-name", "stream", "--stream", "--payload", payload])
            .arg(&out)
            .env_clear()
            .env("HOME", folder.path())
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_REGION", bench.sandbox.region())
            .env("AWS_ACCESS_KEY_ID", &keys.access_key_id)
            .env("AWS_SECRET_ACCESS_KEY", &keys.secret_access_key)
            .env("AWS_ENDPOINT_URL_LAMBDA", bench.sandbox.endpoint())
            .stdout(Stdio::null());
        let mut child = command.spawn().expect("Build it first: `cargo build --release -p lambdesk-cli`.");
        let mut peak = 0;
        while child.try_wait().expect("a child").is_none() {
            peak = peak.max(resident(child.id()));
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        assert!(child.wait().expect("a child").success(), "it failed");
        peaks.push((std::fs::metadata(&out).expect("a file").len(), peak));
    }
    for (bytes, peak) in &peaks {
        println!("{bytes} bytes streamed to disk: at most {:.1} MB of memory", mb(*peak));
    }
    println!("200 MB take {:.1} MB more than 10 bytes", mb(peaks[1].1 - peaks[0].1));
}

/// The most memory that a process has had so far, in KB.
pub fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// Megabytes of these kilobytes.
#[expect(clippy::cast_precision_loss, reason = "memory is far below where a float loses kilobytes")]
pub fn mb(kilobytes: u64) -> f64 {
    kilobytes as f64 / 1024.0
}
