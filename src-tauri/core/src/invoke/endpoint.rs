//! Where a request goes: AWS's own endpoint of a region, or one given by hand.

use url::{Host, Url};

use super::region::Region;

/// A base address: scheme, host, port, and a path without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    base: String,
    loopback: bool,
}

impl Endpoint {
    /// Lambda's endpoint of a region.
    pub fn of_region(region: &Region) -> Self {
        Self { base: format!("https://lambda.{region}.{}", region.dns_suffix()), loopback: false }
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
            assert_eq!(Endpoint::of_region(&Region::parse(region).expect(region)).as_str(), base);
        }
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
