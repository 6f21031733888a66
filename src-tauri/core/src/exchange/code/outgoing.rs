//! What every tool is told of a request, resolved once.

use super::{CodeLanguage, Owner};
use crate::failure::{Failure, Field, FieldProblem};
use crate::invoke::endpoint::{Endpoint, Variant};
use crate::invoke::region::Region;
use crate::invoke::retry::RetryPolicy;
use crate::invoke_input::{self, Place};
use crate::settings::ResolvedSettings;
use crate::span;
use crate::wire::{InvocationType, InvokeInput};

/// The longest payload that is written into a command or a program, in bytes. One argument of a command holds 128 KB on
/// Linux, a whole line 32 KB on Windows, and nobody reads more than this.
const LARGEST_INLINE: usize = 32 * 1024;
/// Where a longer payload is expected.
pub(super) const PAYLOAD_FILE: &str = "payload.json";
/// Stands for a profile that the other tool knows.
pub(super) const SOME_PROFILE: &str = "YOUR-PROFILE";

/// Where the payload is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Payload {
    None,
    Inline(String),
    /// In [`PAYLOAD_FILE`], where the user puts it.
    File,
}

/// A request, ready to be written down.
#[derive(Clone, Debug)]
pub(super) struct Outgoing {
    pub function: String,
    pub qualifier: Option<String>,
    pub region: String,
    /// Only where it is not AWS's own of the region.
    pub endpoint: Option<String>,
    /// Where it goes, in any case.
    pub address: String,
    /// A profile of the AWS files.
    pub profile: Option<String>,
    pub kind: InvocationType,
    pub tail: bool,
    pub stream: bool,
    /// Base64.
    pub client_context: Option<String>,
    pub tenant_id: Option<String>,
    pub durable_execution_name: Option<String>,
    pub payload: Payload,
    /// Whole seconds, at least one.
    pub wait: u64,
    /// Whole seconds, at least one.
    pub connect: u64,
    /// Attempts in all.
    pub attempts: u32,
    pub remarks: Vec<String>,
}

impl Outgoing {
    pub(super) fn of(
        input: &InvokeInput,
        place: &Place,
        settings: &ResolvedSettings,
        owner: &Owner,
        language: CodeLanguage,
    ) -> Result<Self, Failure> {
        let wrong = |field| move |message: String| Failure::invalid(vec![FieldProblem::new(field, message)]);
        let typed = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let region = input.region.clone().unwrap_or_else(|| place.region.clone()).trim().to_owned();
        let custom = place.endpoint.as_deref().map(Endpoint::custom).transpose().map_err(wrong(Field::Endpoint))?;
        let variant = Variant { fips: place.variant.fips, dual_stack: place.variant.dual_stack };
        let own = Region::parse(&region).map(|region| Endpoint::of_region(&region, variant));
        let is_usual = custom.is_none() && variant == Variant::default();
        let endpoint = match custom {
            Some(custom) => custom,
            None => own.map_err(wrong(Field::Region))?,
        };
        let address = endpoint.as_str().to_owned();
        let wait = span::parse(&input.wait).map_err(wrong(Field::Wait))?;
        let policy = RetryPolicy { attempts: place.attempts.unwrap_or(settings.retries.attempts), ..settings.retries };
        let policy =
            input.retries.as_ref().map_or(Ok(policy), crate::wire::RetryInput::resolve).map_err(Failure::invalid)?;
        let durable_execution_name = typed(&input.durable_execution_name);
        // These tools tell no difference between what cannot have run and what may have.
        let repeats = policy.classes.timed_out && policy.classes.connection_lost
            || durable_execution_name.is_some() && policy != RetryPolicy::OFF;
        let mut remarks = Vec::new();
        let payload = if input.payload.is_empty() {
            Payload::None
        } else if input.payload.len() > LARGEST_INLINE || input.payload.contains('\0') {
            remarks.push(format!("The payload is too large to be written here: save it as {PAYLOAD_FILE} first."));
            Payload::File
        } else {
            Payload::Inline(input.payload.clone())
        };
        if input.payload.contains("{{") {
            remarks.push("Variables in the payload are copied as they stand.".into());
        }
        let profile = match owner {
            Owner::AwsProfile(name) => Some(name.clone()),
            Owner::Environment => None,
            Owner::Ours(name) if language == CodeLanguage::Curl => {
                remarks.push(format!(
                    "The keys of “{name}” stay in Lambdesk: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY yourself."
                ));
                None
            }
            Owner::Ours(name) => {
                remarks.push(format!("The keys of “{name}” stay in Lambdesk: put a profile of your AWS files in the place of {SOME_PROFILE}."));
                Some(SOME_PROFILE.to_owned())
            }
        };
        let seconds = |span: std::time::Duration| span.as_secs() + u64::from(span.subsec_nanos() > 0);
        Ok(Self {
            function: input.function.trim().to_owned(),
            qualifier: typed(&input.qualifier),
            region,
            endpoint: (!is_usual).then(|| address.clone()),
            address,
            profile,
            kind: input.invocation_type,
            tail: input.tail && input.invocation_type == InvocationType::RequestResponse,
            stream: input.stream,
            client_context: invoke_input::client_context(&input.client_context).map_err(wrong(Field::ClientContext))?,
            tenant_id: typed(&input.tenant_id),
            durable_execution_name,
            payload,
            wait: seconds(wait).max(1),
            connect: seconds(settings.transport.connect.unwrap_or_default()).max(1),
            attempts: if repeats { policy.attempts } else { 1 },
            remarks,
        })
    }

    /// `InvocationType` as the service's model writes it; `None` for the usual one.
    pub(super) fn kind_name(&self) -> Option<&'static str> {
        match self.kind {
            InvocationType::RequestResponse => None,
            InvocationType::Event => Some("Event"),
            InvocationType::DryRun => Some("DryRun"),
        }
    }

    /// The members of the service's model that are text, in its order and with its names.
    pub(super) fn members(&self) -> Vec<(&'static str, &str)> {
        let mut members = vec![("FunctionName", self.function.as_str())];
        let optional = [
            ("Qualifier", self.qualifier.as_deref()),
            ("InvocationType", self.kind_name()),
            ("LogType", self.tail.then_some("Tail")),
            ("ClientContext", self.client_context.as_deref()),
            ("TenantId", self.tenant_id.as_deref()),
            ("DurableExecutionName", self.durable_execution_name.as_deref()),
        ];
        members.extend(optional.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))));
        members
    }
}
