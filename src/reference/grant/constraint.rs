//! The constraints of a grant on the encryption context (facts G-502..G-505, G-534, G-536).

use std::collections::BTreeMap;

use serde_json::Value;

use super::GrantRules;
use crate::reference::input::Input;
use crate::reference::service_error::ServiceError;

/// Pairs of an encryption context.
type Pairs = BTreeMap<String, String>;

/// What a request must have for a grant to hold for it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Constraints {
    equals: Option<Pairs>,
    subset: Option<Pairs>,
    /// The resource on whose behalf the request must be made; requests of this endpoint's callers are on nobody's.
    pub(super) source: Option<String>,
    /// As they were given.
    pub(super) given: Option<Value>,
}

impl Constraints {
    /// The constraints of a request.
    pub(super) fn of(input: Input<'_>) -> Self {
        let Some(given) = input.structure("Constraints") else {
            return Self::default();
        };
        let pairs = |name: &str| {
            let entries = given.structure(name)?.entries().into_iter();
            Some(
                entries
                    .map(|(key, value)| (key.to_owned(), value.to_owned()))
                    .collect(),
            )
        };
        Self {
            equals: pairs("EncryptionContextEquals"),
            subset: pairs("EncryptionContextSubset"),
            source: given.text("SourceArn").map(str::to_owned),
            given: input.get("Constraints").cloned(),
        }
    }

    /// Whether the encryption context is constrained.
    pub(super) fn of_context(&self) -> bool {
        self.equals.is_some() || self.subset.is_some()
    }

    /// They are within their bounds (documentation of `CreateGrant.Constraints`).
    ///
    /// # Errors
    ///
    /// `ValidationException`; which error it is nobody has recorded.
    pub(super) fn check(&self, rules: &GrantRules) -> Result<(), ServiceError> {
        let invalid = |text: String| Err(ServiceError::of("ValidationException").saying(text));
        for pairs in [&self.equals, &self.subset].into_iter().flatten() {
            if pairs.len() > rules.most_pairs {
                let most = rules.most_pairs;
                return invalid(format!(
                    "A grant constraint has at most {most} encryption context pairs."
                ));
            }
            let long = pairs
                .values()
                .any(|value| value.chars().count() > rules.longest_value);
            if long {
                let most = rules.longest_value;
                return invalid(format!(
                    "An encryption context value in a grant constraint has at most {most} characters."
                ));
            }
        }
        Ok(())
    }

    /// Whether a request with this encryption context is one that they let pass (facts G-505, G-536).
    pub(super) fn fit(&self, rules: &GrantRules, context: &[(&str, &str)]) -> bool {
        let has = |(key, value): (&String, &String)| {
            context.iter().any(|(other_key, other_value)| {
                let same_key = key == other_key
                    || (rules.context_keys_ignore_case && key.eq_ignore_ascii_case(other_key));
                let same_value = value == other_value
                    || (rules.context_values_ignore_case
                        && value.eq_ignore_ascii_case(other_value));
                same_key && same_value
            })
        };
        let includes = |pairs: &Pairs| pairs.iter().all(has);
        let is = |pairs: &Pairs| pairs.len() == context.len() && includes(pairs);
        let equals = self.equals.as_ref().filter(|_| rules.checks_equals);
        let subset = self.subset.as_ref().filter(|_| rules.checks_subset);
        let whole = |pairs: &Pairs| {
            if rules.equals_is_subset {
                includes(pairs)
            } else {
                is(pairs)
            }
        };
        let part = |pairs: &Pairs| {
            if rules.subset_is_equals {
                is(pairs)
            } else {
                includes(pairs)
            }
        };
        equals.is_none_or(whole) && subset.is_none_or(part)
    }

    /// Whether these are at least as strict as those of a grant that gives `CreateGrant` (facts G-504, G-534).
    pub(super) fn within(&self, parent: &Self) -> bool {
        let equals = |pairs: &Pairs| self.equals.as_ref() == Some(pairs);
        let includes = |pairs: &Pairs| {
            let own = [&self.equals, &self.subset].into_iter().flatten();
            let mut own = own;
            own.any(|own| pairs.iter().all(|(key, value)| own.get(key) == Some(value)))
        };
        let source = parent.source.is_none() || parent.source == self.source;
        parent.equals.as_ref().is_none_or(equals)
            && parent.subset.as_ref().is_none_or(includes)
            && source
    }
}
