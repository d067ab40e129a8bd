//! What is not known about message authentication codes.

use crate::model::Operation;
use crate::reference::rules::{Admission, KeyState, UnspecifiedBehaviour, usual};

pub(crate) const QUESTIONS: &[UnspecifiedBehaviour] = &[UnspecifiedBehaviour {
    name: "pending_deletion_macs",
    sentence: "Which error an HMAC key gets that waits for its deletion (S-066, S-158).",
    answers: &[
        ("invalid_state", usual),
        ("disabled", |rules| {
            for operation in [Operation::GenerateMac, Operation::VerifyMac] {
                if let Some(row) = rules.keys.admission.get_mut(&operation) {
                    row[KeyState::PendingDeletion] = Admission::PendingDeletionDisabled;
                }
            }
        }),
    ],
}];
