//! The sandbox as a program: one line of JSON when it is ready, then it answers until it is ended.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use lambdesk_sandbox::{Credentials, Options, Sandbox};
use serde_json::json;

/// A small Lambda on loopback, for trying things out.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// TCP port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The only region that requests may be signed for.
    #[arg(long, default_value = "us-east-1")]
    region: String,
    /// The account that everything belongs to.
    #[arg(long, default_value = "123456789012")]
    account: String,
    /// The only access key ID that is known; made at random when absent.
    #[arg(long, requires = "secret_access_key")]
    access_key_id: Option<String>,
    /// Its secret.
    #[arg(long, requires = "access_key_id")]
    secret_access_key: Option<String>,
    /// The session token that every request must carry.
    #[arg(long)]
    session_token: Option<String>,
    /// Let the keys expire so many seconds after the start.
    #[arg(long, value_name = "SECONDS")]
    expire_after: Option<u64>,
    /// Refuse an action, such as lambda:GetFunctionConfiguration; can be given again.
    #[arg(long, value_name = "ACTION")]
    deny: Vec<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut credentials = match (arguments.access_key_id, arguments.secret_access_key) {
        (Some(id), Some(secret)) => Credentials::new(id, secret),
        _ => Credentials::random(),
    };
    credentials.session_token = arguments.session_token;
    let options = Options {
        port: arguments.port,
        region: arguments.region,
        account: arguments.account,
        credentials,
        expire_after: arguments.expire_after.map(Duration::from_secs),
        deny: arguments.deny,
        ..Options::default()
    };
    match serve(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be closed; there is nobody left to tell then.
            let _ = writeln!(std::io::stderr(), "lambdesk-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: Options) -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start(options).await?;
    let keys = sandbox.credentials();
    let mut ready = json!({
        "endpoint": sandbox.endpoint(),
        "region": sandbox.region(),
        "access_key_id": keys.access_key_id,
        "secret_access_key": keys.secret_access_key,
    });
    if let Some(token) = &keys.session_token {
        ready["session_token"] = json!(token);
    }
    let mut out = std::io::stdout();
    writeln!(out, "{ready}")?;
    out.flush()?;
    ended().await?;
    sandbox.stop().await;
    Ok(())
}

/// Waits for Ctrl+C, or for being told to end.
async fn ended() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut told = signal(SignalKind::terminate())?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result,
            _ = told.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    {
        tokio::signal::ctrl_c().await
    }
}
