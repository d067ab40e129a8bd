//! What stands in an account before a run: how many custom key stores, and which of them an earlier run has left.

use serde_json::{Value, json};

use super::mark::Mark;
use super::shareable::Recipe;
use crate::case::{Principal, Region};
use crate::check::Reply;
use crate::model::Operation;
use crate::runner::backing::Kind as Backing;
use crate::runner::capability::Capabilities;
use crate::runner::change::{Change, look};
use crate::runner::cleanup;
use crate::runner::client::{Calling, Client};
use crate::runner::ledger::{Ledger, Made};
use crate::runner::marking::Marker;
use crate::runner::waiting::Waits;
use crate::target::Session;
use crate::target::resource::Look;
use crate::target::resource::{Kind, Resource, Shown};
use crate::wire::Timestamp;

/// More pages of stores than any quota gives.
const PAGES: usize = 10;

/// The custom key stores of an account in a Region.
#[derive(Debug, Default)]
pub(in crate::runner) struct Survey {
    /// How many there are.
    pub(in crate::runner) there: u32,
    /// When the last of those that kmspec has left can be deleted.
    pub(in crate::runner) until: Option<Timestamp>,
    /// Those that a run may take over.
    pub(in crate::runner) found: Vec<Found>,
}

/// A store that an earlier run has left.
#[derive(Debug, Clone)]
pub(in crate::runner) struct Found {
    pub(super) recipe: Recipe,
    pub(super) mark: Mark,
    pub(super) id: String,
}

/// What one of them turned out to be.
enum Standing {
    Left(Found),
    /// Its keys were deleted, and so it is now.
    Gone,
    /// Nobody's business here.
    Other,
}

impl Survey {
    /// Looks at every store; nothing is found where the target does not say.
    pub(in crate::runner) async fn of(
        session: &Session,
        (principal, region): (Principal, Region),
        waits: Waits,
    ) -> Self {
        let mut survey = Self::default();
        for entry in stores(session, principal, region).await {
            let name = entry.get("CustomKeyStoreName").and_then(Value::as_str);
            let id = entry.get("CustomKeyStoreId").and_then(Value::as_str);
            let standing = match (name.and_then(Mark::of), id) {
                (Some(mark), Some(id)) => {
                    survey.until = survey.until.max(Some(mark.until()));
                    let recipe = Recipe {
                        principal,
                        region,
                        kind: kind(&entry),
                        role: mark.role,
                    };
                    let id = id.to_owned();
                    examine(session, Found { recipe, mark, id }, waits).await
                }
                _ => Standing::Other,
            };
            match standing {
                Standing::Gone => continue,
                Standing::Left(found) => survey.found.push(found),
                Standing::Other => {}
            }
            survey.there += 1;
        }
        survey
    }
}

fn kind(entry: &Value) -> Backing {
    let connectivity = entry.pointer("/XksProxyConfiguration/Connectivity");
    match (entry.get("CustomKeyStoreType"), connectivity) {
        (Some(kind), Some(connectivity)) if kind == "EXTERNAL_KEY_STORE" => {
            match connectivity.as_str() {
                Some("VPC_ENDPOINT_SERVICE") => Backing::VpcService,
                _ => Backing::Proxy,
            }
        }
        (Some(kind), None) if kind == "EXTERNAL_KEY_STORE" => Backing::Proxy,
        _ => Backing::Cluster,
    }
}

/// Whether a store that bears the mark is what the mark says: the key that it names stands in it, and bears it too.
async fn examine(session: &Session, found: Found, waits: Waits) -> Standing {
    let (ledger, capabilities) = (Ledger::default(), Capabilities::default());
    let client = Client {
        shared_keys: None,
        session,
        ledger: &ledger,
        capabilities: &capabilities,
        marker: Marker::default(),
        waits,
        cleanup: true,
    };
    if found.mark.may_be_in_use(session.now()) {
        return Standing::Other;
    }
    ledger.found_again(found.made(Kind::Store, &found.id, session.now()));
    let Some(key) = found.mark.key.clone() else {
        // Its maker was killed before it had a key.
        return delete(client).await;
    };
    let change = Change {
        kind: Kind::Key,
        id: key.clone(),
        principal: found.recipe.principal,
        region: found.recipe.region,
        shown: Shown::There,
        at: session.now(),
    };
    match look(client, &change, "stores of earlier runs").await {
        Ok(Look::NotFound) => delete(client).await,
        Ok(Look::Entry(entry)) if is_its(&entry, &found) => {
            ledger.found_again(found.made(Kind::Key, &key, session.now()));
            match cleanup::put_away(client).await {
                Ok(()) => Standing::Left(found),
                Err(_) => Standing::Other,
            }
        }
        _ => Standing::Other,
    }
}

fn is_its(key: &Value, found: &Found) -> bool {
    let is = |member: &str, text: &str| key.get(member).and_then(Value::as_str) == Some(text);
    is("Description", &found.mark.description()) && is("CustomKeyStoreId", &found.id)
}

async fn delete(client: Client<'_>) -> Standing {
    cleanup::undo(client, Resource::of(Kind::Store)).await;
    if client.ledger.still_made().is_empty() {
        Standing::Gone
    } else {
        Standing::Other
    }
}

impl Found {
    /// A thing of it, as clean-up knows things.
    pub(super) fn made(&self, kind: Kind, id: &str, at: Timestamp) -> Made {
        Made {
            kind,
            id: id.to_owned(),
            name: None,
            principal: self.recipe.principal,
            region: self.recipe.region,
            at,
            reason: None,
        }
    }
}

/// The custom key stores that stand there; none where the target does not say.
async fn stores(session: &Session, principal: Principal, region: Region) -> Vec<Value> {
    let (ledger, capabilities) = (Ledger::default(), Capabilities::default());
    let client = Client {
        shared_keys: None,
        session,
        ledger: &ledger,
        capabilities: &capabilities,
        marker: Marker::default(),
        waits: Waits::NONE,
        cleanup: false,
    };
    let calling = Calling {
        operation: Operation::DescribeCustomKeyStores,
        principal,
        region,
        label: "count stores",
        waiting: false,
    };
    let mut input = json!({});
    let mut found = Vec::new();
    for _page in 0..PAGES {
        let Ok(response) = client.patient_call(calling, &input).await else {
            break;
        };
        let reply = Reply::read(&response);
        let body = match reply.json() {
            Some(body) if reply.is_success() => body,
            _ => break,
        };
        let stores = body.get("CustomKeyStores").and_then(Value::as_array);
        found.extend(stores.into_iter().flatten().cloned());
        match body.get("NextMarker") {
            Some(marker @ Value::String(_)) => input = json!({"Marker": marker}),
            _ => break,
        }
    }
    found
}
