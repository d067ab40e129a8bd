//! What becomes of data keys.

use crate::reference::faults::derived::rules;
use crate::reference::random::Source;

rules! {
    /// Rules about data keys.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct DataKeyRules {
        /// Bytes of `AES_128` (`KeySpec` documentation).
        pub(crate) aes_128: usize,
        /// Bytes of `AES_256` (likewise).
        pub(crate) aes_256: usize,
        /// What `NumberOfBytes` counts (`NumberOfBytes` documentation).
        pub(crate) unit: LengthUnit,
        /// Whether that the length is told once is asked before the usage and the state of the key (fact R-514).
        pub(crate) length_first: bool,
        /// Whether `KeySpec` and `NumberOfBytes` together are taken (fact R-514: they are not).
        pub(crate) takes_both: bool,
        /// Whether a request with neither is taken (likewise).
        pub(crate) takes_neither: bool,
        /// Bytes beyond what was asked for.
        pub(crate) surplus: usize,
        /// What the bytes of a data key are.
        pub(crate) source: Source,
        /// Whether their ciphertexts are bound to the encryption context (`EncryptionContext` documentation).
        pub(crate) binds_context: bool,
        /// Whether those of pairs are (likewise).
        pub(crate) pair_binds_context: bool,
        /// Whether the pair is of the spec that is asked for (`KeyPairSpec` documentation).
        pub(crate) pair_of_spec: bool,
        /// How the private half is written (fact R-557).
        pub(crate) private_form: PrivateForm,
        /// Whether the public half belongs to the private one (`GenerateDataKeyPair` documentation).
        pub(crate) pair_is_one: bool,
        /// Whether the ciphertext holds the private half, and not the public one.
        pub(crate) pair_seals_private: bool,
        /// Whether the ciphertext is that of the plaintext.
        pub(crate) seals_what_it_tells: bool,
        /// Whether answers name the key (fact R-036).
        pub(crate) names_key: bool,
        /// Whether answers name the key's material (`KeyMaterialId` documentation).
        pub(crate) names_material: bool,
        /// Whether the form without plaintext tells none (fact R-544).
        pub(crate) hides_plaintext: bool,
        /// Whether a key in a custom key store makes no data key pairs (fact C-193).
        pub(crate) pair_refuses_stores: bool,
        /// That error.
        pub(crate) pair_in_store: &'static str,
        /// Whether SM2 is of the Regions of China only, and ML-KEM of all others (`KeyPairSpec` documentation).
        pub(crate) pair_regional: bool,
        /// Whether every call makes another pair (`GenerateDataKeyPair` documentation).
        pub(crate) pair_fresh: bool,
        /// Whether the ciphertext is that of the private half (fact R-558).
        pub(crate) pair_seals_what_it_tells: bool,
        /// Whether answers with pairs name the key (`GenerateDataKeyPairResponse` documentation).
        pub(crate) pair_names_key: bool,
        /// Whether they name the spec of the pair (likewise).
        pub(crate) pair_names_spec: bool,
        /// Whether they name the key's material (likewise).
        pub(crate) pair_names_material: bool,
        /// Whether the form without plaintext tells no private half.
        pub(crate) pair_hides_plaintext: bool,
    }
}

/// What `NumberOfBytes` counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LengthUnit {
    Bytes,
    Bits,
    /// Nothing: every key has 32 bytes.
    Ignored,
}

/// How a private key is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PrivateForm {
    /// A `PrivateKeyInfo` in DER (RFC 5958).
    Pkcs8,
    /// What stands in it: `RSAPrivateKey`, `ECPrivateKey`, a seed.
    Bare,
    /// PEM.
    Pem,
}

impl DataKeyRules {
    pub(crate) fn aws() -> Self {
        Self {
            aes_128: 16,
            aes_256: 32,
            unit: LengthUnit::Bytes,
            length_first: true,
            takes_both: false,
            takes_neither: false,
            surplus: 0,
            source: Source::Uniform,
            binds_context: true,
            pair_binds_context: true,
            pair_of_spec: true,
            private_form: PrivateForm::Pkcs8,
            pair_is_one: true,
            pair_seals_private: true,
            seals_what_it_tells: true,
            names_key: true,
            names_material: true,
            hides_plaintext: true,
            pair_refuses_stores: true,
            pair_in_store: "UnsupportedOperationException",
            pair_regional: true,
            pair_fresh: true,
            pair_seals_what_it_tells: true,
            pair_names_key: true,
            pair_names_spec: true,
            pair_names_material: true,
            pair_hides_plaintext: true,
        }
    }
}
