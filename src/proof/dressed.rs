//! The right reference in a dress.

use crate::reference::{Dress, Reference, Rules};
use crate::target::Error;
use crate::target::in_process::{self, Endpoint, Maker};
use crate::wire::admin::Disturbance;
use crate::wire::{Request, Response, Timestamp};

#[derive(Debug)]
struct Dressed {
    inside: Reference,
    dress: &'static Dress,
}

/// Sessions with the right reference, whose every answer wears this.
pub(super) fn maker(dress: &'static Dress) -> Maker {
    Maker::new(dress.name, move |seed| {
        Box::new(Dressed {
            inside: in_process::reference(Rules::aws(), seed),
            dress,
        })
    })
}

impl Endpoint for Dressed {
    fn handle(&mut self, request: &Request) -> Result<Response, Error> {
        let response = self.inside.handle(request);
        Ok(self.dress.put_on(request, response))
    }

    fn now(&self) -> Timestamp {
        self.inside.now()
    }

    fn advance_to(&mut self, now: Timestamp) {
        self.inside.advance_to(now);
    }

    fn disturb(&mut self, disturbance: &Disturbance) {
        self.inside.disturb(disturbance);
    }
}
