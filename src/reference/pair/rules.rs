//! What becomes of key pairs.

use crate::reference::faults::derived::rules;

rules! {
    /// Rules about key pairs.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct PairRules {
        /// Whether each key has a pair of its own (`CreateKey` documentation).
        pub(crate) of_key: bool,
        /// Whether each RSA key has (likewise).
        pub(crate) rsa_of_key: bool,
    }
}

impl PairRules {
    pub(crate) fn aws() -> Self {
        Self {
            of_key: true,
            rsa_of_key: true,
        }
    }
}
