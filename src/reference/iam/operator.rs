//! Condition operators: how a value of the request is held against a value of the policy.

use std::net::IpAddr;

use super::IamRules;
use super::pattern::{covers, covers_arn};
use crate::wire::Timestamp;

/// What is compared, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Text,
    TextIgnoringCase,
    TextPattern,
    Number(Order),
    Date(Order),
    Flag,
    Arn,
    Address,
    /// Whether the key is there at all.
    Absence,
}

/// How two values stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Every operator by its name: what it compares, and whether it is the reverse.
#[rustfmt::skip]
const OPERATORS: &[(&str, Comparison, bool)] = {
    use Comparison::{Absence, Address, Arn, Date, Flag, Number, Text, TextIgnoringCase, TextPattern};
    use Order::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
    &[
        ("StringEquals", Text, false),
        ("StringNotEquals", Text, true),
        ("StringEqualsIgnoreCase", TextIgnoringCase, false),
        ("StringNotEqualsIgnoreCase", TextIgnoringCase, true),
        ("StringLike", TextPattern, false),
        ("StringNotLike", TextPattern, true),
        ("NumericEquals", Number(Equal), false),
        ("NumericNotEquals", Number(Equal), true),
        ("NumericLessThan", Number(Less), false),
        ("NumericLessThanEquals", Number(LessOrEqual), false),
        ("NumericGreaterThan", Number(Greater), false),
        ("NumericGreaterThanEquals", Number(GreaterOrEqual), false),
        ("DateEquals", Date(Equal), false),
        ("DateNotEquals", Date(Equal), true),
        ("DateLessThan", Date(Less), false),
        ("DateLessThanEquals", Date(LessOrEqual), false),
        ("DateGreaterThan", Date(Greater), false),
        ("DateGreaterThanEquals", Date(GreaterOrEqual), false),
        ("Bool", Flag, false),
        ("ArnEquals", Arn, false),
        ("ArnLike", Arn, false),
        ("ArnNotEquals", Arn, true),
        ("ArnNotLike", Arn, true),
        ("IpAddress", Address, false),
        ("NotIpAddress", Address, true),
        ("Null", Absence, false),
    ]
};

/// The operator of this name, without prefix and suffix; names are taken in any case.
pub(super) fn named(name: &str) -> Option<(Comparison, bool)> {
    let mut all = OPERATORS.iter();
    let found = all.find(|(known, ..)| known.eq_ignore_ascii_case(name));
    found.map(|(_, comparison, reversed)| (*comparison, *reversed))
}

impl Comparison {
    /// Whether a value of the policy is one that can be compared so.
    pub(super) fn takes(self, value: &str) -> bool {
        match self {
            Self::Number(_) => number(value).is_some(),
            Self::Date(_) => date(value).is_some(),
            Self::Flag | Self::Absence => flag(value).is_some(),
            Self::Address => network(value).is_some(),
            Self::Text | Self::TextIgnoringCase | Self::TextPattern | Self::Arn => true,
        }
    }

    /// Whether the value of the request fits the value of the policy.
    pub(super) fn fits(self, rules: &IamRules, actual: &str, wanted: &str) -> bool {
        match self {
            Self::Text if rules.condition_values_ignore_case => wanted.eq_ignore_ascii_case(actual),
            Self::TextIgnoringCase => wanted.eq_ignore_ascii_case(actual),
            Self::TextPattern if rules.condition_wildcards => covers(wanted, actual),
            Self::Arn if rules.condition_wildcards => covers_arn(wanted, actual),
            Self::Text | Self::TextPattern | Self::Arn => wanted == actual,
            Self::Number(order) => pair(number(actual), number(wanted))
                .is_some_and(|(actual, wanted)| order.fits(rules, &actual, &wanted)),
            Self::Date(order) => pair(date(actual), date(wanted))
                .is_some_and(|(actual, wanted)| order.fits(rules, &actual, &wanted)),
            Self::Flag | Self::Absence => flag(actual).is_some() && flag(actual) == flag(wanted),
            Self::Address => pair(actual.parse().ok(), network(wanted))
                .is_some_and(|(address, network)| is_within(address, network)),
        }
    }
}

