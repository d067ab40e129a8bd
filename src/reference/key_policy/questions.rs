//! What is not known about key policies.

use crate::reference::rules::{UnspecifiedBehaviour, usual};

pub(crate) const QUESTIONS: &[UnspecifiedBehaviour] = &[
    UnspecifiedBehaviour {
        name: "policy_text",
        sentence: "Whether a policy comes back as it was given, or as KMS formats it (P-003, P-706).",
        answers: &[
            ("as_given", usual),
            ("formatted", |rules| rules.policies.pretty = true),
        ],
    },
    UnspecifiedBehaviour {
        name: "policy_of_another_name",
        sentence: "Which error PutKeyPolicy gives for a PolicyName that is neither default nor AWS_RAM.",
        answers: &[
            ("validation", usual),
            ("not_found", |rules| {
                rules.policies.other_name = "NotFoundException";
            }),
            ("unsupported", |rules| {
                rules.policies.other_name = "UnsupportedOperationException";
            }),
        ],
    },
];
