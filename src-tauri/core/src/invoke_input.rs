//! An invocation as typed in the window, checked field by field and resolved into a [`Call`].

use std::time::Duration;

use aws_credential_types::provider::SharedCredentialsProvider;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use crate::failure::{Failure, Field, FieldProblem};
use crate::invoke::endpoint::{Endpoint, Variant};
use crate::invoke::function_name::FunctionName;
use crate::invoke::region::Region;
use crate::invoke::request::{InvokeRequest, RawRequest};
use crate::invoke::retry::RetryPolicy;
use crate::invoke::run::Call;
use crate::invoke::sign::LAMBDA;
use crate::json_text;
use crate::settings::ResolvedSettings;
use crate::span;
use crate::wire::{FunctionQuery, InvocationType, InvokeInput, Profile, RequestCheck};

/// Where a profile's requests go, unless the input says otherwise.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Region.
    pub region: String,
    /// Endpoint override.
    pub endpoint: Option<String>,
    /// Whether a plain-HTTP endpoint that is not on this computer was confirmed.
    pub allow_plain_http: bool,
    /// Which of AWS's own endpoints, when there is no override.
    pub variant: Variant,
    /// The account, when it is known: 12 digits.
    pub account: Option<String>,
    /// How many attempts there may be, where the AWS files or the environment say so; they stand in for the settings'.
    pub attempts: Option<u32>,
}

impl From<&Profile> for Place {
    fn from(profile: &Profile) -> Self {
        Self {
            region: profile.region.clone(),
            endpoint: profile.endpoint.clone(),
            allow_plain_http: profile.allow_plain_http,
            variant: Variant { fips: profile.fips, dual_stack: profile.dual_stack },
            account: profile.account.clone(),
            attempts: None,
        }
    }
}

/// The account that an access key ID belongs to. AWS's key IDs made since about 2019 carry it in their characters: base32
/// after the prefix, 40 bits from the second on (shown by several security researchers, and by `sts get-access-key-info`).
/// `None` for other forms.
pub fn account_of_key(access_key_id: &str) -> Option<String> {
    let digits = access_key_id.strip_prefix("AKIA").or_else(|| access_key_id.strip_prefix("ASIA"))?;
    if access_key_id.len() != 20 {
        return None;
    }
    let mut bits: u64 = 0;
    for letter in digits.bytes().take(9) {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => return None,
        };
        bits = bits << 5 | u64::from(value);
    }
    // 45 bits are here; the first is set in IDs of this form, the account's 40 follow it.
    let (form, account) = (bits >> 44, bits >> 4 & ((1 << 40) - 1));
    (form == 1 && account < 1_000_000_000_000).then(|| format!("{account:012}"))
}

/// Where a request goes.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its endpoint.
    pub endpoint: Endpoint,
    /// The region it is signed for.
    pub region: Region,
}

/// What the fields come to.
struct Parts {
    request: InvokeRequest,
    target: Target,
    wait: Duration,
    total: Duration,
    retries: RetryPolicy,
}

/// What is to be said of an input. Sends nothing. Broken JSON is no problem here: it may be sent on purpose.
pub fn check(input: &InvokeInput, place: &Place, settings: &ResolvedSettings) -> RequestCheck {
    let encoded = client_context(&input.client_context).ok().flatten();
    RequestCheck {
        problems: parts(input, place, settings).err().unwrap_or_default(),
        cautions: cautions(input, place),
        client_context_bytes: encoded.map_or(0, |encoded| u32::try_from(encoded.len()).unwrap_or(u32::MAX)),
    }
}

/// A call that can be run.
///
/// # Errors
/// The fields at fault.
pub fn resolve(
    input: &InvokeInput,
    place: &Place,
    settings: &ResolvedSettings,
    credentials: SharedCredentialsProvider,
) -> Result<Call, Failure> {
    let Parts { request, target, wait, total, retries } = parts(input, place, settings).map_err(Failure::invalid)?;
    let Target { endpoint, region } = target;
    Ok(Call { request, endpoint, region, credentials, wait, total, retries, spool: None })
}

/// Where an API of AWS is asked. `service` is what its endpoints are called by; a `place` with an endpoint of its own has
/// the service's there.
///
/// # Errors
/// The fields at fault.
pub fn resolve_target(service: &str, region: Option<&str>, place: &Place) -> Result<Target, Failure> {
    let mut problems = Vec::new();
    target(service, region, place, &mut problems).ok_or_else(|| Failure::invalid(problems))
}

