//! Cases in words.

use super::fixture::plain;
use crate::case::{Case, CaseId, load_text};
use crate::report::{write_list, write_why};

fn load(id: &str, text: &str) -> Case {
    let id = CaseId::new(id).expect("a good id");
    load_text(id.clone(), &format!("cases/{id}.yaml"), text)
        .unwrap_or_else(|errors| panic!("{errors}"))
}

const RICH: &str = "\
requirement: A store is deleted once, however often it is asked.
evidence:
  - {kind: service-model, source: \"botocore 1.44.5, DeleteCustomKeyStore\", fact: C-100}
  - {kind: inferred, source: other services, via: sister-service, date: \"2026\"}
note: Which of the answers comes first is not known.
tags: [state]
serial: true
let:
  name: {$fresh: store_name}
needs:
  store: {role: custom_key_store, type: EXTERNAL_KEY_STORE, state: CONNECTED}
  key: {role: key, in: store, state: Disabled}
rows:
  - {name: short, id: a}
  - {name: long, id: {$repeat: {text: a, times: 65}}}
steps:
  - call: DisconnectCustomKeyStore
    input: {CustomKeyStoreId: {$ref: store.CustomKeyStoreId}}
  - advance: 7d
  - call: DeleteCustomKeyStore
    as: peer
    input: {CustomKeyStoreId: {$row: id}}
    copies: 2
    expect: {each: [{count: 1, expect: {ok: {}}}, {count: 1, expect: {error: CustomKeyStoreNotFoundException}}]}
  - call: DeleteCustomKeyStore
    wire: {target: null, headers: {X-Custom: a}, body: {text: \"{\"}, sign: null}
    expect: {refused: true}
  - id: after
    call: DescribeCustomKeyStores
    eventually: {within: 20m, stable_for: 1s}
    expect: {ok: {$open: true, CustomKeyStores: {$lacks: {$open: true, CustomKeyStoreName: {$ref: name}}}}, status: 200}
";

#[test]
fn why_a_case_is() {
    let case = load("custom_key_store/delete/twice", RICH);
    insta::assert_snapshot!(plain(|out| write_why(out, &case)), @r#"
    custom_key_store/delete/twice
    cases/custom_key_store/delete/twice.yaml:1:14

      A store is deleted once, however often it is asked.

    evidence
      service-model: botocore 1.44.5, DeleteCustomKeyStore (C-100)
      inferred: other services (2026, seen on a sister service only)

    note
      Which of the answers comes first is not known.

    tags
      state

    serial
      on a shared target nothing else runs beside it

    values
      name: {$fresh: store_name}

    needs
      store: a connected external key store over a public endpoint
      key: a disabled key in `store`

    rows
      short: {id: "a"}
      long: {id: {$repeat: {text: "a", times: 65}}}

    steps
      1. DisconnectCustomKeyStore with {CustomKeyStoreId: {$ref: store.CustomKeyStoreId}}
         -> set-up, which must succeed
      2. the clock moves by 7days
      3. DeleteCustomKeyStore as peer with {CustomKeyStoreId: {$row: id}}, 2 at once
         -> 1 × success with {} and 1 × CustomKeyStoreNotFoundException
      4. DeleteCustomKeyStore, sent with no X-Amz-Target, X-Custom: "a", as its body the text "{", no signature
         -> any refusal but an unknown operation
      5. DescribeCustomKeyStores (`after`)
         within 20m and then for 1s -> success with {$open: true, CustomKeyStores: {$lacks: {$open: true, CustomKeyStoreName: {$ref: name}}}}, status 200
    "#);
}

#[test]
fn a_list_of_cases() {
    let small = "requirement: Nothing is asked.\nevidence: [{kind: inferred, source: x}]\n\
                 steps: [{call: ListKeys, expect: {ok: {$any: true}}}]\n";
    let cases = [
        load("custom_key_store/delete/twice", RICH),
        load("key/list/none", small),
    ];
    insta::assert_snapshot!(plain(|out| write_list(out, &cases, true)), @"
    custom_key_store/delete/twice  A store is deleted once, however often it is asked. (2 rows)
      custom_key_store/delete/twice/short
      custom_key_store/delete/twice/long
    key/list/none                  Nothing is asked.
    2 cases, 3 instances
    ");
}
