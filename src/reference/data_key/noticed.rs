//! Which rules of data keys no case can notice, and where the others show.

use crate::model::Operation;
use crate::model::Operation::{
    GenerateDataKey, GenerateDataKeyPair, GenerateDataKeyPairWithoutPlaintext,
    GenerateDataKeyWithoutPlaintext,
};

const BOTH_TYPES: &str = "The guide allows both types (S-050, S-054, S-058, S-062).";
const NO_ORDER: &str =
    "A stored key is refused as well for its kind, and no fact tells which comes first (C-193).";

/// Parts of the book, as the paths of derived faults begin, and why no case may tell right from wrong there.
#[rustfmt::skip]
pub(crate) const OPEN: &[(&str, &str)] = &[
    ("keys.admission.generate_data_key.pending_deletion.pending_deletion_disabled", BOTH_TYPES),
    ("keys.admission.generate_data_key_pair.pending_deletion.pending_deletion_disabled", BOTH_TYPES),
    ("keys.admission.generate_data_key_pair.unavailable.accepted", NO_ORDER),
    ("keys.admission.generate_data_key_pair.unavailable.not_pending_deletion", NO_ORDER),
    ("keys.admission.generate_data_key_pair.unavailable.pending_deletion", NO_ORDER),
    ("keys.admission.generate_data_key_pair.unavailable.pending_import", NO_ORDER),
    ("keys.admission.generate_data_key_pair_without_plaintext.pending_deletion.pending_deletion_disabled", BOTH_TYPES),
    ("keys.admission.generate_data_key_pair_without_plaintext.unavailable.accepted", NO_ORDER),
    ("keys.admission.generate_data_key_pair_without_plaintext.unavailable.not_pending_deletion", NO_ORDER),
    ("keys.admission.generate_data_key_pair_without_plaintext.unavailable.pending_deletion", NO_ORDER),
    ("keys.admission.generate_data_key_pair_without_plaintext.unavailable.pending_import", NO_ORDER),
    ("keys.admission.generate_data_key_without_plaintext.pending_deletion.pending_deletion_disabled", BOTH_TYPES),
];

/// Parts of the book, as the paths of faults begin, and the operations in which they show; others may show anywhere.
pub(crate) const SHOWN: &[(&str, &[Operation])] = &[(
    "data_keys",
    &[
        GenerateDataKey,
        GenerateDataKeyPair,
        GenerateDataKeyPairWithoutPlaintext,
        GenerateDataKeyWithoutPlaintext,
    ],
)];
