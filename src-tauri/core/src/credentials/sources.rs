//! Sources of credentials that are the AWS SDK's: commands, console sessions, containers and instances. Most are
//! `aws-config`'s own providers, over our HTTP.

use std::path::Path;
use std::time::Duration;

use aws_config::credential_process::CredentialProcessProvider;
use aws_config::ecs::EcsCredentialsProvider;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::imds::region::ImdsRegionProvider;
use aws_config::login::LoginCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_types::region::Region;
use zeroize::Zeroizing;

use super::aws_call::behavior;
use super::aws_files::AwsFiles;
use super::aws_http::AwsHttp;
use super::aws_key::session_token;
use super::key_secret::KeySecret;
use super::sts::Sts;
use super::trouble::{Trouble, innermost};
use crate::failure::Failure;

/// How long a command may take. It may open a browser and wait for its user.
const PROCESS: Duration = Duration::from_mins(10);
/// How much of a command's complaint is shown.
const COMPLAINT: usize = 400;

/// The sources, over one HTTP.
pub struct Sources<'a> {
    /// Our HTTP.
    pub http: &'a AwsHttp,
    /// The environment.
    pub aws: &'a AwsFiles,
}

impl Sources<'_> {
    /// Keys as they are.
    pub fn keys(&self, access_key_id: &str, secret: &KeySecret) -> Credentials {
        let token = secret.session_token.clone();
        Credentials::new(access_key_id, &secret.secret_access_key, token, None, "lambdesk keys")
    }

    /// What a command prints. What it complains of is shown without anything that looks like a secret.
    ///
    /// # Errors
    /// When it fails, prints something else, or does not end.
    pub async fn process(&self, command: &str) -> Result<Credentials, Trouble> {
        let provider = CredentialProcessProvider::new(command.to_owned());
        let credentials = tokio::time::timeout(PROCESS, provider.provide_credentials()).await;
        let hint = "Run the command in a terminal to see what it wants.";
        match credentials {
            Ok(Ok(credentials)) => Ok(credentials),
            Ok(Err(error)) => {
                let words = innermost(&error);
                let said = words.split_once("Stderr: ").map_or(words.as_str(), |(_, said)| said).trim();
                let said = if said.is_empty() { words.as_str() } else { said };
                let message = format!("The command of the AWS files failed: {}", without_secrets(said));
                Err(Failure::other(message, hint).into())
            }
            Err(_) => Err(Failure::other("The command of the AWS files did not end within 10 minutes.", hint).into()),
        }
    }

    /// The token of another identity provider.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn token(&self, path: &Path) -> Result<Zeroizing<String>, Trouble> {
        std::fs::read_to_string(path).map(|text| Zeroizing::new(text.trim().to_owned())).map_err(|error| {
            let message = format!("The web identity’s token cannot be read from {}: {error}.", path.display());
            Failure::other(message, "Have a token written there.").into()
        })
    }

    /// A console session that the AWS CLI keeps (`aws login`). Renewing it changes the CLI's own file, as the CLI would.
    ///
    /// # Errors
    /// When there is none, or it has ended.
    pub async fn login(&self, session: &str, region: &str) -> Result<Credentials, Trouble> {
        let config = self.config().with_region(Some(Region::new(region.to_owned())));
        let provider = LoginCredentialsProvider::builder(session).configure(&config).build();
        provider.provide_credentials().await.map_err(|error| {
            let message = format!("The console session gives no credentials: {}.", innermost(&error));
            Failure::other(message, "Sign in with `aws login`, and try again.").into()
        })
    }

    /// The keys that the process was started with.
    ///
    /// # Errors
    /// When they are not both set.
    pub fn environment(&self) -> Result<Credentials, Trouble> {
        let get = |name: &str| self.aws.variable(name);
        let (Some(id), Some(secret)) = (get("AWS_ACCESS_KEY_ID"), get("AWS_SECRET_ACCESS_KEY")) else {
            return Err(Trouble::Source(
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set in the environment".into(),
            ));
        };
        let session_token = session_token(|name| get(&name.to_ascii_uppercase()));
        let secret = KeySecret { secret_access_key: secret, session_token };
        Ok(self.keys(&id, &secret))
    }

    /// The container's role.
    ///
    /// # Errors
    /// When it has none.
    pub async fn container(&self) -> Result<Credentials, Trouble> {
        let provider = EcsCredentialsProvider::builder().configure(&self.config()).build();
        provider.credentials().await.map_err(|error| source("the container gives none", &error))
    }

    /// The instance's role.
    ///
    /// # Errors
    /// When it has none.
    pub async fn instance(&self) -> Result<Credentials, Trouble> {
        let provider = ImdsCredentialsProvider::builder().configure(&self.config()).build();
        provider.provide_credentials().await.map_err(|error| source("the instance gives none", &error))
    }

    /// The first that there is: keys, web identity, container, instance.
    ///
    /// # Errors
    /// When there is none.
    pub async fn any(&self, sts: &Sts) -> Result<Credentials, Trouble> {
        let get = |name: &str| self.aws.variable(name);
        if get("AWS_ACCESS_KEY_ID").is_some() {
            return self.environment();
        }
        if let (Some(file), Some(role)) = (get("AWS_WEB_IDENTITY_TOKEN_FILE"), get("AWS_ROLE_ARN")) {
            let token = self.token(Path::new(&file))?;
            return sts.assume_with_token(&role, get("AWS_ROLE_SESSION_NAME").as_deref(), &token).await;
        }
        let in_container = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];
        if in_container.iter().any(|name| get(name).is_some()) {
            return self.container().await;
        }
        self.instance().await
    }

    /// The instance's region, by its metadata service.
    pub async fn region(&self) -> Option<String> {
        let provider = ImdsRegionProvider::builder().configure(&self.config()).build();
        provider.region().await.map(|region| region.to_string())
    }

    fn config(&self) -> ProviderConfig {
        ProviderConfig::without_region().with_http_client(self.http.clone()).with_behavior_version(Some(behavior()))
    }
}