/// Where questions about a function go; `None` while what is typed names none.
pub fn resolve_query(query: &FunctionQuery, place: &Place) -> Option<(Target, FunctionName)> {
    let name = FunctionName::parse(&query.function).ok()?;
    let mut problems = Vec::new();
    let target = target(LAMBDA, query.region.as_deref(), place, &mut problems)?;
    (!is_elsewhere(&name, &target.region)).then_some((target, name))
}

fn parts(input: &InvokeInput, place: &Place, settings: &ResolvedSettings) -> Result<Parts, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let context = take(Field::ClientContext, client_context(&input.client_context), &mut problems);
    let kind = match input.invocation_type {
        InvocationType::RequestResponse => None,
        InvocationType::Event => Some("Event"),
        InvocationType::DryRun => Some("DryRun"),
    };
    let typed = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let raw = RawRequest {
        function: input.function.clone(),
        qualifier: typed(&input.qualifier),
        invocation_type: kind.map(str::to_owned),
        // Lambda answers the other types before there is any log.
        log_type: (input.tail && kind.is_none()).then(|| "Tail".into()),
        client_context: context.flatten(),
        tenant_id: typed(&input.tenant_id),
        durable_execution_name: typed(&input.durable_execution_name),
        stream: input.stream,
        payload: Bytes::copy_from_slice(input.payload.as_bytes()),
    };
    let request = raw.resolve().map_err(|more| problems.extend(more)).ok();
    let wait = take(Field::Wait, span::parse(&input.wait), &mut problems);
    let total = if input.total.trim().is_empty() { Ok(settings.total) } else { span::parse(&input.total) };
    let total = take(Field::Total, total, &mut problems);
    let by_default = RetryPolicy { attempts: place.attempts.unwrap_or(settings.retries.attempts), ..settings.retries };
    let retries = input.retries.as_ref().map_or(Ok(by_default), super::wire::RetryInput::resolve);
    let retries = retries.map_err(|more| problems.extend(more)).ok();
    let target = target(LAMBDA, input.region.as_deref(), place, &mut problems);
    if let (Some(target), Ok(name)) = (&target, FunctionName::parse(&input.function))
        && is_elsewhere(&name, &target.region)
    {
        let (there, here) = (name.region().unwrap_or_default(), &target.region);
        let message =
            format!("This function is in {there}, but the request goes to {here}. Choose the region {there}.");
        problems.push(FieldProblem::new(Field::Function, message));
    }
    match (request, wait, total, retries, target) {
        (Some(request), Some(wait), Some(total), Some(retries), Some(target)) if problems.is_empty() => {
            Ok(Parts { request, target, wait, total, retries })
        }
        _ => Err(problems),
    }
}

/// Lambda reaches no function of another region.
fn is_elsewhere(name: &FunctionName, region: &Region) -> bool {
    name.region().is_some_and(|there| there != region.as_str())
}

fn target(service: &str, region: Option<&str>, place: &Place, problems: &mut Vec<FieldProblem>) -> Option<Target> {
    let custom = match &place.endpoint {
        None => Ok(None),
        Some(endpoint) => Endpoint::custom(endpoint).and_then(|it| it.or_plain_http(place.allow_plain_http)).map(Some),
    };
    let text = region.unwrap_or(&place.region);
    let region = if place.endpoint.is_some() { Region::parse_for_custom_endpoint(text) } else { Region::parse(text) };
    let region = take(Field::Region, region, problems);
    let custom = take(Field::Endpoint, custom, problems);
    let (region, custom) = region.zip(custom)?;
    Some(Target { endpoint: custom.unwrap_or_else(|| Endpoint::of_service(service, &region, place.variant)), region })
}

/// The client context as it is sent: base64 of the JSON without the white space around it.
pub(crate) fn client_context(text: &str) -> Result<Option<String>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(problem) = json_text::problem(text) {
        let place = format!("line {}, column {}", problem.line, problem.column);
        return Err(format!("The client context is not JSON ({place}): {}", problem.message));
    }
    if !text.starts_with('{') {
        return Err("The client context is a JSON object, such as {\"custom\": {\"key\": \"value\"}}.".into());
    }
    Ok(Some(STANDARD.encode(text)))
}

fn cautions(input: &InvokeInput, place: &Place) -> Vec<FieldProblem> {
    let Ok(name) = FunctionName::parse(&input.function) else { return Vec::new() };
    let (Some(theirs), Some(ours)) = (name.account(), place.account.as_deref()) else { return Vec::new() };
    if theirs == ours {
        return Vec::new();
    }
    let message = format!("This function belongs to account {theirs}, the profile to {ours}. It must allow that.");
    vec![FieldProblem::new(Field::Function, message)]
}

