//! sso-oidc: a client registers, starts an authorization, and asks for tokens until a person has decided.

use axum::body::Body;
use axum::http::Response;
use serde_json::{Value, json};

use super::clients::{ACCOUNT_ACCESS, Client};
use super::devices::Waiting;
use super::oidc_error::{Kind, OidcError};
use super::oidc_request::{self, CreateToken, RegisterClient, StartDeviceAuthorization, required};
use super::sessions::Tokens;
use super::{Door, Visit};
use crate::answer;
use crate::moment::{after, unix_seconds};
use crate::options::tell;

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const REFRESH_TOKEN: &str = "refresh_token";
/// A grant that clients can register for. It needs a browser that comes back to the client, which is not offered here.
const AUTHORIZATION_CODE: &str = "authorization_code";

impl Visit<'_> {
    /// Answers a request to sso-oidc.
    pub(super) fn oidc(&self, door: Door, body: &[u8]) -> Response<Body> {
        let answer = match door {
            Door::RegisterClient => oidc_request::read(body).and_then(|request| self.register_client(request)),
            Door::StartDeviceAuthorization => {
                oidc_request::read(body).and_then(|request| self.start_device_authorization(request))
            }
            _ => oidc_request::read(body).and_then(|request| self.create_token(request)),
        };
        answer.map_or_else(OidcError::into_response, |value| answer::json(&value))
    }

    fn register_client(&self, request: RegisterClient) -> Result<Value, OidcError> {
        let name = required(request.client_name, "clientName")?;
        if required(request.client_type, "clientType")? != "public" {
            return Err(OidcError::new(Kind::InvalidClientMetadata, "The client type must be 'public'."));
        }
        let grants = request.grant_types.unwrap_or_default();
        if let Some(grant) =
            grants.iter().find(|grant| ![DEVICE_CODE, REFRESH_TOKEN, AUTHORIZATION_CODE].contains(&grant.as_str()))
        {
            return Err(unsupported(grant));
        }
        let scopes = request.scopes.unwrap_or_default();
        let told = self.center.clients.register(name, scopes, grants, self.options.client_lifetime, self.now);
        self.tell(&told.secret);
        // The service leaves absent members in, as null.
        Ok(json!({
            "clientId": told.id,
            "clientSecret": told.secret,
            "clientIdIssuedAt": unix_seconds(self.now),
            "clientSecretExpiresAt": unix_seconds(told.expires),
            "authorizationEndpoint": null,
            "tokenEndpoint": null,
        }))
    }

    fn start_device_authorization(&self, request: StartDeviceAuthorization) -> Result<Value, OidcError> {
        let client = self.client(request.client_id, request.client_secret)?;
        let start_url = required(request.start_url, "startUrl")?;
        // AWS takes the address in any of the forms that its own console shows.
        let shortened = start_url.trim_end_matches(['/', '#']);
        if shortened != format!("{}/start", self.endpoint) {
            return Err(OidcError::new(Kind::InvalidRequest, "The start URL is not that of a portal."));
        }
        if !client.may_use(DEVICE_CODE) {
            let message = "The client did not register for device codes.";
            return Err(OidcError::new(Kind::UnauthorizedClient, message));
        }
        let started = self.center.devices.start(client, self.options.device_lifetime, self.now);
        self.tell(&started.device_code);
        let page = format!("{}/device", self.endpoint);
        Ok(json!({
            "deviceCode": started.device_code,
            "userCode": started.user_code,
            "verificationUri": page,
            "verificationUriComplete": format!("{page}?user_code={}", started.user_code),
            "expiresIn": self.options.device_lifetime.as_secs(),
            "interval": self.options.poll_interval.as_secs(),
        }))
    }

    fn create_token(&self, request: CreateToken) -> Result<Value, OidcError> {
        let grant = required(request.grant_type, "grantType")?;
        let client = self.client(request.client_id, request.client_secret)?;
        let (options, center) = (self.options, self.center);
        let tokens = match grant.as_str() {
            DEVICE_CODE => {
                let code = required(request.device_code, "deviceCode")?;
                let allowed =
                    center.devices.redeem(&code, &client, options.poll_interval, self.now).map_err(waiting)?;
                let refreshable =
                    client.scopes.iter().any(|scope| scope == ACCOUNT_ACCESS) && client.may_use(REFRESH_TOKEN);
                let ends = after(allowed, options.session_lifetime);
                center.sessions.begin(&client.id, refreshable, ends, options.token_lifetime, self.now)
            }
            REFRESH_TOKEN => {
                let token = required(request.refresh_token, "refreshToken")?;
                center.sessions.refresh(&token, &client.id, options.token_lifetime, self.now).ok_or_else(|| {
                    OidcError::new(Kind::InvalidGrant, "The refresh token is not valid, or the session is over.")
                })?
            }
            other => return Err(unsupported(other)),
        };
        let Tokens { access, refresh, lifetime } = tokens;
        refresh.iter().chain([&access]).for_each(|token| self.tell(token));
        Ok(json!({
            "accessToken": access,
            "tokenType": "Bearer",
            "expiresIn": lifetime.as_secs(),
            "refreshToken": refresh,
            "idToken": null,
        }))
    }

    fn tell(&self, secret: &str) {
        tell(self.options.handed_out.as_ref(), secret);
    }

    /// The client that calls.
    fn client(&self, id: Option<String>, secret: Option<String>) -> Result<Client, OidcError> {
        let (id, secret) = (required(id, "clientId")?, required(secret, "clientSecret")?);
        let client = self.center.clients.find(&id, &secret, self.now);
        client.ok_or_else(|| OidcError::new(Kind::InvalidClient, "The client is not known, or no longer."))
    }
}

