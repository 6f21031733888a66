//! The token of a web identity: a JWT, read and not verified. Whoever can write one down may be anyone they like in the
//! sandbox.

use std::time::SystemTime;

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use time::OffsetDateTime;

use crate::refusal::Refusal;

/// The one provider that every account knows.
const ISSUER: &str = "https://sandbox.invalid";
const AUDIENCE: &str = "sts.amazonaws.com";

/// What a token says of its bearer.
#[derive(Debug)]
pub struct Identity {
    /// `iss`.
    pub issuer: &'static str,
    /// `aud`.
    pub audience: &'static str,
    /// `sub`.
    pub subject: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: Option<String>,
    aud: Option<Audience>,
    sub: Option<String>,
    /// Seconds since 1970, perhaps with a fraction.
    exp: Option<f64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Reads a token that is good now.
pub fn read(token: &str, now: SystemTime) -> Result<Identity, Refusal> {
    let claims = claims(token).ok_or_else(|| {
        invalid("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")
    })?;
    let issuer = claims.iss.ok_or_else(|| missing("iss"))?;
    if issuer != ISSUER {
        return Err(invalid(format!("No OpenIDConnect provider found in your account for {issuer}")));
    }
    let audience = match claims.aud.ok_or_else(|| missing("aud"))? {
        Audience::One(audience) => vec![audience],
        Audience::Several(audiences) => audiences,
    };
    if !audience.iter().any(|audience| audience == AUDIENCE) {
        return Err(invalid("Incorrect token audience"));
    }
    let expires = claims.exp.ok_or_else(|| missing("exp"))?.trunc();
    let seconds = OffsetDateTime::from(now).unix_timestamp();
    #[expect(clippy::cast_precision_loss, reason = "moments are far below 2^53 seconds")]
    let passed = seconds as f64 >= expires;
    if passed {
        let message =
            format!("Token expired: current date/time {seconds} must be before the expiration date/time {expires:.0}");
        return Err(Refusal::with(StatusCode::BAD_REQUEST, "ExpiredTokenException", message));
    }
    let subject = claims.sub.filter(|subject| !subject.is_empty()).ok_or_else(|| missing("sub"))?;
    Ok(Identity { issuer: ISSUER, audience: AUDIENCE, subject })
}

/// The claims, when the token has the form of a JWT: three parts, of which the first two are JSON.
fn claims(token: &str) -> Option<Claims> {
    let parts: Vec<&str> = token.split('.').collect();
    let &[header, payload, _signature] = parts.as_slice() else { return None };
    let header = URL_SAFE_NO_PAD.decode(header).ok()?;
    serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&header).ok()?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

fn missing(claim: &str) -> Refusal {
    invalid(format!("Missing a required claim: {claim}"))
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::with(StatusCode::BAD_REQUEST, "InvalidIdentityToken", message)
}

#[cfg(test)]
pub mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use super::*;

    /// A token with these claims.
    pub fn token(claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.c2lnbmF0dXJl", part(&json!({ "alg": "RS256" })), part(claims))
    }

    /// Claims that are accepted until a moment, in seconds since 1970.
    pub fn good(expires: u64) -> Value {
        json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": "repo:acme/shop", "exp": expires })
    }

    fn said(token: &str) -> (&'static str, String) {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1000);
        read(token, now).map_or_else(|refusal| (refusal.code, refusal.message), |identity| ("", identity.subject))
    }

    #[test]
    fn a_good_token_says_who_it_is() {
        assert_eq!(said(&token(&good(1001))), ("", "repo:acme/shop".into()));
        let mut claims = good(1001);
        claims["aud"] = json!(["other", AUDIENCE]);
        claims["exp"] = json!(1001.5);
        assert_eq!(said(&token(&claims)).0, "");
    }

    #[test]
    fn everything_else_is_refused_in_the_services_words() {
        let (code, message) = said(&token(&good(1000)));
        assert_eq!(code, "ExpiredTokenException");
        assert_eq!(message, "Token expired: current date/time 1000 must be before the expiration date/time 1000");
        for (claim, value, expected) in [
            (
                "iss",
                json!("https://example.com"),
                "No OpenIDConnect provider found in your account for https://example.com",
            ),
            ("aud", json!("other"), "Incorrect token audience"),
            ("sub", Value::Null, "Missing a required claim: sub"),
            ("exp", Value::Null, "Missing a required claim: exp"),
        ] {
            let mut claims = good(1001);
            claims[claim] = value;
            assert_eq!(said(&token(&claims)), ("InvalidIdentityToken", expected.into()));
        }
        for text in ["not a token", "a.b.c", "a.b", "..", &token(&json!([])), &token(&good(1001)).replace('.', "-")] {
            let (code, message) = said(text);
            assert_eq!(code, "InvalidIdentityToken", "{text}");
            assert!(message.starts_with("The ID Token provided is not a valid JWT."), "{message}");
        }
    }
}
