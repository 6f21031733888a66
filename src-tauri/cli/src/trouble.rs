//! What goes wrong, in the AWS CLI's words and with its exit codes. Where we know more than it says, a hint follows.

use aws_credential_types::provider::error::CredentialsError;
use lambdesk_core::credentials::aws_files::AwsFilesError;
use lambdesk_core::credentials::trouble;
use lambdesk_core::failure::Failure;
use lambdesk_core::invoke::attempt::Ending;
use lambdesk_core::invoke::outcome::{NoAnswer, NoAnswerCause, Rejection};
use lambdesk_core::invoke::run::Finished;
use lambdesk_core::wire::Demand;

/// The exit code for wrong usage.
pub const USAGE: u8 = 252;

/// Why there is no response.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The command line cannot be used.
    #[error("{0}")]
    Usage(String),
    /// No region anywhere, and no endpoint that would do without.
    #[error("You must specify a region. You can also configure your region by running \"aws configure\".")]
    NoRegion,
    /// No credentials anywhere.
    #[error("Unable to locate credentials. You can configure credentials by running \"aws configure\".")]
    NoCredentials,
    /// There is a source of credentials, but it gives none.
    #[error("Error when retrieving credentials: {message}")]
    Credentials { message: String, hint: String },
    /// What the AWS files say cannot be used.
    #[error(transparent)]
    Files(#[from] AwsFilesError),
    /// Lambda, or the gate before it, refused.
    #[error("{0}")]
    Rejected(String),
    /// No whole answer came back.
    #[error("{message}")]
    NoAnswer { message: String, hint: String },
    /// Ctrl+C.
    #[error("Cancelled.")]
    Cancelled { hint: String },
    /// The function's response is here but cannot be written.
    #[error("{message}")]
    Unwritten { message: String, after_running: bool },
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl Trouble {
    /// The exit code, as the AWS CLI version 2 has it.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => USAGE,
            Self::NoRegion | Self::NoCredentials => 253,
            Self::Rejected(_) => 254,
            Self::Cancelled { .. } => 130,
            Self::Credentials { .. }
            | Self::Files(_)
            | Self::NoAnswer { .. }
            | Self::Unwritten { .. }
            | Self::Other(_) => 255,
        }
    }

    /// What to do about it, where the AWS CLI's words leave that open.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::NoRegion => Some("Or add --region, or set AWS_REGION."),
            Self::NoCredentials => {
                Some("Or choose a profile with --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.")
            }
            Self::Credentials { hint, .. } | Self::NoAnswer { hint, .. } | Self::Cancelled { hint } => {
                Some(hint).filter(|hint| !hint.is_empty()).map(String::as_str)
            }
            Self::Unwritten { after_running: true, .. } => Some("The function was invoked; its response is lost."),
            Self::Unwritten { after_running: false, .. } => Some("The function was not invoked."),
            Self::Usage(_) | Self::Files(_) | Self::Rejected(_) | Self::Other(_) => None,
        }
    }

    /// Ctrl+C before anything was sent.
    pub fn not_invoked() -> Self {
        Self::Cancelled { hint: "The function was not invoked.".into() }
    }

    /// Why there are no credentials.
    pub fn of_credentials(error: &CredentialsError) -> Self {
        match error {
            CredentialsError::CredentialsNotLoaded(_) => Self::NoCredentials,
            error => trouble::of_credentials(error).into(),
        }
    }

    /// A refusal, with the AWS CLI's remark when every attempt that there may be was used up.
    pub fn rejected(rejection: &Rejection, finished: &Finished, most: u32) -> Self {
        let status = rejection.status.to_string();
        let code = rejection.code.as_deref().unwrap_or(&status);
        let ending = finished.attempts.last().map(|attempt| attempt.ending);
        let retryable = matches!(ending, Some(Ending::Throttled | Ending::ServiceError | Ending::NotReady));
        let is_used_up = u32::try_from(finished.attempts.len()).is_ok_and(|attempts| attempts >= most);
        let retries = if retryable && is_used_up {
            format!(" (reached max retries: {})", most.saturating_sub(1))
        } else {
            String::new()
        };
        let message = &rejection.message;
        Self::Rejected(format!("An error occurred ({code}) when calling the Invoke operation{retries}: {message}"))
    }

    /// No answer from an address. What may have run is said, since it is not sent again.
    pub fn no_answer(no_answer: NoAnswer, url: &str) -> Self {
        let hint = if no_answer.may_have_run {
            "The function may have run, or may be running still, so it was not invoked a second time.".to_owned()
        } else {
            no_answer.hint
        };
        let message = match no_answer.cause {
            NoAnswerCause::Cancelled => return Self::Cancelled { hint },
            NoAnswerCause::NameNotFound | NoAnswerCause::ConnectionRefused | NoAnswerCause::NotConnected => {
                format!("Could not connect to the endpoint URL: \"{url}\"")
            }
            NoAnswerCause::ConnectTimeout => format!("Connect timeout on endpoint URL: \"{url}\""),
            NoAnswerCause::Tls => format!("SSL validation failed for {url} {}", no_answer.message),
            NoAnswerCause::WaitTimeout | NoAnswerCause::TotalTimeout | NoAnswerCause::ReceiveTimeout => {
                format!("Read timeout on endpoint URL: \"{url}\"")
            }
            NoAnswerCause::Unreadable | NoAnswerCause::Gateway => no_answer.message,
            NoAnswerCause::ConnectionLost => {
                format!("Connection was closed before we received a valid response from endpoint URL: \"{url}\".")
            }
        };
        Self::NoAnswer { message, hint }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        let hint = match failure.demand.as_deref() {
            Some(Demand::SignIn { .. }) => "Sign in in Lambdesk, or run \"aws sso login\".".to_owned(),
            _ => failure.hint,
        };
        Self::Credentials { message: failure.message, hint }
    }
}
