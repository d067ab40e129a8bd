//! What is not known about rotations.

use crate::reference::rules::{NamedKey, UnspecifiedBehaviour, usual};

pub(crate) const QUESTIONS: &[UnspecifiedBehaviour] = &[
    UnspecifiedBehaviour {
        name: "rotation_disabled_of_other_spec",
        sentence: "Whether DisableKeyRotation refuses a key that has no rotation: the model says so, and one witness that it succeeds (T-508).",
        answers: &[
            ("accepted", usual),
            ("refused", |rules| {
                rules.rotation.disable_refuses_specs = true;
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "rotation_status_of_other_spec",
        sentence: "Whether GetKeyRotationStatus tells of a key that has no rotation that it is off (T-509), or refuses it with the UnsupportedOperationException that it declares.",
        answers: &[
            ("off", usual),
            ("refused", |rules| {
                rules.rotation.status_refuses_specs = true;
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "rotation_status_key_id",
        sentence: "Whether GetKeyRotationStatus names the key by its ARN, as its sister operations do (T-004, T-701), or by its id.",
        answers: &[
            ("arn", usual),
            ("id", |rules| rules.rotation.status_named = NamedKey::Id),
        ],
    },
    UnspecifiedBehaviour {
        name: "rotation_period_left_out",
        sentence: "Whether EnableKeyRotation without a period sets that of a rotation that is on to 365 days, its default, or leaves it.",
        answers: &[
            ("default", usual),
            ("kept", |rules| rules.rotation.keeps_period = true),
        ],
    },
    UnspecifiedBehaviour {
        name: "rotations_of_other_spec",
        sentence: "Whether ListKeyRotations refuses a key that has no rotation with the UnsupportedOperationException that it declares, or lists nothing.",
        answers: &[
            ("refused", usual),
            ("nothing", |rules| rules.rotation.list_refuses = false),
        ],
    },
];
