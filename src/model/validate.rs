//! A request's value × a shape → what AWS says of it before the operation looks.

use std::fmt;

use serde_json::Value;

use super::constraint::{broken, constraints, whole};
use super::violation::{self, Constraint, MOST_VIOLATIONS, Shown, Violation};
use super::{Kind, Model, Shape, TypeFault, type_fault};

/// Why a request's value does not fit its shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invalid {
    /// It cannot be read: `SerializationException`.
    Type(TypeFault),
    /// It can be read and breaks constraints: `ValidationException`. At least one, at most [`MOST_VIOLATIONS`].
    Constraints(Vec<Violation>),
}

impl Invalid {
    /// The error type that AWS answers.
    #[must_use]
    pub fn error_type(&self) -> &'static str {
        match self {
            Self::Type(_) => "SerializationException",
            Self::Constraints(_) => "ValidationException",
        }
    }

    /// The message that AWS answers; `None` where no source has one.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        match self {
            Self::Type(fault) => fault.message.clone(),
            Self::Constraints(violations) => Some(violation::message(violations)),
        }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(fault) => fault.fmt(f),
            Self::Constraints(violations) => f.write_str(&violation::message(violations)),
        }
    }
}

/// Checks the value of a request against a shape; a shape that the model lacks allows anything.
///
/// Null counts as absent (fact W-033), an item of a list too; unknown members are ignored (fact W-035); numbers are cut
/// to whole ones (fact V-040) and to 32 bits (fact V-041). Lengths count characters of a string and decoded bytes of a
/// blob.
///
/// # Errors
/// A type fault when there is one, because it beats every constraint (fact V-042); else every violation, in the model's
/// order of members, as far as AWS lists them.
pub fn validate(model: &Model, shape_name: &str, value: &Value) -> Result<(), Invalid> {
    let Some(shape) = model.shape(shape_name) else {
        return Ok(());
    };
    if let Some(fault) = type_fault::find(model, shape, value) {
        return Err(Invalid::Type(fault));
    }
    let mut walk = Walk {
        model,
        path: String::new(),
        found: Vec::new(),
    };
    walk.value(shape, value);
    walk.found.truncate(MOST_VIOLATIONS);
    if walk.found.is_empty() {
        Ok(())
    } else {
        Err(Invalid::Constraints(walk.found))
    }
}

/// One walk through a value whose types are known to fit.
struct Walk<'m> {
    model: &'m Model,
    path: String,
    found: Vec<Violation>,
}

impl Walk<'_> {
    fn value(&mut self, shape: &Shape, value: &Value) {
        if self.found.len() >= MOST_VIOLATIONS {
            return;
        }
        for constraint in broken(self.model, shape, value) {
            let value = shown(self.model, shape, value);
            self.found.push(Violation {
                path: self.path.clone(),
                value,
                constraint,
            });
        }
        match (&shape.kind, value) {
            (Kind::Structure { .. }, Value::Object(given)) => self.members(shape, given),
            (Kind::List { member, .. }, Value::Array(items)) => {
                self.items(shape, member, value, items);
            }
            (Kind::Map { value: member, .. }, Value::Object(entries)) => {
                let Some(member) = self.model.shape(member) else {
                    return;
                };
                for (key, value) in entries.iter().filter(|(_, value)| !value.is_null()) {
                    self.below(&format!("{key}.member"), |walk| walk.value(member, value));
                }
            }
            _ => {}
        }
    }

    fn members(&mut self, shape: &Shape, given: &serde_json::Map<String, Value>) {
        for member in shape.members() {
            let value = given.get(&member.name).filter(|value| !value.is_null());
            if value.is_none() && !member.required {
                continue;
            }
            let below = self.model.shape_of(member);
            self.below(&lower_camel(&member.name), |walk| match value {
                Some(value) => walk.value(below, value),
                None => walk.found.push(Violation {
                    path: walk.path.clone(),
                    // A sensitive member loses even the word null (fact V-571).
                    value: if below.sensitive {
                        Shown::Hidden
                    } else {
                        Shown::Null
                    },
                    constraint: Constraint::NotNull,
                }),
            });
        }
    }

    fn items(&mut self, list: &Shape, member: &str, value: &Value, items: &[Value]) {
        let Some(member) = self.model.shape(member) else {
            return;
        };
        if matches!(
            member.kind,
            Kind::Structure { .. } | Kind::List { .. } | Kind::Map { .. }
        ) {
            for (at, item) in items.iter().enumerate().filter(|(_, item)| !item.is_null()) {
                self.below(&format!("{}.member", at + 1), |walk| {
                    walk.value(member, item);
                });
            }
        } else if items
            .iter()
            .any(|item| !item.is_null() && !broken(self.model, member, item).is_empty())
        {
            // A list of scalars is shown whole, as sister services do.
            let constraint = Constraint::EachItem(constraints(member));
            let value = shown(self.model, list, value);
            self.found.push(Violation {
                path: self.path.clone(),
                value,
                constraint,
            });
        }
    }

    fn below(&mut self, step: &str, look: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(step);
        look(self);
        self.path.truncate(length);
    }
}

