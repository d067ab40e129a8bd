//! An endpoint without state: what it answers follows from one request and from how many came before.

use std::fmt;
use std::time::Duration;

use crate::generate::noise;
use crate::target::in_process::Endpoint;
use crate::target::{Error, Phase};
use crate::wire::admin::Disturbance;
use crate::wire::{Headers, Request, Response, Timestamp, aws_json, world};

/// Status and body of an answer, or why none comes.
pub(super) type Said = Result<(u16, Vec<u8>), Error>;

/// What to answer to a request; the number is new each time.
type Say = dyn FnMut(&Request, u64) -> Said + Send;

/// An endpoint that answers without knowing KMS, in KMS's outward form: media type, request id and date are right.
pub(super) struct Stateless {
    now: Timestamp,
    seed: u64,
    answered: u64,
    say: Box<Say>,
}

impl Stateless {
    /// Answers what `say` makes of a request and of a number that is new each time.
    pub(super) fn boxed(
        seed: u64,
        say: impl FnMut(&Request, u64) -> Said + Send + 'static,
    ) -> Box<dyn Endpoint> {
        Box::new(Self {
            now: world::START,
            seed,
            answered: 0,
            say: Box::new(say),
        })
    }
}

impl fmt::Debug for Stateless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stateless")
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

impl Endpoint for Stateless {
    fn handle(&mut self, request: &Request) -> Result<Response, Error> {
        self.answered += 1;
        let number = self
            .seed
            .wrapping_mul(1_000_003)
            .wrapping_add(self.answered);
        let (status, body) = (self.say)(request, number)?;
        let mut id = [0; 16];
        id.copy_from_slice(&noise(number, 16));
        let id = uuid::Builder::from_random_bytes(id).into_uuid();
        Ok(Response {
            status,
            headers: Headers::from_iter([
                ("Content-Type", aws_json::CONTENT_TYPE.to_owned()),
                ("x-amzn-RequestId", id.to_string()),
                ("Date", self.now.http_date()),
                ("Content-Length", body.len().to_string()),
            ]),
            body,
        })
    }

    fn now(&self) -> Timestamp {
        self.now
    }

    fn advance_to(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
    }

    fn disturb(&mut self, _: &Disturbance) {}
}

/// Never answers; nobody has to wait for it.
#[must_use]
pub fn silent(seed: u64) -> Box<dyn Endpoint> {
    Stateless::boxed(seed, |_, _| {
        Err(Error::TimedOut {
            phase: Phase::Reply,
            limit: Duration::from_secs(20),
        })
    })
}
