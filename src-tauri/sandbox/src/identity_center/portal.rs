//! The portal (the service `sso`): with an access token, the accounts and roles that one has, and keys for them.

use axum::body::Body;
use axum::http::{Response, StatusCode, request::Parts};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::directory::{self, Account};
use super::{Door, Visit};
use crate::answer;
use crate::query::Query;
use crate::refusal::Refusal;

/// How many a page has when nothing is asked. The model says only that up to 100 can be asked for.
const PAGE: usize = 10;
const LARGEST_PAGE: usize = 100;

impl Visit<'_> {
    /// Answers a request to the portal.
    pub(super) fn portal(&self, door: Door, parts: &Parts) -> Response<Body> {
        self.admitted(door, parts).unwrap_or_else(Refusal::into_json)
    }

    fn admitted(&self, door: Door, parts: &Parts) -> Result<Response<Body>, Refusal> {
        let token = parts.headers.get("x-amz-sso_bearer_token").and_then(|token| token.to_str().ok());
        let token = token.filter(|token| self.center.sessions.knows(token, self.now)).ok_or_else(|| {
            let message = "Session token not found or invalid";
            Refusal::with(StatusCode::UNAUTHORIZED, "UnauthorizedException", message)
        })?;
        let query = Query(parts.uri.query().unwrap_or_default());
        let accounts = directory::accounts(&self.options.account);
        Ok(match door {
            Door::ListAccounts => {
                let list: Vec<Value> = accounts.iter().map(described).collect();
                paged("accountList", &list, query)?
            }
            Door::ListAccountRoles => {
                let account = account(&accounts, query)?.ok_or_else(|| {
                    let message = "The account is not one of this organization";
                    Refusal::with(StatusCode::NOT_FOUND, "ResourceNotFoundException", message)
                })?;
                let role = |role: &directory::Assigned| json!({ "roleName": role.name, "accountId": account.id });
                let list: Vec<Value> = account.roles.iter().map(role).collect();
                paged("roleList", &list, query)?
            }
            Door::GetRoleCredentials => self.role_credentials(&accounts, query)?,
            _ => {
                self.center.sessions.end(token);
                Response::new(Body::empty())
            }
        })
    }

    /// Whether an account or a role is there is not told to someone who has no access to it.
    fn role_credentials(&self, accounts: &[Account<'_>], query: Query<'_>) -> Result<Response<Body>, Refusal> {
        let name = query.get("role_name").filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| invalid("The parameter 'role_name' is missing"))?;
        let principal = account(accounts, query)?.and_then(|account| Some(account.session(account.role(&name)?)));
        let principal = principal.ok_or_else(|| Refusal::gate("ForbiddenException", "No access"))?;
        let issued = self.keyring.issue(principal, self.options.sso_role_lifetime, self.now);
        let keys = &issued.credentials;
        let expires = issued.expires.duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_millis();
        Ok(answer::json(&json!({ "roleCredentials": {
            "accessKeyId": keys.access_key_id,
            "secretAccessKey": keys.secret_access_key,
            "sessionToken": keys.session_token,
            "expiration": u64::try_from(expires).unwrap_or(u64::MAX),
        } })))
    }
}

fn described(account: &Account<'_>) -> Value {
    json!({ "accountId": account.id, "accountName": account.name, "emailAddress": account.email() })
}

/// The account that is asked for, if it is one of the organization's.
fn account<'a, 'b>(accounts: &'b [Account<'a>], query: Query<'_>) -> Result<Option<&'b Account<'a>>, Refusal> {
    let id = query.get("account_id").unwrap_or_default();
    if id.len() != 12 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(invalid("The parameter 'account_id' must be 12 digits"));
    }
    Ok(accounts.iter().find(|account| account.id == id))
}

/// A page of a list. The token of the next is the number of items before it, in a form that does not invite to count.
fn paged(name: &str, list: &[Value], query: Query<'_>) -> Result<Response<Body>, Refusal> {
    let most = match query.get("max_result") {
        None => PAGE,
        Some(text) => text
            .parse()
            .ok()
            .filter(|most| (1..=LARGEST_PAGE).contains(most))
            .ok_or_else(|| invalid(format!("The parameter 'max_result' must be from 1 to {LARGEST_PAGE}")))?,
    };
    let from = match query.get("next_token").filter(|token| !token.is_empty()) {
        None => 0,
        Some(token) => position(&token)
            .filter(|from| *from <= list.len())
            .ok_or_else(|| invalid("The parameter 'next_token' is not valid"))?,
    };
    let to = (from + most).min(list.len());
    let next = (to < list.len()).then(|| URL_SAFE_NO_PAD.encode(format!("from:{to}")));
    // The service leaves an absent token in, as null.
    Ok(answer::json(&json!({ "nextToken": next, name: list[from..to] })))
}

