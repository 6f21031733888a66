//! Profiles as they cross to the window: what they are, how they are edited, imported and shared. Only the drafts hold
//! secrets, and they only come in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::failure::Failure;

/// The profile id that stands for the sandbox.
pub const SANDBOX_PROFILE: &str = "sandbox";
/// The profile id that stands for what the process was started with.
pub const ENVIRONMENT_PROFILE: &str = "environment";

/// All profiles but the sandbox.
#[derive(Clone, Debug, Default, Serialize, TS)]
pub struct ProfileList {
    /// The saved ones in the order of their file, then those of the AWS files in theirs, then the environment.
    pub profiles: Vec<Profile>,
    /// What could not be read: `profiles.toml`, or one of the AWS files. The rest is listed all the same.
    pub failures: Vec<Failure>,
}

/// A credential profile, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Profile {
    /// Stable across renames. `aws:NAME` for one of the AWS files, `environment` for the environment.
    pub id: String,
    /// As the user wrote it.
    pub name: String,
    /// Region, such as `eu-west-1`; empty when the AWS files or the environment set none.
    pub region: String,
    /// Endpoint override for Lambda, such as `http://127.0.0.1:4566`.
    pub endpoint: Option<String>,
    /// Whether a plain-HTTP endpoint that is not on this computer was confirmed.
    pub allow_plain_http: bool,
    /// AWS's own endpoint with validated cryptography. Off with an endpoint override.
    pub fips: bool,
    /// AWS's own endpoint over IPv6 too. Off with an endpoint override.
    pub dual_stack: bool,
    /// Whether each invocation is to be confirmed.
    pub production: bool,
    /// Where its credentials come from.
    pub credentials: ProfileCredentials,
    /// The account, where the profile says so without anybody being asked: 12 digits.
    pub account: Option<String>,
    /// Why it cannot be used as it stands, such as a source profile that is missing. One sentence.
    pub problem: Option<String>,
}

/// Where a profile's credentials come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProfileCredentials {
    /// A long-lived or temporary access key whose secret is kept elsewhere.
    AccessKeys {
        /// Such as `AKIAIOSFODNN7EXAMPLE`. Not a secret.
        access_key_id: String,
        /// Whether a session token belongs to it.
        has_session_token: bool,
        /// Where its secret is.
        keep: Keep,
    },
    /// Single sign-on with IAM Identity Center, to one role in one account.
    IdentityCenter {
        /// Start address, such as `https://acme.awsapps.com/start`.
        start_url: String,
        /// The region of the Identity Center, which need not be the functions'.
        sso_region: String,
        /// The account: 12 digits.
        account_id: String,
        /// The account's name when it was chosen.
        account_name: String,
        /// The permission set's name.
        role_name: String,
    },
    /// A role that another profile assumes.
    AssumeRole {
        /// The other profile's id.
        source: String,
        /// Role ARN.
        role_arn: String,
        /// External id; AWS does not treat it as a secret.
        external_id: Option<String>,
        /// Session name; `None` for one of our own.
        session_name: Option<String>,
        /// How long the role is assumed for, as typed; `None` for AWS's hour.
        duration: Option<String>,
        /// Serial number or ARN of the device whose code is asked for.
        mfa_serial: Option<String>,
    },
    /// A profile of the AWS config and credentials files. Nothing of it is copied.
    AwsFiles {
        /// Its name there.
        profile: String,
        /// How it comes to credentials, such as `Role Deployer from profile base`.
        summary: String,
    },
    /// What the process was started with: keys, a web identity, the container's or the instance's role.
    Environment {
        /// What of it is set, such as `AWS_ACCESS_KEY_ID`.
        summary: String,
    },
}

/// Where a profile's secret is kept. Never in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// The operating system's keychain.
    Keychain,
    /// This program's memory, until it ends.
    ThisRun,
}

