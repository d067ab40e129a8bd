//! Which rules of encryption no case can notice, and where the others show.

use crate::model::Operation;
use crate::model::Operation::{
    Decrypt, Encrypt, GenerateDataKey, GenerateDataKeyWithoutPlaintext, GenerateMac,
    GenerateRandom, ReEncrypt, Sign, Verify, VerifyMac,
};
use crate::reference::faults::noticed::IN_NO_MODEL;

/// Parts of the book, as the paths of derived faults begin, and why no case may tell right from wrong there.
pub(crate) const OPEN: &[(&str, &str)] = &[
    ("crypto.includes_origin", IN_NO_MODEL),
    (
        "keys.admission.re_encrypt.pending_deletion.pending_deletion_disabled",
        "The guide allows both types (S-110).",
    ),
];

/// Parts of the book, as the paths of faults begin, and the operations in which they show; others may show anywhere.
pub(crate) const SHOWN: &[(&str, &[Operation])] = &[(
    "crypto",
    &[
        Decrypt,
        Encrypt,
        GenerateDataKey,
        GenerateDataKeyWithoutPlaintext,
        GenerateMac,
        GenerateRandom,
        ReEncrypt,
        Sign,
        Verify,
        VerifyMac,
    ],
)];
