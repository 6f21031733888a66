//! Reports: the files that are written besides. Their places are looked at before anything is sent, and what goes into
//! that of an invocation has hidden what must not leave.

use std::path::{Path, PathBuf};

use aws_credential_types::provider::ProvideCredentials;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lambdesk_core::invoke::request::RawRequest;
use lambdesk_core::invoke::run::{Call, Finished};
use lambdesk_core::share::shared::{Shared, SharedOptions, SharedRequest};
use lambdesk_core::share::{form_of, prepare};
use lambdesk_core::wire::{HideOptions, Invocation, InvocationType, ShareForm, ShareParts};
use zeroize::Zeroizing;

use crate::arguments::{Invoke, ReportPart};
use crate::outfile::Outfile;
use crate::run_setting::SECRET;
use crate::trouble::Trouble;

/// The reports' files and forms. A place that cannot work is told before anything is run.
pub fn places<F>(paths: &[PathBuf], form: impl Fn(&Path) -> Result<F, String>) -> Result<Vec<(PathBuf, F)>, Trouble> {
    let one = |path: &PathBuf| {
        let form = form(path).map_err(|why| Trouble::Usage(format!("Bad value for --report: {why}")))?;
        Outfile::new(path.clone())?;
        Ok((path.clone(), form))
    };
    paths.iter().map(one).collect()
}

/// Writes one.
pub fn write(path: &Path, text: &str) -> Result<(), Trouble> {
    std::fs::write(path, text)
        .map_err(|error| Trouble::Other(format!("The report {} cannot be written: {error}.", path.display())))
}

/// What is reported of one invocation.
#[derive(Debug)]
pub struct InvokeReport {
    files: Vec<(PathBuf, ShareForm)>,
    parts: ShareParts,
    hide: HideOptions,
    request: SharedRequest,
}

impl InvokeReport {
    /// What the command line asks for; `None` for no report. The request's own members come with [`Self::with`].
    pub fn asked_for(invoke: &Invoke) -> Result<Option<Self>, Trouble> {
        let lacks = |part| !invoke.report_without.contains(&part);
        let parts = ShareParts {
            payload: lacks(ReportPart::Payload),
            response: lacks(ReportPart::Response),
            logs: lacks(ReportPart::Logs),
            attempts: lacks(ReportPart::Attempts),
        };
        let hide = HideOptions {
            shown: invoke.report_show.clone(),
            words: invoke.report_hide.clone(),
            ..HideOptions::default()
        };
        let files = places(&invoke.report, form_of)?;
        if files.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self { files, parts, hide, request: SharedRequest::default() }))
    }

    /// Takes note of what is sent.
    pub fn with(&mut self, raw: &RawRequest) {
        let context = raw.client_context.as_deref().unwrap_or_default();
        let context = STANDARD.decode(context).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        self.request = SharedRequest {
            function: raw.function.clone(),
            qualifier: text(&raw.qualifier),
            payload: Some(raw.payload.to_vec()),
            options: SharedOptions {
                invocation_type: match raw.invocation_type.as_deref() {
                    Some("Event") => InvocationType::Event,
                    Some("DryRun") => InvocationType::DryRun,
                    _ => InvocationType::RequestResponse,
                },
                tail: raw.log_type.as_deref() == Some("Tail"),
                stream: raw.stream,
                wait: String::new(),
                client_context: context.unwrap_or_default(),
                tenant_id: text(&raw.tenant_id),
                durable_execution_name: text(&raw.durable_execution_name),
            },
            ..SharedRequest::default()
        };
    }

    /// Writes all files. The credentials that were used, and the values of secret variables, are in none of them.
    pub async fn write(&self, call: &Call, finished: &Finished) -> Result<(), Trouble> {
        let request = SharedRequest { region: call.region.as_str().to_owned(), ..self.request.clone() };
        let invocation = Invocation::of(String::new(), finished, &[]);
        let body = finished.answer.as_ref().map(|answer| answer.body.to_vec()).unwrap_or_default();
        let bytes = invocation.answer.as_ref().map_or(0, |answer| answer.body_bytes);
        let left_out = bytes.saturating_sub(body.len() as u64);
        let shared = Shared::new(request, invocation, body, left_out);
        let credentials = call.credentials.provide_credentials().await.ok();
        let mut secrets: Vec<Zeroizing<String>> = std::env::vars_os()
            .filter(|(name, _)| name.to_str().is_some_and(|name| name.starts_with(SECRET)))
            .filter_map(|(_, value)| value.into_string().ok().map(Zeroizing::new))
            .collect();
        if let Some(credentials) = &credentials {
            secrets.push(Zeroizing::new(credentials.secret_access_key().to_owned()));
            secrets.extend(credentials.session_token().map(|token| Zeroizing::new(token.to_owned())));
        }
        let refused = |error: &dyn std::fmt::Display| Trouble::Other(format!("The report cannot be made: {error}"));
        let prepared = prepare(&shared, self.parts, &self.hide, secrets.iter().map(|secret| secret.as_str()));
        let prepared = prepared.map_err(|error| refused(&error))?;
        for (path, form) in &self.files {
            write(path, &prepared.write(*form, true).map_err(|error| refused(&error))?)?;
        }
        Ok(())
    }
}
