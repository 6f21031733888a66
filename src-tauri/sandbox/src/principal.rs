//! Who is calling: an account's user or the session of a role, and what they may not do. It must not know keys or
//! signatures, nor how the caller came by the role.

use crate::unique_id::role_id;

/// Someone who can call. Whoever has keys has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The account: 12 digits.
    pub account: String,
    /// ARN, as `GetCallerIdentity` and refusals name the caller.
    pub arn: String,
    /// The unique ID; for a role's session followed by a colon and the session's name.
    pub user_id: String,
    standing: Standing,
    /// Actions that the caller's policies do not allow. The rest is allowed.
    denied: &'static [&'static str],
}

/// How the caller's keys came about. STS treats them differently.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing {
    /// The user's own keys, which last.
    User,
    /// Temporary keys of the user.
    Session { mfa: bool },
    /// A role's session.
    Role { name: String },
}

impl Principal {
    /// The one user of an account.
    pub fn user(account: &str) -> Self {
        Self {
            account: account.to_owned(),
            arn: format!("arn:aws:iam::{account}:user/sandbox"),
            user_id: "AIDASANDBOXSANDBOX00".into(),
            standing: Standing::User,
            denied: &[],
        }
    }

    /// The same caller in a session, with or without a second factor.
    pub fn in_session(self, mfa: bool) -> Self {
        Self { standing: Standing::Session { mfa }, ..self }
    }

    /// A role's session. The ARN leaves out the role's path, as AWS does.
    pub fn assumed_role(account: &str, role: &str, session: &str, denied: &'static [&'static str]) -> Self {
        Self {
            account: account.to_owned(),
            arn: format!("arn:aws:sts::{account}:assumed-role/{role}/{session}"),
            user_id: format!("{}:{session}", role_id(account, role)),
            standing: Standing::Role { name: role.to_owned() },
            denied,
        }
    }

    /// Whether the caller's own policies allow an action. Case does not matter, as in a policy.
    pub fn may(&self, action: &str) -> bool {
        !self.denied.iter().any(|denied| denied.eq_ignore_ascii_case(action))
    }

    /// The role, when this is the session of one.
    pub fn role(&self) -> Option<&str> {
        match &self.standing {
            Standing::Role { name } => Some(name),
            Standing::User | Standing::Session { .. } => None,
        }
    }

    /// Whether the keys are temporary.
    pub fn is_temporary(&self) -> bool {
        self.standing != Standing::User
    }

    /// Whether a second factor was given when the session began.
    pub fn has_mfa(&self) -> bool {
        self.standing == Standing::Session { mfa: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_named_by_its_session() {
        let principal = Principal::assumed_role("123456789012", "ReadOnly", "jane", &["lambda:InvokeFunction"]);
        assert_eq!(principal.arn, "arn:aws:sts::123456789012:assumed-role/ReadOnly/jane");
        assert!(principal.user_id.starts_with("AROA") && principal.user_id.ends_with(":jane"));
        assert!(!principal.may("lambda:invokefunction"));
        assert!(principal.may("lambda:ListFunctions"));
        assert_eq!(principal.role(), Some("ReadOnly"));
    }

    #[test]
    fn a_users_session_is_the_user_still() {
        let user = Principal::user("123456789012");
        let session = user.clone().in_session(true);
        assert_eq!((&session.arn, &session.user_id), (&user.arn, &user.user_id));
        assert!(!user.is_temporary() && session.is_temporary() && session.has_mfa());
        assert!(!user.in_session(false).has_mfa());
    }
}