fn take<T>(field: Field, checked: Result<T, String>, problems: &mut Vec<FieldProblem>) -> Option<T> {
    checked.map_err(|message| problems.push(FieldProblem::new(field, message))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Settings;

    fn input() -> InvokeInput {
        InvokeInput { wait: "1 min".into(), ..InvokeInput::of("p", "echo", "not JSON") }
    }

    fn place() -> Place {
        Place { region: "eu-west-1".into(), account: Some("111111111111".into()), ..Place::default() }
    }

    fn settings() -> ResolvedSettings {
        Settings::default().resolve().expect("fine")
    }

    fn fields(input: &InvokeInput) -> Vec<Field> {
        check(input, &place(), &settings()).problems.iter().map(|problem| problem.field).collect()
    }

    fn call(input: &InvokeInput, place: &Place) -> Call {
        let credentials = SharedCredentialsProvider::new(aws_credential_types::Credentials::for_tests());
        resolve(input, place, &settings(), credentials).expect("fine")
    }

    #[test]
    fn broken_json_may_be_sent_on_purpose() {
        assert_eq!(fields(&input()), []);
    }

    #[test]
    fn each_field_is_named() {
        let wrong = InvokeInput {
            region: Some("Europe".into()),
            function: String::new(),
            qualifier: "a b".into(),
            wait: "soon".into(),
            client_context: "{".into(),
            tenant_id: "ü".into(),
            durable_execution_name: "a b".into(),
            total: "never".into(),
            retries: Some(crate::wire::RetryInput { attempts: 0, ..RetryPolicy::CAREFUL.into() }),
            stream: true,
            ..input()
        };
        assert_eq!(
            fields(&wrong),
            [
                Field::ClientContext,
                Field::Function,
                Field::Qualifier,
                Field::TenantId,
                Field::DurableExecutionName,
                Field::Stream,
                Field::Wait,
                Field::Total,
                Field::Attempts,
                Field::Region
            ]
        );
    }

    #[test]
    fn a_region_of_the_request_goes_before_the_profiles() {
        let abroad = call(&InvokeInput { region: Some("us-east-1".into()), ..input() }, &place());
        assert_eq!(abroad.endpoint.as_str(), "https://lambda.us-east-1.amazonaws.com");
        let local = Place { region: "local".into(), endpoint: Some("http://127.0.0.1:9".into()), ..Place::default() };
        assert_eq!(call(&input(), &local).endpoint.as_str(), "http://127.0.0.1:9");
    }

    #[test]
    fn an_arn_of_elsewhere_is_said() {
        let arn = |region: &str, account: &str| InvokeInput {
            function: format!("arn:aws:lambda:{region}:{account}:function:f"),
            ..input()
        };
        assert_eq!(fields(&arn("eu-west-1", "111111111111")), []);
        assert_eq!(fields(&arn("us-east-1", "111111111111")), [Field::Function]);
        let cautions = check(&arn("eu-west-1", "222222222222"), &place(), &settings()).cautions;
        assert!(cautions[0].message.contains("222222222222"), "{cautions:?}");
        let unknown = Place { account: None, ..place() };
        assert_eq!(check(&arn("eu-west-1", "222222222222"), &unknown, &settings()).cautions, []);
    }

    #[test]
    fn every_member_goes_out() {
        let all = InvokeInput {
            client_context: " {\"custom\":{\"a\":1}} ".into(),
            tenant_id: "blue team".into(),
            qualifier: "$LATEST".into(),
            durable_execution_name: "once".into(),
            ..input()
        };
        assert_eq!(check(&all, &place(), &settings()).client_context_bytes, 24);
        let call = call(&all, &place());
        let http = call.request.to_http(&call.endpoint).expect("a request");
        let header = |name: &str| http.headers().get(name).and_then(|value| value.to_str().ok());
        assert_eq!(header("x-amz-client-context"), Some("eyJjdXN0b20iOnsiYSI6MX19"));
        assert_eq!(header("x-amz-tenant-id"), Some("blue team"));
        assert_eq!(header("x-amz-durable-execution-name"), Some("once"));
        assert_eq!(header("x-amz-log-type"), Some("Tail"));
        assert_eq!(http.uri().query(), Some("Qualifier=%24LATEST"));
    }

    #[test]
    fn a_key_says_its_account() {
        // The example of the published explanation of the form.
        assert_eq!(account_of_key("ASIAQNZGKIQY56JQ7WML").as_deref(), Some("029608264753"));
        assert_eq!(account_of_key("AKIAIOSFODNN7EXAMPLE"), None);
        assert_eq!(account_of_key("AKIA"), None);
        assert_eq!(account_of_key("test"), None);
    }
}
