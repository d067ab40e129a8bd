//! What is not known about `Encrypt` and `Decrypt`.

use crate::model::Operation;
use crate::reference::rules::{Admission, KeyState, UnspecifiedBehaviour, usual};

pub(crate) const QUESTIONS: &[UnspecifiedBehaviour] = &[
    UnspecifiedBehaviour {
        name: "proxy_out_of_reach",
        sentence: "Which error cryptography gets from a proxy that is out of reach: a witness of 2026 had two (X-700).",
        answers: &[
            ("invalid_state", usual),
            ("internal", |rules| {
                rules.crypto.proxy_out_of_reach = "KMSInternalException";
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "pending_deletion_crypto",
        sentence: "Which error cryptography with a key gets that waits for its deletion (S-014, S-046, S-110).",
        answers: &[
            ("invalid_state", usual),
            ("disabled", |rules| {
                for operation in [Operation::Encrypt, Operation::Decrypt, Operation::ReEncrypt] {
                    if let Some(row) = rules.keys.admission.get_mut(&operation) {
                        row[KeyState::PendingDeletion] = Admission::PendingDeletionDisabled;
                    }
                }
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "usage_of_disabled_key",
        sentence: "Whether the key's usage is looked at before its state; of the algorithm it is known (R-501).",
        answers: &[
            ("usage_first", usual),
            ("state_first", |rules| rules.crypto.order.swap(0, 1)),
        ],
    },
    UnspecifiedBehaviour {
        name: "bounds_of_unfit_key",
        sentence: "Whether a plaintext's length and an encryption context are looked at after the key's usage, state and algorithm.",
        answers: &[
            ("last", usual),
            ("first", |rules| rules.crypto.order.rotate_right(1)),
        ],
    },
];
