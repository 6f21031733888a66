//! How long a role's session lasts.

use std::time::Duration;

use super::members::invalid;
use super::role::Placed;
use crate::options::Options;
use crate::refusal::Refusal;

/// What `DurationSeconds` may be for a role, in seconds: the model's limits.
pub const LIMITS: std::ops::RangeInclusive<u64> = 900..=43_200;
/// The longest session of a role that another role's session assumed, and how long a session is when nothing is asked.
const HOUR: Duration = Duration::from_hours(1);

/// How long a session lasts, when so much is asked for. `chained` is whether a role's session assumes it.
pub fn of_session(
    options: &Options,
    role: &Placed<'_>,
    asked: Option<Duration>,
    chained: bool,
) -> Result<Duration, Refusal> {
    let asked = asked.unwrap_or(HOUR);
    if chained && asked > HOUR {
        return Err(invalid(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
        ));
    }
    if asked > role.longest() {
        return Err(invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role."));
    }
    Ok(options.role_lifetime.unwrap_or(asked))
}
