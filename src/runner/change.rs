//! Changes on their way: KMS is eventually consistent, so what one call has done the next may not see yet.
//!
//! After a change the runner reads until it was seen some times in a row, as answers flip back while hosts disagree. It is
//! never waited for longer than the consistency wait, and what is not seen by then is left to the judgement.

use serde_json::Value;

use super::client::{Calling, Client, Unanswered};
use super::ledger::Ledger;
use super::waiting::Pauses;
use crate::case::{Principal, Region};
use crate::check::Reply;
use crate::model::Operation;
use crate::target::resource::{Effect, Kind, Look, Resource, Shown};
use crate::wire::{Response, Timestamp};

/// How often in a row a change must be seen before it is believed to be seen everywhere.
pub(super) const IN_A_ROW: u32 = 3;

/// Errors that a host may give which does not know a change yet, beside those for what is not found.
const OF_EARLIER_STATES: [&str; 8] = [
    "AlreadyExistsException",
    "DisabledException",
    "KMSInvalidStateException",
    "KeyUnavailableException",
    "CustomKeyStoreInvalidStateException",
    "CustomKeyStoreHasCMKsException",
    "CustomKeyStoreNameInUseException",
    "CloudHsmClusterInUseException",
];

/// Something that a call has changed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    pub(super) kind: Kind,
    /// By which the thing is named.
    pub(super) id: String,
    pub(super) principal: Principal,
    pub(super) region: Region,
    /// What shows that it is in force.
    pub(super) shown: Shown,
    pub(super) at: Timestamp,
}

/// Which thing it is: an alias is its name, which every account and Region may give once.
pub(super) type Thing<'a> = (Kind, Region, bool, &'a str);

pub(super) fn thing(kind: Kind, id: &str, principal: Principal, region: Region) -> Thing<'_> {
    let of_the_peer = kind == Kind::Alias && principal == Principal::Peer;
    (kind, region, of_the_peer, id)
}

impl Change {
    pub(super) fn thing(&self) -> Thing<'_> {
        thing(self.kind, &self.id, self.principal, self.region)
    }

    /// What a call has changed that was answered with success.
    pub(super) fn of(
        calling: Calling<'_>,
        input: &Value,
        output: &Value,
        at: Timestamp,
    ) -> Option<Self> {
        let operation = calling.operation;
        let (resource, effect) = Resource::changed_by(operation)?;
        let shown = match effect {
            Effect::Shows(shown) => shown.clone(),
            Effect::Sets(members) => Shown::Having(set(members, input)),
        };
        let id = if operation == resource.create {
            resource.made(input, output)
        } else {
            input.get(resource.named_by).and_then(Value::as_str)
        };
        Some(Self {
            kind: resource.kind,
            id: id?.to_owned(),
            principal: calling.principal,
            region: calling.region,
            shown,
            at,
        })
    }
}

