//! Why calls about message authentication codes are refused, and by which facts.

use crate::model::Operation::{GenerateMac, VerifyMac};
use crate::reference::cause::Mark::Any;
use crate::reference::cause::{Cause, KEY_STATE, row};

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(crate) const CAUSES: &[Cause] = &[
    row(&[GenerateMac, VerifyMac], "DisabledException", Any, "the key is Disabled", &["S-065", "S-157"]),
    row(&[GenerateMac, VerifyMac], KEY_STATE, Any, "the key waits for its deletion, or has no material", &["S-066", "S-158"]),
    row(&[GenerateMac, VerifyMac], "InvalidKeyUsageException", Any, "the key is not for codes, or not by this algorithm", &["R-010", "R-018", "R-019"]),
    row(&[VerifyMac], "KMSInvalidMacException", Any, "the code is not the message's under this key", &["W-026"]),
    row(&[GenerateMac, VerifyMac], "DryRunOperationException", Any, "it would succeed and DryRun is set", &["R-026"]),
];
