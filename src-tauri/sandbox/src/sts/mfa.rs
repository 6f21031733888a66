//! The second factor: one device for the user of every account, with a code that stays the same. (A real code is good
//! once only.)

use super::members::{Members, SERIAL_NUMBER, TOKEN_CODE};
use crate::digest::same;
use crate::options::Options;
use crate::principal::Principal;
use crate::refusal::Refusal;

/// Whether a second factor is given. One that is half there or wrong is refused.
pub fn given(options: &Options, caller: &Principal, members: &Members<'_>) -> Result<bool, Refusal> {
    let refuse = |what: &str| Err(Refusal::gate("AccessDenied", format!("MultiFactorAuthentication failed{what}")));
    let (serial, code) = match (members.text(&SERIAL_NUMBER)?, members.text(&TOKEN_CODE)?) {
        (None, None) => return Ok(false),
        (Some(serial), Some(code)) => (serial, code),
        _ => return refuse(", must provide both MFA serial number and one time pass code."),
    };
    // A role has no device, and nobody has another's.
    if caller.role().is_some() || serial != format!("arn:aws:iam::{}:mfa/sandbox", caller.account) {
        return refuse(
            ", unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
        );
    }
    if !same(code.as_bytes(), options.mfa_code.as_bytes()) {
        return refuse(" with invalid MFA one time pass code.");
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Form;

    fn said(caller: &Principal, form: &str) -> Result<bool, String> {
        given(&Options::default(), caller, &Members(&Form::parse(form.as_bytes()))).map_err(|refusal| {
            assert_eq!(refusal.code, "AccessDenied");
            refusal.message.trim_start_matches("MultiFactorAuthentication failed").to_owned()
        })
    }

    #[test]
    fn the_device_and_its_code_are_both_looked_at() {
        let user = Principal::user("123456789012");
        let right = "SerialNumber=arn:aws:iam::123456789012:mfa/sandbox&TokenCode=123456";
        assert_eq!(said(&user, ""), Ok(false));
        assert_eq!(said(&user, right), Ok(true));
        assert_eq!(said(&user.clone().in_session(false), right), Ok(true));
        let half = said(&user, "TokenCode=123456").expect_err("refused");
        assert_eq!(half, ", must provide both MFA serial number and one time pass code.");
        let code = said(&user, &right.replace("123456&", "x&").replace("=123456", "=654321"));
        assert_eq!(code.expect_err("refused"), " with invalid MFA one time pass code.");
        for (caller, form) in [
            (user.clone(), right.replace("sandbox", "other")),
            (Principal::user("210987654321"), right.to_owned()),
            (Principal::assumed_role("123456789012", "Developer", "jane", &[]), right.to_owned()),
        ] {
            assert!(said(&caller, &form).expect_err("refused").starts_with(", unable to validate MFA code.  "));
        }
    }
}
