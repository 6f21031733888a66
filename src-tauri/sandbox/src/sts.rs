//! STS: who is calling, and temporary keys. The query protocol: forms come in, XML goes out.
//!
//! Codes and words are those of the service's model and of the answers that people quote. It must not know how a caller
//! proved who they are, nor what the keys are used for.

mod assume_role;
mod lifetime;
mod members;
mod mfa;
mod role;
mod session_token;
mod token;
mod web_identity;
mod xml;

use std::time::SystemTime;

use axum::body::Body;
use axum::http::{Response, StatusCode};

use crate::keyring::Keyring;
use crate::options::Options;
use crate::principal::Principal;
use crate::query::Form;
use crate::refusal::Refusal;
use members::Members;

/// STS, for one request.
#[derive(Debug)]
pub struct Sts<'a> {
    /// What the sandbox was started with.
    pub options: &'a Options,
    /// Where keys are issued.
    pub keyring: &'a Keyring,
    /// When the request came in.
    pub now: SystemTime,
    /// The id of the request.
    pub request_id: &'a str,
}

impl Sts<'_> {
    /// Answers a form. `caller` says whose it is, or why it is refused; an operation that takes no signature does not
    /// ask.
    pub fn answer(
        &self,
        form: &[u8],
        caller: impl FnOnce() -> Result<Principal, Refusal>,
    ) -> Result<Response<Body>, Refusal> {
        let form = Form::parse(form);
        let members = Members(&form);
        let action = form.get("Action").unwrap_or_default();
        if action == web_identity::ACTION {
            return self.assume_role_with_web_identity(&members);
        }
        let caller = caller().map_err(Refusal::in_query_protocol)?;
        match action {
            "GetCallerIdentity" => Ok(self.get_caller_identity(&caller)),
            assume_role::ACTION => self.assume_role(&caller, &members),
            session_token::ACTION => self.get_session_token(&caller, &members),
            _ => {
                let version = form.get("Version").unwrap_or_default();
                let message = format!("Could not find operation {action} for version {version}");
                Err(Refusal::with(StatusCode::BAD_REQUEST, "InvalidAction", message))
            }
        }
    }

    /// Needs no permission, as in AWS, and cannot be denied.
    fn get_caller_identity(&self, caller: &Principal) -> Response<Body> {
        let result = [
            xml::text("Arn", &caller.arn),
            xml::text("UserId", &caller.user_id),
            xml::text("Account", &caller.account),
        ];
        xml::response("GetCallerIdentity", &result.concat(), self.request_id)
    }
}

/// That someone may not do something, in STS's words: a code of its own, and no policy named.
fn denied(caller: &Principal, action: &str, resource: &str) -> Refusal {
    let message = format!("User: {} is not authorized to perform: {action} on resource: {resource}", caller.arn);
    Refusal::gate("AccessDenied", message)
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

    use super::*;
    use crate::keyring::Keys;

    /// A service with a keyring of its own, at a fixed moment.
    pub struct Bench {
        pub options: Options,
        pub keyring: Keyring,
        pub now: SystemTime,
    }

    /// What was issued, as the answer's XML has it.
    #[derive(Debug)]
    pub struct Told {
        pub xml: String,
    }

    impl Told {
        pub fn member(&self, name: &str) -> &str {
            let (_, rest) = self.xml.split_once(&format!("<{name}>")).unwrap_or_else(|| panic!("{name}: {}", self.xml));
            rest.split_once("</").expect("an end").0
        }
    }

    impl Bench {
        pub fn new(options: Options) -> Self {
            let now = SystemTime::UNIX_EPOCH + std::time::Duration::from_hours(500_000);
            Self { keyring: Keyring::new(&options, now), options, now }
        }

        pub fn user(&self) -> Principal {
            Principal::user(&self.options.account)
        }

        pub async fn ask(
            &self,
            caller: &Principal,
            action: &str,
            members: &[(&str, &str)],
        ) -> Result<Told, (&'static str, String)> {
            let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
            let members: String = members.iter().map(|(name, value)| format!("&{name}={}", encode(value))).collect();
            let form = format!("Action={action}&Version=2011-06-15{members}");
            let sts = Sts { options: &self.options, keyring: &self.keyring, now: self.now, request_id: "id" };
            match sts.answer(form.as_bytes(), || Ok(caller.clone())) {
                Ok(response) => {
                    let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
                    Ok(Told { xml: String::from_utf8(body.to_vec()).expect("text") })
                }
                Err(refusal) => Err((refusal.code, refusal.message)),
            }
        }

        /// The keys that an answer told of.
        pub fn keys(&self, told: &Told) -> Keys {
            let keys = self.keyring.find(told.member("AccessKeyId")).expect("known");
            assert_eq!(keys.credentials.session_token.as_deref(), Some(told.member("SessionToken")));
            assert_eq!(keys.credentials.secret_access_key, told.member("SecretAccessKey"));
            keys
        }
    }

    #[tokio::test]
    async fn the_caller_is_told_and_nobody_can_deny_it() {
        let bench = Bench::new(Options { deny: vec!["sts:GetCallerIdentity".into()], ..Options::default() });
        let role = Principal::assumed_role("210987654321", "Developer", "jane", &[]);
        let told = bench.ask(&role, "GetCallerIdentity", &[]).await.expect("told");
        assert_eq!(told.member("Account"), "210987654321");
        assert_eq!((told.member("Arn"), told.member("UserId")), (role.arn.as_str(), role.user_id.as_str()));
        let (code, message) = bench.ask(&role, "GetFederationToken", &[]).await.expect_err("refused");
        assert_eq!(code, "InvalidAction");
        assert_eq!(message, "Could not find operation GetFederationToken for version 2011-06-15");
    }

    #[test]
    fn what_the_gate_refuses_has_the_query_protocols_names() {
        let bench = Bench::new(Options::default());
        let sts = Sts { options: &bench.options, keyring: &bench.keyring, now: bench.now, request_id: "id" };
        for (gate, code) in [
            ("UnrecognizedClientException", "InvalidClientTokenId"),
            ("ExpiredTokenException", "ExpiredToken"),
            ("InvalidSignatureException", "SignatureDoesNotMatch"),
        ] {
            let refusal = sts.answer(b"Action=GetCallerIdentity", || Err(Refusal::gate(gate, ""))).unwrap_err();
            assert_eq!(refusal.code, code);
        }
    }
}
