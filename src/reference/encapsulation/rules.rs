//! What becomes of encapsulated secrets.

use crate::reference::faults::derived::rules;

rules! {
    /// Rules about encapsulated secrets.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct EncapsulationRules {
        /// Whether every call encapsulates another secret (FIPS 203).
        pub(crate) fresh: bool,
        /// Whether the secret that Encapsulate tells is the one that it encapsulates.
        pub(crate) tells_what_it_encapsulates: bool,
        /// Whether the secret is told as it is, and not a hash of it (FIPS 203).
        pub(crate) raw: bool,
        /// What becomes of a ciphertext of the right length that is none of the key's (fact R-552).
        pub(crate) rejection: Rejection,
        /// The error for a ciphertext of a length that does not fit the spec (fact R-551).
        pub(crate) bad_length: &'static str,
        /// Whether answers name the key (fact R-550).
        pub(crate) names_key: bool,
        /// Whether answers name the algorithm (fact R-550).
        pub(crate) names_algorithm: bool,
    }
}

/// What becomes of a ciphertext that is none of the key's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rejection {
    /// It has another secret, the same each time.
    Implicit,
    /// It is refused.
    Refused,
    /// It has a secret of zeros.
    Zero,
    /// It has another secret on each call.
    Fresh,
}

impl EncapsulationRules {
    pub(crate) fn aws() -> Self {
        Self {
            fresh: true,
            tells_what_it_encapsulates: true,
            raw: true,
            rejection: Rejection::Implicit,
            bad_length: "InvalidCiphertextException",
            names_key: true,
            names_algorithm: true,
        }
    }
}
