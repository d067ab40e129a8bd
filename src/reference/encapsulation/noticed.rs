//! Which rules of encapsulated secrets no case can notice, and where the others show.

use crate::model::Operation;
use crate::model::Operation::{Decapsulate, Encapsulate};

const BOTH_TYPES: &str = "No fact tells which error it is.";
const NO_MESSAGE: &str = "No fact tells the message of this operation.";
const NO_MATERIAL: &str = "No fact tells of an asymmetric key without material.";
const NO_STORE: &str = "Custom key stores hold symmetric keys only (C-168).";

/// Parts of the book, as the paths of derived faults begin, and why no case may tell right from wrong there.
#[rustfmt::skip]
pub(crate) const OPEN: &[(&str, &str)] = &[
    ("keys.admission.decapsulate.disabled.pending_deletion_disabled", NO_MESSAGE),
    ("keys.admission.decapsulate.pending_deletion.disabled", BOTH_TYPES),
    ("keys.admission.decapsulate.pending_deletion.pending_deletion_disabled", BOTH_TYPES),
    ("keys.admission.decapsulate.pending_deletion.pending_import", NO_MESSAGE),
    ("keys.admission.decapsulate.pending_deletion.unavailable", NO_MESSAGE),
    ("keys.admission.decapsulate.pending_deletion.not_pending_deletion", NO_MESSAGE),
    ("keys.admission.decapsulate.pending_import", NO_MATERIAL),
    ("keys.admission.decapsulate.unavailable", NO_STORE),
    ("keys.admission.encapsulate.disabled.pending_deletion_disabled", NO_MESSAGE),
    ("keys.admission.encapsulate.pending_deletion.disabled", BOTH_TYPES),
    ("keys.admission.encapsulate.pending_deletion.pending_deletion_disabled", BOTH_TYPES),
    ("keys.admission.encapsulate.pending_deletion.pending_import", NO_MESSAGE),
    ("keys.admission.encapsulate.pending_deletion.unavailable", NO_MESSAGE),
    ("keys.admission.encapsulate.pending_deletion.not_pending_deletion", NO_MESSAGE),
    ("keys.admission.encapsulate.pending_import", NO_MATERIAL),
    ("keys.admission.encapsulate.unavailable", NO_STORE),
];

/// Parts of the book, as the paths of faults begin, and the operations in which they show; others may show anywhere.
pub(crate) const SHOWN: &[(&str, &[Operation])] = &[("encapsulation", &[Decapsulate, Encapsulate])];
