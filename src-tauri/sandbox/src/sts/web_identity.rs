//! `AssumeRoleWithWebIdentity`: keys of a role's session for whoever has a token. The request is not signed.

use axum::body::Body;
use axum::http::Response;

use super::members::{Members, ROLE_ARN, SESSION_NAME, WEB_IDENTITY_TOKEN};
use super::{Sts, lifetime, role, token, xml};
use crate::refusal::Refusal;

/// The operation's name.
pub const ACTION: &str = "AssumeRoleWithWebIdentity";

impl Sts<'_> {
    /// Answers `AssumeRoleWithWebIdentity`. Whether a role exists is not told.
    pub(super) fn assume_role_with_web_identity(&self, members: &Members<'_>) -> Result<Response<Body>, Refusal> {
        let arn = members.required(&ROLE_ARN)?;
        let session = members.required(&SESSION_NAME)?;
        let asked = members.duration(lifetime::LIMITS)?;
        let identity = token::read(members.required(&WEB_IDENTITY_TOKEN)?, self.now)?;
        let role = role::of_arn(arn)?
            .filter(role::Placed::trusts_web_identities)
            .ok_or_else(|| Refusal::gate("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"))?;
        let lifetime = lifetime::of_session(self.options, &role, asked, false)?;
        let principal = role.session(session);
        let result = [
            xml::text("SubjectFromWebIdentityToken", &identity.subject),
            xml::text("Audience", identity.audience),
            xml::text("Provider", identity.issuer),
            xml::assumed_role_user(&principal),
            xml::credentials(&self.keyring.issue(principal, lifetime, self.now)),
        ];
        Ok(xml::response(ACTION, &result.concat(), self.request_id))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Bench;
    use super::super::token::tests::{good, token};
    use super::*;
    use crate::options::Options;

    #[tokio::test]
    async fn a_token_opens_pipeline_and_nothing_else() {
        let bench = Bench::new(Options::default());
        let token = token(&good(1_800_000_001));
        let nobody = bench.user();
        for (role, expected) in [("Pipeline", true), ("Developer", false), ("Nobody", false)] {
            let arn = format!("arn:aws:iam::210987654321:role/{role}");
            let members =
                [("RoleArn", arn.as_str()), ("RoleSessionName", "build-17"), ("WebIdentityToken", token.as_str())];
            match bench.ask(&nobody, ACTION, &members).await {
                Ok(told) => {
                    assert!(expected, "{role}");
                    assert_eq!(told.member("SubjectFromWebIdentityToken"), "repo:acme/shop");
                    assert_eq!(told.member("Provider"), "https://sandbox.invalid");
                    let principal = bench.keys(&told).principal;
                    assert_eq!(principal.arn, "arn:aws:sts::210987654321:assumed-role/Pipeline/build-17");
                }
                Err(refusal) => {
                    assert!(!expected, "{role}");
                    let message = "Not authorized to perform sts:AssumeRoleWithWebIdentity".to_owned();
                    assert_eq!(refusal, ("AccessDenied", message));
                }
            }
        }
    }
}
