//! The state that operations work on.

use super::account::Accounts;
use super::key::Material;
use super::key_policy::Person;
use super::page::Seal;
use super::rng::Rng;
use super::world::World;
use crate::wire::Timestamp;

/// Clock, randomness, what stands behind stores, and what every account holds.
#[derive(Debug)]
pub(crate) struct Kms {
    pub(crate) now: Timestamp,
    pub(crate) rng: Rng,
    pub(crate) world: World,
    pub(crate) accounts: Accounts,
    /// By which the endpoint knows its own markers and ciphertexts again.
    pub(crate) seal: Seal,
    /// Counts stores, so that their order is that of their creation.
    pub(crate) serial: u64,
    /// The number of the next RSA key: no two of this endpoint have the same primes before all are used.
    rsa: usize,
    /// Whom key policies can name.
    pub(crate) people: Vec<Person>,
}

impl Kms {
    /// Nothing yet.
    pub(crate) fn new(seed: u64, now: Timestamp, people: Vec<Person>) -> Self {
        let mut rng = Rng::new(seed);
        // Looked at, not drawn.
        let rsa = usize::from(u16::from_be_bytes(rng.clone().bytes()));
        let seal = Seal::new(&rng.bytes());
        Self {
            now,
            rng,
            world: World::new(),
            accounts: Accounts::default(),
            seal,
            serial: 0,
            rsa,
            people,
        }
    }

    /// New material for a key of this spec, or for a data key pair.
    pub(crate) fn material(&mut self, spec: &str) -> Material {
        let is_rsa = spec.starts_with("RSA");
        self.rsa += usize::from(is_rsa);
        Material {
            id: self.rng.hex(64),
            bytes: self.rng.bytes(),
            rsa: if is_rsa { self.rsa } else { 0 },
        }
    }
}
