//! Requirement, evidence, names, needs and rows.

use insta::assert_snapshot;

use super::{head, input, says, step};
use crate::case::tests::{errors, step_errors, with_steps};

#[test]
fn a_slip_in_a_key_is_shown_with_its_place() {
    assert_snapshot!(step_errors("  - call: DeleteCustomKeyStore\n    expct: {error: X}"), @r"
    error: unknown key `expct` in a step
     --> cases/a/case.yaml:5:5
      |
    5 |     expct: {error: X}
      |     ^^^^^
      = a step has the keys `id`, `requirement`, `call`, `run`, `advance`, `disturb`, `as`, `region`, `input`, `unknown_members`, `wire`, `copies`, `eventually`, `expect`, `unchanged`
      = help: did you mean `expect`?

    1 error in 1 file
    ");
}

#[test]
fn all_errors_come_at_once() {
    assert_snapshot!(errors("requirement: no stop\nevidence: []\nsteps: []"), @r"
    error: the requirement does not end with a full stop
     --> cases/a/case.yaml:1:14
      |
    1 | requirement: no stop
      |              ^^^^^^^
      = the requirement is one sentence, which a failure prints first
      = help: what else there is to say goes into `note`

    error: this list is empty
     --> cases/a/case.yaml:2:11
      |
    2 | evidence: []
      |           ^
      = each item is the id of a fact, and there is at least one

    error: this list is empty
     --> cases/a/case.yaml:3:8
      |
    3 | steps: []
      |        ^
      = each item is a step, and there is at least one

    3 errors in 1 file
    ");
}

#[test]
fn a_case_has_its_parts() {
    let said = [
        says("{}"),
        says("note: x\nsteps: 1\nrequirement: A rule."),
        says("[]"),
        says("plain"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    1:1 `evidence` is missing | a case has `evidence`
    1:1 `requirement` is missing | a case has `requirement`
    1:1 `steps` is missing | a case has `steps`
    --
    1:1 `evidence` is missing | a case has `evidence`
    2:8 expected a list, found the number `1` | this value is a list, each item is a step
    3:1 `requirement` is not first | a case begins with what it is about
    --
    1:1 expected a case, found a list | a case is a mapping
    --
    1:1 expected a case, found the text `plain` | a case is a mapping
    ");
}

#[test]
fn a_requirement_is_one_sentence() {
    let said = [
        says(
            "requirement: ''\nevidence: [kmspec-trial]\nsteps: [{call: GenerateRandom, expect: {ok: {$any: true}}}]",
        ),
        says(
            "requirement: 7\nevidence: [kmspec-trial]\nsteps: [{call: GenerateRandom, expect: {ok: {$any: true}}}]",
        ),
        says(
            "requirement: One. Two.\nevidence: [kmspec-trial]\nsteps: [{call: GenerateRandom, expect: {ok: {$any: true}}}]",
        ),
        says(
            "requirement: No stop\nevidence: [kmspec-trial]\nsteps: [{call: GenerateRandom, expect: {ok: {$any: true}}}]",
        ),
        says(
            "requirement: \"One\\nline.\"\nevidence: [kmspec-trial]\nsteps: [{call: GenerateRandom, expect: {ok: {$any: true}}}]",
        ),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    1:14 this text is empty | it has to say something
    --
    1:14 expected a text, found the number `7` | this value is a text | quote it if a text is meant
    --
    1:14 the requirement is more than one sentence | the requirement is one sentence, which a failure prints first | what else there is to say goes into `note`
    --
    1:14 the requirement does not end with a full stop | the requirement is one sentence, which a failure prints first | what else there is to say goes into `note`
    --
    1:14 the requirement has several lines | the requirement is one sentence, which a failure prints first | what else there is to say goes into `note`
    ");
}

/// What is said of a case with this evidence.
fn cited(evidence: &str) -> String {
    says(&format!(
        "requirement: A.\nevidence: {evidence}\nsteps: [{{call: GenerateRandom, expect: {{ok: {{$any: true}}}}}}]"
    ))
}

#[test]
fn evidence_is_ids_of_facts() {
    let said = [
        cited("{}"),
        cited("[{}]"),
        cited("[7]"),
        cited("[C106]"),
        cited("[C-1006]"),
        cited("[C-106, C-106]"),
        cited("[{fact: C-106, note: ' '}, {fact: C-107, nott: x}]"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    2:11 expected a list, found a mapping | this value is a list, each item is the id of a fact
    --
    2:12 `fact` is missing | a citation has `fact`
    --
    2:12 expected the id of a fact, found the number `7` | a citation is an id, or `{fact: C-106, note: …}`
    --
    2:12 `C106` is no id of a fact | an id is letters and digits with a dash in it, such as `C-106`, `S-R01` or `model-CreateAlias.errors`
    --
    2:12 there is no fact `C-1006` | facts stand in `cases/facts/`, and in a folder `facts` beside cases of your own | did you mean `C-006`?
    --
    2:19 `C-106` is cited twice | once is enough
    --
    2:32 this text is empty | it has to say something
    2:52 unknown key `nott` in a citation | a citation has the keys `fact`, `note` | did you mean `note`?
    ");
    for good in [
        "[C-106]",
        "[C-106, S-R01]",
        "[{fact: C-106}]",
        "[{fact: C-106, note: x}]",
    ] {
        assert_eq!(cited(good), "nothing", "{good}");
    }
}

#[test]
fn evidence_in_the_old_form_is_told_the_new_one() {
    let said = [
        cited("[{kind: aws-doc, source: the guide, fact: C-106}]"),
        cited("[{kind: aws-doc, source: the guide}, {source: x, fact: [7]}]"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    2:13 evidence that is no id of a fact | a fact stands once, with kind, source and date, in `facts/`; a case cites its id | write `evidence: [C-106]`
    --
    2:13 evidence that is no id of a fact | a fact stands once, with kind, source and date, in `facts/`; a case cites its id | write the fact into a file of `facts/`, and its id here: `evidence: [my-1]`
    2:49 evidence that is no id of a fact | a fact stands once, with kind, source and date, in `facts/`; a case cites its id | write the fact into a file of `facts/`, and its id here: `evidence: [my-1]`
    ");
}

#[test]
fn a_case_judges_something() {
    let said = [
        step("{call: GenerateRandom}"),
        step("{advance: 1s}"),
        head("steps: []"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:3 no step has `expect` | a case that expects nothing would pass whatever comes back | a call without `expect` is set-up; say what its answer must be
    --
    4:3 no step has `expect` | a case that expects nothing would pass whatever comes back | a call without `expect` is set-up; say what its answer must be
    --
    4:1 the key `steps` stands twice in one mapping | the second would hide the first | for duplicate members on the wire, write the bytes with `wire: {body: {text: …}}`
    ");
}

#[test]
fn names_are_in_snake_case_and_distinct() {
    let said = [
        head("let: {Name: a, 1x: b}"),
        head("let: {target: a}\nneeds: {a: {role: key}, b: {role: key, in: a}}"),
        says(&with_steps(
            "  - {id: a, call: GenerateRandom}\n  - {id: a, call: GenerateRandom, expect: {ok: {$any: true}}}",
        )),
        step("{id: a, advance: 1s}"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    3:7 `Name` cannot be the name of a value | a name is in snake_case: lower case letters, digits and `_`, a letter first, at most 64
    3:16 `1x` cannot be the name of a value | a name is in snake_case: lower case letters, digits and `_`, a letter first, at most 64
    --
    3:7 the name `target` is taken | every case has a name like this
    4:44 no custom key store `a` is defined before | `in` names a custom key store that stands above in `needs`
    --
    5:10 the name `a` is taken | line 4 defines it first
    --
    4:10 an `id` without an answer | only a call and a run have an answer to refer to
    ");
}

#[test]
fn nothing_is_defined_without_use() {
    let said = [
        head("let: {a: 1}"),
        head("needs: {store: {role: custom_key_store}}"),
        head(
            "needs: {store: {role: custom_key_store}, key: {role: key, in: store}, _other: {role: key}}\ntags: [X]",
        ),
        head("rows: [{name: a, x: 1}, {name: b, x: 2}]"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    3:7 the value `a` is never used | a definition without use is a slip | use it or remove it
    --
    3:9 the need `store` is never used | a definition without use is a slip | remove it; or, if it only has to be there, call it `_store`
    --
    4:8 `X` is no tag | a tag is lower case letters, digits, `_` and `-`
    --
    3:18 the row value `x` is never used | a definition without use is a slip | write `{$row: x}` where it belongs, or remove it
    ");
}

#[test]
fn needs_are_what_a_target_can_make() {
    let said = [
        head("needs: {_a: 1}"),
        head("needs: {_a: {}}"),
        head("needs: {_a: {role: stor}}"),
        head("needs: {_a: {role: custom_key_store, type: XKS, state: OPEN}}"),
        head("needs: {_a: {role: custom_key_store, connectivity: PUBLIC_ENDPOINT}}"),
        head("needs: {_a: {role: custom_key_store, as: anonymous, in: x}}"),
        head("needs: {_a: {role: key, state: Unavailable, as: nobody, region: here}}"),
        head("needs: {_a: {role: key, in: store}}"),
        head("needs: {_a: {role: alias, of: key}}"),
        head("needs: {_a: {role: custom_key_store, with: {CustomKeyStoreNam: x}}}"),
        head("needs: {_a: {role: key, with: [x]}}"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    3:13 expected a need, found the number `1` | a need is a mapping
    --
    3:13 `role` is missing | a need has `role`
    --
    3:20 unknown role `stor` | role is one of `custom_key_store`, `key`, `alias`
    --
    3:44 unknown type of store `XKS` | type of store is one of `AWS_CLOUDHSM`, `EXTERNAL_KEY_STORE`
    3:56 unknown connection state `OPEN` | connection state is one of `DISCONNECTED`, `CONNECTING`, `CONNECTED`, `DISCONNECTING`, `FAILED`
    --
    3:52 an AWS CloudHSM key store has no connectivity | `connectivity` is how an external key store reaches its proxy
    --
    3:42 an anonymous need | nobody without credentials can make anything
    3:53 unknown key `in` in a need | a need has the keys `role`, `as`, `region`, `type`, `connectivity`, `state`, `with`
    --
    3:32 a key of KMS's own is never Unavailable | a key is Unavailable while the custom key store that holds it is not connected
    3:49 unknown principal `nobody` | principal is one of `owner`, `peer`, `stranger`, `user`, `anonymous`
    3:65 unknown Region `here` | Region is one of `home`, `other`
    --
    3:29 no custom key store `store` is defined before | `in` names a custom key store that stands above in `needs`
    --
    3:31 no key `key` is defined before | `of` names a key that stands above in `needs`
    --
    3:45 `CreateCustomKeyStoreRequest` has no member `CustomKeyStoreNam` | the members of `CreateCustomKeyStoreRequest` are `CustomKeyStoreName`, `CloudHsmClusterId`, `TrustAnchorCertificate`, `KeyStorePassword`, `CustomKeyStoreType`, `XksProxyUriEndpoint`, `XksProxyUriPath`, `XksProxyVpcEndpointServiceName`, `XksProxyVpcEndpointServiceOwner`, `XksProxyAuthenticationCredential`, `XksProxyConnectivity` | did you mean `CustomKeyStoreName`?
    --
    3:31 expected the members of the create request, found a list | the members of the create request is a plain mapping
    ");
}

#[test]
fn rows_are_named_and_complete() {
    let said = [
        head("rows: []"),
        head("rows: [{name: a}]"),
        head("rows: [{x: 1}, {name: A b}]"),
        head("rows: [{name: a}, {name: a}]"),
        head("rows: [{name: a, x: {$row: y}}, {name: b, requirement: two}]"),
        says(
            "requirement: A.\nevidence: [kmspec-trial]\nrows: [{name: a, id: 1}, {name: b, idd: 1}]\nsteps: [{call: GenerateRandom, input: {NumberOfBytes: {$row: id}}, expect: {ok: {$any: true}}}]",
        ),
        input("{$row: x}"),
        says(
            "requirement: A.\nevidence: [kmspec-trial]\nrows: [{name: a, id: {$ref: b}}, {name: b, id: 1}]\nsteps: [{call: GenerateRandom, input: {NumberOfBytes: {$row: id}}, expect: {ok: {$any: true}}}]",
        ),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    3:7 this list is empty | each item is a row, and there is at least one
    --
    3:7 a single row | rows are variations of one case | add a second row, or write the values where they are used
    --
    3:8 `name` is missing | a row has `name`
    3:23 `A b` cannot be the name of a row | a name is in snake_case: lower case letters, digits and `_`, a letter first, at most 64
    --
    3:26 a second row of the name `a` | line 3 has it first
    --
    3:28 a row's value uses another | `$row` stands in `let`, `needs` and `steps` only
    3:56 the requirement does not end with a full stop | the requirement is one sentence, which a failure prints first | what else there is to say goes into `note`
    --
    4:62 the row `b` has no value `id` | every row has every value that `$row` names | did you mean `idd`?
    --
    4:67 there is no row value `x` | this case has no `rows`
    --
    3:22 `b` is not defined before this | `$ref` names a value of `let`, a need, or the `id` of a step above
    ");
}
