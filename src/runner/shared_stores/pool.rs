//! The shared stores of a run: each is had by one case at a time, and put away after it.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex as Lock, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard};

use super::existing::Found;
use super::mark::Mark;
use super::shareable::{Recipe, Shareable, shareable_stores};
use crate::case::{
    KeyNeed, KeyStateNeed, Need, NeedKind, Principal, Region, Shaped, Span, Template,
};
use crate::check::{FreshValues, Scope};
use crate::model::Operation;
use crate::runner::RunOptions;
use crate::runner::backing::Stock;
use crate::runner::capability::Capabilities;
use crate::runner::change::{Change, look, settle};
use crate::runner::cleanup::{self, Seen, ask};
use crate::runner::client::Client;
use crate::runner::ledger::Ledger;
use crate::runner::left_behind::Remains;
use crate::runner::marking::Marker;
use crate::runner::plan::Instance;
use crate::runner::quota::Gate;
use crate::runner::set_up::set_up;
use crate::target::resource::Look;
use crate::target::resource::{Kind, Shown};
use crate::target::{Session, Target};

/// How long another run may take from its look at a store to its call that renames it.
const RIVAL: Duration = Duration::from_millis(500);

/// The shared stores of a run, by what they differ in; none where every instance has a world of its own.
#[derive(Debug)]
pub(in crate::runner) struct SharedStores<'run> {
    target: &'run Target,
    options: &'run RunOptions,
    gate: &'run Gate,
    slots: BTreeMap<Recipe, Mutex<Slot>>,
    /// Stores of earlier runs that nobody has taken over yet.
    found: Lock<Vec<Found>>,
    remains: Lock<Remains>,
    /// Drawn anew, so that no two runs are taken for one.
    run: u32,
}

#[derive(Debug)]
enum Slot {
    /// Nobody has asked for it yet.
    Empty,
    Open(Shared),
    /// There is none, and every case makes its own.
    Closed,
}

#[derive(Debug, Clone)]
struct Shared {
    found: Found,
    /// What its description told of it.
    entry: Value,
}

/// A store that a case finds in place of one of its own.
#[derive(Debug, Clone)]
pub(in crate::runner) struct LeasedStore {
    /// The name of the need.
    pub(in crate::runner) need: String,
    /// What the case may ask of it.
    pub(in crate::runner) members: Value,
    /// The key in it that waits for its deletion, where that is the case's own.
    pub(in crate::runner) key: Option<String>,
}

/// The shared stores that one instance has.
#[derive(Debug)]
pub(in crate::runner) struct Leases<'pool>(Vec<(Shareable, MutexGuard<'pool, Slot>)>);

impl Leases<'_> {
    /// No shared store.
    pub(in crate::runner) fn none() -> Self {
        Self(Vec::new())
    }

    pub(in crate::runner) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// By whom and where the instance would have made them.
    pub(in crate::runner) fn makers(&self) -> Vec<(Principal, Region)> {
        let recipes = self.0.iter().map(|(shareable, _)| shareable.recipe);
        recipes
            .map(|recipe| (recipe.principal, recipe.region))
            .collect()
    }

    /// What the instance finds.
    pub(in crate::runner) fn leased(&self) -> Vec<LeasedStore> {
        let leased = self.0.iter().filter_map(|(shareable, slot)| {
            let Slot::Open(shared) = &**slot else {
                return None;
            };
            let alone = shareable.recipe.role.is_one();
            Some(LeasedStore {
                need: shareable.need.clone(),
                members: shared.entry.clone(),
                key: shared.found.mark.key.clone().filter(|_| alone),
            })
        });
        leased.collect()
    }

    /// Has the instance make its own from now on, and every other that would share them.
    pub(in crate::runner) fn give_up(&mut self, shared_stores: &SharedStores<'_>, reason: &str) {
        for (_, slot) in &mut self.0 {
            shared_stores.close_up(slot, reason);
        }
    }
}

