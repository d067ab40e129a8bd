//! Which rules of tags no case can notice, and where the others show.

use crate::model::Operation;
use crate::model::Operation::{CreateKey, ListResourceTags, TagResource, UntagResource};
use crate::reference::faults::noticed::FEWER;

/// Parts of the book, as the paths of derived faults begin, and why no case may tell right from wrong there.
pub(crate) const OPEN: &[(&str, &str)] = &[
    (
        "tags.most_per_page",
        "The documentation has 50 for the greatest Limit and the model 1000.",
    ),
    ("tags.page.one_less", FEWER),
    (
        "tags.page.one_more",
        "A key has fifty tags at most, so that no page can hold more (K-042).",
    ),
];

/// Parts of the book, as the paths of faults begin, and the operations in which they show; others may show anywhere.
pub(crate) const SHOWN: &[(&str, &[Operation])] = &[(
    "tags",
    &[CreateKey, ListResourceTags, TagResource, UntagResource],
)];
