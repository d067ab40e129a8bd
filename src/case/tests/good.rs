//! Good files, and what they load as.

use super::{load, with_steps};
use crate::case::{Action, Answer, Matcher, Shaped, Span};
use crate::model::Operation;

const NON_EMPTY: &str = "\
requirement: A custom key store that still contains KMS keys cannot be deleted.
evidence: [C-106]
needs:
  store: {role: custom_key_store, type: AWS_CLOUDHSM}
  key: {role: key, in: store, state: Disabled}
rows:
  - {name: first, id: {$ref: store.CustomKeyStoreId}}
  - {name: second, requirement: Another rule., id: {$ref: store.CustomKeyStoreId}}
steps:
  - id: gone
    as: peer
    call: DeleteCustomKeyStore
    input:
      CustomKeyStoreId: {$row: id}
    expect: {error: CustomKeyStoreHasCMKsException}
";

#[test]
fn a_case_loads_with_its_places() {
    let case = load(NON_EMPTY).expect("a good case");
    assert_eq!(
        case.requirement.span,
        Span {
            line: 1,
            column: 14
        }
    );
    assert_eq!(case.needs[1].span, Span { line: 5, column: 3 });
    let [step] = &case.steps[..] else {
        panic!("one step")
    };
    assert_eq!(
        step.span,
        Span {
            line: 10,
            column: 5
        }
    );
    let Action::Call(call) = &step.action else {
        panic!("a call")
    };
    assert_eq!(call.operation, Operation::DeleteCustomKeyStore);
    let input = call.input.as_ref().expect("an input");
    assert_eq!(
        input.span,
        Span {
            line: 14,
            column: 7
        }
    );
    let Shaped::Map(members) = &input.shaped else {
        panic!("a mapping")
    };
    assert_eq!(
        members[0].1.span,
        Span {
            line: 14,
            column: 25
        }
    );
    let expect = call.expect.as_ref().expect("an expectation");
    assert_eq!(
        expect.span,
        Span {
            line: 15,
            column: 13
        }
    );
    assert!(
        matches!(&expect.answer, Answer::Error(error) if error.types == ["CustomKeyStoreHasCMKsException"])
    );
}

#[test]
fn each_row_is_an_instance() {
    let case = load(NON_EMPTY).expect("a good case");
    let names: Vec<_> = case
        .instances()
        .into_iter()
        .map(|(id, row)| (id.to_string(), row.is_some()))
        .collect();
    assert_eq!(
        names,
        [
            ("a/case/first".to_owned(), true),
            ("a/case/second".to_owned(), true)
        ]
    );
    let single = load(&with_steps(
        "  - {call: GenerateRandom, expect: {ok: {$any: true}}}",
    ))
    .expect("a good case");
    assert_eq!(single.instances()[0].0.as_str(), "a/case");
}

#[test]
fn every_matcher_loads() {
    for (member, matcher) in [
        ("Arn", "{$any: true}"),
        ("Arn", "{$absent: true}"),
        ("Arn", "{$optional: x}"),
        ("Arn", "{$type: string}"),
        ("Arn", "{$matches: 'cks-[0-9a-f]{17}'}"),
        ("Arn", "{$one_of: [x, {$length: 3}]}"),
        ("Arn", "{$all: [{$not: x}, {$length: {min: 1}}]}"),
        ("Arn", "{$concat: [a, {$ref: target.region}]}"),
        (
            "MultiRegionConfiguration",
            "{$open: true, PrimaryKey: {$literal: {$x: 1}}}",
        ),
        ("EncryptionAlgorithms", "{$has: [SYMMETRIC_DEFAULT]}"),
        (
            "EncryptionAlgorithms",
            "{$lacks: {$not: SYMMETRIC_DEFAULT}}",
        ),
        ("EncryptionAlgorithms", "{$set: []}"),
        ("CreationDate", "{$about: {in: -7d, give: 10m}}"),
    ] {
        let steps = format!(
            "  - {{call: CreateKey, expect: {{ok: {{KeyMetadata: {{$open: true, {member}: {matcher}}}}}}}}}"
        );
        let case = load(&with_steps(&steps)).unwrap_or_else(|errors| panic!("{matcher}: {errors}"));
        let Action::Call(call) = &case.steps[0].action else {
            panic!("a call")
        };
        let answer = call.expect.as_ref().map(|expect| &expect.answer);
        assert!(
            matches!(answer, Some(Answer::Ok(Matcher::Object { .. }))),
            "{matcher}"
        );
    }
}

#[test]
fn a_case_with_one_run_judges_a_cli() {
    let case = |steps: &str| load(&with_steps(steps)).unwrap_or_else(|errors| panic!("{errors}"));
    let call = "  - {call: GenerateRandom, expect: {ok: {$any: true}}}";
    let run = "  - {run: [kms, list-keys], server: {}, expect: {both: {exit: 0, stdout: '', stderr: '', requests: []}}}";
    assert!(!case(call).runs_command());
    assert!(case(run).runs_command());
}
