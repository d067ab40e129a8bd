//! A reference before which identity policies stand: who has one may do what it allows and nothing else.
//!
//! Which requests reach authorisation at all, and are not refused before for their form or signature, tells a second
//! reference, to which everybody is a stranger.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Call;
use super::policy::Policy;
use crate::reference::Reference;
use crate::target::Error;
use crate::target::in_process::Endpoint;
use crate::wire::admin::Disturbance;
use crate::wire::aws_json::Answer;
use crate::wire::{Request, Response, Timestamp};

/// With what KMS refuses who has no permission.
pub(super) const DENIED: &str = "AccessDeniedException";

/// A reference behind identity policies.
#[derive(Debug)]
pub(super) struct Policed {
    /// What answers.
    pub(super) reference: Reference,
    /// To which everybody is a stranger; it holds nothing.
    pub(super) nobodys: Reference,
    /// The principals by their access key ids.
    pub(super) names: BTreeMap<String, String>,
    /// Who has a policy; everybody else is only held to what the reference itself knows.
    pub(super) policies: BTreeMap<String, Policy>,
    /// Whether the last request has reached authorisation.
    pub(super) authorised: Arc<AtomicBool>,
}

impl Endpoint for Policed {
    fn handle(&mut self, request: &Request) -> Result<Response, Error> {
        let refusal = self.nobodys.handle(request);
        let reaches = Answer::of(&refusal).error_type.as_deref() == Some(DENIED);
        self.authorised.store(reaches, Ordering::Relaxed);
        if reaches {
            let call = Call::of(request, &refusal, &self.names);
            let policy = self.policies.get(&call.principal);
            if policy.is_some_and(|policy| !policy.allows(&call)) {
                return Ok(refusal);
            }
        }
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
