//! Signatures: those of the crates of `RustCrypto` hold, and nothing that is forged of them.

use aws_lc_rs::digest::{SHA256, SHA384, SHA512, digest as hashed};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::RngCore;
use rsa::pkcs8::DecodePrivateKey;
use sha2::{Digest, Sha256, Sha384, Sha512};
use sm2::dsa::signature::Signer;

use super::super::encryption::Seeded;
use super::super::message::digest;
use super::super::signature::verify;
use super::{below, bytes, drawn, element, hex, rounds, spki, text};
use crate::case::{SigningAlgorithm as A, Words};

/// Signs a message.
type Signing = Box<dyn Fn(&[u8]) -> Vec<u8>>;

/// Somebody else's signer.
struct Second {
    algorithm: A,
    public: Vec<u8>,
    sign: Signing,
    /// How many signatures are made where nobody asks for more.
    quick: usize,
}

/// `SEQUENCE {r INTEGER, s INTEGER}`, of big-endian numbers.
fn sequence(numbers: &[&[u8]]) -> Vec<u8> {
    let mut content = Vec::new();
    for number in numbers {
        let zeros = number.iter().take_while(|digit| **digit == 0).count();
        let number = &number[zeros.min(number.len() - 1)..];
        let padding: &[u8] = if number[0] >= 0x80 { &[0] } else { &[] };
        content.extend(element(2, &[padding, number].concat()));
    }
    element(0x30, &content)
}

/// A signer of ECDSA; every other signature has its s in the upper half, as that of KMS may.
macro_rules! ecdsa {
    ($krate:ident, $algorithm:expr, $scalar:expr) => {{
        use $krate::ecdsa::signature::Signer as _;
        let key = $krate::ecdsa::SigningKey::from_slice(&$scalar).expect("a scalar");
        let public = $krate::PublicKey::from(key.verifying_key());
        Second {
            algorithm: $algorithm,
            public: spki(&public),
            sign: Box::new(move |message| {
                let signature: $krate::ecdsa::Signature = key.sign(message);
                let (r, s) = signature.split_scalars();
                let s = if message.len() % 2 == 0 { s } else { -s };
                let (r, s) = ($krate::FieldBytes::from(r), $krate::FieldBytes::from(s));
                sequence(&[&r, &s])
            }),
            quick: 8,
        }
    }};
}

fn rsa_of(size: KeySize) -> rsa::PrivateKey {
    let pair = KeyPair::generate(size).expect("a key");
    let der: Pkcs8V1Der<'_> = pair.as_der().expect("a key is written");
    rsa::PrivateKey::from_pkcs8_der(der.as_ref()).expect("a key is read")
}

/// A signer of RSA.
macro_rules! rsa {
    ($key:expr, $hash:ty, $pss:expr, $pkcs1:expr) => {{
        let (one, other) = ($key.clone(), $key.clone());
        let public = spki(&$key.to_public_key());
        [
            Second {
                algorithm: $pss,
                public: public.clone(),
                sign: Box::new(move |message| {
                    let mut random = drawn(message.len() as u64);
                    one.pss_sign_with_rng::<$hash, _>(&mut Seeded(&mut random), message)
                        .expect("a signature")
                }),
                quick: 1,
            },
            Second {
                algorithm: $pkcs1,
                public,
                sign: Box::new(move |message| {
                    let padding = rsa::Pkcs1v15Sign::new::<$hash>();
                    other
                        .sign(padding, &<$hash>::digest(message))
                        .expect("a signature")
                }),
                quick: 1,
            },
        ]
    }};
}

fn ml_dsa<P>(seed: [u8; 32]) -> Second
where
    P: ml_dsa::MlDsaParams
        + rsa::pkcs8::spki::AssociatedAlgorithmIdentifier<Params = rsa::pkcs8::der::AnyRef<'static>>
        + 'static,
{
    let key = ml_dsa::SigningKey::<P>::from_seed(&seed.into());
    let key = key.expanded_key().clone();
    Second {
        algorithm: A::MlDsaShake256,
        public: spki(&key.verifying_key()),
        sign: Box::new(move |message| {
            let signature = key.sign_deterministic(message, &[]).expect("a signature");
            signature.encode().to_vec()
        }),
        quick: 2,
    }
}