impl<'run> SharedStores<'run> {
    /// Nothing is made or taken over before an instance asks for it.
    pub(in crate::runner) fn new(
        target: &'run Target,
        options: &'run RunOptions,
        (gate, stock): (&'run Gate, &Stock),
        instances: &[Instance<'_>],
    ) -> Self {
        let mut slots = BTreeMap::new();
        if !target.is_isolated() {
            let shareable_stores = instances.iter().flat_map(shareable_stores);
            let recipes = shareable_stores.map(|shareable| shareable.recipe);
            // What fixtures stand behind is lent to one case at a time: the stock keeps account of that.
            let invented = recipes.filter(|recipe| stock.invents(recipe.kind));
            slots.extend(invented.map(|recipe| (recipe, Mutex::new(Slot::Empty))));
        }
        Self {
            target,
            options,
            gate,
            slots,
            found: Lock::new(gate.take_found()),
            remains: Lock::default(),
            run: u32::try_from(RandomState::new().hash_one(0_u8) >> 32).unwrap_or_default(),
        }
    }

    /// Waits until the shared stores of an instance are free; the first that asks for one has it made or taken over.
    pub(in crate::runner) async fn lease(&self, instance: &Instance<'_>) -> Leases<'_> {
        let mut leases = Leases::none();
        if self.slots.is_empty() {
            return leases;
        }
        for shareable in shareable_stores(instance) {
            let Some(slot) = self.slots.get(&shareable.recipe) else {
                continue;
            };
            let mut slot = slot.lock().await;
            if matches!(*slot, Slot::Closed) {
                continue;
            }
            if !self.options.cancel.is_interrupted()
                && let Ok(session) = self.target.open(0).await
            {
                self.ready(&session, shareable.recipe, &mut slot).await;
                session.close().await;
            }
            if matches!(*slot, Slot::Open(_)) {
                leases.0.push((shareable, slot));
            }
        }
        leases
    }

    /// Puts the shared stores away after a try; one that cannot be is not used again.
    pub(in crate::runner) async fn put_away(&self, leases: &mut Leases<'_>) {
        if leases.is_empty() {
            return;
        }
        let Ok(session) = self.target.open(0).await else {
            return;
        };
        for (shareable, slot) in &mut leases.0 {
            let away = self.away(&session, shareable, slot);
            tokio::select! {
                () = away => {}
                () = self.options.cancel.aborted() => break,
            }
        }
        session.close().await;
    }

    async fn away(&self, session: &Session, shareable: &Shareable, slot: &mut Slot) {
        let Slot::Open(shared) = slot else { return };
        let (ledger, capabilities) = (Ledger::default(), Capabilities::default());
        let client = self.client(session, &ledger, &capabilities, true);
        let found = &shared.found;
        ledger.found_again(found.made(Kind::Store, &found.id, session.now()));
        if let Some(key) = found
            .mark
            .key
            .as_ref()
            .filter(|_| shareable.recipe.role.is_one())
        {
            ledger.found_again(found.made(Kind::Key, key, session.now()));
        }
        let mut done = cleanup::put_away(client).await;
        if shareable.renames && done.is_ok() {
            done = rename(client, found).await;
        }
        if let Err(reason) = done {
            match still(client, &shared.found, client.waits.consistency).await {
                Seen::NotFound => self.forget(slot),
                _ => self.close_up(slot, &reason),
            }
        }
    }

    /// Has the store be as it should be, or says that there is none.
    async fn ready(&self, session: &Session, recipe: Recipe, slot: &mut Slot) {
        let (ledger, capabilities) = (Ledger::default(), Capabilities::default());
        if let Slot::Open(shared) = slot {
            let client = self.client(session, &ledger, &capabilities, true);
            match still(client, &shared.found, client.waits.consistency).await {
                Seen::Yes => return,
                Seen::NotFound => self.forget(slot),
                Seen::No(_) | Seen::Untold => {
                    let reason = "it is not as this run has put it away: somebody else uses it";
                    self.close_up(slot, reason);
                    return;
                }
            }
        }
        let shared = match self.take_over(session, recipe).await {
            Some(shared) => Some(shared),
            None => self.make(session, recipe).await,
        };
        *slot = shared.map_or(Slot::Closed, Slot::Open);
    }

    /// A store of an earlier run, under a name of this one.
    async fn take_over(&self, session: &Session, recipe: Recipe) -> Option<Shared> {
        let _quiet = self.gate.beside_serial_cases().await;
        loop {
            let mut found = self.next_found(recipe)?;
            let (ledger, capabilities) = (Ledger::default(), Capabilities::default());
            let client = self.client(session, &ledger, &capabilities, true);
            // Another run may have taken it since it was found.
            if !matches!(still(client, &found, Duration::ZERO).await, Seen::Yes) {
                continue;
            }
            (found.mark.used, found.mark.run) = (true, self.run);
            found.mark.at = session.now();
            if rename(client, &found).await.is_ok()
                // One that looked at the same moment gives it a name of its own now, and is seen to.
                && session.wait(RIVAL).await.is_ok()
                && let Some(shared) = self.described(client, found).await
            {
                return Some(shared);
            }
        }
    }

    fn next_found(&self, recipe: Recipe) -> Option<Found> {
        let mut all = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|found| found.recipe == recipe)?;
        Some(all.swap_remove(at))
    }

    /// What is told of a store that this run has, if it is as it should be.
    async fn described(&self, client: Client<'_>, found: Found) -> Option<Shared> {
        let mut shared = Shared {
            found,
            entry: Value::Null,
        };
        let Seen::Yes = still(client, &shared.found, client.waits.consistency).await else {
            return None;
        };
        let change = shared.found.change(Shown::There, client);
        if let Ok(Look::Entry(entry)) = look(client, &change, "shared store").await {
            shared.entry = entry;
        }
        shared.entry.is_object().then_some(shared)
    }

    /// A new store with a key in it that waits for its deletion; what could not be finished is taken away.
    async fn make(&self, session: &Session, recipe: Recipe) -> Option<Shared> {
        let maker = (recipe.principal, recipe.region);
        if !self.gate.keep_room(maker).await {
            return None;
        }
        // Not before: a serial case may have the room, and wait for the others to end.
        let _quiet = self.gate.beside_serial_cases().await;
        let (ledger, capabilities) = (Ledger::default(), Capabilities::default());
        let client = self.client(session, &ledger, &capabilities, false);
        // An interruption waits for it: half made, it would have neither its key's mark nor a name that says so.
        let made = tokio::select! {
            biased;
            () = self.options.cancel.aborted() => None,
            made = self.made(client, recipe) => made,
        };
        if made.is_none() {
            let client = self.client(session, &ledger, &capabilities, true);
            cleanup::within_limits(client, &self.options.cancel).await;
            let remains = Remains::of(&ledger);
            if remains.stores().is_empty() {
                self.gate.give_room_back(maker);
            }
            self.lock_remains().add(remains);
        }
        made
    }

    async fn made(&self, client: Client<'_>, recipe: Recipe) -> Option<Shared> {
        let mut mark = Mark {
            used: true,
            role: recipe.role,
            at: client.session.now(),
            store: u32::try_from(RandomState::new().hash_one(recipe.kind.name(1)) >> 32).ok()?,
            run: self.run,
            key: None,
        };
        let region = client.session.region(recipe.region)?.to_owned();
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&mark.store.to_le_bytes());
        seed[4..8].copy_from_slice(&mark.run.to_le_bytes());
        let mut scope = Scope::new(&[], &[], FreshValues::new(seed, seed), &region);
        let needs = needs(recipe, &mark);
        set_up(&needs, client, &mut scope, &[]).await.ok()?;
        let made = client.ledger.still_made();
        let id = |kind| made.iter().find(|made| made.kind == kind);
        mark.key = Some(id(Kind::Key)?.id.clone());
        let found = Found {
            recipe,
            mark,
            id: id(Kind::Store)?.id.clone(),
        };
        rename(client, &found).await.ok()?;
        self.described(client, found).await
    }

    /// A case has lost it: a wrong target deletes what holds keys.
    fn forget(&self, slot: &mut Slot) {
        if let Slot::Open(shared) = slot {
            let recipe = shared.found.recipe;
            self.gate.give_room_back((recipe.principal, recipe.region));
        }
        *slot = Slot::Empty;
    }

    fn close_up(&self, slot: &mut Slot, reason: &str) {
        if let Slot::Open(shared) = std::mem::replace(slot, Slot::Closed) {
            self.leave(&shared, reason.to_owned());
        }
    }

    /// Tells a store that stays.
    fn leave(&self, shared: &Shared, reason: String) {
        let found = &shared.found;
        let mut made = found.made(Kind::Store, &found.id, found.mark.at);
        made.reason = Some(reason);
        self.lock_remains().made.push(made);
    }

    /// Has the next run take over what stays; gives what is to be told of it.
    pub(in crate::runner) async fn close(self) -> Remains {
        if let Ok(session) = self.target.open(0).await {
            for slot in self.slots.values() {
                if let Slot::Open(shared) = &*slot.lock().await {
                    self.keep(&session, shared).await;
                }
            }
            session.close().await;
        }
        self.remains
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }

    async fn keep(&self, session: &Session, shared: &Shared) {
        let (ledger, capabilities) = (Ledger::default(), Capabilities::default());
        let client = self.client(session, &ledger, &capabilities, true);
        let mut found = shared.found.clone();
        (found.mark.used, found.mark.at) = (false, session.now());
        let renamed = tokio::select! {
            renamed = rename(client, &found) => renamed,
            () = self.options.cancel.aborted() => Err("clean-up was stopped".to_owned()),
        };
        let until = found.mark.until().day();
        let reason = match renamed {
            Ok(()) => format!(
                "it stands for cases that leave keys, the last of which is deleted on {until}: the next run takes it over"
            ),
            // A wrong target has deleted what holds keys.
            Err(_) if self.is_gone(client, shared).await => return,
            Err(why) => {
                format!(
                    "it could not be left to the next run, which may take it over in an hour: {why}"
                )
            }
        };
        self.leave(shared, reason);
    }

    async fn is_gone(&self, client: Client<'_>, shared: &Shared) -> bool {
        let seen = still(client, &shared.found, client.waits.consistency).await;
        matches!(seen, Seen::NotFound)
    }

    fn client<'a>(
        &'a self,
        session: &'a Session,
        ledger: &'a Ledger,
        capabilities: &'a Capabilities,
        cleanup: bool,
    ) -> Client<'a> {
        Client {
            shared_keys: None,
            session,
            ledger,
            capabilities,
            waits: self.options.waits(),
            marker: Marker::of_run(self.options.marks.as_ref()),
            cleanup,
        }
    }

    fn lock_remains(&self) -> std::sync::MutexGuard<'_, Remains> {
        self.remains.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Found {
    fn change(&self, shown: Shown, client: Client<'_>) -> Change {
        Change {
            kind: Kind::Store,
            id: self.id.clone(),
            principal: self.recipe.principal,
            region: self.recipe.region,
            shown,
            at: client.session.now(),
        }
    }
}

