//! Everything the commands share, built once.

use std::path::Path;
use std::sync::Arc;

use aws_credential_types::provider::SharedCredentialsProvider;
use lambdesk_core::credentials::profile_file::ProfileFile;
use lambdesk_core::credentials::profiles::Profiles;
use lambdesk_core::credentials::secrets::Secrets;
use lambdesk_core::credentials::system_keychain::SystemKeychain;
use lambdesk_core::failure::Failure;
use lambdesk_core::functions::Functions;
use lambdesk_core::invoke_input::Place;
use lambdesk_core::wire::SANDBOX_PROFILE;

use crate::in_force::InForce;
use crate::results::Results;
use crate::running::Running;
use crate::sandbox::InnerSandbox;

/// The program's parts. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Saved profiles.
    pub profiles: Arc<Profiles>,
    /// Settings, and the engine that follows them.
    pub in_force: InForce,
    /// What is known of functions.
    pub functions: Functions,
    /// The sandbox inside this program.
    pub sandbox: InnerSandbox,
    /// Invocations under way.
    pub running: Running,
    /// Bodies of invocations.
    pub results: Results,
}

impl App {
    /// Builds the parts. `config` is the folder for `profiles.toml` and `settings.toml`. Opens no connection and no
    /// keychain.
    pub fn new(config: &Path) -> Self {
        let secrets = Secrets::new(Arc::new(SystemKeychain));
        let file = ProfileFile::new(config.join("profiles.toml"));
        Self {
            profiles: Arc::new(Profiles::new(file, secrets)),
            in_force: InForce::read(config.join("settings.toml")),
            functions: Functions::default(),
            sandbox: InnerSandbox::default(),
            running: Running::default(),
            results: Results::default(),
        }
    }

    /// Where a profile's requests go. No keychain is asked.
    pub async fn place(&self, profile: &str) -> Result<Place, Failure> {
        if profile == SANDBOX_PROFILE {
            return self.sandbox.place().await;
        }
        let profiles = self.profiles.list()?;
        let found = profiles.iter().find(|saved| saved.id == profile);
        found.map(Place::from).ok_or_else(|| {
            Failure::other("The chosen profile is not there any more.", "Choose another one at the top.")
        })
    }

    /// Where a profile's requests go, and as whom. Asks the keychain.
    pub async fn resolve(&self, profile: &str) -> Result<(Place, SharedCredentialsProvider), Failure> {
        if profile == SANDBOX_PROFILE {
            return Ok((self.sandbox.place().await?, self.sandbox.credentials().await?));
        }
        let resolved = self.profiles.resolve(profile).await?;
        Ok((Place::from(&resolved.profile), resolved.credentials))
    }
}
