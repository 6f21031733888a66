//! Signing in as it crosses to the window: what is asked of the user, who one is then, and for how long. No token
//! crosses.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::span::Millis;

/// What only the user can give. Comes with a failure; once it is given, the same thing is simply done again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Demand {
    /// To sign in with IAM Identity Center.
    SignIn {
        /// Start address.
        start_url: String,
        /// The region of the Identity Center.
        sso_region: String,
    },
    /// The six digits of a code device (MFA).
    Code {
        /// The profile that `give_code` is to be called with.
        profile: String,
        /// The device's serial number or ARN.
        serial: String,
        /// The role that is to be assumed.
        role_arn: String,
    },
    /// To allow a command of the AWS files to run (`credential_process`).
    Approve {
        /// The profile that `approve_command` is to be called with.
        profile: String,
        /// The AWS files' profile that names the command.
        aws_profile: String,
        /// The command, as the files have it.
        command: String,
    },
    /// To confirm an invocation with a production profile.
    Confirm {
        /// The profile's name.
        profile_name: String,
        /// The account, if it is known.
        account: Option<String>,
        /// Region.
        region: String,
        /// Function, as it is invoked.
        function: String,
        /// Version or alias; `None` for the unpublished version.
        qualifier: Option<String>,
    },
    /// To confirm a run with a production profile.
    ConfirmRun {
        /// The profile's name.
        profile_name: String,
        /// The account, if it is known.
        account: Option<String>,
        /// Region, where a request does not name its own.
        region: String,
        /// How many invocations there will be. `RunInput.confirmed` is to say so.
        invocations: u32,
        /// Of how many requests.
        requests: u32,
    },
    /// To unlock the keychain. `unlock_keychain` lets the system ask.
    Unlock,
}

/// How a production invocation was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// This once.
    Once,
    /// And not asked again for this function and alias for 15 minutes.
    Quarter,
}

/// Who a profile is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Identity {
    /// Account: 12 digits.
    pub account: String,
    /// Such as `arn:aws:sts::123456789012:assumed-role/Developer/jane`.
    pub arn: String,
    /// Short form to show: the user's name, or role and session.
    pub name: String,
    /// How it signed in, to be shown behind "Signed in": `through IAM Identity Center`, `with access keys`.
    pub through: String,
    /// When the credentials at hand end, RFC 3339; `None` when they do not.
    pub expires_at: Option<String>,
    /// Whether they are renewed without the user.
    pub renews: bool,
    /// Whether there is a session that can be ended by `sign_out`.
    pub can_sign_out: bool,
}

/// A sign-in that waits for the browser.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SignInStarted {
    /// For `finish_sign_in`, `open_sign_in_page` and `cancel_sign_in`.
    pub id: String,
    /// The code that the browser must show, such as `KQHZ-RTWB`.
    pub user_code: String,
    /// The address that was opened, the code in it.
    pub address: String,
    /// The address's host, to be named.
    pub host: String,
    /// How long the code is good for.
    pub lasts: Millis,
    /// Set when no browser could be opened; the address can be copied.
    pub not_opened: Option<String>,
}

/// A session that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SignedIn {
    /// When the token at hand ends, RFC 3339.
    pub expires_at: String,
    /// Whether it is renewed without the user.
    pub renews: bool,
    /// Set when the keychain did not take it: it then lasts until the program ends. A sentence.
    pub not_kept: Option<String>,
}

/// An account that a session may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SsoAccount {
    /// 12 digits.
    pub id: String,
    /// Its name; may be empty.
    pub name: String,
    /// Its owner's address; may be empty.
    pub email: String,
}

/// The Identity Center that is meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, TS)]
pub struct IdentityCenter {
    /// Start address, as typed.
    pub start_url: String,
    /// Its region, as typed.
    pub sso_region: String,
}
