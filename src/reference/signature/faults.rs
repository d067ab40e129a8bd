//! Faults of signatures.

use crate::reference::Fault;

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "pairs_shared",
        sentence: "Keys of one spec share their key pair.",
        source: Some("faiscadev/fakecloud#2239"),
        apply: |rules| rules.pairs.of_key = false,
    },
    Fault {
        name: "signature_of_the_wrong_hash",
        sentence: "A RAW message is hashed by another hash than the algorithm's.",
        source: None,
        apply: |rules| rules.signatures.hash_of_algorithm = false,
    },
    Fault {
        name: "raw_never_hashed",
        sentence: "A RAW message is taken for a digest.",
        source: None,
        apply: |rules| rules.signatures.hashes_raw = false,
    },
    Fault {
        name: "digest_hashed_again",
        sentence: "A DIGEST is hashed before it is signed.",
        source: None,
        apply: |rules| rules.signatures.hashes_digest = true,
    },
    Fault {
        name: "prehash_is_plain",
        sentence: "ED25519_PH_SHA_512 is Ed25519 of the DIGEST.",
        source: None,
        apply: |rules| rules.signatures.prehashes = false,
    },
    Fault {
        name: "external_mu_is_a_message",
        sentence: "EXTERNAL_MU is signed as a message.",
        source: None,
        apply: |rules| rules.signatures.takes_mu = false,
    },
    Fault {
        name: "ecdsa_signature_is_raw",
        sentence: "An ECDSA signature is r and s without DER.",
        source: None,
        apply: |rules| rules.signatures.der = false,
    },
    Fault {
        name: "low_s_needed",
        sentence: "Verify refuses an ECDSA signature with s in the upper half, and Sign makes such.",
        source: None,
        apply: |rules| rules.signatures.needs_low_s = true,
    },
    Fault {
        name: "digest_of_any_length",
        sentence: "A digest of a length that is not the algorithm's is taken.",
        source: None,
        apply: |rules| rules.signatures.checks_length = false,
    },
    Fault {
        name: "any_message_type",
        sentence: "Every algorithm takes every type of message.",
        source: None,
        apply: |rules| rules.signatures.checks_type = false,
    },
    Fault {
        name: "signatures_hide_key",
        sentence: "Sign and Verify do not tell KeyId.",
        source: None,
        apply: |rules| rules.signatures.names_key = false,
    },
    Fault {
        name: "signatures_hide_algorithm",
        sentence: "Sign and Verify do not tell SigningAlgorithm.",
        source: None,
        apply: |rules| rules.signatures.names_algorithm = false,
    },
    Fault {
        name: "any_signature_verified",
        sentence: "Verify takes any signature.",
        source: None,
        apply: |rules| rules.signatures.believes_anything = true,
    },
    Fault {
        name: "extended_signature_verified",
        sentence: "Verify takes the right signature with more behind it.",
        source: None,
        apply: |rules| rules.signatures.takes_longer = true,
    },
    Fault {
        name: "wrong_signature_is_false",
        sentence: "Verify answers a wrong signature with SignatureValid: false.",
        source: None,
        apply: |rules| rules.signatures.refuses = false,
    },
    Fault {
        name: "wrong_signature_is_bad_mac",
        sentence: "Verify answers a wrong signature with KMSInvalidMacException.",
        source: None,
        apply: |rules| rules.signatures.invalid = "KMSInvalidMacException",
    },
    Fault {
        name: "malformed_signature_is_internal",
        sentence: "Verify answers bytes that are no signature with KMSInternalException.",
        source: None,
        apply: |rules| rules.signatures.malformed = "KMSInternalException",
    },
];
