//! Faults of shared secrets.

use super::SecretForm;
use crate::reference::Fault;

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "shared_secret_hashed",
        sentence: "The shared secret is told as a hash of SHA-256.",
        source: Some("localstack/localstack#12129"),
        apply: |rules| rules.shared_secrets.form = SecretForm::Hashed,
    },
    Fault {
        name: "shared_secret_with_itself",
        sentence: "DeriveSharedSecret uses the key's own public half, and not the peer's.",
        source: None,
        apply: |rules| rules.shared_secrets.takes_peer = false,
    },
    Fault {
        name: "bad_peer_key_is_bad_usage",
        sentence: "A peer's key that is none is answered with InvalidKeyUsageException.",
        source: None,
        apply: |rules| rules.shared_secrets.bad_key = "InvalidKeyUsageException",
    },
    Fault {
        name: "shared_secret_hides_key",
        sentence: "DeriveSharedSecret does not tell KeyId.",
        source: None,
        apply: |rules| rules.shared_secrets.names_key = false,
    },
    Fault {
        name: "shared_secret_hides_algorithm",
        sentence: "DeriveSharedSecret does not tell KeyAgreementAlgorithm.",
        source: None,
        apply: |rules| rules.shared_secrets.names_algorithm = false,
    },
    Fault {
        name: "shared_secret_hides_origin",
        sentence: "DeriveSharedSecret does not tell KeyOrigin.",
        source: None,
        apply: |rules| rules.shared_secrets.tells_origin = false,
    },
    Fault {
        name: "shared_secret_little_endian",
        sentence: "The shared secret is told with its least byte first.",
        source: None,
        apply: |rules| rules.shared_secrets.form = SecretForm::LittleEndian,
    },
    Fault {
        name: "shared_secret_one_byte_short",
        sentence: "The shared secret is told without its first byte.",
        source: None,
        apply: |rules| rules.shared_secrets.form = SecretForm::Shortened,
    },
    Fault {
        name: "shared_secret_of_public_halves",
        sentence: "The shared secret is a hash of both public halves, which differs from side to side.",
        source: Some("faiscadev/fakecloud#2280"),
        apply: |rules| rules.shared_secrets.form = SecretForm::OfSeed,
    },
    Fault {
        name: "any_peer_key",
        sentence: "DeriveSharedSecret takes any bytes for a peer's key.",
        source: Some("localstack/localstack#12071"),
        apply: |rules| rules.shared_secrets.checks_peer = false,
    },
];
