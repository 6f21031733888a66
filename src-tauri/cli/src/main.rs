//! Lambdesk without a window: `lambdesk-cli invoke` takes the flags of `aws lambda invoke`, prints what it prints, and
//! never runs a function a second time because the first answer was slow. `lambdesk-cli run` runs the saved requests of a
//! folder, judges them by their checks, and reports.
//!
//! The flow is: arguments as written → a call that can be sent → the engine of `lambdesk-core` → file, standard output,
//! exit code. Nothing here knows how a request is signed or sent.

mod arguments;
mod invocation;
mod outfile;
mod output;
mod parameter;
mod prompt;
mod query;
mod report;
mod run;
mod run_progress;
mod run_setting;
mod signer;
mod trouble;
mod value;

use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Arguments, Command};
use trouble::{Trouble, USAGE};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    lambdesk_core::crash::leave_no_memory_behind();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(said) => {
            // Help and version come this way too. A closed standard output or error leaves nobody to tell.
            let _ = said.print();
            let usage = if is_run() { run::USAGE } else { USAGE };
            return if said.use_stderr() { ExitCode::from(usage) } else { ExitCode::SUCCESS };
        }
    };
    match arguments.command {
        Command::Invoke(invoke) => match invocation::run(arguments.options, invoke).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(trouble) => {
                tell(&trouble);
                ExitCode::from(trouble.exit_code())
            }
        },
        Command::Run(arguments_of_run) => match run::run(arguments.options, arguments_of_run).await {
            Ok(code) => code,
            Err(trouble) => {
                tell(&trouble);
                ExitCode::from(run::exit_code(&trouble))
            }
        },
    }
}

/// Whether a command line that cannot be read asks for a run: its exit code for that is another.
fn is_run() -> bool {
    let found = Arguments::command().ignore_errors(true).try_get_matches();
    found.is_ok_and(|found| found.subcommand_name() == Some("run"))
}

/// The error on standard error, as the AWS CLI puts it: after an empty line. What we add stands on lines of its own.
fn tell(trouble: &Trouble) {
    let mut err = std::io::stderr().lock();
    // Standard error may be closed; there is nobody left to tell then.
    let _ = writeln!(err, "\n{trouble}");
    if let Some(hint) = trouble.hint() {
        let _ = writeln!(err, "{hint}");
    }
}
