//! Why calls about data keys are refused, and by which facts.

use crate::model::Operation;
use crate::model::Operation::{
    GenerateDataKey, GenerateDataKeyPair, GenerateDataKeyPairWithoutPlaintext,
    GenerateDataKeyWithoutPlaintext,
};
use crate::reference::cause::Mark::{Any, State};
use crate::reference::cause::{Cause, KEY_STATE, UNSUPPORTED, row};

/// Those that make pairs.
const PAIRS: &[Operation] = &[GenerateDataKeyPair, GenerateDataKeyPairWithoutPlaintext];

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(crate) const CAUSES: &[Cause] = &[
    row(&[GenerateDataKey, GenerateDataKeyWithoutPlaintext], "DisabledException", Any, "the key is Disabled", &["S-049", "S-061"]),
    row(&[GenerateDataKey, GenerateDataKeyWithoutPlaintext], KEY_STATE, State("PendingDeletion"), "the key waits for its deletion", &["S-050", "S-062"]),
    row(&[GenerateDataKey, GenerateDataKeyWithoutPlaintext], KEY_STATE, State("PendingImport"), "the key has no material", &["S-051", "S-063"]),
    row(&[GenerateDataKey, GenerateDataKeyWithoutPlaintext], KEY_STATE, Any, "the key's store is not connected, or what stands behind it fails", &["S-052", "C-190", "C-197"]),
    row(&[GenerateDataKey, GenerateDataKeyWithoutPlaintext], "InvalidKeyUsageException", Any, "the key is not a symmetric one for encryption", &["R-029", "R-513", "R-516"]),
    row(&[GenerateDataKey, GenerateDataKeyWithoutPlaintext], "DryRunOperationException", Any, "it would succeed and DryRun is set", &["R-026"]),
    row(PAIRS, "DisabledException", Any, "the key is Disabled", &["S-053", "S-057"]),
    row(PAIRS, KEY_STATE, State("PendingDeletion"), "the key waits for its deletion", &["S-054", "S-058"]),
    row(PAIRS, KEY_STATE, State("PendingImport"), "the key has no material", &["S-055", "S-059"]),
    row(PAIRS, KEY_STATE, Any, "the key's store is not connected", &["S-056", "S-060"]),
    row(PAIRS, "InvalidKeyUsageException", Any, "the key is not a symmetric one for encryption", &["model-GenerateDataKeyPair"]),
    row(PAIRS, UNSUPPORTED, Any, "the key is in a custom key store, or the Region has no such pairs", &["C-193"]),
    row(PAIRS, "DryRunOperationException", Any, "it would succeed and DryRun is set", &["R-026", "R-027"]),
];
