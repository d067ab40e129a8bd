//! Which rules of grants no case can notice, and where the others show.

use crate::model::Operation;
use crate::model::Operation::{
    CreateGrant, ListGrants, ListRetirableGrants, RetireGrant, RevokeGrant,
};
use crate::reference::faults::noticed::FEWER;

/// Parts of the book, as the paths of derived faults begin, and why no case may tell right from wrong there.
pub(crate) const OPEN: &[(&str, &str)] = &[
    (
        "grants.most_per_page",
        "The documentation has 100 for the greatest Limit and the model 1000.",
    ),
    ("grants.page.one_less", FEWER),
    (
        "grants.quota",
        "No case makes the fifty thousand grants of a key's quota (Q-003).",
    ),
];

/// Parts of the book, as the paths of faults begin, and the operations in which they show; others may show anywhere.
pub(crate) const SHOWN: &[(&str, &[Operation])] = &[(
    "grants",
    &[
        CreateGrant,
        ListGrants,
        ListRetirableGrants,
        RetireGrant,
        RevokeGrant,
    ],
)];
