//! The errors of sso-oidc: a code of OAuth in the body, and the model's own name for it in a header.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode};
use serde_json::json;

use crate::answer;

/// An error, by its name in the service's model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The person said no.
    AccessDenied,
    /// Nobody has decided yet.
    AuthorizationPending,
    /// The device code's time is over.
    ExpiredToken,
    /// No such client, another secret, or the registration is over.
    InvalidClient,
    /// What the client says of itself is not taken.
    InvalidClientMetadata,
    /// No such device code or refresh token, or no longer.
    InvalidGrant,
    /// A member is missing or makes no sense.
    InvalidRequest,
    /// The client asks too often.
    SlowDown,
    /// The client did not register for this grant.
    UnauthorizedClient,
    /// A grant that the service does not know.
    UnsupportedGrantType,
}

/// An error with a sentence to it. The sentences are ours: AWS's say little, and change.
#[derive(Clone, Debug)]
pub struct OidcError {
    kind: Kind,
    description: String,
}

impl OidcError {
    /// An error of a kind.
    pub fn new(kind: Kind, description: impl Into<String>) -> Self {
        Self { kind, description: description.into() }
    }

    /// The answer, with `error` and `error_description` as its members.
    pub fn into_response(self) -> Response<Body> {
        // From the service's model.
        let (name, error, status) = match self.kind {
            Kind::AccessDenied => ("AccessDeniedException", "access_denied", 400),
            Kind::AuthorizationPending => ("AuthorizationPendingException", "authorization_pending", 400),
            Kind::ExpiredToken => ("ExpiredTokenException", "expired_token", 400),
            Kind::InvalidClient => ("InvalidClientException", "invalid_client", 401),
            Kind::InvalidClientMetadata => ("InvalidClientMetadataException", "invalid_client_metadata", 400),
            Kind::InvalidGrant => ("InvalidGrantException", "invalid_grant", 400),
            Kind::InvalidRequest => ("InvalidRequestException", "invalid_request", 400),
            Kind::SlowDown => ("SlowDownException", "slow_down", 400),
            Kind::UnauthorizedClient => ("UnauthorizedClientException", "unauthorized_client", 400),
            Kind::UnsupportedGrantType => ("UnsupportedGrantTypeException", "unsupported_grant_type", 400),
        };
        let mut response = answer::json(&json!({ "error": error, "error_description": self.description }));
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        response.headers_mut().insert("x-amzn-errortype", HeaderValue::from_static(name));
        response
    }
}
