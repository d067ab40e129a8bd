//! What is not known about keys.

use crate::reference::rules::{UnspecifiedBehaviour, usual};

pub(crate) const QUESTIONS: &[UnspecifiedBehaviour] = &[
    UnspecifiedBehaviour {
        name: "spec_in_store",
        sentence: "Which error another key spec or a multi-Region key in a store gets (C-168, C-169).",
        answers: &[
            ("unsupported", usual),
            ("validation", |rules| {
                rules.keys.spec_in_store = "ValidationException";
                rules.keys.multi_region_in_store = "ValidationException";
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "origin_mismatch",
        sentence: "Which error an origin gets that does not fit the store (C-170, C-171).",
        answers: &[
            ("validation", usual),
            ("unsupported", |rules| {
                rules.keys.origin_mismatch = "UnsupportedOperationException";
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "xks_key_id",
        sentence: "Which error a missing or an idle XksKeyId gets (C-172, C-173).",
        answers: &[
            ("validation", usual),
            ("unsupported", |rules| {
                rules.keys.xks_key_id = "UnsupportedOperationException";
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "proxy_denies",
        sentence: "Which error CreateKey gets from a proxy that denies access (C-180).",
        answers: &[
            ("store_state", usual),
            ("key_state", |rules| {
                rules.keys.proxy_denies = "KMSInvalidStateException";
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "proxy_unsupported",
        sentence: "Which error CreateKey gets from a proxy that lacks the operation: the documented one is not in the model (X-006).",
        answers: &[
            ("documented", usual),
            ("modelled", |rules| {
                rules.keys.proxy_unsupported = "XksKeyInvalidConfigurationException";
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "key_id_not_ascii",
        sentence: "Which error a KeyId gets that is not ASCII (V-556: one witness).",
        answers: &[
            ("validation", usual),
            ("not_found", |rules| rules.front.ascii_key_ids = false),
        ],
    },
    UnspecifiedBehaviour {
        name: "id_of_arn",
        sentence: "Whether the id in an ARN of no key stands in quotes in the error (K-621, K-700).",
        answers: &[
            ("bare", usual),
            ("quoted", |rules| rules.keys.quotes_id_of_arn = true),
        ],
    },
    UnspecifiedBehaviour {
        name: "cross_account_key",
        sentence: "Which error another account's key gets in operations without cross-account use.",
        answers: &[
            ("access_denied", usual),
            ("not_found", |rules| {
                rules.keys.cross_account_key = "NotFoundException";
            }),
        ],
    },
];
