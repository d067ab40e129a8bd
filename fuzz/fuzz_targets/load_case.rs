//! Any text either is a case or gets errors that point into it; neither takes long, and nothing panics.
#![no_main]

use kmspec::case::{CaseId, load_text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let id = CaseId::new("fuzz/case").expect("a good id");
    match load_text(id.clone(), "fuzz/case.yaml", text) {
        Ok(case) => {
            assert!(!case.steps.is_empty(), "a case has steps");
            assert!(!case.evidence.is_empty(), "a case cites evidence");
            let again = load_text(id, "fuzz/case.yaml", text).expect("what loads, loads again");
            assert_eq!(case, again, "loading is a function of the text");
        }
        Err(errors) => {
            let told = errors.to_string();
            assert!(
                told.contains("fuzz/case.yaml"),
                "an error says where: {told}"
            );
        }
    }
});
