//! What becomes of shared secrets.

use crate::reference::faults::derived::rules;

rules! {
    /// Rules about shared secrets.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct SharedSecretRules {
        /// How the secret is told (fact R-564).
        pub(crate) form: SecretForm,
        /// Whether the peer's key must be one on the same curve (fact R-564).
        pub(crate) checks_peer: bool,
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

/// How a shared secret is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecretForm {
    /// The coordinate x of the shared point, the greatest byte first.
    Raw,
    /// SHA-256 of it.
    Hashed,
    /// With the least byte first.
    LittleEndian,
    /// Without its first byte.
    Shortened,
    /// SHA-256 of both public halves, which the peer cannot compute from its side.
    OfSeed,
}

impl SharedSecretRules {
    pub(crate) fn aws() -> Self {
        Self {
            form: SecretForm::Raw,
            checks_peer: true,
            takes_peer: true,
            bad_key: "ValidationException",
            names_key: true,
            names_algorithm: true,
            tells_origin: true,
        }
    }
}
