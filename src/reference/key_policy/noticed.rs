//! Which rules of key policies no case can notice, and where the others show.

use crate::model::Operation;
use crate::model::Operation::{CreateKey, GetKeyPolicy, PutKeyPolicy};

/// Parts of the book, as the paths of faults begin, and the operations in which they show; others may show anywhere.
pub(crate) const SHOWN: &[(&str, &[Operation])] = &[
    ("policies.bytes", &[CreateKey, PutKeyPolicy]),
    ("policies.no_policy", &[GetKeyPolicy]),
    ("policies.other_name", &[PutKeyPolicy]),
];
