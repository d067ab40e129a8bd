//! Which rules of shared secrets no case can notice, and where the others show.

use crate::model::Operation;
use crate::model::Operation::DeriveSharedSecret;

const NO_MESSAGE: &str = "No fact tells the message of this operation.";

/// Parts of the book, as the paths of derived faults begin, and why no case may tell right from wrong there.
#[rustfmt::skip]
pub(crate) const OPEN: &[(&str, &str)] = &[
    ("keys.admission.derive_shared_secret.disabled.pending_deletion_disabled", NO_MESSAGE),
    ("keys.admission.derive_shared_secret.pending_deletion.disabled", "No fact tells which error it is."),
    ("keys.admission.derive_shared_secret.pending_deletion.pending_import", NO_MESSAGE),
    ("keys.admission.derive_shared_secret.pending_deletion.unavailable", NO_MESSAGE),
    ("keys.admission.derive_shared_secret.pending_deletion.not_pending_deletion", NO_MESSAGE),
    ("keys.admission.derive_shared_secret.pending_import", "No fact tells of an asymmetric key without material."),
    ("keys.admission.derive_shared_secret.unavailable", "Custom key stores hold symmetric keys only (C-168)."),
];

/// Parts of the book, as the paths of faults begin, and the operations in which they show; others may show anywhere.
pub(crate) const SHOWN: &[(&str, &[Operation])] = &[("shared_secrets", &[DeriveSharedSecret])];
