//! What is not known about grants.

use crate::reference::rules::{NamedKey, UnspecifiedBehaviour, usual};

pub(crate) const QUESTIONS: &[UnspecifiedBehaviour] = &[
    UnspecifiedBehaviour {
        name: "grant_retired_again",
        sentence: "Which error RetireGrant gives for a grant that is not there: RevokeGrant was seen to say NotFoundException (G-538).",
        answers: &[
            ("not_found", usual),
            ("invalid_grant_id", |rules| {
                rules.grants.unknown_retired = "InvalidGrantIdException";
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "grant_id_malformed",
        sentence: "Which error a GrantId gets that is no id of a grant: InvalidGrantIdException is declared, and nobody has recorded it.",
        answers: &[
            ("invalid_grant_id", usual),
            ("not_found", |rules| {
                rules.grants.malformed_id = "NotFoundException";
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "grant_listed_by_unknown_id",
        sentence: "What ListGrants answers to the id of a grant that is not there.",
        answers: &[
            ("nothing", usual),
            ("not_found", |rules| {
                rules.grants.unknown_listed = Some("NotFoundException");
            }),
            ("invalid_grant_id", |rules| {
                rules.grants.unknown_listed = Some("InvalidGrantIdException");
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "grant_token_spent",
        sentence: "What RetireGrant answers to the token of a grant that is gone.",
        answers: &[
            ("not_found", usual),
            ("invalid_token", |rules| {
                rules.grants.spent_token = Some("InvalidGrantTokenException");
            }),
            ("success", |rules| rules.grants.spent_token = None),
        ],
    },
    UnspecifiedBehaviour {
        name: "grant_token_idle",
        sentence: "Whether a call is refused that has a grant token of a grant that is gone, or of another key.",
        answers: &[
            ("ignored", usual),
            ("refused", |rules| rules.grants.refuses_idle_tokens = true),
        ],
    },
    UnspecifiedBehaviour {
        name: "grant_context_key_case",
        sentence: "Whether the keys of an encryption context in a constraint differ by case: the guide says so, the service model the reverse (G-536).",
        answers: &[
            ("ignored", usual),
            ("heeded", |rules| {
                rules.grants.context_keys_ignore_case = false;
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "grant_key_id",
        sentence: "Whether lists of grants name the key by its ARN, as the guide's examples do (G-535), or by its id.",
        answers: &[
            ("arn", usual),
            ("id", |rules| rules.grants.named = NamedKey::Id),
        ],
    },
    UnspecifiedBehaviour {
        name: "grant_issuer",
        sentence: "Whether lists of grants name the issuing account by its ARN, as the guide's examples do (G-535), or by its digits.",
        answers: &[
            ("arn", usual),
            ("digits", |rules| rules.grants.issuer_is_arn = false),
        ],
    },
    UnspecifiedBehaviour {
        name: "grant_without_name",
        sentence: "Whether the entry of a grant without a name has none, or an empty one as in the guide's examples (G-535).",
        answers: &[
            ("left_out", usual),
            ("empty", |rules| rules.grants.lists_no_name = true),
        ],
    },
    UnspecifiedBehaviour {
        name: "grant_page",
        sentence: "Whether lists of grants take a Limit above 100: the model allows it, the documentation does not.",
        answers: &[
            ("accepted", usual),
            ("refused", |rules| rules.grants.most_per_page = 100),
        ],
    },
];
