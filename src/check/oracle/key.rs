//! Public and private keys in DER, to the byte.

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256K1_SHA256_ASN1,
    ECDSA_P256K1_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1, ECDSA_P384_SHA384_ASN1_SIGNING,
    ECDSA_P521_SHA512_ASN1, ECDSA_P521_SHA512_ASN1_SIGNING, ED25519, EcdsaKeyPair,
    EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, ML_DSA_44, ML_DSA_65, ML_DSA_87,
    ParsedPublicKey, RSA_PSS_2048_8192_SHA256, RsaKeyPair, VerificationAlgorithm,
};

use ml_kem::{KeyExport, MlKem512, MlKem768, MlKem1024, Seed};
use sm2::pkcs8::DecodePrivateKey;

use super::der::{BIT_STRING, OCTET_STRING, Reader, SEQUENCE};
use crate::case::{KeyPairSpec, Words};

/// A `SubjectPublicKeyInfo` (RFC 5280), taken apart.
pub(super) struct PublicKey<'d> {
    /// The whole.
    pub(super) der: &'d [u8],
    /// What kind of key it is.
    pub(super) spec: KeyPairSpec,
    /// The content of its `AlgorithmIdentifier`.
    identifier: &'d [u8],
    /// The key itself.
    pub(super) key: &'d [u8],
}

