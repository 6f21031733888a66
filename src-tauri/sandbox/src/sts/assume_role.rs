//! `AssumeRole`: keys of a role's session for someone whom the role trusts.

use axum::body::Body;
use axum::http::Response;

use super::members::{EXTERNAL_ID, Members, ROLE_ARN, SESSION_NAME};
use super::{Sts, denied, lifetime, mfa, role, xml};
use crate::principal::Principal;
use crate::refusal::Refusal;

/// The operation's name.
pub const ACTION: &str = "AssumeRole";

impl Sts<'_> {
    /// Answers `AssumeRole`. Whether a role exists is not told to someone who may not assume it.
    pub(super) fn assume_role(&self, caller: &Principal, members: &Members<'_>) -> Result<Response<Body>, Refusal> {
        let arn = members.required(&ROLE_ARN)?;
        let session = members.required(&SESSION_NAME)?;
        let asked = members.duration(lifetime::LIMITS)?;
        let external_id = members.text(&EXTERNAL_ID)?;
        let role = role::of_arn(arn)?;
        let has_mfa = mfa::given(self.options, caller, members)? || caller.has_mfa();
        let action = "sts:AssumeRole";
        let role = role
            .filter(|role| role.trusts(caller, external_id, has_mfa))
            .filter(|_| caller.may(action) && !self.options.denies(action))
            .ok_or_else(|| denied(caller, action, arn))?;
        let lifetime = lifetime::of_session(self.options, &role, asked, caller.role().is_some())?;
        let principal = role.session(session);
        let result =
            [xml::assumed_role_user(&principal), xml::credentials(&self.keyring.issue(principal, lifetime, self.now))];
        Ok(xml::response(ACTION, &result.concat(), self.request_id))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::tests::{Bench, Told};
    use super::*;
    use crate::options::Options;

    const ARN: &str = "arn:aws:iam::123456789012:role/";

    async fn assume(
        bench: &Bench,
        caller: &Principal,
        role: &str,
        more: &[(&str, &str)],
    ) -> Result<Told, (&'static str, String)> {
        let arn = format!("{ARN}{role}");
        let members = [&[("RoleArn", arn.as_str()), ("RoleSessionName", "jane@example.com")], more].concat();
        bench.ask(caller, ACTION, &members).await
    }

    #[tokio::test]
    async fn a_role_is_assumed_and_its_keys_are_the_roles() {
        let bench = Bench::new(Options::default());
        let told = assume(&bench, &bench.user(), "Developer", &[]).await.expect("assumed");
        let keys = bench.keys(&told);
        assert_eq!(keys.principal.arn, "arn:aws:sts::123456789012:assumed-role/Developer/jane@example.com");
        assert_eq!(
            (told.member("Arn"), told.member("AssumedRoleId")),
            (keys.principal.arn.as_str(), keys.principal.user_id.as_str())
        );
        assert_eq!(keys.expires, Some(bench.now + Duration::from_hours(1)));
        assert_eq!(told.member("Expiration"), "2027-01-15T09:00:00Z");
        let told = assume(&bench, &bench.user(), "Developer", &[("DurationSeconds", "43200")]).await.expect("assumed");
        assert_eq!(bench.keys(&told).expires, Some(bench.now + Duration::from_hours(12)));
        let read_only = assume(&bench, &bench.user(), "ReadOnly", &[]).await.expect("assumed");
        assert!(!bench.keys(&read_only).principal.may("lambda:InvokeFunction"));
    }

    #[tokio::test]
    async fn what_is_not_trusted_is_denied_and_so_is_what_is_not_there() {
        let bench = Bench::new(Options::default());
        let user = bench.user();
        for role in ["Partner", "Operator", "Deployer", "Pipeline", "Nobody"] {
            let (code, message) = assume(&bench, &user, role, &[]).await.expect_err("refused");
            assert_eq!(code, "AccessDenied");
            let words = "is not authorized to perform: sts:AssumeRole on resource:";
            assert_eq!(message, format!("User: arn:aws:iam::123456789012:user/sandbox {words} {ARN}{role}"));
        }
        let mfa = [("SerialNumber", "arn:aws:iam::123456789012:mfa/sandbox"), ("TokenCode", "123456")];
        assert!(assume(&bench, &user, "Operator", &mfa).await.is_ok());
        assert!(assume(&bench, &user.clone().in_session(true), "Operator", &[]).await.is_ok());
        assert!(assume(&bench, &user, "Partner", &[("ExternalId", "lambdesk-partner")]).await.is_ok());
        let closed = Bench::new(Options { deny: vec!["sts:assumerole".into()], ..Options::default() });
        assert_eq!(assume(&closed, &user, "Developer", &[]).await.expect_err("refused").0, "AccessDenied");
    }

    #[tokio::test]
    async fn a_session_lasts_no_longer_than_allowed() {
        let bench = Bench::new(Options::default());
        let two_hours = [("DurationSeconds", "7200")];
        let developer = bench.keys(&assume(&bench, &bench.user(), "Developer", &[]).await.expect("assumed")).principal;
        let (code, message) = assume(&bench, &developer, "Deployer", &two_hours).await.expect_err("refused");
        assert_eq!(code, "ValidationError");
        assert_eq!(
            message,
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
        );
        let deployer = assume(&bench, &developer, "Deployer", &[]).await.expect("assumed");
        assert!(deployer.member("Arn").contains("/Deployer/"));
        let (_, message) = assume(&bench, &bench.user(), "ReadOnly", &two_hours).await.expect_err("refused");
        assert_eq!(message, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        let short = Bench::new(Options { role_lifetime: Some(Duration::from_secs(3)), ..Options::default() });
        let told = assume(&short, &short.user(), "Developer", &two_hours).await.expect("assumed");
        assert_eq!(short.keys(&told).expires, Some(short.now + Duration::from_secs(3)));
    }
}
