//! Conditions of statements: a key of the request, an operator, and the values that the policy wants.

use super::IamRules;
use super::context::{Context, Values};
use super::document::Truth;
use super::operator::{Comparison, named};

/// One key under one operator.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Condition {
    over: Over,
    comparison: Comparison,
    /// Whether it holds where none of the values fits.
    reversed: bool,
    /// Whether it holds where the key is absent.
    if_exists: bool,
    key: ConditionKey,
    wanted: Vec<String>,
}

/// Of a key of many values, which must fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    /// The only one.
    One,
    All,
    Any,
}

/// The name of a condition key; the names of keys are compared without case.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ConditionKey {
    /// In lower case, up to what tells one of many: `aws:requesttag`.
    pub(super) name: String,
    /// Which of many, such as a tag key, as it was given.
    pub(super) which: Option<String>,
}

impl ConditionKey {
    pub(super) fn of(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        for prefix in [
            "kms:encryptioncontext:",
            "aws:requesttag/",
            "aws:resourcetag/",
            "aws:principaltag/",
        ] {
            if lower.starts_with(prefix) {
                return Self {
                    name: prefix[..prefix.len() - 1].to_owned(),
                    which: Some(text[prefix.len()..].to_owned()),
                };
            }
        }
        Self {
            name: lower,
            which: None,
        }
    }
}

impl Condition {
    /// The condition of an operator, as it is written, and a key; what is wrong, otherwise.
    pub(super) fn of(operator: &str, key: &str, wanted: Vec<String>) -> Result<Self, String> {
        let (over, rest) = match operator.split_once(':') {
            None => (Over::One, operator),
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAllValues") => (Over::All, rest),
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAnyValue") => (Over::Any, rest),
            Some((set, _)) => {
                return Err(format!("`{set}` is neither ForAllValues nor ForAnyValue"));
            }
        };
        let end = rest.len().saturating_sub("IfExists".len());
        let suffix = rest.get(end..).unwrap_or_default();
        let if_exists = suffix.eq_ignore_ascii_case("IfExists");
        let name = if if_exists { &rest[..end] } else { rest };
        let Some((comparison, reversed)) = named(name) else {
            return Err(format!("there is no condition operator `{operator}`"));
        };
        if comparison == Comparison::Absence && (if_exists || over != Over::One) {
            return Err(format!("`{operator}`: Null takes no prefix and no suffix"));
        }
        if let Some(value) = wanted.iter().find(|value| !comparison.takes(value)) {
            return Err(format!("`{value}` is no value for {operator}"));
        }
        Ok(Self {
            over,
            comparison,
            reversed,
            if_exists,
            key: ConditionKey::of(key),
            wanted,
        })
    }

    /// Whether the request is as the condition wants it.
    pub(super) fn holds(&self, rules: &IamRules, context: &Context<'_>) -> Truth {
        let values = match rules.absent_key {
            Some(absent) if absent == self.key.name => Values::Absent,
            _ => context.values(rules, &self.key),
        };
        let values = match values {
            Values::Unknown => return Truth::Unknown,
            Values::Absent => return Truth::from(self.holds_without(rules)),
            Values::These(values) => values,
        };
        if self.comparison == Comparison::Absence {
            return Truth::from(self.wants("false", rules));
        }
        let fits = |value: &String| {
            let any = self
                .wanted
                .iter()
                .any(|wanted| self.comparison.fits(rules, value, wanted));
            let reversed = self.reversed && rules.reverses;
            any != reversed
        };
        let mut values = values.iter();
        let over = match self.over {
            Over::All if !rules.heeds_for_all => Over::Any,
            Over::Any if !rules.heeds_for_any => Over::All,
            over => over,
        };
        Truth::from(match over {
            Over::All => values.all(fits),
            // A key of many values without a set operator: one that fits is enough, or none may where it is reversed.
            Over::One if self.reversed => values.all(fits),
            Over::One | Over::Any => values.any(fits),
        })
    }

    /// Whether it holds for a request without the key.
    fn holds_without(&self, rules: &IamRules) -> bool {
        if self.comparison == Comparison::Absence {
            return self.wants("true", rules);
        }
        let reversed = self.reversed && rules.reversed_hold_without && self.over != Over::Any;
        let all = self.over == Over::All && rules.all_of_none_hold;
        (self.if_exists && rules.heeds_if_exists) || reversed || all
    }

    fn wants(&self, flag: &str, rules: &IamRules) -> bool {
        let wants = self
            .wanted
            .iter()
            .any(|wanted| wanted.eq_ignore_ascii_case(flag));
        wants || !rules.heeds_null
    }
}
