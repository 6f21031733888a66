//! The functions on offer: what they are, not what they do (see `execution`).

/// A built-in function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// Returns the payload.
    Echo,
    /// Returns nothing.
    Nothing,
    /// Raises.
    Fail,
    /// Waits as long as the payload says.
    Slow,
    /// Runs into its timeout.
    Timeout,
    /// Runs out of memory.
    Memory,
    /// Is throttled twice, then runs.
    Throttled,
    /// Meets a failing service once, then runs.
    Unavailable,
    /// Writes more log than a tail holds.
    Talkative,
    /// Returns as many bytes as the payload says.
    Large,
    /// Returns an API Gateway proxy response.
    ApiProxy,
    /// Streams chunks as the payload says; invoked plainly it returns them joined into one text.
    Stream,
    /// Lives on Lambda Managed Instances, where the log's tail is refused.
    Managed,
    /// Is not ready at the first try, then runs.
    Starting,
}

/// The versions that every function has, beside `$LATEST`.
pub const VERSIONS: [&str; 3] = ["1", "2", "3"];
/// The name of the unpublished version.
pub const LATEST: &str = "$LATEST";

/// A version or an alias that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// `$LATEST` or a number.
    Version(&'static str),
    /// Alias to version 3.
    Live,
    /// Alias to version 2, and to version 3 for a tenth of the invocations.
    Canary,
}

/// The share of `canary`'s invocations that version 3 gets.
pub const CANARY_WEIGHT: f64 = 0.1;

impl Function {
    /// All of them, in the order of `ListFunctions`.
    pub const ALL: [Self; 14] = [
        Self::ApiProxy,
        Self::Echo,
        Self::Fail,
        Self::Large,
        Self::Managed,
        Self::Memory,
        Self::Nothing,
        Self::Slow,
        Self::Starting,
        Self::Stream,
        Self::Talkative,
        Self::Throttled,
        Self::Timeout,
        Self::Unavailable,
    ];

    /// Name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Echo => "echo",
            Self::Nothing => "nothing",
            Self::Fail => "fail",
            Self::Slow => "slow",
            Self::Timeout => "timeout",
            Self::Memory => "memory",
            Self::Throttled => "throttled",
            Self::Unavailable => "unavailable",
            Self::Talkative => "talkative",
            Self::Large => "large",
            Self::ApiProxy => "api-proxy",
            Self::Stream => "stream",
            Self::Managed => "managed",
            Self::Starting => "starting",
        }
    }

    /// The function of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.name() == name)
    }

    /// Timeout in seconds.
    pub const fn timeout_seconds(self) -> u32 {
        match self {
            Self::Slow | Self::Stream => 900,
            Self::Timeout => 3,
            _ => 30,
        }
    }

    /// Memory in MB.
    pub const fn memory_mb(self) -> u32 {
        match self {
            // Managed Instances begin at 2 GB.
            Self::Managed => 2048,
            Self::Large | Self::Stream => 512,
            Self::Slow => 256,
            _ => 128,
        }
    }

    /// Runtime, as in its configuration.
    pub const fn runtime(self) -> &'static str {
        match self {
            Self::ApiProxy | Self::Stream => "nodejs22.x",
            _ => "python3.13",
        }
    }

    /// Handler, as in its configuration.
    pub const fn handler(self) -> &'static str {
        match self {
            Self::ApiProxy | Self::Stream => "index.handler",
            _ => "app.handler",
        }
    }

    /// Description, as in its configuration.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Echo => "Returns the payload",
            Self::Nothing => "Returns nothing",
            Self::Fail => "Raises an exception",
            Self::Slow => "Waits as many seconds as the payload says",
            Self::Timeout => "Runs into its timeout of 3 seconds",
            Self::Memory => "Runs out of memory",
            Self::Throttled => "Is throttled twice, then succeeds",
            Self::Unavailable => "Meets a failing service once, then succeeds",
            Self::Talkative => "Writes more log than a tail holds",
            Self::Large => "Returns as many bytes as the payload says",
            Self::ApiProxy => "Returns an API Gateway proxy response",
            Self::Stream => "Streams chunks",
            Self::Managed => "Lives on Lambda Managed Instances",
            Self::Starting => "Is not ready at first, then succeeds",
        }
    }

    /// ARN, with a qualifier or without.
    pub fn arn(self, region: &str, account: &str, qualifier: Option<&str>) -> String {
        let suffix = qualifier.map(|qualifier| format!(":{qualifier}")).unwrap_or_default();
        format!("arn:aws:lambda:{region}:{account}:function:{}{suffix}", self.name())
    }
}

impl Target {
    /// The target of a qualifier; `None` when there is no such version or alias.
    pub fn of(qualifier: Option<&str>) -> Option<Self> {
        match qualifier {
            None | Some(LATEST) => Some(Self::Version(LATEST)),
            Some("$LATEST.PUBLISHED") => Some(Self::Version("3")),
            Some("live") => Some(Self::Live),
            Some("canary") => Some(Self::Canary),
            Some(number) => VERSIONS.into_iter().find(|version| *version == number).map(Self::Version),
        }
    }

    /// The version that runs. `chance` is a number from 0 to 1.
    pub fn version(self, chance: f64) -> &'static str {
        match self {
            Self::Version(version) => version,
            Self::Canary if chance >= CANARY_WEIGHT => "2",
            Self::Canary | Self::Live => "3",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn qualifiers_lead_to_versions() {
        let version = |qualifier| Target::of(qualifier).map(|target| target.version(0.5));
        assert_eq!(version(None), Some("$LATEST"));
        assert_eq!(version(Some("live")), Some("3"));
        assert_eq!(version(Some("2")), Some("2"));
        assert_eq!(version(Some("4")), None);
        assert_eq!(Target::Canary.version(0.05), "3");
        assert_eq!(Target::Canary.version(0.95), "2");
    }
}
