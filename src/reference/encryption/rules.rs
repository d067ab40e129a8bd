//! What becomes of cryptography.

use crate::reference::faults::derived::rules;
use crate::reference::random::Source;

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
        /// What of the encryption context is bound to the ciphertext (fact R-024).
        pub(crate) binding: Binding,
        /// Which padding RSA encryption has (RFC 8017).
        pub(crate) oaep: OaepForm,
        /// What of a plaintext is encrypted (fact R-025).
        pub(crate) plaintext: PlaintextForm,
        /// Whether a ciphertext with up to three bytes behind it is decrypted.
        pub(crate) takes_longer: bool,
        /// Whether Encrypt names the algorithm (fact R-032).
        pub(crate) names_algorithm: bool,
        /// Whether answers name the algorithm of the request, and not that of symmetric keys (facts ).
        pub(crate) echoes_algorithm: bool,
        /// Whether Decrypt names the key's material (fact R-025).
        pub(crate) names_material: bool,
        /// Whether the source of `ReEncrypt` is decrypted by the algorithm that the request names (`ReEncrypt` documentation).
        pub(crate) re_encrypt_reads_source_algorithm: bool,
        /// Whether the destination is encrypted by the algorithm that the request names (likewise).
        pub(crate) re_encrypt_reads_destination_algorithm: bool,
        /// Whether `ReEncrypt` encrypts anew where both keys are one (likewise).
        pub(crate) re_encrypt_always: bool,
        /// Whether `ReEncrypt` tells which key is the source (fact R-031).
        pub(crate) re_encrypt_tells_source: bool,
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
        /// What random bytes are.
        pub(crate) random: Source,
        /// The answer to `GenerateRandom` without a length (fact V-003).
        pub(crate) random_default: Option<usize>,
    }
}

/// What of an encryption context is bound to a ciphertext.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Binding {
    /// Names and values, in whatever order.
    Whole,
    Nothing,
    Names,
    Values,
    /// All of it without case.
    AnyCase,
    /// All of it as one text, without where names and values end.
    Joined,
    /// The first entry.
    First,
    /// All of it in the order of the request.
    InOrder,
}

/// Which padding RSA encryption has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OaepForm {
    OfAlgorithm,
    /// OAEP by SHA-1, whatever the algorithm.
    Sha1,
    /// OAEP by SHA-256, whatever the algorithm.
    Sha256,
    /// OAEP whose mask is by SHA-1, whatever the algorithm.
    MgfSha1,
    /// OAEP with a label.
    Labelled,
    /// RSAES-PKCS1-v1_5.
    Pkcs1,
}

/// What of a plaintext is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlaintextForm {
    Bytes,
    /// Text: what is no UTF-8 is replaced.
    Text,
    /// Its base64, which Decrypt tells as the plaintext.
    Encoded,
}

impl CryptoRules {
    pub(crate) fn aws() -> Self {
        Self {
            binding: Binding::Whole,
            oaep: OaepForm::OfAlgorithm,
            plaintext: PlaintextForm::Bytes,
            takes_longer: false,
            names_algorithm: true,
            echoes_algorithm: true,
            names_material: true,
            re_encrypt_reads_source_algorithm: true,
            re_encrypt_reads_destination_algorithm: true,
            re_encrypt_always: true,
            re_encrypt_tells_source: true,
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
            random: Source::Uniform,
            random_default: None,
        }
    }
}
