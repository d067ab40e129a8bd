//! What is not known about aliases.

use crate::reference::rules::{UnspecifiedBehaviour, usual};

pub(crate) const QUESTIONS: &[UnspecifiedBehaviour] = &[
    UnspecifiedBehaviour {
        name: "alias_colon",
        sentence: "Whether `:` may stand in the name of an alias: the model allows it, the documentation does not (L-005).",
        answers: &[
            ("accepted", usual),
            ("refused", |rules| rules.aliases.takes_colons = false),
        ],
    },
    UnspecifiedBehaviour {
        name: "alias_empty_name",
        sentence: "Which error the name `alias/` gets: InvalidAliasNameException is declared, and nobody has recorded it.",
        answers: &[
            ("invalid_name", usual),
            ("validation", |rules| {
                rules.aliases.bad_name = "ValidationException";
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "alias_page",
        sentence: "Whether ListAliases takes a Limit above 100: the model allows it, the documentation does not (L-011).",
        answers: &[
            ("accepted", usual),
            ("refused", |rules| rules.aliases.most_per_page = 100),
        ],
    },
];
