//! What to do about a refusal or a lost connection, in plain words.

use http::StatusCode;

use super::error_code::ErrorCode;

/// One sentence for a refusal; empty when nothing useful is known. `clock_skew` is how far this computer's clock is
/// ahead of the service's, in seconds.
pub fn for_rejection(status: StatusCode, code: Option<&str>, message: &str, clock_skew: Option<i64>) -> String {
    if is_about_time(code, message) {
        return clock_hint(clock_skew);
    }
    let hint = match code.and_then(ErrorCode::of) {
        Some(known) if message.contains("Credential should be scoped") => match known.code {
            "InvalidSignatureException" | "SignatureDoesNotMatch" => {
                "The endpoint belongs to another region or service. Check the profile's region and endpoint."
            }
            _ => known.hint,
        },
        Some(known) => known.hint,
        None => match status.as_u16() {
            300..=399 => "The endpoint sent us elsewhere, which Lambda never does. Check the endpoint's address.",
            429 => "Wait and invoke again.",
            500.. => "Invoke again in a moment.",
            407 => "A proxy wants a sign-in. Set HTTPS_PROXY with its user name.",
            _ => "",
        },
    };
    hint.to_owned()
}

/// Whether a refusal is about the time of signing.
pub fn is_about_time(code: Option<&str>, message: &str) -> bool {
    match code {
        Some("RequestExpired" | "RequestTimeTooSkewed" | "RequestInTheFuture") => true,
        Some("InvalidSignatureException" | "SignatureDoesNotMatch") => {
            message.contains("Signature expired") || message.contains("Signature not yet current")
        }
        _ => false,
    }
}

fn clock_hint(skew: Option<i64>) -> String {
    format!("{}. Set it right and invoke again.", wrong_clock(skew.unwrap_or(0)))
}

/// How this computer's clock stands to the service's, by how many seconds it is ahead; no sentence yet.
pub fn wrong_clock(skew: i64) -> String {
    let minutes = (skew.abs() + 30) / 60;
    if minutes == 0 {
        return "This computer's clock differs from AWS's by more than 5 minutes".into();
    }
    let direction = if skew > 0 { "ahead of" } else { "behind" };
    format!("This computer's clock is {minutes} min {direction} AWS's")
}
