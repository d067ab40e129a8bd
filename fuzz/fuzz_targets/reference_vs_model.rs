//! For any input, the reference refuses with the error type and the message that the model and the three rules ask for
//! that the service adds to it, and with no other serialization or constraint error.
#![no_main]

use kmspec::case::{Principal, Region};
use kmspec::generate::{Bindings, Drive, Mode, Options, ScriptCall, Step, script};
use kmspec::model::{
    Constraint, Invalid, KeyNames, MOST_VIOLATIONS, Model, Operation, Shown, Violation, validate,
};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let options = Options {
        mode: Mode::Mixed,
        principals: Vec::new(),
        regions: Vec::new(),
        wire: false,
        world: false,
        ..Options::default()
    };
    let model = Model::bundled();
    for step in script(data, &options).steps {
        let Step::Call(call) = step else { continue };
        let call = ScriptCall {
            principal: Principal::Owner,
            region: Region::Home,
            oddity: None,
            ..*call
        };
        if !options.operations.contains(&call.operation) {
            continue;
        }
        let input = Bindings::new(1).value(&call.input);
        if !input.is_object() {
            continue; // Judged before the model is looked at.
        }
        let expected = match validate(model, &model.operation(call.operation).input, &input) {
            Err(Invalid::Type(fault)) => Err(Invalid::Type(fault)),
            Err(Invalid::Constraints(broken)) => with_own(call.operation, &input, broken),
            Ok(()) => with_own(call.operation, &input, Vec::new()),
        };
        // A fresh endpoint for each: nothing but the input decides.
        let done = Drive::fresh(1).send(&call).expect("the owner can call");
        let answer = done.answer();
        match expected {
            Err(Invalid::Constraints(_)) | Ok(())
                if names_alias_in_vain(call.operation, &input) =>
            {
                let told = answer.error_type.as_deref();
                assert_eq!(told, Some("InvalidArnException"), "{input}");
            }
            Err(invalid) => {
                let told = answer.error_type.as_deref();
                assert_eq!(told, Some(invalid.error_type()), "{input}");
                if let (Invalid::Constraints(_), message) = (&invalid, invalid.message()) {
                    assert_eq!(answer.message, message, "{input}");
                }
            }
            Ok(()) => {
                let told = answer.error_type.as_deref();
                assert_ne!(told, Some("SerializationException"), "{input}");
                let message = answer.message.unwrap_or_default();
                assert!(
                    !message.contains("failed to satisfy constraint"),
                    "{message}: {input}"
                );
            }
        }
    }
});

/// Adds what the service asks for beyond its model: a ciphertext (facts V-568, R-565), and a `KeyId` in ASCII (V-556).
fn with_own(
    operation: Operation,
    input: &Value,
    mut broken: Vec<Violation>,
) -> Result<(), Invalid> {
    let needs_none = input["DryRun"] == true
        && (input["DryRunModifiers"].as_array())
            .is_some_and(|all| all.iter().any(|one| one == "IGNORE_CIPHERTEXT"));
    let opens = matches!(operation, Operation::Decrypt | Operation::ReEncrypt);
    if opens && input["CiphertextBlob"].is_null() && !needs_none {
        let missing = Violation {
            path: "ciphertextBlob".to_owned(),
            value: Shown::Null,
            constraint: Constraint::NotNull,
        };
        broken.insert(0, missing);
    }
    if let Some(id) = input["KeyId"].as_str().filter(|id| !id.is_ascii()) {
        broken.push(Violation {
            path: "keyId".to_owned(),
            value: Shown::Text(id.to_owned()),
            constraint: Constraint::Pattern(r"^\p{ASCII}+$".to_owned()),
        });
    }
    broken.truncate(MOST_VIOLATIONS);
    if broken.is_empty() {
        Ok(())
    } else {
        Err(Invalid::Constraints(broken))
    }
}

/// An alias where the operation takes keys only is refused before any other member is looked at (facts K-600..K-609).
fn names_alias_in_vain(operation: Operation, input: &Value) -> bool {
    let id = input["KeyId"].as_str().unwrap_or_default();
    let resource = match id.strip_prefix("arn:") {
        Some(rest) => rest.splitn(5, ':').nth(4).unwrap_or(id),
        None => id,
    };
    operation.key_names() == KeyNames::Keys && resource.starts_with("alias/")
}
