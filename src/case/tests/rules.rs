//! The rules of the format, each broken once: what the user reads.

use insta::assert_snapshot;

use super::{errors, load, step_errors, with_steps};

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
        "requirement: A rule.\nevidence: [{{kind: inferred, source: x}}]\n{head}\nsteps: [{{call: GenerateRandom, expect: {{ok: {{$any: true}}}}}}]"
    ))
}

#[test]
fn a_slip_in_a_key_is_shown_with_its_place() {
    assert_snapshot!(step_errors("  - call: DeleteCustomKeyStore\n    expct: {error: X}"), @r"
    error: unknown key `expct` in a step
     --> cases/a/case.yaml:5:5
      |
    5 |     expct: {error: X}
      |     ^^^^^
      = a step has the keys `id`, `call`, `advance`, `disturb`, `as`, `region`, `input`, `unknown_members`, `wire`, `copies`, `expect`, `eventually`
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
      = each item is a piece of evidence, and there is at least one

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
            "requirement: ''\nevidence: [{kind: inferred, source: x}]\nsteps: [{call: GenerateRandom, expect: {ok: {$any: true}}}]",
        ),
        says(
            "requirement: 7\nevidence: [{kind: inferred, source: x}]\nsteps: [{call: GenerateRandom, expect: {ok: {$any: true}}}]",
        ),
        says(
            "requirement: One. Two.\nevidence: [{kind: inferred, source: x}]\nsteps: [{call: GenerateRandom, expect: {ok: {$any: true}}}]",
        ),
        says(
            "requirement: No stop\nevidence: [{kind: inferred, source: x}]\nsteps: [{call: GenerateRandom, expect: {ok: {$any: true}}}]",
        ),
        says(
            "requirement: \"One\\nline.\"\nevidence: [{kind: inferred, source: x}]\nsteps: [{call: GenerateRandom, expect: {ok: {$any: true}}}]",
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

#[test]
fn evidence_can_be_looked_up() {
    let said = [
        says(
            "requirement: A.\nevidence: {}\nsteps: [{call: GenerateRandom, expect: {ok: {$any: true}}}]",
        ),
        says(
            "requirement: A.\nevidence: [{}]\nsteps: [{call: GenerateRandom, expect: {ok: {$any: true}}}]",
        ),
        says(
            "requirement: A.\nevidence: [{kind: guess, source: x}]\nsteps: [{call: GenerateRandom, expect: {ok: {$any: true}}}]",
        ),
        says(
            "requirement: A.\nevidence: [{kind: infered, source: ' '}]\nsteps: [{call: GenerateRandom, expect: {ok: {$any: true}}}]",
        ),
        says(
            "requirement: A.\nevidence: [{kind: inferred, source: x, fact: C106, date: 2026, via: sister}]\nsteps: [{call: GenerateRandom, expect: {ok: {$any: true}}}]",
        ),
        says(
            "requirement: A.\nevidence: [{kind: inferred, source: x, date: yesterday}]\nsteps: [{call: GenerateRandom, expect: {ok: {$any: true}}}]",
        ),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    2:11 expected a list, found a mapping | this value is a list, each item is a piece of evidence
    --
    2:12 `kind` is missing | a piece of evidence has `kind`
    2:12 `source` is missing | a piece of evidence has `source`
    --
    2:19 unknown kind of evidence `guess` | kind of evidence is one of `recorded-aws`, `aws-doc`, `service-model`, `user-report`, `inferred`
    --
    2:19 unknown kind of evidence `infered` | kind of evidence is one of `recorded-aws`, `aws-doc`, `service-model`, `user-report`, `inferred` | did you mean `inferred`?
    2:36 this text is empty | it has to say something
    --
    2:46 `C106` is no id of a fact | an id is an area's letter, a dash and digits, such as `C-106` or `S-R01`
    2:58 expected a text, found the number `2026` | this value is a text | quote it if a text is meant
    2:69 unknown `via` `sister` | `via` is one of `sister-service`
    --
    2:46 `yesterday` is no date | a date is `2026`, `2026-05` or `2026-05-17`
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
    4:10 an `id` without an answer | only a call has an answer to refer to
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
        head("needs: {_a: {role: custom_key_store, with: {CustomKeyStoreNam: x}}}"),
        head("needs: {_a: {role: key, with: [x]}}"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    3:13 expected a need, found the number `1` | a need is a mapping
    --
    3:13 `role` is missing | a need has `role`
    --
    3:20 unknown role `stor` | role is one of `custom_key_store`, `key`
    --
    3:44 unknown type of store `XKS` | type of store is one of `AWS_CLOUDHSM`, `EXTERNAL_KEY_STORE`
    --
    3:52 an AWS CloudHSM key store has no connectivity | `connectivity` is how an external key store reaches its proxy
    --
    3:42 an anonymous need | nobody without credentials can make anything
    3:53 unknown key `in` in a need | a need has the keys `role`, `as`, `region`, `type`, `connectivity`, `state`, `with`
    --
    3:32 a key of KMS's own is never Unavailable | a key is Unavailable while the custom key store that holds it is not connected
    3:49 unknown principal `nobody` | principal is one of `owner`, `peer`, `stranger`, `anonymous`
    3:65 unknown Region `here` | Region is one of `home`, `other`
    --
    3:29 no custom key store `store` is defined before | `in` names a custom key store that stands above in `needs`
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
            "requirement: A.\nevidence: [{kind: inferred, source: x}]\nrows: [{name: a, id: 1}, {name: b, idd: 1}]\nsteps: [{call: GenerateRandom, input: {NumberOfBytes: {$row: id}}, expect: {ok: {$any: true}}}]",
        ),
        input("{$row: x}"),
        says(
            "requirement: A.\nevidence: [{kind: inferred, source: x}]\nrows: [{name: a, id: {$ref: b}}, {name: b, id: 1}]\nsteps: [{call: GenerateRandom, input: {NumberOfBytes: {$row: id}}, expect: {ok: {$any: true}}}]",
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

#[test]
fn a_step_does_one_thing() {
    let said = [
        step("{}"),
        step("{as: owner}"),
        step("{call: GenerateRandom, advance: 1s}"),
        step("{cal: GenerateRandom}"),
        step("7"),
        step("{call: DeleteKey}"),
        step("{call: DeleteCustomKeyStor, expect: {ok: {}}}"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:5 a step that does nothing | a step has exactly one of `call`, `advance`, `disturb`
    --
    4:5 a step that does nothing | a step has exactly one of `call`, `advance`, `disturb`
    --
    4:28 two actions in one step, `call` and `advance` | a step has exactly one of `call`, `advance`, `disturb`
    --
    4:6 unknown key `cal` in a step | a step has exactly one of `call`, `advance`, `disturb` | did you mean `call`?
    --
    4:5 expected a step, found the number `7` | a step is a mapping
    --
    4:12 KMS has no operation `DeleteKey` | `call` names an operation of the service model; for a name that does not exist, use `wire: {target: …}`
    --
    4:12 KMS has no operation `DeleteCustomKeyStor` | `call` names an operation of the service model; for a name that does not exist, use `wire: {target: …}` | did you mean `DeleteCustomKeyStore`?
    ");
}

#[test]
fn a_duration_has_a_unit() {
    let said = [
        step("{advance: 7}"),
        step("{advance: 7 fortnights}"),
        step("{advance: 1us}"),
        step("{advance: 101years}"),
        step("{call: GenerateRandom, expect: {ok: {$any: true}}, eventually: {stable_for: -1s}}"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r#"
    4:15 expected a text, found the number `7` | this value is a text | quote it if a text is meant
    --
    4:15 bad duration `7 fortnights`: unknown time unit "fortnights", supported units: ns, us/µs, ms, sec, min, hours, days, weeks, months, years (and few variations) | a duration is a number and a unit | write it like `500ms`, `20m`, `1h 30m` or `7d`
    --
    4:15 bad duration `1us` | a duration is a whole number of milliseconds, and at most a hundred years
    --
    4:15 bad duration `101years` | a duration is a whole number of milliseconds, and at most a hundred years
    --
    4:68 `within` is missing | `eventually` has `within`
    4:81 bad duration `-1s`: expected number at 0 | a duration is a number and a unit | write it like `500ms`, `20m`, `1h 30m` or `7d`
    "#);
}

#[test]
fn a_form_is_known_and_alone() {
    let said = [
        input("{$rf: a}"),
        input("{$ref: a, $row: b}"),
        input("{$ref: a, b: 1}"),
        input("{$ref: 1}"),
        input("{$ref: a..b}"),
        input("{$fresh: store}"),
        input("{$fresh: password_}"),
        input("{$repeat: {text: a}}"),
        input("{$repeat: {text: abc, times: 99999999}}"),
        input("{$repeat: {text: a, times: -1}}"),
        input("{$concat: []}"),
        input("{$concat: a}"),
        input("{$bytes: 16}"),
        input("{$bytes: {length: {min: 3, max: 2}}}"),
        input("{$bytes: {length: {min: 3}}}"),
        input("{$text: {max: 9999999}}"),
        input("{$text: {}}"),
        input("{$pick: 1}"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:61 unknown form `$rf` in a value | the forms of a value are `$ref`, `$row`, `$fresh`, `$repeat`, `$concat`, `$base64`, `$bytes`, `$text`, `$pick`, `$json`, `$literal` | did you mean `$ref`?
    --
    4:70 two forms in one mapping, `$ref` and `$row` | a form is a mapping with one `$` key and nothing else | to send a mapping with `$` keys as it stands, use `{$literal: {…}}`
    --
    4:70 `b` stands beside the form `$ref` | a form is a mapping with one `$` key and nothing else | to send a mapping with `$` keys as it stands, use `{$literal: {…}}`
    --
    4:67 expected a text, found the number `1` | this value is a text | quote it if a text is meant
    --
    4:67 bad path `a..b` | a path is names and numbers with dots between them
    --
    4:69 unknown kind of fresh value `store` | kind of fresh value is one of `store_name`, `cluster_id`, `password`, `certificate`, `proxy_endpoint`, `proxy_path`, `proxy_access_key_id`, `proxy_secret`, `vpc_service`, `store_id`, `key_id`, `xks_key_id`, `account_id`, `alias`, `text`
    --
    4:69 unknown kind of fresh value `password_` | kind of fresh value is one of `store_name`, `cluster_id`, `password`, `certificate`, `proxy_endpoint`, `proxy_path`, `proxy_access_key_id`, `proxy_secret`, `vpc_service`, `store_id`, `key_id`, `xks_key_id`, `account_id`, `alias`, `text` | did you mean `password`?
    --
    4:70 `times` is missing | a repetition has `times`
    --
    4:70 this repetition is too long | a text that is repeated has at most 16777216 bytes
    --
    4:87 expected a whole number from 0 to 4294967295, found the number `-1` | this value is a whole number from 0 to 4294967295
    --
    4:70 this list is empty | each item is a text, and there is at least one
    --
    4:70 expected a list, found the text `a` | this value is a list, each item is a text
    --
    4:69 expected `$bytes`, found the number `16` | `$bytes` is a mapping
    --
    4:78 `min` 3 is more than `max` 2 | no length is between them
    --
    4:69 this length has no end, or a far one | a length that is drawn has a `max` of at most 1048576
    --
    4:68 this length has no end, or a far one | a length that is drawn has a `max` of at most 1048576
    --
    4:68 a length without bounds | it is a number, or has `min`, `max` or both
    --
    4:68 expected a list, found the number `1` | this value is a list, each item is a value
    ");
}

#[test]
fn a_reference_is_defined_before() {
    let said = [
        input("{$ref: store.CustomKeyStoreId}"),
        input("{$ref: target.regio}"),
        input("{$ref: principals.peer}"),
        says(&with_steps(
            "  - {call: DeleteCustomKeyStore, input: {CustomKeyStoreId: {$ref: made.CustomKeyStoreId}}, expect: {ok: {}}}\n  - {id: made, call: CreateCustomKeyStore}",
        )),
        says(&with_steps(
            "  - {id: made, call: CreateCustomKeyStore}\n  - {call: DeleteCustomKeyStore, input: {CustomKeyStoreId: {$ref: made.CustomKeyStoreI}}, expect: {ok: {}}}",
        )),
        says(&with_steps(
            "  - {id: made, call: DescribeCustomKeyStores}\n  - {call: DeleteCustomKeyStore, input: {CustomKeyStoreId: {$ref: made.CustomKeyStores.x.CustomKeyStoreId}}, expect: {ok: {}}}",
        )),
        says(&with_steps(
            "  - {id: no, call: CreateCustomKeyStore, expect: {error: ValidationException}}\n  - {call: DeleteCustomKeyStore, input: {CustomKeyStoreId: {$ref: no.CustomKeyStoreId}}, expect: {ok: {}}}",
        )),
        says(&with_steps(
            "  - {id: no, call: DeleteAlias}\n  - {call: DeleteCustomKeyStore, input: {CustomKeyStoreId: {$ref: no.X}}, expect: {ok: {}}}",
        )),
        says(
            "requirement: A.\nevidence: [{kind: inferred, source: x}]\nlet: {a: {b: 1}}\nneeds: {s: {role: custom_key_store}, k: {role: key}}\nsteps: [{call: GenerateRandom, input: {NumberOfBytes: [{$ref: a.c}, {$ref: s}, {$ref: s.Nam}, {$ref: k.KeyIdd}, {$ref: aa}]}, expect: {ok: {$any: true}}}]",
        ),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:67 `store` is not defined before this | `$ref` names a value of `let`, a need, or the `id` of a step above
    --
    4:67 `target` has no `regio` | it has `region`, `other_region` | did you mean `region`?
    --
    4:67 `principals` has no `peer` | it has `owner.account`, `peer.account`, `stranger.account`
    --
    4:67 `made` is not defined before this | `$ref` names a value of `let`, a need, or the `id` of a step above
    --
    5:67 `CreateCustomKeyStoreResponse` has no member `CustomKeyStoreI` | it has `CustomKeyStoreId` | did you mean `CustomKeyStoreId`?
    --
    5:67 `CustomKeyStoresList` has no member `x` | it is a list, whose items have the numbers 0, 1, …
    --
    5:67 the answer of `no` is no single body | a step that expects an error, or is sent in copies, has nothing to refer to
    --
    5:67 DeleteAlias answers nothing | there is nothing to refer to
    --
    5:63 `a` has no `c` | the value under `let` has no such member
    5:76 `s` is no value by itself | a need has members, such as `CustomKeyStoreId` or `KeyId`
    5:87 `CreateCustomKeyStoreRequest` has no member `Nam` | it has `CustomKeyStoreName`, `CloudHsmClusterId`, `TrustAnchorCertificate`, `KeyStorePassword`, `CustomKeyStoreType`, `XksProxyUriEndpoint`, `XksProxyUriPath`, `XksProxyVpcEndpointServiceName`, `XksProxyVpcEndpointServiceOwner`, `XksProxyAuthenticationCredential`, `XksProxyConnectivity`
    5:102 `KeyMetadata` has no member `KeyIdd` | it has `AWSAccountId`, `KeyId`, `Arn`, `CreationDate`, `Enabled`, `Description`, `KeyUsage`, `KeyState`, `DeletionDate`, `ValidTo`, `Origin`, `CustomKeyStoreId`, `CloudHsmClusterId`, `ExpirationModel`, `KeyManager`, `CustomerMasterKeySpec`, `KeySpec`, `EncryptionAlgorithms`, `SigningAlgorithms`, `KeyAgreementAlgorithms`, `EncapsulationAlgorithms`, `MultiRegion`, `MultiRegionConfiguration`, `PendingDeletionWindowInDays`, `MacAlgorithms`, `XksKeyConfiguration`, `CurrentKeyMaterialId` | did you mean `KeyId`?
    5:120 `aa` is not defined before this | `$ref` names a value of `let`, a need, or the `id` of a step above | did you mean `a`?
    ");
}

#[test]
fn a_request_has_known_members() {
    let said = [
        step(
            "{call: DeleteCustomKeyStore, input: {CustomKeyStoreIdd: x, A: {B: 1}}, expect: {ok: {}}}",
        ),
        step(
            "{call: DeleteCustomKeyStore, input: {CustomKeyStoreId: x}, unknown_members: true, expect: {ok: {}}}",
        ),
        step("{call: CreateKey, input: {Tags: [{Tag: x}]}, expect: {ok: {$any: true}}}"),
        step("{call: CreateKey, input: {}, wire: {body: {text: x}}, expect: {ok: {$any: true}}}"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:42 `DeleteCustomKeyStoreRequest` has no member `CustomKeyStoreIdd` | the members of `DeleteCustomKeyStoreRequest` are `CustomKeyStoreId` | did you mean `CustomKeyStoreId`? to send it on purpose, write `unknown_members: true` in the step
    4:64 `DeleteCustomKeyStoreRequest` has no member `A` | the members of `DeleteCustomKeyStoreRequest` are `CustomKeyStoreId` | to send it on purpose, write `unknown_members: true` in the step
    --
    4:81 every member of the input is known | `unknown_members` says that `input` has members that the model does not know | remove it
    --
    4:39 `Tag` has no member `Tag` | the members of `Tag` are `TagKey`, `TagValue` | to send it on purpose, write `unknown_members: true` in the step
    --
    4:30 `input` and `wire.body` in one step | a request has one body
    ");
}

#[test]
fn an_expectation_has_one_answer() {
    let said = [
        expect("{}"),
        expect("{ok: {}, error: ValidationException}"),
        expect("{okay: {}}"),
        expect("1"),
        expect("{any_of: []}"),
        expect("{any_of: [{ok: {}}, {status: 200}]}"),
        expect("{refused: maybe}"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:42 an expectation without an answer | an expectation has exactly one of `ok`, `error`, `refused`, `any_of`, `each`
    --
    4:51 two answers in one expectation, `ok` and `error` | an expectation has exactly one of `ok`, `error`, `refused`, `any_of`, `each` | if either may come back, write `any_of: [{…}, {…}]`
    --
    4:43 unknown key `okay` in an expectation | an expectation has the keys `ok`, `error`, `refused`, `any_of`, `each`, `status`, `headers`, `body`
    --
    4:42 expected an expectation, found the number `1` | an expectation is a mapping
    --
    4:51 this list is empty | each item is an expectation, and there is at least one
    --
    4:62 an expectation without an answer | an expectation has exactly one of `ok`, `error`, `refused`, `any_of`, `each`
    --
    4:52 expected `true` or a list, found the text `maybe` | `refused` is `true`, or the error types that do not pass for a refusal
    ");
}

#[test]
fn an_error_is_one_that_the_operation_has() {
    let said = [
        expect("{error: NotFoundException}"),
        expect("{error: CustomKeyStoreNotFound}"),
        expect("{error: []}"),
        expect("{error: [ValidationException, ValidationException]}"),
        expect("{error: {message: x}}"),
        expect("{refused: [Nope]}"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:50 DeleteCustomKeyStore does not declare `NotFoundException` | DeleteCustomKeyStore declares `CustomKeyStoreHasCMKsException`, `CustomKeyStoreInvalidStateException`, `CustomKeyStoreNotFoundException`, `KMSInternalException`, beside the common errors
    --
    4:50 KMS has no error `CustomKeyStoreNotFound` | DeleteCustomKeyStore declares `CustomKeyStoreHasCMKsException`, `CustomKeyStoreInvalidStateException`, `CustomKeyStoreNotFoundException`, `KMSInternalException`, beside the common errors
    --
    4:50 this list is empty | each item is the name of an error, and there is at least one
    --
    4:72 `ValidationException` stands twice | once is enough
    --
    4:50 `type` is missing | an error has `type`
    4:60 a message is compared, and no evidence holds it | the evidence is inferred, or was seen on another AWS service only | leave `message` out, or cite where KMS was seen to send it
    --
    4:53 KMS has no error `Nope` | DeleteCustomKeyStore declares `CustomKeyStoreHasCMKsException`, `CustomKeyStoreInvalidStateException`, `CustomKeyStoreNotFoundException`, `KMSInternalException`, beside the common errors
    ");
}

#[test]
fn a_message_needs_evidence() {
    let said = [
        expect("{error: {type: ValidationException, message: x}}"),
        expect("{error: {type: ValidationException, message: {$absent: true}}}"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:87 a message is compared, and no evidence holds it | the evidence is inferred, or was seen on another AWS service only | leave `message` out, or cite where KMS was seen to send it
    --
    4:87 a message is compared, and no evidence holds it | the evidence is inferred, or was seen on another AWS service only | leave `message` out, or cite where KMS was seen to send it
    ");
}

#[test]
fn a_status_is_a_status() {
    let said = [
        expect("{ok: {}, status: 99}"),
        expect("{ok: {}, status: ok}"),
        expect("{ok: {}, status: {$one_of: [200, 600]}}"),
        expect("{error: {type: ValidationException, status: {$type: string}}}"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r#"
    4:59 bad status `99` | a status is a number from 100 to 599
    --
    4:59 bad status `"ok"` | a status is a number from 100 to 599
    --
    4:75 bad status `600` | a status is a number from 100 to 599
    --
    4:86 a status that no answer can have | a status is a number, `$one_of` several, or `$not` one
    "#);
}

#[test]
fn copies_have_an_answer_each() {
    let said = [
        step("{call: DeleteCustomKeyStore, copies: 16, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, copies: 1, expect: {ok: {}}}"),
        step(
            "{call: DeleteCustomKeyStore, copies: 3, expect: {each: [{count: 1, expect: {ok: {}}}]}}",
        ),
        step("{call: DeleteCustomKeyStore, expect: {each: [{count: 1, expect: {ok: {}}}]}}"),
        step(
            "{call: DeleteCustomKeyStore, copies: 2, eventually: {within: 1s}, expect: {each: [{count: 2, expect: {each: [{count: 1, expect: {ok: {}}}]}}]}}",
        ),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:42 `copies` without `each` | what is sent many times has many answers: `expect: {each: [{count, expect}, …]}`
    --
    4:42 expected a whole number from 2 to 256, found the number `1` | this value is a whole number from 2 to 256
    --
    4:53 the counts add up to 1, not to 3 copies | every answer meets exactly one line
    --
    4:42 `each` without `copies` | one request has one answer
    --
    4:57 `eventually` with `copies` | copies are sent once
    4:79 `each` inside an expectation of one answer | `each` stands directly under `expect`
    ");
}

#[test]
fn a_matcher_is_one_that_an_answer_can_meet() {
    let said = [
        metadata("{$open: false}"),
        metadata("{$open: true, $any: true}"),
        metadata("{$open: true, KeyIdd: x}"),
        metadata("{$opn: true}"),
        metadata("{$open: true, KeyId: 7}"),
        metadata("{$open: true, KeyId: {$absent: 1}}"),
        metadata("{$open: true, Enabled: yes}"),
        metadata("{$open: true, KeyState: Disable}"),
        metadata("{$open: true, KeyState: null}"),
        metadata("{$open: true, CreationDate: {$about: {in: soon}}}"),
        metadata("{$open: true, KeyId: {$about: {give: 1s}}}"),
        metadata("{$open: true, KeyId: {$blob: {length: 3}}}"),
        metadata("{$open: true, KeyId: {$type: timestamp}}"),
        metadata("{$open: true, KeyId: {$type: text}}"),
        metadata("{$open: true, KeyId: {$matches: '[a'}}"),
        metadata("{$open: true, KeyId: [x]}"),
        metadata("{$open: true, KeyId: {A: x}}"),
        metadata("{$open: true, Enabled: {$length: 3}}"),
        metadata("{$open: true, Enabled: {$matches: x}}"),
        metadata("{$open: true, EncryptionAlgorithms: {$has: [X]}}"),
        metadata("{$open: true, EncryptionAlgorithms: {$set: X}}"),
        metadata("{$one_of: [{$absent: true}]}"),
        metadata("{$open: true, EncryptionAlgorithms: [{$optional: x}]}"),
        expect("{ok: {$absent: true}}"),
        step("{call: DeleteAlias, expect: {ok: {A: 1}}}"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:60 expected `true`, found the boolean `false` | `$open` is `true` or left out
    --
    4:66 two forms in one mapping, `$open` and `$any` | beside `$open` stand the names of members only
    --
    4:66 `KeyMetadata` has no member `KeyIdd` | the members of `KeyMetadata` are `AWSAccountId`, `KeyId`, `Arn`, `CreationDate`, `Enabled`, `Description`, `KeyUsage`, `KeyState`, `DeletionDate`, `ValidTo`, `Origin`, `CustomKeyStoreId`, `CloudHsmClusterId`, `ExpirationModel`, `KeyManager`, `CustomerMasterKeySpec`, `KeySpec`, `EncryptionAlgorithms`, `SigningAlgorithms`, `KeyAgreementAlgorithms`, `EncapsulationAlgorithms`, `MultiRegion`, `MultiRegionConfiguration`, `PendingDeletionWindowInDays`, `MacAlgorithms`, `XksKeyConfiguration`, `CurrentKeyMaterialId` | did you mean `KeyId`?
    --
    4:53 unknown form `$opn` in a matcher | the forms of a matcher are `$open`, `$any`, `$absent`, `$optional`, `$type`, `$matches`, `$one_of`, `$not`, `$length`, `$blob`, `$has`, `$lacks`, `$set`, `$about`, `$all`, `$ref`, `$row`, `$fresh`, `$repeat`, `$concat`, `$base64`, `$bytes`, `$text`, `$pick`, `$json`, `$literal` | did you mean `$open`?
    --
    4:73 `KeyIdType` is never a number | in the model it is a string
    --
    4:83 expected `true`, found the number `1` | `$absent` is `true` or left out
    --
    4:75 `BooleanType` is never a text | in the model it is a boolean
    --
    4:76 `KeyState` has no value `Disable` | its values are `Creating`, `Enabled`, `Disabled`, `PendingDeletion`, `PendingImport`, `PendingReplicaDeletion`, `Unavailable`, `Updating` | did you mean `Disabled`?
    --
    4:76 `null` for `KeyState` | an answer leaves a member out rather than give null | write `{$absent: true}`
    --
    4:89 `give` is missing | `$about` has `give`
    4:94 bad duration `soon`: expected number at 0 | a duration is a number and a unit | write it like `500ms`, `20m`, `1h 30m` or `7d`
    --
    4:73 `KeyIdType` is never a timestamp | in the model it is a string
    --
    4:73 `KeyIdType` is never a blob | in the model it is a string
    --
    4:81 `KeyIdType` is never of type `timestamp` | in the model it is a string
    --
    4:81 unknown type `text` | type is one of `string`, `integer`, `number`, `boolean`, `blob`, `list`, `structure`, `timestamp`
    --
    4:84 bad regular expression: unclosed character class | `$matches` takes a regular expression of the Rust crate `regex`, for the whole text
    --
    4:73 `KeyIdType` is never a list | in the model it is a string
    --
    4:73 `KeyIdType` is never an object | in the model it is a string
    --
    4:75 `BooleanType` is never anything with a length | in the model it is a boolean
    --
    4:75 `BooleanType` is never a text | in the model it is a boolean
    --
    4:96 `EncryptionAlgorithmSpec` has no value `X` | its values are `SYMMETRIC_DEFAULT`, `RSAES_OAEP_SHA_1`, `RSAES_OAEP_SHA_256`, `SM2PKE`
    --
    4:95 expected a list, found the text `X` | this value is a list, each item is a matcher
    --
    nothing
    --
    4:90 `$optional` outside a member | only the member of an object, a header or a message can be missing
    --
    4:48 `$absent` outside a member | only the member of an object, a header or a message can be missing
    --
    4:38 DeleteAlias answers nothing | in the model it has no output | write `ok: {}`
    ");
}

#[test]
fn a_wire_request_is_well_formed() {
    let said = [
        step("{call: DeleteCustomKeyStore, wire: {verb: GET}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {method: 'G T'}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {headers: {'a b': c}}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {headers: [a]}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {body: {}}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {body: {text: a, hex: 00}}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {body: {hex: 0}}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {body: {hex: '0'}}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {body: {hex: zz}}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {content_type: 1}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {sign: {att: 1s}}, expect: {ok: {}}}"),
        step(
            "{call: DeleteCustomKeyStore, wire: {sign: {at: x, omit: [Date], unsigned: host, omit_date: 1}}, expect: {ok: {}}}",
        ),
        step(
            "{call: DeleteCustomKeyStore, as: anonymous, wire: {sign: {at: 1s}}, expect: {ok: {}}}",
        ),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:41 unknown key `verb` in a wire request | a wire request has the keys `method`, `path`, `target`, `content_type`, `headers`, `body`, `sign`
    --
    4:49 bad method `G T` | a method is letters, such as `GET`
    --
    4:51 `a b` is no name of a header field | a name is letters, digits and `-`
    --
    4:50 expected header fields, found a list | this is a mapping from names to values
    --
    4:47 a body is given in exactly one way | one of `text`, `json`, `hex`, `repeat`
    --
    4:47 a body is given in exactly one way | one of `text`, `json`, `hex`, `repeat`
    --
    4:53 expected a text, found the number `0` | this value is a text | quote it if a text is meant
    --
    4:53 bad hex | an even number of the digits 0-9 and a-f, without spaces
    --
    4:53 bad hex | an even number of the digits 0-9 and a-f, without spaces
    --
    4:55 expected a text, found the number `1` | this value is a text | quote it if a text is meant
    --
    4:48 unknown key `att` in a signature | a signature has the keys `at`, `region`, `service`, `scope_date`, `terminator`, `algorithm`, `access_key_id`, `secret_access_key`, `session_token`, `signature`, `unsigned`, `omit`, `authorization`, `alter_headers`, `alter_body`, `omit_date`, `in_query` | did you mean `at`?
    --
    4:52 bad duration `x`: expected number at 0 | a duration is a number and a unit | write it like `500ms`, `20m`, `1h 30m` or `7d`
    4:62 unknown parameter `Date` | parameter is one of `Credential`, `SignedHeaders`, `Signature`
    4:79 expected a list, found the text `host` | this value is a list, each item is a header's name
    4:96 expected `true` or `false`, found the number `1` | this value is a boolean
    --
    4:55 `anonymous` with `sign` | an anonymous request is not signed
    ");
}

#[test]
fn a_disturbance_is_one_that_the_world_knows() {
    let said = [
        step("{disturb: {}}"),
        step("{disturb: {clutser: {}}}"),
        step("{disturb: {cluster: {active: maybe}}}"),
        step("{disturb: {cluster: {id: x, hsms: -1, actve: true}}}"),
        step("{disturb: {proxy: {endpoint: x, answer: tls_fail}}}"),
        step("{disturb: {proxy: {endpoint: [x]}}}"),
        step("{disturb: {proxy: {endpoint: x, key: {id: x, usage: [1]}}}}"),
        step("{disturb: cluster}"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:15 a disturbance of nothing | `disturb` says what changes
    --
    4:16 unknown key `clutser` in `disturb` | `disturb` has the keys `cluster`, `proxy`, `vpc_service`, `service` | did you mean `cluster`?
    --
    4:25 `id` is missing | `cluster` says which one by `id`
    4:34 `active` cannot be the text `maybe` | `active` is boolean
    --
    4:39 `hsms` cannot be the number `-1` | `hsms` is integer
    4:43 unknown key `actve` in `cluster` | `cluster` has the keys `id`, `exists`, `active`, `hsms`, `network_valid`, `trust_anchor`, `backup_history`, `kmsuser_password`, `connection_error`, `reachable`, `sessions_exhausted` | did you mean `active`?
    --
    4:45 `answer` cannot be the text `tls_fail` | `answer` is one of `ok`, `validation`, `invalid_state`, `invalid_key_usage`, `authentication_failed`, `access_denied`, `key_not_found`, `invalid_uri_path`, `unsupported_operation`, `dependency_timeout`, `throttling`, `internal`, `connect_fails`, `tls_fails`, `socket_timeout`, `malformed`, `invalid_ciphertext`, `unavailable` | did you mean `tls_fails`?
    --
    4:34 `endpoint` cannot be a list | `endpoint` is string
    --
    4:58 `usage` cannot be the number `1` | `usage` is string
    --
    4:15 `disturb` cannot be the text `cluster` | `disturb` is object
    ");
}
