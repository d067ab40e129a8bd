//! Faults of shared secrets.

use crate::reference::Fault;

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "shared_secret_hashed",
        sentence: "The shared secret is told as a hash of SHA-256.",
        source: None,
        apply: |rules| rules.shared_secrets.raw = false,
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
];