/// Whether it is there, disconnected and under the name that its mark says.
async fn still(client: Client<'_>, found: &Found, wait: Duration) -> Seen {
    let members = vec![
        ("/CustomKeyStoreName", json!(found.mark.name())),
        ("/ConnectionState", json!("DISCONNECTED")),
    ];
    let change = found.change(Shown::Having(members), client);
    cleanup::seen(client, &change, wait).await
}

/// Gives the store the name that its mark says.
async fn rename(client: Client<'_>, found: &Found) -> Result<(), String> {
    let (principal, region) = (found.recipe.principal, found.recipe.region);
    let input = json!({"CustomKeyStoreId": found.id, "NewCustomKeyStoreName": found.mark.name()});
    let operation = Operation::UpdateCustomKeyStore;
    let answer = ask(client, principal, region, operation, &input).await;
    answer.map_err(|why| format!("{operation} was answered {}", why.text))?;
    let settled = settle(client).await;
    settled.map_err(|why| why.text())
}

/// A store of its mark's name, and in it the key that bears the mark.
fn needs(recipe: Recipe, mark: &Mark) -> [Need; 2] {
    let plain = |text: String| Template {
        span: Span::default(),
        shaped: Shaped::Plain(json!(text)),
    };
    let need = |name: &str, kind| Need {
        name: name.to_owned(),
        span: Span::default(),
        principal: recipe.principal,
        region: recipe.region,
        kind,
    };
    let mut store = recipe.kind.store_need();
    store.with = vec![("CustomKeyStoreName".to_owned(), plain(mark.name()))];
    let key = KeyNeed {
        store: Some("store".to_owned()),
        state: KeyStateNeed::PendingDeletion,
        with: vec![("Description".to_owned(), plain(mark.description()))],
    };
    [
        need("store", NeedKind::CustomKeyStore(store)),
        need("key", NeedKind::Key(key)),
    ]
}
