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
    insta::assert_snapshot!(plain(|out| write_why(out, &case)));
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
    insta::assert_snapshot!(why("A-003"));
    insta::assert_snapshot!(why("C-108"));
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
