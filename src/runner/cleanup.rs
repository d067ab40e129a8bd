//! Takes away what one try has made: always, bounded in time, believed only when it is seen, never a reason to fail a case.

use std::time::Duration;

use serde_json::{Value, json};

use super::Cancel;
use super::change::{Change, IN_A_ROW, look, settle};
use super::client::{Calling, Client};
use super::ledger::{Made, Making};
use super::pool::catching;
use super::waiting::Pauses;
use crate::check::Reply;
use crate::model::{Model, Operation};
use crate::target::resource::{Kind, Look, RESOURCES, Resource, Shown, Undo};
use crate::wire::Timestamp;

/// The longest that clean-up of one try may take, beside what it waits for.
const LONGEST: Duration = Duration::from_mins(1);

/// The longest that a thing is looked for of which nobody knows whether it was made.
pub(super) const LOOKING: Duration = Duration::from_mins(1);

/// How often a call is made again that no whole answer came to.
const UNANSWERED: usize = 2;

/// The longest that clean-up of one try may take.
fn limit(client: Client<'_>) -> Duration {
    let made = client.ledger.still_made().len() + client.ledger.unanswered().len();
    let each = client.waits.consistency * 3 + client.waits.connection;
    each.saturating_mul(u32::try_from(made).unwrap_or(u32::MAX))
        .saturating_add(LONGEST)
}

/// Cleans up, unless that takes too long or is interrupted once more.
pub(super) async fn within_limits(client: Client<'_>, cancel: &Cancel) {
    tokio::select! {
        // A panic here is no worse than leaving something behind, and what is left is told.
        _ = catching(clean_up(client)) => {}
        () = cancel.aborted() => {}
        () = tokio::time::sleep(limit(client)) => {}
    }
}

/// Takes away what was made: aliases are deleted, keys scheduled for deletion, then stores disconnected and deleted, last made first.
pub(super) async fn clean_up(client: Client<'_>) {
    // What the last step has done must not be mistaken for what clean-up should do.
    let _ = settle(client).await;
    for made in client.ledger.still_made() {
        if client.ledger.has_deleted(&made) {
            client.ledger.gone(&made);
        }
    }
    // After that: what is found there was made again.
    for making in client.ledger.unanswered() {
        find_by_name(client, &making).await;
    }
    for resource in &RESOURCES {
        undo(client, resource).await;
    }
}

/// Looks for a store whose request to make it was never answered. Keys have no name; they are looked for once, at the end
/// of the run.
async fn find_by_name(client: Client<'_>, making: &Making) {
    let Some(name) = making.mark().filter(|_| making.kind != Kind::Key) else {
        return;
    };
    if making.kind == Kind::Alias {
        return find_alias(client, making, name).await;
    }
    let begin = client.session.now();
    let wait = client.waits.consistency.min(LOOKING);
    let mut pauses = Pauses::new();
    loop {
        let input = json!({"CustomKeyStoreName": name});
        let operation = Operation::DescribeCustomKeyStores;
        let answer = ask(client, making.principal, making.region, operation, &input).await;
        let answer = match answer {
            Ok(answer) => Some(answer),
            Err(why) if why.is(Resource::of(making.kind).not_found) => None,
            // Whether it is there stays unknown, and is told.
            Err(why) => {
                let why = format!("{operation} was answered {}", why.text);
                client.ledger.not_found_out(making, why);
                return;
            }
        };
        if let Some(answer) = answer
            && let Some(entry) = answer.pointer("/CustomKeyStores/0")
            && let Some(id) = entry.get("CustomKeyStoreId").and_then(Value::as_str)
        {
            // One that stood there before is somebody else's.
            if is_of_now(entry, making.at) {
                client.ledger.found_again(Made {
                    kind: making.kind,
                    id: id.to_owned(),
                    name: Some(name.to_owned()),
                    principal: making.principal,
                    region: making.region,
                    at: making.at,
                    reason: None,
                });
            }
            break;
        }
        if client.session.now() >= begin.plus(wait) || paused(client, &mut pauses, wait).await {
            break;
        }
    }
    client.ledger.found(making);
}

/// Looks for an alias whose request was never answered: it leads to the key that it was asked for.
async fn find_alias(client: Client<'_>, making: &Making, name: &str) {
    let change = Change {
        kind: making.kind,
        id: name.to_owned(),
        principal: making.principal,
        region: making.region,
        shown: Shown::There,
        at: making.at,
    };
    let wait = client.waits.consistency.min(LOOKING);
    let found = found(client, &change, making.at.plus(wait)).await;
    let target = making.input.get("TargetKeyId");
    if let Look::Entry(key) = found
        && target.is_some()
        && [key.get("KeyId"), key.get("Arn")].contains(&target)
    {
        client.ledger.found_again(Made {
            kind: making.kind,
            id: name.to_owned(),
            name: None,
            principal: making.principal,
            region: making.region,
            at: making.at,
            reason: None,
        });
    }
    client.ledger.found(making);
}

