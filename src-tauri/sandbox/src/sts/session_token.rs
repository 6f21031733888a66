//! `GetSessionToken`: temporary keys of the user, with or without a second factor.

use std::ops::RangeInclusive;
use std::time::Duration;

use axum::body::Body;
use axum::http::Response;

use super::members::Members;
use super::{Sts, mfa, xml};
use crate::principal::Principal;
use crate::refusal::Refusal;

/// The operation's name.
pub const ACTION: &str = "GetSessionToken";
/// What `DurationSeconds` may be, in seconds: the model's limits, up to 36 hours.
const LIMITS: RangeInclusive<u64> = 900..=129_600;
/// How long a session is when nothing is asked.
const USUAL: Duration = Duration::from_hours(12);

impl Sts<'_> {
    /// Answers `GetSessionToken`. Needs no permission, as in AWS.
    pub(super) fn get_session_token(
        &self,
        caller: &Principal,
        members: &Members<'_>,
    ) -> Result<Response<Body>, Refusal> {
        let asked = members.duration(LIMITS)?;
        if caller.is_temporary() {
            return Err(Refusal::gate("AccessDenied", "Cannot call GetSessionToken with session credentials"));
        }
        let principal = caller.clone().in_session(mfa::given(self.options, caller, members)?);
        let lifetime = self.options.role_lifetime.or(asked).unwrap_or(USUAL);
        let issued = self.keyring.issue(principal, lifetime, self.now);
        Ok(xml::response(ACTION, &xml::credentials(&issued), self.request_id))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Bench;
    use super::*;
    use crate::options::Options;

    #[tokio::test]
    async fn a_session_is_the_users_and_begets_no_other() {
        let bench = Bench::new(Options::default());
        let user = bench.user();
        let keys = bench.keys(&bench.ask(&user, ACTION, &[]).await.expect("keys"));
        assert_eq!((&keys.principal.arn, keys.principal.has_mfa()), (&user.arn, false));
        assert_eq!(keys.expires, Some(bench.now + USUAL));
        let again = bench.ask(&keys.principal, ACTION, &[]).await.expect_err("refused");
        assert_eq!(again, ("AccessDenied", "Cannot call GetSessionToken with session credentials".into()));
        let mfa = [("SerialNumber", "arn:aws:iam::123456789012:mfa/sandbox"), ("TokenCode", "123456")];
        assert!(bench.keys(&bench.ask(&user, ACTION, &mfa).await.expect("keys")).principal.has_mfa());
        let long = bench.ask(&user, ACTION, &[("DurationSeconds", "129600")]).await.expect("keys");
        assert_eq!(bench.keys(&long).expires, Some(bench.now + Duration::from_hours(36)));
        assert_eq!(
            bench.ask(&user, ACTION, &[("DurationSeconds", "129601")]).await.expect_err("refused").0,
            "ValidationError"
        );
    }
}
