//! Why calls about data keys are refused, and by which facts.

use crate::model::Operation::{GenerateDataKey, GenerateDataKeyWithoutPlaintext};
use crate::reference::cause::Mark::{Any, State};
use crate::reference::cause::{Cause, KEY_STATE, row};

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(crate) const CAUSES: &[Cause] = &[
    row(&[GenerateDataKey, GenerateDataKeyWithoutPlaintext], "DisabledException", Any, "the key is Disabled", &["S-049", "S-061"]),
    row(&[GenerateDataKey, GenerateDataKeyWithoutPlaintext], KEY_STATE, State("PendingDeletion"), "the key waits for its deletion", &["S-050", "S-062"]),
    row(&[GenerateDataKey, GenerateDataKeyWithoutPlaintext], KEY_STATE, State("PendingImport"), "the key has no material", &["S-051", "S-063"]),
    row(&[GenerateDataKey, GenerateDataKeyWithoutPlaintext], KEY_STATE, Any, "the key's store is not connected, or what stands behind it fails", &["S-052", "C-190", "C-197"]),
    row(&[GenerateDataKey, GenerateDataKeyWithoutPlaintext], "InvalidKeyUsageException", Any, "the key is not a symmetric one for encryption", &["R-029", "R-513", "R-516"]),
    row(&[GenerateDataKey, GenerateDataKeyWithoutPlaintext], "DryRunOperationException", Any, "it would succeed and DryRun is set", &["R-026"]),
];
