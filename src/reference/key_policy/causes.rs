//! Why calls about key policies are refused, and by which facts.

use crate::model::Operation::{GetKeyPolicy, PutKeyPolicy};
use crate::reference::cause::Mark::{Any, Given, Says};
use crate::reference::cause::{Cause, row};

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(crate) const CAUSES: &[Cause] = &[
    row(&[PutKeyPolicy], "MalformedPolicyDocumentException", Any, "the policy is none, or locks its maker out", &["P-701", "P-703"]),
    row(&[PutKeyPolicy], "ValidationException", Says("PolicyName", "AWS_RAM"), "Resource Access Manager manages the policy", &[]),
    row(&[GetKeyPolicy], "NotFoundException", Given("PolicyName"), "the key has no policy of that name", &["P-705"]),
];
