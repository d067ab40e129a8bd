//! What becomes of public keys.

use crate::reference::faults::derived::rules;

rules! {
    /// Rules about public keys.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct PublicKeyRules {
        /// Whether a key without a public half is refused by this error (fact R-530).
        pub(crate) none: &'static str,
        /// Whether the key's state is looked at before its spec (fact S-511).
        pub(crate) state_first: bool,
        /// Whether answers name the key (`GetPublicKeyResponse` documentation).
        pub(crate) names_key: bool,
        /// Whether answers tell the key's usage (likewise).
        pub(crate) tells_usage: bool,
        /// Whether answers tell the key's spec (fact R-563).
        pub(crate) tells_spec: bool,
        /// Whether answers tell the key's spec under its old name too (fact R-563).
        pub(crate) tells_old_spec: bool,
        /// Whether answers tell the algorithms of the key's usage (fact R-563).
        pub(crate) tells_algorithms: bool,
        /// Whether answers tell the algorithms of no other usage (fact R-563).
        pub(crate) tells_no_others: bool,
        /// How a public key is written (fact R-524).
        pub(crate) form: PublicForm,
        /// Whether one key has one public key.
        pub(crate) stable: bool,
    }
}

/// How a public key is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PublicForm {
    /// A `SubjectPublicKeyInfo` in DER.
    Spki,
    /// The bits of the key alone.
    Bits,
    /// One that names another algorithm.
    OtherAlgorithm,
    /// One that names another curve.
    OtherCurve,
    /// One whose point is compressed.
    Compressed,
    /// PEM.
    Pem,
    /// The private half.
    Private,
}

impl PublicKeyRules {
    pub(crate) fn aws() -> Self {
        Self {
            none: "UnsupportedOperationException",
            state_first: true,
            names_key: true,
            tells_usage: true,
            tells_spec: true,
            tells_old_spec: true,
            tells_algorithms: true,
            tells_no_others: true,
            form: PublicForm::Spki,
            stable: true,
        }
    }
}
