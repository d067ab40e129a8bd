//! The rules of the format, each broken once: what the user reads.

mod expectation;
mod head;
mod step;
mod value;

use super::{load, with_steps};

/// What each error says, without the excerpt.
fn says(text: &str) -> String {
    let Err(errors) = load(text) else {
        return "nothing".to_owned();
    };
    let lines = errors.errors.iter().map(|error| {
        let at = error.span.map_or_else(String::new, |span| {
            format!("{}:{} ", span.line, span.column)
        });
        let help = error
            .help
            .as_ref()
            .map_or_else(String::new, |help| format!(" | {help}"));
        format!("{at}{} | {}{help}", error.what, error.why)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What is said of one step.
fn step(step: &str) -> String {
    says(&with_steps(&format!("  - {step}")))
}

/// What is said of the input of a call.
fn input(value: &str) -> String {
    step(&format!(
        "{{call: DeleteCustomKeyStore, input: {{CustomKeyStoreId: {value}}}, expect: {{ok: {{}}}}}}"
    ))
}

/// What is said of a matcher of a key's metadata.
fn metadata(matcher: &str) -> String {
    step(&format!(
        "{{call: DescribeKey, expect: {{ok: {{KeyMetadata: {matcher}}}}}}}"
    ))
}

/// What is said of an expectation.
fn expect(expect: &str) -> String {
    step(&format!("{{call: DeleteCustomKeyStore, expect: {expect}}}"))
}

/// What is said of a head of a case.
fn head(head: &str) -> String {
    says(&format!(
        "requirement: A rule.\nevidence: [kmspec-trial]\n{head}\nsteps: [{{call: GenerateRandom, expect: {{ok: {{$any: true}}}}}}]"
    ))
}
