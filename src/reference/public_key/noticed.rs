//! Which rules of public keys no case can notice, and where the others show.

use crate::model::Operation;
use crate::model::Operation::GetPublicKey;

/// Parts of the book, as the paths of derived faults begin, and why no case may tell right from wrong there.
#[rustfmt::skip]
pub(crate) const OPEN: &[(&str, &str)] = &[
    ("keys.admission.get_public_key.unavailable", "Custom key stores hold symmetric keys only (C-168), and no fact tells which error comes first."),
];

/// Parts of the book, as the paths of faults begin, and the operations in which they show; others may show anywhere.
pub(crate) const SHOWN: &[(&str, &[Operation])] = &[("public_keys", &[GetPublicKey])];
