//! `lambdesk-cli run`: the requests of a folder, one after the other or several at a time, each judged by its checks.
//! What cannot be read or filled in is a failed case, and the others are run.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use aws_credential_types::provider::SharedCredentialsProvider;
use lambdesk_core::clock::{Clock, SystemClock};
use lambdesk_core::credentials::secrets::Secrets;
use lambdesk_core::credentials::system_keychain::SystemKeychain;
use lambdesk_core::invoke::run::Engine;
use lambdesk_core::invoke::spool::Spool;
use lambdesk_core::invoke_input::{self, Place};
use lambdesk_core::runs::pace::Pace;
use lambdesk_core::runs::plan;
use lambdesk_core::runs::prepare::{Masks, Preparing, Setting};
use lambdesk_core::runs::record::{Ended, Performed};
use lambdesk_core::runs::report::{Form, Report};
use lambdesk_core::runs::runner::{self, Step};
use lambdesk_core::runs::schedule::Turn;
use lambdesk_core::settings::ResolvedSettings;
use lambdesk_core::variables::filling::Variables;
use lambdesk_core::variables::secret_variables::SecretVariables;
use lambdesk_core::wire::{RequestSource, RunCase, RunPace, Variable};
use tokio_util::sync::CancellationToken;

use crate::arguments::{Options, Run};
use crate::invocation;
use crate::report;
use crate::run_progress;
use crate::run_setting::{Opened, overrides};
use crate::signer::Setup;
use crate::trouble::{self, Trouble};

/// The exit code for wrong usage of a run, as test programs have it.
pub const USAGE: u8 = 2;
/// The exit code when something did not pass.
const FAILED: u8 = 1;

/// The exit code for what kept a run from taking place.
pub fn exit_code(trouble: &Trouble) -> u8 {
    match trouble.exit_code() {
        trouble::USAGE => USAGE,
        code => code,
    }
}

/// What performs a turn.
#[derive(Clone)]
struct Performer {
    preparing: Preparing,
    collection: String,
    cases: Arc<Vec<RunCase>>,
    place: Place,
    settings: ResolvedSettings,
    credentials: SharedCredentialsProvider,
    engine: Engine,
    masks: Masks,
}

