//! Why calls about shared secrets are refused, and by which facts.

use crate::model::Operation::DeriveSharedSecret;
use crate::reference::cause::Mark::{Any, Given};
use crate::reference::cause::{Cause, KEY_STATE, row};

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(crate) const CAUSES: &[Cause] = &[
    row(&[DeriveSharedSecret], "DisabledException", Any, "the key is Disabled", &["model-DeriveSharedSecret.errors"]),
    row(&[DeriveSharedSecret], KEY_STATE, Any, "the key waits for its deletion, or has no material", &["model-DeriveSharedSecret.errors"]),
    row(&[DeriveSharedSecret], "InvalidKeyUsageException", Any, "the key is not for agreement", &["R-014", "R-015"]),
    row(&[DeriveSharedSecret], "ValidationException", Given("Recipient"), "no attestation document is valid here", &["R-567"]),
    row(&[DeriveSharedSecret], "ValidationException", Any, "the peer's public key is none on the key's curve", &["R-564", "W-028"]),
    row(&[DeriveSharedSecret], "DryRunOperationException", Any, "it would succeed and DryRun is set", &["R-026"]),
];
