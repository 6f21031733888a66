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
    /// The account that the keys belong to.
    #[arg(long, default_value = "123456789012")]
    account: String,
    /// The access key ID that is known from the start; made at random when absent.
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
    /// The code that the MFA device shows: six digits.
    #[arg(long, value_name = "CODE", default_value = "123456")]
    mfa_code: String,
    /// Let the keys of roles and sessions expire after so many seconds, whatever a request asks for.
    #[arg(long, value_name = "SECONDS")]
    role_seconds: Option<u64>,
    /// How long a device code can be allowed and redeemed.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    device_seconds: u64,
    /// How long a client waits between two looks at a device code.
    #[arg(long, value_name = "SECONDS", default_value_t = 1)]
    poll_seconds: u64,
    /// How long an access token of a sign-in is good for.
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    token_seconds: u64,
    /// How long a sign-in lasts, however often it is refreshed.
    #[arg(long, value_name = "SECONDS", default_value_t = 28_800)]
    session_seconds: u64,
    /// How long after it was written an event of a log can be read.
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 1500)]
    log_delay: u64,
    /// How many functions, versions, aliases or events of a log a page of a list has at most.
    #[arg(long, value_name = "COUNT", default_value_t = 50)]
    page_size: usize,
    /// How many requests are throttled of each listing action before one is answered.
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    throttled_lists: u64,
    /// How long a client's registration lasts.
    #[arg(long, value_name = "SECONDS", default_value_t = 7_776_000)]
    client_seconds: u64,
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
        mfa_code: arguments.mfa_code,
        role_lifetime: arguments.role_seconds.map(Duration::from_secs),
        sso_role_lifetime: arguments.role_seconds.map_or(Duration::from_hours(1), Duration::from_secs),
        device_lifetime: Duration::from_secs(arguments.device_seconds),
        poll_interval: Duration::from_secs(arguments.poll_seconds),
        token_lifetime: Duration::from_secs(arguments.token_seconds),
        session_lifetime: Duration::from_secs(arguments.session_seconds),
        client_lifetime: Duration::from_secs(arguments.client_seconds),
        log_delay: Duration::from_millis(arguments.log_delay),
        page_size: arguments.page_size.max(1),
        throttled_lists: arguments.throttled_lists,
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
        "start_url": sandbox.start_url(),
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
