//! The oracles against a second implementation, which makes genuine values, and against values forged of them.

mod keys;
mod random;
mod secrets;
mod signatures;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rsa::pkcs8::EncodePublicKey;

/// How many values of a kind a test makes: 10,000 with `KMSPEC_TRIAL=long`.
fn rounds(quick: usize) -> usize {
    let is_long = std::env::var("KMSPEC_TRIAL").is_ok_and(|it| it == "long");
    if is_long { 10_000 } else { quick }
}

/// Randomness of a test.
fn drawn(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn bytes<const N: usize>(random: &mut ChaCha8Rng) -> [u8; N] {
    let mut bytes = [0; N];
    random.fill_bytes(&mut bytes);
    bytes
}

fn below(random: &mut ChaCha8Rng, end: usize) -> usize {
    usize::try_from(random.next_u32()).unwrap_or(0) % end
}

/// Zero to `most` bytes.
fn text(random: &mut ChaCha8Rng, most: usize) -> Vec<u8> {
    let mut text = vec![0; below(random, most + 1)];
    random.fill_bytes(&mut text);
    text
}

fn spki(key: &impl EncodePublicKey) -> Vec<u8> {
    let der = key.to_public_key_der().expect("a key is written");
    der.as_bytes().to_vec()
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|two| {
            let two = std::str::from_utf8(two).expect("digits are ASCII");
            u8::from_str_radix(two, 16).expect("hexadecimal digits")
        })
        .collect()
}

/// An element of DER.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(content.len()).expect("short").to_be_bytes();
    let header: &[u8] = match (high, low) {
        (0, 0..0x80) => &[tag, low],
        (0, _) => &[tag, 0x81, low],
        _ => &[tag, 0x82, high, low],
    };
    [header, content].concat()
}

/// The `AlgorithmIdentifier` of an ML-KEM key: the last part of `id-alg-ml-kem-512` is 1.
fn ml_kem_identifier(number: u8) -> Vec<u8> {
    let arc = hex("6086480165030404");
    element(0x30, &element(6, &[&arc[..], &[number]].concat()))
}

/// The `SubjectPublicKeyInfo` of an ML-KEM key (RFC 9935, 4).
fn ml_kem_spki(number: u8, key: &[u8]) -> Vec<u8> {
    let bits = element(3, &[&[0], key].concat());
    element(0x30, &[ml_kem_identifier(number), bits].concat())
}
