//! What becomes of message authentication codes.

use crate::reference::faults::derived::rules;
use crate::reference::rules::BlobForm;

rules! {
    /// Rules about message authentication codes.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct MacRules {
        /// Whether the hash is the algorithm's (RFC 2104; `MacAlgorithm` documentation).
        pub(crate) hash_of_algorithm: bool,
        /// Whether each key has material of its own.
        pub(crate) material_of_key: bool,
        /// Bytes of a code that are left out.
        pub(crate) cut: usize,
        /// Whether answers name the key (fact R-023).
        pub(crate) names_key: bool,
        /// Whether answers name the algorithm (fact R-023).
        pub(crate) names_algorithm: bool,
        /// Whether `VerifyMac` says that the code is right (fact R-023).
        pub(crate) tells_verdict: bool,
        /// How a code is told.
        pub(crate) told: BlobForm,
        /// Whether the code is of the message, and not of the key alone.
        pub(crate) reads_message: bool,
        /// Whether keys of 224 bits work (`HMAC_SHA_224` of the model).
        pub(crate) knows_224: bool,
        /// How much of a code must be right.
        pub(crate) compared: Comparison,
        /// Whether a wrong code is an error, and not an answer of false (fact W-026).
        pub(crate) refuses: bool,
        /// That error.
        pub(crate) invalid: &'static str,
    }
}

/// How much of a code must be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Whole,
    Nothing,
    /// All of it, whatever stands behind.
    Longer,
    /// As much as is given.
    Shorter,
    /// Its first half, and its length.
    FirstHalf,
}

impl MacRules {
    pub(crate) fn aws() -> Self {
        Self {
            hash_of_algorithm: true,
            material_of_key: true,
            cut: 0,
            names_key: true,
            names_algorithm: true,
            tells_verdict: true,
            told: BlobForm::Base64,
            reads_message: true,
            knows_224: true,
            compared: Comparison::Whole,
            refuses: true,
            invalid: "KMSInvalidMacException",
        }
    }
}
