//! `unchanged` is read as the steps that it stands for.

use insta::assert_snapshot;

use super::{load, with_steps};
use crate::case::save;

/// A case with a key store and a key of another Region, and these steps.
fn case(steps: &str) -> String {
    format!(
        "requirement: A text.\nevidence: [C-106]\nneeds:\n  store: {{role: custom_key_store}}\n  \
         key: {{role: key, as: peer, region: other}}\nsteps:\n{steps}"
    )
}

const DELETE: &str = "  - call: DeleteCustomKeyStore
    input: {CustomKeyStoreId: {$ref: store.CustomKeyStoreId}}\n";

#[test]
fn it_reads_before_and_after_the_call() {
    let steps = format!(
        "{DELETE}    expect: {{any_of: [{{error: CustomKeyStoreHasCMKsException}}, {{refused: true}}]}}\n    \
         unchanged: [store, key]\n"
    );
    let case = load(&case(&steps)).unwrap_or_else(|errors| panic!("{errors}"));
    assert_snapshot!(save(&case), @r"
    requirement: A text.
    evidence: [C-106]
    needs:
      store: {role: custom_key_store, type: AWS_CLOUDHSM}
      key: {role: key, as: peer, region: other}
    steps:
      - id: before_1_store
        call: DescribeCustomKeyStores
        input: {CustomKeyStoreId: {$ref: store.CustomKeyStoreId}}
      - id: before_1_key
        as: peer
        region: other
        call: DescribeKey
        input: {KeyId: {$ref: key.KeyId}}
      - call: DeleteCustomKeyStore
        input: {CustomKeyStoreId: {$ref: store.CustomKeyStoreId}}
        expect: {any_of: [{error: CustomKeyStoreHasCMKsException}, {refused: true}]}
      - requirement: A refused DeleteCustomKeyStore changes nothing.
        call: DescribeCustomKeyStores
        input: {CustomKeyStoreId: {$ref: store.CustomKeyStoreId}}
        expect: {ok: {CustomKeyStores: {$ref: before_1_store.CustomKeyStores}, Truncated: {$optional: false}}}
      - requirement: A refused DeleteCustomKeyStore changes nothing.
        as: peer
        region: other
        call: DescribeKey
        input: {KeyId: {$ref: key.KeyId}}
        expect: {ok: {KeyMetadata: {$ref: before_1_key.KeyMetadata}}}
    ");
}

#[test]
fn a_call_that_may_succeed_has_another_requirement() {
    let steps = format!("{DELETE}    expect: {{ok: {{}}}}\n    unchanged: [key]\n");
    let case = load(&case(&steps)).unwrap_or_else(|errors| panic!("{errors}"));
    let last = case
        .steps
        .last()
        .and_then(|step| step.requirement.as_deref());
    assert_eq!(
        last,
        Some("This DeleteCustomKeyStore leaves `key` as it was.")
    );
}

#[test]
fn what_cannot_be_read_is_refused() {
    let said = |text: &str| load(text).expect_err("it is refused").to_string();
    let mut all = String::new();
    for word in ["[stoer]", "store", "[]", "[1]"] {
        let step = format!("{DELETE}    expect: {{ok: {{}}}}\n    unchanged: {word}\n");
        all.push_str(&said(&case(&step)));
    }
    all.push_str(&said(&case(&format!("{DELETE}    unchanged: [store]\n"))));
    all.push_str(&said(&with_steps(&format!(
        "{DELETE}    expect: {{ok: {{}}}}\n    unchanged: [store]\n"
    ))));
    assert_snapshot!(all, @r"
    error: there is no need `stoer`
      --> cases/a/case.yaml:10:17
       |
    10 |     unchanged: [stoer]
       |                 ^
       = `unchanged` names what stands under `needs`
       = help: did you mean `store`?

    1 error in 1 fileerror: expected the names of needs, found the text `store`
      --> cases/a/case.yaml:10:16
       |
    10 |     unchanged: store
       |                ^
       = `unchanged` is a list such as `[store, key]`

    1 error in 1 fileerror: expected the names of needs, found a list
      --> cases/a/case.yaml:10:16
       |
    10 |     unchanged: []
       |                ^
       = `unchanged` is a list such as `[store, key]`

    1 error in 1 fileerror: expected the names of needs, found a list
      --> cases/a/case.yaml:10:16
       |
    10 |     unchanged: [1]
       |                ^
       = `unchanged` is a list such as `[store, key]`

    1 error in 1 fileerror: `unchanged` where nothing is judged
     --> cases/a/case.yaml:9:16
      |
    9 |     unchanged: [store]
      |                ^
      = it says what a step with `call` and `expect` leaves as it was

    1 error in 1 fileerror: there is no need `store`
     --> cases/a/case.yaml:7:17
      |
    7 |     unchanged: [store]
      |                 ^
      = `unchanged` names what stands under `needs`

    1 error in 1 file
    ");
}
