//! An invocation as typed in the window, checked field by field and resolved into a [`Call`].

use aws_credential_types::provider::SharedCredentialsProvider;
use bytes::Bytes;

use crate::failure::{Failure, Field, FieldProblem};
use crate::invoke::endpoint::Endpoint;
use crate::invoke::region::Region;
use crate::invoke::request::{InvokeRequest, RawRequest};
use crate::invoke::retry::RetryPolicy;
use crate::invoke::run::Call;
use crate::span;
use crate::wire::{InvokeInput, Profile};

/// Where a profile's requests go, unless the input says otherwise.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Region.
    pub region: String,
    /// Endpoint override.
    pub endpoint: Option<String>,
}

impl From<&Profile> for Place {
    fn from(profile: &Profile) -> Self {
        Self { region: profile.region.clone(), endpoint: profile.endpoint.clone() }
    }
}

/// What the fields come to.
struct Parts {
    request: InvokeRequest,
    endpoint: Endpoint,
    region: Region,
    wait: std::time::Duration,
}

/// What cannot be sent as it is. Sends nothing. Broken JSON is no problem here: it may be sent on purpose.
pub fn check(input: &InvokeInput, place: &Place) -> Vec<FieldProblem> {
    parts(input, place).err().unwrap_or_default()
}

/// A call that can be run.
///
/// # Errors
/// The fields at fault.
pub fn resolve(input: &InvokeInput, place: &Place, credentials: SharedCredentialsProvider) -> Result<Call, Failure> {
    let Parts { request, endpoint, region, wait } = parts(input, place).map_err(Failure::invalid)?;
    Ok(Call { request, endpoint, region, credentials, wait, retries: RetryPolicy::CAREFUL })
}

fn parts(input: &InvokeInput, place: &Place) -> Result<Parts, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let raw = RawRequest {
        function: input.function.clone(),
        qualifier: Some(input.qualifier.clone()).filter(|qualifier| !qualifier.trim().is_empty()),
        log_type: Some("Tail".into()),
        payload: Bytes::copy_from_slice(input.payload.as_bytes()),
        ..RawRequest::default()
    };
    let request = raw.resolve().map_err(|more| problems.extend(more)).ok();
    let wait = take(Field::Wait, span::parse(&input.wait), &mut problems);
    let custom = match &place.endpoint {
        None => Ok(None),
        Some(endpoint) => Endpoint::custom(endpoint).map(Some),
    };
    let region_text = input.region.as_deref().unwrap_or(&place.region);
    let region = if place.endpoint.is_some() {
        Region::parse_for_custom_endpoint(region_text)
    } else {
        Region::parse(region_text)
    };
    let region = take(Field::Region, region, &mut problems);
    let custom = take(Field::Endpoint, custom, &mut problems);
    match (request, wait, region, custom) {
        (Some(request), Some(wait), Some(region), Some(custom)) => {
            Ok(Parts { request, endpoint: custom.unwrap_or_else(|| Endpoint::of_region(&region)), region, wait })
        }
        _ => Err(problems),
    }
}

fn take<T>(field: Field, checked: Result<T, String>, problems: &mut Vec<FieldProblem>) -> Option<T> {
    checked.map_err(|message| problems.push(FieldProblem::new(field, message))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input() -> InvokeInput {
        InvokeInput {
            profile: "p".into(),
            region: None,
            function: "echo".into(),
            qualifier: String::new(),
            wait: "1 min".into(),
            payload: "not JSON".into(),
        }
    }

    fn place() -> Place {
        Place { region: "eu-west-1".into(), endpoint: None }
    }

    #[test]
    fn broken_json_may_be_sent_on_purpose() {
        assert_eq!(check(&input(), &place()), []);
    }

    #[test]
    fn each_field_is_named() {
        let wrong = InvokeInput {
            region: Some("Europe".into()),
            function: String::new(),
            qualifier: "a b".into(),
            wait: "soon".into(),
            ..input()
        };
        let fields: Vec<Field> = check(&wrong, &place()).iter().map(|problem| problem.field).collect();
        assert_eq!(fields, [Field::Function, Field::Qualifier, Field::Wait, Field::Region]);
    }

    #[test]
    fn a_region_of_the_request_goes_before_the_profiles() {
        let credentials = SharedCredentialsProvider::new(aws_credential_types::Credentials::for_tests());
        let call = resolve(&InvokeInput { region: Some("us-east-1".into()), ..input() }, &place(), credentials.clone());
        assert_eq!(call.expect("fine").endpoint.as_str(), "https://lambda.us-east-1.amazonaws.com");
        let local = Place { region: "local".into(), endpoint: Some("http://127.0.0.1:9".into()) };
        assert_eq!(resolve(&input(), &local, credentials).expect("fine").endpoint.as_str(), "http://127.0.0.1:9");
    }
}
