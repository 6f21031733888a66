//! The AWS config and credentials files and the environment: which profiles there are, and what each sets. The files
//! are parsed by `aws-runtime`, the parser of the AWS SDK for Rust.
//!
//! It must not know our own profiles, nor call anything. How a profile comes to credentials is `aws_chain`'s.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_runtime::env_config::property::PropertiesKey;
use aws_runtime::env_config::section::EnvConfigSections;
use aws_runtime::env_config::source;
use aws_types::os_shim_internal::{Env, Fs};

use super::aws_line::AwsLine;
use super::aws_section::{self, AwsFile, after, decoded, encoded};
use super::aws_setting::{AwsSetting, UnreadableSetting, attempts};
use crate::failure::Failure;
use crate::invoke::endpoint::Variant;

/// Where the files are: as the environment says.
#[derive(Clone)]
pub struct AwsFiles {
    env: Env,
}

/// What the files and the environment said when they were read.
pub struct AwsProfiles {
    env: Env,
    all: EnvConfigSections,
    /// Each file alone: a key is taken whole from one of them, and the credentials file's goes before other sources of
    /// the same profile, as in the AWS CLI.
    config: EnvConfigSections,
    credentials: EnvConfigSections,
    /// Profile names in the order of the files.
    names: Vec<String>,
    /// The names of the `services` sections.
    services: Vec<String>,
    /// Which file could not be used, and why.
    pub problems: Vec<AwsFilesError>,
}

/// What stands over a profile's calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AwsSettings {
    /// `AWS_REGION`, `AWS_DEFAULT_REGION`, or the profile's `region`.
    pub region: Option<String>,
    /// Lambda's endpoint, when it is not AWS's own.
    pub endpoint_url: Option<String>,
    /// STS's endpoint, when it is not AWS's own.
    pub sts_endpoint_url: Option<String>,
    /// The endpoint of `sso`, when it is not AWS's own.
    pub sso_endpoint_url: Option<String>,
    /// The endpoint of `sso-oidc`, when it is not AWS's own.
    pub sso_oidc_endpoint_url: Option<String>,
    /// The endpoint of EventBridge's schema registry, when it is not AWS's own.
    pub schemas_endpoint_url: Option<String>,
    /// Which of AWS's own endpoints is meant.
    pub variant: Variant,
    /// The PEM file with certificates to trust beside the system's.
    pub ca_bundle: Option<PathBuf>,
    /// `AWS_MAX_ATTEMPTS`, or the profile's `max_attempts`.
    pub max_attempts: Option<u32>,
    /// How the AWS CLI is to print: `AWS_DEFAULT_OUTPUT`, or `output` of the profile.
    pub output: Option<String>,
}

/// Why the files cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AwsFilesError {
    /// The profile that was asked for is in neither file.
    #[error("The config profile ({0}) could not be found")]
    NoSuchProfile(String),
    /// A file is there but cannot be understood.
    #[error("{} cannot be read: {cause}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Where and why.
        cause: String,
    },
}

impl From<AwsFilesError> for Failure {
    fn from(error: AwsFilesError) -> Self {
        let hint = match error {
            AwsFilesError::NoSuchProfile(_) => "It may have been renamed or removed. Choose another profile.",
            AwsFilesError::Unreadable { .. } => "Mend the file in an editor; its profiles are listed again then.",
        };
        Self::other(format!("{error}."), hint)
    }
}

/// Without the environment's values: some of them are secrets.
impl fmt::Debug for AwsFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (config, credentials) = (self.config_path(), self.credentials_path());
        f.debug_struct("AwsFiles").field("config", &config).field("credentials", &credentials).finish_non_exhaustive()
    }
}

/// Without what the profiles say: some of it is secret.
impl fmt::Debug for AwsProfiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("AwsProfiles");
        shown.field("names", &self.names).field("problems", &self.problems).finish_non_exhaustive()
    }
}

impl Default for AwsFiles {
    fn default() -> Self {
        Self { env: Env::real() }
    }
}

impl AwsFiles {
    /// Files of another environment: for tests.
    pub fn of(env: &[(&str, &str)]) -> Self {
        Self { env: Env::from_slice(env) }
    }

    /// `AWS_CONFIG_FILE`, or `config` in the home folder's `.aws`.
    pub fn config_path(&self) -> Option<PathBuf> {
        self.path("AWS_CONFIG_FILE", ".aws/config")
    }

