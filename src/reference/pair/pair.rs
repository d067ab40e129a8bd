//! A key pair of each key spec, made from the material of a key, and its two halves in DER.

use ed25519_dalek::SigningKey;
use ml_kem::{Decapsulate as _, Encapsulate as _};
use p256::elliptic_curve::bigint::ConcatenatingMul as _;
use rsa::pkcs8::{DecodePublicKey as _, EncodePrivateKey, EncodePublicKey};
use rsa::{BoxedUint, PrivateKey, PublicKey};

use super::rsa_primes::primes;
use crate::reference::key::{Key, Material};
use crate::reference::rng::Rng;
use crate::reference::rules::Rules;

/// The public exponent of every RSA key of KMS.
const EXPONENT: u32 = 65_537;

/// A key pair; the private half of lattices is their seed.
pub(crate) enum Pair {
    /// The two primes.
    Rsa(BoxedUint, BoxedUint),
    P256(p256::SecretKey),
    P384(p384::SecretKey),
    P521(p521::SecretKey),
    K256(k256::SecretKey),
    Sm2(sm2::SecretKey),
    Ed25519(SigningKey),
    MlDsa44(Box<ml_dsa::SigningKey<ml_dsa::MlDsa44>>),
    MlDsa65(Box<ml_dsa::SigningKey<ml_dsa::MlDsa65>>),
    MlDsa87(Box<ml_dsa::SigningKey<ml_dsa::MlDsa87>>),
    MlKem512(Box<ml_kem::DecapsulationKey<ml_kem::MlKem512>>),
    MlKem768(Box<ml_kem::DecapsulationKey<ml_kem::MlKem768>>),
    MlKem1024(Box<ml_kem::DecapsulationKey<ml_kem::MlKem1024>>),
}

impl Pair {
    /// The pair of a key; `None` for a spec without pairs.
    pub(crate) fn of(rules: &Rules, key: &Key) -> Option<Self> {
        let of_key =
            rules.pairs.of_key && (rules.pairs.rsa_of_key || !key.spec.name.starts_with("RSA"));
        match key.materials.current().filter(|_| of_key) {
            Some(material) => Self::from(key.spec.name, material),
            None => Self::from(key.spec.name, &Material::default()),
        }
    }

    /// The pair of this spec that follows from a material; `None` for a spec without pairs.
    pub(crate) fn from(spec: &str, material: &Material) -> Option<Self> {
        let rsa = |bits| primes(bits, material.rsa).map(|(p, q)| Self::Rsa(p, q));
        let seed = material.expanded(b"pair", 64);
        let first = <[u8; 32]>::try_from(&seed[..32]).ok()?;
        let whole = <[u8; 64]>::try_from(&seed[..]).ok()?;
        match spec {
            "RSA_2048" => rsa(2048),
            "RSA_3072" => rsa(3072),
            "RSA_4096" => rsa(4096),
            "ECC_NIST_P256" => scalar(material, 32, |bytes| {
                p256::SecretKey::from_slice(bytes).ok().map(Self::P256)
            }),
            "ECC_NIST_P384" => scalar(material, 48, |bytes| {
                p384::SecretKey::from_slice(bytes).ok().map(Self::P384)
            }),
            "ECC_NIST_P521" => scalar(material, 66, |bytes| {
                p521::SecretKey::from_slice(bytes).ok().map(Self::P521)
            }),
            "ECC_SECG_P256K1" => scalar(material, 32, |bytes| {
                k256::SecretKey::from_slice(bytes).ok().map(Self::K256)
            }),
            "SM2" => scalar(material, 32, |bytes| {
                sm2::SecretKey::from_slice(bytes).ok().map(Self::Sm2)
            }),
            "ECC_NIST_EDWARDS25519" => Some(Self::Ed25519(SigningKey::from_bytes(&first))),
            "ML_DSA_44" => Some(Self::MlDsa44(Box::new(ml_dsa::SigningKey::from_seed(
                &first.into(),
            )))),
            "ML_DSA_65" => Some(Self::MlDsa65(Box::new(ml_dsa::SigningKey::from_seed(
                &first.into(),
            )))),
            "ML_DSA_87" => Some(Self::MlDsa87(Box::new(ml_dsa::SigningKey::from_seed(
                &first.into(),
            )))),
            "ML_KEM_512" => Some(Self::MlKem512(Box::new(
                ml_kem::DecapsulationKey::from_seed(whole.into()),
            ))),
            "ML_KEM_768" => Some(Self::MlKem768(Box::new(
                ml_kem::DecapsulationKey::from_seed(whole.into()),
            ))),
            "ML_KEM_1024" => Some(Self::MlKem1024(Box::new(
                ml_kem::DecapsulationKey::from_seed(whole.into()),
            ))),
            _ => None,
        }
    }

    /// The public half: DER of a `SubjectPublicKeyInfo` (RFC 5280); `None` if the crate of its algorithm refuses.
    pub(crate) fn public_der(&self) -> Option<Vec<u8>> {
        let document = match self {
            Self::Rsa(p, q) => public(p, q)?.to_public_key_der(),
            Self::P256(key) => key.public_key().to_public_key_der(),
            Self::P384(key) => key.public_key().to_public_key_der(),
            Self::P521(key) => key.public_key().to_public_key_der(),
            Self::K256(key) => key.public_key().to_public_key_der(),
            Self::Sm2(key) => key.public_key().to_public_key_der(),
            Self::Ed25519(key) => key.verifying_key().to_public_key_der(),
            Self::MlDsa44(key) => key.as_ref().as_ref().to_public_key_der(),
            Self::MlDsa65(key) => key.as_ref().as_ref().to_public_key_der(),
            Self::MlDsa87(key) => key.as_ref().as_ref().to_public_key_der(),
            Self::MlKem512(key) => key.encapsulation_key().to_public_key_der(),
            Self::MlKem768(key) => key.encapsulation_key().to_public_key_der(),
            Self::MlKem1024(key) => key.encapsulation_key().to_public_key_der(),
        };
        Some(document.ok()?.into_vec())
    }

