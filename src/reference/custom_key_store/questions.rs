//! What is not known about custom key stores.

use crate::reference::rules::{
    BothFilters, ConnectionState, DeleteStep, Property, Repeat, Transition, UnspecifiedBehaviour,
    usual,
};

pub(crate) const QUESTIONS: &[UnspecifiedBehaviour] = &[
    UnspecifiedBehaviour {
        name: "connect_connected",
        sentence: "Whether ConnectCustomKeyStore on a CONNECTED store is accepted (C-043).",
        answers: &[
            ("accepted", usual),
            ("refused", |rules| {
                rules.stores.connect[ConnectionState::Connected] = Transition::Refused;
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "connect_connecting",
        sentence: "Whether ConnectCustomKeyStore on a CONNECTING store is accepted (C-044).",
        answers: &[
            ("accepted", usual),
            ("refused", |rules| {
                rules.stores.connect[ConnectionState::Connecting] = Transition::Refused;
            }),
        ],
    },
    UnspecifiedBehaviour {
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
    UnspecifiedBehaviour {
        name: "rename_connected",
        sentence: "Whether a CONNECTED CloudHSM key store can be renamed: the operation allows it, the guide of 2022 does not.",
        answers: &[
            ("accepted", usual),
            ("refused", |rules| {
                rules.stores.renames_connected_cloudhsm = false;
            }),
        ],
    },
    UnspecifiedBehaviour {
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
    UnspecifiedBehaviour {
        name: "delete_precedence",
        sentence: "Which error a store gets that is neither disconnected nor empty (C-108).",
        answers: &[
            ("state_first", usual),
            ("non_empty_first", |rules| {
                rules.stores.delete =
                    vec![DeleteStep::Empty, DeleteStep::State, DeleteStep::Remove];
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "cross_account_store",
        sentence: "Which error the id of another account's store gets (C-115).",
        answers: &[
            ("not_found", usual),
            ("access_denied", |rules| {
                rules.stores.cross_account_store = "AccessDeniedException";
            }),
        ],
    },
    UnspecifiedBehaviour {
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
    UnspecifiedBehaviour {
        name: "missing_member",
        sentence: "Which error a create gets without a member that its type needs (C-004..C-006, C-081).",
        answers: &[
            ("validation", usual),
            ("unsupported", |rules| {
                rules.stores.missing_member = "UnsupportedOperationException";
            }),
        ],
    },
    UnspecifiedBehaviour {
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
    UnspecifiedBehaviour {
        name: "repeat_external",
        sentence: "What a repeated create of an external store gets.",
        answers: &[
            ("refused", usual),
            ("same_id", |rules| {
                rules.stores.repeat_external = Repeat::SameWhileDisconnected;
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "repeat_connected",
        sentence: "What a repeated create of a CloudHSM store gets that is not disconnected.",
        answers: &[
            ("refused", usual),
            ("same_id", |rules| {
                rules.stores.repeat_cloudhsm = Repeat::Same;
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "empty_update",
        sentence: "What UpdateCustomKeyStore does with an id alone.",
        answers: &[
            ("accepted", usual),
            ("refused", |rules| rules.stores.empty_update = false),
        ],
    },
];
