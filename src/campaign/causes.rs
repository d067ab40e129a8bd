//! Why a call must be refused, in words, and by which facts: what is special about a call that the model allows.

use super::trace::Seen;
use crate::generate::{Malformation, ScriptCall};
use crate::model::Operation;

/// One cause of a refusal.
pub(super) struct Cause {
    /// The operations that are refused for it; any where there is none.
    operations: &'static [Operation],
    /// The error.
    error: &'static str,
    /// What the situation must have in it, such as `store CONNECTED` or a member's name.
    mark: Mark,
    /// What is so, after "when".
    pub(super) when: &'static str,
    /// The facts whose rule it is.
    pub(super) facts: &'static [&'static str],
}

/// By what a cause is told from others of the same error.
#[derive(Clone, Copy)]
enum Mark {
    Any,
    /// The state on the reference has these words.
    State(&'static str),
    /// The input has this member.
    Given(&'static str),
    /// The input lacks this member.
    Lacks(&'static str),
    /// This member of the input has these words in it.
    Says(&'static str, &'static str),
}

use Mark::{Any, Given, Lacks, Says, State};
use Operation::{
    CancelKeyDeletion, ConnectCustomKeyStore, CreateAlias, CreateCustomKeyStore, CreateGrant,
    CreateKey, Decrypt, DeleteAlias, DeleteCustomKeyStore, DescribeCustomKeyStores, DescribeKey,
    DisableKey, DisconnectCustomKeyStore, EnableKey, Encrypt, GenerateRandom, GetKeyPolicy,
    ListAliases, PutKeyPolicy, RetireGrant, RevokeGrant, ScheduleKeyDeletion, TagResource,
    UntagResource, UpdateAlias, UpdateCustomKeyStore, UpdateKeyDescription,
};

/// The first cause that fits.
pub(super) fn of(call: &ScriptCall, expected: &Seen, error: &str) -> Option<&'static Cause> {
    CAUSES.iter().find(|cause| {
        let of_call = cause.operations.is_empty() || cause.operations.contains(&call.operation);
        let marked = match cause.mark {
            Any => true,
            State(words) => expected.state.contains(words),
            Given(member) => call.input.member(member).is_some(),
            Lacks(member) => call.input.member(member).is_none(),
            Says(member, words) => expected.input[member]
                .as_str()
                .is_some_and(|text| text.contains(words)),
        };
        of_call && cause.error == error && marked
    })
}

/// The facts about what is odd in a request, or about who sends it and where.
pub(super) fn of_request(call: &ScriptCall, error: Option<&str>) -> &'static [&'static str] {
    match &call.oddity {
        Some(
            Malformation::Unsigned
            | Malformation::Omit(_)
            | Malformation::Authorization(_)
            | Malformation::OmitDate,
        ) => &["A-001", "A-002"],
        Some(Malformation::SignedAt(millis)) if *millis > 0 => &["A-013"],
        Some(Malformation::SignedAt(_)) => &["A-011", "A-012"],
        Some(Malformation::InQuery) => &["A-003"],
        Some(Malformation::Algorithm(_)) => &["A-004"],
        Some(Malformation::ScopeTerminator(_)) => &["A-005"],
        Some(Malformation::ScopeRegion(_)) => &["A-006"],
        Some(Malformation::ScopeService(_)) => &["A-007"],
        Some(Malformation::ScopeDate(_)) => &["A-008"],
        Some(Malformation::AccessKeyId(_)) => &["A-009"],
        Some(Malformation::SessionToken(_)) => &["A-015"],
        Some(
            Malformation::Secret(_)
            | Malformation::Signature(_)
            | Malformation::UnsignedHeader(_)
            | Malformation::AlterHeader(..)
            | Malformation::AlterBody(_),
        ) => &["A-010"],
        Some(Malformation::Target(_)) => &["W-041", "W-042"],
        Some(Malformation::Preflight) => &["W-710"],
        None if error == Some("AccessDeniedException") => &["A-017"],
        _ => &[],
    }
}

const fn row(
    operations: &'static [Operation],
    error: &'static str,
    mark: Mark,
    when: &'static str,
    facts: &'static [&'static str],
) -> Cause {
    Cause {
        operations,
        error,
        mark,
        when,
        facts,
    }
}

