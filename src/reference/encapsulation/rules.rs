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
        /// The error for a ciphertext of a length that does not fit the spec (fact R-551).
        pub(crate) bad_length: &'static str,
        /// Whether answers name the key (fact R-550).
        pub(crate) names_key: bool,
        /// Whether answers name the algorithm (fact R-550).
        pub(crate) names_algorithm: bool,
    }
}

impl EncapsulationRules {
    pub(crate) fn aws() -> Self {
        Self {
            fresh: true,
            tells_what_it_encapsulates: true,
            bad_length: "InvalidCiphertextException",
            names_key: true,
            names_algorithm: true,
        }
    }
}
