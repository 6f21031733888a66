//! Which credentials stand behind a command line: found in the AWS CLI's order, asked for in the terminal where a code is
//! wanted.

use std::path::PathBuf;
use std::sync::Arc;

use aws_credential_types::provider::SharedCredentialsProvider;
use lambdesk_core::clock::{Clock, SystemClock};
use lambdesk_core::credentials::access::{Access, Plan};
use lambdesk_core::credentials::approvals::Approvals;
use lambdesk_core::credentials::aws_chain::{self, ChainError};
use lambdesk_core::credentials::aws_files::{AwsFiles, AwsFilesError, AwsSettings};
use lambdesk_core::credentials::chain::{Base, Chain, Given};
use lambdesk_core::credentials::profile_file::ProfileFile;
use lambdesk_core::credentials::profiles::Profiles;
use lambdesk_core::credentials::secrets::Secrets;
use lambdesk_core::credentials::system_keychain::SystemKeychain;
use lambdesk_core::failure::Failure;
use lambdesk_core::invoke::transport::Transport;
use lambdesk_core::invoke_input::Place;
use lambdesk_core::wire::Demand;

use crate::prompt;
use crate::trouble::Trouble;

/// What the AWS files and the environment say, before anything is called.
pub struct Setup {
    files: AwsFiles,
    plan: Plan,
    settings: AwsSettings,
}

/// Credentials on their way.
pub struct Signer {
    access: Access,
    plan: Plan,
    settings: AwsSettings,
}

impl Setup {
    /// Reads the files. `profile` and `region` are those of the command line.
    ///
    /// # Errors
    /// When a file cannot be read, or the profile is not there or has no way to credentials.
    pub async fn read(profile: Option<&str>, region: Option<String>) -> Result<Self, Trouble> {
        let files = AwsFiles::default();
        let aws = files.read().await;
        if let Some(problem) = aws.problems.first() {
            return Err(problem.clone().into());
        }
        let name = profile.map_or_else(|| aws.selected(), str::to_owned);
        if !aws.has(&name) && (profile.is_some() || name != "default") {
            return Err(AwsFilesError::NoSuchProfile(name).into());
        }
        // Like the CLI's `--profile`, a profile that was named goes before keys in the environment; `AWS_PROFILE` does not.
        let by_environment = ["AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE"];
        let given = Chain { base: Base::Given(Given::Any), roles: Vec::new() };
        let chain = if profile.is_none() && by_environment.iter().any(|name| files.variable(name).is_some()) {
            given
        } else {
            match aws_chain::resolve(&aws, &name) {
                Ok(chain) => chain,
                Err(ChainError::Nothing(_) | ChainError::NoSuchProfile(_)) if profile.is_none() => given,
                Err(ChainError::Setting(error)) => return Err(Trouble::Other(error.to_string())),
                Err(error) => {
                    return Err(Trouble::Credentials { message: error.to_string(), hint: String::new() });
                }
            }
        };
        aws.check_settings(Some(&name)).map_err(|error| Trouble::Other(error.to_string()))?;
        let mut settings = aws.settings(Some(&name));
        settings.region = region.or(settings.region);
        Ok(Self { files, plan: Plan::of_aws(name, chain, settings.clone()), settings })
    }

    /// The PEM file with certificates that the environment or the profile names.
    pub fn ca_bundle(&self) -> Option<PathBuf> {
        self.settings.ca_bundle.clone()
    }

    /// What gives the credentials, by connections of this transport.
    pub async fn signer(self, transport: &Transport) -> Result<Signer, Trouble> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        // No profile of Lambdesk's own is used, so its file is nowhere.
        let file = ProfileFile::new(PathBuf::new());
        let profiles = Profiles::new(file, Secrets::new(Arc::new(SystemKeychain)), self.files);
        let access = Access::new(Arc::new(profiles), Approvals::all(), transport, &clock);
        let mut plan = self.plan;
        if plan.place.region.is_empty() {
            plan.place.region = access.region_of_instance().await.unwrap_or_default();
        }
        Ok(Signer { access, plan, settings: self.settings })
    }
}

impl Signer {
    /// Where requests go.
    pub fn place(&self) -> &Place {
        &self.plan.place
    }

    /// How the AWS CLI is to print, if it is set.
    pub fn output(&self) -> Option<&str> {
        self.settings.output.as_deref()
    }

    /// Fetches the credentials once, asking for the code of a device where a role wants one.
    ///
    /// # Errors
    /// Why there are none, or that Ctrl+C was pressed.
    pub async fn ask(&self) -> Result<(), Trouble> {
        tokio::select! {
            biased;
            Ok(()) = tokio::signal::ctrl_c() => Err(Trouble::not_invoked()),
            asked = self.fetch() => asked,
        }
    }

    async fn fetch(&self) -> Result<(), Trouble> {
        let mut failure = match self.access.credentials(&self.plan).await {
            Ok(_) => return Ok(()),
            Err(trouble) if matches!(self.plan.chain.base, Base::Given(Given::Any)) => {
                // Nothing anywhere has the AWS CLI's own sentence, which says what to do.
                let is_elsewhere = self.access.profiles.aws().read().await.given().is_some();
                return Err(if is_elsewhere { Failure::from(trouble).into() } else { Trouble::NoCredentials });
            }
            Err(trouble) => Failure::from(trouble),
        };
        if let Some(Demand::Unlock) = failure.demand.as_deref() {
            // A sign-in of the window is behind it. The system asks, where it has a screen to ask on.
            self.access.profiles.secrets().unlock().await.map_err(Failure::from)?;
            failure = match self.access.credentials(&self.plan).await {
                Ok(_) => return Ok(()),
                Err(trouble) => trouble.into(),
            };
        }
        // A chain may ask for more than one device.
        while let Some(Demand::Code { serial, .. }) = failure.demand.as_deref() {
            let code = prompt::code_of(serial)?;
            match self.access.give_code(&self.plan, &code).await {
                Ok(()) => return Ok(()),
                Err(next) if next.demand.is_some() => failure = next,
                Err(wrong) => return Err(wrong.into()),
            }
        }
        Err(failure.into())
    }

    /// The credentials, asked for anew at each attempt.
    pub fn credentials(&self) -> SharedCredentialsProvider {
        self.access.provider(&self.plan)
    }
}
