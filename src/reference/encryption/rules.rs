//! What becomes of cryptography.

use crate::reference::faults::derived::rules;

/// What a key that is found is asked for before it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UseStep {
    /// Its usage is the operation's.
    Usage,
    /// Its state lets the operation pass.
    State,
    /// Its spec has the algorithm.
    Algorithm,
    /// The message has the type and the length that the algorithm signs.
    Digest,
    /// The algorithm takes the encryption context, and a plaintext of this length.
    Bounds,
}

rules! {
    /// Rules about cryptography.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct CryptoRules {
        /// Whether the encryption context is bound to the ciphertext (fact R-024).
        pub(crate) binds_context: bool,
        /// Whether `KeyId` of Decrypt must be the key of the ciphertext (fact R-016).
        pub(crate) checks_key: bool,
        /// The error for a ciphertext that is none, or not with this encryption context (facts ).
        pub(crate) bad_ciphertext: &'static str,
        /// The error for a ciphertext of another key than `KeyId` (fact R-016).
        pub(crate) incorrect_key: &'static str,
        /// Whether `DryRun` is honoured (fact R-026).
        pub(crate) dry_run: bool,
        /// Whether ciphertext differs from call to call.
        pub(crate) fresh_nonce: bool,
        /// Whether answers name the key (fact K-014).
        pub(crate) names_key: bool,
        /// Whether Decrypt tells the origin of the key, a member that no model has (fact W-706).
        pub(crate) includes_origin: bool,
        /// What a key that is found is asked for, one after the other (facts ).
        pub(crate) order: Vec<UseStep>,
        /// Whether that a ciphertext is not the named key's is told before the usage and the state of that key (fact R-511).
        pub(crate) incorrect_key_first: bool,
        /// Whether a key of another usage is refused (facts R-010..R-015).
        pub(crate) checks_usage: bool,
        /// Whether an algorithm of another key spec is refused, beyond encryption (facts ).
        pub(crate) checks_algorithm: bool,
        /// Whether a plaintext longer than a key pair encrypts is refused for its length (facts R-001..R-006).
        pub(crate) checks_length: bool,
        /// Whether key pairs refuse an encryption context (fact R-512).
        pub(crate) refuses_context: bool,
        /// Whether what is encrypted under a key pair is nothing but the algorithm's ciphertext (fact R-525).
        pub(crate) bare: bool,
        /// Whether `Recipient` is looked at (fact R-567).
        pub(crate) reads_recipient: bool,
        /// Whether `ReEncrypt` binds the context of the source again, instead of the destination's (`ReEncrypt` documentation).
        pub(crate) re_encrypt_keeps_context: bool,
        /// Whether `ReEncrypt` encrypts under the destination, and not under the source again.
        pub(crate) re_encrypt_changes_key: bool,
        /// Whether `ReEncrypt` tells both algorithms (fact R-031).
        pub(crate) tells_algorithms: bool,
        /// Whether `ReEncrypt` tells both materials (fact R-031).
        pub(crate) tells_materials: bool,
        /// Whether the usable life of a store's key ends with its connection (fact C-190).
        pub(crate) needs_backing: bool,
        /// The error for a proxy that cannot be reached or does not answer in time (facts ).
        pub(crate) proxy_out_of_reach: &'static str,
        /// Whether `GenerateRandom` refuses an external key store.
        pub(crate) random_refuses_xks: bool,
        /// Whether that refusal comes before the one for the connection state (fact C-185).
        pub(crate) random_type_first: bool,
        /// Bytes that `GenerateRandom` gives beyond what was asked for (fact R-030).
        pub(crate) random_surplus: usize,
        /// Whether every call draws anew.
        pub(crate) random_fresh: bool,
        /// The answer to `GenerateRandom` without a length (fact V-003).
        pub(crate) random_default: Option<usize>,
    }
}

impl CryptoRules {
    pub(crate) fn aws() -> Self {
        Self {
            binds_context: true,
            checks_key: true,
            bad_ciphertext: "InvalidCiphertextException",
            incorrect_key: "IncorrectKeyException",
            dry_run: true,
            fresh_nonce: true,
            names_key: true,
            includes_origin: true,
            order: vec![
                UseStep::Usage,
                UseStep::State,
                UseStep::Algorithm,
                UseStep::Digest,
                UseStep::Bounds,
            ],
            incorrect_key_first: true,
            checks_usage: true,
            checks_algorithm: true,
            checks_length: true,
            refuses_context: true,
            bare: true,
            reads_recipient: true,
            re_encrypt_keeps_context: false,
            re_encrypt_changes_key: true,
            tells_algorithms: true,
            tells_materials: true,
            needs_backing: true,
            proxy_out_of_reach: "KMSInvalidStateException",
            random_refuses_xks: true,
            random_type_first: true,
            random_surplus: 0,
            random_fresh: true,
            random_default: None,
        }
    }
}
