//! Expectations and matchers.

use insta::assert_snapshot;

use super::{expect, metadata, step};

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
    4:53 unknown form `$opn` in a matcher | the forms of a matcher are `$open`, `$optional`, `$not`, `$lacks`, `$json_text`, `$one_of`, `$all`, `$has`, `$set`, `$any`, `$absent`, `$type`, `$matches`, `$length`, `$blob`, `$about`, `$signature`, `$public_key`, `$private_key`, `$random`, `$ref`, `$row`, `$fresh`, `$repeat`, `$concat`, `$upper`, `$base64`, `$bytes`, `$text`, `$pick`, `$json`, `$joined`, `$shortened`, `$altered`, `$digest`, `$encrypted`, `$encapsulated`, `$key_pair`, `$agreed`, `$literal` | did you mean `$open`?
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
    4:94 bad duration `soon` | a duration is whole numbers, each with one of the units ms, s, m, h, d | write it like `500ms`, `20m`, `1h 30m` or `7d`
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
