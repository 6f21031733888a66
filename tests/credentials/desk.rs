//! A desk with one sandbox, a keychain in memory and AWS files of its own.

use std::path::Path;
use std::sync::Arc;

use lambdesk_core::clock::{Clock, SystemClock};
use lambdesk_core::credentials::access::{Access, Plan};
use lambdesk_core::credentials::approvals::Approvals;
use lambdesk_core::credentials::aws_files::AwsFiles;
use lambdesk_core::credentials::identity::Identities;
use lambdesk_core::credentials::identity_center::Center;
use lambdesk_core::credentials::memory_keychain::MemoryKeychain;
use lambdesk_core::credentials::profile_file::ProfileFile;
use lambdesk_core::credentials::profiles::Profiles;
use lambdesk_core::credentials::secrets::Secrets;
use lambdesk_core::failure::Failure;
use lambdesk_core::invoke::transport::{Transport, TransportSettings};
use lambdesk_core::wire::{CredentialsDraft, Demand, Identity, Keep, Profile, ProfileDraft, SignedIn};
use lambdesk_sandbox::{Options, Sandbox};
use time::OffsetDateTime;

/// The desk. Closing it ends its sandbox.
pub struct Desk {
    pub sandbox: Sandbox,
    pub folder: tempfile::TempDir,
    pub keychain: Arc<MemoryKeychain>,
    pub access: Access,
    pub identities: Identities,
    transport: Transport,
    variables: Vec<(String, String)>,
}

impl Desk {
    pub async fn new() -> Self {
        Self::with(Options::default(), "").await
    }

    /// A desk whose AWS config file says `config`; `{endpoint}`, `{key}` and `{secret}` in it are the sandbox's.
    pub async fn with(options: Options, config: &str) -> Self {
        let sandbox = Sandbox::start(options).await.expect("a sandbox");
        let folder = tempfile::tempdir().expect("a folder");
        let keys = sandbox.credentials();
        let config = config
            .replace("{endpoint}", sandbox.endpoint())
            .replace("{key}", &keys.access_key_id)
            .replace("{secret}", &keys.secret_access_key);
        write(&folder.path().join(".aws/config"), &config);
        let home = folder.path().display().to_string();
        let variables = vec![("HOME".to_owned(), home), ("AWS_EC2_METADATA_DISABLED".to_owned(), "true".to_owned())];
        let (keychain, transport) = (Arc::new(MemoryKeychain::default()), Transport::new(TransportSettings::default()));
        let access = access(folder.path(), &keychain, &transport, &variables);
        Self { sandbox, folder, keychain, access, identities: Identities::default(), transport, variables }
    }

    /// The same desk after the program was closed and opened again.
    pub fn reopen(&mut self) {
        self.access = access(self.folder.path(), &self.keychain, &self.transport, &self.variables);
        self.identities = Identities::default();
    }

    pub async fn plan(&self, profile: &str) -> Plan {
        self.access.plan(profile).await.expect("a plan")
    }

    pub async fn identify(&self, profile: &str) -> Result<Identity, Failure> {
        self.identities.of(&self.access, &self.plan(profile).await, false).await
    }

    /// A saved profile with the sandbox's own keys.
    pub async fn keys(&self, name: &str) -> Profile {
        let keys = self.sandbox.credentials();
        self.save(
            name,
            CredentialsDraft::AccessKeys {
                access_key_id: keys.access_key_id.clone(),
                secret_access_key: Some(keys.secret_access_key.clone()),
                session_token: None,
                keep: Keep::Keychain,
            },
        )
        .await
    }

    /// A saved profile at the sandbox.
    pub async fn save(&self, name: &str, credentials: CredentialsDraft) -> Profile {
        let draft = ProfileDraft {
            id: None,
            name: name.into(),
            region: self.sandbox.region().into(),
            endpoint: self.sandbox.endpoint().into(),
            allow_plain_http: false,
            fips: false,
            dual_stack: false,
            production: false,
            credentials,
        };
        self.access.profiles.save(&draft).await.expect("saved")
    }

    /// A saved profile that signs in for a role in the sandbox's own account.
    pub async fn single_sign_on(&self, role: &str) -> Profile {
        self.save(
            &format!("Sign in as {role}"),
            CredentialsDraft::IdentityCenter {
                start_url: self.sandbox.start_url(),
                sso_region: self.sandbox.region().into(),
                account_id: self.sandbox.account().into(),
                account_name: "Acme Development".into(),
                role_name: role.into(),
            },
        )
        .await
    }

    pub fn center(&self) -> Center {
        Center::new(self.sandbox.start_url(), self.sandbox.region())
    }

    /// Signs in as a person does: looks at the page, and presses a button.
    pub async fn sign_in(&self, decision: &str) -> Result<SignedIn, Failure> {
        let sign_ins = &self.access.sign_ins;
        let started = sign_ins.begin(&self.center()).await?;
        let address = sign_ins.address(&started.id).expect("an address");
        let page = reqwest::get(address.clone()).await.expect("a page").text().await.expect("text");
        assert!(page.contains(&started.user_code), "the page shows another code than {}", started.user_code);
        let form = format!("user_code={}&decision={decision}", started.user_code);
        let press = reqwest::Client::new().post(format!("{}/device", self.sandbox.endpoint()));
        let press = press.header("content-type", "application/x-www-form-urlencoded").body(form);
        press.send().await.expect("pressed").error_for_status().expect("understood");
        sign_ins.finish(&started.id).await
    }
}

fn access(
    folder: &Path,
    keychain: &Arc<MemoryKeychain>,
    transport: &Transport,
    variables: &[(String, String)],
) -> Access {
    let variables: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let file = ProfileFile::new(folder.join("profiles.toml"));
    let profiles = Profiles::new(file, Secrets::new(keychain.clone()), AwsFiles::of(&variables));
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    Access::new(Arc::new(profiles), Approvals::at(folder.join("approved-commands")), transport, &clock)
}

/// Writes a file with its folders.
pub fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("written");
}

/// The demand of a failure.
pub fn demand(failure: &Failure) -> &Demand {
    failure.demand.as_deref().unwrap_or_else(|| panic!("nothing is asked: {}", failure.message))
}

/// Now, by the system's clock.
pub fn now() -> OffsetDateTime {
    SystemClock.now().into()
}
