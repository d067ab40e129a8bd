//! What is not known about signatures.

use crate::model::Operation;
use crate::reference::rules::{Admission, KeyState, UnspecifiedBehaviour, usual};

pub(crate) const QUESTIONS: &[UnspecifiedBehaviour] = &[UnspecifiedBehaviour {
    name: "pending_deletion_signatures",
    sentence: "Which error a key for signatures gets that waits for its deletion (S-130, S-154).",
    answers: &[
        ("invalid_state", usual),
        ("disabled", |rules| {
            for operation in [Operation::Sign, Operation::Verify] {
                if let Some(row) = rules.keys.admission.get_mut(&operation) {
                    row[KeyState::PendingDeletion] = Admission::PendingDeletionDisabled;
                }
            }
        }),
    ],
}];
