//! Whether a request's body is the operation's input: types, then what the service knows of its own, then constraints.

use serde_json::Value;

use super::rules::{Front, Rules};
use super::service_error::ServiceError;
use crate::model::{
    Constraint, Invalid, KeyNames, MOST_VIOLATIONS, Model, Operation, Shown, TypeFault, Violation,
    validate,
};

/// The pattern that a `KeyId` is held to, though no model has it (fact V-556).
const ASCII: &str = r"^\p{ASCII}+$";

/// Holds a body to the model, types first (fact V-042).
///
/// # Errors
///
/// `SerializationException` for a wrong type, `InvalidArnException` for an alias where only keys are taken, and
/// `ValidationException` for everything that breaks a constraint.
pub(crate) fn valid(
    rules: &Rules,
    model: &Model,
    operation: Operation,
    body: &Value,
) -> Result<(), ServiceError> {
    let shape = &model.operation(operation).input;
    let broken = match validate(model, shape, body) {
        Err(Invalid::Type(fault)) => {
            types(&rules.front, &fault)?;
            Vec::new()
        }
        Err(Invalid::Constraints(broken)) => broken,
        Ok(()) => Vec::new(),
    };
    let key_id = body.get("KeyId").and_then(Value::as_str);
    // Before any other member is looked at (facts K-600..K-609).
    if rules.keys.refuses_aliases
        && operation.key_names() == KeyNames::Keys
        && key_id.is_some_and(names_alias)
    {
        let text = "Key Aliases are not supported for this operation.";
        return Err(ServiceError::of("InvalidArnException").saying(text));
    }
    let broken = with_own(&rules.front, operation, body, broken);
    if broken.is_empty() || !rules.front.checks_constraints {
        return Ok(());
    }
    let mut error = ServiceError::of(rules.front.constraint_error);
    error.message = Invalid::Constraints(broken).message();
    Err(error)
}

fn types(rules: &Front, fault: &TypeFault) -> Result<(), ServiceError> {
    // A text in a blob's place is the one fault within a body that has no message (fact V-043).
    if rules.crashes_on_blobs && fault.message.is_none() && !fault.path.is_empty() {
        return Err(ServiceError::of("InternalError").with_status(500));
    }
    if !rules.checks_types {
        return Ok(());
    }
    let mut error = ServiceError::of(rules.type_error);
    error.message.clone_from(&fault.message);
    Err(error)
}

/// Adds what the service asks for beyond its model, where the model's own constraints hold.
fn with_own(
    rules: &Front,
    operation: Operation,
    body: &Value,
    mut broken: Vec<Violation>,
) -> Vec<Violation> {
    // No model says that it is required, as one kind of dry run needs none (facts V-568, V-569, R-565).
    if matches!(operation, Operation::Decrypt | Operation::ReEncrypt)
        && body.get("CiphertextBlob").is_none_or(Value::is_null)
        && !ignores_ciphertext(body)
    {
        broken.insert(
            0,
            Violation {
                path: "ciphertextBlob".to_owned(),
                value: Shown::Null,
                constraint: Constraint::NotNull,
            },
        );
    }
    let key_id = body.get("KeyId").and_then(Value::as_str);
    if let Some(id) = key_id.filter(|id| rules.ascii_key_ids && !id.is_ascii()) {
        broken.push(Violation {
            path: "keyId".to_owned(),
            value: Shown::Text(id.to_owned()),
            constraint: Constraint::Pattern(ASCII.to_owned()),
        });
    }
    broken.truncate(MOST_VIOLATIONS);
    broken
}

/// A dry run that asks for permission only.
pub(crate) fn ignores_ciphertext(body: &Value) -> bool {
    let modifiers = body.get("DryRunModifiers").and_then(Value::as_array);
    body.get("DryRun") == Some(&Value::Bool(true))
        && modifiers.is_some_and(|modifiers| {
            modifiers
                .iter()
                .any(|modifier| modifier == "IGNORE_CIPHERTEXT")
        })
}

/// Whether the text is an alias name or the ARN of an alias.
fn names_alias(text: &str) -> bool {
    let resource = text
        .strip_prefix("arn:")
        .and_then(|rest| rest.splitn(5, ':').nth(4));
    resource.unwrap_or(text).starts_with("alias/")
}
