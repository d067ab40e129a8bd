//! The account's quota of ten custom key stores, kept as a budget; and cases that run alone.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::sync::{Notify, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::capability::Capabilities;
use super::client::{Calling, Client};
use super::ledger::Ledger;
use super::plan::Instance;
use super::waiting::Waits;
use crate::case::{Action, NeedKind, Principal, Region};
use crate::check::Reply;
use crate::model::Operation;
use crate::target::{Session, Target};

/// Custom key stores per account and Region, unless AWS raises it.
pub(super) const STORES: u32 = 10;

/// An account and a Region.
type Place = (String, String);

/// Lets instances begin when there is room for the stores that they make.
#[derive(Debug)]
pub(super) struct Gate {
    /// Custom key stores per account and Region.
    quota: u32,
    alone: RwLock<()>,
    /// Who calls from where, and the room that is left there; empty where every instance has a world of its own.
    rooms: BTreeMap<Place, Room>,
    places: BTreeMap<(Principal, Region), Place>,
}

/// What one account may make in one Region.
#[derive(Debug)]
struct Room {
    /// Less than the quota by what stood there before, and by what clean-up has left behind.
    space: Mutex<Space>,
    changed: Notify,
}

#[derive(Debug, Clone, Copy)]
struct Space {
    size: u32,
    free: u32,
}

/// What an instance holds while it runs.
#[derive(Debug)]
pub(super) struct Pass<'gate> {
    gate: &'gate Gate,
    shared: Option<RwLockReadGuard<'gate, ()>>,
    alone: Option<RwLockWriteGuard<'gate, ()>>,
    stores: BTreeMap<&'gate Place, u32>,
}

impl Room {
    fn new(size: u32) -> Self {
        Self {
            space: Mutex::new(Space { size, free: size }),
            changed: Notify::new(),
        }
    }

    /// Waits until that many stores fit; the room's size if they never will.
    async fn take(&self, stores: u32) -> Result<(), u32> {
        loop {
            let changed = self.changed.notified();
            {
                let mut space = self.lock();
                if stores > space.size {
                    return Err(space.size);
                }
                if stores <= space.free {
                    space.free -= stores;
                    return Ok(());
                }
            }
            changed.await;
        }
    }

    fn give_back(&self, stores: u32) {
        self.lock().free += stores;
        self.changed.notify_waiters();
    }

    /// Stores that stay take their place with them.
    fn shrink(&self, stores: u32) {
        let mut space = self.lock();
        space.size = space.size.saturating_sub(stores);
        drop(space);
        self.changed.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, Space> {
        self.space.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass<'_> {
    /// Notes stores that clean-up could not delete: their room is gone for the rest of the run.
    pub(super) fn leave_behind(&mut self, makers: &[(Principal, Region)]) {
        for maker in makers {
            let Some(place) = self.gate.places.get(maker) else {
                continue;
            };
            let Some(held) = self.stores.get_mut(place).filter(|held| **held > 0) else {
                continue;
            };
            *held -= 1;
            self.gate.rooms[place].shrink(1);
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        for (place, stores) in &self.stores {
            self.gate.rooms[*place].give_back(*stores);
        }
    }
}

impl Gate {
    /// Looks at what stands in the accounts already, if the instances make stores on a target that they share.
    pub(super) async fn open(target: &Target, instances: &[Instance<'_>], quota: u32) -> Self {
        let mut gate = Self {
            quota,
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
                let size = quota.saturating_sub(there);
                vacant.insert(Room::new(size));
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
        let mut pass = Pass {
            gate: self,
            shared: None,
            alone: None,
            stores: BTreeMap::new(),
        };
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
            let quota = self.quota;
            let stores = stores.min(quota);
            self.rooms[place].take(stores).await.map_err(|size| {
                format!(
                    "it makes {stores} custom key stores in {} of account {}, where there is room for {size}: stores that \
                     were there before, or whose keys wait for their deletion, count against the quota of {quota}",
                    place.1, place.0
                )
            })?;
            pass.stores.insert(place, stores);
        }
        if instance.case.serial {
            pass.alone = Some(self.alone.write().await);
        } else {
            pass.shared = Some(self.alone.read().await);
        }
        Ok(pass)
    }
}

/// True when an instance may put keys into a store: such a store cannot be deleted before their waiting period is over.
pub(super) fn leaves_stores(instance: &Instance<'_>) -> bool {
    let needs_key = instance
        .case
        .needs
        .iter()
        .any(|need| matches!(&need.kind, NeedKind::Key(key) if key.store.is_some()));
    let makes_key = instance.case.operations().contains(&Operation::CreateKey);
    needs_key || (makes_key && !demand(instance).is_empty())
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
    let (ledger, capabilities) = (Ledger::default(), Capabilities::default());
    let client = Client {
        session,
        ledger: &ledger,
        capabilities: &capabilities,
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