/// Runs the requests of a folder, prints what became of them, and writes the reports.
///
/// # Errors
/// Why nothing was run, or that a report cannot be written.
pub async fn run(options: Options, run: Run) -> Result<ExitCode, Trouble> {
    if options.query.is_some() || options.output.is_some() {
        return Err(Trouble::Usage("--query and --output belong to invoke; a run has --report.".into()));
    }
    let pace = pace(&run)?;
    let overrides = overrides(&run.set)?;
    let reports = report::places(&run.report, Form::of)?;
    let now = SystemClock.now();
    let opened = Opened::of(&run, now)?;
    let cases = Arc::new(plan::cases(&opened.collection, &opened.path));
    let count = u32::try_from(cases.len()).unwrap_or(u32::MAX);
    if count == 0 {
        return Err(Trouble::Usage(format!("There are no requests in {}.", run.folder.display())));
    }
    pace.invocations(cases.len()).map_err(Trouble::Usage)?;
    let secrets = SecretVariables::new(Secrets::new(Arc::new(SystemKeychain)));
    let environment = run.environment.as_deref();
    opened.take_secrets(environment, &secrets).await?;
    let performer = performer(&options, &run, &opened, cases.clone(), secrets, overrides).await?;

    let stop = CancellationToken::new();
    let pressed = stop.clone();
    let listening = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            pressed.cancel();
        }
    });
    let destination =
        format!("profile {}, {}", options.profile.as_deref().unwrap_or("default"), performer.place.region);
    let perform = move |_, turn: Turn, stopped| {
        let performer = performer.clone();
        async move { performer.perform(turn.case, stopped).await }
    };
    let on_step = |step: Step<'_>| {
        if let Step::Ended { record, .. } = step {
            let case = usize::try_from(record.row.case).ok().and_then(|case| cases.get(case));
            say(&run_progress::line(record, case, pace.rounds));
        }
    };
    let (book, took) = runner::run(count, &pace, &stop, perform, on_step).await;
    listening.abort();
    let summary = book.summary(took.into());
    say(&run_progress::sum(&summary));
    let title = if opened.path.is_empty() {
        opened.collection.name.clone()
    } else {
        format!("{}: {}", opened.collection.name, opened.path)
    };
    let made = Report {
        title: &title,
        environment,
        place: &destination,
        started_at: now,
        rounds: pace.rounds,
        cases: &cases,
        book: &book,
        summary: &summary,
    };
    for (path, form) in &reports {
        report::write(path, &made.write(*form).map_err(Trouble::Other)?)?;
    }
    if stop.is_cancelled() {
        let hint = "What had begun may have run; nothing more was begun.".into();
        return Err(Trouble::Cancelled { hint });
    }
    let all_passed = summary.failed + summary.stopped + summary.not_begun == 0;
    Ok(if all_passed { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

fn pace(run: &Run) -> Result<Pace, Trouble> {
    let pace = RunPace { at_once: run.jobs, repeat: run.repeat, rate: run.rate, stop_at_failure: run.fail_fast };
    Pace::of(&pace).map_err(|problems| {
        let said: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
        Trouble::Usage(said.join(" "))
    })
}

async fn performer(
    options: &Options,
    run: &Run,
    opened: &Opened,
    cases: Arc<Vec<RunCase>>,
    secrets: SecretVariables,
    overrides: Vec<Variable>,
) -> Result<Performer, Trouble> {
    let plain_http = options.allow_plain_http;
    let endpoint =
        options.endpoint_url.as_deref().map(|url| invocation::endpoint_asked_for(url, plain_http)).transpose()?;
    let wait = invocation::wait(options.cli_read_timeout);
    let setup = Setup::read(options.profile.as_deref(), options.region.clone()).await?;
    let transport = invocation::transport(options, wait, setup.ca_bundle())?;
    let signer = setup.signer(&transport).await?;
    let mut place = signer.place().clone();
    // The same complaints as those of invoke, before anything is sent.
    let (region, _) = invocation::target(endpoint, &place, plain_http)?;
    place.region = region.as_str().to_owned();
    place.endpoint = options.endpoint_url.clone().or(place.endpoint);
    place.allow_plain_http = plain_http;
    signer.ask().await?;
    let collection = opened.collection.id.clone();
    let masks = Masks::of(&opened.collections, &secrets, &collection, run.environment.as_deref()).await;
    let setting = Setting {
        profile: String::new(),
        region: None,
        environment: run.environment.clone(),
        overrides,
        wait: options.cli_read_timeout.map(|seconds| if seconds == 0 { "24 h".into() } else { format!("{seconds} s") }),
    };
    let attempts = options.max_attempts.or(place.attempts);
    Ok(Performer {
        preparing: Preparing {
            collections: opened.collections.clone(),
            variables: Variables::new(opened.collections.clone(), secrets),
            setting,
        },
        collection,
        cases,
        settings: ResolvedSettings {
            total: invocation::total(options.total_timeout),
            retries: invocation::retries(options.retries, attempts),
            ..ResolvedSettings::default()
        },
        place,
        credentials: signer.credentials(),
        engine: Engine::new(transport, Arc::new(SystemClock)),
        masks: masks.map_err(|error| Trouble::Other(error.to_string()))?,
    })
}

impl Performer {
    async fn perform(&self, case: u32, stopped: CancellationToken) -> Performed {
        let Some(case) = usize::try_from(case).ok().and_then(|case| self.cases.get(case)) else {
            return Performed::Unsent("There is no such request.".into());
        };
        if let Some(problem) = &case.problem {
            return Performed::Unsent(problem.clone());
        }
        let source = RequestSource { collection: self.collection.clone(), path: case.path.clone() };
        let prepared = tokio::select! {
            prepared = self.preparing.prepare(&source, SystemClock.now()) => prepared,
            () = stopped.cancelled() => return Performed::NotSent,
        };
        let prepared = match prepared {
            Ok(prepared) => prepared,
            Err(why) => return Performed::Unsent(why),
        };
        let resolved = invoke_input::resolve(&prepared.input, &self.place, &self.settings, self.credentials.clone());
        let mut call = match resolved {
            Ok(call) => call,
            Err(failure) => return Performed::Unsent(self.masks.clean(&failure.message)),
        };
        if call.request.is_streamed() {
            match Spool::temporary() {
                Ok(spool) => call.spool = Some(spool),
                Err(error) => return Performed::Unsent(format!("There is no room for its response: {error}.")),
            }
        }
        match self.engine.run(&call, &stopped, Arc::new(|_| {})).await {
            Ok(finished) => {
                let ended = Ended::of(&finished, &prepared.checks).cleaned(|text| self.masks.clean(text));
                Performed::Ended(Box::new(ended))
            }
            Err(error) => Performed::Unsent(format!("Nothing was sent: {error}.")),
        }
    }
}

/// On standard output, at once. It may be closed; a run that is watched by nobody goes on for its report.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}
