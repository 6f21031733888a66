//! Why there are no credentials, in sentences, and what the user can do about it. No variant holds a secret.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;

use super::arn;
use super::keychain::KeychainError;
use crate::failure::{Failure, FailureCode};
use crate::wire::Demand;

/// Why there are no credentials.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Trouble {
    /// Only the user can give what is missing, or the profile is at fault: a whole failure.
    #[error("{}", .0.message)]
    Failed(Box<Failure>),
    /// A service refused.
    #[error("{}", .0)]
    Refused(Refused),
    /// A service could not be asked.
    #[error("{service} could not be reached: {cause}")]
    Unreachable {
        /// The service, as people name it.
        service: &'static str,
        /// Why.
        cause: String,
    },
    /// A source of the AWS SDK's gave none.
    #[error("{0}")]
    Source(String),
}

/// Stands in the code's place where there is none.
pub const HTTP_STATUS: &str = "HTTP status ";

/// A service's refusal.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{operation} was refused ({code}): {message}")]
pub struct Refused {
    /// The operation, such as `AssumeRole`.
    pub operation: &'static str,
    /// Error code, such as `AccessDenied`; `HTTP status 403` where the answer has none that could be read.
    pub code: String,
    /// The service's words.
    pub message: String,
}

impl Refused {
    /// Whether the credentials that it was signed with are at fault because they ended.
    pub fn is_expired(&self) -> bool {
        matches!(self.code.as_str(), "ExpiredToken" | "ExpiredTokenException")
    }

    /// Whether the credentials are not known: deleted, deactivated or revoked.
    pub fn is_unknown(&self) -> bool {
        matches!(self.code.as_str(), "InvalidClientTokenId" | "UnrecognizedClientException")
    }

    /// Whether the credentials themselves were refused, and not what was asked with them.
    fn is_of_credentials(&self) -> bool {
        let wrong_secret = matches!(self.code.as_str(), "SignatureDoesNotMatch" | "InvalidSignatureException");
        self.is_expired() || self.is_unknown() || wrong_secret
    }

    /// Whether a device's code was wrong, or has been used.
    pub fn is_wrong_code(&self) -> bool {
        self.message.contains("MultiFactorAuthentication failed")
    }

    /// Whether the answer has no code of a service.
    fn is_unexplained(&self) -> bool {
        self.code.starts_with(HTTP_STATUS)
    }

    /// The action and the resource that a policy does not allow, as the service names them.
    fn denied(&self) -> Option<(&str, &str)> {
        let (_, rest) = self.message.split_once("not authorized to perform: ")?;
        let (action, rest) = rest.split_once(" on resource: ")?;
        Some((action, rest.split([' ', ',']).next().unwrap_or(rest)))
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failed(Box::new(failure))
    }
}

impl From<KeychainError> for Trouble {
    fn from(error: KeychainError) -> Self {
        Failure::from(error).into()
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Failed(failure) => *failure,
            Trouble::Refused(refused) => explain(&refused),
            Trouble::Unreachable { service, cause } => Self::other(
                format!("{service} could not be reached: {cause}."),
                "Check the network, the proxy and the profile’s region, and try again.",
            ),
            Trouble::Source(words) => Self::other(format!("There are no credentials: {words}."), "Check the profile."),
        }
    }
}

impl From<Trouble> for CredentialsError {
    fn from(trouble: Trouble) -> Self {
        Self::provider_error(trouble)
    }
}

/// What to tell of credentials that could not be had, when a request was to be signed with them.
pub fn of_credentials(error: &CredentialsError) -> Failure {
    match trouble(error) {
        Some(trouble) => trouble.clone().into(),
        None => Trouble::Source(innermost(error)).into(),
    }
}

/// Our own reason behind the SDK's error type.
pub fn trouble<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Trouble> {
    std::iter::successors(Some(error), |error| (*error).source()).find_map(|error| error.downcast_ref())
}

