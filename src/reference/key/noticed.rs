//! Which rules of keys no case can notice, and where the others show.

use crate::model::Operation;
use crate::model::Operation::{CreateKey, ScheduleKeyDeletion};

const TOO_MANY: &str = "No case makes the hundred thousand keys of an account's quota (Q-001).";
const BOTH_TYPES: &str = "The guide allows both types (S-010, S-014, S-046).";
const NO_ERROR: &str =
    "That it is refused is documented, the error is not (C-168 to C-173, C-180, X-006).";

/// Parts of the book, as the paths of derived faults begin, and why no case may tell right from wrong there.
pub(crate) const OPEN: &[(&str, &str)] = &[
    (
        "keys.admission.create_grant.pending_deletion.pending_deletion_disabled",
        BOTH_TYPES,
    ),
    (
        "keys.admission.decrypt.pending_deletion.pending_deletion_disabled",
        BOTH_TYPES,
    ),
    (
        "keys.admission.decrypt.pending_import",
        "A key without material has no ciphertext, and one of another key is refused for that (S-015).",
    ),
    (
        "keys.admission.encrypt.pending_deletion.pending_deletion_disabled",
        BOTH_TYPES,
    ),
    ("keys.create.without.quota", TOO_MANY),
    ("keys.multi_region_in_store", NO_ERROR),
    ("keys.origin_mismatch", NO_ERROR),
    ("keys.proxy_denies.not_found_exception", NO_ERROR),
    ("keys.proxy_unsupported", NO_ERROR),
    ("keys.quota", TOO_MANY),
    ("keys.spec_in_store", NO_ERROR),
    (
        "keys.unquoted_ids",
        "Recordings have the id in quotes and without, and most operations have none (K-004, K-700, L-507).",
    ),
    ("keys.xks_key_id", NO_ERROR),
];

/// Parts of the book, as the paths of faults begin, and the operations in which they show; others may show anywhere.
pub(crate) const SHOWN: &[(&str, &[Operation])] = &[
    ("keys.create", &[CreateKey]),
    ("keys.quota", &[CreateKey]),
    ("keys.window", &[ScheduleKeyDeletion]),
];
