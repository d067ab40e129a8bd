//! Cases in words.

use super::fixture::plain;
use crate::case::{Case, CaseId, Facts, load_text};
use crate::report::{write_facts, write_list, write_why, write_why_fact};

fn load(id: &str, text: &str) -> Case {
    let id = CaseId::new(id).expect("a good id");
    load_text(id.clone(), &format!("cases/{id}.yaml"), text)
        .unwrap_or_else(|errors| panic!("{errors}"))
}

const RICH: &str = "\
requirement: A store is deleted once, however often it is asked.
evidence: [C-106, {fact: A-003, note: of a sister}]
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
      C-106, service-model: DeleteCustomKeyStore, store DISCONNECTED and holds any KMS key (Unavailable): CustomKeyStoreHasCMKsException; no change. (botocore 1.44.8 kms/2014-11-01, CustomKeyStoreHasCMKsException, 2026)
      A-003, inferred: Authorization header and X-Amz-Algorithm query both present: InvalidSignatureException, with the message “Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.”. (mhart/kinesalite@c76689d (Kinesis, same Coral awsJson1.1 front end; suite can run with REMOTE against AWS) test/connection.js, 2020-10-06, seen on a sister service only, medium confidence); of a sister

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
fn why_a_fact_is() {
    let case = load("custom_key_store/delete/twice", RICH);
    let cases = [case];
    let why = |id: &str| {
        let fact = Facts::built_in().get(id).expect("a fact");
        let text = plain(|out| write_why_fact(out, fact, &cases));
        let place = format!("{}:{}:3", fact.file, fact.span.line);
        assert!(text.contains(&place), "{text}");
        // Lines of the corpus come and go.
        text.replace(&place, &format!("{}:LINE:3", fact.file))
    };
    insta::assert_snapshot!(why("A-003"), @r"
    A-003
    cases/facts/authentication.yaml:LINE:3

      Authorization header and X-Amz-Algorithm query both present: InvalidSignatureException, with the message “Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.”.

    source
      inferred: mhart/kinesalite@c76689d (Kinesis, same Coral awsJson1.1 front end; suite can run with REMOTE against AWS) test/connection.js, 2020-10-06, seen on a sister service only, medium confidence

    relied on by
      custom_key_store/delete/twice: A store is deleted once, however often it is asked.
        of a sister
    ");
    insta::assert_snapshot!(why("C-108"), @r"
    C-108
    cases/facts/custom_key_stores.yaml:LINE:3

      DeleteCustomKeyStore, store CONNECTED and holds keys: CustomKeyStoreInvalidStateException or CustomKeyStoreHasCMKsException; either is allowed; precedence not documented.

    source
      inferred: no source states the order; error list in the model is alphabetical (HasCMKs, InvalidState, NotFound, Internal) and proves nothing, low confidence

    question
      No source tells which of the two errors comes first for a connected store that holds keys.

    note
      Accept both.

    operations
      DeleteCustomKeyStore

    relied on by
      no case
    ");
}

#[test]
fn a_list_of_facts() {
    let facts = ["C-106", "kmspec-trial"].map(|id| Facts::built_in().get(id).expect("a fact"));
    insta::assert_snapshot!(plain(|out| write_facts(out, facts.into_iter())), @r"
    C-106  DeleteCustomKeyStore, store DISCONNECTED and holds any KMS key (Unavailable): CustomKeyStoreHasCMKsException; no change.
    kmspec-trial  Nothing of KMS is told.
    2 facts
    ");
}

#[test]
fn a_list_of_cases() {
    let small = "requirement: Nothing is asked.\nevidence: [kmspec-trial]\n\
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