fn source(what: &str, error: &CredentialsError) -> Trouble {
    Trouble::Source(format!("{what} ({})", innermost(error)))
}

/// A command's complaint on one screen: its last characters, with every long word that could be a key or a token masked.
fn without_secrets(text: &str) -> String {
    let could_be = |word: &str| {
        let long = word.trim_matches(|it: char| !it.is_ascii_alphanumeric());
        long.len() >= 16
            && long.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-.".contains(&byte))
            && long.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
            && !long.contains("://")
    };
    let words = text.split_inclusive(|it: char| it.is_whitespace() || "\"':,={}[]()<>".contains(it));
    let masked: String = words
        .map(|word| {
            let end = word.trim_end_matches(|it: char| it.is_whitespace() || "\"':,={}[]()<>".contains(it));
            if could_be(end) { word.replacen(end, "[hidden]", 1) } else { word.to_owned() }
        })
        .collect();
    let skip = masked.chars().count().saturating_sub(COMPLAINT);
    let shown: String = masked.chars().skip(skip).collect();
    if skip > 0 { format!("…{shown}") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invoke::transport::{Transport, TransportSettings};

    #[test]
    fn a_complaint_is_shown_without_secrets() {
        let said = "error: login for jane@example.com at https://idp.example.com failed; \"SecretAccessKey\":\"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\" token=FwoGZXIvYXdzEBYaDKexample1234==";
        let shown = without_secrets(said);
        assert!(!shown.contains("wJalr") && !shown.contains("FwoGZX"), "{shown}");
        assert!(shown.starts_with("error: login for jane@example.com at https://idp.example.com failed;"), "{shown}");
        assert!(shown.contains("\"SecretAccessKey\":\"[hidden]\""), "{shown}");
        assert_eq!(without_secrets(&"x ".repeat(1000)).chars().count(), COMPLAINT + 1);
    }

    #[test]
    fn the_environments_session_token_is_taken_by_its_name_of_old_too() {
        let token = |more: &[(&str, &str)]| {
            let keys = [("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret")];
            let aws = AwsFiles::of(&[&keys[..], more].concat());
            let transport = Transport::new(TransportSettings::default());
            let sources = Sources { http: &AwsHttp::new(transport), aws: &aws };
            sources.environment().expect("keys").session_token().map(str::to_owned)
        };
        let (new, old, empty) =
            (("AWS_SESSION_TOKEN", "new"), ("AWS_SECURITY_TOKEN", "old"), ("AWS_SECURITY_TOKEN", ""));
        assert_eq!(token(&[]), None);
        assert_eq!(token(&[new]).as_deref(), Some("new"));
        assert_eq!(token(&[old]).as_deref(), Some("old"));
        assert_eq!(token(&[new, old]).as_deref(), Some("old"), "as in the AWS CLI");
        assert_eq!(token(&[new, empty]).as_deref(), Some("new"));
    }

    #[tokio::test]
    async fn what_a_command_prints_is_used_and_never_shown() {
        let aws = AwsFiles::of(&[]);
        let transport = Transport::new(TransportSettings::default());
        let sources = Sources { http: &AwsHttp::new(transport), aws: &aws };
        let good = r#"echo '{"Version":1,"AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"planted-SECRET"}'"#;
        assert_eq!(sources.process(good).await.expect("credentials").secret_access_key(), "planted-SECRET");
        for bad in [
            r#"echo '{"Version":1,"AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"plantedSECRET0123456789"'"#,
            r#"echo '{"Version":2,"AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"plantedSECRET0123456789"}'"#,
            "echo plantedSECRET0123456789 >&2; exit 3",
            "no-such-program",
        ] {
            let failure = Failure::from(sources.process(bad).await.expect_err(bad));
            assert!(!failure.message.contains("plantedSECRET"), "{}", failure.message);
            assert!(failure.message.starts_with("The command of the AWS files failed: "), "{}", failure.message);
        }
    }
}