fn unsupported(grant: &str) -> OidcError {
    OidcError::new(Kind::UnsupportedGrantType, format!("The grant type '{grant}' is not supported."))
}

fn waiting(waiting: Waiting) -> OidcError {
    let (kind, description) = match waiting {
        Waiting::Unknown => (Kind::InvalidGrant, "The device code is not valid."),
        Waiting::Expired => (Kind::ExpiredToken, "The device code has expired."),
        Waiting::TooFast => (Kind::SlowDown, "The client asks more often than the interval says."),
        Waiting::Pending => (Kind::AuthorizationPending, "Nobody has decided yet."),
        Waiting::Denied => (Kind::AccessDenied, "The request was denied."),
    };
    OidcError::new(kind, description)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::StatusCode;

    use super::super::tests::{Bench, Client};
    use super::*;
    use crate::options::Options;

    fn code(result: Result<Value, (StatusCode, String, Value)>) -> (u16, String, String) {
        let (status, code, body) = result.expect_err("refused");
        assert!(body["error_description"].as_str().is_some_and(|text| text.ends_with('.')), "{body}");
        (status.as_u16(), code, body["error"].as_str().expect("an error").to_owned())
    }

    fn refused(status: u16, name: &str, error: &str) -> (u16, String, String) {
        (status, name.into(), error.into())
    }

    #[tokio::test]
    async fn a_sign_in_goes_from_pending_to_tokens_and_on_by_refreshing() {
        let mut bench = Bench::new(Options::default());
        let client = bench.register(json!([ACCOUNT_ACCESS])).await;
        let (device_code, user_code) = bench.start(&client).await;
        let pending = refused(400, "AuthorizationPendingException", "authorization_pending");
        assert_eq!(code(bench.poll(&client, &device_code).await), pending);
        assert_eq!(code(bench.poll(&client, &device_code).await), refused(400, "SlowDownException", "slow_down"));
        bench.press(&user_code, "allow").await;
        bench.pass(1);
        let first = bench.poll(&client, &device_code).await.expect("tokens");
        assert_eq!((&first["tokenType"], &first["expiresIn"]), (&json!("Bearer"), &json!(3600)));
        let invalid_grant = refused(400, "InvalidGrantException", "invalid_grant");
        bench.pass(1);
        assert_eq!(code(bench.poll(&client, &device_code).await), invalid_grant);

        let second = bench.refresh(&client, &first["refreshToken"]).await.expect("tokens");
        assert_ne!(second["accessToken"], first["accessToken"]);
        assert_ne!(second["refreshToken"], first["refreshToken"]);
        assert_eq!(code(bench.refresh(&client, &first["refreshToken"]).await), invalid_grant);
        // Eight hours after it was allowed, a second before the code was redeemed.
        bench.pass(8 * 3600 - 62);
        let last = bench.refresh(&client, &second["refreshToken"]).await.expect("tokens");
        assert_eq!(last["expiresIn"], 60);
        bench.pass(60);
        assert_eq!(code(bench.refresh(&client, &last["refreshToken"]).await), invalid_grant);
    }

    #[tokio::test]
    async fn denial_and_expiry_are_told_apart() {
        let mut bench = Bench::new(Options::default());
        let client = bench.register(json!([])).await;
        let (device_code, user_code) = bench.start(&client).await;
        bench.press(&user_code, "deny").await;
        assert_eq!(
            code(bench.poll(&client, &device_code).await),
            refused(400, "AccessDeniedException", "access_denied")
        );
        let (device_code, _) = bench.start(&client).await;
        bench.pass(600);
        assert_eq!(
            code(bench.poll(&client, &device_code).await),
            refused(400, "ExpiredTokenException", "expired_token")
        );
    }

    #[tokio::test]
    async fn a_refresh_token_is_only_for_those_who_registered_for_it() {
        let bench = Bench::new(Options::default());
        for (scopes, expected) in [(json!([ACCOUNT_ACCESS]), true), (json!([]), false), (json!(["other:scope"]), false)]
        {
            let client = bench.register(scopes).await;
            assert_eq!(bench.sign_in(&client).await["refreshToken"].is_string(), expected);
        }
    }

    #[tokio::test]
    async fn a_client_is_known_by_its_secret_for_90_days() {
        let mut bench = Bench::new(Options::default());
        let client = bench.register(json!([ACCOUNT_ACCESS])).await;
        let tokens = bench.sign_in(&client).await;
        let invalid = refused(401, "InvalidClientException", "invalid_client");
        let wrong = Client { id: client.id.clone(), secret: "wrong".into() };
        assert_eq!(code(bench.refresh(&wrong, &tokens["refreshToken"]).await), invalid);
        let body = json!({ "clientId": "nobody", "clientSecret": "x", "startUrl": "x" });
        assert_eq!(code(bench.oidc("/device_authorization", body).await), invalid);
        bench.pass(90 * 24 * 3600);
        assert_eq!(code(bench.refresh(&client, &tokens["refreshToken"]).await), invalid);
    }

    #[tokio::test]
    async fn what_makes_no_sense_is_named() {
        let bench = Bench::new(Options::default());
        let client = bench.register(json!([])).await;
        let invalid = refused(400, "InvalidRequestException", "invalid_request");
        assert_eq!(code(bench.oidc("/client/register", json!({ "clientType": "public" })).await), invalid);
        assert_eq!(code(bench.oidc("/client/register", json!([])).await), invalid);
        let secret = json!({ "clientName": "x", "clientType": "confidential" });
        let metadata = refused(400, "InvalidClientMetadataException", "invalid_client_metadata");
        assert_eq!(code(bench.oidc("/client/register", secret).await), metadata);
        let unsupported = refused(400, "UnsupportedGrantTypeException", "unsupported_grant_type");
        let grants = json!({ "clientName": "x", "clientType": "public", "grantTypes": ["password"] });
        assert_eq!(code(bench.oidc("/client/register", grants).await), unsupported);

        let with = |more: Value| {
            let mut body = json!({ "clientId": client.id, "clientSecret": client.secret });
            for (name, value) in more.as_object().expect("members") {
                body[name] = value.clone();
            }
            body
        };
        for (path, more, expected) in [
            ("/device_authorization", json!({ "startUrl": "https://example.awsapps.com/start" }), &invalid),
            ("/device_authorization", json!({ "startUrl": "http://127.0.0.1:4711/other" }), &invalid),
            ("/device_authorization", json!({}), &invalid),
            ("/token", json!({ "grantType": DEVICE_CODE }), &invalid),
            ("/token", json!({ "grantType": REFRESH_TOKEN }), &invalid),
            ("/token", json!({}), &invalid),
            ("/token", json!({ "grantType": AUTHORIZATION_CODE }), &unsupported),
        ] {
            assert_eq!(&code(bench.oidc(path, with(more)).await), expected);
        }
        for url in ["http://127.0.0.1:4711/start/", "http://127.0.0.1:4711/start#/"] {
            assert!(bench.oidc("/device_authorization", with(json!({ "startUrl": url }))).await.is_ok());
        }
    }

    #[tokio::test]
    async fn a_client_is_held_to_the_grants_it_named() {
        let bench = Bench::new(Options { device_lifetime: Duration::from_secs(2), ..Options::default() });
        let grants = json!([AUTHORIZATION_CODE, REFRESH_TOKEN]);
        let body = json!({ "clientName": "x", "clientType": "public", "grantTypes": grants });
        let told = bench.oidc("/client/register", body).await.expect("registered");
        let body = json!({
            "clientId": told["clientId"],
            "clientSecret": told["clientSecret"],
            "startUrl": "http://127.0.0.1:4711/start",
        });
        let unauthorized = refused(400, "UnauthorizedClientException", "unauthorized_client");
        assert_eq!(code(bench.oidc("/device_authorization", body).await), unauthorized);
    }
}
