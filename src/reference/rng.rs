//! Everything random, drawn from the seed: the same seed gives the same run on every platform.

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rsa::rand_core::{Infallible, TryCryptoRng, TryRng};

/// A source of bytes.
#[derive(Debug, Clone)]
pub(crate) struct Rng(ChaCha12Rng);

impl Rng {
    /// Starts from a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha12Rng::seed_from_u64(seed))
    }

    /// The next bytes.
    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// The next bytes, this many.
    pub(crate) fn vector(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// A source of its own for one use: however much that takes, what comes next from this one is the same.
    pub(crate) fn fork(&mut self) -> Self {
        Self(ChaCha12Rng::from_seed(self.bytes()))
    }

    /// A random UUID.
    pub(crate) fn uuid(&mut self) -> String {
        uuid::Builder::from_random_bytes(self.bytes())
            .into_uuid()
            .to_string()
    }

    /// This many lower-case hex digits.
    pub(crate) fn hex(&mut self, digits: usize) -> String {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let bytes = self.vector(digits);
        bytes
            .iter()
            .map(|byte| char::from(HEX[usize::from(byte % 16)]))
            .collect()
    }
}

/// As the crates of cryptography draw.
impl TryRng for Rng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.0.next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.0.next_u64())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill_bytes(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Rng {}
