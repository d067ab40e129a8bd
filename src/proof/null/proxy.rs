//! The right endpoint behind a proxy that loses one header of every request.

use crate::reference::{Reference, Rules};
use crate::target::Error;
use crate::target::in_process::{self, Endpoint};
use crate::wire::admin::Disturbance;
use crate::wire::{Request, Response, Timestamp};

#[derive(Debug)]
struct Proxy {
    behind: Reference,
    lost: &'static str,
}

/// The reference, which never sees this header.
#[must_use]
pub fn without_header(seed: u64, lost: &'static str) -> Box<dyn Endpoint> {
    let behind = in_process::reference(Rules::aws(), seed);
    Box::new(Proxy { behind, lost })
}

impl Endpoint for Proxy {
    fn handle(&mut self, request: &Request) -> Result<Response, Error> {
        let mut request = request.clone();
        request.headers.remove(self.lost);
        Ok(self.behind.handle(&request))
    }

    fn now(&self) -> Timestamp {
        self.behind.now()
    }

    fn advance_to(&mut self, now: Timestamp) {
        self.behind.advance_to(now);
    }

    fn disturb(&mut self, disturbance: &Disturbance) {
        self.behind.disturb(disturbance);
    }
}
