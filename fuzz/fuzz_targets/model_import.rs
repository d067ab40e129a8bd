//! Any bytes either are a service model that its own text reads back to, or get an error; gzip bombs do not fill memory.
#![no_main]

use kmspec::model::{Sources, Stripped, import};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let imported = import(&Sources {
        service: data,
        paginators: None,
        examples: None,
        source: "",
    });
    match imported {
        Ok(stripped) => {
            let text = stripped.to_text();
            let again = Stripped::parse(text.as_bytes()).expect("our own text is read");
            assert_eq!(again.to_text(), text, "importing is idempotent");
        }
        Err(error) => assert!(!error.to_string().is_empty(), "an error says something"),
    }
});
