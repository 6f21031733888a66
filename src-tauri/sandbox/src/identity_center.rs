//! IAM Identity Center: a client registers, a person allows it on a page, and what it may then fetch are keys of roles.
//!
//! Two services and some pages at one origin: sso-oidc (`oidc.rs`), the portal (`portal.rs`) and what a browser shows
//! (`pages.rs`). They share what is kept here: clients, device codes and sign-ins. None of them takes signatures.

mod clients;
mod devices;
mod directory;
mod html;
mod oidc;
mod oidc_error;
mod oidc_request;
mod pages;
mod portal;
mod sessions;

use std::time::SystemTime;

use axum::body::Body;
use axum::http::{Method, Response, request::Parts};

use crate::keyring::Keyring;
use crate::options::Options;

/// What is remembered of clients and sign-ins.
#[derive(Debug, Default)]
pub struct IdentityCenter {
    clients: clients::Clients,
    devices: devices::Devices,
    sessions: sessions::Sessions,
}

impl IdentityCenter {
    /// Ends all sign-ins: no access token and no refresh token is good any more.
    pub fn end_sign_ins(&self) {
        self.sessions.clear();
    }
}

/// What a path of Identity Center leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// sso-oidc.
    RegisterClient,
    /// sso-oidc.
    StartDeviceAuthorization,
    /// sso-oidc.
    CreateToken,
    /// The portal.
    ListAccounts,
    /// The portal.
    ListAccountRoles,
    /// The portal.
    GetRoleCredentials,
    /// The portal.
    Logout,
    /// A page.
    Start,
    /// A page: asks for a code, or shows whose it is.
    Device,
    /// A page: what was decided.
    Decided,
}

/// What a request is for, if it is for Identity Center at all. The paths are those of the services' models.
pub fn door(method: &Method, path: &str) -> Option<Door> {
    Some(match (method.as_str(), path) {
        ("POST", "/client/register") => Door::RegisterClient,
        ("POST", "/device_authorization") => Door::StartDeviceAuthorization,
        ("POST", "/token") => Door::CreateToken,
        ("GET", "/assignment/accounts") => Door::ListAccounts,
        ("GET", "/assignment/roles") => Door::ListAccountRoles,
        ("GET", "/federation/credentials") => Door::GetRoleCredentials,
        ("POST", "/logout") => Door::Logout,
        ("GET", "/start" | "/start/") => Door::Start,
        ("GET", "/device") => Door::Device,
        ("POST", "/device") => Door::Decided,
        _ => return None,
    })
}

/// Identity Center, for one request.
#[derive(Debug)]
pub struct Visit<'a> {
    /// What is remembered.
    pub center: &'a IdentityCenter,
    /// What the sandbox was started with.
    pub options: &'a Options,
    /// Where keys are issued.
    pub keyring: &'a Keyring,
    /// `http://127.0.0.1:PORT`.
    pub endpoint: &'a str,
    /// When the request came in.
    pub now: SystemTime,
}

