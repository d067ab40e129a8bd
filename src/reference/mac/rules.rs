//! What becomes of message authentication codes.

use crate::reference::faults::derived::rules;

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
        /// Whether a right code with more behind it is taken.
        pub(crate) takes_longer: bool,
        /// Whether any code is right.
        pub(crate) believes_anything: bool,
        /// Whether a wrong code is an error, and not an answer of false (fact W-026).
        pub(crate) refuses: bool,
        /// That error.
        pub(crate) invalid: &'static str,
    }
}

impl MacRules {
    pub(crate) fn aws() -> Self {
        Self {
            hash_of_algorithm: true,
            material_of_key: true,
            cut: 0,
            names_key: true,
            takes_longer: false,
            believes_anything: false,
            refuses: true,
            invalid: "KMSInvalidMacException",
        }
    }
}
