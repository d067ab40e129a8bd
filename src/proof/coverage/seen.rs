//! What a run of the corpus shows: the cells of each judged exchange.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::cell::{
    ANONYMOUS, BAD_MARKER, Cell, Dimension, FIRST_PAGE, LAST_PAGE, NEXT_PAGE, WHOLE, usage_of,
};
use crate::check::Exchange;
use crate::model::{self, Model, Operation};
use crate::reference::{KeySeen, Reference};
use crate::target::Error;
use crate::target::in_process::Endpoint;
use crate::wire::admin::Disturbance;
use crate::wire::aws_json::{self, Answer};
use crate::wire::{Request, Response, Timestamp, sigv4, world};

/// The keys that requests named, by the request's signature, in the order in which it came.
pub(super) type KeysSeen = Arc<Mutex<BTreeMap<String, VecDeque<Option<KeySeen>>>>>;

/// The reference, and a note of every key that it is asked for.
#[derive(Debug)]
pub(super) struct Watched {
    pub(super) reference: Reference,
    pub(super) keys: KeysSeen,
}

impl Endpoint for Watched {
    fn handle(&mut self, request: &Request) -> Result<Response, Error> {
        let named = aws_json::operation(request).and_then(Operation::from_name);
        if let (Some(operation), Some(signature)) = (named, signature(request)) {
            let input = serde_json::from_slice(&request.body).unwrap_or_default();
            let seen = self.reference.key_seen(operation, request, &input);
            let mut keys = lock(&self.keys);
            keys.entry(signature.to_owned())
                .or_default()
                .push_back(seen);
        }
        Ok(self.reference.handle(request))
    }

    fn now(&self) -> Timestamp {
        self.reference.now()
    }

    fn advance_to(&mut self, now: Timestamp) {
        self.reference.advance_to(now);
    }

    fn disturb(&mut self, disturbance: &Disturbance) {
        self.reference.disturb(disturbance);
    }
}

fn signature(request: &Request) -> Option<&str> {
    request.headers.get("authorization")
}

/// The key that the request of this exchange named; each is told once.
pub(super) fn key_of(keys: &KeysSeen, exchange: &Exchange) -> Option<KeySeen> {
    let signature = signature(&exchange.request)?;
    lock(keys).get_mut(signature)?.pop_front()?
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What an exchange shows.
pub(super) fn cells(exchange: &Exchange, key: Option<&KeySeen>) -> Vec<Cell> {
    let Some(response) = &exchange.response else {
        return Vec::new();
    };
    let (operation, name) = (exchange.operation, exchange.operation.name());
    let answer = Answer::of(response);
    let error = answer.error_type.as_deref();
    let mut cells = Vec::new();
    cells.extend(error.map(|error| Cell::new(Dimension::Errors, [name, error])));
    cells.push(Cell::new(
        Dimension::Principals,
        [name, &caller(&exchange.request)],
    ));
    if let Some(key) = key {
        cells.push(Cell::new(Dimension::KeyStates, [name, key.state]));
    }
    let Ok(input) = serde_json::from_slice::<Value>(&exchange.request.body) else {
        return cells;
    };
    let model = Model::bundled();
    let classes = model::classes_of(model, operation, &input);
    cells.extend(
        classes
            .iter()
            .map(|(member, class)| Cell::new(Dimension::Inputs, [name, member, class.name()])),
    );
    cells.extend(of_spec(operation, &input, key));
    if model.operation(operation).paginator.is_some() {
        let output = serde_json::from_slice(&response.body).unwrap_or_default();
        cells.extend(
            page(&input, &output, error).map(|page| Cell::new(Dimension::Paging, [name, page])),
        );
    }
    cells
}

fn caller(request: &Request) -> String {
    let Some(claim) = sigv4::claim(request) else {
        return ANONYMOUS.to_owned();
    };
    let mut known = world::principals().into_iter();
    let found = known.find(|it| it.access_key_id == claim.access_key_id);
    found.map_or_else(String::new, |it| it.name)
}

/// Spec and usage of a key that is to be made, or of a key that is used, with the algorithm.
fn of_spec(operation: Operation, input: &Value, key: Option<&KeySeen>) -> Vec<Cell> {
    let text = |name: &str| input.get(name).and_then(Value::as_str);
    if operation == Operation::CreateKey {
        let spec = text("KeySpec").or(text("CustomerMasterKeySpec"));
        let spec = spec.unwrap_or("SYMMETRIC_DEFAULT");
        let usage = text("KeyUsage").unwrap_or("ENCRYPT_DECRYPT");
        return vec![Cell::new(Dimension::KeySpecs, [spec, usage])];
    }
    let Some(key) = key else { return Vec::new() };
    let members = Model::bundled().input(operation).members();
    let used = members.iter().filter_map(|member| {
        let usage = usage_of(&member.shape)?;
        let algorithm = text(&member.name)?;
        Some([
            Cell::new(Dimension::KeySpecs, [key.spec, usage]),
            Cell::new(Dimension::KeySpecs, [key.spec, usage, algorithm]),
        ])
    });
    used.flatten().collect()
}

/// What kind of page was asked and came.
fn page(input: &Value, output: &Value, error: Option<&str>) -> Option<&'static str> {
    let has_marker = input.get("Marker").is_some_and(Value::is_string);
    if error == Some("InvalidMarkerException") {
        return Some(BAD_MARKER);
    }
    if error.is_some() {
        return None;
    }
    let more = output.get("Truncated") == Some(&Value::Bool(true));
    match (has_marker, more) {
        (true, true) => Some(NEXT_PAGE),
        (true, false) => Some(LAST_PAGE),
        (false, true) => Some(FIRST_PAGE),
        (false, false) => input.get("Limit").is_none().then_some(WHOLE),
    }
}
