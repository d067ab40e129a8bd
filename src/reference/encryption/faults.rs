//! Faults of `Encrypt` and `Decrypt`.

use crate::reference::Fault;
use crate::reference::faults::sources::{AWSIM_CRYPTO, EVERYWHERE, GOPHERSTACK_PARITY};
use crate::reference::rules::Loosened;

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "crypto_hides_key",
        sentence: "Encrypt and Decrypt do not tell KeyId.",
        source: Some("getmoto/moto#2133"),
        apply: |rules| rules.crypto.names_key = false,
    },
    Fault {
        name: "context_ignored",
        sentence: "A ciphertext is decrypted under any encryption context.",
        source: Some("floci-io/floci#817"),
        apply: |rules| rules.crypto.binds_context = false,
    },
    Fault {
        name: "key_id_ignored",
        sentence: "Decrypt ignores KeyId.",
        source: Some("floci-io/floci#1844"),
        apply: |rules| rules.crypto.checks_key = false,
    },
    Fault {
        name: "wrong_key_is_invalid_ciphertext",
        sentence: "Decrypt with another key is answered with InvalidCiphertextException.",
        source: None,
        apply: |rules| rules.crypto.incorrect_key = "InvalidCiphertextException",
    },
    Fault {
        name: "bad_ciphertext_is_validation",
        sentence: "A ciphertext that is none is answered with ValidationException.",
        source: None,
        apply: |rules| rules.crypto.bad_ciphertext = "ValidationException",
    },
    Fault {
        name: "dry_run_ignored",
        sentence: "DryRun is ignored.",
        source: Some(EVERYWHERE),
        apply: |rules| rules.crypto.dry_run = false,
    },
    Fault {
        name: "same_ciphertext",
        sentence: "Encrypting twice gives one ciphertext.",
        source: Some("floci-io/floci#825"),
        apply: |rules| rules.crypto.fresh_nonce = false,
    },
    Fault {
        name: "usage_ignored",
        sentence: "Keys of any usage are taken.",
        source: Some("faiscadev/fakecloud#1793"),
        apply: |rules| rules.crypto.checks_usage = false,
    },
    Fault {
        name: "crypto_without_backing",
        sentence: "Keys of a store work though its proxy or cluster does not.",
        source: Some(GOPHERSTACK_PARITY),
        apply: |rules| rules.crypto.needs_backing = false,
    },
    Fault {
        name: "any_plaintext_length",
        sentence: "Encrypt takes a plaintext of 4,097 bytes.",
        source: Some("stackshy/cloudemu#551"),
        apply: |rules| rules.front.loosened = vec![Loosened::Max("PlaintextType")],
    },
    Fault {
        name: "empty_plaintext",
        sentence: "Encrypt takes an empty plaintext.",
        source: Some(AWSIM_CRYPTO),
        apply: |rules| rules.front.loosened = vec![Loosened::Min("PlaintextType")],
    },
    Fault {
        name: "re_encrypt_keeps_context",
        sentence: "ReEncrypt keeps the encryption context of the source.",
        source: None,
        apply: |rules| rules.crypto.re_encrypt_keeps_context = true,
    },
    Fault {
        name: "re_encrypt_under_source",
        sentence: "ReEncrypt encrypts under the key of the source again.",
        source: None,
        apply: |rules| rules.crypto.re_encrypt_changes_key = false,
    },
    Fault {
        name: "re_encrypt_hides_algorithms",
        sentence: "ReEncrypt does not tell its algorithms.",
        source: None,
        apply: |rules| rules.crypto.tells_algorithms = false,
    },
    Fault {
        name: "re_encrypt_hides_materials",
        sentence: "ReEncrypt does not tell the ids of the key materials.",
        source: None,
        apply: |rules| rules.crypto.tells_materials = false,
    },
    Fault {
        name: "recipient_ignored",
        sentence: "Recipient is ignored, and the plaintext is told.",
        source: None,
        apply: |rules| rules.crypto.reads_recipient = false,
    },
    Fault {
        name: "rsa_length_is_internal",
        sentence: "A plaintext that is too long for an RSA key is answered with KMSInternalException.",
        source: None,
        apply: |rules| rules.crypto.checks_length = false,
    },
    Fault {
        name: "rsa_takes_context",
        sentence: "RSA keys take an encryption context, and forget it.",
        source: None,
        apply: |rules| rules.crypto.refuses_context = false,
    },
    Fault {
        name: "rsa_ciphertext_wrapped",
        sentence: "What is encrypted under an RSA key has something before the ciphertext.",
        source: None,
        apply: |rules| rules.crypto.bare = false,
    },
];