    /// `AWS_SHARED_CREDENTIALS_FILE`, or `credentials` in the home folder's `.aws`.
    pub fn credentials_path(&self) -> Option<PathBuf> {
        self.path("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials")
    }

    /// A variable of the environment, unless it is empty.
    pub fn variable(&self, name: &str) -> Option<String> {
        variable(&self.env, name)
    }

    /// A path of the home folder.
    pub fn in_home(&self, rest: &str) -> Option<PathBuf> {
        home(&self.env).map(|home| home.join(rest))
    }

    /// Reads both files. One that cannot be used is named, and the other is used.
    pub async fn read(&self) -> AwsProfiles {
        let mut problems = Vec::new();
        let mut texts = Vec::new();
        let files = [
            (EnvConfigFileKind::Config, self.config_path()),
            (EnvConfigFileKind::Credentials, self.credentials_path()),
        ];
        let (mut config, mut credentials) = (EnvConfigSections::default(), EnvConfigSections::default());
        for (kind, path) in files.into_iter().filter_map(|(kind, path)| path.map(|path| (kind, path))) {
            let file = match kind {
                EnvConfigFileKind::Credentials => AwsFile::Credentials,
                EnvConfigFileKind::Config => AwsFile::Config,
            };
            let text = match text(&path, file) {
                Ok(Some(text)) => text,
                Ok(None) => continue,
                Err(cause) => {
                    problems.push(AwsFilesError::Unreadable { path, cause });
                    continue;
                }
            };
            match self.parse(&[(kind, text.clone())]).await {
                Ok(sections) if matches!(kind, EnvConfigFileKind::Config) => config = sections,
                Ok(sections) => credentials = sections,
                Err(cause) => {
                    problems.push(AwsFilesError::Unreadable { path, cause });
                    continue;
                }
            }
            texts.push((kind, text));
        }
        let all = self.parse(&texts).await.unwrap_or_default();
        let (names, services) = (in_order(&all, &texts), services(&texts));
        AwsProfiles { env: self.env.clone(), all, config, credentials, names, services, problems }
    }

    async fn parse(&self, texts: &[(EnvConfigFileKind, String)]) -> Result<EnvConfigSections, String> {
        if texts.is_empty() {
            return Ok(EnvConfigSections::default());
        }
        let mut files = EnvConfigFiles::builder();
        for (kind, text) in texts {
            files = files.with_contents(*kind, text.clone());
        }
        let source = source::load(&self.env, &Fs::real(), &files.build()).await.map_err(|error| error.to_string())?;
        EnvConfigSections::parse(source).map_err(|error| {
            // "error parsing FILE on line N:\n  why", where the file is not named as it was handed over as text.
            let said = error.to_string();
            let place = said.split_once(" on line ").map_or(said.as_str(), |(_, place)| place);
            let (line, why) = place.split_once(':').unwrap_or(("", place));
            format!("line {}: {}", line.trim(), why.trim())
        })
    }

    fn path(&self, name: &str, rest: &str) -> Option<PathBuf> {
        match self.variable(name) {
            Some(path) => Some(expanded(&self.env, &path)),
            None => self.in_home(rest),
        }
    }
}

impl AwsProfiles {
    /// The profiles' names in the order of the files.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The profile that `AWS_PROFILE` names, or else its older name `AWS_DEFAULT_PROFILE`, which the AWS CLI still reads;
    /// or `default`.
    pub fn selected(&self) -> String {
        let named = variable(&self.env, "AWS_PROFILE").or_else(|| variable(&self.env, "AWS_DEFAULT_PROFILE"));
        named.unwrap_or_else(|| "default".into())
    }

    /// Whether there is a profile of this name.
    pub fn has(&self, profile: &str) -> bool {
        self.all.get_profile(&encoded(profile)).is_some()
    }

    /// What a profile says.
    pub fn get(&self, profile: &str, key: &str) -> Option<&str> {
        self.all.get_profile(&encoded(profile))?.get(key).filter(|value| !value.is_empty())
    }

    /// What the config file says of a profile.
    pub fn in_config(&self, profile: &str, key: &str) -> Option<&str> {
        self.config.get_profile(&encoded(profile))?.get(key).filter(|value| !value.is_empty())
    }

    /// What the credentials file says of a profile.
    pub fn in_credentials(&self, profile: &str, key: &str) -> Option<&str> {
        self.credentials.get_profile(&encoded(profile))?.get(key).filter(|value| !value.is_empty())
    }

