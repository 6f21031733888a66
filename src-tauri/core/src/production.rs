//! Which invocations with a production profile were confirmed, so that they are not asked about again for a while.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::wire::Confirmation;

/// How long a confirmation "not again" stands.
const QUARTER: Duration = Duration::from_mins(15);

/// What was confirmed. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Confirmations {
    until: Arc<Mutex<HashMap<Target, Instant>>>,
}

/// What a confirmation is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// The profile's id.
    pub profile: String,
    /// Region.
    pub region: String,
    /// Function, as it is invoked.
    pub function: String,
    /// Version or alias.
    pub qualifier: Option<String>,
}

impl Confirmations {
    /// Whether an invocation may go out: it was confirmed now, or not long ago.
    pub fn allow(&self, target: &Target, confirmed: Option<Confirmation>) -> bool {
        let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        match confirmed {
            Some(Confirmation::Once) => true,
            Some(Confirmation::Quarter) => {
                until.insert(target.clone(), Instant::now() + QUARTER);
                true
            }
            None => until.get(target).is_some_and(|until| *until > Instant::now()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_quarter_of_an_hour_for_one_function_and_alias() {
        let confirmations = Confirmations::default();
        let target = |qualifier: &str| Target {
            profile: "p".into(),
            region: "eu-west-1".into(),
            function: "orders".into(),
            qualifier: Some(qualifier.into()),
        };
        assert!(!confirmations.allow(&target("live"), None));
        assert!(confirmations.allow(&target("live"), Some(Confirmation::Once)));
        assert!(!confirmations.allow(&target("live"), None), "once is once");
        assert!(confirmations.allow(&target("live"), Some(Confirmation::Quarter)));
        assert!(confirmations.allow(&target("live"), None));
        assert!(!confirmations.allow(&target("next"), None));
        tokio::time::advance(QUARTER + Duration::from_secs(1)).await;
        assert!(!confirmations.allow(&target("live"), None));
    }
}
