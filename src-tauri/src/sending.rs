//! A request that is ready is sent, and what comes of it is noted: in the history, among the names that were used before,
//! and that credentials are of no use any more. It must not know who wants it sent: a tab, or a run of a folder.

use aws_credential_types::Credentials;
use lambdesk_core::credentials::trouble;
use lambdesk_core::failure::Failure;
use lambdesk_core::history::{Begun, Content, Recording};
use lambdesk_core::invoke::function_name::FunctionName;
use lambdesk_core::invoke::outcome::{Outcome, Rejection};
use lambdesk_core::invoke::run::{Finished, OnProgress, RunError};
use lambdesk_core::invoke::spool::Spool;
use lambdesk_core::invoke_input;
use lambdesk_core::share::log_secrets;
use lambdesk_core::wire::{Check, Invocation, InvokeInput};
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use crate::app::{App, Way};
use crate::results::Body;
use crate::shareable::Shareable;

/// A request, its variables filled in.
pub struct Outgoing<'a> {
    /// Chosen by the page, and unique.
    pub id: &'a str,
    /// What is sent.
    pub input: &'a InvokeInput,
    /// What of it must not be kept.
    pub secrets: Vec<&'a str>,
    /// What is expected of it.
    pub checks: &'a [Check],
}

/// A request that was sent, and has ended.
pub struct Sent {
    /// How it ended.
    pub finished: Finished,
    /// The same for the page.
    pub invocation: Invocation,
    /// Its response, when there is one.
    pub body: Option<Body>,
}

impl App {
    /// Sends a request by a profile's way. Where its response is streamed, `on_spool` learns before where it goes.
    ///
    /// # Errors
    /// Why nothing was sent.
    pub async fn send(
        &self,
        way: &Way,
        outgoing: Outgoing<'_>,
        stop: &CancellationToken,
        report: OnProgress,
        on_spool: impl FnOnce(&Spool),
    ) -> Result<Sent, Failure> {
        let Outgoing { id, input, .. } = outgoing;
        let settings = self.in_force.resolved();
        let mut call = invoke_input::resolve(input, &way.plan.place, &settings, way.credentials())?;
        if call.request.is_streamed() {
            let spool = Spool::temporary().map_err(|error| {
                Failure::other(
                    format!("There is no room for the streamed response on disk: {error}."),
                    "Free some space in the folder for temporary files, and invoke again. Nothing was sent.",
                )
            })?;
            on_spool(&spool);
            call.spool = Some(spool);
        }
        // At hand: the call is about to be signed with them.
        let used = way.access.credentials(&way.plan).await.ok();
        let mut recording = self.record(way, &outgoing);
        recording.begun().await;
        let finished = match way.engine.run(&call, stop, report).await {
            Ok(finished) => finished,
            Err(error) => {
                recording.abandon();
                return Err(match error {
                    RunError::Credentials(error) => trouble::of_credentials(&error),
                    error => Failure::other(format!("Nothing was sent: {error}."), "Check the profile."),
                });
            }
        };
        if let Outcome::Rejected(Rejection { code: Some(code), .. }) = &finished.outcome
            && matches!(code.as_str(), "ExpiredTokenException" | "UnrecognizedClientException")
        {
            // What was remembered is of no use any more: the next attempt fetches anew, or asks to sign in.
            way.access.forget(&way.plan).await;
        }
        if ran(&finished.outcome)
            && let Ok(function) = FunctionName::parse(&input.function)
        {
            self.used.note(&input.profile, call.region.as_str(), &function.without_qualifier());
        }
        let mut invocation = Invocation::of(id.to_owned(), &finished, outgoing.checks);
        let secrets = hidden(outgoing.secrets, used.as_ref());
        if let Some(log) = invocation.answer.as_mut().and_then(|answer| answer.log.as_mut()) {
            log_secrets::mark(log, secrets.iter().map(|secret| secret.as_str()));
        }
        let in_memory = finished.answer.as_ref().filter(|answer| answer.stream.is_none());
        let body = match (call.spool, in_memory) {
            (Some(spool), None) => Some(Body::Disk(spool)),
            (_, answer) => answer.map(|answer| Body::Memory(answer.body.clone())),
        };
        let content = body.clone().filter(|_| finished.answer.is_some()).map(|body| match body {
            Body::Disk(spool) => Content::Disk(spool),
            Body::Memory(bytes) => Content::Memory(bytes),
        });
        recording.end(invocation.clone(), content);
        self.shareables.keep(Shareable {
            input: InvokeInput { unsaved: None, ..input.clone() },
            region: call.region.as_str().to_owned(),
            invocation: invocation.clone(),
            secrets,
            apart: false,
        });
        Ok(Sent { finished, invocation, body })
    }

    /// Begins the record of a request that is about to be sent, without the secrets that are in it.
    fn record(&self, way: &Way, outgoing: &Outgoing<'_>) -> Recording {
        let Outgoing { id, input, secrets, .. } = outgoing;
        let place = &way.plan.place;
        let begun = Begun {
            id: (*id).to_owned(),
            started_at: self.clock.now(),
            // Its variables are filled in already.
            input: InvokeInput { unsaved: None, ..(*input).clone() },
            profile_name: way.plan.name.clone(),
            account: place.account.clone(),
            region: input.region.clone().unwrap_or_else(|| place.region.clone()),
        };
        self.history.begin(begun, secrets)
    }
}

/// What must not leave with a result: its secrets, and those that it was signed with.
fn hidden(secrets: Vec<&str>, used: Option<&Credentials>) -> Vec<Zeroizing<String>> {
    let of_credentials = used.into_iter().flat_map(|used| [Some(used.secret_access_key()), used.session_token()]);
    secrets.into_iter().chain(of_credentials.flatten()).map(|secret| Zeroizing::new(secret.to_owned())).collect()
}

/// Whether the function is there and may have run, so that its name is worth offering again.
fn ran(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Succeeded | Outcome::FunctionError(_) => true,
        Outcome::NoAnswer(lost) => lost.may_have_run,
        Outcome::Rejected(_) => false,
    }
}
