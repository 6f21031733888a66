//! What clients send to sso-oidc: read from JSON, with what must be there told from what may be.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::oidc_error::{Kind, OidcError};

/// `RegisterClient`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RegisterClient {
    /// Any text.
    pub client_name: Option<String>,
    /// `public`, and nothing else.
    pub client_type: Option<String>,
    /// Scopes.
    pub scopes: Option<Vec<String>>,
    /// Grants that the client will use; absent for all.
    pub grant_types: Option<Vec<String>>,
}

/// `StartDeviceAuthorization`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartDeviceAuthorization {
    /// The client's ID.
    pub client_id: Option<String>,
    /// Its secret.
    pub client_secret: Option<String>,
    /// The address of the portal.
    pub start_url: Option<String>,
}

/// `CreateToken`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateToken {
    /// The client's ID.
    pub client_id: Option<String>,
    /// Its secret.
    pub client_secret: Option<String>,
    /// What the client holds in its hands.
    pub grant_type: Option<String>,
    /// For the grant of the same name.
    pub device_code: Option<String>,
    /// For the grant of the same name.
    pub refresh_token: Option<String>,
}

/// Reads a body.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, OidcError> {
    serde_json::from_slice(body).map_err(|_| OidcError::new(Kind::InvalidRequest, "The body is not valid."))
}

/// A member that must be there.
pub fn required(member: Option<String>, name: &str) -> Result<String, OidcError> {
    let present = member.filter(|text| !text.is_empty());
    present.ok_or_else(|| OidcError::new(Kind::InvalidRequest, format!("The member '{name}' is missing.")))
}
