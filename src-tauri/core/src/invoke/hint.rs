//! What to do about a refusal or a lost connection, in plain words.

use http::StatusCode;

/// One sentence for a refusal; empty when nothing useful is known. `clock_skew` is how far this computer's clock is
/// ahead of the service's, in seconds.
pub fn for_rejection(status: StatusCode, code: Option<&str>, message: &str, clock_skew: Option<i64>) -> String {
    let hint = match code {
        Some("InvalidSignatureException" | "SignatureDoesNotMatch") if is_about_time(message) => {
            return clock_hint(clock_skew);
        }
        Some("RequestExpired") => return clock_hint(clock_skew),
        Some("InvalidSignatureException" | "SignatureDoesNotMatch") => {
            if message.contains("Credential should be scoped") {
                "The endpoint belongs to another region or service. Check the profile's region and endpoint."
            } else {
                "The secret access key does not belong to this access key ID. Enter it again in the profile."
            }
        }
        Some("UnrecognizedClientException" | "InvalidClientTokenId") => {
            "AWS does not know this access key, or its session token is wrong. Check the profile's keys, and that they are for this partition."
        }
        Some("ExpiredTokenException" | "ExpiredToken") => {
            "The session token has expired. Get new temporary keys and enter them in the profile."
        }
        Some("AccessDeniedException" | "AccessDenied") => {
            "The profile may not do this. Ask for lambda:InvokeFunction on this function."
        }
        Some("MissingAuthenticationTokenException" | "IncompleteSignatureException") => {
            "The endpoint did not see a whole signature. A proxy may have changed the request."
        }
        Some("ResourceNotFoundException") => {
            "Check the function's name, the qualifier, and that the region and account are the ones it lives in."
        }
        Some("InvalidRequestContentException") => "The payload must be JSON. Mend it and invoke again.",
        Some("RequestTooLargeException") => "Lambda takes at most 6 MB. Put large data in S3 and send its address.",
        Some("TooManyRequestsException") => {
            "Wait and invoke again, or raise the function's or the account's concurrency."
        }
        Some("ServiceException") => "Lambda itself failed. Invoke again in a moment.",
        Some("ResourceConflictException") => {
            "The function is being created or changed. Invoke again when that is done."
        }
        _ => match status.as_u16() {
            300..=399 => "The endpoint sent us elsewhere, which Lambda never does. Check the endpoint's address.",
            407 => "A proxy wants a sign-in. Set HTTPS_PROXY with its user name.",
            _ => "",
        },
    };
    hint.to_owned()
}

fn is_about_time(message: &str) -> bool {
    message.contains("Signature expired") || message.contains("Signature not yet current")
}

fn clock_hint(skew: Option<i64>) -> String {
    let minutes = skew.map_or(0, |seconds| (seconds.abs() + 30) / 60);
    if minutes == 0 {
        return "This computer's clock differs from AWS's by more than 5 minutes. Set it right and invoke again."
            .into();
    }
    let direction = if skew.unwrap_or(0) > 0 { "ahead of" } else { "behind" };
    format!("This computer's clock is {minutes} min {direction} AWS's. Set it right and invoke again.")
}
