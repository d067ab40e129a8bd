//! The account's quota of ten custom key stores, kept as a budget; and cases that run alone.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::plan::Instance;
use super::shared_stores::{Found, Leases, Survey};
use super::waiting::Waits;
use crate::case::{Action, NeedKind, Principal, Region};
use crate::model::Operation;
use crate::target::Target;
use crate::wire::Timestamp;

/// Custom key stores per account and Region, unless AWS raises it.
pub(super) const STORES: u32 = 10;

/// An account and a Region.
type AccountAndRegion = (String, String);

/// Lets instances begin when there is room for the stores that they make.
#[derive(Debug)]
pub(super) struct Gate {
    /// Custom key stores per account and Region.
    quota: u32,
    alone: RwLock<()>,
    /// Who calls from where, and the room that is left there; empty where every instance has a world of its own.
    rooms: BTreeMap<AccountAndRegion, Room>,
    places: BTreeMap<(Principal, Region), AccountAndRegion>,
    /// Stores of earlier runs that this one may take over.
    found: Mutex<Vec<Found>>,
}

/// What one account may make in one Region.
#[derive(Debug)]
struct Room {
    /// Less than the quota by what stood there before, and by what clean-up has left behind.
    space: Mutex<Space>,
    changed: Notify,
    /// When the last of the stores that kmspec has left can be deleted.
    until: Option<Timestamp>,
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
    stores: BTreeMap<&'gate AccountAndRegion, u32>,
}

impl Room {
    fn new(size: u32, until: Option<Timestamp>) -> Self {
        Self {
            space: Mutex::new(Space { size, free: size }),
            changed: Notify::new(),
            until,
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

    /// Stores that stayed are gone.
    fn grow(&self, stores: u32) {
        self.lock().size += stores;
        self.give_back(stores);
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
    pub(super) async fn open(
        target: &Target,
        instances: &[Instance<'_>],
        quota: u32,
        waits: Waits,
    ) -> Self {
        let mut gate = Self {
            quota,
            alone: RwLock::new(()),
            rooms: BTreeMap::new(),
            places: BTreeMap::new(),
            found: Mutex::default(),
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
            let account = session.principal(principal).map(|p| p.account);
            let name = session.region(region).map(str::to_owned);
            let (Some(account), Some(name)) = (account, name) else {
                continue;
            };
            let place = (account, name);
            gate.places.insert((principal, region), place.clone());
            if let Entry::Vacant(vacant) = gate.rooms.entry(place) {
                let survey = Survey::of(&session, (principal, region), waits).await;
                let size = quota.saturating_sub(survey.there);
                vacant.insert(Room::new(size, survey.until));
                gate.found_mut().extend(survey.found);
            }
        }
        session.close().await;
        gate
    }

    fn found_mut(&self) -> MutexGuard<'_, Vec<Found>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The stores of earlier runs; the gate forgets them.
    pub(super) fn take_found(&self) -> Vec<Found> {
        std::mem::take(&mut *self.found_mut())
    }

    /// Waits until no serial case runs, and lets none begin while the guard lives.
    pub(super) async fn beside_serial_cases(&self) -> RwLockReadGuard<'_, ()> {
        self.alone.read().await
    }

    /// Takes room for a store that stays when the run is over; false when there is none.
    pub(super) async fn keep_room(&self, maker: (Principal, Region)) -> bool {
        let Some(room) = self.places.get(&maker).map(|place| &self.rooms[place]) else {
            return false;
        };
        let taken = room.take(1).await.is_ok();
        if taken {
            room.shrink(1);
        }
        taken
    }

    /// A store that was to stay is gone.
    pub(super) fn give_room_back(&self, maker: (Principal, Region)) {
        if let Some(place) = self.places.get(&maker) {
            self.rooms[place].grow(1);
        }
    }

    /// Waits for room, but for what the instance shares.
    ///
    /// # Errors
    /// A text for people when there can never be room enough.
    pub(super) async fn enter(
        &self,
        instance: &Instance<'_>,
        shared: bool,
        leases: &Leases<'_>,
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
        let mut wanted: BTreeMap<&AccountAndRegion, u32> = BTreeMap::new();
        let makers = leases.makers();
        for (maker, stores) in demand(instance) {
            if let Some(place) = self.places.get(&maker) {
                let taken = makers.iter().filter(|other| **other == maker).count();
                let own = stores.saturating_sub(u32::try_from(taken).unwrap_or(stores));
                *wanted.entry(place).or_default() += own;
            }
        }
        for (place, stores) in wanted {
            let stores = stores.min(self.quota);
            let room = &self.rooms[place];
            let taken = room.take(stores).await;
            taken.map_err(|size| self.no_room(place, size, room.until))?;
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

impl Gate {
    /// Why there is no room, in words that are the same for every instance.
    fn no_room(
        &self,
        (account, region): &AccountAndRegion,
        size: u32,
        until: Option<Timestamp>,
    ) -> String {
        let quota = self.quota;
        let until = until.map_or(String::new(), |until| {
            let day = until.day();
            format!("; those that kmspec has left go when their keys are deleted, on {day} at the latest")
        });
        format!(
            "it makes more custom key stores in {region} of account {account} than there is room for, which is {size}: stores \
             that were there before, or whose keys wait for their deletion, count against the quota of {quota}{until}"
        )
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
