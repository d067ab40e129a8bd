//! Which rules of rotations no case can notice, and where the others show.

use crate::model::Operation;
use crate::model::Operation::{
    DisableKeyRotation, EnableKeyRotation, GetKeyRotationStatus, ListKeyRotations,
    RotateKeyOnDemand,
};
use crate::reference::faults::noticed::FEWER;

/// What is asked before the key's state.
const ORIGIN: &str =
    "Keys in this state have another origin, which is asked for before it (T-511, S-044).";

/// What is told of a key that waits for its deletion.
const PENDING_DELETION: &str = "No recording has this state, and both errors of states are declared: that it is refused is all that is known.";

/// Parts of the book, as the paths of derived faults begin, and why no case may tell right from wrong there.
pub(crate) const OPEN: &[(&str, &str)] = &[
    ("keys.admission.disable_key_rotation.pending_import", ORIGIN),
    ("keys.admission.disable_key_rotation.unavailable", ORIGIN),
    ("keys.admission.enable_key_rotation.pending_import", ORIGIN),
    ("keys.admission.enable_key_rotation.unavailable", ORIGIN),
    (
        "keys.admission.rotate_key_on_demand.pending_deletion.disabled",
        PENDING_DELETION,
    ),
    (
        "keys.admission.rotate_key_on_demand.pending_deletion.not_pending_deletion",
        PENDING_DELETION,
    ),
    (
        "keys.admission.rotate_key_on_demand.pending_deletion.pending_deletion_disabled",
        PENDING_DELETION,
    ),
    (
        "keys.admission.rotate_key_on_demand.pending_deletion.pending_import",
        PENDING_DELETION,
    ),
    (
        "keys.admission.rotate_key_on_demand.pending_deletion.unavailable",
        PENDING_DELETION,
    ),
    (
        "keys.admission.rotate_key_on_demand.unavailable",
        "A key that is unavailable is in a store, and refused for that as well (C-196).",
    ),
    ("rotation.page.one_less", FEWER),
    (
        "rotation.page.one_more",
        "A key is rotated 25 times on demand, and by itself once in ninety days, so that no list in a test is longer (T-537).",
    ),
];

/// Parts of the book, as the paths of faults begin, and the operations in which they show; others may show anywhere.
pub(crate) const SHOWN: &[(&str, &[Operation])] = &[(
    "rotation",
    &[
        DisableKeyRotation,
        EnableKeyRotation,
        GetKeyRotationStatus,
        ListKeyRotations,
        RotateKeyOnDemand,
    ],
)];