    /// The private half: DER of a `PrivateKeyInfo` (RFC 5958), of lattices in seed format; `None` as above.
    pub(crate) fn private_der(&self) -> Option<Vec<u8>> {
        let document = match self {
            Self::Rsa(p, q) => private(p, q)?.to_pkcs8_der(),
            Self::P256(key) => key.to_pkcs8_der(),
            Self::P384(key) => key.to_pkcs8_der(),
            Self::P521(key) => key.to_pkcs8_der(),
            Self::K256(key) => key.to_pkcs8_der(),
            Self::Sm2(key) => key.to_pkcs8_der(),
            Self::Ed25519(key) => key.to_pkcs8_der(),
            Self::MlDsa44(key) => key.to_pkcs8_der(),
            Self::MlDsa65(key) => key.to_pkcs8_der(),
            Self::MlDsa87(key) => key.to_pkcs8_der(),
            Self::MlKem512(key) => key.to_pkcs8_der(),
            Self::MlKem768(key) => key.to_pkcs8_der(),
            Self::MlKem1024(key) => key.to_pkcs8_der(),
        };
        Some(document.ok()?.as_bytes().to_vec())
    }

    /// The secret that this pair shares with the peer of a public key in DER; `None` if that is none on the same curve.
    pub(crate) fn agree(&self, peer: &[u8]) -> Option<Vec<u8>> {
        macro_rules! shared {
            ($curve:ident, $key:ident) => {{
                let peer = $curve::PublicKey::from_public_key_der(peer).ok()?;
                $key.diffie_hellman(&peer).raw_secret_bytes().to_vec()
            }};
        }
        Some(match self {
            Self::P256(key) => shared!(p256, key),
            Self::P384(key) => shared!(p384, key),
            Self::P521(key) => shared!(p521, key),
            Self::Sm2(key) => shared!(sm2, key),
            _ => return None,
        })
    }

    /// A ciphertext under the public half, and the secret in it; `None` for another pair than of ML-KEM.
    pub(crate) fn encapsulate(&self, rng: &mut Rng) -> Option<(Vec<u8>, Vec<u8>)> {
        macro_rules! given {
            ($key:ident) => {{
                let (ciphertext, secret) = $key.encapsulation_key().encapsulate_with_rng(rng);
                (ciphertext.to_vec(), secret.to_vec())
            }};
        }
        Some(match self {
            Self::MlKem512(key) => given!(key),
            Self::MlKem768(key) => given!(key),
            Self::MlKem1024(key) => given!(key),
            _ => return None,
        })
    }

    /// Whether the secret in a ciphertext of the right length is the one of its implicit rejection (FIPS 203, algorithm 18):
    /// that secret alone follows from the second half of the seed too.
    pub(crate) fn rejects(&self, ciphertext: &[u8]) -> bool {
        macro_rules! twin {
            ($variant:ident, $key:ident) => {{
                let Some(mut seed) = $key.to_seed() else {
                    return false;
                };
                seed[63] ^= 1;
                Self::$variant(Box::new(ml_kem::DecapsulationKey::from_seed(seed)))
            }};
        }
        let twin = match self {
            Self::MlKem512(key) => twin!(MlKem512, key),
            Self::MlKem768(key) => twin!(MlKem768, key),
            Self::MlKem1024(key) => twin!(MlKem1024, key),
            _ => return false,
        };
        self.decapsulate(ciphertext) != twin.decapsulate(ciphertext)
    }

    /// The secret in a ciphertext of the right length; `None` for another length.
    pub(crate) fn decapsulate(&self, ciphertext: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::MlKem512(key) => Some(key.decapsulate_slice(ciphertext).ok()?.to_vec()),
            Self::MlKem768(key) => Some(key.decapsulate_slice(ciphertext).ok()?.to_vec()),
            Self::MlKem1024(key) => Some(key.decapsulate_slice(ciphertext).ok()?.to_vec()),
            _ => None,
        }
    }
}

/// The first secret of a curve that follows from a material; bytes that are none, such as a number beyond the order, give way to
/// the next.
fn scalar<K>(material: &Material, length: usize, read: impl Fn(&[u8]) -> Option<K>) -> Option<K> {
    (0..=u8::MAX).find_map(|attempt| {
        let mut bytes = material.expanded(&[b's', attempt], length);
        if length == 66 {
            // The curve has 521 bits.
            bytes[0] &= 1;
        }
        read(&bytes)
    })
}

/// The public RSA key of two primes.
pub(crate) fn public(p: &BoxedUint, q: &BoxedUint) -> Option<PublicKey> {
    PublicKey::new(p.concatenating_mul(q), EXPONENT.into()).ok()
}

/// The private RSA key of two primes.
pub(crate) fn private(p: &BoxedUint, q: &BoxedUint) -> Option<PrivateKey> {
    PrivateKey::from_p_q(p.clone(), q.clone(), EXPONENT.into()).ok()
}
