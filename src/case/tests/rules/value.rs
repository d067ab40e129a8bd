//! Values, forms and references.

use insta::assert_snapshot;

use super::{input, says, step};
use crate::case::tests::with_steps;

#[test]
fn a_duration_has_a_unit() {
    let said = [
        step("{advance: 7}"),
        step("{advance: 7 fortnights}"),
        step("{advance: 1us}"),
        step("{advance: 101years}"),
        step("{call: GenerateRandom, expect: {ok: {$any: true}}, eventually: {stable_for: -1s}}"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:15 expected a text, found the number `7` | this value is a text | quote it if a text is meant
    --
    4:15 bad duration `7 fortnights` | a duration is whole numbers, each with one of the units ms, s, m, h, d | write it like `500ms`, `20m`, `1h 30m` or `7d`
    --
    4:15 bad duration `1us` | a duration is whole numbers, each with one of the units ms, s, m, h, d | write it like `500ms`, `20m`, `1h 30m` or `7d`
    --
    4:15 bad duration `101years` | a duration is whole numbers, each with one of the units ms, s, m, h, d | write it like `500ms`, `20m`, `1h 30m` or `7d`
    --
    4:68 `within` is missing | `eventually` has `within`
    4:81 bad duration `-1s` | a duration is whole numbers, each with one of the units ms, s, m, h, d | write it like `500ms`, `20m`, `1h 30m` or `7d`
    ");
}

#[test]
fn every_part_of_a_duration_is_a_number_and_a_unit() {
    let said = |text: &str| {
        step(&format!(
            "{{call: GenerateRandom, expect: {{ok: {{$any: true}}}}, eventually: {{within: '{text}'}}}}"
        ))
    };
    for good in ["5s", "500ms", "1h 30m", "1h30m", "7d"] {
        assert_eq!(said(good), "nothing", "{good}");
    }
    for bad in [
        "s", "ms", "5", "5 s", "5s ", " 5s", "5s  5ms", "5s m", "5ss", "",
    ] {
        assert_ne!(said(bad), "nothing", "{bad}");
    }
}

#[test]
fn a_whole_number_is_exact_wherever_it_stands() {
    let most = "18446744073709551615";
    let more = "18446744073709551616";
    let why = "a whole number has at most 64 bits";
    for place in ["N", "[1, N]", "{a: N}", "[{a: [N]}]"] {
        assert!(!input(&place.replace('N', most)).contains(why), "{place}");
        assert!(input(&place.replace('N', more)).contains(why), "{place}");
        assert!(
            !input(&place.replace('N', "1.5e30")).contains(why),
            "{place}"
        );
    }
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
    4:61 unknown form `$rf` in a value | the forms of a value are `$ref`, `$row`, `$fresh`, `$repeat`, `$concat`, `$upper`, `$base64`, `$bytes`, `$text`, `$pick`, `$json`, `$joined`, `$shortened`, `$altered`, `$digest`, `$encrypted`, `$encapsulated`, `$key_pair`, `$agreed`, `$literal` | did you mean `$ref`?
    --
    4:70 two forms in one mapping, `$ref` and `$row` | a form is a mapping with one `$` key and nothing else | to send a mapping with `$` keys as it stands, use `{$literal: {…}}`
    --
    4:70 `b` stands beside the form `$ref` | a form is a mapping with one `$` key and nothing else | to send a mapping with `$` keys as it stands, use `{$literal: {…}}`
    --
    4:67 expected a text, found the number `1` | this value is a text | quote it if a text is meant
    --
    4:67 bad path `a..b` | a path is names and numbers with dots between them
    --
    4:69 unknown kind of fresh value `store` | kind of fresh value is one of `store_name`, `cluster_id`, `password`, `certificate`, `proxy_endpoint`, `proxy_path`, `proxy_access_key_id`, `proxy_secret`, `vpc_service`, `store_id`, `key_id`, `xks_key_id`, `account_id`, `vpc_service_owner`, `alias`, `text`
    --
    4:69 unknown kind of fresh value `password_` | kind of fresh value is one of `store_name`, `cluster_id`, `password`, `certificate`, `proxy_endpoint`, `proxy_path`, `proxy_access_key_id`, `proxy_secret`, `vpc_service`, `store_id`, `key_id`, `xks_key_id`, `account_id`, `vpc_service_owner`, `alias`, `text` | did you mean `password`?
    --
    4:70 `times` is missing | a repetition has `times`
    --
    4:70 this repetition is too long | a text that is repeated has at most 16777216 bytes
    --
    4:87 expected a whole number from 0 to 4294967295, found the number `-1` | this value is a whole number from 0 to 4294967295
    --
    4:70 this list is empty | each item is a value, and there is at least one
    --
    4:70 expected a list, found the text `a` | this value is a list, each item is a value
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
        says(&with_steps(
            "  - {id: no, call: CreateCustomKeyStore, expect: {error: ValidationException}}\n  - {call: DeleteCustomKeyStore, input: {CustomKeyStoreId: {$ref: no.headers.Date}}, expect: {ok: {}}}",
        )),
        says(&with_steps(
            "  - {id: no, call: DeleteAlias}\n  - {call: DeleteCustomKeyStore, input: {CustomKeyStoreId: {$ref: no.headers}}, expect: {ok: {}}}",
        )),
        says(&with_steps(
            "  - {id: no, call: DeleteAlias}\n  - {call: DeleteCustomKeyStore, input: {CustomKeyStoreId: {$ref: no.headers.Date.0}}, expect: {ok: {}}}",
        )),
        says(&with_steps(
            "  - {id: no, call: DeleteAlias, copies: 2, expect: {each: [{count: 2, expect: {ok: {}}}]}}\n  - {call: DeleteCustomKeyStore, input: {CustomKeyStoreId: {$ref: no.headers.Date}}, expect: {ok: {}}}",
        )),
        says(
            "requirement: A.\nevidence: [kmspec-trial]\nlet: {a: {b: 1}}\nneeds: {s: {role: custom_key_store}, k: {role: key}}\nsteps: [{call: GenerateRandom, input: {NumberOfBytes: [{$ref: a.c}, {$ref: s}, {$ref: s.Nam}, {$ref: k.KeyIdd}, {$ref: aa}]}, expect: {ok: {$any: true}}}]",
        ),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:67 `store` is not defined before this | `$ref` names a value of `let`, a need, or the `id` of a step above
    --
    4:67 `target` has no `regio` | it has `region`, `other_region`, `partition`, `account` | did you mean `region`?
    --
    4:67 `principals` has no `peer` | it has `owner.account`, `owner.arn`, `peer.account`, `peer.arn`, `stranger.account`, `stranger.arn`, `user.account`, `user.arn`
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
    nothing
    --
    5:67 `no.headers` is no header of an answer | the headers of an answer are texts: `headers` and one name, such as `headers.Date`
    --
    5:67 `no.headers.Date.0` is no header of an answer | the headers of an answer are texts: `headers` and one name, such as `headers.Date`
    --
    5:67 the answer of `no` is no single body | a step that expects an error, or is sent in copies, has nothing to refer to
    --
    5:63 `a` has no `c` | the value under `let` has no such member
    5:76 `s` is no value by itself | a need has members, such as `CustomKeyStoreId` or `KeyId`
    5:87 `CreateCustomKeyStoreRequest` has no member `Nam` | it has `CustomKeyStoreName`, `CloudHsmClusterId`, `TrustAnchorCertificate`, `KeyStorePassword`, `CustomKeyStoreType`, `XksProxyUriEndpoint`, `XksProxyUriPath`, `XksProxyVpcEndpointServiceName`, `XksProxyVpcEndpointServiceOwner`, `XksProxyAuthenticationCredential`, `XksProxyConnectivity`
    5:102 `KeyMetadata` has no member `KeyIdd` | it has `AWSAccountId`, `KeyId`, `Arn`, `CreationDate`, `Enabled`, `Description`, `KeyUsage`, `KeyState`, `DeletionDate`, `ValidTo`, `Origin`, `CustomKeyStoreId`, `CloudHsmClusterId`, `ExpirationModel`, `KeyManager`, `CustomerMasterKeySpec`, `KeySpec`, `EncryptionAlgorithms`, `SigningAlgorithms`, `KeyAgreementAlgorithms`, `EncapsulationAlgorithms`, `MultiRegion`, `MultiRegionConfiguration`, `PendingDeletionWindowInDays`, `MacAlgorithms`, `XksKeyConfiguration`, `CurrentKeyMaterialId` | did you mean `KeyId`?
    5:120 `aa` is not defined before this | `$ref` names a value of `let`, a need, or the `id` of a step above | did you mean `a`?
    ");
}

#[test]
fn a_request_has_known_members_whatever_stands_for_them() {
    let good = "{TagKey: a, TagValue: b}";
    let said = |rows: &str, tag: &str| {
        says(&format!(
            "requirement: A.\nevidence: [kmspec-trial]\n{rows}steps: [{{call: TagResource, input: {{KeyId: k, Tags: [{tag}]}}, expect: {{ok: {{$any: true}}}}}}]"
        ))
    };
    let row = |tag: &str| {
        let rows = format!("rows: [{{name: one, tag: {good}}}, {{name: two, tag: {tag}}}]\n");
        said(&rows, "{$row: tag}")
    };
    let pick = |tag: &str| said("", &format!("{{$pick: [{good}, {tag}]}}"));
    assert_eq!(pick("{TagKey: b, TagValue: c}"), "nothing");
    assert_eq!(row("{TagKey: b, TagValue: c}"), "nothing");
    for told in [row("{TagKey: a, Valu: b}"), pick("{TagKey: a, Valu: b}")] {
        assert!(told.contains("`Tag` has no member `Valu`"), "{told}");
    }
}

#[test]
fn a_reference_into_a_value_goes_as_deep_as_the_value() {
    let said = |path: &str| {
        says(&format!(
            "requirement: A.\nevidence: [kmspec-trial]\nlet: {{a: {{b: [{{c: 1}}, 2]}}}}\nsteps: [{{call: GenerateRandom, input: {{NumberOfBytes: {{$ref: {path}}}}}, expect: {{ok: {{$any: true}}}}}}]"
        ))
    };
    for good in ["a", "a.b", "a.b.0", "a.b.0.c", "a.b.1"] {
        assert_eq!(said(good), "nothing", "{good}");
    }
    for (bad, rest) in [
        ("a.c", "c"),
        ("a.b.2", "b.2"),
        ("a.b.c", "b.c"),
        ("a.b.0.d", "b.0.d"),
    ] {
        let told = format!("`a` has no `{rest}`");
        assert!(said(bad).contains(&told), "{bad}: {}", said(bad));
    }
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
