//! Takes away what one try has made: always, bounded in time, and never a reason to fail a case.

use std::time::Duration;

use serde_json::{Value, json};

use super::client::{Calling, Client};
use super::ledger::{Made, MadeKind};
use super::waiting::Pauses;
use crate::check::Reply;
use crate::model::Operation;

/// The longest that clean-up of one try may take.
pub(super) const LONGEST: Duration = Duration::from_mins(1);

/// How long a store may take to disconnect before it is left behind.
const DISCONNECTING: Duration = Duration::from_secs(30);

/// Takes away what was made: keys are scheduled for deletion, then stores disconnected and deleted, last made first.
pub(super) async fn clean_up(client: Client<'_>) {
    let made = client.ledger.still_made();
    for key in made.iter().filter(|m| m.kind == MadeKind::Key) {
        // The shortest waiting period there is. A key that a case has scheduled already is refused, and that is fine.
        let input = json!({"KeyId": key.id, "PendingWindowInDays": 7});
        call(client, key, Operation::ScheduleKeyDeletion, &input).await;
    }
    for store in made.iter().filter(|m| m.kind == MadeKind::Store) {
        let id = json!({"CustomKeyStoreId": store.id});
        let state = state_of(client, store, &id).await;
        if state
            .as_deref()
            .is_some_and(|state| state != "DISCONNECTED")
        {
            call(client, store, Operation::DisconnectCustomKeyStore, &id).await;
            let mut pauses = Pauses::new();
            let begin = client.session.now();
            while client.session.now() < begin.plus(DISCONNECTING) {
                match state_of(client, store, &id).await.as_deref() {
                    None | Some("DISCONNECTED") => break,
                    Some(_) => {}
                }
                if pauses.pause(client.session, DISCONNECTING).await.is_err() {
                    break;
                }
            }
        }
        // A store that is not described may be there all the same, where describing is refused.
        let deleted = call(client, store, Operation::DeleteCustomKeyStore, &id).await;
        // One that is described and stays, as its keys wait for their deletion, counts against the quota.
        if deleted.is_some() || state.is_none() {
            client.ledger.gone(store);
        }
    }
}

async fn state_of(client: Client<'_>, store: &Made, id: &Value) -> Option<String> {
    let answer = call(client, store, Operation::DescribeCustomKeyStores, id).await?;
    let state = answer.pointer("/CustomKeyStores/0/ConnectionState")?;
    state.as_str().map(str::to_owned)
}

async fn call(
    client: Client<'_>,
    made: &Made,
    operation: Operation,
    input: &Value,
) -> Option<Value> {
    let label = format!("clean-up: {operation}");
    let calling = Calling {
        operation,
        principal: made.principal,
        region: made.region,
        label: &label,
    };
    let response = client.patient_call(calling, input).await.ok()?;
    let reply = Reply::read(&response);
    reply.is_success().then(|| reply.json().cloned())?
}
