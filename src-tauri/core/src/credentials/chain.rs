//! How credentials come about: a source, and roles that are assumed one upon the other. Every kind of profile comes down
//! to one of these.

use std::path::PathBuf;

use super::arn;
use super::key_secret::KeySecret;

/// A source of credentials, and the roles on top of it in the order in which they are assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Where the first credentials come from.
    pub base: Base,
    /// The roles.
    pub roles: Vec<Role>,
}

/// Where the first credentials come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// A saved profile's access key, whose secret is in the keychain.
    Saved {
        /// The profile's id.
        profile: String,
    },
    /// Access keys of the AWS files.
    Keys {
        /// Access key ID.
        access_key_id: String,
        /// The secret half.
        secret: KeySecret,
        /// `aws_account_id`, if it is there.
        account: Option<String>,
    },
    /// Single sign-on.
    Sso(Sso),
    /// A command that prints credentials. Only ever from the user's own AWS files.
    Process {
        /// The profile that names it.
        aws_profile: String,
        /// The command, for the shell.
        command: String,
    },
    /// A token that another identity provider gave.
    WebIdentity {
        /// The file with the token.
        token_file: PathBuf,
        /// The role that it is exchanged for.
        role_arn: String,
        /// Session name.
        session_name: Option<String>,
    },
    /// A console session (`aws login`).
    Login {
        /// `login_session`.
        session: String,
    },
    /// What the process was given.
    Given(Given),
    /// The sandbox's keys.
    Sandbox,
}

/// What a process is given from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// `AWS_ACCESS_KEY_ID` and its kin.
    Environment,
    /// The container's role.
    Container,
    /// The EC2 instance's role.
    Instance,
    /// The first that there is: keys, web identity, container, instance.
    Any,
}

/// One role in one account, by single sign-on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sso {
    /// The name of the `sso-session` section; `None` where the profile has the address itself.
    pub session: Option<String>,
    /// Start address.
    pub start_url: String,
    /// Region of the Identity Center.
    pub region: String,
    /// Account: 12 digits.
    pub account_id: String,
    /// Role name.
    pub role_name: String,
}

/// A role that is assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Role ARN.
    pub arn: String,
    /// External id.
    pub external_id: Option<String>,
    /// Session name; `None` for one of our own.
    pub session_name: Option<String>,
    /// How long, in seconds; `None` for AWS's hour.
    pub duration_seconds: Option<u64>,
    /// The device whose code is asked for.
    pub mfa_serial: Option<String>,
}

impl Chain {
    /// How it comes to credentials, for people: `Role Deployer, from access keys`.
    pub fn summary(&self) -> String {
        let base = match &self.base {
            Base::Saved { .. } | Base::Keys { .. } => "access keys".to_owned(),
            Base::Sso(sso) => format!("single sign-on as {}", sso.role_name),
            Base::Process { .. } => "a command".to_owned(),
            Base::WebIdentity { role_arn, .. } => format!("web identity as {}", arn::role_name(role_arn)),
            Base::Login { .. } => "a console session".to_owned(),
            Base::Given(Given::Environment) => "the environment".to_owned(),
            Base::Given(Given::Container) => "the container’s role".to_owned(),
            Base::Given(Given::Instance) => "the instance’s role".to_owned(),
            Base::Given(Given::Any) => "what the process was given".to_owned(),
            Base::Sandbox => "the sandbox".to_owned(),
        };
        match self.roles.last() {
            None => base[..1].to_uppercase() + &base[1..],
            Some(role) => format!("Role {}, from {base}", arn::role_name(&role.arn)),
        }
    }

    /// How one is signed in, to follow "Signed in".
    pub fn through(&self) -> String {
        let base = match &self.base {
            Base::Saved { .. } | Base::Keys { .. } => "with access keys",
            Base::Sso(_) => "through IAM Identity Center",
            Base::Process { .. } => "with a command of the AWS files",
            Base::WebIdentity { .. } => "with a web identity",
            Base::Login { .. } => "with a console session",
            Base::Given(Given::Environment) => "with the environment’s keys",
            Base::Given(Given::Container) => "as the container",
            Base::Given(Given::Instance) => "as the instance",
            Base::Given(Given::Any) => "with what the process was given",
            Base::Sandbox => "to the sandbox",
        };
        match self.roles.last() {
            None => base.to_owned(),
            Some(role) => format!("{base}, in role {}", arn::role_name(&role.arn)),
        }
    }
}