/// A profile as the form sends it.
#[derive(Deserialize, TS, Zeroize, ZeroizeOnDrop)]
pub struct ProfileDraft {
    /// The profile to change; `None` adds one.
    pub id: Option<String>,
    /// Name.
    pub name: String,
    /// Region. Not used for a profile of the AWS files or the environment, which have their own.
    pub region: String,
    /// Endpoint override; empty for AWS's own. Not used for a profile of the AWS files or the environment.
    pub endpoint: String,
    /// That requests may go out unencrypted, when the endpoint is plain HTTP and not on this computer.
    pub allow_plain_http: bool,
    /// AWS's own endpoint with validated cryptography. Means nothing with an endpoint override.
    pub fips: bool,
    /// AWS's own endpoint over IPv6 too. Means nothing with an endpoint override.
    pub dual_stack: bool,
    /// Whether each invocation is to be confirmed.
    pub production: bool,
    /// Where its credentials come from.
    pub credentials: CredentialsDraft,
}

/// Where credentials come from, as the form sends it: the only message that carries secrets, and only inward.
#[derive(Deserialize, TS, Zeroize, ZeroizeOnDrop)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CredentialsDraft {
    /// An access key.
    AccessKeys {
        /// Access key ID.
        access_key_id: String,
        /// Secret access key; `None` leaves the one that is kept.
        secret_access_key: Option<String>,
        /// Session token; `None` leaves the one that is kept, an empty text removes it.
        session_token: Option<String>,
        /// Where to keep the secret.
        #[zeroize(skip)]
        keep: Keep,
    },
    /// Single sign-on. Account and role come from the lists of a sign-in.
    IdentityCenter {
        /// Start address.
        start_url: String,
        /// The region of the Identity Center.
        sso_region: String,
        /// Account: 12 digits.
        account_id: String,
        /// The account's name.
        account_name: String,
        /// Role name.
        role_name: String,
    },
    /// A role that another profile assumes.
    AssumeRole {
        /// The other profile's id.
        source: String,
        /// Role ARN.
        role_arn: String,
        /// External id; empty for none.
        external_id: String,
        /// Session name; empty for one of our own.
        session_name: String,
        /// How long, such as `2 h`; empty for AWS's hour.
        duration: String,
        /// Serial number or ARN of a code device; empty for none.
        mfa_serial: String,
    },
    /// A profile of the AWS files; only its name and whether it is production are ours. Needs `id`.
    AwsFiles,
    /// The environment; only its name and whether it is production are ours. Needs `id`.
    Environment,
}

/// The access keys that the AWS credentials file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct KeysInFile {
    /// The file.
    pub path: String,
    /// Its keys, in order.
    pub keys: Vec<KeyInFile>,
    /// Files in which removed keys are noted, newest first, so that they can be put back.
    pub backups: Vec<String>,
}

/// One access key of the credentials file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct KeyInFile {
    /// The profile there.
    pub profile: String,
    /// Access key ID.
    pub access_key_id: String,
    /// Whether it is temporary.
    pub has_session_token: bool,
    /// The name of the saved profile that holds this key already.
    pub saved_as: Option<String>,
}

/// What an import of access keys did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct KeysImported {
    /// The new profiles.
    pub profiles: Vec<Profile>,
    /// The file that notes the removed keys, without their secrets; `None` when none were removed.
    pub backup: Option<String>,
    /// Set when the keys are in the keychain but could not be removed from the file.
    pub not_removed: Option<Failure>,
}

/// A file of profiles that someone shared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SharedProfiles {
    /// The file.
    pub path: String,
    /// What it holds.
    pub profiles: Vec<SharedProfile>,
}

/// One profile of a shared file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SharedProfile {
    /// The profile as it would be added.
    pub profile: Profile,
    /// How it stands to what is saved here.
    pub standing: SharedStanding,
    /// What is to be known before it is added, such as a secret to be entered or a source profile that is missing here.
    pub remark: Option<String>,
}

/// How a shared profile stands to the saved ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SharedStanding {
    /// It is not here yet.
    New,
    /// It is here, just so.
    Same,
    /// It is here, and differs: adding it changes the saved one.
    Differs,
    /// It would need what a shared file may not bring, such as a command to run. It cannot be added.
    Refused,
}