const STATE: &str = "CustomKeyStoreInvalidStateException";
const KEY_STATE: &str = "KMSInvalidStateException";
const UNSUPPORTED: &str = "UnsupportedOperationException";

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(super) const CAUSES: &[Cause] = &[
    row(&[CreateCustomKeyStore], "CustomKeyStoreNameInUseException", Any, "its name is in use", &["C-008"]),
    row(&[CreateCustomKeyStore], "CloudHsmClusterInUseException", Any, "its cluster is in use", &["C-010"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "CloudHsmClusterNotFoundException", Any, "there is no such cluster", &["C-011"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "CloudHsmClusterNotActiveException", Any, "the cluster is not active", &["C-012"]),
    row(&[CreateCustomKeyStore], "IncorrectTrustAnchorException", Any, "the trust anchor is another cluster's", &["C-013"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "CloudHsmClusterInvalidConfigurationException", Any, "the cluster has too few HSMs or a bad network", &["C-014"]),
    row(&[CreateCustomKeyStore], "LimitExceededException", Any, "the account has ten custom key stores", &["C-015", "Q-005"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyUriInUseException", Any, "the proxy URI is in use", &["C-018"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyUriEndpointInUseException", Any, "the proxy endpoint is in use", &["C-019", "C-020"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyVpcEndpointServiceInUseException", Any, "the VPC endpoint service is in use", &["C-022"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyVpcEndpointServiceNotFoundException", Any, "there is no such VPC endpoint service", &["C-023"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyVpcEndpointServiceInvalidConfigurationException", Any, "the VPC endpoint service does not meet the requirements", &["C-024"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyUriUnreachableException", Any, "the proxy cannot be reached", &["C-025"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyIncorrectAuthenticationCredentialException", Any, "the proxy does not accept the credential", &["C-026", "X-003"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyInvalidResponseException", Any, "the proxy's answer cannot be read", &["C-027"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyInvalidConfigurationException", Any, "the proxy does not know the path", &["X-005"]),
    row(&[UpdateCustomKeyStore], "CustomKeyStoreNameInUseException", Any, "the new name is in use", &["C-077"]),
    row(&[UpdateCustomKeyStore], "CloudHsmClusterNotRelatedException", Any, "the new cluster has another history", &["C-079"]),
    row(&[UpdateCustomKeyStore], STATE, State("store CONNECTED"), "the store is CONNECTED", &["C-073"]),
    row(&[UpdateCustomKeyStore], STATE, Any, "the store is not DISCONNECTED", &["C-075"]),
    row(&[UpdateCustomKeyStore], "CustomKeyStoreNotFoundException", Any, "there is no such store", &["C-078"]),
    row(&[ConnectCustomKeyStore], "CustomKeyStoreNotFoundException", Any, "there is no such store", &["C-045"]),
    row(&[ConnectCustomKeyStore], STATE, State("store FAILED"), "the store is FAILED", &["C-041"]),
    row(&[ConnectCustomKeyStore], STATE, Any, "the store is DISCONNECTING", &["C-042"]),
    row(&[ConnectCustomKeyStore], "CloudHsmClusterNotActiveException", Any, "the cluster is not active", &["C-046"]),
    row(&[ConnectCustomKeyStore], "CloudHsmClusterInvalidConfigurationException", Any, "the cluster has no HSM or a bad network", &["C-046"]),
    row(&[DisconnectCustomKeyStore], "CustomKeyStoreNotFoundException", Any, "there is no such store", &["C-065"]),
    row(&[DisconnectCustomKeyStore], STATE, State("store DISCONNECTING"), "the store is DISCONNECTING", &["C-064"]),
    row(&[DeleteCustomKeyStore], "CustomKeyStoreNotFoundException", Any, "there is no such store", &["C-101"]),
    row(&[DeleteCustomKeyStore], "CustomKeyStoreHasCMKsException", Any, "the store holds keys", &["C-106", "C-107"]),
    row(&[DeleteCustomKeyStore], STATE, State("store CONNECTED"), "the store is CONNECTED", &["C-102"]),
    row(&[DeleteCustomKeyStore], STATE, State("store CONNECTING"), "the store is CONNECTING", &["C-103"]),
    row(&[DeleteCustomKeyStore], STATE, State("store DISCONNECTING"), "the store is DISCONNECTING", &["C-104"]),
    row(&[DeleteCustomKeyStore], STATE, State("store FAILED"), "the store is FAILED", &["C-105"]),
    row(&[DescribeCustomKeyStores], "CustomKeyStoreNotFoundException", Given("CustomKeyStoreName"), "no store has the name", &["C-134"]),
    row(&[DescribeCustomKeyStores], "CustomKeyStoreNotFoundException", Any, "there is no such store", &["C-133"]),
    row(&[DescribeCustomKeyStores], "InvalidMarkerException", Any, "the marker is none that was given out", &["C-147"]),
    row(&[], "InvalidMarkerException", Any, "the marker is none that was given out", &[]),
    row(&[CreateKey], "CustomKeyStoreNotFoundException", Any, "there is no such store", &["C-167"]),
    row(&[CreateKey], STATE, State("store DISCONNECTED"), "the store is DISCONNECTED", &["C-162"]),
    row(&[CreateKey], STATE, State("store CONNECTING"), "the store is CONNECTING", &["C-163"]),
    row(&[CreateKey], STATE, State("store DISCONNECTING"), "the store is DISCONNECTING", &["C-164"]),
    row(&[CreateKey], STATE, State("store FAILED"), "the store is FAILED", &["C-165"]),
    row(&[CreateKey], STATE, State("store CONNECTED"), "the store's proxy does not serve", &["X-000", "X-003", "X-005"]),
    row(&[CreateKey], UNSUPPORTED, Lacks("CustomKeyStoreId"), "the origin or the external key id needs a store and none is named", &["C-171", "C-173"]),
    row(&[CreateKey], UNSUPPORTED, Given("MultiRegion"), "a key in a store is to be in several Regions", &["C-169"]),
    row(&[CreateKey], UNSUPPORTED, Given("KeySpec"), "a key in a store is not to be symmetric", &["C-168"]),
    row(&[CreateKey], UNSUPPORTED, Given("XksKeyId"), "the origin is not the store's, or its keys have no external key id", &["C-170", "C-173"]),
    row(&[CreateKey], UNSUPPORTED, Any, "the origin is not the store's, or the external key id is missing", &["C-170", "C-172"]),
    row(&[CreateKey], "XksKeyAlreadyInUseException", Any, "another key of the store has the external key", &["C-174"]),
    row(&[CreateKey], "XksKeyNotFoundException", Any, "the proxy does not have the external key", &["C-175", "X-004"]),
    row(&[CreateKey], "XksKeyInvalidConfigurationException", Any, "the external key cannot be used", &["C-176", "C-177", "C-178"]),
    row(&[CreateKey], "CloudHsmClusterInvalidConfigurationException", Any, "the store's cluster has too few HSMs", &["C-179"]),
    row(&[CreateKey], "TagException", Any, "a tag is reserved, given twice, or one too many", &["K-041", "K-042"]),
    row(&[CreateKey], "MalformedPolicyDocumentException", Says("Policy", "kmspec-nobody"), "a principal of its policy does not exist", &["K-036"]),
    row(&[CreateKey], "MalformedPolicyDocumentException", Any, "the policy is none, or locks its maker out", &["K-037"]),
    row(&[CreateKey], "LimitExceededException", Given("Policy"), "the policy is too long", &["K-040", "Q-004"]),
    row(&[TagResource], "TagException", Any, "a tag is reserved, given twice, or one too many", &["K-043", "K-044"]),
    row(&[PutKeyPolicy], "MalformedPolicyDocumentException", Any, "the policy is none, or locks its maker out", &["P-701", "P-703"]),
    row(&[PutKeyPolicy], "ValidationException", Says("PolicyName", "AWS_RAM"), "Resource Access Manager manages the policy", &[]),
    row(&[GetKeyPolicy], "NotFoundException", Given("PolicyName"), "the key has no policy of that name", &["P-705"]),
    row(&[TagResource, UntagResource, UpdateKeyDescription], KEY_STATE, Any, "the key waits for its deletion", &["S-502", "S-503", "S-504"]),
    row(&[CreateAlias], "AlreadyExistsException", Any, "another alias has the name", &["L-508", "L-002"]),
    row(&[CreateAlias], "NotAuthorizedException", Any, "the name begins with alias/aws/", &["L-501"]),
    row(&[CreateAlias, UpdateAlias, DeleteAlias], "InvalidAliasNameException", Any, "the name has nothing after alias/", &[]),
    row(&[CreateAlias, UpdateAlias], "LimitExceededException", Any, "the key has fifty aliases", &["L-705"]),
    row(&[CreateAlias], KEY_STATE, Any, "the key waits for its deletion", &["S-006"]),
    row(&[UpdateAlias], KEY_STATE, Any, "the key waits for its deletion", &["S-507"]),
    row(&[CreateAlias, UpdateAlias], "ValidationException", Says("TargetKeyId", "alias/"), "its target is an alias", &["L-505"]),
    row(&[UpdateAlias], "ValidationException", Says("AliasName", "alias/"), "the new key is of another type or usage", &["L-007"]),
    row(&[CreateAlias, UpdateAlias, DeleteAlias], "ValidationException", Any, "the name does not begin with alias/", &["L-001"]),
    row(&[CreateAlias], "NotFoundException", Any, "there is no such key", &[]),
    row(&[UpdateAlias], "NotFoundException", State("target unknown"), "there is no such key", &[]),
    row(&[UpdateAlias], "NotFoundException", Any, "there is no such alias", &["L-523"]),
    row(&[DeleteAlias], "NotFoundException", Any, "there is no such alias", &["L-524"]),
    row(&[ListAliases], "NotFoundException", Any, "there is no such key", &[]),
    row(&[DescribeKey, Encrypt, Decrypt], "NotFoundException", Says("KeyId", "alias/"), "there is no such alias", &["L-706"]),
    row(&[CreateGrant], "InvalidArnException", Says("GranteePrincipal", "kmspec-nobody"), "its grantee does not exist", &["G-006", "G-520"]),
    row(&[CreateGrant], "DisabledException", Any, "the key is Disabled", &["S-009", "G-701"]),
    row(&[CreateGrant], KEY_STATE, State("PendingDeletion"), "the key waits for its deletion", &["S-010", "S-505"]),
    row(&[CreateGrant], KEY_STATE, Any, "the key has no material", &["S-011"]),
    row(&[CreateGrant], "ValidationException", Given("GranteeServicePrincipal"), "two grantees are named", &[]),
    row(&[CreateGrant], "ValidationException", Given("RetiringServicePrincipal"), "two are named who retire it", &[]),
    row(&[CreateGrant], "ValidationException", Any, "the key cannot do what is granted, or a constraint is too long", &["G-005", "G-501"]),
    row(&[CreateGrant, Encrypt, Decrypt, RetireGrant], "InvalidGrantTokenException", Any, "a grant token is none", &["model-InvalidGrantTokenException"]),
    row(&[RevokeGrant], "NotFoundException", Any, "there is no such grant, or no such key", &["G-538", "K-001"]),
    row(&[RetireGrant], "NotFoundException", Any, "there is no such grant, or no such key", &["K-001"]),
    row(&[DescribeKey, Encrypt], "NotFoundException", Any, "there is no such key", &["K-001"]),
    row(&[DescribeKey], "InvalidArnException", Any, "the ARN is none of a key", &[]),
    row(&[EnableKey], KEY_STATE, State("PendingDeletion"), "the key waits for its deletion", &["S-038"]),
    row(&[EnableKey], KEY_STATE, State("PendingImport"), "the key has no material", &["S-039"]),
    row(&[DisableKey], KEY_STATE, State("PendingDeletion"), "the key waits for its deletion", &["S-030"]),
    row(&[DisableKey], KEY_STATE, State("PendingImport"), "the key has no material", &["S-031"]),
    row(&[ScheduleKeyDeletion], KEY_STATE, Any, "the key waits for its deletion already", &["S-126", "S-R05"]),
    row(&[CancelKeyDeletion], KEY_STATE, Any, "the key does not wait for its deletion", &["S-001"]),
    row(&[Encrypt], "DisabledException", Any, "the key is Disabled", &["S-045", "S-R04"]),
    row(&[Encrypt], KEY_STATE, State("PendingDeletion"), "the key waits for its deletion", &["S-046"]),
    row(&[Encrypt], KEY_STATE, State("PendingImport"), "the key has no material", &["S-047", "S-R07"]),
    row(&[Encrypt], KEY_STATE, State("Unavailable"), "the key's store is not connected", &["S-048", "C-190"]),
    row(&[Encrypt], KEY_STATE, Any, "what stands behind the key's store fails", &["C-197", "C-198"]),
    row(&[Encrypt], "InvalidKeyUsageException", Any, "the key is not for encryption, or not by this algorithm", &["R-013"]),
    row(&[Encrypt, Decrypt], "DryRunOperationException", Any, "it would succeed and DryRun is set", &["R-026"]),
    row(&[Decrypt], "IncorrectKeyException", Any, "the ciphertext is another key's", &["R-016", "R-038"]),
    row(&[Decrypt], "InvalidCiphertextException", Given("EncryptionContext"), "the ciphertext is none, or of another encryption context", &["R-024", "R-033"]),
    row(&[Decrypt], "InvalidCiphertextException", Any, "the ciphertext is none, or has an encryption context", &["R-024", "R-033"]),
    row(&[Decrypt], "DisabledException", Any, "the key is Disabled", &["S-013", "S-R04"]),
    row(&[Decrypt], KEY_STATE, State("PendingDeletion"), "the key waits for its deletion", &["S-014", "S-R02"]),
    row(&[Decrypt], KEY_STATE, Any, "the key's store is not connected, or what stands behind it fails", &["S-016", "C-197", "C-198"]),
    row(&[GenerateRandom], "CustomKeyStoreNotFoundException", Any, "there is no such store", &["C-184"]),
    row(&[GenerateRandom], STATE, Any, "the store is not CONNECTED", &["C-183"]),
    row(&[GenerateRandom], "ValidationException", Lacks("NumberOfBytes"), "the number of bytes is left out", &[]),
    row(&[GenerateRandom], UNSUPPORTED, Any, "the store is an external one", &["C-185"]),
    row(&[], "InvalidArnException", Says("KeyId", "alias/"), "an alias is given where only keys are taken", &[]),
    row(&[], "NotFoundException", Given("KeyId"), "there is no such key", &["K-001"]),
    row(&[], "UnknownOperationException", Any, "the target names no operation", &["W-041"]),
    row(&[], "KMSInternalException", Any, "the service fails inside", &["W-050"]),
    row(&[], "DependencyTimeoutException", Any, "what the service needs does not answer", &["W-050"]),
];
