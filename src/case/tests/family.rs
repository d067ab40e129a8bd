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
    assert_eq!(delete.needs.len(), 1);
    assert_eq!(delete.steps.len(), 3, "set-up, the call, what is unchanged");
    assert!(delete.operations().contains(&Operation::CreateAlias));
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
    let aliases = ["decrypt", "describe_key", "encrypt"];
    assert_eq!(names("{operations: takes_aliases}"), aliases);
    assert_eq!(names("{operations: [ListKeys]}"), ["list_keys"]);
    let limited = names("{operations: {declaring: LimitExceededException}}");
    assert!(limited.contains(&"create_alias".to_owned()), "{limited:?}");
    assert!(!limited.contains(&"list_keys".to_owned()), "{limited:?}");
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