/// The contents of the `AlgorithmIdentifier` of keys, and the specs; for RSA the spec hangs on the key.
#[rustfmt::skip]
const IDENTIFIERS: &[(&[u8], KeyPairSpec)] = &[
    // rsaEncryption, NULL (RFC 3279, 2.3.1)
    (b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00", KeyPairSpec::Rsa2048),
    // id-ecPublicKey with a named curve (RFC 5480)
    (b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", KeyPairSpec::EccNistP256),
    (b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22", KeyPairSpec::EccNistP384),
    (b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x23", KeyPairSpec::EccNistP521),
    (b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x0a", KeyPairSpec::EccSecgP256k1),
    (b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x81\x1c\xcf\x55\x01\x82\x2d", KeyPairSpec::Sm2),
    // id-Ed25519 (RFC 8410)
    (b"\x06\x03\x2b\x65\x70", KeyPairSpec::EccNistEdwards25519),
    // id-ml-dsa-44 and its sisters (RFC 9881)
    (b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x11", KeyPairSpec::MlDsa44),
    (b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x12", KeyPairSpec::MlDsa65),
    (b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x13", KeyPairSpec::MlDsa87),
    // id-alg-ml-kem-512 and its sisters (RFC 9935)
    (b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x04\x01", KeyPairSpec::MlKem512),
    (b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x04\x02", KeyPairSpec::MlKem768),
    (b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x04\x03", KeyPairSpec::MlKem1024),
];

/// What the errors call it.
const PUBLIC: &str = "the public key";
const PRIVATE: &str = "the private key";

impl<'d> PublicKey<'d> {
    /// Takes a key apart, and looks at all of it.
    ///
    /// # Errors
    /// What of it is not as the RFCs have it.
    pub(super) fn read(der: &'d [u8]) -> Result<Self, String> {
        let mut parts = Reader::new(Reader::only(der, SEQUENCE, PUBLIC)?);
        let identifier = parts.take(SEQUENCE, PUBLIC)?;
        let bits = parts.take(BIT_STRING, PUBLIC)?;
        parts.end(PUBLIC)?;
        let [0, key @ ..] = bits else {
            return Err(format!("{PUBLIC} is not of whole bytes"));
        };
        let spec = IDENTIFIERS.iter().find(|(it, _)| *it == identifier);
        let &(_, spec) =
            spec.ok_or_else(|| format!("{PUBLIC} is of an algorithm that no KMS key has"))?;
        let spec = match spec {
            KeyPairSpec::Rsa2048 => rsa_spec(key)?,
            spec => spec,
        };
        let read = Self {
            der,
            spec,
            identifier,
            key,
        };
        read.check()?;
        Ok(read)
    }

    fn check(&self) -> Result<(), String> {
        let spec = self.spec.word();
        let length = match self.spec {
            KeyPairSpec::Rsa2048 | KeyPairSpec::Rsa3072 | KeyPairSpec::Rsa4096 => self.key.len(),
            KeyPairSpec::EccNistP256 | KeyPairSpec::EccSecgP256k1 | KeyPairSpec::Sm2 => 65,
            KeyPairSpec::EccNistP384 => 97,
            KeyPairSpec::EccNistP521 => 133,
            KeyPairSpec::EccNistEdwards25519 => 32,
            KeyPairSpec::MlDsa44 => 1312,
            KeyPairSpec::MlDsa65 => 1952,
            KeyPairSpec::MlDsa87 => 2592,
            KeyPairSpec::MlKem512 => 800,
            KeyPairSpec::MlKem768 => 1184,
            KeyPairSpec::MlKem1024 => 1568,
        };
        if self.key.len() != length {
            let found = self.key.len();
            return Err(format!(
                "the key in {PUBLIC} has {found} bytes, and one of {spec} has {length}"
            ));
        }
        let is_good = match self.spec {
            KeyPairSpec::Rsa2048 | KeyPairSpec::Rsa3072 | KeyPairSpec::Rsa4096 => {
                self.parses(&RSA_PSS_2048_8192_SHA256)
            }
            // 04: a point that is not compressed (SEC 1, 2.3.3).
            KeyPairSpec::EccNistP256 => self.is_point() && self.parses(&ECDSA_P256_SHA256_ASN1),
            KeyPairSpec::EccNistP384 => self.is_point() && self.parses(&ECDSA_P384_SHA384_ASN1),
            KeyPairSpec::EccNistP521 => self.is_point() && self.parses(&ECDSA_P521_SHA512_ASN1),
            KeyPairSpec::EccSecgP256k1 => self.is_point() && self.parses(&ECDSA_P256K1_SHA256_ASN1),
            KeyPairSpec::Sm2 => {
                self.is_point() && sm2::PublicKey::from_sec1_bytes(self.key).is_ok()
            }
            KeyPairSpec::EccNistEdwards25519 => self.parses(&ED25519),
            KeyPairSpec::MlDsa44 => self.parses(&ML_DSA_44),
            KeyPairSpec::MlDsa65 => self.parses(&ML_DSA_65),
            KeyPairSpec::MlDsa87 => self.parses(&ML_DSA_87),
            KeyPairSpec::MlKem512 | KeyPairSpec::MlKem768 | KeyPairSpec::MlKem1024 => {
                is_reduced(self.key)
            }
        };
        if is_good {
            return Ok(());
        }
        Err(format!("the key in {PUBLIC} is none of {spec}"))
    }

    fn is_point(&self) -> bool {
        self.key.first() == Some(&4)
    }

    fn parses(&self, algorithm: &'static dyn VerificationAlgorithm) -> bool {
        ParsedPublicKey::new(algorithm, self.der).is_ok()
    }
}

/// Which RSA spec a key is of (RFC 8017, A.1.1); its exponent is one that FIPS 186-5, 5.1, allows.
fn rsa_spec(key: &[u8]) -> Result<KeyPairSpec, String> {
    let mut parts = Reader::new(Reader::only(key, SEQUENCE, PUBLIC)?);
    let modulus = parts.unsigned(PUBLIC)?;
    let exponent = parts.unsigned(PUBLIC)?;
    parts.end(PUBLIC)?;
    let odd = |number: &[u8]| number.last().is_some_and(|last| last % 2 == 1);
    if !odd(exponent) || exponent.len() > 32 || bits(exponent) <= 16 {
        return Err(format!(
            "the exponent of {PUBLIC} is not odd, or not between 2^16 and 2^256"
        ));
    }
    match bits(modulus) {
        _ if !odd(modulus) => Err(format!("the modulus of {PUBLIC} is even")),
        2048 => Ok(KeyPairSpec::Rsa2048),
        3072 => Ok(KeyPairSpec::Rsa3072),
        4096 => Ok(KeyPairSpec::Rsa4096),
        bits => Err(format!("the modulus of {PUBLIC} has {bits} bits")),
    }
}

/// How many bits a number has, of which the first byte is not zero.
fn bits(number: &[u8]) -> usize {
    let first = number.first().map_or(8, |first| first.leading_zeros());
    number.len() * 8 - usize::try_from(first).unwrap_or(8)
}

/// Every coefficient of an ML-KEM key is below q (FIPS 203, 7.2): two in three bytes, and the seed behind them.
fn is_reduced(key: &[u8]) -> bool {
    let coefficients = key.len().saturating_sub(32);
    key[..coefficients].chunks_exact(3).all(|three| {
        let [low, middle, high] = [0, 1, 2].map(|at| u16::from(three[at]));
        low | (middle & 0xf) << 8 < 3329 && middle >> 4 | high << 4 < 3329
    })
}

/// The private key in PKCS#8 (RFC 5958) whose public half is this one.
///
/// Of an ML-KEM key the second half of the seed decides on nothing that is public: that may be any.
///
/// # Errors
/// What of it is not so.
pub(super) fn belongs(private: &[u8], public: &[u8]) -> Result<(), String> {
    let public = PublicKey::read(public)?;
    let mut parts = Reader::new(Reader::only(private, SEQUENCE, PRIVATE)?);
    let version = parts.unsigned(PRIVATE)?;
    if !matches!(version, [0 | 1]) {
        return Err(format!("{PRIVATE} is of an unknown version of PKCS#8"));
    }
    if parts.take(SEQUENCE, PRIVATE)? != public.identifier {
        return Err(format!("{PRIVATE} is of another algorithm than {PUBLIC}"));
    }
    let secret = parts.take(OCTET_STRING, PRIVATE)?;
    // Version 2, which is 1, is that with a public key behind.
    if version == [1] && parts.end(PRIVATE).is_ok() {
        return Err(format!(
            "{PRIVATE} lacks the public half that its version has"
        ));
    }
    let is_of_curve = matches!(
        public.spec,
        KeyPairSpec::EccNistP256
            | KeyPairSpec::EccNistP384
            | KeyPairSpec::EccNistP521
            | KeyPairSpec::EccSecgP256k1
            | KeyPairSpec::Sm2
    );
    if is_of_curve {
        of_curve(secret, public.key)?;
    }
    let half = public_half(private, secret, public.spec)
        .ok_or_else(|| format!("{PRIVATE} is none of {}", public.spec.word()))?;
    if half == public.der || half == public.key {
        return Ok(());
    }
    Err(format!(
        "the public half of {PRIVATE} is another key than {PUBLIC}"
    ))
}

/// An `ECPrivateKey` (RFC 5915), which may hold the curve and the public key again.
fn of_curve(secret: &[u8], public: &[u8]) -> Result<(), String> {
    let mut parts = Reader::new(Reader::only(secret, SEQUENCE, PRIVATE)?);
    let version = parts.unsigned(PRIVATE)?;
    parts.take(OCTET_STRING, PRIVATE)?;
    parts.optional(0xa0, PRIVATE)?;
    let again = parts.optional(0xa1, PRIVATE)?;
    parts.end(PRIVATE)?;
    if version != [1] {
        return Err(format!("{PRIVATE} is of an unknown version of RFC 5915"));
    }
    let Some(again) = again else { return Ok(()) };
    match Reader::only(again, BIT_STRING, PRIVATE)? {
        [0, key @ ..] if key == public => Ok(()),
        _ => Err(format!("{PRIVATE} names another public half than {PUBLIC}")),
    }
}

/// The public half of a private key, as DER or bare.
fn public_half(private: &[u8], secret: &[u8], spec: KeyPairSpec) -> Option<Vec<u8>> {
    let ec = |algorithm: &'static EcdsaSigningAlgorithm| {
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, private).ok()?;
        der(pair.public_key())
    };
    match spec {
        KeyPairSpec::Rsa2048 | KeyPairSpec::Rsa3072 | KeyPairSpec::Rsa4096 => {
            der(RsaKeyPair::from_pkcs8(private).ok()?.public_key())
        }
        KeyPairSpec::EccNistP256 => ec(&ECDSA_P256_SHA256_ASN1_SIGNING),
        KeyPairSpec::EccNistP384 => ec(&ECDSA_P384_SHA384_ASN1_SIGNING),
        KeyPairSpec::EccNistP521 => ec(&ECDSA_P521_SHA512_ASN1_SIGNING),
        KeyPairSpec::EccSecgP256k1 => ec(&ECDSA_P256K1_SHA256_ASN1_SIGNING),
        KeyPairSpec::Sm2 => {
            let key = sm2::SecretKey::from_pkcs8_der(private).ok()?;
            Some(key.public_key().to_sec1_bytes().to_vec())
        }
        KeyPairSpec::EccNistEdwards25519 => {
            let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(private).ok()?;
            Some(pair.public_key().as_ref().to_vec())
        }
        KeyPairSpec::MlKem512 => {
            let pair = ml_kem::DecapsulationKey::<MlKem512>::from_seed(seed(secret)?);
            Some(pair.encapsulation_key().to_bytes().to_vec())
        }
        KeyPairSpec::MlKem768 => {
            let pair = ml_kem::DecapsulationKey::<MlKem768>::from_seed(seed(secret)?);
            Some(pair.encapsulation_key().to_bytes().to_vec())
        }
        KeyPairSpec::MlKem1024 => {
            let pair = ml_kem::DecapsulationKey::<MlKem1024>::from_seed(seed(secret)?);
            Some(pair.encapsulation_key().to_bytes().to_vec())
        }
        // No operation gives such a private key away.
        KeyPairSpec::MlDsa44 | KeyPairSpec::MlDsa65 | KeyPairSpec::MlDsa87 => None,
    }
}

fn der(key: &impl AsDer<PublicKeyX509Der<'static>>) -> Option<Vec<u8>> {
    key.as_der().ok().map(|der| der.as_ref().to_vec())
}

/// The seed of an ML-KEM key, in the form of RFC 9935 that holds nothing else (fact R-557).
fn seed(secret: &[u8]) -> Option<Seed> {
    let seed = Reader::only(secret, 0x80, PRIVATE).ok()?;
    Seed::try_from(seed).ok()
}
