//! Addresses of Lambda's Invoke, AWS's own and those of local endpoints.

use percent_encoding::percent_decode_str;
use url::Url;

use super::imported::ImportedRequest;
use crate::invoke::endpoint::{Endpoint, Variant};
use crate::invoke::region::{Region, is_aws_region};

const INVOKE: &str = "/2015-03-31/functions/";
const STREAM: &str = "/2021-11-15/functions/";

/// What an address says of a request. The region is the address's own, if it has one.
///
/// # Errors
/// A sentence that says why it is none of Lambda's. It quotes no part in which a secret may stand.
pub(super) fn read(text: &str, request: &mut ImportedRequest) -> Result<(), String> {
    const NOT_LAMBDA: &str =
        "This is no address at which Lambda invokes a function: it has no /2015-03-31/functions/NAME/invocations.";
    let text = text.trim();
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let mut url = Url::parse(&whole).map_err(|_| "This is no address.".to_owned())?;
    let host = url.host_str().unwrap_or_default().to_owned();
    if host.contains(".lambda-url.") {
        let why = "This is a function URL, which answers web requests. Lambdesk invokes the function itself: type its name, and use the template for a function URL.";
        return Err(why.into());
    }
    let path = url.path().to_owned();
    let (base, rest, stream) = match (path.split_once(INVOKE), path.split_once(STREAM)) {
        (Some((base, rest)), _) => (base, rest, false),
        (_, Some((base, rest))) => (base, rest, true),
        _ => return Err(NOT_LAMBDA.into()),
    };
    let ending = if stream { "/response-streaming-invocations" } else { "/invocations" };
    let name = rest.trim_end_matches('/').strip_suffix(ending).filter(|name| !name.is_empty()).ok_or(NOT_LAMBDA)?;
    // Some encode the name twice, because it is signed so.
    let once = percent_decode_str(name).decode_utf8_lossy().into_owned();
    request.function = percent_decode_str(&once).decode_utf8_lossy().into_owned();
    request.stream = stream;
    if let Some((_, qualifier)) = url.query_pairs().find(|(name, _)| name == "Qualifier") {
        request.qualifier = qualifier.into_owned();
    }
    if let Some(region) = region_of_host(&host) {
        request.region = Some(region.to_owned());
    }
    let base = base.to_owned();
    url.set_query(None);
    url.set_fragment(None);
    url.set_path(&base);
    // Neither can fail for an address with a host.
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    let endpoint = url.as_str().trim_end_matches('/');
    let own = request.region.as_deref().and_then(|region| Region::parse(region).ok());
    let own = own.map(|region| Endpoint::of_region(&region, Variant::default()));
    request.endpoint = own.is_none_or(|own| own.as_str() != endpoint).then(|| endpoint.to_owned());
    Ok(())
}

/// The region in a host of AWS's own, such as `lambda.eu-west-1.amazonaws.com`.
fn region_of_host(host: &str) -> Option<&str> {
    let parts: Vec<&str> = host.split('.').collect();
    match parts.as_slice() {
        ["lambda" | "lambda-fips", region, _, ..] if is_aws_region(region) => Some(region),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Result<(String, Option<String>, Option<String>), String> {
        let mut request = ImportedRequest::default();
        read(text, &mut request)?;
        Ok((request.function, request.region, request.endpoint))
    }

    #[test]
    fn an_address_says_function_region_and_endpoint() {
        for (text, function, region, endpoint) in [
            ("https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/f/invocations", "f", Some("eu-west-1"), None),
            ("lambda.cn-north-1.amazonaws.com.cn/2015-03-31/functions/f/invocations/", "f", Some("cn-north-1"), None),
            (
                "https://lambda-fips.us-east-1.amazonaws.com/2015-03-31/functions/f/invocations",
                "f",
                Some("us-east-1"),
                Some("https://lambda-fips.us-east-1.amazonaws.com"),
            ),
            (
                "http://localhost:3001/2015-03-31/functions/f%253Alive/invocations",
                "f:live",
                None,
                Some("http://localhost:3001"),
            ),
            (
                "https://u:p@h.example/stage/2015-03-31/functions/f/invocations?x=1",
                "f",
                None,
                Some("https://h.example/stage"),
            ),
        ] {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            assert_eq!(parts(text), Ok((function.to_owned(), owned(region), owned(endpoint))), "{text}");
        }
    }

    #[test]
    fn other_addresses_are_refused_without_being_quoted() {
        for text in [
            "",
            "http://",
            "https://u:topsecret@example.com/",
            "https://h/2015-03-31/functions//invocations",
            "https://h/2015-03-31/functions/f",
        ] {
            assert!(!parts(text).expect_err("no address of Lambda").contains("topsecret"), "{text}");
        }
    }
}
