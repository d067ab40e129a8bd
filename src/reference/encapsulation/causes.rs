//! Why calls about encapsulated secrets are refused, and by which facts.

use crate::model::Operation::{Decapsulate, Encapsulate};
use crate::reference::cause::Mark::Any;
use crate::reference::cause::{Cause, KEY_STATE, row};

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(crate) const CAUSES: &[Cause] = &[
    row(&[Decapsulate, Encapsulate], "DisabledException", Any, "the key is Disabled", &["R-556"]),
    row(&[Decapsulate, Encapsulate], KEY_STATE, Any, "the key waits for its deletion, or has no material", &["R-556"]),
    row(&[Decapsulate, Encapsulate], "InvalidKeyUsageException", Any, "the key is not for encapsulation", &["R-556"]),
    row(&[Decapsulate], "InvalidCiphertextException", Any, "the ciphertext is not as long as those of the key's spec", &["R-551"]),
    row(&[Decapsulate, Encapsulate], "DryRunOperationException", Any, "it would succeed and DryRun is set", &["R-026"]),
];