    /// Whether there is an `sso-session` section of this name.
    pub fn has_sso_session(&self, name: &str) -> bool {
        self.all.sso_session(&encoded(name)).is_some()
    }

    /// What an `sso-session` section says.
    pub fn in_sso_session(&self, name: &str, key: &str) -> Option<&str> {
        self.all.sso_session(&encoded(name))?.get(key).filter(|value| !value.is_empty())
    }

    /// The `services` section that a profile takes endpoints from, if it is not there. Requests that are meant for another
    /// endpoint would go to AWS.
    pub fn lacks_services(&self, profile: &str) -> Option<&str> {
        let section = self.get(profile, "services")?;
        let is_there = self.services.iter().any(|name| name == section);
        (!is_there && !self.ignores_endpoints(Some(profile))).then_some(section)
    }

    /// What the process was given from outside, in words; `None` when nothing is there that could hold credentials. An
    /// instance's role shows only when it is asked for.
    pub fn given(&self) -> Option<String> {
        let set = |name: &str| variable(&self.env, name).is_some();
        let found = if set("AWS_ACCESS_KEY_ID") && set("AWS_SECRET_ACCESS_KEY") {
            "AWS_ACCESS_KEY_ID"
        } else if set("AWS_WEB_IDENTITY_TOKEN_FILE") && set("AWS_ROLE_ARN") {
            "AWS_WEB_IDENTITY_TOKEN_FILE"
        } else if set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") || set("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            "the container’s role"
        } else if is_on_ec2() && variable(&self.env, "AWS_EC2_METADATA_DISABLED").is_none_or(|it| it != "true") {
            "the instance’s role"
        } else {
            return None;
        };
        Some(found.to_owned())
    }

    /// Refuses what stands over a profile's calls and cannot be read; without a profile, what the environment alone says.
    /// [`settings`](Self::settings) leaves such values out.
    ///
    /// # Errors
    /// The first one.
    pub fn check_settings(&self, profile: Option<&str>) -> Result<(), UnreadableSetting> {
        for setting in AwsSetting::ALL {
            if let Some(value) = variable(&self.env, setting.variable()) {
                setting.check_variable(&value)?;
                continue;
            }
            let Some(profile) = profile else { continue };
            let in_credentials = self.in_credentials(profile, setting.name());
            let file = if in_credentials.is_some() { "credentials" } else { "config" };
            if let Some(value) = self.get(profile, setting.name()) {
                setting.check_profile(&first_line(value), profile, file)?;
            }
        }
        Ok(())
    }

    /// What stands over a profile's calls; without a profile, what the environment alone says.
    pub fn settings(&self, profile: Option<&str>) -> AwsSettings {
        let of_profile = |key: &str| profile.and_then(|profile| self.get(profile, key)).map(first_line);
        let either = |name: &str, key: &str| variable(&self.env, name).or_else(|| of_profile(key));
        let is_on = |setting: AwsSetting| {
            let value = either(setting.variable(), setting.name());
            value.is_some_and(|value| value.eq_ignore_ascii_case("true"))
        };
        let endpoint = |service: &str| self.endpoint(profile, service);
        AwsSettings {
            region: variable(&self.env, "AWS_REGION").or_else(|| either("AWS_DEFAULT_REGION", "region")),
            endpoint_url: endpoint("lambda"),
            sts_endpoint_url: endpoint("sts"),
            sso_endpoint_url: endpoint("sso"),
            sso_oidc_endpoint_url: endpoint("sso_oidc"),
            schemas_endpoint_url: endpoint("schemas"),
            variant: Variant { fips: is_on(AwsSetting::Fips), dual_stack: is_on(AwsSetting::DualStack) },
            ca_bundle: either("AWS_CA_BUNDLE", "ca_bundle").map(|path| expanded(&self.env, &path)),
            max_attempts: either(AwsSetting::MaxAttempts.variable(), AwsSetting::MaxAttempts.name())
                .and_then(|text| attempts(&text)),
            output: either("AWS_DEFAULT_OUTPUT", "output"),
        }
    }

    /// A service's endpoint, in the SDKs' order: the environment's for the service, the environment's for all, the
    /// profile's `services` section, the profile's for all.
    fn endpoint(&self, profile: Option<&str>, service: &str) -> Option<String> {
        if self.ignores_endpoints(profile) {
            return None;
        }
        let of_service = || {
            let section = self.get(profile?, "services")?;
            let key = PropertiesKey::builder().section_key("services").section_name(encoded(section));
            let key = key.property_name(service).sub_property_name("endpoint_url").build().ok()?;
            self.all.other_sections().get(&key).map(|value| first_line(value))
        };
        variable(&self.env, &format!("AWS_ENDPOINT_URL_{}", service.to_ascii_uppercase()))
            .or_else(|| variable(&self.env, "AWS_ENDPOINT_URL"))
            .or_else(of_service)
            .or_else(|| self.get(profile?, "endpoint_url").map(first_line))
    }

    fn ignores_endpoints(&self, profile: Option<&str>) -> bool {
        let setting = AwsSetting::IgnoreEndpoints;
        let ignored =
            variable(&self.env, setting.variable()).or_else(|| self.get(profile?, setting.name()).map(str::to_owned));
        ignored.is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }
}

