//! Why calls about encryption are refused, and by which facts.

use crate::model::Operation::{Decrypt, Encrypt, ReEncrypt};
use crate::reference::cause::Mark::{Any, Given, State};
use crate::reference::cause::{Cause, KEY_STATE, row};

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(crate) const CAUSES: &[Cause] = &[
    row(&[Encrypt], "DisabledException", Any, "the key is Disabled", &["S-045", "S-R04"]),
    row(&[Encrypt], KEY_STATE, State("PendingDeletion"), "the key waits for its deletion", &["S-046"]),
    row(&[Encrypt], KEY_STATE, State("PendingImport"), "the key has no material", &["S-047", "S-R07"]),
    row(&[Encrypt], KEY_STATE, State("Unavailable"), "the key's store is not connected", &["S-048", "C-190"]),
    row(&[Encrypt], KEY_STATE, Any, "what stands behind the key's store fails", &["C-197", "C-198"]),
    row(&[Encrypt], "InvalidKeyUsageException", Any, "the key is not for encryption, or not by this algorithm", &["R-013"]),
    row(&[Encrypt, Decrypt, ReEncrypt], "DryRunOperationException", Any, "it would succeed and DryRun is set", &["R-026"]),
    row(&[Decrypt], "IncorrectKeyException", Any, "the ciphertext is another key's", &["R-016", "R-038"]),
    row(&[Decrypt], "InvalidCiphertextException", Given("EncryptionContext"), "the ciphertext is none, or of another encryption context", &["R-024", "R-033"]),
    row(&[Decrypt], "InvalidCiphertextException", Any, "the ciphertext is none, or has an encryption context", &["R-024", "R-033"]),
    row(&[Decrypt], "DisabledException", Any, "the key is Disabled", &["S-013", "S-R04"]),
    row(&[Decrypt], KEY_STATE, State("PendingDeletion"), "the key waits for its deletion", &["S-014", "S-R02"]),
    row(&[Decrypt], KEY_STATE, Any, "the key's store is not connected, or what stands behind it fails", &["S-016", "C-197", "C-198"]),
    row(&[ReEncrypt], "IncorrectKeyException", Any, "the ciphertext is another key's", &["R-017"]),
    row(&[ReEncrypt], "InvalidCiphertextException", Any, "the ciphertext is none, or of another encryption context", &["R-024", "R-033"]),
    row(&[ReEncrypt], "DisabledException", Any, "one of the keys is Disabled", &["S-109", "S-R09"]),
    row(&[ReEncrypt], KEY_STATE, Any, "one of the keys waits for its deletion, has no material, or is in a store that is not connected", &["S-110", "S-111", "S-112", "R-528", "S-R10"]),
    row(&[ReEncrypt], "InvalidKeyUsageException", Any, "the destination is not for encryption, or not by this algorithm", &["R-013"]),
];