/// Whether an entry says that it was made no earlier than a minute before, as clocks differ.
pub(super) fn is_of_now(entry: &Value, at: Timestamp) -> bool {
    let created = entry.get("CreationDate").and_then(Value::as_f64);
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds since 1970 are far below 2^52"
    )]
    let earliest = at.millis() as f64 / 1000.0 - 60.0;
    created.is_none_or(|created| created >= earliest)
}

/// Takes every thing of a kind away that the ledger has, and notes there what is gone, and why others stay.
///
/// Each step is asked for all of them before any is looked at: what takes a while to be seen is waited for once, and an
/// end that comes too early finds as much done as can be.
pub(super) async fn undo(client: Client<'_>, resource: &Resource) {
    let mut there = client.ledger.still_made();
    there.retain(|made| made.kind == resource.kind);
    for step in resource.undo {
        let mut asked = Vec::new();
        for made in there {
            asked.push((ask_step(client, resource, &made, step).await, made));
        }
        there = Vec::new();
        for (answer, made) in asked {
            match is_done(client, step, answer).await {
                Ok(true) => client.ledger.gone(&made),
                Ok(false) => there.push(made),
                Err(reason) => client.ledger.stays(&made, reason),
            }
        }
    }
    for made in there {
        client.ledger.gone(&made);
    }
}

/// Puts away what stays, as the ledger has it: keys wait for their deletion, and stores are disconnected.
///
/// # Errors
/// Why something is not as it should be.
pub(super) async fn put_away(client: Client<'_>) -> Result<(), String> {
    let all = client.ledger.still_made();
    for made in all.iter().filter(|made| made.kind == Kind::Key) {
        let resource = Resource::of(Kind::Key);
        step_done(client, resource, made, &resource.undo[0]).await?;
    }
    for made in all.iter().filter(|made| made.kind == Kind::Store) {
        let resource = Resource::of(Kind::Store);
        step_done(client, resource, made, &resource.undo[0]).await?;
    }
    Ok(())
}

async fn step_done(
    client: Client<'_>,
    resource: &Resource,
    made: &Made,
    step: &Undo,
) -> Result<(), String> {
    let asked = ask_step(client, resource, made, step).await;
    if is_done(client, step, asked).await? {
        return Err("it is not found".to_owned());
    }
    Ok(())
}

/// One step of taking a thing away, asked for.
struct Asked {
    /// What it should bring about.
    change: Change,
    answer: Result<(), Refused>,
    /// How long it may take to be seen.
    wait: Duration,
}

/// Asks for one step; `None` where there is nothing to ask for.
async fn ask_step(
    client: Client<'_>,
    resource: &Resource,
    made: &Made,
    step: &Undo,
) -> Option<Asked> {
    let change = Change {
        kind: made.kind,
        id: made.id.clone(),
        principal: made.principal,
        region: made.region,
        shown: step.done.clone(),
        at: client.session.now(),
    };
    let consistency = client.waits.consistency;
    if step.slow {
        match found(client, &change, made.at.plus(consistency)).await {
            // A store that is not described may be there all the same.
            Look::NotFound | Look::Untold(_) => return None,
            look if change.shown.by(&look, made.kind) == Some(true) => return None,
            Look::Entry(_) => {}
        }
    }
    let wait = if step.slow {
        client.waits.connection
    } else {
        consistency
    };
    let answer = act(client, resource, made, step, &change, wait).await;
    // What was refused for good is looked at once.
    let wait = if answer.is_err() {
        Duration::ZERO
    } else {
        wait
    };
    Some(Asked {
        change,
        answer,
        wait,
    })
}

/// Whether a step has taken the thing away; the error is the reason why it stays.
async fn is_done(client: Client<'_>, step: &Undo, asked: Option<Asked>) -> Result<bool, String> {
    let Some(asked) = asked else {
        return Ok(false);
    };
    match (seen(client, &asked.change, asked.wait).await, asked.answer) {
        (Seen::Yes, _) | (Seen::Untold, Ok(())) => Ok(false),
        (Seen::NotFound, Ok(())) => Ok(true),
        (_, Err(why)) => Err(format!("{} was answered {}", step.operation, why.text)),
        (Seen::No(state), Ok(())) => Err(format!(
            "{} was answered with success, and it is still {state}",
            step.operation
        )),
    }
}

