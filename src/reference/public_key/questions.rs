//! What is not known about public keys.

use crate::model::Operation::GetPublicKey;
use crate::reference::rules::{Admission, KeyState, UnspecifiedBehaviour, usual};

pub(crate) const QUESTIONS: &[UnspecifiedBehaviour] = &[
    UnspecifiedBehaviour {
        name: "public_key_of_a_disabled_key",
        sentence: "Whether the public key of a disabled key is told: the table of 2022 says no, a measurement of 2026 yes (S-081, S-510).",
        answers: &[
            ("told", usual),
            ("refused", |rules| {
                if let Some(row) = rules.keys.admission.get_mut(&GetPublicKey) {
                    row[KeyState::Disabled] = Admission::Disabled;
                }
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "pending_deletion_public_key",
        sentence: "Which error a public key gets whose key waits for its deletion (S-082).",
        answers: &[
            ("invalid_state", usual),
            ("disabled", |rules| {
                if let Some(row) = rules.keys.admission.get_mut(&GetPublicKey) {
                    row[KeyState::PendingDeletion] = Admission::PendingDeletionDisabled;
                }
            }),
        ],
    },
];
