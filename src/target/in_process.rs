//! The reference in process: each session is a fresh one, with a clock that stands still until it is told to move.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::reference::{Config, Reference};
use crate::wire::admin::{Disturbance, Principal};
use crate::wire::{Request, Response, Timestamp, world};

/// The `Host` that in-process requests carry; reserved, so that it resolves nowhere (RFC 6761).
pub const AUTHORITY: &str = "kms.reference.test";

/// One case instance's own reference.
#[derive(Debug)]
pub struct Session {
    reference: Mutex<Reference>,
    principals: Vec<Principal>,
    regions: Vec<String>,
}

impl Session {
    /// A fresh reference; the same seed gives the same answers.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let config = Config {
            seed,
            now: world::START,
            regions: world::regions(),
            principals: world::principals(),
            verify_signatures: true,
        };
        Self {
            principals: config.principals.clone(),
            regions: config.regions.clone(),
            reference: Mutex::new(Reference::new(config)),
        }
    }

    /// Its answer to one request.
    pub fn send(&self, request: &Request) -> Response {
        self.lock().handle(request)
    }

    /// Its clock.
    pub fn now(&self) -> Timestamp {
        self.lock().now()
    }

    /// Moves its clock.
    pub fn advance(&self, by: Duration) {
        let mut reference = self.lock();
        let later = reference.now().plus(by);
        reference.advance_to(later);
    }

    /// Changes what stands behind its custom key stores.
    pub fn disturb(&self, disturbance: &Disturbance) {
        self.lock().disturb(disturbance);
    }

    /// Who may call it.
    pub fn principals(&self) -> &[Principal] {
        &self.principals
    }

    /// Its Regions, home first.
    pub fn regions(&self) -> &[String] {
        &self.regions
    }

    /// The reference, also after a panic in it: its case has failed then, and its clean-up may go on.
    fn lock(&self) -> MutexGuard<'_, Reference> {
        self.reference
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
