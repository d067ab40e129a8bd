//! What is not known about the front end and about pages; a row's first answer is the usual one.

use crate::model::Operation;
use crate::reference::rules::{Stage, UnspecifiedBehaviour, usual};
use crate::wire::sigv4::Check;

pub(super) const QUESTIONS: &[UnspecifiedBehaviour] = &[
    UnspecifiedBehaviour {
        name: "marker",
        sentence: "Which error a marker gets that KMS did not issue (C-147).",
        answers: &[
            ("invalid_marker", usual),
            ("validation", |rules| {
                rules.pages.marker_error = "ValidationException";
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "truncated_false",
        sentence: "Whether the last page of DescribeCustomKeyStores says Truncated: false (C-130, C-146).",
        answers: &[
            ("sent", usual),
            ("left_out", |rules| {
                rules.pages.without_truncated_false = vec![Operation::DescribeCustomKeyStores];
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "type_fault",
        sentence: "Which error a member of the wrong JSON type gets: sister services alone were seen (V-030 to V-037).",
        answers: &[
            ("serialization", usual),
            ("validation", |rules| {
                rules.front.type_error = "ValidationException";
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "unsigned_target",
        sentence: "Whether X-Amz-Target must be among the signed headers: clients are told to sign it, and no more is known.",
        answers: &[
            ("refused", usual),
            ("accepted", |rules| {
                rules.front.authentication.without = vec![Check::SignedAmzHeaders];
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "signature_faults",
        sentence: "Which error a request without a whole signature gets: sister services contradict each other (A-001 to A-007).",
        answers: &[
            ("as_kinesis", usual),
            ("missing", |rules| {
                rules.front.authentication.renamed = vec![(
                    "IncompleteSignatureException",
                    "MissingAuthenticationTokenException",
                )];
            }),
            ("incomplete", |rules| {
                rules.front.authentication.renamed = vec![(
                    "MissingAuthenticationTokenException",
                    "IncompleteSignatureException",
                )];
            }),
            ("invalid", |rules| {
                rules.front.authentication.renamed = vec![
                    ("IncompleteSignatureException", "InvalidSignatureException"),
                    (
                        "MissingAuthenticationTokenException",
                        "InvalidSignatureException",
                    ),
                ];
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "unknown_operation",
        sentence: "How a target is answered that names no operation: one report has 400, sister services 404 and 403 (W-041, W-042).",
        answers: &[
            ("400", usual),
            ("404", |rules| {
                rules.front.dispatch.unknown_operation_status = 404;
            }),
            ("403", |rules| {
                rules.front.dispatch.unknown_operation = "AccessDeniedException";
                rules.front.dispatch.unknown_operation_status = 403;
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "authentication_status",
        sentence: "The status of errors of authentication (A-001, A-009).",
        answers: &[
            ("400", usual),
            ("403", |rules| rules.front.authentication.status = 403),
        ],
    },
    UnspecifiedBehaviour {
        name: "authentication_order",
        sentence: "Whether authentication comes before dispatch and JSON, or after (W-047).",
        answers: &[
            ("first", usual),
            ("after_parse", |rules| {
                rules.front.stages = vec![
                    Stage::Dispatch,
                    Stage::Parse,
                    Stage::Authenticate,
                    Stage::Validate,
                    Stage::Authorize,
                ];
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "unsigned_headers",
        sentence: "Whether a request is refused whose signature leaves out an X-Amz-… header: the guide says so to signers, and public code lives without it.",
        answers: &[
            ("refused", usual),
            ("accepted", |rules| {
                rules.front.authentication.without = vec![Check::SignedAmzHeaders];
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "target_order",
        sentence: "Whether a request is read before its target is looked up (W-047; sister services do).",
        answers: &[
            ("target_first", usual),
            ("body_first", |rules| {
                rules.front.stages = vec![
                    Stage::Authenticate,
                    Stage::Parse,
                    Stage::Dispatch,
                    Stage::Validate,
                    Stage::Authorize,
                ];
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "authorization_order",
        sentence: "Whether permission is looked at before the input's constraints.",
        answers: &[
            ("after_validation", usual),
            ("before_validation", |rules| {
                rules.front.stages = vec![
                    Stage::Authenticate,
                    Stage::Dispatch,
                    Stage::Parse,
                    Stage::Authorize,
                    Stage::Validate,
                ];
            }),
        ],
    },
];
