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
        name: "algorithm_of_disabled_key",
        sentence: "Whether the key's state is looked at before the algorithm (R-501, R-502: one witness).",
        answers: &[
            ("state_first", usual),
            ("algorithm_first", |rules| {
                rules.crypto.state_before_algorithm = false;
            }),
        ],
    },
];