impl Visit<'_> {
    /// Answers a request.
    pub fn answer(&self, door: Door, parts: &Parts, body: &[u8]) -> Response<Body> {
        match door {
            Door::RegisterClient | Door::StartDeviceAuthorization | Door::CreateToken => self.oidc(door, body),
            Door::ListAccounts | Door::ListAccountRoles | Door::GetRoleCredentials | Door::Logout => {
                self.portal(door, parts)
            }
            Door::Start | Door::Device | Door::Decided => self.page(door, parts, body),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::to_bytes;
    use axum::http::{Request, StatusCode};
    use serde_json::{Value, json};

    use super::*;

    const ENDPOINT: &str = "http://127.0.0.1:4711";

    /// Identity Center with a clock that is put forward by hand.
    pub struct Bench {
        pub options: Options,
        pub keyring: Keyring,
        pub center: IdentityCenter,
        pub now: SystemTime,
    }

    /// A client that has registered.
    pub struct Client {
        pub id: String,
        pub secret: String,
    }

    impl Bench {
        pub fn new(options: Options) -> Self {
            let now = SystemTime::UNIX_EPOCH + Duration::from_hours(500_000);
            let keyring = Keyring::new(&options, now);
            Self { options, keyring, center: IdentityCenter::default(), now }
        }

        pub fn pass(&mut self, seconds: u64) {
            self.now += Duration::from_secs(seconds);
        }

        /// Sends a request, and gives back the status, the error's code and the body.
        pub async fn send(&self, request: Request<String>) -> (StatusCode, String, String) {
            let (mut parts, body) = request.into_parts();
            parts.headers.insert("host", "127.0.0.1:4711".parse().expect("a host"));
            let door = door(&parts.method, parts.uri.path()).expect("a door");
            let visit = Visit {
                center: &self.center,
                options: &self.options,
                keyring: &self.keyring,
                endpoint: ENDPOINT,
                now: self.now,
            };
            let response = visit.answer(door, &parts, body.as_bytes());
            let code = response.headers().get("x-amzn-errortype").map(|code| code.to_str().expect("text").to_owned());
            let status = response.status();
            let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
            (status, code.unwrap_or_default(), String::from_utf8(body.to_vec()).expect("text"))
        }

        /// Calls an operation of sso-oidc; the error is its code.
        pub async fn oidc(&self, path: &str, body: Value) -> Result<Value, (StatusCode, String, Value)> {
            let request = Request::post(path).body(body.to_string()).expect("a request");
            let (status, code, body) = self.send(request).await;
            let body = serde_json::from_str(&body).expect("JSON");
            if code.is_empty() { Ok(body) } else { Err((status, code, body)) }
        }

        pub async fn register(&self, scopes: Value) -> Client {
            let body = json!({ "clientName": "a <b>client</b>", "clientType": "public", "scopes": scopes });
            let told = self.oidc("/client/register", body).await.expect("registered");
            let text = |name: &str| told[name].as_str().expect("text").to_owned();
            Client { id: text("clientId"), secret: text("clientSecret") }
        }

        /// The device code and the user code.
        pub async fn start(&self, client: &Client) -> (String, String) {
            let body = json!({
                "clientId": client.id,
                "clientSecret": client.secret,
                "startUrl": format!("{ENDPOINT}/start"),
            });
            let told = self.oidc("/device_authorization", body).await.expect("started");
            let text = |name: &str| told[name].as_str().expect("text").to_owned();
            assert_eq!(text("verificationUri"), format!("{ENDPOINT}/device"));
            assert_eq!(text("verificationUriComplete"), format!("{ENDPOINT}/device?user_code={}", text("userCode")));
            (text("deviceCode"), text("userCode"))
        }

        /// Presses a button of the page.
        pub async fn press(&self, user_code: &str, decision: &str) -> (StatusCode, String) {
            let request = Request::post("/device").body(format!("user_code={user_code}&decision={decision}"));
            let (status, _, page) = self.send(request.expect("a request")).await;
            (status, page)
        }

        pub async fn poll(&self, client: &Client, device_code: &str) -> Result<Value, (StatusCode, String, Value)> {
            let body = json!({
                "clientId": client.id,
                "clientSecret": client.secret,
                "grantType": "urn:ietf:params:oauth:grant-type:device_code",
                "deviceCode": device_code,
            });
            self.oidc("/token", body).await
        }

        pub async fn refresh(&self, client: &Client, token: &Value) -> Result<Value, (StatusCode, String, Value)> {
            let body = json!({
                "clientId": client.id,
                "clientSecret": client.secret,
                "grantType": "refresh_token",
                "refreshToken": token,
            });
            self.oidc("/token", body).await
        }

        /// A whole sign-in.
        pub async fn sign_in(&self, client: &Client) -> Value {
            let (device_code, user_code) = self.start(client).await;
            assert_eq!(self.press(&user_code, "allow").await.0, StatusCode::OK);
            self.poll(client, &device_code).await.expect("tokens")
        }

        /// Asks the portal; the error is its status, code and message.
        pub async fn portal(&self, path: &str, token: &str) -> Result<Value, (u16, String, String)> {
            let request = Request::get(path).header("x-amz-sso_bearer_token", token).body(String::new());
            let (status, code, body) = self.send(request.expect("a request")).await;
            let body: Value = serde_json::from_str(&body).expect("JSON");
            if code.is_empty() {
                return Ok(body);
            }
            Err((status.as_u16(), code, body["message"].as_str().expect("a message").to_owned()))
        }
    }
}
