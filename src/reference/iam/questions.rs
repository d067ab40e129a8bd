//! What is not known about the evaluation of policies.

use crate::reference::rules::{UnspecifiedBehaviour, usual};

pub(crate) const QUESTIONS: &[UnspecifiedBehaviour] = &[UnspecifiedBehaviour {
    name: "condition_context_key_case",
    sentence: "Whether kms:EncryptionContext: finds a key of the encryption context that differs by case: names of condition keys are compared without case, and of the context's own keys two documents say two things (G-536).",
    answers: &[
        ("found", usual),
        ("absent", |rules| {
            rules.iam.condition_keys_ignore_case = false;
        }),
    ],
}];
