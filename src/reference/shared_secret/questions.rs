//! What is not known about shared secrets.

use crate::model::Operation;
use crate::reference::rules::{Admission, KeyState, UnspecifiedBehaviour, usual};

pub(crate) const QUESTIONS: &[UnspecifiedBehaviour] = &[UnspecifiedBehaviour {
    name: "pending_deletion_shared_secrets",
    sentence: "Which error a key gets that waits for its deletion and is asked for shared secrets.",
    answers: &[
        ("invalid_state", usual),
        ("disabled", |rules| {
            for operation in [Operation::DeriveSharedSecret] {
                if let Some(row) = rules.keys.admission.get_mut(&operation) {
                    row[KeyState::PendingDeletion] = Admission::PendingDeletionDisabled;
                }
            }
        }),
    ],
}];
