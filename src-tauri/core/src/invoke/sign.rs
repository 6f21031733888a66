//! Signing: SigV4 over a request, by `aws-sigv4`. Pure: the time and the credentials are arguments.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningError, SigningSettings, sign as signature_of};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use bytes::Bytes;
use http::Request;
use sha2::{Digest, Sha256};

use super::region::Region;

/// Lambda's signing name.
pub const LAMBDA: &str = "lambda";

/// Why a request could not be signed. Does not happen for requests that this crate makes.
#[derive(Debug, thiserror::Error)]
#[error("the request could not be signed: {0}")]
pub struct SignError(String);

impl SignError {
    /// What was made again for looking at does not come out alike.
    pub(super) fn unlike() -> Self {
        Self("the preview does not come to the same signature".into())
    }
}

/// The SHA-256 of bytes in lower-case hex, as SigV4 wants a payload's.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Adds `x-amz-date`, the session token and `authorization` to a request. `payload_hash` is its body's [`sha256_hex`].
///
/// The default settings of `aws-sigv4` are Lambda's: the path is encoded twice and no `x-amz-content-sha256` is sent.
///
/// # Errors
/// When the request has a header that is not text.
pub fn sign(
    request: &mut Request<Bytes>,
    payload_hash: &str,
    credentials: &Credentials,
    region: &Region,
    service: &str,
    time: SystemTime,
) -> Result<(), SignError> {
    sign_by(SigningSettings::default(), request, payload_hash, credentials, region, service, time)
}

/// The same by other rules than Lambda's: what the published vectors are signed by.
///
/// # Errors
/// As [`sign`].
pub fn sign_by(
    settings: SigningSettings,
    request: &mut Request<Bytes>,
    payload_hash: &str,
    credentials: &Credentials,
    region: &Region,
    service: &str,
    time: SystemTime,
) -> Result<(), SignError> {
    let identity: Identity = credentials.clone().into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(region.as_str())
        .name(service)
        .time(time)
        .settings(settings)
        .build()
        .map_err(|error| SignError(error.to_string()))?
        .into();
    let headers: Vec<(&str, &str)> = request
        .headers()
        .iter()
        .map(|(name, value)| value.to_str().map(|value| (name.as_str(), value)))
        .collect::<Result<_, _>>()
        .map_err(|_| SignError("a header is not text".into()))?;
    let uri = request.uri().to_string();
    let body = SignableBody::Precomputed(payload_hash.to_owned());
    let signable = SignableRequest::new(request.method().as_str(), uri, headers.into_iter(), body);
    let sign_error = |error: SigningError| SignError(error.to_string());
    let (instructions, _) =
        signable.and_then(|signable| signature_of(signable, &parameters)).map_err(sign_error)?.into_parts();
    instructions.apply_to_request_http1x(request);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// 2013-05-24T00:00:00Z, the moment AWS's own examples are signed at.
    const MOMENT: Duration = Duration::from_hours(380_376);

    fn signed(uri: &str, token: Option<&str>) -> Request<Bytes> {
        let credentials = Credentials::new("AKIDEXAMPLE", "secret", token.map(Into::into), None, "test");
        let region = Region::parse("us-east-1").expect("a region");
        let mut request = Request::post(uri).body(Bytes::from_static(b"{}")).expect("a request");
        let hash = sha256_hex(request.body());
        sign(&mut request, &hash, &credentials, &region, LAMBDA, SystemTime::UNIX_EPOCH + MOMENT).expect("signed");
        request
    }

    #[test]
    fn what_is_signed_is_what_the_sdks_sign() {
        let request =
            signed("https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/f/invocations", Some("TOKEN"));
        let authorization = request.headers()["authorization"].to_str().expect("text");
        assert!(authorization.starts_with(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20130524/us-east-1/lambda/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature="
        ));
        assert_eq!(request.headers()["x-amz-date"], "20130524T000000Z");
        assert!(!request.headers().contains_key("x-amz-content-sha256"));
    }

    #[test]
    fn the_time_is_an_argument_and_so_is_the_signature_fixed() {
        let uri =
            "http://127.0.0.1:9/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3Af/invocations";
        assert_eq!(signed(uri, None).headers()["authorization"], signed(uri, None).headers()["authorization"]);
        assert_ne!(signed(uri, None).headers()["authorization"], signed(uri, Some("T")).headers()["authorization"]);
    }
}
