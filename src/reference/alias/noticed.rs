//! Which rules of aliases no case can notice, and where the others show.

use crate::model::Operation;
use crate::model::Operation::{CreateAlias, DeleteAlias, ListAliases, UpdateAlias};
use crate::reference::faults::noticed::{FEWER, IN_NO_MODEL};

/// Parts of the book, as the paths of derived faults begin, and why no case may tell right from wrong there.
pub(crate) const OPEN: &[(&str, &str)] = &[
    (
        "aliases.most_per_page",
        "The documentation has 100 for the greatest Limit and the model 1000 (L-011).",
    ),
    ("aliases.page.one_less", FEWER),
    ("aliases.includes_count", IN_NO_MODEL),
];

/// Parts of the book, as the paths of faults begin, and the operations in which they show; others may show anywhere.
pub(crate) const SHOWN: &[(&str, &[Operation])] = &[(
    "aliases",
    &[CreateAlias, DeleteAlias, ListAliases, UpdateAlias],
)];
