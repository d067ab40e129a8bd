//! Why calls about signatures are refused, and by which facts.

use crate::model::Operation::{Sign, Verify};
use crate::reference::cause::Mark::{Any, Given};
use crate::reference::cause::{Cause, KEY_STATE, row};

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(crate) const CAUSES: &[Cause] = &[
    row(&[Sign, Verify], "DisabledException", Any, "the key is Disabled", &["S-129", "S-153"]),
    row(&[Sign, Verify], KEY_STATE, Any, "the key waits for its deletion, or has no material", &["S-130", "S-154"]),
    row(&[Sign, Verify], "InvalidKeyUsageException", Any, "the key is not for signatures, or not by this algorithm", &["R-011", "R-012", "R-505"]),
    row(&[Sign, Verify], "ValidationException", Given("MessageType"), "the algorithm takes no message of this type or length", &["R-020", "R-519", "R-520", "R-523"]),
    row(&[Sign, Verify], "ValidationException", Any, "the algorithm takes a digest only", &["R-521"]),
    row(&[Verify], "KMSInvalidSignatureException", Any, "the signature is not the message's under this key", &["R-021", "R-517", "W-025"]),
    row(&[Sign, Verify], "DryRunOperationException", Any, "it would succeed and DryRun is set", &["R-026"]),
];
