//! What an IAM or STS ARN says: `arn:PARTITION:SERVICE::ACCOUNT:RESOURCE`. Pure text.

/// The account of an ARN: 12 digits.
pub fn account(arn: &str) -> Option<&str> {
    let account = arn.strip_prefix("arn:")?.split(':').nth(3)?;
    (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())).then_some(account)
}

/// Whether it is a role's.
pub fn is_role(arn: &str) -> bool {
    let mut parts = arn.splitn(6, ':');
    let (form, partition, service) = (parts.next(), parts.next(), parts.next());
    let resource = parts.nth(2).unwrap_or_default();
    form == Some("arn")
        && partition.is_some_and(|partition| partition.starts_with("aws"))
        && service == Some("iam")
        && account(arn).is_some()
        && resource
            .strip_prefix("role/")
            .is_some_and(|name| !name.is_empty() && name.bytes().all(|it| it.is_ascii_graphic()))
}

/// The last part of a role's ARN, to be shown; the whole text when it is not one.
pub fn role_name(arn: &str) -> &str {
    arn.rsplit_once('/').map_or(arn, |(_, name)| name)
}

/// Who an ARN names, in short: `jane` for a user, `Developer · jane` for an assumed role, `root` for the account's owner.
pub fn short_name(arn: &str) -> String {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or(arn);
    let mut parts = resource.split('/');
    match (parts.next(), parts.next(), parts.next_back()) {
        (Some("assumed-role"), Some(role), Some(session)) => format!("{} · {session}", permission_set(role)),
        (Some("user"), Some(name), None) | (Some("user"), Some(_), Some(name)) => name.to_owned(),
        _ => resource.to_owned(),
    }
}

/// Identity Center wraps a permission set's name: `AWSReservedSSO_Developer_0123456789abcdef`.
fn permission_set(role: &str) -> &str {
    let Some(rest) = role.strip_prefix("AWSReservedSSO_") else { return role };
    match rest.rsplit_once('_') {
        Some((name, id)) if id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) => name,
        _ => role,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_twelve_digits() {
        assert_eq!(account("arn:aws:iam::123456789012:role/x"), Some("123456789012"));
        assert_eq!(account("arn:aws:iam::1234:role/x"), None);
        assert_eq!(account("123456789012"), None);
    }

    #[test]
    fn a_role_is_told_from_what_is_none() {
        for role in ["arn:aws:iam::123456789012:role/x", "arn:aws-us-gov:iam::123456789012:role/path/to/x"] {
            assert!(is_role(role), "{role}");
        }
        for other in [
            "",
            "x",
            "arn:aws:iam::123456789012:user/x",
            "arn:aws:iam::123456789012:role/",
            "arn:aws:sts::123456789012:role/x",
            "arn:aws:iam::1:role/x",
        ] {
            assert!(!is_role(other), "{other}");
        }
    }

    #[test]
    fn a_short_name_says_who() {
        for (arn, name) in [
            ("arn:aws:iam::123456789012:user/jane", "jane"),
            ("arn:aws:iam::123456789012:user/team/a/jane", "jane"),
            ("arn:aws:sts::123456789012:assumed-role/Deployer/build-7", "Deployer · build-7"),
            (
                "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Read_Only_0123456789abcdef/jane@example.com",
                "Read_Only · jane@example.com",
            ),
            ("arn:aws:iam::123456789012:root", "root"),
            ("odd", "odd"),
        ] {
            assert_eq!(short_name(arn), name, "{arn}");
        }
    }
}
