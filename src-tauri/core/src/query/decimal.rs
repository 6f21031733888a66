//! Numbers as JSON writes them, compared exactly: neither 64 bits nor a binary fraction stands in between.

use std::cmp::Ordering;
use std::fmt;

/// A decimal number of any length: `0.digits × 10^exponent`, without zeros at either end of the digits. Zero has none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Reads a number in JSON's form. `None` for anything else, and for an exponent beyond 18 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, power) = match rest.split_once(['e', 'E']) {
            None => (rest, 0),
            Some((mantissa, power)) => (mantissa, exponent(power)?),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            None => (mantissa, ""),
            Some((_, "")) => return None,
            Some(parts) => parts,
        };
        let numeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let leads = whole.len() > 1 && whole.starts_with('0');
        if whole.is_empty() || leads || !numeric(whole) || !numeric(fraction) {
            return None;
        }
        let all = format!("{whole}{fraction}");
        let trimmed = all.trim_start_matches('0');
        let zeros = all.len() - trimmed.len();
        let digits = trimmed.trim_end_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Self { negative: false, digits, exponent: 0 });
        }
        let point = i64::try_from(whole.len()).ok()? - i64::try_from(zeros).ok()?;
        Some(Self { negative, digits, exponent: power.checked_add(point)? })
    }

    /// Whether 64 bits tell it from every other such number, read by multiplying or dividing once: both the digits and
    /// the power of ten are exact then, so that the result is the nearest there is.
    pub fn is_plain(&self) -> bool {
        /// An `f64` keeps 15 digits of any number apart, and holds powers of ten up to 10²² exactly.
        const DIGITS: usize = 15;
        self.digits.len() <= DIGITS && (-22..=22).contains(&self.power())
    }

    /// Digits and power of ten, as JSON.
    pub fn in_short(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        match (self.digits.as_str(), self.power()) {
            ("", _) => "0".into(),
            (digits, 0) => format!("{sign}{digits}"),
            (digits, power) => format!("{sign}{digits}e{power}"),
        }
    }

    /// The power of ten that the digits, as a whole number, are multiplied by.
    fn power(&self) -> i64 {
        self.exponent.saturating_sub(i64::try_from(self.digits.len()).unwrap_or(i64::MAX))
    }

    fn size(&self, other: &Self) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            // Both are 0.d…, with d not zero: the greater exponent is the greater number.
            (false, false) => self.exponent.cmp(&other.exponent).then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

fn exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let fine = !digits.is_empty() && digits.len() <= 18 && digits.bytes().all(|byte| byte.is_ascii_digit());
    fine.then(|| text.strip_prefix('+').unwrap_or(text).parse().ok())?
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.size(other),
            (true, true) => other.size(self),
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As a person writes it, and with an exponent where that would be long.
impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// Zeros that are written out.
        const ZEROS: i64 = 20;
        if self.digits.is_empty() {
            return out.write_str("0");
        }
        if self.negative {
            out.write_str("-")?;
        }
        let length = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        if (length..=length.saturating_add(ZEROS)).contains(&self.exponent) {
            let zeros = usize::try_from(self.exponent - length).unwrap_or(0);
            return write!(out, "{}{}", self.digits, "0".repeat(zeros));
        }
        if (1..length).contains(&self.exponent) {
            let (whole, fraction) = self.digits.split_at(usize::try_from(self.exponent).unwrap_or(0));
            return write!(out, "{whole}.{fraction}");
        }
        if (-ZEROS..=0).contains(&self.exponent) {
            let zeros = usize::try_from(-self.exponent).unwrap_or(0);
            return write!(out, "0.{}{}", "0".repeat(zeros), self.digits);
        }
        let (first, rest) = self.digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        write!(out, "{first}{point}{rest}e{}", self.exponent - 1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap_or_else(|| panic!("{text} is a number"))
    }

    #[test]
    fn numbers_are_equal_however_they_are_written() {
        for (one, other) in [("1.10", "1.1"), ("1e2", "100"), ("-0.0", "0"), ("12.5E-1", "1.25"), ("100e-2", "1")] {
            assert_eq!(decimal(one), decimal(other));
        }
        assert!(decimal("12345678901234567890") < decimal("12345678901234567891"));
        assert!(decimal("-1e400") < decimal("-1e399") && decimal("0.1") < decimal("0.10000000000000000001"));
    }

    #[test]
    fn only_jsons_form_is_a_number() {
        for text in ["", "-", "+1", "01", ".5", "5.", "1e", "1e+", "0x1", "NaN", "1 ", "١", "1e9999999999999999999"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn it_is_written_as_a_person_would() {
        let forms = ["12345678901234567890", "-46", "0.05", "1.5", "1e300", "-2.5e-30", "0", "1200"];
        for text in forms {
            assert_eq!(decimal(text).to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn whole_numbers_are_ordered_as_whole_numbers(one: i128, other: i128) {
            prop_assert_eq!(decimal(&one.to_string()).cmp(&decimal(&other.to_string())), one.cmp(&other));
        }

        #[test]
        fn what_is_written_is_the_same_number(text in "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?") {
            let number = decimal(&text);
            prop_assert_eq!(decimal(&number.to_string()), number);
        }

        #[test]
        fn plain_numbers_are_told_apart_by_64_bits(one in "[1-9][0-9]{0,14}", other in "[1-9][0-9]{0,14}") {
            let float = |text: &str| text.parse::<f64>().expect("a number");
            prop_assert_eq!(decimal(&one).cmp(&decimal(&other)), float(&one).total_cmp(&float(&other)));
        }
    }
}
