//! What becomes of signatures.

use crate::reference::faults::derived::rules;
use crate::reference::rules::BlobForm;

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
        /// How ECDSA signatures are written (fact R-562).
        pub(crate) ecdsa: EcdsaForm,
        /// Which padding RSA signatures have (RFC 8017).
        pub(crate) padding: Padding,
        /// How long the salt of RSASSA-PSS is (RFC 8017, 9.1: by default as long as the hash).
        pub(crate) salt: Salt,
        /// Whether Ed25519 signs the message, and not a hash of it (RFC 8032).
        pub(crate) pure: bool,
        /// Whether ML-DSA signs with an empty context (FIPS 204, 5.2).
        pub(crate) without_context: bool,
        /// What of a RAW message is signed.
        pub(crate) signed: Signed,
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
        /// Whether answers name the algorithm of the request, and not the first of the key.
        pub(crate) echoes_algorithm: bool,
        /// Whether Verify says that the signature is right (fact R-022).
        pub(crate) tells_verdict: bool,
        /// How a signature is told.
        pub(crate) told: BlobForm,
        /// What Verify takes beside the right signature.
        pub(crate) leniency: Leniency,
        /// Whether a wrong signature is an error, and not an answer of false (fact R-021).
        pub(crate) refuses: bool,
        /// That error.
        pub(crate) invalid: &'static str,
        /// The error for bytes that are no signature of the algorithm (fact R-517).
        pub(crate) malformed: &'static str,
    }
}

/// How an ECDSA signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EcdsaForm {
    Der,
    /// Two numbers of the curve's length, one after the other.
    Plain,
    /// With lengths in long form where a short one does.
    LongLengths,
    /// Without the zero byte before a number whose first bit is set.
    Unsigned,
    /// With a zero byte more before each number.
    Padded,
    /// s before r.
    Swapped,
}

/// Which padding an RSA signature has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Padding {
    OfAlgorithm,
    Pkcs1,
    Pss,
    /// RSASSA-PKCS1-v1_5 of the hash alone, without what says which hash it is.
    BareHash,
}

/// How long the salt of RSASSA-PSS is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Salt {
    OfHash,
    Empty,
    Longest,
}

/// What of a message is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signed {
    Message,
    /// Its base64, as it stands in the request.
    Base64,
    Nothing,
}

/// What is taken beside the right signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leniency {
    Nothing,
    Anything,
    /// The right one with up to three bytes behind it.
    Longer,
    /// r and s of zero.
    Zero,
    /// One with another padding, or prehashed where this is not.
    AnotherPadding,
    /// One of another hash.
    AnotherHash,
}

impl SignatureRules {
    pub(crate) fn aws() -> Self {
        Self {
            hash_of_algorithm: true,
            hashes_raw: true,
            hashes_digest: false,
            prehashes: true,
            takes_mu: true,
            ecdsa: EcdsaForm::Der,
            padding: Padding::OfAlgorithm,
            salt: Salt::OfHash,
            pure: true,
            without_context: true,
            signed: Signed::Message,
            needs_low_s: false,
            checks_length: true,
            bad_length: "ValidationException",
            checks_type: true,
            bad_type: "ValidationException",
            names_key: true,
            names_algorithm: true,
            echoes_algorithm: true,
            tells_verdict: true,
            told: BlobForm::Base64,
            leniency: Leniency::Nothing,
            refuses: true,
            invalid: "KMSInvalidSignatureException",
            malformed: "KMSInvalidSignatureException",
        }
    }
}
