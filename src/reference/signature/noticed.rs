//! Which rules of signatures no case can notice, and where the others show.

use crate::model::Operation;
use crate::model::Operation::{Sign, Verify};

const BOTH_TYPES: &str = "The guide allows both types (S-130, S-154).";
const NO_MATERIAL: &str = "No fact tells of an asymmetric key without material.";
const NO_STORE: &str = "Custom key stores hold symmetric keys only (C-168).";

/// Parts of the book, as the paths of derived faults begin, and why no case may tell right from wrong there.
#[rustfmt::skip]
pub(crate) const OPEN: &[(&str, &str)] = &[
    ("keys.admission.sign.pending_deletion.pending_deletion_disabled", BOTH_TYPES),
    ("keys.admission.sign.pending_import", NO_MATERIAL),
    ("keys.admission.sign.unavailable", NO_STORE),
    ("keys.admission.verify.pending_deletion.pending_deletion_disabled", BOTH_TYPES),
    ("keys.admission.verify.pending_import", NO_MATERIAL),
    ("keys.admission.verify.unavailable", NO_STORE),
];

/// Parts of the book, as the paths of faults begin, and the operations in which they show; others may show anywhere.
pub(crate) const SHOWN: &[(&str, &[Operation])] = &[("signatures", &[Sign, Verify])];
