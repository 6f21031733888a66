//! Where a request goes: AWS's own endpoint of a region, or one given by hand.

use url::{Host, Url};

use super::region::Region;

/// A base address: scheme, host, port, and a path without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    base: String,
    loopback: bool,
}

/// Which of AWS's own endpoints is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Variant {
    /// With validated cryptography: `lambda-fips.…`.
    pub fips: bool,
    /// Over IPv6 too: the partition's other suffix.
    pub dual_stack: bool,
}

impl Endpoint {
    /// Lambda's endpoint of a region.
    pub fn of_region(region: &Region, variant: Variant) -> Self {
        Self::of_service("lambda", region, variant)
    }

    /// A service's endpoint of a region, for services whose endpoints are named as Lambda's are.
    pub fn of_service(service: &str, region: &Region, variant: Variant) -> Self {
        let fips = if variant.fips { "-fips" } else { "" };
        let suffix = if variant.dual_stack { region.dual_stack_suffix() } else { region.dns_suffix() };
        Self { base: format!("https://{service}{fips}.{region}.{suffix}"), loopback: false }
    }

    /// Refuses plain HTTP to another computer unless that is `allowed`: the payload, and with it everything that is in
    /// it, could be read and changed on the way.
    ///
    /// # Errors
    /// A sentence that says so.
    pub fn or_plain_http(self, allowed: bool) -> Result<Self, String> {
        if self.loopback || allowed || !self.base.starts_with("http://") {
            return Ok(self);
        }
        Err(format!("{} is not encrypted and not on this computer. Use https://, or allow it.", self.base))
    }

    /// An endpoint given by hand, such as `http://127.0.0.1:4566`.
    ///
    /// # Errors
    /// A sentence that says what is allowed.
    pub fn custom(text: &str) -> Result<Self, String> {
        const FORM: &str = "An endpoint looks like https://lambda.eu-west-1.amazonaws.com or http://127.0.0.1:4566.";
        let url = Url::parse(text.trim()).map_err(|_| FORM.to_owned())?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(FORM.into());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("An endpoint has no user name or password in it.".into());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("An endpoint has nothing after ? or #.".into());
        }
        let loopback = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        Ok(Self { base: url.as_str().trim_end_matches('/').to_owned(), loopback })
    }

    /// The base, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.base
    }

    /// Whether the host is this computer, so that no proxy stands between.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_partition_has_its_suffix() {
        for (region, base) in [
            ("eu-west-1", "https://lambda.eu-west-1.amazonaws.com"),
            ("cn-north-1", "https://lambda.cn-north-1.amazonaws.com.cn"),
            ("us-gov-west-1", "https://lambda.us-gov-west-1.amazonaws.com"),
            ("eusc-de-east-1", "https://lambda.eusc-de-east-1.amazonaws.eu"),
            ("us-isob-east-1", "https://lambda.us-isob-east-1.sc2s.sgov.gov"),
        ] {
            assert_eq!(Endpoint::of_region(&Region::parse(region).expect(region), Variant::default()).as_str(), base);
        }
    }

    #[test]
    fn fips_and_dual_stack_have_their_own_names() {
        for (region, fips, dual_stack, base) in [
            ("us-east-1", true, false, "https://lambda-fips.us-east-1.amazonaws.com"),
            ("us-east-1", false, true, "https://lambda.us-east-1.api.aws"),
            ("us-gov-west-1", true, true, "https://lambda-fips.us-gov-west-1.api.aws"),
            ("cn-north-1", false, true, "https://lambda.cn-north-1.api.amazonwebservices.com.cn"),
            ("eusc-de-east-1", false, true, "https://lambda.eusc-de-east-1.api.amazonwebservices.eu"),
            ("us-iso-east-1", false, true, "https://lambda.us-iso-east-1.api.aws.ic.gov"),
            ("us-isob-east-1", false, true, "https://lambda.us-isob-east-1.api.aws.scloud"),
            ("eu-isoe-west-1", false, true, "https://lambda.eu-isoe-west-1.api.cloud-aws.adc-e.uk"),
            ("us-isof-south-1", false, true, "https://lambda.us-isof-south-1.api.aws.hci.ic.gov"),
        ] {
            let region = Region::parse(region).expect(region);
            assert_eq!(Endpoint::of_region(&region, Variant { fips, dual_stack }).as_str(), base);
        }
    }

    #[test]
    fn other_services_have_theirs() {
        for (region, fips, dual_stack, base) in [
            ("eu-west-1", false, false, "https://schemas.eu-west-1.amazonaws.com"),
            ("cn-north-1", false, false, "https://schemas.cn-north-1.amazonaws.com.cn"),
            ("us-gov-west-1", true, true, "https://schemas-fips.us-gov-west-1.api.aws"),
        ] {
            let region = Region::parse(region).expect(region);
            assert_eq!(Endpoint::of_service("schemas", &region, Variant { fips, dual_stack }).as_str(), base);
        }
    }

    #[test]
    fn plain_http_leaves_this_computer_only_when_it_may() {
        let plain = |text: &str, allowed| Endpoint::custom(text).expect("an endpoint").or_plain_http(allowed).is_ok();
        assert!(
            plain("http://127.0.0.1:1", false) && plain("https://h.example", false) && plain("http://h.example", true)
        );
        assert!(!plain("http://h.example", false) && !plain("http://10.0.0.1", false));
    }

    #[test]
    fn a_custom_endpoint_is_checked() {
        assert_eq!(Endpoint::custom(" http://127.0.0.1:4566/ ").expect("fine").as_str(), "http://127.0.0.1:4566");
        assert_eq!(Endpoint::custom("https://h.example/stage/").expect("fine").as_str(), "https://h.example/stage");
        assert!(Endpoint::custom("http://[::1]:1").expect("fine").is_loopback());
        assert!(!Endpoint::custom("http://10.0.0.1").expect("fine").is_loopback());
        for text in
            ["", "127.0.0.1:4566", "ftp://h", "http://", "http://u:p@h", "http://h/?q", "http://h/#f", "http://h:99999"]
        {
            assert!(Endpoint::custom(text).is_err(), "{text}");
        }
    }
}
