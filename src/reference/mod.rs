//! The KMS endpoint as a value: [`Reference::handle`] takes a request and gives the answer that the evidence asks for.
//!
//! Clock, randomness, accounts, Regions and the open questions are injected by [`Config`]; nothing here opens a socket,
//! starts a thread or keeps global state. It never sees an expectation.

use crate::wire::admin::{Disturbance, Principal};
use crate::wire::{Request, Response, Timestamp};

/// What a reference is made from.
#[derive(Debug, Clone)]
pub struct Config {
    /// From which ids, key material and request ids are drawn.
    pub seed: u64,
    /// The clock at the start.
    pub now: Timestamp,
    /// The Regions served, home first.
    pub regions: Vec<String>,
    /// Who may call. A `stranger` has valid credentials and no permission.
    pub principals: Vec<Principal>,
    /// Whether signatures are checked; without it the access key id alone tells the account, and an unknown one is the owner's.
    pub verify_signatures: bool,
}

/// One KMS endpoint with all its state.
#[derive(Debug)]
pub struct Reference {
    config: Config,
}

impl Reference {
    /// A fresh endpoint: no keys, no stores, a healthy world behind them.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config }
    }

    /// The answer to one request; every side effect is in `self`.
    pub fn handle(&mut self, _request: &Request) -> Response {
        Response { status: 500, headers: crate::wire::Headers::new(), body: Vec::new() }
    }

    /// The endpoint's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.config.now
    }

    /// Moves the clock; connections are made or fail, keys whose waiting period is over die.
    pub fn advance_to(&mut self, now: Timestamp) {
        self.config.now = now;
    }

    /// Changes what stands behind custom key stores.
    pub fn disturb(&mut self, _disturbance: &Disturbance) {}
}
