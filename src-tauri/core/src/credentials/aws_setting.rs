//! Settings of the AWS files and the environment that are one of a few values, and what is said of any other. It must not
//! know what they are used for.

/// A setting that is one of a few values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AwsSetting {
    /// How many attempts there may be.
    MaxAttempts,
    /// How the AWS CLI sends again. Here the request says that, but a value that nobody knows is a mistake all the same.
    RetryMode,
    /// Whether FIPS endpoints are meant.
    Fips,
    /// Whether dual-stack endpoints are meant.
    DualStack,
    /// Whether configured endpoints count.
    IgnoreEndpoints,
}

/// A value that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}. It is {allowed}.")]
pub struct UnreadableSetting {
    /// Who says it, and where.
    place: String,
    allowed: &'static str,
}

impl AwsSetting {
    /// All.
    pub const ALL: [Self; 5] = [Self::MaxAttempts, Self::RetryMode, Self::Fips, Self::DualStack, Self::IgnoreEndpoints];

    /// Its name in the files.
    pub fn name(self) -> &'static str {
        match self {
            Self::MaxAttempts => "max_attempts",
            Self::RetryMode => "retry_mode",
            Self::Fips => "use_fips_endpoint",
            Self::DualStack => "use_dualstack_endpoint",
            Self::IgnoreEndpoints => "ignore_configured_endpoint_urls",
        }
    }

    /// Its name in the environment, where it goes before the files.
    pub fn variable(self) -> &'static str {
        match self {
            Self::MaxAttempts => "AWS_MAX_ATTEMPTS",
            Self::RetryMode => "AWS_RETRY_MODE",
            Self::Fips => "AWS_USE_FIPS_ENDPOINT",
            Self::DualStack => "AWS_USE_DUALSTACK_ENDPOINT",
            Self::IgnoreEndpoints => "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        }
    }

    fn is_readable(self, value: &str) -> bool {
        let is_one_of = |all: &[&str]| all.iter().any(|it| value.eq_ignore_ascii_case(it));
        match self {
            Self::MaxAttempts => attempts(value).is_some(),
            Self::RetryMode => is_one_of(&["legacy", "standard", "adaptive"]),
            Self::Fips | Self::DualStack | Self::IgnoreEndpoints => is_one_of(&["true", "false"]),
        }
    }

    fn allowed(self) -> &'static str {
        match self {
            Self::MaxAttempts => "a whole number from 1",
            Self::RetryMode => "legacy, standard or adaptive",
            Self::Fips | Self::DualStack | Self::IgnoreEndpoints => "true or false",
        }
    }

    /// Refuses a value of the environment.
    ///
    /// # Errors
    /// When it is none that the setting can have.
    pub fn check_variable(self, value: &str) -> Result<(), UnreadableSetting> {
        self.check(value, || format!("The environment has {}={value}", self.variable()))
    }

    /// Refuses a value of a profile in one of the files: `config` or `credentials`.
    ///
    /// # Errors
    /// When it is none that the setting can have.
    pub fn check_profile(self, value: &str, profile: &str, file: &str) -> Result<(), UnreadableSetting> {
        self.check(value, || format!("Profile “{profile}” has {} = {value} in the AWS {file} file", self.name()))
    }

    fn check(self, value: &str, place: impl FnOnce() -> String) -> Result<(), UnreadableSetting> {
        if self.is_readable(value) {
            return Ok(());
        }
        Err(UnreadableSetting { place: place(), allowed: self.allowed() })
    }
}

/// A number of attempts. The first is one.
pub fn attempts(value: &str) -> Option<u32> {
    value.parse().ok().filter(|number| *number > 0)
}
