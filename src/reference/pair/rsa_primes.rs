//! RSA keys without waiting for primes: each two of a fixed set make a key.
//!
//! They are public, so nothing may rest on them but trials. `k` primes make `k (k - 1) / 2` keys of one size.

use rsa::BoxedUint;

/// Primes in hexadecimal, one a line; an `RSA_2048` key is made of two of 1024 bits.
const PRIMES: &str = include_str!("rsa_primes.txt");

/// The two primes of the key with this number, the greater first; after the last key the first comes again.
pub(super) fn primes(bits: u32, number: usize) -> Option<(BoxedUint, BoxedUint)> {
    let digits = usize::try_from(bits / 8).ok()?;
    let all: Vec<&str> = PRIMES.lines().filter(|line| line.len() == digits).collect();
    let keys = all.len() * all.len().checked_sub(1)? / 2;
    let mut left = number.checked_rem(keys)?;
    let mut first = 0;
    while left >= all.len() - 1 - first {
        left -= all.len() - 1 - first;
        first += 1;
    }
    let read = |hex: &str| BoxedUint::from_be_hex(hex, bits / 2).into_option();
    let (one, other) = (read(all[first])?, read(all[first + 1 + left])?);
    Some(if one > other {
        (one, other)
    } else {
        (other, one)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_number_of_a_round_is_another_key() {
        for bits in [2048, 3072, 4096] {
            let key = |number| {
                let (p, q) = primes(bits, number).expect("there are primes");
                (p.to_be_bytes(), q.to_be_bytes())
            };
            let keys: BTreeSet<_> = (0..276).map(key).collect();
            assert_eq!(keys.len(), 276);
            assert_eq!(key(276), key(0));
        }
    }
}
