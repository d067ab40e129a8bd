//! The reference as AWS runs KMS: hosts of which some have not heard yet what was done at another, and a quota of calls.
//!
//! A call that changes something is known everywhere only after [`FleetOptions::lag`]. Until then a host answers from what
//! was held before: what was made is not found, what was disabled still works, what was deleted is still there. What such
//! a host lets pass is done all the same where it can be. Names and other things that must be unique are looked up where
//! everything is known, as is the quota of stores.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use serde_json::Value;

use super::Reference;
use super::account::Accounts;
use super::service_error::ServiceError;
use super::throttle::{Passed, Throttle};
use crate::model::Operation;
use crate::wire::admin::Disturbance;
use crate::wire::{Request, Response, Timestamp, aws_json};

/// What the quota's refusal says (fact W-022).
const THROTTLED: &str =
    "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.";

/// How a fleet differs from one host that knows everything at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FleetOptions {
    /// How long it takes until every host knows what was done at one.
    pub lag: Duration,
    /// Meanwhile every second call about the same thing reaches a host that knows; without it, none does.
    pub flip: bool,
    /// How many calls are let pass; without it, any number.
    pub throttle: Option<Throttle>,
}

/// A reference behind hosts that agree only after a while.
#[derive(Debug)]
pub struct Fleet {
    reference: Reference,
    options: FleetOptions,
    /// What was held before each change that is not known everywhere, and when the change was made.
    earlier: VecDeque<(Timestamp, Accounts)>,
    /// The things about which the next call reaches a host that knows.
    knowing: BTreeMap<String, bool>,
    /// What was let pass, by the measure of the quota.
    passed: Passed,
}

impl Fleet {
    /// Puts hosts before a reference.
    #[must_use]
    pub fn new(reference: Reference, options: FleetOptions) -> Self {
        Self {
            reference,
            options,
            earlier: VecDeque::new(),
            knowing: BTreeMap::new(),
            passed: Passed::default(),
        }
    }

    /// The answer of one host to one request.
    pub fn handle(&mut self, request: &Request) -> Response {
        if self.reference.is_sts(request) {
            return self.reference.handle(request);
        }
        let throttle = self.options.throttle;
        if throttle.is_some_and(|it| self.passed.is_over(it, &self.reference, request)) {
            let error = ServiceError::of("ThrottlingException").saying(THROTTLED);
            return self.reference.refuse(error);
        }
        let operation = aws_json::operation(request).and_then(Operation::from_name);
        let Some(operation) = operation.filter(|_| !self.options.lag.is_zero()) else {
            return self.reference.handle(request);
        };
        let now = self.reference.now();
        let lag = self.options.lag;
        self.earlier.retain(|(at, _)| at.plus(lag) > now);
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        if self.earlier.is_empty() || self.reaches_knowing_host(operation, &body) {
            return self.act(operation, request);
        }
        self.act_unknowing(operation, request)
    }

    /// Its clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.reference.now()
    }

    /// Moves its clock; it never goes back.
    pub fn advance_to(&mut self, now: Timestamp) {
        self.reference.advance_to(now);
    }

    /// Changes what stands behind custom key stores, which has no lag.
    pub fn disturb(&mut self, disturbance: &Disturbance) {
        self.reference.disturb(disturbance);
    }

    /// What is there without an end in sight: keys that nobody has scheduled for deletion, stores without keys, and aliases.
    #[must_use]
    pub fn live(&self) -> Vec<String> {
        let mut live = Vec::new();
        for (_, held) in self.reference.held().iter() {
            let keys = held.keys.values().filter(|key| key.deletion.is_none());
            live.extend(keys.map(|key| format!("key {} is live", key.id)));
            let empty = held.stores.iter().filter(|store| {
                let mut keys = held.keys.values();
                !keys.any(|key| key.store.as_ref() == Some(&store.id))
            });
            live.extend(empty.map(|store| format!("store {} is there", store.id)));
            let aliases = held.aliases.keys();
            live.extend(aliases.map(|name| format!("{name} is there")));
        }
        live
    }

    /// What a host does that knows everything.
    fn act(&mut self, operation: Operation, request: &Request) -> Response {
        if is_read(operation) {
            return self.reference.handle(request);
        }
        let before = self.reference.held().clone();
        let answer = self.reference.handle(request);
        if is_success(&answer) {
            self.earlier.push_back((self.reference.now(), before));
        }
        answer
    }

    /// What a host does that knows only what was held before the first change still on its way.
    fn act_unknowing(&mut self, operation: Operation, request: &Request) -> Response {
        let Some((_, before)) = self.earlier.front() else {
            return self.act(operation, request);
        };
        let held = self.reference.hold(before.clone());
        let answer = self.reference.handle(request);
        self.reference.hold(held);
        if is_read(operation) || !is_success(&answer) {
            if is_success(&answer) && is_use(operation) {
                // That the key was used is noted where everything is known.
                self.reference.handle(request);
            }
            return answer;
        }
        let done = self.act(operation, request);
        if is_success(&done) || must_be_unique(operation) {
            done
        } else {
            // It has said yes; nobody tells the caller that it came to nothing.
            answer
        }
    }

    fn reaches_knowing_host(&mut self, operation: Operation, body: &Value) -> bool {
        // A key outside of stores depends on nothing that was done before.
        if operation == Operation::CreateKey && body.get("CustomKeyStoreId").is_none() {
            return true;
        }
        // A grant is known wherever its token is sent (fact G-010).
        let tokens = body.get("GrantTokens").and_then(Value::as_array);
        if body.get("GrantToken").is_some() || tokens.is_some_and(|tokens| !tokens.is_empty()) {
            return true;
        }
        if !self.options.flip {
            return false;
        }
        let named = ["KeyId", "CustomKeyStoreId", "CustomKeyStoreName"];
        let named = named.iter().find_map(|name| body.get(name)?.as_str());
        let thing = named.map_or(operation.name(), |id| id.rsplit('/').next().unwrap_or(id));
        let knows = self.knowing.entry(thing.to_owned()).or_insert(true);
        *knows = !*knows;
        *knows
    }
}

/// True for what changes nothing.
fn is_read(operation: Operation) -> bool {
    let name = operation.name();
    is_use(operation)
        || operation == Operation::GenerateRandom
        || ["Describe", "List", "Get"]
            .iter()
            .any(|verb| name.starts_with(verb))
}

/// True for what uses a key and changes nothing else.
fn is_use(operation: Operation) -> bool {
    use Operation::{
        Decapsulate, Decrypt, DeriveSharedSecret, Encapsulate, Encrypt, ReEncrypt, Sign, Verify,
        VerifyMac,
    };
    (operation.name().starts_with("Generate") && operation != Operation::GenerateRandom)
        || matches!(
            operation,
            Decapsulate
                | Decrypt
                | DeriveSharedSecret
                | Encapsulate
                | Encrypt
                | ReEncrypt
                | Sign
                | Verify
                | VerifyMac
        )
}

/// True for what no two hosts may do at once.
fn must_be_unique(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::CreateKey
            | Operation::CreateCustomKeyStore
            | Operation::UpdateCustomKeyStore
            | Operation::DeleteCustomKeyStore
    )
}

fn is_success(answer: &Response) -> bool {
    (200..300).contains(&answer.status)
}
