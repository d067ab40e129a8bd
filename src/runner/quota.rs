//! The account's quota of ten custom key stores, kept as a budget; and cases that run alone.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::{Value, json};
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard, Semaphore, SemaphorePermit};

use super::client::{Calling, Client};
use super::ledger::Ledger;
use super::plan::Instance;
use crate::case::{Action, NeedKind, Principal, Region};
use crate::check::Reply;
use crate::model::Operation;
use crate::target::{Session, Target};

/// Custom key stores per account and Region, unless AWS raises it.
const STORES: u32 = 10;

/// An account and a Region.
type Place = (String, String);

/// Lets instances begin when there is room for the stores that they make.
#[derive(Debug)]
pub(super) struct Gate {
    alone: RwLock<()>,
    /// Who calls from where, and the room that is left there; empty where every instance has a world of its own.
    rooms: BTreeMap<Place, Room>,
    places: BTreeMap<(Principal, Region), Place>,
}

#[derive(Debug)]
struct Room {
    stores: Semaphore,
    size: u32,
}

/// What an instance holds while it runs.
#[derive(Debug, Default)]
pub(super) struct Pass<'gate> {
    shared: Option<RwLockReadGuard<'gate, ()>>,
    alone: Option<RwLockWriteGuard<'gate, ()>>,
    stores: Vec<SemaphorePermit<'gate>>,
}

impl Gate {
    /// Looks at what stands in the accounts already, if the instances make stores on a target that they share.
    pub(super) async fn open(target: &Target, instances: &[Instance<'_>]) -> Self {
        let mut gate = Self {
            alone: RwLock::new(()),
            rooms: BTreeMap::new(),
            places: BTreeMap::new(),
        };
        if target.is_isolated() {
            return gate;
        }
        let mut makers: Vec<(Principal, Region)> = Vec::new();
        for instance in instances {
            makers.extend(demand(instance).into_keys());
        }
        makers.sort_unstable();
        makers.dedup();
        // Without a session every instance will end in the same error, and say so.
        let Ok(session) = target.open(0).await else {
            return gate;
        };
        for (principal, region) in makers {
            let account = session.principal(principal).map(|p| p.account.clone());
            let name = session.region(region).map(str::to_owned);
            let (Some(account), Some(name)) = (account, name) else {
                continue;
            };
            let place = (account, name);
            gate.places.insert((principal, region), place.clone());
            if let Entry::Vacant(vacant) = gate.rooms.entry(place) {
                let there = count(&session, principal, region).await;
                let size = STORES.saturating_sub(there);
                let stores = Semaphore::new(usize::try_from(size).unwrap_or(0));
                vacant.insert(Room { stores, size });
            }
        }
        session.close().await;
        gate
    }

    /// Waits for room.
    ///
    /// # Errors
    /// A text for people when there can never be room enough.
    pub(super) async fn enter(
        &self,
        instance: &Instance<'_>,
        shared: bool,
    ) -> Result<Pass<'_>, String> {
        let mut pass = Pass::default();
        if !shared {
            return Ok(pass);
        }
        // Rooms are entered in one order, and before the lock: nobody waits for a room while holding up a serial case.
        let mut wanted: BTreeMap<&Place, u32> = BTreeMap::new();
        for (maker, stores) in demand(instance) {
            if let Some(place) = self.places.get(&maker) {
                *wanted.entry(place).or_default() += stores;
            }
        }
        for (place, stores) in wanted {
            let room = &self.rooms[place];
            let stores = stores.min(STORES);
            if stores > room.size {
                return Err(format!(
                    "it makes {stores} custom key stores in {} of account {}, where there is room for {}",
                    place.1, place.0, room.size
                ));
            }
            let permit = room.stores.acquire_many(stores).await;
            // The semaphores are never closed.
            pass.stores.extend(permit.ok());
        }
        if instance.case.serial {
            pass.alone = Some(self.alone.write().await);
        } else {
            pass.shared = Some(self.alone.read().await);
        }
        Ok(pass)
    }
}

/// The most custom key stores that an instance makes, by who makes them where.
fn demand(instance: &Instance<'_>) -> BTreeMap<(Principal, Region), u32> {
    let mut demand = BTreeMap::new();
    for need in &instance.case.needs {
        if let NeedKind::CustomKeyStore(_) = need.kind {
            *demand.entry((need.principal, need.region)).or_default() += 1;
        }
    }
    for step in &instance.case.steps {
        if let Action::Call(call) = &step.action
            && call.operation == Operation::CreateCustomKeyStore
            && call.principal != Principal::Anonymous
        {
            *demand.entry((call.principal, call.region)).or_default() += call.copies.max(1);
        }
    }
    demand
}

/// The custom key stores that stand there already; none where the target does not say.
async fn count(session: &Session, principal: Principal, region: Region) -> u32 {
    let ledger = Ledger::default();
    let client = Client {
        session,
        ledger: &ledger,
        cleanup: false,
    };
    let calling = Calling {
        operation: Operation::DescribeCustomKeyStores,
        principal,
        region,
        label: "count stores",
    };
    let mut input = json!({});
    let mut found = 0;
    for _page in 0..STORES {
        let Ok(response) = client.patient_call(calling, &input).await else {
            break;
        };
        let reply = Reply::read(&response);
        let body = match reply.json() {
            Some(body) if reply.is_success() => body,
            _ => break,
        };
        let stores = body.get("CustomKeyStores").and_then(Value::as_array);
        found += stores.map_or(0, Vec::len);
        match body.get("NextMarker") {
            Some(marker @ Value::String(_)) => input = json!({"Marker": marker}),
            _ => break,
        }
    }
    u32::try_from(found).unwrap_or(STORES)
}
