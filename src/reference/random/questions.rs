//! What is not known about `GenerateRandom`.

use crate::reference::rules::{UnspecifiedBehaviour, usual};

pub(crate) const QUESTIONS: &[UnspecifiedBehaviour] = &[UnspecifiedBehaviour {
    name: "random_external",
    sentence: "Which error GenerateRandom gets for an external store that is disconnected (C-185).",
    answers: &[
        ("type_first", usual),
        ("state_first", |rules| {
            rules.crypto.random_type_first = false;
        }),
    ],
}];