fn position(token: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    text.strip_prefix("from:")?.parse().ok()
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::with(StatusCode::BAD_REQUEST, "InvalidRequestException", message)
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::super::tests::Bench;
    use super::*;
    use crate::options::Options;

    /// A bench and an access token.
    async fn signed_in() -> (Bench, String) {
        let bench = Bench::new(Options::default());
        let client = bench.register(json!([])).await;
        let tokens = bench.sign_in(&client).await;
        (bench, tokens["accessToken"].as_str().expect("a token").to_owned())
    }

    #[tokio::test]
    async fn accounts_come_in_pages() {
        let (bench, token) = signed_in().await;
        let (mut names, mut sizes) = (Vec::new(), Vec::new());
        let mut path = "/assignment/accounts".to_owned();
        loop {
            let page = bench.portal(&path, &token).await.expect("a page");
            let list = page["accountList"].as_array().expect("a list");
            sizes.push(list.len());
            names.extend(list.iter().map(|account| account["accountName"].as_str().expect("a name").to_owned()));
            let Some(next) = page["nextToken"].as_str() else { break };
            path = format!("/assignment/accounts?next_token={next}");
        }
        assert_eq!(sizes, [10, 10, 7]);
        assert_eq!(names[..3], ["Acme Development", "Acme Staging", "Acme Production"]);
        let all = bench.portal("/assignment/accounts?max_result=100", &token).await.expect("a page");
        assert_eq!(all["accountList"].as_array().map(Vec::len), Some(27));
        for query in ["max_result=0", "max_result=101", "max_result=x", "next_token=x"] {
            let refusal = bench.portal(&format!("/assignment/accounts?{query}"), &token).await.expect_err("refused");
            assert_eq!((refusal.0, refusal.1.as_str()), (400, "InvalidRequestException"));
        }
    }

    #[tokio::test]
    async fn roles_are_those_of_the_account() {
        let (bench, token) = signed_in().await;
        let roles = async |account: &str| {
            let page = bench.portal(&format!("/assignment/roles?account_id={account}"), &token).await?;
            let list = page["roleList"].as_array().expect("a list");
            Ok::<_, (u16, String, String)>(list.iter().map(|role| role["roleName"].clone()).collect::<Vec<_>>())
        };
        assert_eq!(roles("123456789012").await, Ok(vec![json!("Admin"), json!("Developer"), json!("ReadOnly")]));
        assert_eq!(roles("100000000013").await, Ok(vec![json!("Developer"), json!("ReadOnly")]));
        assert_eq!(roles("123456780123").await, Ok(vec![]));
        assert_eq!(roles("999999999999").await.expect_err("refused").1, "ResourceNotFoundException");
        assert_eq!(roles("12").await.expect_err("refused").1, "InvalidRequestException");
    }

    #[tokio::test]
    async fn keys_are_those_of_the_role_and_only_for_those_who_have_it() {
        let (bench, token) = signed_in().await;
        let ask = async |account: &str, role: &str| {
            let path = format!("/federation/credentials?account_id={account}&role_name={role}");
            bench.portal(&path, &token).await
        };
        let told = ask("210987654321", "ReadOnly").await.expect("keys");
        let keys = &told["roleCredentials"];
        assert_eq!(keys["expiration"], 1_800_003_600_000_u64);
        let known = bench.keyring.find(keys["accessKeyId"].as_str().expect("an ID")).expect("known");
        assert_eq!(known.credentials.session_token.as_deref(), keys["sessionToken"].as_str());
        assert!(known.principal.arn.starts_with("arn:aws:sts::210987654321:assumed-role/AWSReservedSSO_ReadOnly_"));
        for (account, role) in [("210987654321", "Nobody"), ("100000000013", "Admin"), ("999999999999", "Developer")] {
            let forbidden = (403, "ForbiddenException".to_owned(), "No access".to_owned());
            assert_eq!(ask(account, role).await.expect_err("refused"), forbidden);
        }
        assert_eq!(ask("210987654321", "").await.expect_err("refused").1, "InvalidRequestException");
    }

    #[tokio::test]
    async fn a_token_is_good_until_its_end_or_its_persons() {
        let (mut bench, token) = signed_in().await;
        let unauthorized = (401, "UnauthorizedException".to_owned(), "Session token not found or invalid".to_owned());
        let path = "/assignment/accounts";
        assert_eq!(bench.portal(path, "other").await.expect_err("refused"), unauthorized);
        bench.pass(3599);
        assert!(bench.portal(path, &token).await.is_ok());
        let logout = Request::post("/logout").header("x-amz-sso_bearer_token", &token).body(String::new());
        let (status, _, body) = bench.send(logout.expect("a request")).await;
        assert_eq!((status.as_u16(), body.as_str()), (200, ""));
        assert_eq!(bench.portal(path, &token).await.expect_err("refused"), unauthorized);

        let (mut bench, token) = signed_in().await;
        bench.pass(3600);
        assert_eq!(bench.portal(path, &token).await.expect_err("refused"), unauthorized);
        let (bench, token) = signed_in().await;
        bench.center.end_sign_ins();
        assert_eq!(bench.portal(path, &token).await.expect_err("refused"), unauthorized);
    }
}
