//! The organization that one signs in to: its accounts, and the roles that the one person has in each. All of it is
//! invented. It must not know tokens.

use crate::digest::{hex, sha256};
use crate::principal::Principal;

/// Who signs in, as the sessions of roles are named.
const PERSON: &str = "jane.doe@example.com";

/// A role that the person has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// Its name, as the portal shows it.
    pub name: &'static str,
    denied: &'static [&'static str],
}

const ADMIN: Assigned = Assigned { name: "Admin", denied: &[] };
const DEVELOPER: Assigned = Assigned { name: "Developer", denied: &[] };
const READ_ONLY: Assigned = Assigned { name: "ReadOnly", denied: &["lambda:InvokeFunction"] };

/// An account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account<'a> {
    /// 12 digits.
    pub id: &'a str,
    /// Any text.
    pub name: &'static str,
    /// The first part of the address of whoever owns it.
    mailbox: &'static str,
    /// The roles that the person has there.
    pub roles: &'static [Assigned],
}

const MAIN: &[Assigned] = &[ADMIN, DEVELOPER, READ_ONLY];
const USUAL: &[Assigned] = &[DEVELOPER, READ_ONLY];

const fn account(id: &'static str, name: &'static str, mailbox: &'static str) -> Account<'static> {
    Account { id, name, mailbox, roles: USUAL }
}

/// The accounts beside the sandbox's own.
const OTHERS: [Account<'static>; 26] = [
    Account { id: "210987654321", name: "Acme Staging", mailbox: "aws-staging", roles: MAIN },
    Account { id: "321098765432", name: "Acme Production", mailbox: "aws-production", roles: MAIN },
    account("100000000013", "Analytics", "aws-analytics"),
    account("100000000124", "Archive", "aws-archive"),
    account("100000001235", "Audit", "aws-audit"),
    account("100000012346", "Backup Frankfurt", "aws-backup-fra"),
    account("100000123457", "Billing", "aws-billing"),
    account("100001234568", "Búsqueda y catálogo", "aws-busqueda"),
    account("100012345679", "Checkout", "aws-checkout"),
    account("100123456780", "Customer Care", "aws-care"),
    account("101234567891", "Data Lake", "aws-datalake"),
    account("112345678902", "Data Lake (EU)", "aws-datalake-eu"),
    // No role there: what has been taken away still stands in the list.
    Account { id: "123456780123", name: "Decommissioned", mailbox: "aws-decommissioned", roles: &[] },
    account("134567801234", "Demo & Trade Fairs", "aws-demo"),
    account("145678012345", "Firmware Builds", "aws-firmware"),
    account("156780123456", "Identity", "aws-identity"),
    account("167801234567", "Kundenportal Köln", "aws-kundenportal"),
    account("178012345678", "Log Archive", "aws-log-archive"),
    account("180123456789", "Machine Learning", "aws-ml"),
    account("190234567801", "Network", "aws-network"),
    account("200345678012", "Partner Sandbox", "aws-partner"),
    account("210456780123", "Payments", "aws-payments"),
    account("220567801234", "Security Tooling", "aws-security"),
    account("230678012345", "東京オフィス", "aws-tokyo"),
    account(
        "240780123456",
        "Warehouse and Logistics Integration for Northern Europe, Including the Former Subsidiaries (Migration Until Further Notice)",
        "aws-warehouse-logistics-north",
    ),
    account("250801234567", "Website", "aws-website"),
];

/// All accounts, the sandbox's own first.
pub fn accounts(own: &str) -> Vec<Account<'_>> {
    let first = Account { id: own, name: "Acme Development", mailbox: "aws-development", roles: MAIN };
    std::iter::once(first).chain(OTHERS.into_iter().filter(|account| account.id != own)).collect()
}

impl Account<'_> {
    /// The address of whoever owns it.
    pub fn email(&self) -> String {
        format!("{}@example.com", self.mailbox)
    }

    /// The person's role of a name.
    pub fn role(&self, name: &str) -> Option<&'static Assigned> {
        self.roles.iter().find(|role| role.name == name)
    }

    /// The person in a role: a session of the role that Identity Center keeps in the account for it.
    pub fn session(&self, role: &Assigned) -> Principal {
        let digest = hex(&sha256(format!("{}/{}", self.id, role.name).as_bytes()));
        let name = format!("AWSReservedSSO_{}_{}", role.name, &digest[..16]);
        Principal::assumed_role(self.id, &name, PERSON, role.denied)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn accounts_are_many_and_different() {
        let all = accounts("123456789012");
        assert_eq!(all.len(), 27);
        let ids: HashSet<&str> = all.iter().map(|account| account.id).collect();
        let emails: HashSet<String> = all.iter().map(Account::email).collect();
        assert_eq!((ids.len(), emails.len()), (27, 27));
        assert!(ids.iter().all(|id| id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit())));
        assert_eq!(all.iter().filter(|account| account.role("Admin").is_some()).count(), 3);
        assert_eq!(all.iter().filter(|account| account.roles.is_empty()).count(), 1);
        assert_eq!(accounts("210987654321").len(), 26, "an account stands there once");
    }

    #[test]
    fn the_person_is_a_session_of_a_reserved_role() {
        let all = accounts("123456789012");
        let principal = all[0].session(&READ_ONLY);
        let start = "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_ReadOnly_";
        let rest = principal.arn.strip_prefix(start).expect("its name");
        let (digits, person) = rest.split_once('/').expect("a session");
        assert!(digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_eq!(person, PERSON);
        assert!(!principal.may("lambda:InvokeFunction"));
    }
}