/// Whether this computer is an EC2 instance, by what its firmware says (AWS's documentation, "Identify EC2 Linux
/// instances"). Asking the metadata service takes a second wherever there is none.
fn is_on_ec2() -> bool {
    let vendor = std::fs::read_to_string("/sys/devices/virtual/dmi/id/sys_vendor").unwrap_or_default();
    vendor.trim() == "Amazon EC2"
}

fn variable(env: &Env, name: &str) -> Option<String> {
    env.get(name).ok().filter(|value| !value.is_empty())
}

fn home(env: &Env) -> Option<PathBuf> {
    let home = variable(env, "HOME");
    if cfg!(windows) { home.or_else(|| variable(env, "USERPROFILE")) } else { home }.map(PathBuf::from)
}

/// A path with `~` for the home folder, as the files may have it.
fn expanded(env: &Env, path: &str) -> PathBuf {
    match path.strip_prefix("~/").zip(home(env)) {
        Some((rest, home)) => home.join(rest),
        None => PathBuf::from(path),
    }
}

/// A setting as it may be shown. What is indented below it was taken for a part of it, and may be a secret; the mark makes
/// sure that the rest is not used by mistake either.
fn first_line(value: &str) -> String {
    value.split_once('\n').map_or_else(|| value.to_owned(), |(first, _)| format!("{first} …"))
}

/// The text of a file for the parser; `None` when it is not there.
fn text(path: &Path, file: AwsFile) -> Result<Option<String>, String> {
    let text = match std::fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(_)) => return Err("it is not UTF-8".into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    if text.starts_with('\u{feff}') {
        return Err("it begins with a byte order mark; save it as UTF-8 without one".into());
    }
    Ok(Some(text.split_inclusive('\n').map(|line| for_parser(line, file)).collect()))
}

/// A line as the parser takes it.
fn for_parser(line: &str, file: AwsFile) -> Cow<'_, str> {
    // An indented comment is one for the AWS CLI, but for the parser it is a part of the value above it.
    if line.trim_start().starts_with(['#', ';']) {
        return Cow::Borrowed("\n");
    }
    match AwsLine::of(line) {
        AwsLine::Header(name) => Cow::Owned(line.replacen(name, &aws_section::for_parser(file, name), 1)),
        _ => Cow::Borrowed(line),
    }
}

/// What stands between the brackets of each section.
fn headers(texts: &[(EnvConfigFileKind, String)]) -> impl Iterator<Item = &str> {
    texts.iter().flat_map(|(_, text)| text.lines()).filter_map(|line| match AwsLine::of(line) {
        AwsLine::Header(name) => Some(name),
        _ => None,
    })
}

/// The names of the `services` sections: the parser does not tell those that are there.
fn services(texts: &[(EnvConfigFileKind, String)]) -> Vec<String> {
    headers(texts).filter_map(|header| after(header, "services")).map(decoded).collect()
}

/// The names of the profiles as they come in the files: the parser does not keep their order.
fn in_order(all: &EnvConfigSections, texts: &[(EnvConfigFileKind, String)]) -> Vec<String> {
    let mut names: Vec<&str> = Vec::new();
    for header in headers(texts) {
        let name = after(header, "profile").unwrap_or(header);
        if all.get_profile(name).is_some() && !names.contains(&name) {
            names.push(name);
        }
    }
    let mut rest: Vec<_> = all.profiles().filter(|name| !names.contains(name)).collect();
    rest.sort_unstable();
    names.into_iter().chain(rest).map(decoded).collect()
}
