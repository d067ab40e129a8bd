//! What becomes of shared secrets.

use crate::reference::faults::derived::rules;

rules! {
    /// Rules about shared secrets.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct SharedSecretRules {
        /// Whether the secret is told as it is, and not a hash of it (fact R-564).
        pub(crate) raw: bool,
        /// Whether the peer's key is used, and not the key's own once more.
        pub(crate) takes_peer: bool,
        /// The error for a peer's key that is none, or on another curve (facts R-564, W-028).
        pub(crate) bad_key: &'static str,
        /// Whether answers name the key (fact R-035).
        pub(crate) names_key: bool,
        /// Whether answers name the algorithm (fact R-035).
        pub(crate) names_algorithm: bool,
        /// Whether answers tell the origin of the key (fact R-035).
        pub(crate) tells_origin: bool,
    }
}

impl SharedSecretRules {
    pub(crate) fn aws() -> Self {
        Self {
            raw: true,
            takes_peer: true,
            bad_key: "ValidationException",
            names_key: true,
            names_algorithm: true,
            tells_origin: true,
        }
    }
}