/// The last cause: the outer ones only say that something failed.
pub fn innermost(error: &(dyn Error + 'static)) -> String {
    let last = std::iter::successors(Some(error), |error| (*error).source()).last();
    last.map(|error| error.to_string().trim_end_matches('.').to_owned()).unwrap_or_default()
}

fn explain(refused: &Refused) -> Failure {
    let Refused { operation, code, message } = refused;
    let (said, hint): (String, &str) = match code.as_str() {
        "ExpiredToken" | "ExpiredTokenException" => {
            ("The credentials have expired.".into(), "Sign in again, or enter new keys in the profile.")
        }
        "InvalidClientTokenId" | "UnrecognizedClientException" => (
            "AWS does not know these credentials: they were deleted, deactivated or revoked, or belong to another partition.".into(),
            "Sign in again, or enter new keys in the profile. Check the region too.",
        ),
        "SignatureDoesNotMatch" | "InvalidSignatureException" => (
            "The secret access key does not belong to the access key ID.".into(),
            "Enter the secret again in the profile.",
        ),
        "RegionDisabledException" => (
            format!("This region is not activated in the account: {message}"),
            "Choose another region, or have it activated in the account’s settings.",
        ),
        "AccessDenied" | "AccessDeniedException" if refused.is_wrong_code() => (
            "The code was wrong, or it has been used already.".into(),
            "Wait for the next code of the device, and enter that one.",
        ),
        "AccessDenied" | "AccessDeniedException" => match refused.denied() {
            Some(("sts:AssumeRole", role)) => (
                format!("sts:AssumeRole on {role} was denied: the role {} does not exist, or not for these credentials.", arn::role_name(role)),
                "The role must trust this caller (with its external ID and device, if it asks for them), and the caller must be allowed sts:AssumeRole on it.",
            ),
            Some((action, resource)) => (
                format!("A policy does not allow {action} on {resource}."),
                "Ask whoever keeps the account’s policies for that action.",
            ),
            None => (format!("{operation} was denied: {message}"), "Ask whoever keeps the account’s policies."),
        },
        "ForbiddenException" => (
            "This role is not yours any more, or never was, in this account.".into(),
            "Choose another account or role in the profile.",
        ),
        "ValidationError" | "ValidationException" => {
            (format!("{operation} was refused: {message}"), "Check the role’s fields in the profile.")
        }
        "InvalidIdentityToken" | "InvalidIdentityTokenException" => {
            (format!("The web identity’s token was refused: {message}"), "Have a new token written to its file.")
        }
        _ if refused.is_unexplained() => (
            format!("{operation} was refused ({code}): {message}"),
            "Something between here and AWS may have answered. Check the endpoint and the proxy.",
        ),
        _ => (format!("{operation} was refused ({code}): {message}"), "Check the profile."),
    };
    Failure::of(
        if refused.is_of_credentials() { FailureCode::CredentialsRefused } else { FailureCode::Other },
        said,
        hint,
    )
}

/// To sign in with IAM Identity Center.
pub fn sign_in(start_url: &str, sso_region: &str) -> Trouble {
    let demand = Demand::SignIn { start_url: start_url.to_owned(), sso_region: sso_region.to_owned() };
    let host = url::Url::parse(start_url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    Failure::demand(format!("You are not signed in to {host}."), "Sign in, and it goes on.", demand).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(code: &str, message: &str) -> String {
        let refused = Refused { operation: "AssumeRole", code: code.into(), message: message.into() };
        let failure = Failure::from(Trouble::Refused(refused));
        format!("{code} ({:?})\n  {}\n  {}", failure.code, failure.message, failure.hint)
    }

    #[test]
    fn each_mistake_has_its_sentence() {
        let user = "User: arn:aws:iam::123456789012:user/jane is not authorized to perform:";
        let all = [
            said("ExpiredToken", "The security token included in the request is expired"),
            said("InvalidClientTokenId", "The security token included in the request is invalid."),
            said("SignatureDoesNotMatch", "The request signature we calculated does not match"),
            said("RegionDisabledException", "STS is not activated in this region for account:123456789012."),
            said("AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. "),
            said(
                "AccessDenied",
                &format!("{user} sts:AssumeRole on resource: arn:aws:iam::123456789012:role/Deployer"),
            ),
            said(
                "AccessDenied",
                &format!("{user} sts:TagSession on resource: arn:aws:iam::1:role/x because no policy"),
            ),
            said("AccessDenied", "odd"),
            said("ForbiddenException", "No access"),
            said("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."),
            said("InvalidIdentityToken", "Couldn't retrieve verification key"),
            said("Odd", "words"),
            said("HTTP status 403", "no reason was given"),
        ];
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn our_reason_is_found_behind_the_sdks_error() {
        let error = CredentialsError::from(sign_in("https://acme.awsapps.com/start", "eu-west-1"));
        let failure = of_credentials(&error);
        assert_eq!(failure.message, "You are not signed in to acme.awsapps.com.");
        assert!(matches!(failure.demand.as_deref(), Some(Demand::SignIn { .. })));
        let other = of_credentials(&CredentialsError::not_loaded("nothing in the environment"));
        assert!(other.message.contains("nothing in the environment"), "{}", other.message);
    }
}
