//! The table of open questions; a row's first answer is the usual one.

use super::choice::{Question, usual};
use super::{
    Admission, BothFilters, ConnectionState, DeleteStep, KeyState, Property, Repeat, Stage,
    Transition,
};
use crate::model::Operation;
use crate::wire::sigv4::Check;

pub(super) const QUESTIONS: &[Question] = &[
    Question {
        name: "connect_connected",
        sentence: "Whether ConnectCustomKeyStore on a CONNECTED store is accepted (C-043).",
        answers: &[
            ("accepted", usual),
            ("refused", |rules| {
                rules.stores.connect[ConnectionState::Connected] = Transition::Refused;
            }),
        ],
    },
    Question {
        name: "connect_connecting",
        sentence: "Whether ConnectCustomKeyStore on a CONNECTING store is accepted (C-044).",
        answers: &[
            ("accepted", usual),
            ("refused", |rules| {
                rules.stores.connect[ConnectionState::Connecting] = Transition::Refused;
            }),
        ],
    },
    Question {
        name: "rename_elsewhere",
        sentence: "Whether a store can be renamed while CONNECTING, FAILED or DISCONNECTING (C-076).",
        answers: &[
            ("refused", usual),
            ("accepted", |rules| {
                for property in [Property::Name, Property::Credential, Property::Path] {
                    rules.stores.updatable(property).0 = [true; 5];
                }
            }),
        ],
    },
    Question {
        name: "rename_connected",
        sentence: "Whether a CONNECTED CloudHSM key store can be renamed: the operation allows it, the guide of 2022 does not.",
        answers: &[
            ("accepted", usual),
            ("refused", |rules| {
                rules.stores.renames_connected_cloudhsm = false;
            }),
        ],
    },
    Question {
        name: "credential_connected",
        sentence: "Whether credential and path of a CONNECTED external store can change: the operation allows it, the exception's text does not.",
        answers: &[
            ("accepted", usual),
            ("refused", |rules| {
                rules.stores.updatable(Property::Credential)[ConnectionState::Connected] = false;
                rules.stores.updatable(Property::Path)[ConnectionState::Connected] = false;
            }),
        ],
    },
    Question {
        name: "delete_precedence",
        sentence: "Which error a store gets that is not disconnected and holds keys (C-108).",
        answers: &[
            ("state_first", usual),
            ("keys_first", |rules| {
                rules.stores.delete =
                    vec![DeleteStep::Empty, DeleteStep::State, DeleteStep::Remove];
            }),
        ],
    },
    Question {
        name: "foreign_store",
        sentence: "Which error the id of another account's store gets (C-115).",
        answers: &[
            ("not_found", usual),
            ("access_denied", |rules| {
                rules.stores.foreign_store = "AccessDeniedException";
            }),
        ],
    },
    Question {
        name: "both_filters",
        sentence: "What DescribeCustomKeyStores does with an id and a name at once (C-135).",
        answers: &[
            ("refused", usual),
            ("id_counts", |rules| {
                rules.stores.describe.both = BothFilters::IdCounts;
            }),
            ("name_counts", |rules| {
                rules.stores.describe.both = BothFilters::NameCounts;
            }),
        ],
    },
    Question {
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
    Question {
        name: "origin_mismatch",
        sentence: "Which error an origin gets that does not fit the store (C-170, C-171).",
        answers: &[
            ("validation", usual),
            ("unsupported", |rules| {
                rules.keys.origin_mismatch = "UnsupportedOperationException";
            }),
        ],
    },
    Question {
        name: "xks_key_id",
        sentence: "Which error a missing or an idle XksKeyId gets (C-172, C-173).",
        answers: &[
            ("validation", usual),
            ("unsupported", |rules| {
                rules.keys.xks_key_id = "UnsupportedOperationException";
            }),
        ],
    },
    Question {
        name: "proxy_denies",
        sentence: "Which error CreateKey gets from a proxy that denies access (C-180).",
        answers: &[
            ("store_state", usual),
            ("key_state", |rules| {
                rules.keys.proxy_denies = "KMSInvalidStateException";
            }),
        ],
    },
    Question {
        name: "proxy_out_of_reach",
        sentence: "Which error cryptography gets from a proxy that is out of reach: a witness of 2026 had two (X-700).",
        answers: &[
            ("invalid_state", usual),
            ("internal", |rules| {
                rules.crypto.proxy_out_of_reach = "KMSInternalException";
            }),
        ],
    },
    Question {
        name: "proxy_unsupported",
        sentence: "Which error CreateKey gets from a proxy that lacks the operation: the documented one is not in the model (X-006).",
        answers: &[
            ("documented", usual),
            ("modelled", |rules| {
                rules.keys.proxy_unsupported = "XksKeyInvalidConfigurationException";
            }),
        ],
    },
    Question {
        name: "random_external",
        sentence: "Which error GenerateRandom gets for an external store that is disconnected (C-185).",
        answers: &[
            ("type_first", usual),
            ("state_first", |rules| {
                rules.crypto.random_type_first = false;
            }),
        ],
    },
    Question {
        name: "marker",
        sentence: "Which error a marker gets that KMS did not issue (C-147).",
        answers: &[
            ("invalid_marker", usual),
            ("validation", |rules| {
                rules.pages.marker_error = "ValidationException";
            }),
        ],
    },
    Question {
        name: "truncated_false",
        sentence: "Whether the last page of DescribeCustomKeyStores says Truncated: false (C-130, C-146).",
        answers: &[
            ("sent", usual),
            ("left_out", |rules| {
                rules.pages.without_truncated_false = vec![Operation::DescribeCustomKeyStores];
            }),
        ],
    },
    Question {
        name: "missing_member",
        sentence: "Which error a create gets without a member that its type needs (C-004..C-006, C-081).",
        answers: &[
            ("validation", usual),
            ("unsupported", |rules| {
                rules.stores.missing_member = "UnsupportedOperationException";
            }),
        ],
    },
    Question {
        name: "foreign_member",
        sentence: "What members of the other store type do in Create and Update.",
        answers: &[
            ("refused", usual),
            ("unsupported", |rules| {
                rules.stores.foreign_member = Some("UnsupportedOperationException");
            }),
            ("ignored", |rules| rules.stores.foreign_member = None),
        ],
    },
    Question {
        name: "repeat_external",
        sentence: "What a repeated create of an external store gets.",
        answers: &[
            ("refused", usual),
            ("same_id", |rules| {
                rules.stores.repeat_external = Repeat::SameWhileDisconnected;
            }),
        ],
    },
    Question {
        name: "repeat_connected",
        sentence: "What a repeated create of a CloudHSM store gets that is not disconnected.",
        answers: &[
            ("refused", usual),
            ("same_id", |rules| {
                rules.stores.repeat_cloudhsm = Repeat::Same;
            }),
        ],
    },
    Question {
        name: "empty_update",
        sentence: "What UpdateCustomKeyStore does with an id alone.",
        answers: &[
            ("accepted", usual),
            ("refused", |rules| rules.stores.empty_update = false),
        ],
    },
    Question {
        name: "pending_deletion_crypto",
        sentence: "Which error cryptography with a key gets that waits for its deletion (S-014, S-046).",
        answers: &[
            ("invalid_state", usual),
            ("disabled", |rules| {
                for operation in [Operation::Encrypt, Operation::Decrypt] {
                    if let Some(row) = rules.keys.admission.get_mut(&operation) {
                        row[KeyState::PendingDeletion] = Admission::PendingDeletionDisabled;
                    }
                }
            }),
        ],
    },
    Question {
        name: "type_fault",
        sentence: "Which error a member of the wrong JSON type gets: sister services alone were seen (V-030 to V-037).",
        answers: &[
            ("serialization", usual),
            ("validation", |rules| {
                rules.front.type_error = "ValidationException";
            }),
        ],
    },
    Question {
        name: "unsigned_target",
        sentence: "Whether X-Amz-Target must be among the signed headers: clients are told to sign it, and no more is known.",
        answers: &[
            ("refused", usual),
            ("accepted", |rules| {
                rules.front.authentication.without = vec![Check::SignedAmzHeaders];
            }),
        ],
    },
    Question {
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
    Question {
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
    Question {
        name: "authentication_status",
        sentence: "The status of errors of authentication (A-001, A-009).",
        answers: &[
            ("400", usual),
            ("403", |rules| rules.front.authentication.status = 403),
        ],
    },
    Question {
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
    Question {
        name: "unsigned_headers",
        sentence: "Whether a request is refused whose signature leaves out an X-Amz-… header: the guide says so to signers, and public code lives without it.",
        answers: &[
            ("refused", usual),
            ("accepted", |rules| {
                rules.front.authentication.without = vec![Check::SignedAmzHeaders];
            }),
        ],
    },
    Question {
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
    Question {
        name: "key_id_not_ascii",
        sentence: "Which error a KeyId gets that is not ASCII (V-556: one witness).",
        answers: &[
            ("validation", usual),
            ("not_found", |rules| rules.front.ascii_key_ids = false),
        ],
    },
    Question {
        name: "id_of_arn",
        sentence: "Whether the id in an ARN of no key stands in quotes in the error (K-621, K-700).",
        answers: &[
            ("bare", usual),
            ("quoted", |rules| rules.keys.quotes_id_of_arn = true),
        ],
    },
    Question {
        name: "algorithm_of_disabled_key",
        sentence: "Whether the key's state is looked at before the algorithm (R-501, R-502: one witness).",
        answers: &[
            ("state_first", usual),
            ("algorithm_first", |rules| {
                rules.crypto.state_before_algorithm = false;
            }),
        ],
    },
    Question {
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
    Question {
        name: "foreign_key",
        sentence: "Which error another account's key gets in operations without cross-account use.",
        answers: &[
            ("access_denied", usual),
            ("not_found", |rules| {
                rules.keys.foreign_key = "NotFoundException";
            }),
        ],
    },
];
