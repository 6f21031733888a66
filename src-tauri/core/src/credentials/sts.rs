//! The calls to STS: assuming a role, exchanging a web identity's token, asking who one is.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sdk_sts::types::Credentials as Issued;
use aws_types::region::Region;

use super::arn;
use super::aws_call::{behavior, patience, retries, trouble};
use super::aws_http::AwsHttp;
use super::chain::Role;
use super::trouble::Trouble;
use crate::invoke::endpoint::Variant;

const SERVICE: &str = "STS";
/// The session name of roles that give none; it shows in AWS's audit log.
const SESSION_NAME: &str = "lambdesk";

/// Where STS is asked.
#[derive(Clone, Debug)]
pub struct Sts {
    /// Our HTTP.
    pub http: AwsHttp,
    /// Region that requests are signed for.
    pub region: String,
    /// Its endpoint, when it is not AWS's own.
    pub endpoint_url: Option<String>,
    /// Which of AWS's own endpoints is meant.
    pub variant: Variant,
}

/// Who STS says one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Account: 12 digits.
    pub account: String,
    /// ARN.
    pub arn: String,
}

impl Sts {
    fn client(&self, credentials: Option<&Credentials>) -> aws_sdk_sts::Client {
        let mut config = aws_sdk_sts::Config::builder()
            .behavior_version(behavior())
            .http_client(self.http.clone())
            .retry_config(retries())
            .timeout_config(patience())
            .region(Region::new(self.region.clone()));
        config = match credentials {
            Some(credentials) => config.credentials_provider(credentials.clone()),
            None => config.allow_no_auth(),
        };
        config = match &self.endpoint_url {
            Some(url) => config.endpoint_url(url),
            None => config.use_fips(self.variant.fips).use_dual_stack(self.variant.dual_stack),
        };
        aws_sdk_sts::Client::from_conf(config.build())
    }

    /// Assumes a role. `code` is the device's, where the role asks for one.
    ///
    /// # Errors
    /// What STS refuses.
    pub async fn assume(&self, with: &Credentials, role: &Role, code: Option<&str>) -> Result<Credentials, Trouble> {
        let request = self
            .client(Some(with))
            .assume_role()
            .role_arn(&role.arn)
            .role_session_name(role.session_name.as_deref().unwrap_or(SESSION_NAME))
            .set_external_id(role.external_id.clone())
            .set_duration_seconds(role.duration_seconds.and_then(|seconds| i32::try_from(seconds).ok()))
            .set_serial_number(role.mfa_serial.clone())
            .set_token_code(code.map(str::to_owned));
        let answer = request.send().await.map_err(|error| trouble(SERVICE, "AssumeRole", &error))?;
        issued(answer.credentials(), "AssumeRole", &role.arn)
    }

    /// Exchanges a token of another identity provider for a role's credentials.
    ///
    /// # Errors
    /// What STS refuses.
    pub async fn assume_with_token(
        &self,
        role_arn: &str,
        session_name: Option<&str>,
        token: &str,
    ) -> Result<Credentials, Trouble> {
        const OPERATION: &str = "AssumeRoleWithWebIdentity";
        let request = self
            .client(None)
            .assume_role_with_web_identity()
            .role_arn(role_arn)
            .role_session_name(session_name.unwrap_or(SESSION_NAME))
            .web_identity_token(token);
        let answer = request.send().await.map_err(|error| trouble(SERVICE, OPERATION, &error))?;
        issued(answer.credentials(), OPERATION, role_arn)
    }

    /// Who the credentials belong to. Every valid ones may ask.
    ///
    /// # Errors
    /// What is wrong with them.
    pub async fn caller(&self, credentials: &Credentials) -> Result<Caller, Trouble> {
        let request = self.client(Some(credentials)).get_caller_identity();
        let answer = request.send().await.map_err(|error| trouble(SERVICE, "GetCallerIdentity", &error))?;
        let (account, arn) = (answer.account().unwrap_or_default(), answer.arn().unwrap_or_default());
        Ok(Caller { account: account.to_owned(), arn: arn.to_owned() })
    }
}

fn issued(credentials: Option<&Issued>, operation: &str, role_arn: &str) -> Result<Credentials, Trouble> {
    let credentials = credentials.ok_or_else(|| Trouble::Source(format!("{operation} answered without any")))?;
    let expiry = SystemTime::try_from(*credentials.expiration()).ok();
    let mut builder = Credentials::builder()
        .access_key_id(credentials.access_key_id())
        .secret_access_key(credentials.secret_access_key())
        .session_token(credentials.session_token())
        .provider_name("lambdesk role");
    builder.set_expiry(expiry);
    builder.set_account_id(arn::account(role_arn).map(Into::into));
    Ok(builder.build())
}