/// A signer of each algorithm.
fn seconds(random: &mut ChaCha8Rng) -> Vec<Second> {
    let mut scalar = bytes::<66>(random);
    scalar[0] = 0;
    let mut all = vec![
        ecdsa!(p256, A::EcdsaSha256, bytes::<32>(random)),
        ecdsa!(k256, A::EcdsaSha256, bytes::<32>(random)),
        ecdsa!(p384, A::EcdsaSha384, bytes::<48>(random)),
        ecdsa!(p521, A::EcdsaSha512, scalar),
        ml_dsa::<ml_dsa::MlDsa44>(bytes(random)),
        ml_dsa::<ml_dsa::MlDsa65>(bytes(random)),
        ml_dsa::<ml_dsa::MlDsa87>(bytes(random)),
    ];
    let key = rsa_of(KeySize::Rsa2048);
    all.extend(rsa!(
        key,
        Sha256,
        A::RsassaPssSha256,
        A::RsassaPkcs1V15Sha256
    ));
    let key = rsa_of(KeySize::Rsa3072);
    all.extend(rsa!(
        key,
        Sha384,
        A::RsassaPssSha384,
        A::RsassaPkcs1V15Sha384
    ));
    let key = rsa_of(KeySize::Rsa2048);
    all.extend(rsa!(
        key,
        Sha512,
        A::RsassaPssSha512,
        A::RsassaPkcs1V15Sha512
    ));
    let key = ed25519_dalek::SigningKey::from_bytes(&bytes(random));
    let (public, again) = (spki(&key.verifying_key()), key.clone());
    all.push(Second {
        algorithm: A::Ed25519Sha512,
        public: public.clone(),
        sign: Box::new(move |message| key.sign(message).to_vec()),
        quick: 8,
    });
    all.push(Second {
        algorithm: A::Ed25519PhSha512,
        public,
        sign: Box::new(move |message| {
            let hashed = ed25519_dalek::Sha512::new_with_prefix(message);
            again
                .sign_prehashed(hashed, None)
                .expect("a signature")
                .to_vec()
        }),
        quick: 8,
    });
    let secret = sm2::SecretKey::from_slice(&bytes::<32>(random)).expect("a scalar");
    let key = sm2::dsa::SigningKey::new("1234567812345678", &secret).expect("an identity");
    all.push(Second {
        algorithm: A::Sm2Dsa,
        public: spki(&secret.public_key()),
        sign: Box::new(move |message| {
            let signature: sm2::dsa::Signature = key.sign(message);
            signature.to_der().to_vec()
        }),
        quick: 4,
    });
    all
}

/// A signature that is none, of a good one.
fn forged(random: &mut ChaCha8Rng, good: &[u8], kind: usize) -> Vec<u8> {
    let mut bad = good.to_vec();
    match kind {
        0 => {
            let at = below(random, bad.len());
            bad[at] ^= 1 << below(random, 8);
        }
        1 => bad.truncate(below(random, good.len())),
        2 => {
            let more = 1 + below(random, 40);
            bad.extend(vec![0; more]);
        }
        3 => bad.insert(0, 0),
        4 => bad.fill(bytes::<1>(random)[0]),
        5 => {
            bad.swap(0, good.len() - 1);
            bad.rotate_left(1);
        }
        6 => random.fill_bytes(&mut bad),
        _ => {
            let at = below(random, bad.len());
            bad.remove(at);
            bad.insert(at, bytes::<1>(random)[0]);
        }
    }
    bad
}

#[test]
fn the_signatures_of_a_second_implementation_hold() {
    let mut random = drawn(10);
    for second in seconds(&mut random) {
        for _ in 0..rounds(second.quick) {
            let message = text(&mut random, 300);
            let signature = (second.sign)(&message);
            let held = verify(&second.public, second.algorithm, &message, &signature);
            assert_eq!(held, Ok(()), "{}", second.algorithm.word());
        }
    }
}

#[test]
fn forged_signatures_do_not_hold() {
    let mut random = drawn(11);
    let others = seconds(&mut random);
    for (second, other) in seconds(&mut random).into_iter().zip(others) {
        let message = text(&mut random, 300);
        let good = (second.sign)(&message);
        let refused = |public: &[u8], message: &[u8], signature: &[u8], kind: usize| {
            let held = verify(public, second.algorithm, message, signature);
            let name = second.algorithm.word();
            assert!(held.is_err(), "{name}, kind {kind}: {signature:02x?}");
        };
        refused(&other.public, &message, &good, 100);
        for round in 0..rounds(16) {
            let bad = forged(&mut random, &good, round % 8);
            if bad != good {
                refused(&second.public, &message, &bad, round % 8);
            }
            let mut another = message.clone();
            another.push(bytes::<1>(&mut random)[0]);
            refused(&second.public, &another, &good, 101);
        }
    }
}

/// What is told of a signature of `hello` that is wrong in one way.
fn told(second: &Second, signature: &[u8]) -> String {
    verify(&second.public, second.algorithm, b"hello", signature).expect_err("it is forged")
}

