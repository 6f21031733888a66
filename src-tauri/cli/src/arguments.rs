//! The command line as written. Names and meanings are those of the AWS CLI, version 2; nothing is judged here that
//! needs a file, the environment or the network.

#![allow(clippy::doc_markdown, reason = "these comments are the text of --help, where markup would show")]

use clap::{Args, Parser, Subcommand, ValueEnum};
use lambdesk_core::wire::FindingKind;

/// Invokes AWS Lambda functions with the flags of `aws lambda invoke`.
#[derive(Debug, Parser)]
#[command(name = "lambdesk-cli", version, args_override_self = true)]
pub struct Arguments {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Invokes a function and writes its response to a file.
    Invoke(Invoke),
    /// Runs the requests of a folder, judges them by their checks, and reports.
    Run(Run),
}

/// Options of every command, before or after its name.
#[derive(Args, Debug)]
#[command(next_help_heading = "Global options")]
pub struct Options {
    /// Profile of the AWS config files. It goes before keys in the environment.
    #[arg(long, global = true)]
    pub profile: Option<String>,
    /// Region, instead of the environment's or the profile's.
    #[arg(long, global = true)]
    pub region: Option<String>,
    /// Endpoint, such as http://127.0.0.1:4566, instead of AWS's own.
    #[arg(long, global = true, value_name = "URL")]
    pub endpoint_url: Option<String>,
    /// JMESPath expression: which part of the result to print.
    #[arg(long, global = true, value_name = "EXPRESSION")]
    pub query: Option<String>,
    /// How to print the result: json or text.
    #[arg(long, global = true, value_name = "FORMAT")]
    pub output: Option<String>,
    /// How long to wait for the response, in seconds; 0 waits without end. 960 when absent, so that a function may
    /// use the whole of its 15 minutes. A wait that ran out is never followed by a second invocation.
    #[arg(long, global = true, value_name = "SECONDS")]
    pub cli_read_timeout: Option<u64>,
    /// How long to wait for a connection, in seconds; 0 waits without end.
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 60)]
    pub cli_connect_timeout: u64,
    /// How long all attempts may take together, in seconds; one hour when absent.
    #[arg(long, global = true, value_name = "SECONDS")]
    pub total_timeout: Option<u64>,
    /// How often a silent connection is probed, in seconds, so that a NAT or firewall does not forget it; 0 never.
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 30)]
    pub tcp_keep_alive: u64,
    /// PEM file with certificates to trust beside the system's, before AWS_CA_BUNDLE and the profile's ca_bundle.
    #[arg(long, global = true, value_name = "FILE")]
    pub ca_bundle: Option<std::path::PathBuf>,
    /// Send without encryption to an http:// endpoint that is not on this computer.
    #[arg(long, global = true)]
    pub allow_plain_http: bool,
    /// What is sent again: careful (what cannot have run), like-aws-cli (also after a lost connection and a timeout, so
    /// that a function may run more than once), or off.
    #[arg(long, global = true, value_enum, value_name = "PRESET", default_value_t = Retries::Careful)]
    pub retries: Retries,
    /// How many attempts there may be, 1 to 10, before AWS_MAX_ATTEMPTS and the profile's max_attempts; 3 when nothing
    /// says so.
    #[arg(long, global = true, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=10))]
    pub max_attempts: Option<u32>,
    /// How the payload is written: as it is, or in base64.
    #[arg(long, global = true, value_enum, value_name = "FORMAT", default_value_t = BinaryFormat::RawInBase64Out)]
    pub cli_binary_format: BinaryFormat,
    /// Taken for the AWS CLI's sake: nothing is ever shown in a pager.
    #[arg(long, global = true)]
    no_cli_pager: bool,
    /// Taken for the AWS CLI's sake: nothing is ever prompted for.
    #[arg(long, global = true)]
    no_cli_auto_prompt: bool,
    /// Taken for the AWS CLI's sake: an invocation has one page.
    #[arg(long, global = true)]
    no_paginate: bool,
    /// Taken for the AWS CLI's sake: nothing is ever coloured.
    #[arg(long, global = true, value_name = "WHEN")]
    color: Option<String>,
}

/// What is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Retries {
    Careful,
    LikeAwsCli,
    Off,
}

/// How `--payload` is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BinaryFormat {
    RawInBase64Out,
    Base64,
}

