//! Endpoints in this process: each session gets a fresh one, with a clock that stands still until it is told to move.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Error;
use crate::reference::{Config, Fleet, FleetOptions, Reference, Rules};
use crate::wire::admin::{Disturbance, Principal};
use crate::wire::{Request, Response, Timestamp, world};

/// The `Host` that in-process requests carry; reserved, so that it resolves nowhere (RFC 6761).
pub const AUTHORITY: &str = "kms.reference.test";

/// An endpoint as a value: the reference, or anything that is to be judged in its place.
pub trait Endpoint: fmt::Debug + Send {
    /// Its answer to one request.
    ///
    /// # Errors
    /// When it plays an endpoint from which no whole answer comes.
    fn handle(&mut self, request: &Request) -> Result<Response, Error>;

    /// Its clock.
    fn now(&self) -> Timestamp;

    /// Moves its clock forward.
    fn advance_to(&mut self, now: Timestamp);

    /// Changes what stands behind its custom key stores.
    fn disturb(&mut self, disturbance: &Disturbance);
}

impl Endpoint for Reference {
    fn handle(&mut self, request: &Request) -> Result<Response, Error> {
        Ok(Reference::handle(self, request))
    }

    fn now(&self) -> Timestamp {
        Reference::now(self)
    }

    fn advance_to(&mut self, now: Timestamp) {
        Reference::advance_to(self, now);
    }

    fn disturb(&mut self, disturbance: &Disturbance) {
        Reference::disturb(self, disturbance);
    }
}

impl Endpoint for Fleet {
    fn handle(&mut self, request: &Request) -> Result<Response, Error> {
        Ok(Fleet::handle(self, request))
    }

    fn now(&self) -> Timestamp {
        Fleet::now(self)
    }

    fn advance_to(&mut self, now: Timestamp) {
        Fleet::advance_to(self, now);
    }

    fn disturb(&mut self, disturbance: &Disturbance) {
        Fleet::disturb(self, disturbance);
    }
}

/// A fresh reference with these rules in the world that every session starts from; the same seed gives the same answers.
#[must_use]
pub fn reference(rules: Rules, seed: u64) -> Reference {
    let config = Config {
        seed,
        now: world::START,
        regions: world::served(),
        principals: world::principals(),
        verify_signatures: true,
        aws_form: None,
    };
    Reference::with_rules(config, rules)
}

/// Makes an endpoint for each session.
#[derive(Clone)]
pub struct Maker {
    name: String,
    make: Arc<dyn Fn(u64) -> Box<dyn Endpoint> + Send + Sync>,
}

impl Maker {
    /// Sessions with an endpoint that this makes from a seed; reports call it by this name.
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        make: impl Fn(u64) -> Box<dyn Endpoint> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            make: Arc::new(make),
        }
    }

    /// Sessions with a reference that goes by these rules.
    #[must_use]
    pub fn reference(name: impl Into<String>, rules: Rules) -> Self {
        Self::new(name, move |seed| Box::new(reference(rules.clone(), seed)))
    }

    /// Sessions with the reference behind a fleet of hosts.
    #[must_use]
    pub fn fleet(name: impl Into<String>, rules: Rules, options: FleetOptions) -> Self {
        Self::new(name, move |seed| {
            Box::new(Fleet::new(reference(rules.clone(), seed), options))
        })
    }

    /// What reports call the endpoint.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A session with a fresh endpoint.
    #[must_use]
    pub fn open(&self, seed: u64) -> Session {
        Session {
            endpoint: Mutex::new((self.make)(seed)),
            principals: world::principals(),
            regions: world::regions(),
        }
    }
}

impl fmt::Debug for Maker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Maker")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// One case instance's own endpoint.
#[derive(Debug)]
pub struct Session {
    endpoint: Mutex<Box<dyn Endpoint>>,
    principals: Vec<Principal>,
    regions: Vec<String>,
}

impl Session {
    /// Its answer to one request.
    ///
    /// # Errors
    /// When the endpoint plays one that does not answer.
    pub fn send(&self, request: &Request) -> Result<Response, Error> {
        self.lock().handle(request)
    }

    /// Its clock.
    pub fn now(&self) -> Timestamp {
        self.lock().now()
    }

    /// Moves its clock.
    pub fn advance(&self, by: Duration) {
        let mut endpoint = self.lock();
        let later = endpoint.now().plus(by);
        endpoint.advance_to(later);
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

    /// The endpoint, also after a panic in it: its case has failed then, and its clean-up may go on.
    fn lock(&self) -> MutexGuard<'_, Box<dyn Endpoint>> {
        self.endpoint.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
