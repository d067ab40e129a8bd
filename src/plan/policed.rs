//! A reference in which identity policies are in force, and which tells which requests come to the question who may.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::reference::Reference;
use crate::target::Error;
use crate::target::in_process::Endpoint;
use crate::wire::admin::Disturbance;
use crate::wire::aws_json::Answer;
use crate::wire::{Request, Response, Timestamp};

/// With what KMS refuses who has no permission.
const DENIED: &str = "AccessDeniedException";

/// A reference, and beside it one to which everybody is a stranger: what that refuses for want of permission was not refused
/// before for its form or signature.
#[derive(Debug)]
pub(super) struct Policed {
    /// What answers.
    pub(super) reference: Reference,
    /// To which everybody is a stranger; it holds nothing.
    pub(super) nobodys: Reference,
    /// Whether the last request has reached authorisation.
    pub(super) authorised: Arc<AtomicBool>,
}

impl Endpoint for Policed {
    fn handle(&mut self, request: &Request) -> Result<Response, Error> {
        let refusal = self.nobodys.handle(request);
        let reaches = Answer::of(&refusal).error_type.as_deref() == Some(DENIED);
        self.authorised.store(reaches, Ordering::Relaxed);
        Ok(self.reference.handle(request))
    }

    fn now(&self) -> Timestamp {
        self.reference.now()
    }

    fn advance_to(&mut self, now: Timestamp) {
        self.reference.advance_to(now);
        self.nobodys.advance_to(now);
    }

    fn disturb(&mut self, disturbance: &Disturbance) {
        self.reference.disturb(disturbance);
    }
}
