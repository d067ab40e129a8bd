//! The state that operations work on.

use super::account::Accounts;
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
    /// Whom key policies can name.
    pub(crate) people: Vec<Person>,
}

impl Kms {
    /// Nothing yet.
    pub(crate) fn new(seed: u64, now: Timestamp, people: Vec<Person>) -> Self {
        let mut rng = Rng::new(seed);
        let seal = Seal::new(&rng.bytes());
        Self {
            now,
            rng,
            world: World::new(),
            accounts: Accounts::default(),
            seal,
            serial: 0,
            people,
        }
    }
}
