//! Everything the commands share, built once.

use std::path::PathBuf;
use std::sync::Arc;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use lambdesk_core::clock::{Clock, SystemClock};
use lambdesk_core::collection::open_collections::OpenCollections;
use lambdesk_core::cost::PriceList;
use lambdesk_core::credentials::access::{Access, Plan};
use lambdesk_core::credentials::approvals::Approvals;
use lambdesk_core::credentials::aws_files::AwsFiles;
use lambdesk_core::credentials::identity::Identities;
use lambdesk_core::credentials::profile_file::ProfileFile;
use lambdesk_core::credentials::profiles::Profiles;
use lambdesk_core::credentials::secrets::Secrets;
use lambdesk_core::credentials::system_keychain::SystemKeychain;
use lambdesk_core::failure::Failure;
use lambdesk_core::functions::Functions;
use lambdesk_core::functions::lists::FunctionLists;
use lambdesk_core::functions::used::UsedNames;
use lambdesk_core::history::History;
use lambdesk_core::invoke::run::Engine;
use lambdesk_core::production::Confirmations;
use lambdesk_core::session::SessionFiles;
use lambdesk_core::variables::environments::Environments;
use lambdesk_core::variables::filling::Variables;
use lambdesk_core::variables::secret_variables::SecretVariables;
use lambdesk_core::wire::SANDBOX_PROFILE;

use crate::copies::Copies;
use crate::in_force::InForce;
use crate::results::Results;
use crate::running::Running;
use crate::runs::Runs;
use crate::sandbox::InnerSandbox;
use crate::shareable::Shareables;

/// The program's parts. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Profiles, and all that leads from them to credentials. Calls go out by the settings' connections; see [`Self::way`].
    access: Access,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Who the profiles are.
    pub identities: Identities,
    /// Production invocations that were confirmed.
    pub confirmations: Confirmations,
    /// Settings, and the engine that follows them.
    pub in_force: InForce,
    /// What is known of functions.
    pub functions: Functions,
    /// Lists of functions that were read.
    pub lists: FunctionLists,
    /// Names of functions that were invoked.
    pub used: UsedNames,
    /// The sandbox inside this program.
    pub sandbox: InnerSandbox,
    /// Invocations under way.
    pub running: Running,
    /// Bodies of invocations.
    pub results: Results,
    /// What can be shared of them.
    pub shareables: Shareables,
    /// The collections that are open.
    pub collections: OpenCollections,
    /// Their environments.
    pub environments: Environments,
    /// What fills requests in.
    pub variables: Variables,
    /// The values of their secret variables.
    pub secret_variables: SecretVariables,
    /// Runs of folders.
    pub runs: Runs,
    /// Open tabs, and what is unsaved in them.
    pub session: SessionFiles,
    /// What was invoked.
    pub history: History,
    /// What Lambda costs.
    pub prices: PriceList,
    /// Copies of responses that were opened in another program.
    pub copies: Copies,
}

/// Where the program's own files are.
pub struct Folders {
    /// For `profiles.toml` and `settings.toml`.
    pub config: PathBuf,
    /// For the session, the list of collections and the history.
    pub data: PathBuf,
    /// For what can be read anew.
    pub cache: PathBuf,
}

/// A profile's way to its functions.
pub struct Way {
    /// What is to be done for its credentials.
    pub plan: Plan,
    /// That which does it, by the profile's connections.
    pub access: Access,
    /// The engine, by the same connections.
    pub engine: Engine,
}

impl Way {
    /// Its credentials, asked for anew at each attempt.
    pub fn credentials(&self) -> SharedCredentialsProvider {
        self.access.provider(&self.plan)
    }
}

impl App {
    /// Builds the parts. Opens no connection and no keychain.
    pub fn new(folders: &Folders) -> Self {
        let Folders { config, data, cache } = folders;
        let in_force = InForce::read(config.join("settings.toml"));
        let secrets = Secrets::new(Arc::new(SystemKeychain));
        let file = ProfileFile::new(config.join("profiles.toml"));
        let secret_variables = SecretVariables::new(secrets.clone());
        let profiles = Arc::new(Profiles::new(file, secrets, AwsFiles::default()));
        let approvals = Approvals::at(config.join("approved-commands"));
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let collections = OpenCollections::new(data.join("collections.toml"));
        let limits = in_force.resolved().history;
        let history = History::open(data.join("history/history.sqlite3"), limits, clock.clone());
        let copies = Copies::at(cache.join("opened"));
        // Those of a run that was killed.
        copies.clear();
        Self {
            access: Access::new(profiles, approvals, in_force.engine(None).transport(), &clock),
            clock,
            identities: Identities::default(),
            confirmations: Confirmations::default(),
            in_force,
            functions: Functions::default(),
            lists: FunctionLists::at(cache.join("functions")),
            used: UsedNames::at(cache.join("used-functions.json")),
            sandbox: InnerSandbox::default(),
            running: Running::default(),
            results: Results::default(),
            shareables: Shareables::default(),
            environments: Environments::new(collections.clone(), secret_variables.clone()),
            variables: Variables::new(collections.clone(), secret_variables.clone()),
            secret_variables,
            runs: Runs::default(),
            collections,
            session: SessionFiles::at(data.join("session")),
            history,
            prices: PriceList::new(config.join("prices.toml")),
            copies,
        }
    }

    /// The profiles.
    pub fn profiles(&self) -> &Profiles {
        &self.access.profiles
    }

    /// Access by the connections that are in force, for what belongs to no profile.
    pub fn access(&self) -> Access {
        self.access.over(self.in_force.engine(None).transport())
    }

    /// What is to be done for a profile. No keychain is asked, and nothing is called but the sandbox started.
    pub async fn plan(&self, profile: &str) -> Result<Plan, Failure> {
        match self.know_sandbox().await {
            Err(failure) if profile == SANDBOX_PROFILE => Err(failure),
            // Other profiles do without.
            _ => self.access.plan(profile).await,
        }
    }

    /// A profile's way to its functions.
    pub async fn way(&self, profile: &str) -> Result<Way, Failure> {
        let plan = self.plan(profile).await?;
        let engine = self.in_force.engine(plan.ca_bundle.as_deref());
        Ok(Way { access: self.access.over(engine.transport()), engine, plan })
    }

    /// Makes the sandbox's keys known as a source.
    async fn know_sandbox(&self) -> Result<(), Failure> {
        let place = self.sandbox.place().await?;
        let credentials = self.sandbox.credentials().await?.provide_credentials().await;
        if let Ok(credentials) = credentials {
            self.access.know_sandbox(place, credentials);
        }
        Ok(())
    }
}
