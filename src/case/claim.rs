//! What a value has to prove by cryptography, and values that only cryptography gives.

use super::Template;
use super::keys::{AnyValue, List, Optional, Required, WordOrRow, mapping, words};

words! {
    /// The algorithms of `Sign`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    #[expect(missing_docs, reason = "each is what its name says; see the model's SigningAlgorithmSpec")]
    SigningAlgorithm("signing algorithm") {
        RsassaPssSha256 "RSASSA_PSS_SHA_256",
        RsassaPssSha384 "RSASSA_PSS_SHA_384",
        RsassaPssSha512 "RSASSA_PSS_SHA_512",
        RsassaPkcs1V15Sha256 "RSASSA_PKCS1_V1_5_SHA_256",
        RsassaPkcs1V15Sha384 "RSASSA_PKCS1_V1_5_SHA_384",
        RsassaPkcs1V15Sha512 "RSASSA_PKCS1_V1_5_SHA_512",
        EcdsaSha256 "ECDSA_SHA_256",
        EcdsaSha384 "ECDSA_SHA_384",
        EcdsaSha512 "ECDSA_SHA_512",
        Sm2Dsa "SM2DSA",
        MlDsaShake256 "ML_DSA_SHAKE_256",
        Ed25519Sha512 "ED25519_SHA_512",
        Ed25519PhSha512 "ED25519_PH_SHA_512",
    }
}

words! {
    /// The specs of keys that have a public half.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    #[expect(missing_docs, reason = "each is what its name says; see the model's KeySpec")]
    KeyPairSpec("spec of a key pair") {
        Rsa2048 "RSA_2048",
        Rsa3072 "RSA_3072",
        Rsa4096 "RSA_4096",
        EccNistP256 "ECC_NIST_P256",
        EccNistP384 "ECC_NIST_P384",
        EccNistP521 "ECC_NIST_P521",
        EccSecgP256k1 "ECC_SECG_P256K1",
        Sm2 "SM2",
        MlDsa44 "ML_DSA_44",
        MlDsa65 "ML_DSA_65",
        MlDsa87 "ML_DSA_87",
        EccNistEdwards25519 "ECC_NIST_EDWARDS25519",
        MlKem512 "ML_KEM_512",
        MlKem768 "ML_KEM_768",
        MlKem1024 "ML_KEM_1024",
    }
}

words! {
    /// The algorithms by which a client encrypts with a public key.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    #[expect(missing_docs, reason = "each is what its name says; see the model's EncryptionAlgorithmSpec")]
    OaepAlgorithm("encryption algorithm") {
        RsaesOaepSha1 "RSAES_OAEP_SHA_1",
        RsaesOaepSha256 "RSAES_OAEP_SHA_256",
    }
}

words! {
    /// The curves on which a client makes a key pair of its own.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    #[expect(missing_docs, reason = "each is what its name says; see the model's KeySpec")]
    AgreementSpec("spec of a client's key pair") {
        EccNistP256 "ECC_NIST_P256",
        EccNistP384 "ECC_NIST_P384",
        EccNistP521 "ECC_NIST_P521",
    }
}

words! {
    /// What an encapsulation gives.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    EncapsulationPart("part of an encapsulation") {
        /// What is sent to the holder of the private key.
        Ciphertext "ciphertext",
        /// What both hold then.
        SharedSecret "shared_secret",
    }
}

mapping! {
    /// A signature that a public key verifies.
    #[derive(Debug, Clone, PartialEq)]
    pub SignatureClaim("`$signature`") {
        /// The key's public half: base64 of the DER of a `SubjectPublicKeyInfo`.
        public_key "public_key": Template = Required<AnyValue>;
        /// A `SigningAlgorithm`; in rows: `{$row: …}`.
        algorithm "algorithm": Template = Required<WordOrRow<SigningAlgorithm>>;
        /// The whole message in base64, be it sent as such, as its digest or as its mu. For `ED25519_PH_SHA_512` what is
        /// sent, since KMS hashes a digest again.
        message "message": Template = Required<AnyValue>;
    }
}

