//! A good call of each operation: cheap, harmless, and answered by every target that has the operation.
//!
//! Whatever can be asked of something that is not there is asked so: that it is not found shows that the operation is
//! there. Only `CreateKey` makes something, which its caller takes away again.

use serde_json::Value;

use crate::model::Operation;

/// Operation and input, in the form of the service.
const GOOD_CALLS: &[(Operation, &str)] = &[
    (
        Operation::CancelKeyDeletion,
        r#"{"KeyId":"00000000-0000-4000-8000-000000000000"}"#,
    ),
    (
        Operation::ConnectCustomKeyStore,
        r#"{"CustomKeyStoreId":"cks-00000000000000000"}"#,
    ),
    (
        Operation::CreateAlias,
        r#"{"AliasName":"alias/kmspec-is-it-there","TargetKeyId":"00000000-0000-4000-8000-000000000000"}"#,
    ),
    // No proxy is there: `.invalid` resolves nowhere (RFC 6761).
    (
        Operation::CreateCustomKeyStore,
        r#"{"CustomKeyStoreName":"kmspec-is-it-there","CustomKeyStoreType":"EXTERNAL_KEY_STORE","XksProxyUriEndpoint":"https://kmspec.invalid","XksProxyUriPath":"/kms/xks/v1","XksProxyConnectivity":"PUBLIC_ENDPOINT","XksProxyAuthenticationCredential":{"AccessKeyId":"KMSPECISITTHERE2345AA","RawSecretAccessKey":"0000000000000000000000000000000000000000000="}}"#,
    ),
    (Operation::CreateKey, "{}"),
    (Operation::Decrypt, r#"{"CiphertextBlob":"AAAA"}"#),
    (
        Operation::DeleteAlias,
        r#"{"AliasName":"alias/kmspec-is-it-there"}"#,
    ),
    (
        Operation::DeleteCustomKeyStore,
        r#"{"CustomKeyStoreId":"cks-00000000000000000"}"#,
    ),
    (Operation::DescribeCustomKeyStores, "{}"),
    (
        Operation::DescribeKey,
        r#"{"KeyId":"00000000-0000-4000-8000-000000000000"}"#,
    ),
    (
        Operation::DisableKey,
        r#"{"KeyId":"00000000-0000-4000-8000-000000000000"}"#,
    ),
    (
        Operation::DisconnectCustomKeyStore,
        r#"{"CustomKeyStoreId":"cks-00000000000000000"}"#,
    ),
    (
        Operation::EnableKey,
        r#"{"KeyId":"00000000-0000-4000-8000-000000000000"}"#,
    ),
    (
        Operation::Encrypt,
        r#"{"KeyId":"00000000-0000-4000-8000-000000000000","Plaintext":"AAAA"}"#,
    ),
    (Operation::GenerateRandom, r#"{"NumberOfBytes":1}"#),
    (Operation::ListAliases, "{}"),
    (Operation::ListKeys, "{}"),
    (
        Operation::ScheduleKeyDeletion,
        r#"{"KeyId":"00000000-0000-4000-8000-000000000000"}"#,
    ),
    (
        Operation::UpdateAlias,
        r#"{"AliasName":"alias/kmspec-is-it-there","TargetKeyId":"00000000-0000-4000-8000-000000000000"}"#,
    ),
    (
        Operation::UpdateCustomKeyStore,
        r#"{"CustomKeyStoreId":"cks-00000000000000000","NewCustomKeyStoreName":"kmspec-is-it-there"}"#,
    ),
    (
        Operation::GetKeyPolicy,
        r#"{"KeyId":"00000000-0000-4000-8000-000000000000"}"#,
    ),
    (
        Operation::ListKeyPolicies,
        r#"{"KeyId":"00000000-0000-4000-8000-000000000000"}"#,
    ),
    (
        Operation::ListResourceTags,
        r#"{"KeyId":"00000000-0000-4000-8000-000000000000"}"#,
    ),
    (
        Operation::PutKeyPolicy,
        r#"{"KeyId":"00000000-0000-4000-8000-000000000000","Policy":"{}"}"#,
    ),
    (
        Operation::TagResource,
        r#"{"KeyId":"00000000-0000-4000-8000-000000000000","Tags":[{"TagKey":"kmspec","TagValue":"is-it-there"}]}"#,
    ),
    (
        Operation::UntagResource,
        r#"{"KeyId":"00000000-0000-4000-8000-000000000000","TagKeys":["kmspec"]}"#,
    ),
    (
        Operation::UpdateKeyDescription,
        r#"{"KeyId":"00000000-0000-4000-8000-000000000000","Description":"kmspec-is-it-there"}"#,
    ),
];

/// The input of a good call of the operation, where one is known.
#[must_use]
pub fn good_call(operation: Operation) -> Option<Value> {
    let mut known = GOOD_CALLS.iter();
    let (_, input) = known.find(|(known, _)| *known == operation)?;
    serde_json::from_str(input).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Model, validate};

    #[test]
    fn good_calls_are_good() {
        let model = Model::bundled();
        for (operation, _) in GOOD_CALLS {
            let input = good_call(*operation).expect("the table holds JSON");
            let operation = *operation;
            let checked = validate(model, &model.input(operation).name, &input);
            assert_eq!(checked, Ok(()), "{operation}");
        }
    }
}
