//! Amounts of money, exact to 18 places: a price of a GB-second has up to 12, and a fraction of it is an invocation's.

use std::fmt;

/// Places after the point.
const PLACES: u32 = 18;
const ONE: u128 = 10u128.pow(PLACES);

/// An amount, not below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount(u128);

impl Amount {
    /// Reads `0.0000166667`: at most 9 digits before the point and 12 after it.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(whole, 9) || !digits(fraction, 12) {
            return None;
        }
        let whole: u128 = whole.parse().ok()?;
        let places = u32::try_from(fraction.len()).ok()?;
        let fraction: u128 = fraction.parse().ok()?;
        Some(Self(whole * ONE + fraction * 10u128.pow(PLACES - places)))
    }

    /// So many thousandths.
    pub fn of_thousandths(count: u128) -> Option<Self> {
        count.checked_mul(ONE / 1000).map(Self)
    }

    /// So many times as much; `None` beyond all measure.
    pub fn times(self, count: u128) -> Option<Self> {
        self.0.checked_mul(count).map(Self)
    }

    /// Divided, rounded half up.
    pub fn over(self, count: u128) -> Self {
        Self(self.0 / count + u128::from(self.0 % count * 2 >= count))
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0 / ONE, self.0 % ONE);
        if fraction == 0 {
            return write!(f, "{whole}");
        }
        let fraction = format!("{fraction:018}");
        write!(f, "{whole}.{}", fraction.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_and_written_as_people_write_them() {
        for (text, written) in [
            ("0.20", "0.2"),
            ("1", "1"),
            ("0.0000166667", "0.0000166667"),
            ("999999999.000000000001", "999999999.000000000001"),
        ] {
            assert_eq!(Amount::parse(text).map(|amount| amount.to_string()).as_deref(), Some(written));
        }
        for text in ["", ".", ".5", "5.", "-1", "1e3", "1,5", "0.0000000000001", "1234567890", "1 "] {
            assert_eq!(Amount::parse(text), None, "{text}");
        }
    }

    #[test]
    fn they_are_rounded_once() {
        let third = Amount::parse("1").unwrap().over(3);
        assert_eq!(third.to_string(), "0.333333333333333333");
        assert_eq!(Amount::parse("2").unwrap().over(3).to_string(), "0.666666666666666667");
        assert_eq!(third.times(3).unwrap().plus(third).unwrap().to_string(), "1.333333333333333332");
        assert_eq!(third.times(u128::MAX), None);
    }
}
