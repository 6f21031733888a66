//! What the environment and the shared AWS files say: credentials, region, endpoint. Read by `aws-config`, in the
//! order in which the AWS CLI reads them.
//!
//! It must not know our own profiles, nor what is invoked.

use std::path::PathBuf;

use aws_config::profile::{self, ProfileFileCredentialsProvider};
use aws_config::provider_config::ProviderConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::os_shim_internal::{Env, Fs};
use aws_types::service_config::ServiceConfigKey;

use super::aws_http::AwsHttp;
use crate::invoke::endpoint::Variant;
use crate::invoke::transport::Transport;

/// What was chosen by hand; the rest comes from the environment and the files.
#[derive(Clone, Debug, Default)]
pub struct AwsChoice {
    /// A profile of the AWS files. Like the CLI's `--profile`, it goes before keys in the environment; `AWS_PROFILE`
    /// does not.
    pub profile: Option<String>,
    /// A region, instead of the environment's or the profile's.
    pub region: Option<String>,
}

/// What the environment and the files say.
#[derive(Clone, Debug)]
pub struct AwsSettings {
    /// Credentials, found when they are asked for; that can mean a call to STS or to single sign-on.
    pub credentials: SharedCredentialsProvider,
    /// The region, if one is set anywhere.
    pub region: Option<String>,
    /// The endpoint for Lambda, if one is set: `AWS_ENDPOINT_URL_LAMBDA`, `AWS_ENDPOINT_URL`, or `endpoint_url` of the
    /// profile or of its `services` section.
    pub endpoint_url: Option<String>,
    /// Which of AWS's own endpoints is meant: `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`, or the profile's
    /// `use_fips_endpoint` and `use_dualstack_endpoint`.
    pub variant: Variant,
    /// How the AWS CLI is to print, if it is set: `AWS_DEFAULT_OUTPUT`, or `output` of the profile.
    pub output: Option<String>,
}

/// Why the settings cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum AwsFilesError {
    /// The profile that was asked for is in neither file.
    #[error("The config profile ({0}) could not be found")]
    NoSuchProfile(String),
    /// A file is there but cannot be understood.
    #[error("The AWS config files cannot be read: {0}")]
    Unreadable(String),
}

/// Reads the environment and the AWS files. Calls that credentials need go through `transport`.
///
/// The region may also come from the metadata service of an EC2 instance, as in the AWS CLI.
///
/// # Errors
/// [`AwsFilesError`] when a file is malformed or the profile asked for is missing.
pub async fn load(choice: AwsChoice, transport: &Transport) -> Result<AwsSettings, AwsFilesError> {
    check_profile(choice.profile.as_deref()).await?;
    let http = AwsHttp::new(transport.clone());
    let behavior = BehaviorVersion::v2026_01_12();
    let mut loader = aws_config::defaults(behavior).http_client(http.clone());
    if let Some(profile) = &choice.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = choice.region {
        loader = loader.region(Region::new(region));
    }
    let config = loader.load().await;
    let credentials = match &choice.profile {
        // The default chain would look at the environment's keys first; a profile that was named goes before them.
        Some(profile) => {
            let provider = ProviderConfig::without_region()
                .with_http_client(http)
                .with_behavior_version(Some(behavior))
                .with_region(config.region().cloned());
            let provider = ProfileFileCredentialsProvider::builder().configure(&provider).profile_name(profile);
            Some(SharedCredentialsProvider::new(provider.build()))
        }
        None => config.credentials_provider(),
    };
    Ok(AwsSettings {
        credentials: credentials.ok_or_else(|| AwsFilesError::Unreadable("no provider".into()))?,
        region: config.region().map(ToString::to_string).filter(|region| !region.is_empty()),
        endpoint_url: setting(&config, "AWS_ENDPOINT_URL", "endpoint_url")
            .or_else(|| config.endpoint_url().map(str::to_owned)),
        variant: Variant {
            fips: config.use_fips().unwrap_or(false),
            dual_stack: config.use_dual_stack().unwrap_or(false),
        },
        output: setting(&config, "AWS_DEFAULT_OUTPUT", "output"),
    })
}

/// The PEM file with certificates to trust beside the system's: `AWS_CA_BUNDLE`, or `ca_bundle` of the profile. It is
/// wanted before anything is called, so it is read apart from the rest.
///
/// # Errors
/// [`AwsFilesError`] when a file is malformed.
pub async fn ca_bundle(profile: Option<&str>) -> Result<Option<PathBuf>, AwsFilesError> {
    if let Some(path) = std::env::var_os("AWS_CA_BUNDLE").filter(|path| !path.is_empty()) {
        return Ok(Some(path.into()));
    }
    let profiles = profiles(profile).await?;
    let path = profiles.get_profile(profiles.selected_profile()).and_then(|profile| profile.get("ca_bundle"));
    Ok(path.map(|path| match path.strip_prefix("~/").zip(std::env::home_dir()) {
        Some((rest, home)) => home.join(rest),
        None => path.into(),
    }))
}

/// One setting of the environment or the profile, with what is said of Lambda alone before what is said of all.
fn setting(config: &SdkConfig, env: &str, profile: &str) -> Option<String> {
    let key = ServiceConfigKey::builder().service_id("Lambda").env(env).profile(profile).build().ok()?;
    config.service_config()?.load_config(key)
}

#[expect(clippy::default_trait_access, reason = "the type's public name here is deprecated, its successor is private")]
async fn profiles(chosen: Option<&str>) -> Result<profile::ProfileSet, AwsFilesError> {
    let chosen = chosen.map(|name| name.to_owned().into());
    profile::load(&Fs::default(), &Env::default(), &Default::default(), chosen)
        .await
        .map_err(|error| AwsFilesError::Unreadable(innermost(&error)))
}

/// A profile that was named has to exist; that `default` is missing is nothing special.
async fn check_profile(chosen: Option<&str>) -> Result<(), AwsFilesError> {
    let profiles = profiles(chosen).await?;
    let name = profiles.selected_profile();
    if name == "default" && chosen.is_none() || profiles.get_profile(name).is_some() {
        return Ok(());
    }
    Err(AwsFilesError::NoSuchProfile(name.to_owned()))
}

/// The last cause: the outer ones only say that something failed.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let last = std::iter::successors(Some(error), |error| (*error).source()).last();
    last.map(ToString::to_string).unwrap_or_default()
}
