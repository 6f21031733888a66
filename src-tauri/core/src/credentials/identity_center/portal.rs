//! What a session may use: accounts, roles in them, and a role's credentials.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sdk_sso::Client;
use aws_types::region::Region;

use super::Center;
use super::session::{SERVICE, Session, Sessions};
use crate::credentials::aws_call::{behavior, patience, retries, trouble};
use crate::credentials::trouble::{Trouble, sign_in};
use crate::wire::SsoAccount;

/// The portal of one center.
pub struct Portal {
    sessions: Sessions,
    center: Center,
}

impl Portal {
    /// The portal of a center, entered with its session.
    pub fn new(sessions: Sessions, center: Center) -> Self {
        Self { sessions, center }
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// The demand to sign in, or what the service refuses.
    pub async fn accounts(&self) -> Result<Vec<SsoAccount>, Trouble> {
        let session = self.sessions.session(&self.center).await?;
        let mut pages =
            self.client().list_accounts().access_token(session.token.expose()).into_paginator().items().send();
        let mut accounts = Vec::new();
        while let Some(account) = pages.next().await {
            let account = match account {
                Ok(account) => account,
                Err(error) => return Err(self.ended(trouble(SERVICE, "ListAccounts", &error)).await),
            };
            let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
            accounts.push(SsoAccount {
                id: text(account.account_id()),
                name: text(account.account_name()),
                email: text(account.email_address()),
            });
        }
        accounts.sort_by_cached_key(|account| (account.name.to_lowercase(), account.id.clone()));
        Ok(accounts)
    }

    /// The roles in an account, by name.
    ///
    /// # Errors
    /// The demand to sign in, or what the service refuses.
    pub async fn roles(&self, account: &str) -> Result<Vec<String>, Trouble> {
        let session = self.sessions.session(&self.center).await?;
        let request = self.client().list_account_roles().access_token(session.token.expose()).account_id(account);
        let mut pages = request.into_paginator().items().send();
        let mut roles = Vec::new();
        while let Some(role) = pages.next().await {
            match role {
                Ok(role) => roles.extend(role.role_name().map(str::to_owned)),
                Err(error) => return Err(self.ended(trouble(SERVICE, "ListAccountRoles", &error)).await),
            }
        }
        roles.sort_by_key(|role| role.to_lowercase());
        Ok(roles)
    }

    /// A role's credentials.
    ///
    /// # Errors
    /// The demand to sign in, or what the service refuses.
    pub async fn credentials(&self, account: &str, role: &str) -> Result<Credentials, Trouble> {
        const OPERATION: &str = "GetRoleCredentials";
        let session = self.sessions.session(&self.center).await?;
        let request = self.client().get_role_credentials().access_token(session.token.expose());
        let answer = match request.account_id(account).role_name(role).send().await {
            Ok(answer) => answer,
            Err(error) => return Err(self.ended(trouble(SERVICE, OPERATION, &error)).await),
        };
        let none = || Trouble::Source(format!("{OPERATION} answered without any"));
        let given = answer.role_credentials().ok_or_else(none)?;
        let (Some(id), Some(secret)) = (given.access_key_id(), given.secret_access_key()) else { return Err(none()) };
        // Milliseconds since 1970.
        let expiry = u64::try_from(given.expiration()).ok().filter(|it| *it > 0).map(Duration::from_millis);
        let mut builder = Credentials::builder()
            .access_key_id(id)
            .secret_access_key(secret)
            .account_id(account)
            .provider_name("lambdesk single sign-on");
        builder.set_session_token(given.session_token().map(str::to_owned));
        builder.set_expiry(expiry.map(|since| SystemTime::UNIX_EPOCH + since));
        Ok(builder.build())
    }

    /// Tells the service that a session ends.
    pub(super) async fn log_out(&self, session: &Session) -> Result<(), Trouble> {
        let request = self.client().logout().access_token(session.token.expose());
        request.send().await.map(drop).map_err(|error| trouble(SERVICE, "Logout", &error))
    }

    /// A token that the service does not know any more: the session is over, whatever its end was to be.
    async fn ended(&self, trouble: Trouble) -> Trouble {
        match trouble {
            Trouble::Refused(refused) if refused.code == "UnauthorizedException" => {
                self.sessions.drop_session(&self.center).await;
                sign_in(&self.center.start_url, &self.center.region)
            }
            other => other,
        }
    }

    fn client(&self) -> Client {
        let mut config = aws_sdk_sso::Config::builder()
            .behavior_version(behavior())
            .http_client(self.sessions.wires.http.clone())
            .retry_config(retries())
            .timeout_config(patience())
            .region(Region::new(self.center.region.clone()));
        if let Some(url) = &self.center.portal_endpoint {
            config = config.endpoint_url(url);
        }
        Client::from_conf(config.build())
    }
}
