//! Which operations the target has. Words in one answer are only a suspicion: they may be of a crash. So the target is
//! asked once by a good call of the operation, and an operation that has ever answered properly is there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::cleanup;
use super::client::{Calling, Client};
use super::doctor::Feature;
use super::ledger::Ledger;
use super::outcome::{Outcome, fault};
use crate::case::{Principal, Region, probe};
use crate::check::Reply;
use crate::model::{Model, Operation};
use crate::target::Session;
use crate::target::not_implemented::Absence;
use crate::wire::{Request, Response, aws_json};

/// What is known of the target's operations, shared by all instances of a run.
#[derive(Debug, Default)]
pub(super) struct Capabilities {
    /// Operations that the target has answered as one that has them.
    answered: Mutex<BTreeSet<Operation>>,
    /// What the good calls have shown. Held while one is under way, so that each is made once.
    asked: tokio::sync::Mutex<BTreeMap<Operation, Known>>,
}

/// What a good call has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Known {
    /// The operation is there.
    There,
    /// It is not, by this answer.
    Absent(Absence, String),
    /// No good call is known, or it got no answer.
    Unknown,
}

/// An answer that may say that the target does not have the operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Suspicion<'a> {
    pub(super) operation: Operation,
    pub(super) answer: &'a Response,
    /// The request was recognisable as a call of the operation.
    pub(super) proper: bool,
    pub(super) step: usize,
}

impl Capabilities {
    /// Takes note of an answer.
    pub(super) fn note(
        &self,
        session: &Session,
        operation: Operation,
        request: &Request,
        response: &Response,
    ) {
        if session.absence(response, operation).is_none() && is_proper(operation, request, response)
        {
            let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
            answered.insert(operation);
        }
    }

    /// True once the target has answered as one that has the operation.
    pub(super) fn has_answered(&self, operation: Operation) -> bool {
        let answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        answered.contains(&operation)
    }

    /// Whether the target has an operation, and its answer where that says no.
    pub(super) async fn has(&self, client: Client<'_>, operation: Operation) -> Feature {
        let (there, why) = match self.ask(client, operation).await {
            Known::There => (Some(true), None),
            Known::Absent(Absence::Definite, told) => (Some(false), Some(told)),
            Known::Absent(Absence::Ambiguous, told) => {
                (Some(false), Some(format!("{told}, which may be a crash")))
            }
            Known::Unknown => (None, None),
        };
        Feature { there, why }
    }

    async fn ask(&self, client: Client<'_>, operation: Operation) -> Known {
        if self.has_answered(operation) {
            return Known::There;
        }
        let mut asked = self.asked.lock().await;
        if let Some(known) = asked.get(&operation) {
            return known.clone();
        }
        let ledger = Ledger::default();
        let asking = client.ledger;
        let client = Client {
            ledger: &ledger,
            ..client
        };
        let known = good_calls(client, operation).await;
        cleanup::clean_up(client).await;
        // What could not be taken away, or never came, is told with the rest of the try's.
        asking.inherit(&ledger);
        asked.insert(operation, known.clone());
        known
    }
}

/// The outcome, unless the target does not have the operation, of which `suspicion` has it that it says so.
pub(super) async fn absent_or(
    client: Client<'_>,
    suspicion: Suspicion<'_>,
    outcome: Outcome,
) -> Outcome {
    let Suspicion {
        operation,
        answer,
        proper,
        step,
    } = suspicion;
    let Some(suspected) = client.session.absence(answer, operation) else {
        return outcome;
    };
    let absent = |told: &str| Outcome::Unsupported {
        step,
        fault: fault(format!(
            "the target does not have {operation}: it answered {told}"
        )),
    };
    let (absence, absent) = match client.capabilities.ask(client, operation).await {
        Known::There => return outcome,
        Known::Absent(absence, told) => (absence, absent(&told)),
        Known::Unknown => {
            // What is said of an odd request may be about its oddity.
            let absence = if proper {
                suspected
            } else {
                Absence::Ambiguous
            };
            (absence, absent(&describe(operation, answer)))
        }
    };
    match absence {
        Absence::Definite => absent,
        Absence::Ambiguous => Outcome::Doubtful {
            operation,
            absent: Box::new(absent),
            crashed: Box::new(outcome),
        },
    }
}

/// Calls the operation about something that is not there, and where that may have crashed the target, about something
/// that is.
async fn good_calls(client: Client<'_>, operation: Operation) -> Known {
    let Some(input) = probe(operation) else {
        return Known::Unknown;
    };
    let Some(known) = good_call_of(client, operation, &input).await else {
        return Known::Unknown;
    };
    if !matches!(known, Known::Absent(Absence::Ambiguous, _)) {
        return known;
    }
    let Some(input) = about_a_key(client, operation, input).await else {
        return known;
    };
    good_call_of(client, operation, &input)
        .await
        .unwrap_or(known)
}

async fn good_call_of(client: Client<'_>, operation: Operation, input: &Value) -> Option<Known> {
    let answer = call(client, operation, input).await?;
    Some(match client.session.absence(&answer, operation) {
        Some(absence) => Known::Absent(absence, describe(operation, &answer)),
        None => Known::There,
    })
}

/// The input with a key, or a ciphertext, that was made for it.
async fn about_a_key(client: Client<'_>, operation: Operation, mut input: Value) -> Option<Value> {
    let members = input.as_object_mut()?;
    let mut named = operation.key_members().iter();
    let named = named.find(|member| members.contains_key(**member));
    if named.is_none() && !members.contains_key("CiphertextBlob") {
        return None;
    }
    let made = call(client, Operation::CreateKey, &json!({})).await?;
    let made = Reply::read(&made)
        .json()?
        .pointer("/KeyMetadata/KeyId")?
        .clone();
    if members.contains_key("CiphertextBlob") {
        let plain = json!({"KeyId": made, "Plaintext": "AAAA"});
        let encrypted = call(client, Operation::Encrypt, &plain).await?;
        let blob = Reply::read(&encrypted)
            .json()?
            .get("CiphertextBlob")?
            .clone();
        members.insert("CiphertextBlob".to_owned(), blob);
    } else if let Some(named) = named {
        members.insert((*named).to_owned(), made);
    }
    Some(input)
}

async fn call(client: Client<'_>, operation: Operation, input: &Value) -> Option<Response> {
    let calling = Calling {
        operation,
        principal: Principal::Owner,
        region: Region::Home,
        label: "whether it is there",
        waiting: false,
    };
    client.patient_call(calling, input).await.ok()
}

fn describe(operation: Operation, answer: &Response) -> String {
    Reply::read(answer).describe(Model::bundled(), operation)
}

/// True for an answer that only a target gives which has the operation: a success, or one of the model's errors.
fn is_proper(operation: Operation, request: &Request, response: &Response) -> bool {
    if aws_json::operation(request) != Some(operation.name()) {
        return false;
    }
    let reply = Reply::read(response);
    let error = reply.error_type.as_deref();
    let modelled = error.is_some_and(|name| Model::bundled().error(name).is_some());
    (reply.is_success()
        && reply
            .json()
            .is_some_and(|body| body.is_object() || body.is_null()))
        || (modelled && (400..500).contains(&response.status))
}
