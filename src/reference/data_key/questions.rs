//! What is not known about data keys.

use crate::model::Operation;
use crate::reference::rules::{Admission, KeyState, UnspecifiedBehaviour, usual};

pub(crate) const QUESTIONS: &[UnspecifiedBehaviour] = &[UnspecifiedBehaviour {
    name: "pending_deletion_data_keys",
    sentence: "Which error a data key gets under a key that waits for its deletion (S-050, S-054, S-058, S-062).",
    answers: &[
        ("invalid_state", usual),
        ("disabled", |rules| {
            for operation in [
                Operation::GenerateDataKey,
                Operation::GenerateDataKeyPair,
                Operation::GenerateDataKeyPairWithoutPlaintext,
                Operation::GenerateDataKeyWithoutPlaintext,
            ] {
                if let Some(row) = rules.keys.admission.get_mut(&operation) {
                    row[KeyState::PendingDeletion] = Admission::PendingDeletionDisabled;
                }
            }
        }),
    ],
}];
