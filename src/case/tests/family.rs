//! Files about many operations: what they become, and every message.

use super::super::{CaseId, load_texts};
use crate::case::Case;
use crate::model::Operation;

fn load(rows: &str, steps: &str) -> Result<Vec<Case>, String> {
    let text = format!(
        "requirement: $operation is a rule.\nevidence: [model-$operation.errors]\nrows: {rows}\n\
         let: {{$good: let}}\nneeds: {{$good: needs}}\nsteps:\n{steps}\n"
    );
    let id = CaseId::new("every_operation/a").expect("a good name");
    load_texts(id, "cases/every_operation/a.yaml", &text).map_err(|errors| errors.to_string())
}

const CALL: &str = "  - $good: set_up\n  - {id: before, $good: before}\n  - call: $operation\n    \
                    input: {$good: input}\n    expect: {refused: true}\n  - $good: unchanged";

#[test]
fn a_case_for_each_operation_with_its_good_call() {
    let cases = load("{operations: all}", CALL).expect("it loads");
    assert!(cases.len() >= 20, "{}", cases.len());
    let of = |name: &str| {
        let id = format!("every_operation/a/{name}");
        cases
            .iter()
            .find(|case| case.id.as_str() == id)
            .expect(name)
    };
    let delete = of("delete_alias");
    assert_eq!(delete.requirement.value, "DeleteAlias is a rule.");
    assert_eq!(delete.evidence[0].fact.id, "model-DeleteAlias.errors");
    assert_eq!(delete.needs.len(), 2, "the alias and its key");
    assert_eq!(delete.steps.len(), 2, "the call, what is unchanged");
    let decrypt = of("decrypt");
    assert_eq!(decrypt.steps.len(), 2, "set-up and the call");
    assert!(decrypt.operations().contains(&Operation::Encrypt));
    assert_eq!(of("connect_custom_key_store").steps.len(), 3);
    // A read has nothing to be looked at before and after.
    let list = of("list_keys");
    assert_eq!((list.needs.len(), list.steps.len()), (0, 1));
}

#[test]
fn words_of_the_catalogue_and_names() {
    let names = |rows: &str| {
        let cases = load(rows, CALL).expect("it loads");
        let last = |case: &Case| case.id.as_str().rsplit('/').next().map(str::to_owned);
        cases.iter().filter_map(last).collect::<Vec<_>>()
    };
    let aliases = names("{operations: takes_aliases}");
    for name in ["decrypt", "describe_key", "encrypt", "generate_mac"] {
        assert!(aliases.contains(&name.to_owned()), "{aliases:?}");
    }
    assert!(!aliases.contains(&"disable_key".to_owned()), "{aliases:?}");
    assert_eq!(names("{operations: [ListKeys]}"), ["list_keys"]);
    let limited = names("{operations: {declaring: LimitExceededException}}");
    assert!(limited.contains(&"create_alias".to_owned()), "{limited:?}");
    assert!(!limited.contains(&"list_keys".to_owned()), "{limited:?}");
}

const VIOLATED: &str = "  - $good: baseline\n  - call: $operation\n    input: {$good: violated}\n    \
                        expect: {refused: true}";

fn ids(cases: &[Case]) -> Vec<&str> {
    let ids = cases.iter().map(|case| case.id.as_str());
    ids.filter_map(|id| id.strip_prefix("every_operation/a/"))
        .collect()
}

#[test]
fn a_case_for_each_member_that_can_be_wrong() {
    let text = |rows: &str| {
        format!(
            "requirement: The $member of $operation is a rule.\nevidence: [kmspec-trial, {{$good: facts}}]\n\
             rows: {rows}\nsteps:\n{VIOLATED}\n"
        )
    };
    let load = |rows: &str| {
        let id = CaseId::new("every_operation/a").expect("a good name");
        load_texts(id, "a.yaml", &text(rows)).map_err(|errors| errors.to_string())
    };
    let cases =
        load("{operations: [DeleteAlias, ListKeys], members: too_short}").expect("it loads");
    let told = [
        "delete_alias/alias_name",
        "list_keys/marker",
        "list_keys/resource_owners",
    ];
    assert_eq!(ids(&cases), told);
    assert_eq!(
        cases[0].requirement.value,
        "The AliasName of DeleteAlias is a rule."
    );
    assert!(cases[0].cites("model-DeleteAlias.AliasName"));
    assert!(cases[0].of_family);
    // The control, and a step for each way in which it is wrong.
    let types = load("{operations: [DeleteAlias], members: wrong_type}").expect("it loads");
    assert_eq!(
        (ids(&types), types[0].steps.len()),
        (vec!["delete_alias/alias_name"], 5)
    );
    let but =
        "{operations: [DeleteAlias, ListKeys], members: too_short, except: [Marker, DeleteAlias]}";
    assert_eq!(
        ids(&load(but).expect("it loads")),
        ["list_keys/resource_owners"]
    );
    let told = |rows| load(rows).expect_err("it is wrong");
    let unknown = told("{members: too_shrt}");
    assert!(unknown.contains("did you mean `too_short`?"), "{unknown}");
    let none = told("{operations: [ListKeys], members: missing}");
    assert!(none.contains("rows of nothing"), "{none}");
    let other = told("{members: missing, accept: [Marker]}");
    assert!(other.contains("`rows` has no `accept`"), "{other}");
}

#[test]
fn a_case_for_each_operation_of_which_facts_know_the_state() {
    let text = "requirement: $operation is a rule.\nevidence: [{$good: facts}]\nrows: {key_state: Disabled}\n\
                let: {$good: let}\nneeds: {$good: needs}\nsteps:\n  - $good: set_up\n  - call: $operation\n    \
                input: {$good: input}\n    expect: {$good: answer}\n";
    let id = CaseId::new("every_operation/a").expect("a good name");
    let cases = load_texts(id, "a.yaml", text).unwrap_or_else(|errors| panic!("{errors}"));
    let told = ids(&cases);
    assert!(
        told.contains(&"encrypt") && told.contains(&"describe_key"),
        "{told:?}"
    );
    assert!(!told.contains(&"list_keys"), "{told:?}");
    let encrypt = cases
        .iter()
        .find(|case| case.id.as_str().ends_with("/encrypt"));
    assert!(encrypt.is_some_and(|case| case.cites("S-045")));
}

#[test]
fn what_a_good_call_lacks_or_nobody_knows_is_said() {
    let told = |rows, steps| load(rows, steps).expect_err("it is wrong");
    let text = told("{operations: al}", CALL);
    assert!(text.contains("`al` means no operations"), "{text}");
    assert!(text.contains("did you mean `all`?"), "{text}");
    let text = told("{operations: {declaring: NoSuchException}}", CALL);
    assert!(text.contains("no operation is meant"), "{text}");
    let text = told("{operations: [GetKeyPolicies]}", CALL);
    assert!(text.contains("no operation with a good call"), "{text}");
    let text = told("{operations: all}", "  - {$good: inputs}");
    assert!(text.contains("no part of a good call"), "{text}");
    assert!(text.contains("cases/every_operation/a.yaml:7:"), "{text}");
}