/// The members of an entry that a request sets.
fn set(members: &[(&str, &'static str)], input: &Value) -> Vec<(&'static str, Value)> {
    let members = members.iter();
    members
        .filter_map(|(sent, shown)| Some((*shown, input.get(*sent)?.clone())))
        .collect()
}

/// Reads a thing once.
pub(super) async fn look(
    client: Client<'_>,
    change: &Change,
    purpose: &str,
) -> Result<Look, Unanswered> {
    let resource = Resource::of(change.kind);
    let label = format!("{purpose}: {}", resource.describe);
    let calling = Calling {
        operation: resource.describe,
        principal: change.principal,
        region: change.region,
        label: &label,
        waiting: !client.cleanup,
    };
    let input = resource.read(&change.id);
    let response = client.patient_call(calling, &input).await?;
    let reply = Reply::read(&response);
    let answer = if reply.is_success() {
        Ok(reply.json())
    } else {
        Err(reply.error_type.as_deref())
    };
    let told = || reply.describe(crate::model::Model::bundled(), resource.describe);
    Ok(resource
        .look(answer)
        .unwrap_or_else(|| Look::Untold(told())))
}

/// Waits until everything that this try has changed is in force, as far as reads show it.
pub(super) async fn settle(client: Client<'_>) -> Result<(), Unanswered> {
    let wait = client.waits.consistency;
    for change in client.ledger.take_changes() {
        if wait.is_zero() {
            continue;
        }
        let deadline = change.at.plus(wait);
        let mut pauses = Pauses::new();
        let mut seen = 0;
        while seen < IN_A_ROW {
            let shows = look(client, &change, "wait").await?;
            match change.shown.by(&shows, change.kind) {
                None => break,
                Some(true) => seen += 1,
                Some(false) if client.session.now() >= deadline => break,
                Some(false) => {
                    seen = 0;
                    let slept = pauses.pause(client.session, wait).await;
                    slept.map_err(Unanswered::Target)?;
                }
            }
        }
    }
    Ok(())
}

/// When what this try has changed must be seen everywhere; `None` when it has changed nothing.
pub(super) fn deadline(client: Client<'_>) -> Option<Timestamp> {
    let changed = client.ledger.changed_at()?;
    let wait = client.waits.consistency;
    (!wait.is_zero()).then(|| changed.plus(wait))
}

/// Whether an answer may come from a host that does not know yet what this try has changed: it fits what was before.
pub(super) fn may_be_late(
    operation: Operation,
    input: &Value,
    answer: &Response,
    ledger: &Ledger,
) -> bool {
    let recent = ledger.recent();
    let reply = Reply::read(answer);
    if reply.is_success() {
        return match operation {
            _ if operation.name().starts_with("Describe")
                || operation.name().starts_with("List") =>
            {
                let body = reply.json();
                recent
                    .iter()
                    .any(|change| body.is_some_and(|body| change.is_not_in(body, input)))
            }
            // Enabling and disabling twice is as once.
            Operation::EnableKey | Operation::DisableKey => recent.iter().any(Change::is_of_state),
            _ => operation.is_read() && recent.iter().any(Change::is_of_state),
        };
    }
    let Some(error) = reply.error_type.as_deref() else {
        return false;
    };
    let not_found = ["NotFoundException", "CustomKeyStoreNotFoundException"].contains(&error);
    let names_it = || operation == Operation::Decrypt || ledger.has_made_one_in(input);
    (not_found && names_it()) || OF_EARLIER_STATES.contains(&error)
}

impl Change {
    /// A later change of the same thing takes its place; that the thing was made stays true until it is deleted, and that it
    /// was deleted until another of its name is made.
    pub(super) fn is_undone_by(&self, later: &Self) -> bool {
        let again = self.shown == Shown::Gone && later.shown == Shown::There;
        self.thing() == later.thing()
            && (again || later.shown == Shown::Gone || self.is_of_state() && later.is_of_state())
    }

    /// It takes from a thing that it can be used, or gives it back.
    fn is_of_state(&self) -> bool {
        matches!(self.shown, Shown::In(_) | Shown::NotIn(_) | Shown::Gone)
    }

    /// A description or a list tells what was before the change.
    fn is_not_in(&self, body: &Value, input: &Value) -> bool {
        let resource = Resource::of(self.kind);
        let is_it = |entry: &&Value| {
            let id = entry.get(resource.named_by).and_then(Value::as_str);
            id.is_some_and(|id| self.id == id || self.id.ends_with(&format!("/{id}")))
        };
        let listed = body.get(resource.list).and_then(Value::as_array);
        let entry = match (&listed, body.get("KeyMetadata")) {
            (Some(list), _) => list.iter().find(is_it),
            (None, metadata) => metadata.filter(is_it),
        };
        if let Some(entry) = entry {
            return self.shown.by(&Look::Entry(entry.clone()), self.kind) == Some(false);
        }
        // What should be in a list of everything is not.
        let everything = input.as_object().is_none_or(|members| {
            let mut members = members.iter();
            members.all(|(name, value)| value.is_null() || name == "Limit" || name == "Marker")
        });
        everything && listed.is_some() && self.shown != Shown::Gone
    }
}
