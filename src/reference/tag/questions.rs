//! What is not known about tags.

use crate::reference::rules::{UnspecifiedBehaviour, usual};

pub(crate) const QUESTIONS: &[UnspecifiedBehaviour] = &[
    UnspecifiedBehaviour {
        name: "tags_over_quota",
        sentence: "Which error TagResource gives when a key would have more than 50 tags: it declares both, and only CreateKey's was recorded (K-042).",
        answers: &[
            ("tag", usual),
            ("limit_exceeded", |rules| {
                rules.tags.over_quota = "LimitExceededException";
            }),
        ],
    },
    UnspecifiedBehaviour {
        name: "tag_page",
        sentence: "Whether ListResourceTags takes a Limit above 50: the model allows it, the documentation does not.",
        answers: &[
            ("accepted", usual),
            ("refused", |rules| rules.tags.most_per_page = 50),
        ],
    },
    UnspecifiedBehaviour {
        name: "tag_order",
        sentence: "In which order ListResourceTags tells tags that came in another order than that of their keys (K-541).",
        answers: &[
            ("as_given", usual),
            ("sorted", |rules| rules.tags.sorted = true),
        ],
    },
];