mapping! {
    /// Bytes that look random together with others.
    #[derive(Debug, Clone, PartialEq)]
    pub RandomClaim("`$random`") {
        /// The others, in base64; at least 1024 bytes with them.
        beside "beside": Vec<Template> = Required<List<AnyValue>>;
    }
}

mapping! {
    /// What is sent as `Message` in place of a message.
    #[derive(Debug, Clone, PartialEq)]
    pub DigestForm("`$digest`") {
        /// The message, in base64.
        of "of": Template = Required<AnyValue>;
        /// The `SigningAlgorithm`, whose hash it is; for `ML_DSA_SHAKE_256` the mu of FIPS 204, 6.2, with an empty context,
        /// for `SM2DSA` the hash over the signer's Z and the message. In rows: `{$row: …}`.
        algorithm "algorithm": Template = Required<WordOrRow<SigningAlgorithm>>;
        /// The key's public half, on which mu and Z hang: base64 of the DER of a `SubjectPublicKeyInfo`.
        public_key "public_key": Option<Template> = Optional<AnyValue>;
    }
}

mapping! {
    /// What a client encrypts with a public key; its randomness is drawn.
    #[derive(Debug, Clone, PartialEq)]
    pub EncryptedForm("`$encrypted`") {
        /// The key's public half: base64 of the DER of a `SubjectPublicKeyInfo`.
        public_key "public_key": Template = Required<AnyValue>;
        /// The `EncryptionAlgorithm`; in rows: `{$row: …}`.
        algorithm "algorithm": Template = Required<WordOrRow<OaepAlgorithm>>;
        /// The plaintext, in base64.
        plaintext "plaintext": Template = Required<AnyValue>;
    }
}

mapping! {
    /// What a client encapsulates for a public key.
    #[derive(Debug, Clone, PartialEq)]
    pub EncapsulatedForm("`$encapsulated`") {
        /// The ML-KEM key's public half: base64 of the DER of a `SubjectPublicKeyInfo`.
        public_key "public_key": Template = Required<AnyValue>;
        /// Base64 of the 32 bytes of which both parts are made (m in FIPS 203, 6.2).
        randomness "randomness": Template = Required<AnyValue>;
        /// Which part.
        part "part": EncapsulationPart = Required<EncapsulationPart>;
    }
}

mapping! {
    /// The secret of ECDH that a client shares with a public key's owner.
    #[derive(Debug, Clone, PartialEq)]
    pub AgreedForm("`$agreed`") {
        /// The client's private key, as `$key_pair` gives it.
        private_key "private_key": Template = Required<AnyValue>;
        /// The other's public key: base64 of the DER of a `SubjectPublicKeyInfo`.
        public_key "public_key": Template = Required<AnyValue>;
    }
}

/// What stands in a matcher and holds values with forms.
pub(in crate::case) trait WithValues: Sized {
    /// The same, with other values.
    ///
    /// # Errors
    /// Those of `value`.
    fn with_values<E>(
        &self,
        value: &mut impl FnMut(&Template) -> Result<Template, E>,
    ) -> Result<Self, E>;
}

impl WithValues for Template {
    fn with_values<E>(
        &self,
        value: &mut impl FnMut(&Template) -> Result<Template, E>,
    ) -> Result<Self, E> {
        value(self)
    }
}

impl<T: WithValues> WithValues for Box<T> {
    fn with_values<E>(
        &self,
        value: &mut impl FnMut(&Template) -> Result<Template, E>,
    ) -> Result<Self, E> {
        (**self).with_values(value).map(Self::new)
    }
}

impl WithValues for SignatureClaim {
    fn with_values<E>(
        &self,
        value: &mut impl FnMut(&Template) -> Result<Template, E>,
    ) -> Result<Self, E> {
        Ok(Self {
            public_key: value(&self.public_key)?,
            algorithm: value(&self.algorithm)?,
            message: value(&self.message)?,
        })
    }
}

impl WithValues for RandomClaim {
    fn with_values<E>(
        &self,
        value: &mut impl FnMut(&Template) -> Result<Template, E>,
    ) -> Result<Self, E> {
        let beside = self.beside.iter().map(value).collect::<Result<_, E>>()?;
        Ok(Self { beside })
    }
}
