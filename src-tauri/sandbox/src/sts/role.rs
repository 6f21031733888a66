//! The roles that can be assumed. They exist in every account, and each shows one thing that can be asked of a caller:
//!
//! | role | who may assume it | longest session |
//! |---|---|---|
//! | `Developer` | anyone of the same account | 12 hours |
//! | `ReadOnly` | anyone of the same account; may not invoke | 1 hour |
//! | `Partner` | anyone of any account with the external id `lambdesk-partner` | 1 hour |
//! | `Operator` | the account's user with a second factor | 4 hours |
//! | `Deployer` | a session of the same account's `Developer`: role chaining | 12 hours, of which chaining leaves 1 |
//! | `Pipeline` | whoever has a web identity's token | 1 hour |

use std::time::Duration;

use super::members::invalid;
use crate::principal::Principal;
use crate::refusal::Refusal;

/// The external id of `Partner`.
pub const EXTERNAL_ID: &str = "lambdesk-partner";

/// What a role's policy asks of whoever assumes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    Account,
    ExternalId,
    Mfa,
    Session { of: &'static str },
    WebIdentity,
}

/// A role.
#[derive(Debug)]
pub struct Role {
    name: &'static str,
    trust: Trust,
    hours: u64,
    denied: &'static [&'static str],
}

const ROLES: [Role; 6] = [
    Role { name: "Developer", trust: Trust::Account, hours: 12, denied: &[] },
    Role { name: "ReadOnly", trust: Trust::Account, hours: 1, denied: &["lambda:InvokeFunction"] },
    Role { name: "Partner", trust: Trust::ExternalId, hours: 1, denied: &[] },
    Role { name: "Operator", trust: Trust::Mfa, hours: 4, denied: &[] },
    Role { name: "Deployer", trust: Trust::Session { of: "Developer" }, hours: 12, denied: &[] },
    Role { name: "Pipeline", trust: Trust::WebIdentity, hours: 1, denied: &[] },
];

/// A role of an account.
#[derive(Debug)]
pub struct Placed<'a> {
    account: &'a str,
    role: &'static Role,
}

/// The role of an ARN, `None` when there is none. The error is that it is no ARN of a role.
pub fn of_arn(arn: &str) -> Result<Option<Placed<'_>>, Refusal> {
    let refuse = || invalid(format!("{arn} is invalid"));
    let (account, path) =
        arn.strip_prefix("arn:aws:iam::").and_then(|rest| rest.split_once(":role/")).ok_or_else(refuse)?;
    if account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit()) || path.is_empty() {
        return Err(refuse());
    }
    // The roles have no path; a role of the same name with one is another role.
    Ok(ROLES.iter().find(|role| role.name == path).map(|role| Placed { account, role }))
}

impl Placed<'_> {
    /// Whether the role trusts a caller who gave this external id and, perhaps, a second factor.
    pub fn trusts(&self, caller: &Principal, external_id: Option<&str>, mfa: bool) -> bool {
        let same_account = caller.account == self.account;
        match self.role.trust {
            Trust::Account => same_account,
            Trust::ExternalId => external_id == Some(EXTERNAL_ID),
            Trust::Mfa => same_account && mfa,
            Trust::Session { of } => same_account && caller.role() == Some(of),
            Trust::WebIdentity => false,
        }
    }

    /// Whether the role trusts web identities.
    pub fn trusts_web_identities(&self) -> bool {
        self.role.trust == Trust::WebIdentity
    }

    /// The longest session that can be asked for.
    pub fn longest(&self) -> Duration {
        Duration::from_hours(self.role.hours)
    }

    /// Whoever assumed it.
    pub fn session(&self, name: &str) -> Principal {
        Principal::assumed_role(self.account, self.role.name, name, self.role.denied)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "123456789012";

    fn role(name: &str) -> Option<String> {
        let arn = format!("arn:aws:iam::{ACCOUNT}:role/{name}");
        of_arn(&arn).expect("an ARN").map(|placed| placed.session("jane").arn)
    }

    #[test]
    fn an_arn_leads_to_a_role_or_none_or_is_none() {
        assert_eq!(role("Developer").as_deref(), Some("arn:aws:sts::123456789012:assumed-role/Developer/jane"));
        assert_eq!(role("developer"), None);
        assert_eq!(role("team/Developer"), None);
        for text in ["arn:aws:iam::123:role/Developer", "arn:aws:iam::123456789012:user/jane", "Developer"] {
            assert_eq!(of_arn(text).expect_err("no ARN of a role").message, format!("{text} is invalid"));
        }
    }

    #[test]
    fn each_role_asks_for_its_own() {
        let (user, stranger) = (Principal::user(ACCOUNT), Principal::user("210987654321"));
        let developer = Principal::assumed_role(ACCOUNT, "Developer", "jane", &[]);
        let strange_developer = Principal::assumed_role("210987654321", "Developer", "jane", &[]);
        for (name, caller, external_id, mfa, expected) in [
            ("Developer", &user, None, false, true),
            ("Developer", &developer, None, false, true),
            ("Developer", &stranger, None, false, false),
            ("Partner", &stranger, Some(EXTERNAL_ID), false, true),
            ("Partner", &user, Some("other"), false, false),
            ("Partner", &user, None, false, false),
            ("Operator", &user, None, true, true),
            ("Operator", &user, None, false, false),
            ("Deployer", &developer, None, false, true),
            ("Deployer", &user, None, true, false),
            ("Deployer", &strange_developer, None, false, false),
            ("Pipeline", &user, None, true, false),
        ] {
            let arn = format!("arn:aws:iam::{ACCOUNT}:role/{name}");
            let placed = of_arn(&arn).expect("an ARN").expect("a role");
            assert_eq!(placed.trusts(caller, external_id, mfa), expected, "{name} {}", caller.arn);
        }
    }
}
