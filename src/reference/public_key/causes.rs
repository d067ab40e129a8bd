//! Why calls about public keys are refused, and by which facts.

use crate::model::Operation::GetPublicKey;
use crate::reference::cause::Mark::{Any, State};
use crate::reference::cause::{Cause, KEY_STATE, UNSUPPORTED, row};

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(crate) const CAUSES: &[Cause] = &[
    row(&[GetPublicKey], "DisabledException", Any, "the key is Disabled", &["S-081"]),
    row(&[GetPublicKey], KEY_STATE, State("PendingDeletion"), "the key waits for its deletion", &["S-082", "S-511"]),
    row(&[GetPublicKey], KEY_STATE, Any, "the key has no material", &["S-512"]),
    row(&[GetPublicKey], UNSUPPORTED, Any, "the key has no public half", &["R-530"]),
];
