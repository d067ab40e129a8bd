//! Why calls about rotations are refused, and by which facts.

use crate::model::Operation::{
    DisableKeyRotation, EnableKeyRotation, GetKeyRotationStatus, ListKeyRotations,
    RotateKeyOnDemand,
};
use crate::reference::cause::Mark::{Any, State};
use crate::reference::cause::{Cause, KEY_STATE, UNSUPPORTED, row};

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(crate) const CAUSES: &[Cause] = &[
    row(&[EnableKeyRotation], "DisabledException", Any, "the key is Disabled", &["S-041", "T-500"]),
    row(&[DisableKeyRotation], "DisabledException", Any, "the key is Disabled", &["S-033", "T-501"]),
    row(&[RotateKeyOnDemand], "DisabledException", Any, "the key is Disabled", &["S-R08", "T-502"]),
    row(&[EnableKeyRotation], KEY_STATE, Any, "the key waits for its deletion", &["S-042"]),
    row(&[DisableKeyRotation], KEY_STATE, Any, "the key waits for its deletion", &["S-034", "T-504"]),
    row(&[RotateKeyOnDemand], KEY_STATE, State("PendingImport"), "the key has no material", &["T-007"]),
    row(&[RotateKeyOnDemand], KEY_STATE, Any, "the key waits for its deletion, or no imported material waits for its rotation", &["T-006"]),
    row(&[EnableKeyRotation, DisableKeyRotation], UNSUPPORTED, Any, "only material that KMS has made for symmetric encryption is rotated by itself", &["T-009", "T-511", "C-194"]),
    row(&[GetKeyRotationStatus], UNSUPPORTED, Any, "the material is imported, or the key is in a store", &["T-700", "C-194"]),
    row(&[RotateKeyOnDemand], UNSUPPORTED, Any, "the key is not for symmetric encryption, or is in a store", &["W-027", "C-196"]),
    row(&[ListKeyRotations], UNSUPPORTED, Any, "the key has no rotation", &["model-ListKeyRotations.errors"]),
    row(&[RotateKeyOnDemand], "LimitExceededException", Any, "the key was rotated 25 times on demand", &["T-005", "T-537"]),
    row(&[RotateKeyOnDemand], "ConflictException", Any, "an automatic rotation is due within 20 minutes", &["T-538"]),
];
