//! Checks before anything is sent; running a folder, opening its results, and its report.

use std::path::Path;
use std::sync::Arc;

use lambdesk_core::checks;
use lambdesk_core::failure::{Failure, Field, FieldProblem};
use lambdesk_core::runs::pace::Pace;
use lambdesk_core::runs::plan;
use lambdesk_core::runs::prepare::{Masks, Preparing, Setting};
use lambdesk_core::runs::record::{Ended, Performed};
use lambdesk_core::runs::report::{Form, Report};
use lambdesk_core::runs::runner::{self, Step};
use lambdesk_core::runs::schedule::Turn;
use lambdesk_core::typed_path::typed_path;
use lambdesk_core::wire::{
    Check, CheckProblem, Demand, Invocation, RequestSource, RunCase, RunEvent, RunInput, RunSummary,
};
use tauri::ipc::Channel;
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;
use tokio_util::sync::CancellationToken;

use crate::app::{App, Way};
use crate::off_thread::off_thread;
use crate::results::Body;
use crate::runs::{EndedRun, RunResult};
use crate::sending::{Outgoing, Sent};

/// What of these checks cannot be used.
#[tauri::command]
pub async fn check_checks(checks: Vec<Check>) -> Vec<CheckProblem> {
    checks::problems(&checks)
}

/// What performs the turns of a run.
#[derive(Clone)]
struct Performer {
    app: App,
    id: String,
    way: Arc<Way>,
    preparing: Preparing,
    collection: String,
    cases: Arc<Vec<RunCase>>,
    masks: Masks,
}

/// Runs a folder's requests and reports each step. A request that cannot be sent is a failed one, and the others are run;
/// a failure means that nothing was.
#[tauri::command]
pub async fn run_folder(
    app: State<'_, App>,
    id: String,
    input: RunInput,
    on_event: Channel<RunEvent>,
) -> Result<RunSummary, Failure> {
    let ticket = app
        .running
        .begin(&id)
        .ok_or_else(|| Failure::other("This run is under way already.", "Wait for it to end, or stop it."))?;
    let pace = Pace::of(&input.pace).map_err(Failure::invalid)?;
    // As it is on disk now: a request may have been saved a moment ago.
    app.collections.root(&input.folder.collection)?;
    let (collections, id_of_collection, now) =
        (app.collections.clone(), input.folder.collection.clone(), app.clock.now());
    let collection = off_thread(move || collections.open(&id_of_collection, now)).await?;
    let cases = Arc::new(plan::cases(&collection, &input.folder.path));
    if cases.is_empty() {
        return Err(Failure::other("There are no requests in this folder.", "Save one in it first."));
    }
    let invocations =
        pace.invocations(cases.len()).map_err(|why| Failure::invalid(vec![FieldProblem::new(Field::Repeat, why)]))?;
    let requests = u32::try_from(cases.len()).unwrap_or(u32::MAX);
    let (way, masks) = tokio::select! {
        ready = ready(&app, &input, invocations, requests) => ready?,
        () = ticket.token.cancelled() => {
            return Err(Failure::other("You stopped it before anything was sent.", "Nothing ran."));
        }
    };
    let region = input.region.clone().unwrap_or_else(|| way.plan.place.region.clone());
    let destination = format!("{}, {region}", way.plan.name);
    // A page that is gone hears nothing, here and below; the run goes on until it is stopped.
    drop(on_event.send(RunEvent::Planned { cases: cases.to_vec(), invocations }));
    app.runs.begin(&id);
    let performer = Performer {
        app: app.inner().clone(),
        id: id.clone(),
        way: Arc::new(way),
        preparing: Preparing {
            collections: app.collections.clone(),
            variables: app.variables.clone(),
            setting: Setting {
                profile: input.profile.clone(),
                region: input.region.clone(),
                environment: input.environment.clone(),
                ..Setting::default()
            },
        },
        collection: collection.id.clone(),
        cases: cases.clone(),
        masks,
    };
    let perform = move |number, turn: Turn, stopped| {
        let performer = performer.clone();
        async move { performer.perform(number, turn, stopped).await }
    };
    let on_step = |step: Step<'_>| {
        let event = match step {
            Step::Began { number, turn } => RunEvent::Began { number, case: turn.case, round: turn.round },
            Step::Ended { record, book } => RunEvent::Ended { row: record.row.clone(), figures: book.figures() },
        };
        drop(on_event.send(event));
    };
    let started_at = app.clock.now();
    let (book, took) = runner::run(requests, &pace, &ticket.token, perform, on_step).await;
    let summary = book.summary(took.into());
    let folder = &input.folder.path;
    let title = if folder.is_empty() { collection.name } else { format!("{}: {folder}", collection.name) };
    let (environment, rounds) = (input.environment, pace.rounds);
    let ended =
        EndedRun { title, environment, place: destination, started_at, rounds, cases, book, summary: summary.clone() };
    app.runs.end(&id, ended);
    Ok(summary)
}

