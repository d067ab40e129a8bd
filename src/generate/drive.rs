//! Scripts run on a reference in this process.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::{Bindings, Callers, Script, ScriptCall, Step};
use crate::reference::{Config, Reference};
use crate::wire::admin::Disturbance;
use crate::wire::aws_json::Answer;
use crate::wire::{Request, Response, world};

/// How long a store is given to come to rest: longer than the longest connection takes (fact C-049).
const REST: Duration = Duration::from_mins(30);

/// A reference, and what a script has made there so far.
#[derive(Debug)]
pub struct Drive {
    reference: Reference,
    place: Callers,
    bindings: Bindings,
}

/// One call that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// The body that was asked for, before any oddity.
    pub input: Value,
    /// What was sent.
    pub request: Request,
    /// What came back.
    pub response: Response,
}

impl Done {
    /// The response as a client reads it.
    #[must_use]
    pub fn answer(&self) -> Answer {
        Answer::of(&self.response)
    }
}

impl Drive {
    /// Nothing done yet; fresh values are drawn from `salt`.
    #[must_use]
    pub fn new(reference: Reference, place: Callers, salt: u64) -> Self {
        Self {
            reference,
            place,
            bindings: Bindings::new(salt),
        }
    }

    /// A fresh world of the reference in process, with AWS's rules.
    #[must_use]
    pub fn fresh(salt: u64) -> Self {
        let config = Self::config(salt);
        let place = Self::place();
        Self::new(Reference::new(config), place, salt)
    }

    /// The configuration of a fresh world.
    #[must_use]
    pub fn config(seed: u64) -> Config {
        Config {
            seed,
            now: world::START,
            regions: world::regions(),
            principals: world::principals(),
            verify_signatures: true,
            aws_form: None,
        }
    }

    /// Where the calls to a fresh world go.
    #[must_use]
    pub fn place() -> Callers {
        Callers {
            authority: "kms.reference.test".to_owned(),
            principals: world::principals().into(),
            regions: world::regions(),
            headers: BTreeMap::new(),
            forged: false,
        }
    }

    /// Does one step; what came of it, if it was a call that somebody can make there.
    pub fn step(&mut self, step: &Step) -> Option<Done> {
        let done = match step {
            Step::Call(call) => self.send(call),
            Step::Settle { .. } => {
                self.advance(REST);
                None
            }
            Step::Advance(millis) => {
                self.advance(Duration::from_millis(*millis));
                None
            }
            Step::Disturb(change) => {
                let change = self.bindings.value(change);
                // What is no disturbance disturbs nothing: bytes may say anything.
                if let Ok(change) = serde_json::from_value::<Disturbance>(change) {
                    self.reference.disturb(&change);
                }
                None
            }
        };
        let answer = done.as_ref().map(Done::answer);
        let answer = answer.filter(Answer::is_success);
        let body = answer.and_then(|answer| answer.json().cloned());
        self.bindings.push(body.unwrap_or_default());
        done
    }

    /// Does every step; what came of each.
    pub fn all(&mut self, script: &Script) -> Vec<Option<Done>> {
        script.steps.iter().map(|step| self.step(step)).collect()
    }

    /// Makes a call that is no step of the script: nothing can refer to its answer.
    pub fn send(&mut self, call: &ScriptCall) -> Option<Done> {
        let input = self.bindings.value(&call.input);
        let request = self.place.request(call, &input, self.reference.now())?;
        let response = self.reference.handle(&request);
        Some(Done {
            input,
            request,
            response,
        })
    }

    /// What the script's references stand for.
    #[must_use]
    pub fn bindings(&self) -> &Bindings {
        &self.bindings
    }

    /// The endpoint's clock.
    #[must_use]
    pub fn now(&self) -> crate::wire::Timestamp {
        self.reference.now()
    }

    fn advance(&mut self, by: Duration) {
        let later = self.reference.now().plus(by);
        self.reference.advance_to(later);
    }
}
