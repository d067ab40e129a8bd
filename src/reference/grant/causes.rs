//! Why calls about grants are refused, and by which facts.

use crate::model::Operation::{CreateGrant, RetireGrant, RevokeGrant};
use crate::reference::cause::Mark::{Any, Given, Says, State};
use crate::reference::cause::{Cause, KEY_STATE, row};

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(crate) const CAUSES: &[Cause] = &[
    row(&[CreateGrant], "InvalidArnException", Says("GranteePrincipal", "kmspec-nobody"), "its grantee does not exist", &["G-006", "G-520"]),
    row(&[CreateGrant], "DisabledException", Any, "the key is Disabled", &["S-009", "G-701"]),
    row(&[CreateGrant], KEY_STATE, State("PendingDeletion"), "the key waits for its deletion", &["S-010", "S-505"]),
    row(&[CreateGrant], KEY_STATE, Any, "the key has no material", &["S-011"]),
    row(&[CreateGrant], "ValidationException", Given("GranteeServicePrincipal"), "two grantees are named", &[]),
    row(&[CreateGrant], "ValidationException", Given("RetiringServicePrincipal"), "two are named who retire it", &[]),
    row(&[CreateGrant], "ValidationException", Any, "the key cannot do what is granted, or a constraint is too long", &["G-005", "G-501"]),
    row(&[RevokeGrant], "NotFoundException", Any, "there is no such grant, or no such key", &["G-538", "K-001"]),
    row(&[RetireGrant], "NotFoundException", Any, "there is no such grant, or no such key", &["K-001"]),
];
