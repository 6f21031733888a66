//! Regions: their form, and the partition that each belongs to.

use std::fmt;

/// A region, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region(String);

/// Whether `text` has the form of an AWS region, such as `eu-west-1`, `us-gov-west-1` or `eusc-de-east-1`. Whether the
/// region exists is for the endpoint to say: new ones appear without asking us.
pub fn is_aws_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [area, middle @ .., number] = parts.as_slice() else { return false };
    matches!(area.len(), 2..=4)
        && (1..=3).contains(&middle.len())
        && middle
            .iter()
            .chain([area])
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase()))
        && matches!(number.len(), 1 | 2)
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

impl Region {
    /// Checks a region that AWS's own endpoints are to be derived from.
    ///
    /// # Errors
    /// A sentence that says what is allowed.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if is_aws_region(text) {
            Ok(Self(text.to_owned()))
        } else if text.is_empty() {
            Err("Choose a region, such as eu-west-1.".into())
        } else {
            Err(format!("“{text}” is not a region. A region looks like eu-west-1."))
        }
    }

    /// Checks a region that is only signed with, for an endpoint given by hand: local ones use names such as `local`.
    ///
    /// # Errors
    /// A sentence that says what is allowed.
    pub fn parse_for_custom_endpoint(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let label = !text.is_empty()
            && text.len() <= 63
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if label { Ok(Self(text.to_owned())) } else { Self::parse(text) }
    }

    /// The region's name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The DNS suffix of the partition, from AWS's published endpoint rules.
    pub fn dns_suffix(&self) -> &'static str {
        self.partition().1
    }

    /// The DNS suffix of the partition's dual-stack endpoints, from the same rules.
    pub fn dual_stack_suffix(&self) -> &'static str {
        self.partition().2
    }

    /// Prefix of the regions' names, suffix, dual-stack suffix.
    fn partition(&self) -> (&'static str, &'static str, &'static str) {
        const PARTITIONS: [(&str, &str, &str); 7] = [
            ("cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
            ("eusc-", "amazonaws.eu", "api.amazonwebservices.eu"),
            ("us-iso-", "c2s.ic.gov", "api.aws.ic.gov"),
            ("us-isob-", "sc2s.sgov.gov", "api.aws.scloud"),
            ("eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
            ("us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
            ("us-gov-", "amazonaws.com", "api.aws"),
        ];
        let known = PARTITIONS.into_iter().find(|(prefix, ..)| self.0.starts_with(prefix));
        known.unwrap_or(("", "amazonaws.com", "api.aws"))
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_region() {
        for text in ["eu-west-1", "us-gov-west-1", "us-iso-east-1", "eusc-de-east-1", "ap-southeast-7", "mx-central-1"]
        {
            assert!(Region::parse(text).is_ok(), "{text}");
        }
        for text in ["", "europe", "eu-west", "EU-WEST-1", "eu-west-1.evil.example", "eu-west-123", "-west-1", "eu--1"]
        {
            assert!(Region::parse(text).is_err(), "{text}");
        }
        assert!(Region::parse_for_custom_endpoint("local").is_ok());
        assert!(Region::parse_for_custom_endpoint("a.b").is_err());
    }
}
