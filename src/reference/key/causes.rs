//! Why calls about keys are refused, and by which facts.

use crate::model::Operation::{
    CancelKeyDeletion, CreateKey, DescribeKey, DisableKey, EnableKey, ScheduleKeyDeletion,
};
use crate::reference::cause::Mark::{Any, Given, Lacks, Says, State};
use crate::reference::cause::{Cause, KEY_STATE, STATE, UNSUPPORTED, row};

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(crate) const CAUSES: &[Cause] = &[
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
    row(&[DescribeKey], "InvalidArnException", Any, "the ARN is none of a key", &[]),
    row(&[EnableKey], KEY_STATE, State("PendingDeletion"), "the key waits for its deletion", &["S-038"]),
    row(&[EnableKey], KEY_STATE, State("PendingImport"), "the key has no material", &["S-039"]),
    row(&[DisableKey], KEY_STATE, State("PendingDeletion"), "the key waits for its deletion", &["S-030"]),
    row(&[DisableKey], KEY_STATE, State("PendingImport"), "the key has no material", &["S-031"]),
    row(&[ScheduleKeyDeletion], KEY_STATE, Any, "the key waits for its deletion already", &["S-126", "S-R05"]),
    row(&[CancelKeyDeletion], KEY_STATE, Any, "the key does not wait for its deletion", &["S-001"]),
];
