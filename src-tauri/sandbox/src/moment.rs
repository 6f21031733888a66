//! Moments on the sandbox's clock, which is always given: nothing here looks at the time.

use std::time::{Duration, SystemTime};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What stands for never: a sum beyond it would leave the clock's range.
const CENTURY: Duration = Duration::from_hours(100 * 365 * 24);

/// The moment when something ends that lasts so long from now.
pub fn after(now: SystemTime, lifetime: Duration) -> SystemTime {
    now + lifetime.min(CENTURY)
}

/// Whole seconds since 1970.
pub fn unix_seconds(moment: SystemTime) -> u64 {
    moment.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// Milliseconds since 1970.
pub fn unix_millis(moment: SystemTime) -> u64 {
    let since = moment.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A moment as rest-json writes it, to the second.
pub fn iso8601(moment: SystemTime) -> String {
    OffsetDateTime::from(moment).truncate_to_second().format(&Rfc3339).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_lifetime_is_too_long() {
        let start = SystemTime::UNIX_EPOCH;
        assert_eq!(unix_seconds(after(start, Duration::from_secs(3))), 3);
        assert_eq!(after(start, Duration::MAX), start + CENTURY);
    }
}
