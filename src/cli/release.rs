//! What a release of the CLI knows and takes, for those who drive one.

use super::args::dashed;
use super::edition::Edition;
use super::params::validate;
use super::ports::Flavour;
use super::value::{self, Value};
use crate::model::{Model, Operation};

/// The word for an operation or, after `--`, for a member: `delete-custom-key-store`.
#[must_use]
pub fn word(name: &str) -> String {
    dashed(name)
}

/// Why the CLI would send nothing for this input; `None` when it sends it.
///
/// Only the CLI's own check speaks here: names, types, presence, least lengths and values. No value is told.
#[must_use]
pub fn refusal(
    flavour: Flavour,
    operation: Operation,
    input: &serde_json::Value,
) -> Option<String> {
    let edition = Edition {
        model: Model::bundled(),
        flavour,
    };
    if !edition.operations().any(|known| known == operation) {
        return Some(format!(
            "Found invalid choice '{}'",
            dashed(operation.name())
        ));
    }
    let Ok(Value::Map(params)) = value::parse(&input.to_string(), false) else {
        return Some("the input is no JSON object".to_owned());
    };
    let fault = validate(&edition, edition.input(operation), &params)?;
    let message = fault.message.strip_prefix("Parameter validation failed:\n");
    let message = message.unwrap_or(&fault.message);
    let lines: Vec<String> = message.lines().map(without_value).collect();
    Some(lines.join("; "))
}

/// A line of the check without the value, which may be a secret.
fn without_value(line: &str) -> String {
    let Some((head, rest)) = line.split_once(", value: ") else {
        return line.to_owned();
    };
    let tails = [", type: ", ", valid min"];
    let tail = tails.iter().filter_map(|tail| rest.rfind(tail)).min();
    format!("{head}{}", tail.map_or("", |at| &rest[at..]))
}

/// Whether the release knows the member of a structure; what it does not know it leaves out of what it prints.
#[must_use]
pub fn knows(flavour: Flavour, shape: &str, member: &str) -> bool {
    let edition = Edition {
        model: Model::bundled(),
        flavour,
    };
    let members = edition.members(shape);
    members.iter().any(|known| known.name == member)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(operation: Operation, input: &serde_json::Value, refused: Option<&str>) {
        for flavour in [Flavour::V1, Flavour::V2] {
            let why = refusal(flavour, operation, input);
            assert_eq!(why.as_deref(), refused, "{operation} {input}");
        }
    }

    #[test]
    fn only_what_the_cli_checks_itself_is_refused() {
        let delete = Operation::DeleteCustomKeyStore;
        check(delete, &json!({"CustomKeyStoreId": "cks-1"}), None);
        check(delete, &json!({"CustomKeyStoreId": "x".repeat(9999)}), None);
        check(
            delete,
            &json!({"CustomKeyStoreId": ""}),
            Some("Invalid length for parameter CustomKeyStoreId, valid min length: 1"),
        );
        check(
            delete,
            &json!({}),
            Some("Missing required parameter in input: \"CustomKeyStoreId\""),
        );
        check(
            Operation::ListKeys,
            &json!({"Limit": 1.5}),
            Some(
                "Invalid type for parameter Limit, type: <class 'float'>, valid types: <class 'int'>",
            ),
        );
    }

    #[test]
    fn a_release_knows_what_it_knows() {
        assert!(knows(Flavour::V1, "KeyMetadata", "KeyId"));
        assert!(!knows(
            Flavour::V2,
            "KeyMetadata",
            "EncapsulationAlgorithms"
        ));
        assert_eq!(word("DeleteCustomKeyStore"), "delete-custom-key-store");
    }
}