impl Order {
    fn fits<T: PartialOrd>(self, rules: &IamRules, actual: &T, wanted: &T) -> bool {
        match self {
            Self::Equal => actual == wanted,
            Self::LessOrEqual if rules.bounds_are_within => actual <= wanted,
            Self::Less | Self::LessOrEqual => actual < wanted,
            Self::GreaterOrEqual if rules.bounds_are_within => actual >= wanted,
            Self::Greater | Self::GreaterOrEqual => actual > wanted,
        }
    }
}

fn pair<A, B>(one: Option<A>, other: Option<B>) -> Option<(A, B)> {
    Some((one?, other?))
}

fn number(text: &str) -> Option<f64> {
    text.trim()
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite())
}

fn flag(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Milliseconds since 1970: ISO 8601, or seconds as a number.
fn date(text: &str) -> Option<i128> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Some(i128::from(seconds) * 1000);
    }
    let whole = match text.len() {
        10 => format!("{text}T00:00:00Z"),
        _ => text.to_owned(),
    };
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    let stand = |(at, separator): &(usize, u8)| whole.as_bytes().get(*at) == Some(separator);
    if whole.len() != 20 || !separators.iter().all(stand) {
        return None;
    }
    let plain = whole.replace(['-', ':'], "");
    Timestamp::from_amz_date(&plain).map(|time| i128::from(time.millis()))
}

/// An address, and how many of its first bits count.
fn network(text: &str) -> Option<(IpAddr, u32)> {
    let (address, bits) = text.split_once('/').unwrap_or((text, ""));
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = match bits {
        "" => most,
        bits => bits.parse().ok()?,
    };
    (bits <= most).then_some((address, bits))
}

fn is_within(address: IpAddr, (network, bits): (IpAddr, u32)) -> bool {
    match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            let difference = u32::from(address) ^ u32::from(network);
            difference.checked_shr(32 - bits).unwrap_or(0) == 0
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            let difference = u128::from(address) ^ u128::from(network);
            difference.checked_shr(128 - bits).unwrap_or(0) == 0
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_compared_by_their_kind() {
        fn check(operator: &str, actual: &str, wanted: &str, expected: bool) {
            let (comparison, reversed) = named(operator).expect("an operator");
            let fits = comparison.fits(&IamRules::aws(), actual, wanted);
            assert_eq!(fits != reversed, expected, "{operator} {actual} {wanted}");
        }
        check("StringEquals", "a", "a", true);
        check("StringEquals", "a", "A", false);
        check("StringEqualsIgnoreCase", "a", "A", true);
        check("StringNotEquals", "a", "A", true);
        check("StringLike", "alias/app", "alias/*", true);
        check("StringNotLike", "alias/app", "alias/*", false);
        check("NumericLessThanEquals", "7", "7.0", true);
        check("NumericLessThan", "7", "7", false);
        check("NumericGreaterThan", "30", "7", true);
        check("NumericEquals", "ten", "10", false);
        check("DateLessThan", "2026-01-01T00:00:00Z", "2026-01-02", true);
        check(
            "DateGreaterThan",
            "2026-01-01T00:00:00Z",
            "1767225599",
            true,
        );
        check("Bool", "true", "TRUE", true);
        check("Bool", "false", "true", false);
        check(
            "ArnLike",
            "arn:aws:iam::1:user/a",
            "arn:*:iam::*:user/*",
            true,
        );
        check("IpAddress", "10.1.2.3", "10.0.0.0/8", true);
        check("IpAddress", "11.1.2.3", "10.0.0.0/8", false);
        check("IpAddress", "11.1.2.3", "0.0.0.0/0", true);
        check("NotIpAddress", "::1", "::1", false);
    }

    #[test]
    fn what_cannot_be_compared_is_told() {
        fn check(operator: &str, value: &str, expected: bool) {
            let (comparison, _) = named(operator).expect("an operator");
            assert_eq!(comparison.takes(value), expected, "{operator} {value}");
        }
        check("NumericEquals", "seven", false);
        check("DateEquals", "yesterday", false);
        check("Bool", "maybe", false);
        check("Null", "1", false);
        check("IpAddress", "10.0.0.0/33", false);
        check("StringEquals", "anything", true);
        assert!(named("StringIs").is_none());
    }
}