/// The profile's way and what must be masked, when everything that is asked of the user was given: credentials, and one
/// confirmation of all invocations in production.
async fn ready(app: &App, input: &RunInput, invocations: u32, requests: u32) -> Result<(Way, Masks), Failure> {
    let way = app.way(&input.profile).await?;
    let collection = &input.folder.collection;
    let masks = Masks::of(&app.collections, &app.secret_variables, collection, input.environment.as_deref()).await?;
    way.access.credentials(&way.plan).await?;
    // Another number than the one that was confirmed is another run: a request may have been added meanwhile.
    if way.plan.production && input.confirmed != Some(invocations) {
        let identity = app.identities.of(&way.access, &way.plan, false).await.ok();
        let account = identity.map(|identity| identity.account).filter(|account| !account.is_empty());
        let demand = Demand::ConfirmRun {
            profile_name: way.plan.name.clone(),
            account: account.or_else(|| way.plan.place.account.clone()),
            region: input.region.clone().unwrap_or_else(|| way.plan.place.region.clone()),
            invocations,
            requests,
        };
        return Err(Failure::demand("This is production.", "Confirm the run, and it begins.", demand));
    }
    Ok((way, masks))
}

impl Performer {
    async fn perform(&self, number: u32, turn: Turn, stopped: CancellationToken) -> Performed {
        let Some(case) = usize::try_from(turn.case).ok().and_then(|case| self.cases.get(case)) else {
            return Performed::Unsent("There is no such request.".into());
        };
        if let Some(problem) = &case.problem {
            return Performed::Unsent(problem.clone());
        }
        let source = RequestSource { collection: self.collection.clone(), path: case.path.clone() };
        let prepared = tokio::select! {
            prepared = self.preparing.prepare(&source, self.app.clock.now()) => prepared,
            () = stopped.cancelled() => return Performed::NotSent,
        };
        let prepared = match prepared {
            Ok(prepared) => prepared,
            Err(why) => return Performed::Unsent(why),
        };
        let id = result_id(&self.id, number);
        let outgoing = Outgoing {
            id: &id,
            input: &prepared.input,
            secrets: prepared.secrets.iter().map(|secret| secret.as_str()).collect(),
            checks: &prepared.checks,
        };
        let sent = self.app.send(&self.way, outgoing, &stopped, Arc::new(|_| {}), |_| {}).await;
        let Sent { finished, mut invocation, body } = match sent {
            Ok(sent) => sent,
            Err(failure) => return Performed::Unsent(self.masks.clean(&failure.message)),
        };
        let ended = Ended::of(&finished, &prepared.checks);
        let bytes = match body {
            Some(Body::Memory(bytes)) => Some(bytes),
            // A long stream would fill the disk in a long run; what of it is in memory is kept.
            Some(Body::Disk(_)) => finished.answer.as_ref().map(|answer| answer.body.clone()),
            None => None,
        };
        for check in &mut invocation.checks {
            check.label = self.masks.clean(&check.label);
            check.sentence = self.masks.clean(&check.sentence);
        }
        let standing = ended.standing();
        self.app.runs.keep(&self.id, RunResult { number, standing, invocation, body: bytes });
        Performed::Ended(Box::new(ended.cleaned(|text| self.masks.clean(text))))
    }
}

/// The id of a run's invocation, under which its response is read.
fn result_id(run: &str, number: u32) -> String {
    format!("{run}.{number}")
}

/// An invocation of a run, to be shown as any other. Its response is kept anew, until it is forgotten.
#[tauri::command]
pub async fn run_result(app: State<'_, App>, id: String, number: u32) -> Result<Invocation, Failure> {
    let result = app.runs.result(&id, number).ok_or_else(|| {
        Failure::other("This result is not kept any more.", "Only the latest results of a long run can be opened.")
    })?;
    if let Some(body) = result.body {
        app.results.keep(result.invocation.id.clone(), Body::Memory(body));
    }
    Ok(result.invocation)
}

/// Writes a run's report; the path's ending says in which form.
#[tauri::command]
pub async fn save_run_report(app: State<'_, App>, id: String, path: String) -> Result<(), Failure> {
    let at_path = |why: String| Failure::invalid(vec![FieldProblem::new(Field::Path, why)]);
    let typed = typed_path(&path);
    if !typed.is_absolute() {
        return Err(at_path("Type the whole path of a file.".into()));
    }
    let form = Form::of(Path::new(&typed)).map_err(at_path)?;
    let ended = app.runs.ended(&id).ok_or_else(|| Failure::other("This run is not kept any more.", "Run it again."))?;
    off_thread(move || {
        let report = Report {
            title: &ended.title,
            environment: ended.environment.as_deref(),
            place: &ended.place,
            started_at: ended.started_at,
            rounds: ended.rounds,
            cases: &ended.cases,
            book: &ended.book,
            summary: &ended.summary,
        };
        let text = report.write(form).map_err(|why| Failure::other(why, "Save it in another form."))?;
        std::fs::write(&typed, text).map_err(|error| {
            Failure::other(
                format!("The report cannot be written to {}: {error}.", typed.display()),
                "Check the folder's permissions, and the free space.",
            )
        })
    })
    .await
}

/// Lets the system ask where a report goes.
#[tauri::command]
pub async fn choose_report(handle: AppHandle, name: String) -> Result<Option<String>, ()> {
    let (chosen, answer) = tokio::sync::oneshot::channel();
    let dialog = handle.dialog().file().set_file_name(name);
    let dialog = dialog.add_filter("Web page", &["html"]).add_filter("JUnit", &["xml"]).add_filter("JSON", &["json"]);
    // A dialog whose asker is gone has nobody to tell.
    dialog.save_file(|path| drop(chosen.send(path)));
    Ok(answer.await.ok().flatten().map(|path| path.to_string()))
}

/// Drops a run that is not shown any more.
#[tauri::command]
pub async fn forget_run(app: State<'_, App>, id: String) -> Result<(), ()> {
    app.running.cancel(&id);
    app.runs.forget(&id);
    Ok(())
}