#[test]
fn what_is_wrong_with_a_signature_of_ecdsa_is_told() {
    let second = ecdsa!(p256, A::EcdsaSha256, [7; 32]);
    let good = (second.sign)(b"hello");
    let order = super::super::signature::P256;
    let one = [1_u8];
    let mut plus = order.to_vec();
    plus[31] += 1;
    let wrong: Vec<(&str, Vec<u8>)> = vec![
        ("r is 0", sequence(&[&[0], &one])),
        ("s is 0", sequence(&[&one, &[0]])),
        ("r is n", sequence(&[order, &one])),
        ("s is n", sequence(&[&one, order])),
        ("s is above n", sequence(&[&one, &plus])),
        (
            "r is negative",
            element(0x30, &[element(2, &[0xff]), element(2, &one)].concat()),
        ),
        (
            "zero before r",
            element(0x30, &[element(2, &[0, 1]), element(2, &one)].concat()),
        ),
        (
            "r is empty",
            element(0x30, &[element(2, &[]), element(2, &one)].concat()),
        ),
        ("no s", element(0x30, &element(2, &one))),
        ("three numbers", sequence(&[&one, &one, &one])),
        ("bytes behind", [&good[..], &[0]].concat()),
        ("too short", good[..good.len() - 1].to_vec()),
        ("long length", [&[0x30, 0x81, good[1]], &good[2..]].concat()),
        ("no length", [&[0x30, 0x80], &good[2..], &[0, 0]].concat()),
        ("a set", [&[0x31], &good[1..]].concat()),
        ("empty", Vec::new()),
        ("other numbers", sequence(&[&one, &one])),
    ];
    let all: Vec<String> = wrong
        .iter()
        .map(|(name, signature)| format!("{name}: {}", told(&second, signature)))
        .collect();
    let why =
        "the signature does not verify with this public key of ECC_NIST_P256 under ECDSA_SHA_256";
    insta::assert_snapshot!(all.join("\n").replace(why, "…"), @r"
    r is 0: … (its r is 0)
    s is 0: … (its s is 0)
    r is n: … (its r is not below the order of the curve)
    s is n: … (its s is not below the order of the curve)
    s is above n: … (its s is not below the order of the curve)
    r is negative: … (an INTEGER in the DER of the signature is negative)
    zero before r: … (an INTEGER in the DER of the signature begins with a zero that it does not need)
    r is empty: … (an INTEGER in the DER of the signature is empty)
    no s: … (the DER of the signature ends too soon)
    three numbers: … (3 bytes stand behind the DER of the signature)
    bytes behind: … (1 bytes stand behind the DER of the signature)
    too short: … (the DER of the signature ends too soon)
    long length: … (a length in the DER of the signature is not DER)
    no length: … (a length in the DER of the signature is not DER)
    a set: … (the DER of the signature has the tag 31 where 30 is due)
    empty: … (the DER of the signature ends too soon)
    other numbers: …
    ");
    let key = p256::ecdsa::SigningKey::from_slice(&[7; 32]).expect("a scalar");
    let fixed: p256::ecdsa::Signature = key.sign(b"hello");
    insta::assert_snapshot!(told(&second, &fixed.to_bytes()), @"the signature does not verify with this public key of ECC_NIST_P256 under ECDSA_SHA_256 (it is r and s one behind the other, and not DER)");
}

#[test]
fn what_is_wrong_with_the_message_is_told() {
    let second = ecdsa!(p384, A::EcdsaSha384, [9; 48]);
    let hash = |text: &[u8]| hashed(&SHA384, text).as_ref().to_vec();
    insta::assert_snapshot!(told(&second, &(second.sign)(&hash(b"hello"))), @"the signature does not verify with this public key of ECC_NIST_P384 under ECDSA_SHA_384 (the message was hashed twice)");
    let digest = hash(b"hello");
    let taken = verify(
        &second.public,
        second.algorithm,
        &digest,
        &(second.sign)(b"hello"),
    );
    insta::assert_snapshot!(taken.expect_err("the hash of the message was signed"), @"the signature does not verify with this public key of ECC_NIST_P384 under ECDSA_SHA_384 (the message was taken for a digest, and not hashed)");
    let key = ed25519_dalek::SigningKey::from_bytes(&[5; 32]);
    let pure = key.sign(b"hello").to_vec();
    let public = spki(&key.verifying_key());
    let other = verify(&public, A::Ed25519PhSha512, b"hello", &pure);
    insta::assert_snapshot!(other.expect_err("it is a pure one"), @"the signature does not verify with this public key of ECC_NIST_EDWARDS25519 under ED25519_PH_SHA_512 (it does under ED25519_SHA_512)");
    let unfit = verify(&public, A::EcdsaSha256, b"hello", &pure);
    insta::assert_snapshot!(unfit.expect_err("it is no such key"), @"a key of ECC_NIST_EDWARDS25519 does not sign with ECDSA_SHA_256");
    let short = verify(&public, A::Ed25519Sha512, b"hello", &pure[1..]);
    insta::assert_snapshot!(short.expect_err("it is too short"), @"the signature does not verify with this public key of ECC_NIST_EDWARDS25519 under ED25519_SHA_512 (it has 63 bytes where 64 are due)");
}

#[test]
fn what_is_wrong_with_a_signature_of_rsa_is_told() {
    let key = rsa_of(KeySize::Rsa2048);
    let public = spki(&key.to_public_key());
    let mut random = drawn(12);
    let hash = hashed(&SHA256, b"hello");
    let mut with_salt = |length| {
        let padding = rsa::Pss::<Sha256>::new_with_salt(length);
        key.sign_with_rng(&mut Seeded(&mut random), padding, hash.as_ref())
            .expect("a signature")
    };
    let twenty = verify(&public, A::RsassaPssSha256, b"hello", &with_salt(20));
    insta::assert_snapshot!(twenty.expect_err("the salt is short"), @"the signature does not verify with this public key of RSA_2048 under RSASSA_PSS_SHA_256 (salt length 20, must be 32)");
    let longest = verify(&public, A::RsassaPssSha256, b"hello", &with_salt(222));
    insta::assert_snapshot!(longest.expect_err("the salt is long"), @"the signature does not verify with this public key of RSA_2048 under RSASSA_PSS_SHA_256 (salt length 222, must be 32)");
    let good = with_salt(32);
    assert_eq!(verify(&public, A::RsassaPssSha256, b"hello", &good), Ok(()));
    let padding = verify(&public, A::RsassaPkcs1V15Sha256, b"hello", &good);
    insta::assert_snapshot!(padding.expect_err("it is padded otherwise"), @"the signature does not verify with this public key of RSA_2048 under RSASSA_PKCS1_V1_5_SHA_256 (it does under RSASSA_PSS_SHA_256)");
    let other = rsa::Pkcs1v15Sign::new::<Sha512>();
    let other = key
        .sign(other, hashed(&SHA512, b"hello").as_ref())
        .expect("a signature");
    let other = verify(&public, A::RsassaPkcs1V15Sha256, b"hello", &other);
    insta::assert_snapshot!(other.expect_err("it is of another hash"), @"the signature does not verify with this public key of RSA_2048 under RSASSA_PKCS1_V1_5_SHA_256 (it does under RSASSA_PKCS1_V1_5_SHA_512)");
    // A digest without the name of its hash (RFC 8017, 9.2, has it).
    let bare = key
        .sign(rsa::Pkcs1v15Sign::new_unprefixed(), hash.as_ref())
        .expect("a signature");
    let bare = verify(&public, A::RsassaPkcs1V15Sha256, b"hello", &bare);
    insta::assert_snapshot!(bare.expect_err("the hash has no name"), @"the signature does not verify with this public key of RSA_2048 under RSASSA_PKCS1_V1_5_SHA_256");
}

/// RFC 8032, 7.3.
#[test]
fn the_published_vector_of_ed25519ph_holds() {
    let public = hex(
        "302a300506032b6570032100 ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
    );
    let signature = hex(
        "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41
         31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406",
    );
    assert_eq!(
        verify(&public, A::Ed25519PhSha512, b"abc", &signature),
        Ok(())
    );
    assert!(verify(&public, A::Ed25519PhSha512, b"abd", &signature).is_err());
}

/// GB/T 32918.5-2017, A.2.
#[test]
fn the_published_vector_of_sm2_holds() {
    let point = hex(
        "04 09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020
            CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13",
    );
    let public = sm2::PublicKey::from_sec1_bytes(&point).expect("a point");
    let r = hex("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3");
    let s = hex("B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA");
    let (public, signature) = (spki(&public), sequence(&[&r, &s]));
    assert_eq!(
        verify(&public, A::Sm2Dsa, b"message digest", &signature),
        Ok(())
    );
    assert!(verify(&public, A::Sm2Dsa, b"message", &signature).is_err());
}

/// A mu that is signed as such gives a signature of the message (FIPS 204, 6.2), as AWS-LC sees it.
#[test]
fn a_signature_of_mu_is_one_of_the_message() {
    let mut random = drawn(13);
    let key = ml_dsa::SigningKey::<ml_dsa::MlDsa44>::from_seed(&bytes::<32>(&mut random).into());
    let key = key.expanded_key();
    let public = spki(&key.verifying_key());
    for _ in 0..rounds(4) {
        let message = text(&mut random, 300);
        let mu = digest(&message, A::MlDsaShake256, Some(&public)).expect("a mu");
        let mu = mu.as_slice().try_into().expect("64 bytes");
        let signature = key.sign_mu_deterministic(mu).encode();
        assert_eq!(
            verify(&public, A::MlDsaShake256, &message, &signature),
            Ok(())
        );
    }
}