/// Asks for one step until it is taken, refused for good, or seen to be done.
async fn act(
    client: Client<'_>,
    resource: &Resource,
    made: &Made,
    step: &Undo,
    change: &Change,
    wait: Duration,
) -> Result<(), Refused> {
    let input = step.input(resource, &made.id);
    let deadline = client.session.now().plus(wait);
    let mut pauses = Pauses::new();
    loop {
        let answer = ask(client, made.principal, made.region, step.operation, &input).await;
        let Err(why) = answer else { return Ok(()) };
        // A host may not have heard of it yet, or not of its state; and a store may be on its way to another.
        let may_pass = [
            resource.not_found,
            "CustomKeyStoreInvalidStateException",
            "KMSInvalidStateException",
        ];
        if !may_pass.into_iter().any(|error| why.is(error)) {
            return Err(why);
        }
        if let Seen::Yes = seen(client, change, Duration::ZERO).await {
            return Ok(());
        }
        let over = client.session.now() >= deadline;
        if over || paused(client, &mut pauses, wait).await {
            return Err(why);
        }
    }
}

/// Looks until it is found; it may not be found at first.
async fn found(client: Client<'_>, change: &Change, deadline: Timestamp) -> Look {
    let mut pauses = Pauses::new();
    loop {
        match look(client, change, "clean-up").await {
            Ok(Look::NotFound) => {}
            Ok(look) => return look,
            Err(why) => return Look::Untold(why.text()),
        }
        let over = client.session.now() >= deadline;
        if over || paused(client, &mut pauses, LOOKING).await {
            return Look::NotFound;
        }
    }
}

/// What was seen of a thing in the end.
pub(super) enum Seen {
    Yes,
    NotFound,
    /// The state that it is in.
    No(String),
    Untold,
}

/// Looks until what is awaited was seen some times in a row.
pub(super) async fn seen(client: Client<'_>, change: &Change, wait: Duration) -> Seen {
    let deadline = client.session.now().plus(wait);
    let mut pauses = Pauses::new();
    let mut in_a_row = 0;
    loop {
        let Ok(look) = look(client, change, "clean-up").await else {
            return Seen::Untold;
        };
        match change.shown.by(&look, change.kind) {
            None => return Seen::Untold,
            Some(true) => {
                in_a_row += 1;
                if in_a_row >= IN_A_ROW {
                    return Seen::Yes;
                }
                continue;
            }
            Some(false) => in_a_row = 0,
        }
        let over = client.session.now() >= deadline;
        if over || paused(client, &mut pauses, wait).await {
            let state = Resource::of(change.kind).state;
            return match look {
                Look::Entry(entry) => match entry.pointer(state).and_then(Value::as_str) {
                    Some(state) => Seen::No(state.to_owned()),
                    None => Seen::No("there".to_owned()),
                },
                _ => Seen::NotFound,
            };
        }
    }
}

/// A call of clean-up that did not succeed.
pub(super) struct Refused {
    /// The error type, if there is one.
    error: Option<String>,
    status: Option<u16>,
    /// In words.
    pub(super) text: String,
}

impl Refused {
    /// Whether it was refused with this error.
    pub(super) fn is(&self, error: &str) -> bool {
        self.error.as_deref() == Some(error)
    }

    /// Whether it was refused by KMS, which has understood what was asked.
    pub(super) fn is_refusal(&self) -> bool {
        self.status.is_some_and(|status| status < 500) && self.error.is_some()
    }
}

/// Calls an operation patiently, also where no whole answer comes.
pub(super) async fn ask(
    client: Client<'_>,
    principal: crate::case::Principal,
    region: crate::case::Region,
    operation: Operation,
    input: &Value,
) -> Result<Value, Refused> {
    let label = format!("clean-up: {operation}");
    let calling = Calling {
        operation,
        principal,
        region,
        label: &label,
        waiting: false,
    };
    let mut tries = 0;
    loop {
        match client.patient_call(calling, input).await {
            Ok(response) => {
                let reply = Reply::read(&response);
                if reply.is_success() {
                    return Ok(reply.json().cloned().unwrap_or_default());
                }
                return Err(Refused {
                    text: reply.describe(Model::bundled(), operation),
                    status: Some(response.status),
                    error: reply.error_type,
                });
            }
            Err(_) if tries < UNANSWERED => tries += 1,
            Err(why) => {
                return Err(Refused {
                    error: None,
                    status: None,
                    text: format!("by nobody: {}", why.text()),
                });
            }
        }
    }
}

/// Pauses; true when the clock cannot be waited for.
async fn paused(client: Client<'_>, pauses: &mut Pauses, most: Duration) -> bool {
    pauses.pause(client.session, most).await.is_err()
}
