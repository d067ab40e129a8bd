//! What the facts say of an operation on a key in a state.

use serde_json::{Value, json};

use super::Facts;
use crate::model::Operation;

/// What is known of an operation on a key in a state.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Known {
    /// The facts that say it.
    pub(super) facts: Vec<String>,
    /// The expectation where it is refused: an error of any of the types that they allow; `None` where it succeeds.
    pub(super) refused: Option<Value>,
}

/// What the facts say; `None` where none does without a condition, or they say both.
///
/// They begin so: `Encrypt, a key in state Disabled: DisabledException`, or `success` behind the colon.
pub(super) fn known(facts: &Facts, operation: Operation, state: &str) -> Option<Known> {
    let begin = format!("{operation}, a key in state {state}: ");
    let mut ids = Vec::new();
    let mut errors: Vec<String> = Vec::new();
    let mut succeeds = false;
    for fact in facts.all() {
        let Some(said) = fact.statement.strip_prefix(&begin) else {
            continue;
        };
        ids.push(fact.id.clone());
        let words = said.split([',', '.', ';']).next().unwrap_or_default();
        if words == "success" {
            succeeds = true;
            continue;
        }
        for error in words.split(" or ") {
            if error.contains(' ') || !error.ends_with("Exception") {
                return None;
            }
            if !errors.iter().any(|known| known == error) {
                errors.push(error.to_owned());
            }
        }
    }
    let refused = match (succeeds, errors.is_empty()) {
        (true, true) => None,
        (false, false) => Some(json!({"error": errors})),
        _ => return None,
    };
    Some(Known {
        facts: ids,
        refused,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `null` for a success.
    fn refused(operation: Operation, state: &str) -> Option<Value> {
        known(Facts::built_in(), operation, state).map(|known| known.refused.unwrap_or_default())
    }

    #[test]
    fn successes_errors_and_what_has_conditions() {
        let ok = Some(Value::Null);
        assert_eq!(refused(Operation::DescribeKey, "Disabled"), ok);
        let either = json!({"error": ["DisabledException", "KMSInvalidStateException"]});
        assert_eq!(refused(Operation::Encrypt, "PendingDeletion"), Some(either));
        let one = json!({"error": ["KMSInvalidStateException"]});
        assert_eq!(refused(Operation::EnableKey, "PendingDeletion"), Some(one));
        assert_eq!(refused(Operation::UpdateAlias, "PendingDeletion"), None);
        assert_eq!(refused(Operation::ListKeys, "Disabled"), None);
    }

    #[test]
    fn every_fact_that_says_it_is_named() {
        let known = known(Facts::built_in(), Operation::EnableKey, "PendingDeletion");
        assert_eq!(
            known.map(|it| it.facts),
            Some(vec!["S-038".to_owned(), "S-500".to_owned()])
        );
    }
}