/// The members of an invocation. Each can be read from a file: file://request.json.
#[derive(Args, Debug)]
#[command(args_override_self = true)]
pub struct Invoke {
    /// Name, partial ARN or ARN.
    #[arg(long)]
    pub function_name: String,
    /// The payload: text, file://PATH for text in a file, fileb://PATH for bytes in a file.
    #[arg(long, allow_hyphen_values = true)]
    pub payload: Option<String>,
    /// Version or alias.
    #[arg(long)]
    pub qualifier: Option<String>,
    /// RequestResponse, Event or DryRun.
    #[arg(long, value_name = "TYPE")]
    pub invocation_type: Option<String>,
    /// None, or Tail for the last 4 KB of log.
    #[arg(long, value_name = "TYPE")]
    pub log_type: Option<String>,
    /// Base64 of JSON.
    #[arg(long, value_name = "BASE64", allow_hyphen_values = true)]
    pub client_context: Option<String>,
    /// Tenant of a function with tenant isolation.
    #[arg(long, value_name = "ID")]
    pub tenant_id: Option<String>,
    /// Name that makes repeated invocations of a durable function one execution.
    #[arg(long, value_name = "NAME")]
    pub durable_execution_name: Option<String>,
    /// Stream the response: it is written to its file as it comes in, up to 200 MB.
    #[arg(long)]
    pub stream: bool,
    /// Print the request as it would be sent, signed, as one JSON object, and send nothing. The session token and the
    /// signature are masked.
    #[arg(long)]
    pub print_request: bool,
    /// Where a report goes: FILE.html (a web page), FILE.md, FILE.lambdesk (Lambdesk opens it) or FILE.json. Can be given
    /// several times. Credentials, tokens, account IDs, e-mail addresses and the like are hidden in it.
    #[arg(long, value_name = "FILE")]
    pub report: Vec<std::path::PathBuf>,
    /// A kind of finding that reports show, such as account-id or email. Can be given several times.
    #[arg(long, value_name = "KIND", value_parser = finding_kind)]
    pub report_show: Vec<FindingKind>,
    /// A word that reports hide too. Can be given several times.
    #[arg(long, value_name = "WORD")]
    pub report_hide: Vec<String>,
    /// What reports leave out. Can be given several times.
    #[arg(long, value_enum, value_name = "PART")]
    pub report_without: Vec<ReportPart>,
    /// Where the response goes.
    #[arg(value_name = "OUTFILE", required_unless_present = "print_request")]
    pub outfile: Option<std::path::PathBuf>,
}

/// A part of a report that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportPart {
    Payload,
    Response,
    Logs,
    Attempts,
}

/// A kind of finding by its name, words joined by dashes.
fn finding_kind(written: &str) -> Result<FindingKind, String> {
    let name = |kind: FindingKind| serde_json::to_value(kind).ok().and_then(|it| Some(it.as_str()?.replace('_', "-")));
    FindingKind::ALL.into_iter().find(|kind| name(*kind).as_deref() == Some(written)).ok_or_else(|| {
        let all: Vec<String> = FindingKind::ALL.into_iter().filter_map(name).collect();
        format!("choose one of {}", all.join(", "))
    })
}

/// What is run, how often, and who is told. A request's own TOML file and the lambdesk.toml files above it say where it
/// goes; the global options say it for those that do not. Exits with 0 when all passed, with 1 when one did not.
#[derive(Args, Debug)]
pub struct Run {
    /// Folder of requests, or one request's .json file. What is above it counts up to the collection's own folder.
    #[arg(value_name = "FOLDER")]
    pub folder: std::path::PathBuf,
    /// Environment of the collection: environments/NAME.toml.
    #[arg(long, short, value_name = "NAME")]
    pub environment: Option<String>,
    /// Where a report goes: FILE.xml (JUnit), FILE.html or FILE.json. Can be given several times.
    #[arg(long, value_name = "FILE")]
    pub report: Vec<std::path::PathBuf>,
    /// How many may be in flight at a time, 1 to 50. The same request never is twice.
    #[arg(long, short, value_name = "NUMBER", default_value_t = 1)]
    pub jobs: u32,
    /// How often each request is run, 1 to 10000.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub repeat: u32,
    /// How many begin in a second, at most.
    #[arg(long, value_name = "PER_SECOND")]
    pub rate: Option<f64>,
    /// A variable's value, before those of all files: name=value. Can be given several times.
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Begin nothing more once one has failed.
    #[arg(long)]
    pub fail_fast: bool,
    /// The collection's own folder, where it is not the topmost one above FOLDER that has a lambdesk.toml.
    #[arg(long, value_name = "FOLDER")]
    pub collection: Option<std::path::PathBuf>,
    /// A variable of this program's environment that the collection may read with env(…). Can be given several times.
    #[arg(long, value_name = "NAME")]
    pub allow_env: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Arguments {
        Arguments::try_parse_from(line.split(' ')).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn the_definition_is_consistent() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn options_stand_anywhere_and_the_last_one_counts() {
        let line = "lambdesk-cli --region=eu-west-1 invoke out --function-name f --payload -5 --region us-east-1";
        let arguments = parse(line);
        let Command::Invoke(invoke) = arguments.command else { panic!("invoke") };
        assert_eq!(arguments.options.region.as_deref(), Some("us-east-1"));
        assert_eq!(
            (invoke.payload.as_deref(), invoke.outfile.as_deref().and_then(std::path::Path::to_str)),
            (Some("-5"), Some("out"))
        );
    }

    #[test]
    fn a_run_takes_the_options_of_invoke_and_its_own() {
        let line = "lambdesk-cli run orders --environment ci --report a.xml --report a.html --set a=b=c --profile p";
        let arguments = parse(line);
        let Command::Run(run) = arguments.command else { panic!("run") };
        assert_eq!(arguments.options.profile.as_deref(), Some("p"));
        assert_eq!((run.report.len(), run.jobs, run.repeat, run.set.as_slice()), (2, 1, 1, &["a=b=c".to_owned()][..]));
    }
}
