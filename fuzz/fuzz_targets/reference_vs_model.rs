//! For any input, the reference refuses with the error type and the message that the model asks for, and with no other
//! serialization or constraint error.
#![no_main]

use kmspec::case::{Principal, Region};
use kmspec::generate::{Bindings, Call, Drive, Mode, Options, Step, script};
use kmspec::model::{Invalid, Model, validate};
use libfuzzer_sys::fuzz_target;

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
        let call = Call {
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
        let expected = validate(model, &model.operation(call.operation).input, &input);
        // A fresh endpoint for each: nothing but the input decides.
        let done = Drive::fresh(1).send(&call).expect("the owner can call");
        let answer = done.answer();
        match expected {
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
