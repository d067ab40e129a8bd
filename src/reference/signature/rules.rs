//! What becomes of signatures.

use crate::reference::faults::derived::rules;

rules! {
    /// Rules about signatures.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct SignatureRules {
        /// Whether the hash is the algorithm's (`MessageType` documentation).
        pub(crate) hash_of_algorithm: bool,
        /// Whether a message of type RAW is hashed (likewise).
        pub(crate) hashes_raw: bool,
        /// Whether a message of type DIGEST is hashed once more (likewise: it is not).
        pub(crate) hashes_digest: bool,
        /// Whether `ED25519_PH_SHA_512` is Ed25519ph over the DIGEST, and not Ed25519 (fact R-559).
        pub(crate) prehashes: bool,
        /// Whether `EXTERNAL_MU` is taken for the representative, and not for a message (fact R-560).
        pub(crate) takes_mu: bool,
        /// Whether ECDSA signatures are DER, and not two numbers one after the other (fact R-562).
        pub(crate) der: bool,
        /// Whether Verify refuses an s in the upper half of the order (fact R-574: KMS makes such).
        pub(crate) needs_low_s: bool,
        /// Whether the length of a digest must be the algorithm's (facts ).
        pub(crate) checks_length: bool,
        /// That error.
        pub(crate) bad_length: &'static str,
        /// Whether the type of the message must be one of the algorithm's (facts ).
        pub(crate) checks_type: bool,
        /// That error.
        pub(crate) bad_type: &'static str,
        /// Whether answers name the key (fact R-022).
        pub(crate) names_key: bool,
        /// Whether answers name the algorithm (fact R-022).
        pub(crate) names_algorithm: bool,
        /// Whether any signature is right.
        pub(crate) believes_anything: bool,
        /// Whether a right signature with more behind it is taken.
        pub(crate) takes_longer: bool,
        /// Whether a wrong signature is an error, and not an answer of false (fact R-021).
        pub(crate) refuses: bool,
        /// That error.
        pub(crate) invalid: &'static str,
        /// The error for bytes that are no signature of the algorithm (fact R-517).
        pub(crate) malformed: &'static str,
    }
}

impl SignatureRules {
    pub(crate) fn aws() -> Self {
        Self {
            hash_of_algorithm: true,
            hashes_raw: true,
            hashes_digest: false,
            prehashes: true,
            takes_mu: true,
            der: true,
            needs_low_s: false,
            checks_length: true,
            bad_length: "ValidationException",
            checks_type: true,
            bad_type: "ValidationException",
            names_key: true,
            names_algorithm: true,
            believes_anything: false,
            takes_longer: false,
            refuses: true,
            invalid: "KMSInvalidSignatureException",
            malformed: "KMSInvalidSignatureException",
        }
    }
}