/// The value as a message shows it; lists in Java's form, without quotes.
fn shown(model: &Model, shape: &Shape, value: &Value) -> Shown {
    let hidden = |name: &str| model.shape(name).is_some_and(|part| part.sensitive);
    match (&shape.kind, value) {
        _ if shape.sensitive => Shown::Hidden,
        // No blob is ever echoed (facts V-588, V-589).
        (Kind::Blob { .. }, _) => Shown::Hidden,
        (Kind::List { member, .. }, _) if hidden(member) => Shown::Hidden,
        (kind @ (Kind::Integer { .. } | Kind::Long { .. }), Value::Number(number)) => {
            Shown::Text(whole(kind, number).to_string())
        }
        (_, Value::String(text)) => Shown::Text(text.clone()),
        (_, Value::Array(items)) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| {
                    item.as_str()
                        .map_or_else(|| item.to_string(), str::to_owned)
                })
                .collect();
            Shown::Text(format!("[{}]", items.join(", ")))
        }
        (_, value) => Shown::Text(value.to_string()),
    }
}

/// The member's name as messages write it: `numberOfBytes` (fact V-014).
fn lower_camel(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_lowercase().to_string() + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::Operation;

    fn check(operation: Operation, value: &Value, message: &str) {
        let model = Model::bundled();
        let invalid =
            validate(model, &model.input(operation).name, value).expect_err("something is wrong");
        assert_eq!(invalid.message().as_deref(), Some(message));
        assert_eq!(invalid.error_type(), "ValidationException");
    }

    fn check_valid(operation: Operation, value: &Value) {
        let model = Model::bundled();
        assert_eq!(
            validate(model, &model.input(operation).name, value),
            Ok(()),
            "{value}"
        );
    }

    const ONE: &str = "1 validation error detected: ";

    #[test]
    fn numbers() {
        let message = |value: &str, what: &str| {
            format!(
                "{ONE}Value '{value}' at 'numberOfBytes' failed to satisfy constraint: Member must have value {what}"
            )
        };
        let bytes = |number: Value| json!({"NumberOfBytes": number});
        check(
            Operation::GenerateRandom,
            &bytes(json!(0)),
            &message("0", "greater than or equal to 1"),
        ); // V-001
        check(
            Operation::GenerateRandom,
            &bytes(json!(1025)),
            &message("1025", "less than or equal to 1024"),
        ); // V-002
        check(
            Operation::GenerateRandom,
            &bytes(json!(0.9)),
            &message("0", "greater than or equal to 1"),
        );
        let most = message("2147483647", "less than or equal to 1024"); // V-041
        check(
            Operation::GenerateRandom,
            &bytes(json!(99_999_999_999_u64)),
            &most,
        );
        check(Operation::GenerateRandom, &bytes(json!(1e300)), &most);
        check_valid(Operation::GenerateRandom, &bytes(json!(1.5))); // V-040
        check_valid(Operation::GenerateRandom, &bytes(json!(1024)));
        check_valid(Operation::GenerateRandom, &json!({})); // V-003: not required by the model
    }

    #[test]
    fn enum_values() {
        check(
            Operation::GenerateMac,
            &json!({"KeyId": "k", "Message": "YQ==", "MacAlgorithm": "INVALID"}),
            "1 validation error detected: Value 'INVALID' at 'macAlgorithm' failed to satisfy constraint: Member must \
             satisfy enum value set: [HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]", // V-006, V-021
        );
        check(
            Operation::DeriveSharedSecret,
            &json!({"KeyId": "k", "KeyAgreementAlgorithm": "INVALID", "PublicKey": "YQ=="}),
            "1 validation error detected: Value 'INVALID' at 'keyAgreementAlgorithm' failed to satisfy constraint: \
             Member must satisfy enum value set: [ECDH]", // V-008
        );
    }

    #[test]
    fn sensitive_values_are_left_out() {
        let plaintext = |text: &str| json!({"KeyId": "k", "Plaintext": text});
        check(
            Operation::Encrypt,
            &plaintext(""),
            "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length \
             greater than or equal to 1", // V-010
        );
        let encoded = |length: usize| {
            "AAAA".repeat(length / 3) + if length.is_multiple_of(3) { "" } else { "AA==" }
        };
        check(
            Operation::Encrypt,
            &plaintext(&encoded(4096 + 3)),
            "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length \
             less than or equal to 4096", // V-009
        );
        check_valid(Operation::Encrypt, &plaintext(&encoded(4096)));
        check(
            Operation::Encrypt,
            &json!({"KeyId": "k"}),
            "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must not be null", // V-571
        );
        check(
            Operation::Decrypt,
            &json!({"CiphertextBlob": ""}),
            "1 validation error detected: Value at 'ciphertextBlob' failed to satisfy constraint: Member must have \
             length greater than or equal to 1", // V-588
        );
        check(
            Operation::UpdateCustomKeyStore,
            &json!({"CustomKeyStoreId": "cks-1", "KeyStorePassword": "short"}),
            "1 validation error detected: Value at 'keyStorePassword' failed to satisfy constraint: Member must have \
             length greater than or equal to 7",
        );
    }

    #[test]
    fn members_of_lists_and_structures() {
        let tag = |key: &str, value: &str| json!({"Tags": [{"TagKey": key, "TagValue": value}]});
        let key = "a".repeat(129);
        check(
            Operation::CreateKey,
            &tag(&key, "v"),
            &format!(
                "{ONE}Value '{key}' at 'tags.1.member.tagKey' failed to satisfy constraint: Member must have length \
                 less than or equal to 128" // V-011
            ),
        );
        let value = "v".repeat(257);
        check(
            Operation::CreateKey,
            &tag("k", &value),
            &format!(
                "{ONE}Value '{value}' at 'tags.1.member.tagValue' failed to satisfy constraint: Member must have \
                 length less than or equal to 256" // V-012
            ),
        );
        check(
            Operation::CreateCustomKeyStore,
            &json!({"CustomKeyStoreName": "n", "XksProxyAuthenticationCredential": {"AccessKeyId": "A".repeat(20)}}),
            "1 validation error detected: Value at 'xksProxyAuthenticationCredential.rawSecretAccessKey' failed to \
             satisfy constraint: Member must not be null", // V-571
        );
    }

    #[test]
    fn lists_of_scalars_are_shown_whole() {
        let tokens: Vec<String> = (0..11).map(|n| format!("t{n}")).collect();
        check(
            Operation::DescribeKey,
            &json!({"KeyId": "k", "GrantTokens": tokens}),
            &format!(
                "{ONE}Value '[{}]' at 'grantTokens' failed to satisfy constraint: Member must have length less than \
                 or equal to 10",
                tokens.join(", ")
            ),
        );
        check(
            Operation::UntagResource,
            &json!({"KeyId": "k", "TagKeys": ["a", ""]}),
            "1 validation error detected: Value '[a, ]' at 'tagKeys' failed to satisfy constraint: Member must \
             satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater \
             than or equal to 1]",
        );
        check_valid(
            Operation::UntagResource,
            &json!({"KeyId": "k", "TagKeys": ["a", null]}),
        );
    }

    #[test]
    fn lengths_of_strings_count_characters() {
        check(
            Operation::DescribeKey,
            &json!({"KeyId": ""}),
            "1 validation error detected: Value '' at 'keyId' failed to satisfy constraint: Member must have length \
             greater than or equal to 1", // V-013, V-020
        );
        let long = "é".repeat(65);
        check(
            Operation::DeleteCustomKeyStore,
            &json!({"CustomKeyStoreId": long}),
            &format!(
                "{ONE}Value '{long}' at 'customKeyStoreId' failed to satisfy constraint: Member must have length less \
                 than or equal to 64" // V-019
            ),
        );
        check_valid(
            Operation::DeleteCustomKeyStore,
            &json!({"CustomKeyStoreId": "é".repeat(64)}),
        );
    }

    #[test]
    fn required_members() {
        let message = "1 validation error detected: Value null at 'customKeyStoreId' failed to satisfy constraint: \
                       Member must not be null"; // V-017
        check(Operation::DeleteCustomKeyStore, &json!({}), message);
        check(
            Operation::DeleteCustomKeyStore,
            &json!({"CustomKeyStoreId": null}),
            message,
        );
        check(
            Operation::DeleteCustomKeyStore,
            &json!({"customKeyStoreId": "x"}),
            message,
        );
    }

    #[test]
    fn patterns_and_several_violations() {
        check(
            Operation::ConnectCustomKeyStore,
            &json!({"CustomKeyStoreId": "x".repeat(65)}),
            &format!(
                "{ONE}Value '{}' at 'customKeyStoreId' failed to satisfy constraint: Member must have length less \
                 than or equal to 64",
                "x".repeat(65)
            ),
        );
        check(
            Operation::CreateAlias,
            &json!({"AliasName": "a b", "TargetKeyId": ""}),
            "2 validation errors detected: Value 'a b' at 'aliasName' failed to satisfy constraint: Member must \
             satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$; Value '' at 'targetKeyId' failed to satisfy \
             constraint: Member must have length greater than or equal to 1", // V-015, V-018
        );
    }

    #[test]
    fn at_most_ten_are_listed() {
        let model = Model::bundled();
        let tags = vec![json!({"TagKey": ""}); 20];
        let invalid =
            validate(model, "CreateKeyRequest", &json!({"Tags": tags})).expect_err("forty faults");
        let Invalid::Constraints(violations) = &invalid else {
            panic!("{invalid}")
        };
        assert_eq!(violations.len(), MOST_VIOLATIONS); // V-016
        assert!(
            invalid
                .to_string()
                .starts_with("10 validation errors detected: Value '' at 'tags.1.member.tagKey'")
        );
    }

    #[test]
    fn a_type_fault_beats_constraints() {
        let model = Model::bundled();
        let value = json!({"CustomKeyStoreName": "", "KeyStorePassword": 1});
        let invalid =
            validate(model, "CreateCustomKeyStoreRequest", &value).expect_err("both are wrong");
        assert_eq!(invalid.error_type(), "SerializationException"); // V-042
        assert_eq!(
            invalid.message().as_deref(),
            Some("NUMBER_VALUE can not be converted to a String")
        );
    }

    #[test]
    fn a_shape_that_the_model_lacks_allows_anything() {
        assert_eq!(validate(Model::bundled(), "NoSuchShape", &json!(1)), Ok(()));
    }
}
