//! What looks random, and what does not.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::RngCore;

use super::super::random::{FEWEST, look};
use super::{below, bytes, drawn, rounds};

fn genuine(random: &mut ChaCha8Rng, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    random.fill_bytes(&mut bytes);
    bytes
}

#[test]
fn random_bytes_look_random() {
    let mut random = drawn(1);
    for _ in 0..rounds(200) {
        let more = below(&mut random, 4096);
        let bytes = genuine(&mut random, FEWEST + more);
        assert_eq!(look(&bytes), Ok(()));
    }
}

/// Bytes as generators give them that are none; with what is repeated, biased or left out drawn.
fn forged(random: &mut ChaCha8Rng, kind: usize) -> Vec<u8> {
    let count = FEWEST * 2;
    let real = genuine(random, count);
    match kind {
        0 => vec![bytes::<1>(random)[0]; count],
        1 => {
            let start = random.next_u64();
            (start..)
                .take(count / 8)
                .flat_map(u64::to_be_bytes)
                .collect()
        }
        2 => {
            let period = 1 + below(random, count - 16);
            real[..period].iter().copied().cycle().take(count).collect()
        }
        3 => {
            let bit = 1 << below(random, 8);
            real.iter().map(|byte| byte | bit).collect()
        }
        4 => real
            .iter()
            .map(|byte| b"0123456789abcdef"[usize::from(byte & 15)])
            .collect(),
        5 => real.iter().map(|byte| b'A' + byte % 26).collect(),
        6 => {
            let mut bytes = real;
            let zeros = below(random, count / 2);
            bytes[zeros..zeros + count / 4].fill(0);
            bytes
        }
        7 => real
            .iter()
            .flat_map(|byte| [*byte; 2])
            .take(count)
            .collect(),
        8 => real
            .iter()
            .map(|byte| if byte % 8 == 0 { 0 } else { *byte })
            .collect(),
        _ => {
            let mut state = random.next_u32();
            // The generator of C's rand, of which the low bits alternate.
            let mut next = || {
                state = state.wrapping_mul(1_103_515_245).wrapping_add(12345);
                state.to_le_bytes()[0]
            };
            (0..count).map(|_| next()).collect()
        }
    }
}

#[test]
fn what_is_not_random_does_not_look_so() {
    let mut random = drawn(2);
    for round in 0..rounds(400) {
        let kind = round % 10;
        let bytes = forged(&mut random, kind);
        assert!(look(&bytes).is_err(), "kind {kind}");
    }
}

#[test]
fn what_is_wrong_is_told() {
    let told = |bytes: &[u8]| look(bytes).expect_err("it does not look random");
    assert_eq!(told(&[7; 1000]), "1000 bytes are too few to look random");
    assert_eq!(told(&[6; 1024]), "bit 0 is set in 0 of 1024 bytes");
    let half: Vec<u8> = (0..2048)
        .map(|at| if at % 2 == 0 { 0xff } else { 0 })
        .collect();
    assert_eq!(
        told(&half),
        "of 16383 pairs of bits 1 apart 14336 are equal"
    );
    let mut twice = genuine(&mut drawn(3), 2048);
    twice.copy_within(0..8, 512);
    assert_eq!(told(&twice), "the same eight bytes come twice");
    let mut often = genuine(&mut drawn(4), 4096);
    for at in (0..4096).step_by(61) {
        often[at] = 0x5a;
    }
    let often = told(&often);
    assert!(often.starts_with("the byte 5a comes "), "{often}");
}
